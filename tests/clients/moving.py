"""The program moves from its SQLite file to a PostgreSQL server, and goes on there."""

import os
import shutil
import subprocess
import tempfile
import urllib.parse

from harness import equal, eventually, facteur, main, test

POSTGRES = os.path.join(os.path.dirname(__file__), "..", "postgres")


@test
def everything_moves_to_postgresql_and_goes_on_there(server):
    with facteur() as program:
        program.start()
        service = program.service("Passeports")
        template = program.email_template(service)
        key = program.key(service, "test")
        sent = program.send_email(key, template, "zoe@example.com").json()["id"]
        eventually(lambda: program.status(key, sent), "delivered")
        source = "sqlite:" + os.path.join(program.data_dir, "facteur.db")
        assert "serves the data folder" in program.command("migrate", "--from", source, "--to", server, ok=False)
        equal(program.stop(), 0)

        assert "where to?" in program.command("migrate", ok=False)
        assert "--from" in program.command("migrate", "--from", "facteur.db", "--to", server, ok=False)
        refused = program.command("migrate", "--to", "postgres://u:secret-word@127.0.0.1:1/none", ok=False)
        assert "secret-word" not in refused, refused
        moved = program.command("migrate", "--from", source, "--to", server)
        rows = {table["table"]: table["rows"] for table in moved["tables"]}
        equal((rows["services"], rows["notifications"], rows["api_keys"]), (1, 1, 1))
        assert all(len(table["sha256"]) == 64 for table in moved["tables"]), moved
        equal(sorted(name for name in os.listdir(program.data_dir) if name.endswith((".db", ".moved"))),
              ["facteur.db.moved"])
        assert "in use" in program.command("migrate", "--from", source, "--to", server, ok=False)

        program.environment["FACTEUR_DATABASE_URL"] = server
        program.start()
        equal(program.status(key, sent), "delivered")
        again = program.send_email(key, template, "zoe@example.com").json()["id"]
        eventually(lambda: program.status(key, again), "delivered")
        assert "pg_dump" in program.command("backup", os.path.join(program.folder, "copy.db"), ok=False)


if __name__ == "__main__":
    folder = tempfile.mkdtemp(prefix="facteur-moving-")
    os.chmod(folder, 0o755)
    place = os.path.join(folder, "server")
    try:
        url = subprocess.run([POSTGRES, "start", place, "fsync=off"], check=True, capture_output=True,
                             text=True).stdout.strip()
        # The database that every server has, which is empty.
        assert urllib.parse.urlsplit(url).path == "/postgres", url
        main(url)
    finally:
        subprocess.run([POSTGRES, "drop", place], check=False)
        shutil.rmtree(folder, ignore_errors=True)
