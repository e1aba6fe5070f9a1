"""What the client tests share: the real program in a temporary folder, and a small way to tell tests.

A test is a function marked with @test; its docstring-free name is the sentence that it proves. `main`
runs them in order, prints each failure, and ends with the line that ./test counts.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

import requests

BINARY = os.environ.get("FACTEUR_BINARY", "target/release/facteur")
TESTS = []


def test(function):
    TESTS.append(function)
    return function


def main(*arguments):
    passed = failed = 0
    for function in TESTS:
        name = function.__name__.replace("_", " ")
        try:
            function(*arguments)
            passed += 1
            print(f"ok    {name}", flush=True)
        except Exception:
            failed += 1
            print(f"FAIL  {name}\n{traceback.format_exc()}", flush=True)
    print(f"{passed} passed, {failed} failed", flush=True)
    sys.exit(1 if failed or not passed else 0)


def equal(actual, expected):
    assert actual == expected, f"\n  expected {expected!r}\n  actual   {actual!r}"


def eventually(look, wanted, seconds=15):
    """Looks again until it is as wanted. The program lives by the real clock here."""
    deadline = time.monotonic() + seconds
    while True:
        seen = look()
        if wanted(seen) if callable(wanted) else seen == wanted:
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"never became {wanted!r}; last seen {seen!r}")
        time.sleep(0.05)


def database(url, name):
    """A database of the test's own in a PostgreSQL cluster; gives its URL."""
    name = f"{name}_{os.getpid()}"
    subprocess.run(["psql", "-X", "-q", "-c", f"CREATE DATABASE {name}", url], check=True, timeout=60)
    return f"{url.rsplit('/', 1)[0]}/{name}"


class Facteur:
    """One data folder, its administration commands, and at most one server on it."""

    def __init__(self, **settings):
        self.folder = tempfile.mkdtemp(prefix="facteur-test-")
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("FACTEUR_")
        }
        self.environment.update({f"FACTEUR_{name}": str(value) for name, value in settings.items()})
        self.process = None
        self.url = None
        self.log = open(os.path.join(self.folder, "log"), "w+b")

    def command(self, *arguments, ok=True):
        """Runs an administration command with --json; gives its object, or the error text."""
        done = subprocess.run(
            [BINARY, *arguments, "--json", "--data-dir", self.data_dir],
            env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=60,
        )
        if ok:
            assert done.returncode == 0, f"{arguments}: {done.stderr}"
            return json.loads(done.stdout)
        assert done.returncode != 0, f"{arguments} was not refused: {done.stdout}"
        return done.stderr

    @property
    def data_dir(self):
        return os.path.join(self.folder, "data")

    def start(self, *command):
        """Starts the server on a free port and waits until it answers; gives what it printed, if anything."""
        command = command or ("serve",)
        self.process = subprocess.Popen(
            [BINARY, *command, "--listen", "127.0.0.1:0", "--data-dir", self.data_dir],
            env=self.environment, cwd=self.folder, stdout=subprocess.PIPE, stderr=self.log,
        )
        self.url = eventually(self._address, bool, 30)
        eventually(self._answers, True, 30)
        return self

    def _address(self):
        assert self.process.poll() is None, f"the server ended at once: {self.read_log()}"
        for line in self.read_log().splitlines():
            if "Serving" in line and "address=" in line:
                address = line.rsplit("address=", 1)[1].split()[0]
                self._seen = address
        address = getattr(self, "_seen", None)
        self._seen = None
        return f"http://{address}" if address else None

    def _answers(self):
        try:
            return requests.get(self.url + "/_status?simple=1", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    def read_log(self):
        with open(self.log.name, "rb") as log:
            return log.read().decode("utf-8", "replace")

    def stop(self, how=signal.SIGTERM):
        """Stops the server and gives its exit code."""
        self.process.send_signal(how)
        code = self.process.wait(40)
        self.process = None
        self.log.truncate(0)
        self.log.seek(0)
        return code

    def close(self):
        if self.process is not None:
            self.stop(signal.SIGKILL)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # What tests make, in one line each.

    def service(self, name, live=False):
        return self.command("service", "create", "--name", name, *(["--live"] if live else []))["id"]

    def key(self, service, kind, name=None, *more):
        made = self.command(
            "key", "create", "--service", service, "--type", kind, "--name", name or f"{kind} key", *more
        )
        return made["key"]

    def email_template(self, service, name="E-mail", subject="News for ((name))", content="Hello ((name))"):
        return self.command(
            "template", "create", "--service", service, "--type", "email",
            "--name", name, "--subject", subject, "--content", content,
        )["id"]

    def sms_template(self, service, name="Text", content="Hello ((name))"):
        return self.command(
            "template", "create", "--service", service, "--type", "sms", "--name", name, "--content", content
        )["id"]

    def call(self, key, method, path, **more):
        headers = {"Authorization": f"ApiKey-v1 {key}", **more.pop("headers", {})}
        return requests.request(method, self.url + path, headers=headers, timeout=30, **more)

    def send_email(self, key, template, to, **more):
        body = {"email_address": to, "template_id": template, "personalisation": {"name": "Zoé"}, **more}
        return self.call(key, "POST", "/v2/notifications/email", json=body)

    def status(self, key, notification):
        return self.call(key, "GET", f"/v2/notifications/{notification}").json()["status"]


@contextlib.contextmanager
def facteur(**settings):
    program = Facteur(**settings)
    try:
        yield program
    finally:
        program.close()
