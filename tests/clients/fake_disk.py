"""A disk that forgets what was not synced, and that is full or broken when it is told: see fake_disk.c."""

import contextlib
import os
import random
import shutil

from harness import Facteur

LIBRARY = os.environ.get("FAKE_DISK", "build/fake_disk.so")
FILES = ("facteur.db", "facteur.db-wal")
# The unit in which a disk keeps its word: a write of one of these is there or it is not.
SECTOR = 512


class FakeDisk:
    """A program whose database lies on such a disk. Wrap only what comes after the setting up."""

    def __init__(self, program, shadow=True):
        self.program = program
        self.trouble = os.path.join(program.folder, "trouble")
        # SQLite resolves links before it opens a file; the library compares names.
        database = os.path.join(os.path.realpath(program.data_dir), "facteur.db")
        self.settings = {
            "LD_PRELOAD": os.path.abspath(LIBRARY), "FAKE_DISK_DATABASE": database, "FAKE_DISK_TROUBLE": self.trouble,
        }
        assert os.path.exists(self.settings["LD_PRELOAD"]), "./test compiles the library"
        self.shadow = os.path.join(program.folder, "shadow")
        if shadow:
            self.settings["FAKE_DISK_SHADOW"] = self.shadow
            self._copy_to_shadow()
        program.environment.update(self.settings)

    def _copy_to_shadow(self):
        shutil.rmtree(self.shadow, ignore_errors=True)
        os.mkdir(self.shadow)
        for name in FILES:
            source = os.path.join(self.program.data_dir, name)
            if os.path.exists(source):
                shutil.copyfile(source, os.path.join(self.shadow, name))

    def lose_power(self, torn=None):
        """To be called once the program is dead: its data folder becomes what the disk had of it.

        With `torn`, a source of chance, each sector that was not synced is there, absent, or half there.
        """
        for name in FILES:
            real, synced = os.path.join(self.program.data_dir, name), os.path.join(self.shadow, name)
            if not os.path.exists(synced):
                if os.path.exists(real):
                    os.unlink(real)
                continue
            if torn is not None:
                tear(real, synced, torn)
            shutil.copyfile(synced, real)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(self.program.data_dir, "facteur.db-shm"))
        self._copy_to_shadow()

    @contextlib.contextmanager
    def in_trouble(self, letter):
        """The disk is full (`a` for all writes, `g` for those that need more room), or its syncs fail (`s`)."""
        # Under its name only when it is complete.
        with open(self.trouble + ".new", "w") as file:
            file.write(letter)
        os.rename(self.trouble + ".new", self.trouble)
        try:
            yield
        finally:
            os.unlink(self.trouble)


def tear(real, synced, chance):
    """Mixes unsynced sectors of the real file into what was synced."""
    with open(real, "rb") as file:
        wanted = file.read()
    with open(synced, "r+b") as file:
        had = file.read()
        # Beyond its end the disk may have given room, with or without what belongs there.
        had = had.ljust(chance.randint(min(len(had), len(wanted)), max(len(had), len(wanted))), b"\0")
        for at in range(0, min(len(had), len(wanted)), SECTOR):
            old, new = had[at:at + SECTOR], wanted[at:at + SECTOR][:len(had) - at]
            if old != new:
                cut = chance.choice((0, len(new), chance.randrange(len(new))))
                file.seek(at)
                file.write(new[:cut] + old[cut:])
        file.truncate(max(len(had), file.seek(0, 2)) if len(had) > len(wanted) else len(had))
