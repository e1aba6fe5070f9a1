"""Power cuts and a full disk, under load, with a disk that keeps only what was synced (see fake_disk.c)."""

import os
import random
import signal
import time

from fake_disk import FakeDisk
from harness import equal, eventually, facteur, main, test
from load import Load, each
from proof import drain, everything_answered_is_found

ROUNDS = int(os.environ.get("ROUNDS", "30"))


class World:
    def __init__(self, program):
        self.program = program
        self.service = program.service("Passports", live=True)
        program.command("service", "limits", "--service", self.service, "--rate", "100000000",
                        "--daily-email", "100000000", "--annual-email", "100000000")
        self.template = program.email_template(self.service, subject="((name))")
        self.key = program.key(self.service, "live")

    def load(self, name, **more):
        return Load([self.program.url], self.key, self.template, name=name, **more).start()


def cut_the_power(torn, seed):
    """Load, kill -9, and only what was synced is left; again and again. Gives how many were answered in all."""
    chance = random.Random(seed)
    print(f"      seed {seed}", flush=True)
    with facteur() as program:
        world = World(program)
        disk = FakeDisk(program)
        asked = []
        for number in range(ROUNDS):
            program.start()
            load = world.load(f"{'torn' if torn else 'cut'}{number}")
            time.sleep(chance.uniform(0.02, 0.3))
            program.stop(signal.SIGKILL)
            asked += load.join()
            disk.lose_power(chance if torn else None)
        program.start()
        equal(program.command("doctor")["ok"], True)
        drain(program, 60)
        everything_answered_is_found(program, world.key, asked)
        answered = sum(one.status == 201 for one in asked)
        assert answered > ROUNDS * 5, f"only {answered} messages were accepted: this proves little"
        print(f"      {ROUNDS} power cuts, {answered} answered, all there", flush=True)


@test
def whatever_was_answered_survives_a_power_cut_that_loses_all_unsynced_writes():
    cut_the_power(torn=False, seed=int.from_bytes(os.urandom(4), "big"))


@test
def it_survives_when_some_unsynced_sectors_are_there_and_some_are_half_written():
    cut_the_power(torn=True, seed=int.from_bytes(os.urandom(4), "big"))


def full(letter):
    with facteur() as program:
        world = World(program)
        disk = FakeDisk(program, shadow=False)
        program.start()
        asked = world.load("before", callers=2, most=50).join()
        equal(len([one for one in asked if one.status == 201]), len(asked))
        with disk.in_trouble(letter):
            # What a file has room for already may still be taken; then it is said.
            refused = eventually(lambda: program.send_email(world.key, world.template, "zoe@example.com"),
                                 lambda answer: answer.status_code != 201)
            equal(refused.status_code, 503)
            assert int(refused.headers["Retry-After"]) > 0
            equal(refused.json(), {
                "status_code": 503,
                "errors": [{"error": "ServiceUnavailable",
                            "message": "The service cannot take requests at the moment, try again later"}],
            })
            french = program.call(world.key, "POST", "/v2/notifications/email", headers={"Accept-Language": "fr"},
                                  json={"email_address": "zoe@example.com", "template_id": world.template,
                                        "personalisation": {"name": "Zoé"}})
            assert french.json()["errors"][0]["message_fr"], french.text
            asked += world.load("full", callers=4, most=40).join()
            # Reading needs no room.
            equal(program.call(world.key, "GET", f"/v2/notifications/{asked[0].id}").status_code, 200)
            equal(program.process.poll(), None)
        eventually(lambda: program.send_email(world.key, world.template, "zoe@example.com").status_code, 201)
        asked += world.load("after", callers=2, most=50).join()
        equal([one.status for one in asked if one.reference.startswith("after") and one.status != 201], [])
        drain(program, 60)
        everything_answered_is_found(program, world.key, asked)
        refused = [one for one in asked if one.status == 503]

        async def look(connection, one):
            _, _, content = await connection.call("GET", f"/v2/notifications?reference={one.reference}")
            return content

        for content in each(program.url, world.key, refused, look):
            assert b'"notifications":[]' in content.replace(b" ", b""), "what was refused is there all the same"
        equal(program.stop(), 0)
        equal(program.command("doctor")["ok"], True)


@test
def when_the_disk_is_full_callers_are_told_to_come_back_and_nothing_is_lost():
    full("a")


@test
def when_no_file_can_grow_it_is_the_same():
    full("g")


if __name__ == "__main__":
    main()
