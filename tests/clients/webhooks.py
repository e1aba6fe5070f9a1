"""Webhooks of the real program, received by a real server and checked with the library of Standard Webhooks."""

import http.server
import json
import queue
import signal
import socket
import subprocess
import threading
import time

from requests.structures import CaseInsensitiveDict
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from harness import BINARY, equal, eventually, facteur, main, test

TOKEN = "a-token-of-the-service"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Receiver:
    """A server on a port of its own, which can be taken down and put up again."""

    def __init__(self):
        self.port = free_port()
        self.calls = queue.Queue()
        self.answers = queue.Queue()
        self.server = None

    def up(self):
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, headers = receiver.answers.get() if not receiver.answers.empty() else (204, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()
                receiver.calls.put((self.path, CaseInsensitiveDict(self.headers), body))

            def do_GET(self):
                receiver.calls.put(("GET " + self.path, CaseInsensitiveDict(self.headers), b""))

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def down(self):
        self.server.shutdown()
        self.server.server_close()
        self.server = None

    def next(self, seconds=15):
        return self.calls.get(timeout=seconds)

    def is_silent(self):
        try:
            self.calls.get(timeout=0.3)
            return False
        except queue.Empty:
            return True


class World:
    def __init__(self, program, receiver, hanging):
        self.program, self.receiver, self.hanging = program, receiver, hanging
        self.service = program.service("Passports")
        self.key = program.key(self.service, "test")
        self.template = program.email_template(self.service)
        self.secret = self.add(f"http://127.0.0.1:{receiver.port}/told?by=facteur")["secret"]

    def add(self, url, ok=True):
        done = subprocess.run(
            [BINARY, "webhook", "add", "--service", self.service, "--url", url, "--json",
             "--data-dir", self.program.data_dir],
            env=self.program.environment, cwd=self.program.folder, input=TOKEN, capture_output=True, text=True,
        )
        equal((done.returncode == 0, ok), (ok, ok))
        return json.loads(done.stdout) if ok else done.stderr

    def send(self, to="anyone@example.com"):
        return self.program.send_email(self.key, self.template, to, reference="ref-1").json()["id"]


@test
def a_callback_carries_the_body_the_token_and_a_signature_that_an_independent_library_accepts(world):
    sent = world.send()
    path, headers, body = world.receiver.next()
    equal(path, "/told?by=facteur")
    equal(headers["Authorization"], f"Bearer {TOKEN}")
    equal(headers["Content-Type"], "application/json")
    told = Webhook(world.secret).verify(body, headers)
    equal(list(told), ["id", "reference", "to", "status", "status_description", "provider_response", "created_at",
                       "completed_at", "sent_at", "notification_type"])
    equal([told[name] for name in ("id", "reference", "to", "status", "notification_type")],
          [sent, "ref-1", "anyone@example.com", "delivered", "email"])
    for wrong in (body + b" ", body.replace(b"delivered", b"failed")):
        try:
            Webhook(world.secret).verify(wrong, headers)
            raise AssertionError("a changed body was accepted")
        except WebhookVerificationError:
            pass


@test
def a_receiver_that_is_down_is_called_again(world):
    world.receiver.down()
    world.send("perm-fail@simulator.notify")
    eventually(lambda: "outcome=\"unreachable\"" in world.program.read_log(), True)
    world.receiver.up()
    _, headers, body = world.receiver.next()
    equal(headers["webhook-attempt"], "2")
    equal(Webhook(world.secret).verify(body, headers)["status"], "permanent-failure")


@test
def a_receiver_that_hangs_delays_no_other(world):
    with socket.create_server(("127.0.0.1", world.hanging)):
        # It is connected to by the system, and never answers.
        world.add(f"http://127.0.0.1:{world.hanging}/")
        sent = {world.send() for _ in range(40)}
        began = time.monotonic()
        told = {json.loads(world.receiver.next()[2])["id"] for _ in sent}
        equal(told, sent)
        assert time.monotonic() - began < 5, "it waited for the one that hangs"


@test
def a_redirect_is_not_followed(world):
    world.receiver.answers.put((302, {"Location": f"http://127.0.0.1:{world.receiver.port}/elsewhere"}))
    world.send()
    equal(world.receiver.next()[0], "/told?by=facteur")
    assert world.receiver.is_silent()


@test
def what_was_settled_is_told_after_kill_9(world):
    world.receiver.down()
    sent = world.send()
    eventually(lambda: world.program.status(world.key, sent), "delivered")
    world.program.stop(signal.SIGKILL)
    world.receiver.up()
    world.program.start()
    told = None
    # The call that was redirected is made again meanwhile.
    while told != sent:
        path, headers, body = world.receiver.next()
        equal(path, "/told?by=facteur")
        told = Webhook(world.secret).verify(body, headers)["id"]


@test
def inside_addresses_that_are_not_listed_are_refused(world):
    for url in ("http://127.0.0.2:8443/", "https://169.254.169.254/", "https://[::1]/", "https://localhost.localdomain:22/",
                "https://10.0.0.1/", "https://user:pass@example.com/"):
        world.add(url, ok=False)


@test
def no_secret_is_in_the_log(world):
    log = world.program.read_log()
    for secret in (world.secret, TOKEN, "told?by=facteur", "anyone@example.com"):
        assert secret not in log, "a log line holds a secret"


if __name__ == "__main__":
    receiver, hanging = Receiver().up(), free_port()
    settings = {"WEBHOOKS__NETWORKS": "127.0.0.1", "WEBHOOKS__PORTS": f"{receiver.port},{hanging}"}
    with facteur(**settings, SIMULATOR__LEAST_DELAY_MS=10, SIMULATOR__MOST_DELAY_MS=20) as program:
        program.start()
        main(World(program, receiver, hanging))
