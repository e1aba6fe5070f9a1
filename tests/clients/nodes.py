"""Three nodes on one PostgreSQL server: killed, cut off, rolled, and the server itself restarted, all under load.

    nodes.py FOLDER     FOLDER is that of a server that tests/postgres started; it is stopped and started again.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

from harness import equal, eventually, facteur, main, test
from load import Load
from proof import drain, each_left_once, everything_answered_is_found, settle_the_unanswered
from sink import Sink

SCRIPT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "postgres")


class Link:
    """The way from one node to the server: it can be closed, or swallow everything without a word."""

    def __init__(self, port):
        self.to, self.state, self.open = port, "open", set()
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()
        threading.Thread(target=self._run, args=(ready,), daemon=True).start()
        ready.wait(10)

    def _run(self, ready):
        asyncio.set_event_loop(self.loop)

        async def listen():
            server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]
            ready.set()

        self.loop.run_until_complete(listen())
        self.loop.run_forever()

    async def _serve(self, reader, writer):
        if self.state == "closed":
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.to)
        except OSError:
            writer.transport.abort()
            return
        self.open |= {writer, back}
        await asyncio.gather(self._carry(reader, back), self._carry(there, writer))
        self.open -= {writer, back}

    async def _carry(self, reader, writer):
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                while self.state == "silent":
                    await asyncio.sleep(0.02)
                writer.write(data)
                await writer.drain()
        writer.transport.abort()

    def _cut(self):
        for writer in list(self.open):
            writer.transport.abort()

    @contextlib.contextmanager
    def closed(self):
        """Connections break, and no new ones come about."""
        self.state = "closed"
        self.loop.call_soon_threadsafe(self._cut)
        yield
        self.state = "open"

    @contextlib.contextmanager
    def silent(self):
        """Nothing comes through, and nobody is told."""
        self.state = "silent"
        yield
        # What was held back all that time belongs to connections that nobody waits for any more.
        self.loop.call_soon_threadsafe(self._cut)
        self.state = "open"


class World:
    def __init__(self, nodes, links, sink, server):
        self.nodes, self.links, self.sink, self.server = nodes, links, sink, server
        self.first, self.asked = nodes[0], []
        self.service = self.first.service("Passports", live=True)
        self.first.command("service", "limits", "--service", self.service, "--rate", "100000000",
                           "--daily-email", "100000000", "--annual-email", "100000000")
        self.template = self.first.email_template(self.service, subject="((name))")
        self.key = self.first.key(self.service, "live")
        for node in nodes:
            node.start()

    @contextlib.contextmanager
    def load(self, name, nodes=None, **more):
        urls = [node.url for node in nodes or self.nodes]
        load = Load(urls, self.key, self.template, name=name, callers=6, pause=0.004, again=True, **more).start()
        time.sleep(0.3)
        yield load
        time.sleep(0.3)
        self.asked += load.stop()

    def send(self, node, key=None, template=None):
        """One message through this node, which is no part of the account."""
        return node.send_email(key or self.key, template or self.template, "zoe@example.com",
                               personalisation={"name": "probe"})

    def answers(self, node, key=None, template=None):
        return self.send(node, key, template).status_code


@test
def one_node_is_killed_under_load_and_the_others_do_its_work(world):
    node = world.nodes[1]
    with world.load("killed") as load:
        node.stop(signal.SIGKILL)
        time.sleep(1)
    unanswered = [one for one in load.asked if one.taken and one.status != 201]
    assert all(one.status is None and one.url == node.url for one in unanswered), "another node failed a request"
    # Not when the leases end, after a minute: when the others find it dead.
    drain(world.first, 20)
    node.start()


@test
def a_node_that_is_cut_off_says_so_and_comes_back_while_the_others_go_on(world):
    node, link = world.nodes[2], world.links[2]
    for cut in (link.closed, link.silent):
        with world.load("cut", nodes=world.nodes[:2]) as load:
            with cut():
                refused = eventually(
                    lambda: world.send(node),
                    lambda answer: answer.status_code == 503, 20)
                assert int(refused.headers["Retry-After"]) > 0
            eventually(lambda: world.answers(node), 201, 20)
        equal([one.status for one in load.asked if one.status != 201], [])
    drain(world.first, 90)


@test
def the_server_restarts_and_everybody_waits_for_it(world):
    for how in ("fast", "immediate"):
        with world.load("restarted") as load:
            subprocess.run([SCRIPT, "stop", world.server, how], check=True, timeout=60)
            for node in world.nodes:
                equal(eventually(lambda node=node: world.answers(node), 503, 20), 503)
            subprocess.run([SCRIPT, "start", world.server], check=True, timeout=60, capture_output=True)
            for node in world.nodes:
                eventually(lambda node=node: world.answers(node), 201, 20)
        statuses = {one.status for one in load.asked}
        assert statuses <= {201, 503, None}, statuses
        assert any(one.status == 201 for one in load.asked[-50:])
    drain(world.first, 90)


@test
def all_nodes_are_rolled_one_by_one_and_no_request_fails(world):
    with world.load("rolled") as load:
        for node in world.nodes:
            # As behind a proxy: nothing new is sent to a node that is about to stop.
            load.urls = [other.url for other in world.nodes if other is not node]
            time.sleep(0.3)
            equal(node.stop(), 0)
            node.start()
            load.urls = [other.url for other in world.nodes]
            time.sleep(0.2)
    failed = [(one.status, one.taken) for one in load.asked if one.status != 201 and one.taken]
    equal(failed, [])
    drain(world.first, 30)


@test
def a_revoked_key_and_a_new_template_are_known_everywhere_within_five_seconds(world):
    made = world.first.command("key", "create", "--service", world.service, "--type", "live", "--name", "short lived")
    for node in world.nodes:
        eventually(lambda node=node: world.answers(node, made["key"]), 201, 5)
    world.first.command("key", "revoke", made["id"])
    revoked = time.monotonic()
    for node in world.nodes:
        eventually(lambda node=node: world.answers(node, made["key"]), 403, 5)
    print(f"      revoked everywhere after {time.monotonic() - revoked:.2f} s", flush=True)
    template = world.first.email_template(world.service, name="Made later", subject="((name))")
    for node in world.nodes:
        eventually(lambda node=node: world.answers(node, template=template), 201, 5)


@test
def the_rate_holds_for_all_nodes_together(world):
    limit = 300
    service = world.first.service("Limited", live=True)
    world.first.command("service", "limits", "--service", service, "--rate", str(limit))
    template = world.first.email_template(service)
    key = world.first.key(service, "test")
    admitted, began = 0, time.monotonic()
    # A hundred calls a second, spread over the nodes, for eight seconds.
    while time.monotonic() - began < 8:
        for node in world.nodes:
            admitted += world.answers(node, key, template) == 201
        time.sleep(0.01)
    print(f"      {admitted} of {limit} were let in", flush=True)
    # What the other nodes let in since they were last heard, a second ago.
    assert limit <= admitted <= limit * 2, admitted
    for node in world.nodes:
        equal(world.answers(node, key, template), 429)


@test
def everything_that_was_answered_is_there_and_left_once(world):
    drain(world.first, 60)
    there = settle_the_unanswered(world.first, world.key, world.asked)
    drain(world.first, 60)
    everything_answered_is_found(world.first, world.key, world.asked)
    mails = [mail for mail in world.sink.received() if mail.subject != "probe"]
    doubled = each_left_once(world.first, world.asked, mails)
    answered = sum(one.status == 201 for one in world.asked)
    print(f"      {answered} answered, {len(there)} without an answer there, {doubled} reported unknowns", flush=True)
    for node in world.nodes:
        equal(node.stop(), 0)


if __name__ == "__main__":
    server = sys.argv[1]
    with open(os.path.join(server, "port")) as file:
        port = int(file.read())
    name = f"nodes_{os.getpid()}"
    url = f"postgres://facteur@127.0.0.1:{port}"
    subprocess.run(["psql", "-X", "-q", "-c", f"CREATE DATABASE {name}", f"{url}/postgres"], check=True, timeout=60)
    sink = Sink()
    links = [Link(port) for _ in range(3)]
    with contextlib.ExitStack() as stack:
        stack.callback(sink.close)
        nodes = []
        for link in links:
            settings = {**sink.settings(), "DATABASE_URL": f"postgres://facteur@127.0.0.1:{link.port}/{name}"}
            if nodes:
                settings["KEYRING"] = nodes[0].environment["FACTEUR_KEYRING"]
            node = stack.enter_context(facteur(**settings))
            node.environment.setdefault("FACTEUR_KEYRING", os.path.join(node.folder, "keyring"))
            nodes.append(node)
        main(World(nodes, links, sink, server))
