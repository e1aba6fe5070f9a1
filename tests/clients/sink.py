"""A mail server of the test's own: fast, without TLS, in a process of its own, and as badly behaved as it is told.

It outlives every crash of the program, so it is the witness of what left: each message that came whole is kept with its
Message-ID, its recipient, its subject and its connection. How it treats a session is told by rules; without any it takes
everything. A rule is a dictionary:

    at         greeting, hello, sender, recipient, data (before the message is asked for) or verdict (it came whole)
    do         delay, hang, reset, close, garbage or say
    seconds    how long to delay
    text       what to say, for instance "451 4.7.1 Later"
    recipient  only for addresses that begin so; not for greeting, hello and sender, which come before it is known
    times      how often: for each recipient where one is named, in all otherwise; always when absent
"""

import asyncio
import collections
import json
import os
import re
import socket
import struct
import subprocess
import sys
import threading

STAGES = ("greeting", "hello", "sender", "recipient", "data", "verdict")
MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^>]+)>", re.I | re.M)
SUBJECT = re.compile(rb"^Subject:[ \t]*(.*?)\r$", re.I | re.M)

Mail = collections.namedtuple("Mail", "message_id recipient subject connection taken")
Mail.__doc__ = "A message that came whole. `taken` is false when it was not answered with 250."


class Sink:
    """The test's end: starts the process, and asks it."""

    def __init__(self):
        # Its end comes with ours, however that comes: it watches its input.
        self.process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.port, control = json.loads(self.process.stdout.readline())
        self.control = socket.create_connection(("127.0.0.1", control)).makefile("rwb")
        self.lock = threading.Lock()
        self.mails = []

    def _ask(self, **question):
        with self.lock:
            self.control.write(json.dumps(question).encode() + b"\n")
            self.control.flush()
            return json.loads(self.control.readline())

    def received(self):
        """Everything so far, in the order in which it came."""
        with self.lock:
            known = len(self.mails)
        more = [Mail(*mail) for mail in self._ask(since=known)]
        with self.lock:
            # Another thread may have asked at the same time.
            self.mails.extend(more[len(self.mails) - known:])
            return list(self.mails)

    def count(self):
        return self._ask(count=True)

    def has(self, subject):
        """Has a message with this subject come?"""
        return self._ask(has=subject)

    def behave(self, *rules):
        """These rules from now on, instead of those before."""
        for rule in rules:
            assert rule["at"] in STAGES and rule["do"] in ("delay", "hang", "reset", "close", "garbage", "say"), rule
        self._ask(rules=rules)

    def go_away(self):
        """Cuts every connection, but those that hang, and takes no new one."""
        self._ask(listen=False)

    def come_back(self):
        """On the same port."""
        self._ask(listen=True)

    def settings(self):
        """What tells the program to use it."""
        return {
            "EMAIL_PROVIDER": "smtp", "SMTP__HOST": "127.0.0.1", "SMTP__PORT": self.port, "SMTP__TLS": "none",
            "SENDING_DOMAIN": "notification.example.ca",
        }

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


class Box:
    """What the process remembers."""

    def __init__(self):
        self.mails = []
        self.subjects = set()
        self.rules = []
        self.used = collections.Counter()
        self.connections = 0
        self.open = set()
        self.port = self.server = None

    async def listen(self):
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(lambda: Session(self), "127.0.0.1", self.port or 0, backlog=1024)
        self.port = self.server.sockets[0].getsockname()[1]

    async def close(self):
        self.server.close()
        for session in list(self.open):
            if not session.silent:
                session.transport.abort()

    def rule(self, stage, recipient):
        for number, rule in enumerate(self.rules):
            wanted = rule.get("recipient")
            if rule["at"] != stage or (wanted and not recipient.startswith(wanted)):
                continue
            name = (number, recipient if wanted else None)
            if rule.get("times") is None or self.used[name] < rule["times"]:
                self.used[name] += 1
                return rule
        return None

    async def answer(self, question):
        if "listen" in question:
            await (self.listen() if question["listen"] else self.close())
            return True
        if "rules" in question:
            self.rules = question["rules"]
            self.used.clear()
            return True
        if "has" in question:
            return question["has"] in self.subjects
        if "count" in question:
            return len(self.mails)
        return self.mails[question["since"]:]


class Session(asyncio.Protocol):
    """One connection: commands, one at a time, and a message after DATA."""

    def __init__(self, box):
        self.box = box
        self.rest = b""
        self.recipient = ""
        self.in_message = False
        self.silent = False

    def connection_made(self, transport):
        self.transport = transport
        self.box.connections += 1
        self.number = self.box.connections
        self.box.open.add(self)
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reply("greeting", b"220 sink.example.ca ESMTP\r\n")

    def connection_lost(self, error):
        self.box.open.discard(self)

    def data_received(self, data):
        if self.silent:
            return
        self.rest += data
        while not self.silent:
            end = self.rest.find(b"\r\n.\r\n" if self.in_message else b"\r\n")
            if end < 0:
                return
            piece, self.rest = self.rest[:end + 2], self.rest[end + (5 if self.in_message else 2):]
            if self.in_message:
                self.in_message = False
                self.message(piece)
            else:
                self.command(piece)

    def command(self, line):
        verb = line[:4].upper()
        if verb in (b"EHLO", b"HELO"):
            self.reply("hello", b"250-sink.example.ca\r\n250 8BITMIME\r\n")
        elif verb == b"MAIL":
            self.reply("sender", b"250 2.1.0 OK\r\n")
        elif verb == b"RCPT":
            self.recipient = line[line.index(b"<") + 1:line.index(b">")].decode()
            self.reply("recipient", b"250 2.1.5 OK\r\n")
        elif verb == b"DATA":
            self.in_message = self.reply("data", b"354 go on\r\n")
        elif verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
        else:
            self.transport.write(b"250 OK\r\n")

    def message(self, content):
        head = content[:content.find(b"\r\n\r\n") + 2]
        message_id, subject = MESSAGE_ID.search(head), SUBJECT.search(head)
        subject = subject.group(1).decode("utf-8", "replace") if subject else ""
        number = len(self.box.mails)
        self.box.mails.append([message_id.group(1).decode() if message_id else "", self.recipient, subject,
                               self.number, False])
        self.box.subjects.add(subject)
        # Marked before the answer leaves: the program may die on the very next byte.
        self.box.mails[number][4] = self.reply("verdict", b"250 2.0.0 taken\r\n")

    def reply(self, stage, text):
        """Says the usual, unless a rule says otherwise; gives whether the usual was, or will be, said."""
        rule = self.box.rule(stage, self.recipient) if self.box.rules else None
        if rule is None:
            self.transport.write(text)
            return True
        do = rule["do"]
        if do == "delay":
            self.silent = True
            asyncio.get_running_loop().call_later(rule["seconds"], self.speak_again, text)
            return True
        if do == "say":
            self.transport.write(rule["text"].encode() + b"\r\n")
            return False
        if do == "garbage":
            self.transport.write(b"\x00\xff\xfe*** 2 5 0 ***\x1b[2J\r\n")
            return False
        self.silent = True
        if do == "reset":
            linger = struct.pack("ii", 1, 0)
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.transport.abort()
        elif do == "close":
            self.transport.close()
        return False

    def speak_again(self, text):
        self.silent = False
        if not self.transport.is_closing():
            self.transport.write(text)
            self.data_received(b"")


async def control(box, reader, writer):
    while question := await reader.readline():
        writer.write(json.dumps(await box.answer(json.loads(question))).encode() + b"\n")
        await writer.drain()


async def serve():
    box = Box()
    await box.listen()
    asked = await asyncio.start_server(lambda r, w: control(box, r, w), "127.0.0.1", 0, limit=2**26)
    print(json.dumps([box.port, asked.sockets[0].getsockname()[1]]), flush=True)
    # At the end of its input, without a farewell to anybody.
    asyncio.get_running_loop().add_reader(sys.stdin, os._exit, 0)
    await asked.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
