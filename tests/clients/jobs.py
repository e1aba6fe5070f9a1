"""`kill -9` while lists are accepted, become messages and leave, with a mail server that remembers what left.

    jobs.py [--rounds N] [--rows N] [--seed N] [--database-url postgres://…]

Every row of every list that was answered with 201 must have left exactly once, but for messages with an attempt of unknown
outcome in their ledger; and allowances are taken once.
"""

import argparse
import collections
import os
import random
import signal
import threading
import time

import requests

from harness import database, equal, facteur, main, test
from proof import Ledger, drain
from sink import Sink


class World:
    def __init__(self, program, sink, rounds, rows, seed):
        self.program, self.sink, self.rounds, self.rows = program, sink, rounds, rows
        self.chance, self.lists = random.Random(seed), []
        self.service = program.service("Passports", live=True)
        program.command("service", "limits", "--service", self.service, "--rate", "100000000",
                        "--daily-email", "100000000", "--annual-email", "100000000")
        self.template = program.email_template(self.service, subject="((name))")
        self.key = program.key(self.service, "live")

    def send(self, number):
        """Sends a list; gives its answer, or nothing when there was none."""
        rows = [["email address", "name"]]
        rows += [[f"row{row}@example.ca", f"{number}-{row}"] for row in range(self.rows)]
        body = {"name": f"list {number}", "template_id": self.template, "rows": rows}
        headers = {"Authorization": f"ApiKey-v1 {self.key}", "Idempotency-Key": f"list-{number}"}
        try:
            return requests.post(self.program.url + "/v2/notifications/bulk", json=body, headers=headers, timeout=30)
        except requests.RequestException:
            return None

    def unfinished(self):
        return int(Ledger(self.program).rows("SELECT COUNT(*) FROM jobs WHERE state <> 'finished'")[0][0])


@test
def lists_survive_a_server_that_is_killed_while_it_takes_and_sends_them(world):
    for number in range(world.rounds):
        world.program.start()
        sending = threading.Thread(target=world.send, args=(number,))
        sending.start()
        time.sleep(world.chance.uniform(0.02, 0.9))
        log = world.program.read_log()
        assert "panicked" not in log, log
        world.program.stop(signal.SIGKILL)
        sending.join()


@test
def a_list_without_an_answer_is_wholly_there_or_wholly_absent_and_its_repetition_makes_no_second_one(world):
    world.program.start()
    for number in range(world.rounds):
        answer = world.send(number)
        equal(answer.status_code, 201)
        world.lists.append(answer.json()["data"]["id"])
    equal(len(set(world.lists)), world.rounds)
    equal(int(Ledger(world.program).rows("SELECT COUNT(*) FROM jobs")[0][0]), world.rounds)


@test
def every_row_becomes_one_message(world):
    deadline = time.monotonic() + 60
    while world.unfinished():
        assert time.monotonic() < deadline, f"{world.unfinished()} lists are not finished"
        time.sleep(0.1)
    drain(world.program, 60)
    rows = Ledger(world.program).rows("SELECT COUNT(*) FROM notifications WHERE job_id IS NOT NULL")
    equal(int(rows[0][0]), world.rounds * world.rows)
    doubled = Ledger(world.program).rows(
        "SELECT COUNT(*) FROM (SELECT job_id, job_row FROM notifications GROUP BY job_id, job_row HAVING COUNT(*) > 1) d")
    equal(int(doubled[0][0]), 0)
    equal(Ledger(world.program).rows("SELECT COUNT(*) FROM job_chunks"), [("0",)])


@test
def each_row_left_once_but_for_reported_unknowns(world):
    mails = world.sink.received()
    copies = collections.Counter(mail.message_id for mail in mails)
    subjects = {mail.subject for mail in mails}
    expected = {f"{number}-{row}" for number in range(world.rounds) for row in range(world.rows)}
    equal(len(expected - subjects), 0)
    equal(len(copies), len(expected))
    attempts = Ledger(world.program).attempts()
    for message, count in copies.items():
        if count > 1:
            outcomes = attempts[message.split("@")[0].replace("-", "").lower()]
            unknown = sum(outcome in ("", "unknown") for outcome in outcomes)
            assert count <= 1 + unknown, f"{message} left {count} times: {outcomes}"
    print(f"      {len(expected)} rows; {sum(count > 1 for count in copies.values())} left twice, each reported", flush=True)


@test
def allowances_and_totals_are_taken_once(world):
    there, counted = Ledger(world.program).counted()
    equal((there, counted), (world.rounds * world.rows, world.rounds * world.rows))
    totals = Ledger(world.program).rows("SELECT SUM(requested), SUM(delivered) FROM job_tallies")
    equal([int(total) for total in totals[0]], [there, there])
    equal(world.program.stop(), 0)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=8)
    arguments.add_argument("--rows", type=int, default=400)
    arguments.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    arguments.add_argument("--database-url")
    arguments = arguments.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    sink = Sink()
    settings = {**sink.settings(), "SMTP__MOST_CONNECTIONS": 32}
    if arguments.database_url:
        settings["DATABASE_URL"] = database(arguments.database_url, "jobs")
    try:
        with facteur(**settings) as program:
            main(World(program, sink, arguments.rounds, arguments.rows, arguments.seed))
    finally:
        sink.close()
