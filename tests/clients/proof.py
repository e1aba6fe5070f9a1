"""What must be true once everything has drained: nothing lost, nothing doubled, nothing half done."""

import collections
import json
import os
import sqlite3
import subprocess
import time

from harness import equal
from load import each, post


class Ledger:
    """The database itself, read past the program: SQLite's file, or PostgreSQL through psql."""

    def __init__(self, program):
        self.url = program.environment.get("FACTEUR_DATABASE_URL", "")
        self.path = os.path.join(program.data_dir, "facteur.db")

    def rows(self, sql):
        if self.url.startswith("postgres"):
            done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-c", sql, self.url],
                                  capture_output=True, text=True, timeout=60, check=True)
            return [tuple(line.split("\t")) for line in done.stdout.splitlines()]
        database = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        try:
            return [tuple("" if value is None else str(value) for value in row) for row in database.execute(sql)]
        finally:
            database.close()

    def id_of(self, column):
        """An expression for an id as 32 hexadecimal digits."""
        return f"replace({column}::text, '-', '')" if self.url.startswith("postgres") else f"lower(hex({column}))"

    def waiting(self):
        """How many live messages are still to be sent."""
        if self.url.startswith("postgres"):
            # A table of its own; 100 is the lane of test keys.
            return int(self.rows("SELECT COUNT(*) FROM queue WHERE lane <> 100")[0][0])
        return int(self.rows("SELECT COUNT(*) FROM notifications WHERE due_at IS NOT NULL AND key_type = 0")[0][0])

    def attempts(self):
        """By message: the outcome of each attempt, in order, empty where none was recorded."""
        found = collections.defaultdict(list)
        for notification, outcome in self.rows(
                f"SELECT {self.id_of('notification_id')}, outcome FROM attempts ORDER BY notification_id, number"):
            found[notification].append(outcome)
        return found

    def counted(self):
        """Messages with live keys that are there, and those that the day's counters know of."""
        there = self.rows("SELECT COUNT(*) FROM notifications WHERE key_type = 0")[0][0]
        counted = self.rows("SELECT COALESCE(SUM(used), 0) FROM allowance_used WHERE period_kind = 0")[0][0]
        return int(there), int(counted)


def drain(program, seconds):
    """Waits until nothing live is due any more."""
    ledger, deadline = Ledger(program), time.monotonic() + seconds
    while waiting := ledger.waiting():
        assert time.monotonic() < deadline, f"{waiting} messages were still waiting after {seconds} seconds"
        time.sleep(0.1)


def settle_the_unanswered(program, key, asked):
    """A request without an answer is wholly there or wholly absent, and asking again makes no second message.

    Gives those that are there, with their ids filled in. Call it before the last drain: what was absent and carried an
    Idempotency-Key is sent now.
    """
    unanswered = [one for one in asked if one.status is None]

    async def look(connection, one):
        status, _, content = await connection.call("GET", f"/v2/notifications?reference={one.reference}")
        equal(status, 200)
        return json.loads(content)["notifications"]

    there = []
    for one, found in zip(unanswered, each(program.url, key, unanswered, look)):
        assert len(found) <= 1, f"{one.reference} is there {len(found)} times"
        assert one.taken or not found, f"{one.reference} was never sent and is there"
        if found:
            whole(one, found[0])
            one.id = found[0]["id"]
            there.append(one)
    known = {one.reference: one.id for one in unanswered}
    repeated = [one for one in unanswered if one.idempotency_key and one.taken]
    each(program.url, key, repeated, post)
    for one in repeated:
        equal(one.status, 201)
        replayed = "idempotency-replayed" in one.headers
        if known[one.reference] is None:
            assert not replayed, f"{one.reference} was absent, and yet its key had an answer"
        else:
            assert replayed and one.id == known[one.reference], f"{one.reference} became a second message"
    for one, found in zip(repeated, each(program.url, key, repeated, look)):
        equal([each_one["id"] for each_one in found], [one.id])
    return there + [one for one in repeated if known[one.reference] is None]


def repeat_the_answered(program, key, asked, most=2000):
    """The same key again gives the same answer, also from another life of the program."""
    answered = [one for one in asked if one.status == 201 and one.idempotency_key][-most:]
    before = [(one.id, one.answer) for one in answered]
    each(program.url, key, answered, post)
    for one, (notification, answer) in zip(answered, before):
        equal((one.status, one.id, one.answer), (201, notification, answer))
        assert "idempotency-replayed" in one.headers, f"{one.reference} was done again"


def whole(one, found):
    """The stored message is the one that was asked for."""
    equal((found["reference"], found["subject"]), (one.reference, one.reference))


def everything_answered_is_found(program, key, asked):
    """Every 201 is found by its id, with its reference; nothing but `sent` once it has drained."""
    answered = [one for one in asked if one.id is not None]

    async def look(connection, one):
        status, _, content = await connection.call("GET", f"/v2/notifications/{one.id}")
        assert status == 200, f"{one.reference} was answered 201 and is gone: {status} {content}"
        return json.loads(content)

    statuses = collections.Counter()
    for one, found in zip(answered, each(program.url, key, answered, look)):
        whole(one, found)
        statuses[found["status"]] += 1
    return statuses


def each_left_once(program, asked, mails):
    """Nothing is missing outside, and nothing is there twice but what the ledger reports as unknown.

    Gives how many were there more than once.
    """
    ledger = Ledger(program).attempts()
    copies = collections.Counter(mail.message_id for mail in mails)
    subjects = collections.defaultdict(set)
    for mail in mails:
        subjects[mail.subject].add(mail.message_id)
    for subject, message_ids in subjects.items():
        # Whatever goes again goes under the same Message-ID.
        equal(len(message_ids), 1)
    for one in asked:
        message_ids = subjects.pop(one.reference, set())
        if one.id is None:
            assert not message_ids, f"{one.reference} is not stored, and left"
            continue
        assert message_ids, f"{one.reference} never left; its attempts: {ledger[one.id.replace('-', '')]}"
        equal(message_ids, {f"{one.id}@notification.example.ca"})
    equal(list(subjects), [])
    doubled = 0
    for message_id, times in copies.items():
        outcomes = ledger[message_id.split("@")[0].replace("-", "")]
        unknown = sum(outcome in ("", "unknown") for outcome in outcomes)
        assert times <= 1 + unknown, f"{message_id} left {times} times; its attempts: {outcomes}"
        doubled += times > 1
    return doubled
