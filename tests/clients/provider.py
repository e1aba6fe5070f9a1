"""A mail server that misbehaves in every way at every step: nothing is lost, and nobody else waits for it."""

import collections
import time

from harness import equal, eventually, facteur, main, test
from load import Load
from proof import Ledger, drain, each_left_once, everything_answered_is_found
from sink import Sink

# What happens to the first attempt of a message, by the beginning of its address.
TROUBLES = [
    {"at": at, "do": do, "recipient": f"{at}-{do}-", "times": 1, **({"text": "451 4.7.1 Later"} if do == "say" else {})}
    for at in ("recipient", "data", "verdict") for do in ("hang", "reset", "close", "garbage", "say")
]
# After these nobody can know whether the message was taken.
UNKNOWN = ("verdict-hang-", "verdict-reset-", "verdict-close-", "verdict-garbage-")
REFUSED = {"at": "recipient", "do": "say", "text": "550 5.1.1 no such mailbox", "recipient": "nobody-"}

# What happens to whole connections, for a while: no message has come into it yet.
SIEGES = [
    ("resets every connection", {"at": "greeting", "do": "reset"}),
    ("greets with garbage", {"at": "greeting", "do": "garbage"}),
    ("turns everybody away", {"at": "greeting", "do": "say", "text": "421 4.3.2 Too busy"}),
    ("falls silent after the greeting", {"at": "hello", "do": "hang"}),
    ("closes before the sender", {"at": "sender", "do": "close"}),
    ("is gone", None),
]


class World:
    def __init__(self, program, sink):
        self.program, self.sink, self.asked = program, sink, []
        service = program.service("Passports", live=True)
        self.template = program.email_template(service, subject="((name))")
        self.key, self.test_key = program.key(service, "live"), program.key(service, "test")
        program.start()

    def send(self, name, count=2):
        """Accepts messages to addresses that begin with this name; gives what was asked."""
        asked = Load([self.program.url], self.key, self.template, callers=1, most=count, name=name, to=name).start().join()
        equal([one.status for one in asked], [201] * count)
        self.asked += asked
        return asked

    def test_keys_do_not_wait(self):
        sent = self.program.send_email(self.test_key, self.template, "zoe@example.com").json()
        eventually(lambda: self.program.status(self.test_key, sent["id"]), "delivered", 5)

    def all_left(self, asked, seconds):
        began = time.monotonic()
        for one in asked:
            eventually(lambda one=one: self.sink.has(one.reference), True, seconds)
        return time.monotonic() - began


@test
def while_some_messages_meet_trouble_the_others_leave_at_once_and_test_keys_do_not_wait(world):
    world.sink.behave(*TROUBLES, REFUSED)
    for trouble in TROUBLES:
        world.send(trouble["recipient"])
    world.refused = world.send(REFUSED["recipient"])
    took = world.all_left(world.send("well-", count=20), 5)
    world.test_keys_do_not_wait()
    print(f"      twenty messages to others left within {took:.2f} s", flush=True)


@test
def a_mail_server_that_fails_everybody_is_used_again_soon_after_it_is_well(world):
    """While messages of the first test still hang: they must not keep it from being tried."""
    slow = []
    for name, rule in SIEGES:
        # Connections that are open already would not meet it.
        world.sink.go_away()
        if rule is not None:
            world.sink.behave(rule)
            world.sink.come_back()
        asked = world.send("besieged-", count=10)
        time.sleep(1.5)
        world.test_keys_do_not_wait()
        equal([one.reference for one in asked if world.sink.has(one.reference)], [])
        if rule is None:
            world.sink.come_back()
        world.sink.behave(REFUSED)
        took = world.all_left(asked, 120)
        print(f"      {name}: all had left {took:.1f} s after it was well again", flush=True)
        # The wait after a failed attempt is 12 seconds at most; a server that fell silent is given up after ten.
        slow += [name] if took > 30 else []
    equal(slow, [])


@test
def everything_is_sent_in_the_end_and_what_was_refused_for_good_is_not_sent_again(world):
    # A server that falls silent in the middle of a message is given up after a minute.
    drain(world.program, 120)
    statuses = everything_answered_is_found(world.program, world.key, world.asked)
    equal(statuses, {"sent": len(world.asked) - len(world.refused), "permanent-failure": len(world.refused)})
    for one in world.refused:
        equal(world.program.status(world.key, one.id), "permanent-failure")
        assert not world.sink.has(one.reference), f"{one.reference} was refused and left"


@test
def each_message_was_taken_once_and_only_unknown_outcomes_were_tried_again_under_the_same_message_id(world):
    mails = world.sink.received()
    ledger = Ledger(world.program).attempts()
    refused = {one.reference for one in world.refused}
    # A message that was answered with 451 was not taken, and came twice by right.
    each_left_once(world.program, [one for one in world.asked if one.reference not in refused],
                   [mail for mail in mails if mail.taken or not mail.recipient.startswith("verdict-say-")])
    taken = collections.Counter(mail.subject for mail in mails if mail.taken)
    for one in world.asked:
        equal(taken[one.reference], 0 if one.reference in refused else 1)
        outcomes = ledger[one.id.replace("-", "")]
        assert "" not in outcomes, f"{one.reference} has an attempt that was never concluded: {outcomes}"
        equal("unknown" in outcomes, one.reference.startswith(UNKNOWN))
        first = {True: "refused", False: "handed-over"}[one.reference in refused]
        equal(outcomes[-1], first)


if __name__ == "__main__":
    sink = Sink()
    try:
        with facteur(**sink.settings(), SMTP__MOST_CONNECTIONS=32) as program:
            main(World(program, sink))
    finally:
        sink.close()
