"""`kill -9` under load, again and again, with a mail server that remembers what left.

    crash.py [--rounds N] [--seed N] [--database-url postgres://…]

With a database URL the same is done on PostgreSQL, in a database made for the test. All that is left to chance comes from
the seed, which is printed; the moments at which processes and packets meet do not.
"""

import argparse
import os
import random
import signal
import subprocess
import time

from harness import BINARY, database, equal, eventually, facteur, main, test
from load import Load
from proof import (Ledger, drain, each_left_once, everything_answered_is_found, repeat_the_answered,
                   settle_the_unanswered)
from sink import Sink

# From the start of the process to the delivery of a message that it accepted.
LONGEST_RECOVERY = 5.0


class World:
    def __init__(self, program, sink, rounds, seed):
        self.program, self.sink, self.rounds, self.chance = program, sink, rounds, random.Random(seed)
        self.asked, self.recoveries, self.cut_short = [], [], 0
        self.service = program.service("Passports", live=True)
        program.command("service", "limits", "--service", self.service, "--rate", "100000000",
                        "--daily-email", "100000000", "--annual-email", "100000000")
        self.template = program.email_template(self.service, subject="((name))")
        self.key = program.key(self.service, "live")

    def start(self):
        """Starts the program; gives the moment at which it was started."""
        began = time.monotonic()
        self.program.start()
        return began

    def kill(self):
        log = self.program.read_log()
        assert "panicked" not in log, log
        self.program.stop(signal.SIGKILL)

    def load(self, name, **more):
        # Accepting is many times faster than sending: without any pause the rounds would measure how long a queue
        # takes to drain.
        pause = self.chance.choice((0.002, 0.008, 0.02))
        return Load([self.program.url], self.key, self.template, name=name, pause=pause, **more).start()

    def first_delivery(self, began, name):
        """Sends one message and waits until it left."""
        probe = self.load(name, callers=1, most=1).join()
        self.asked += probe
        equal(probe[0].status, 201)
        eventually(lambda: self.sink.has(probe[0].reference), True, 60)
        self.recoveries.append(time.monotonic() - began)


def kill_while_starting(world):
    """A start that is cut short anywhere: before the file is open, while leases are given back, or just after."""
    program = world.program
    process = subprocess.Popen(
        [BINARY, "serve", "--listen", "127.0.0.1:0", "--data-dir", program.data_dir],
        env=program.environment, cwd=program.folder, stdout=subprocess.DEVNULL, stderr=program.log)
    time.sleep(world.chance.uniform(0, 0.1))
    process.kill()
    process.wait()
    log = program.read_log()
    assert "panicked" not in log, log
    program.log.truncate(0)
    program.log.seek(0)
    world.cut_short += 1


@test
def a_server_that_is_killed_again_and_again_starts_each_time_and_delivers_within_seconds(world):
    told = time.monotonic()
    for number in range(world.rounds):
        if world.chance.random() < 0.1:
            kill_while_starting(world)
        began = world.start()
        # Now and then the next blow falls while the server still takes up what the last one left.
        hasty = world.chance.random() < 0.25
        if not hasty:
            world.first_delivery(began, f"probe-{number}")
        load = world.load(f"r-{number}")
        moment = world.chance.uniform(0.02, 0.4)
        time.sleep(moment)
        world.kill()
        asked = load.join()
        world.asked += asked
        if time.monotonic() - told > 10 or number + 1 == world.rounds:
            told = time.monotonic()
            print(f"      round {number + 1}: {moment * 1000:.0f} ms of load, {len(load.answered())} answered here; "
                  f"{len(world.asked)} asked in all, {world.sink.count()} left", flush=True)
    slowest = max(world.recoveries)
    print(f"      first delivery after a start: {sorted(world.recoveries)[len(world.recoveries) // 2]:.2f} s as a "
          f"rule, {slowest:.2f} s at worst; {world.cut_short} starts cut short", flush=True)
    assert slowest < LONGEST_RECOVERY, sorted(world.recoveries)[-5:]


@test
def what_was_left_behind_is_delivered_once_the_server_stays_up(world):
    began = world.start()
    world.first_delivery(began, "probe-last")
    drain(world.program, 60)


@test
def a_request_without_an_answer_is_wholly_there_or_wholly_absent_and_its_repetition_makes_no_second_message(world):
    there = settle_the_unanswered(world.program, world.key, world.asked)
    print(f"      {len(there)} requests were left without an answer and are there", flush=True)
    repeat_the_answered(world.program, world.key, world.asked)
    drain(world.program, 60)


@test
def every_201_is_found_with_its_reference_and_was_sent(world):
    statuses = everything_answered_is_found(world.program, world.key, world.asked)
    equal(set(statuses), {"sent"})
    print(f"      {statuses['sent']} messages", flush=True)


@test
def nothing_is_missing_outside_and_nothing_is_there_twice_but_reported_unknowns(world):
    doubled = each_left_once(world.program, world.asked, world.sink.received())
    print(f"      {doubled} left twice, each with an attempt of unknown outcome in its ledger", flush=True)


@test
def the_counters_moved_with_the_messages(world):
    there, counted = Ledger(world.program).counted()
    equal(counted, there)
    equal(there, sum(one.id is not None for one in world.asked))


@test
def the_database_is_sound(world):
    equal(world.program.command("doctor")["ok"], True)
    equal(world.program.stop(), 0)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    arguments.add_argument("--database-url")
    arguments = arguments.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    sink = Sink()
    # Many at once, so that each blow cuts many attempts short.
    settings = {**sink.settings(), "SMTP__MOST_CONNECTIONS": 32}
    if arguments.database_url:
        settings["DATABASE_URL"] = database(arguments.database_url, "crash")
    try:
        with facteur(**settings) as program:
            main(World(program, sink, arguments.rounds, arguments.seed))
    finally:
        sink.close()
