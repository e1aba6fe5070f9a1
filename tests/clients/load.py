"""Callers that send e-mails as fast as they are answered, and remember every word of it.

Each message has a reference of its own, which is also its subject, so that what was asked, what was answered, what is
stored and what left can be laid side by side. Every third one carries an Idempotency-Key as well.
"""

import asyncio
import itertools
import json
import threading
import time
import urllib.parse


class Asked:
    """One request, and what is known of its fate."""

    __slots__ = ("reference", "idempotency_key", "body", "status", "id", "answer", "headers", "at", "url", "taken")

    def __init__(self, reference, idempotency_key, body):
        self.reference, self.idempotency_key, self.body = reference, idempotency_key, body
        self.status = self.id = self.answer = self.headers = self.url = None
        self.at = time.monotonic()
        # Whether any of it was handed to a connection: otherwise nobody can have heard of it.
        self.taken = False


class Refused(Exception):
    """Nobody listens: the request was not heard."""


class Connection:
    """HTTP/1.1 by hand: one kept-alive connection, one request at a time."""

    def __init__(self, url, key):
        address = urllib.parse.urlsplit(url)
        self.url, self.host, self.port, self.key = url, address.hostname, address.port, key
        self.reader = self.writer = None

    async def call(self, method, path, body=b"", headers="", asked=None):
        """Gives status, headers and body; OSError or EOFError when the connection breaks."""
        if self.writer is None:
            try:
                self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
            except OSError as error:
                raise Refused from error
        try:
            if asked is not None:
                asked.taken = True
            self.writer.write((
                f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\nAuthorization: ApiKey-v1 {self.key}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
            ).encode() + body)
            head = await self.reader.readuntil(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            names = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
            content = await self.reader.readexactly(int(names.get("content-length", 0)))
            if names.get("connection") == "close":
                self.close()
            return int(lines[0].split()[1]), names, content
        except BaseException:
            self.close()
            raise

    def close(self):
        if self.writer is not None:
            self.writer.transport.abort()
        self.reader = self.writer = None


class Load:
    """Callers in a thread of their own. They go on until told to stop, or until nobody is left who listens.

    With several addresses, the callers begin spread over them, and one whose connection breaks goes to the next.
    """

    numbers = itertools.count()

    def __init__(self, urls, key, template, callers=8, name="r", pause=0.0, most=None, patience=30, again=False,
                 to="zoe."):
        self.urls, self.key, self.template, self.pause = list(urls), key, template, pause
        self.name, self.most, self.patience, self.again = name, most, patience, again
        self.to = to
        self.asked, self.stopping, self.error = [], False, None
        self.thread = threading.Thread(target=self._run, args=(callers,), daemon=True)

    def start(self):
        self.thread.start()
        return self

    def stop(self):
        """Lets each caller have its answer; gives what was asked."""
        self.stopping = True
        return self.join()

    def join(self):
        self.thread.join(self.patience + 60)
        assert not self.thread.is_alive(), "a caller never ended"
        if self.error is not None:
            raise self.error
        return self.asked

    def answered(self, status=201):
        return [asked for asked in self.asked if asked.status == status]

    def _run(self, callers):
        async def all_of_them():
            await asyncio.gather(*(self._caller(number) for number in range(callers)))

        try:
            asyncio.run(all_of_them())
        except Exception as error:
            self.error = error

    def _next(self):
        number = next(Load.numbers)
        reference = f"{self.name}-{number}"
        body = json.dumps({
            "email_address": f"{self.to}{number}@example.com", "template_id": self.template, "reference": reference,
            "personalisation": {"name": reference},
        }).encode()
        return Asked(reference, f"key-{reference}" if number % 3 == 0 else None, body)

    async def _caller(self, number):
        at, refusals = number % len(self.urls), 0
        connection = Connection(self.urls[at], self.key)
        while not self.stopping and (self.most is None or len(self.asked) < self.most):
            urls = self.urls
            if connection.url not in urls:
                # It was taken out of the list, as a proxy does before it stops a node.
                at %= len(urls)
                connection.close()
                connection = Connection(urls[at], self.key)
            asked = self._next()
            asked.url = connection.url
            self.asked.append(asked)
            try:
                await asyncio.wait_for(post(connection, asked), self.patience)
                refusals = 0
            except (OSError, EOFError, Refused, asyncio.TimeoutError) as error:
                refusals += isinstance(error, Refused)
                if len(urls) == 1 and not self.again:
                    break
                if refusals >= len(urls):
                    await asyncio.sleep(0.05)
                at = (at + 1) % len(urls)
                connection.close()
                connection = Connection(urls[at], self.key)
            if self.pause:
                await asyncio.sleep(self.pause)
        connection.close()


async def post(connection, asked):
    headers = f"Idempotency-Key: {asked.idempotency_key}\r\n" if asked.idempotency_key else ""
    status, asked.headers, content = await connection.call(
        "POST", "/v2/notifications/email", asked.body, headers, asked)
    asked.answer = json.loads(content)
    if status == 201:
        asked.id = asked.answer["id"]
    # Last: whoever sees the status sees the rest.
    asked.status = status


def each(url, key, things, act, connections=8):
    """Does `await act(connection, thing)` for all, over a few connections; gives what they gave, in order."""
    given = [None] * len(things)
    numbers = iter(range(len(things)))

    async def hand():
        connection = Connection(url, key)
        for number in numbers:
            given[number] = await asyncio.wait_for(act(connection, things[number]), 30)
        connection.close()

    async def hands():
        await asyncio.gather(*(hand() for _ in range(connections)))

    asyncio.run(hands())
    return given
