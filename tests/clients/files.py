"""Files with messages, with the official Python client and a real ClamAV daemon.

The daemon has one signature of our own and none from the network. The storage is a folder, and then a server of ours
that speaks as much of S3 as files need.
"""

import contextlib
import email
import email.policy
import hashlib
import http.server
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

import requests
from notifications_python_client import prepare_upload
from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from harness import Facteur, equal, eventually, main, test

HARMFUL = b"This text is harmful, because the scanner's only signature says so.\n"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 1000


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Clamd:
    """A daemon in the foreground, with a database of one signature."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="facteur-clamd-")
        self.port = free_port()
        database = os.path.join(self.folder, "database")
        os.mkdir(database)
        with open(os.path.join(database, "ours.hdb"), "w") as signatures:
            signatures.write(f"{hashlib.md5(HARMFUL).hexdigest()}:{len(HARMFUL)}:Facteur.Test\n")
        self.configuration = os.path.join(self.folder, "clamd.conf")
        with open(self.configuration, "w") as written:
            written.write(f"Foreground yes\nTCPSocket {self.port}\nTCPAddr 127.0.0.1\nDatabaseDirectory {database}\n"
                          f"LogFile {self.folder}/log\nTemporaryDirectory {self.folder}\nStreamMaxLength 30M\n")
        os.chmod(self.folder, 0o755)
        self.process = None

    def start(self):
        self.process = subprocess.Popen(["clamd", "--config-file", self.configuration],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(self.answers, True, 30)

    def answers(self):
        assert self.process.poll() is None, "clamd ended at once"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as asked:
            asked.sendall(b"zPING\0")
            return asked.recv(10).startswith(b"PONG")
        return False

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Bucket(http.server.BaseHTTPRequestHandler):
    """As much of S3 as files need. It does not look at signatures, only that there are any."""

    objects = {}
    protocol_version = "HTTP/1.1"

    def answer(self, status, content=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", "Mon, 23 Nov 2026 12:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def do_PUT(self):
        assert "AWS4-HMAC-SHA256" in self.headers["Authorization"], self.headers
        self.objects[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(200)

    def do_GET(self):
        found = self.objects.get(self.path)
        self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>") if found is None else self.answer(200, found)

    do_HEAD = do_GET

    def do_DELETE(self):
        self.objects.pop(self.path, None)
        self.answer(204)

    def do_POST(self):
        # Several are deleted with one request.
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        for key in re.findall(r"<Key>([^<]*)</Key>", body):
            self.objects.pop(f"/files/{key}", None)
        self.answer(200, b"<DeleteResult></DeleteResult>")

    def log_message(self, *_):
        pass


class World:
    def __init__(self, program, clamd):
        self.program, self.clamd = program, clamd
        program.start()
        self.service = program.service("Files", live=True)
        self.linked = program.email_template(self.service, "Link", "A file", "See ((doc))")
        self.plain = program.email_template(self.service, "Plain", "A file", "Attached")
        self.key = program.key(self.service, "live")
        self.test_key = program.key(self.service, "test")
        self.client = NotificationsAPIClient(self.key, base_url=program.url)

    def status(self, sent):
        return self.client.get_notification_by_id(sent["id"])["status"]

    def mailbox(self, sent, key=None):
        headers = {"Authorization": f"ApiKey-v1 {key or self.key}", "Accept": "message/rfc822"}
        answer = requests.get(f"{self.program.url}/v2/mailbox/{sent['id']}", headers=headers)
        equal(answer.status_code, 200)
        return email.message_from_bytes(answer.content, policy=email.policy.default)


def attached(name, content):
    file = prepare_upload(io.BytesIO(content), filename=name)
    return {**file, "sending_method": "attach"}


def link_in(text):
    found = re.search(r"(https?://\S+/d/[0-9a-f-]+)#([0-9a-f]{64})", text)
    assert found, text
    return found.group(1), found.group(2)


class Reader:
    """A browser without a script."""

    def __init__(self, url):
        self.url, self.session = url, requests.Session()

    def token(self, page):
        return re.search(r'name="form_token" value="([^"]+)"', page.text).group(1)

    def post(self, **fields):
        page = self.session.get(self.url)
        equal(page.status_code, 200)
        return self.session.post(self.url, data={"form_token": self.token(page), **fields})


@test
def an_attached_file_arrives_whole_and_under_its_name(world):
    sent = world.client.send_email_notification(
        "zoe@example.com", world.plain, {"report": attached("Été 2026 – bilan.pdf", PDF)})
    eventually(lambda: world.status(sent), "delivered")
    message = world.mailbox(sent)
    file, = message.iter_attachments()
    equal((file.get_filename(), file.get_content_type()), ("Été 2026 – bilan.pdf", "application/pdf"))
    equal(file.get_payload(decode=True), PDF)
    equal(message.get_body(("plain",)).get_content().strip(), "Attached")


@test
def what_prepare_upload_makes_is_a_link_for_whoever_knows_the_address(world):
    sent = world.client.send_email_notification(
        "Zoe@example.com", world.linked, {"doc": prepare_upload(io.BytesIO(PDF), filename="bilan.pdf",
                                                                retention_period="4 weeks")})
    url, key = link_in(sent["content"]["body"])
    reader = Reader(url)
    page = reader.post(key=f"{url}#{key}")
    assert "Confirm your email address" in page.text and "bilan" not in page.text, page.text
    equal(reader.post(key=key, address="other@example.com", then="download").status_code, 400)
    page = reader.post(key=key, address="zoe@example.com", then="confirm")
    assert "bilan.pdf" in page.text and "251 KB" in page.text, page.text
    # Straight after the answer, perhaps before the message was scanned: the file waits, and is scanned now.
    file = eventually(lambda: reader.post(key=key, address="zoe@example.com", then="download"),
                      lambda answer: answer.status_code == 200)
    equal(file.content, PDF)
    equal(file.headers["content-disposition"], 'attachment; filename="bilan.pdf"')
    equal(reader.post(key="0" * 64).status_code, 404)


@test
def links_of_test_keys_work_and_nothing_leaves(world):
    client = NotificationsAPIClient(world.test_key, base_url=world.program.url)
    file = prepare_upload(io.BytesIO(b"a,b\n1,2\n"), filename="list.csv", confirm_email_before_download=False)
    sent = client.send_email_notification("zoe@example.com", world.linked, {"doc": file})
    eventually(lambda: client.get_notification_by_id(sent["id"])["status"], "delivered")
    url, key = link_in(sent["content"]["body"])
    file = Reader(url).post(key=key, then="download")
    equal((file.status_code, file.content, file.headers["content-type"]), (200, b"a,b\n1,2\n", "text/csv"))


@test
def a_harmful_file_reaches_nobody(world):
    for file in (attached("a.txt", HARMFUL),
                 prepare_upload(io.BytesIO(HARMFUL), filename="a.txt", confirm_email_before_download=False)):
        sent = world.client.send_email_notification("zoe@example.com", world.linked, {"doc": file})
        eventually(lambda: world.status(sent), "virus-scan-failed")
        if "sending_method" not in file:
            url, key = link_in(sent["content"]["body"])
            equal(Reader(url).post(key=key, then="download").status_code, 403)


@test
def the_largest_message_is_taken_and_one_more_byte_is_not(world):
    def file(length):
        import base64
        return {"file": base64.b64encode(b"a" * length).decode(), "filename": "a.txt", "sending_method": "attach"}
    largest = {"a": file(10 << 20), "b": file(10 << 20), "c": file(5 << 20)}
    sent = world.client.send_email_notification("zoe@example.com", world.plain, largest)
    eventually(lambda: world.status(sent), "delivered", 30)
    try:
        world.client.send_email_notification("zoe@example.com", world.plain, {**largest, "d": file(1)})
        raise AssertionError("it was not refused")
    except HTTPError as error:
        equal(error.status_code, 400)
    answer = requests.post(f"{world.program.url}/v2/notifications/email", data=b" " * (40 << 20), headers={
        "Authorization": f"ApiKey-v1 {world.key}", "Content-Type": "application/json"})
    equal(answer.status_code, 413)


@test
def many_large_messages_at_once_take_a_bounded_memory(world):
    body = {"r": attached("a.txt", b"a" * (2 << 20)), "s": attached("b.txt", b"b" * (2 << 20))}
    body["t"] = attached("c.txt", b"c" * (2 << 20))
    taken = []

    def send():
        client = NotificationsAPIClient(world.key, base_url=world.program.url, timeout=120)
        taken.append(client.send_email_notification("zoe@example.com", world.plain, body))

    threads = [threading.Thread(target=send) for _ in range(24)]
    peak = 0
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        with open(f"/proc/{world.program.process.pid}/status") as status:
            peak = max(peak, int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)))
        time.sleep(0.05)
    equal(len(taken), 24)
    print(f"      peak of {peak >> 10} MiB", flush=True)
    assert peak < 900 << 10, f"{peak >> 10} MiB for 24 messages of 6 MiB"


@test
def a_message_waits_while_the_scanner_is_away_also_through_a_kill(world):
    world.clamd.stop()
    sent = world.client.send_email_notification("zoe@example.com", world.plain, {"r": attached("a.pdf", PDF)})
    time.sleep(1)
    equal(world.status(sent), "pending-virus-check")
    world.program.stop(9)
    world.program.start()
    world.client = NotificationsAPIClient(world.key, base_url=world.program.url)
    equal(world.status(sent), "pending-virus-check")
    done = subprocess.run([os.environ.get("FACTEUR_BINARY", "target/release/facteur"), "doctor",
                           "--data-dir", world.program.data_dir],
                          env=world.program.environment, capture_output=True, text=True)
    assert done.returncode != 0 and "TROUBLE  virus scanner" in done.stdout, done.stdout
    world.clamd.start()
    eventually(lambda: world.status(sent), "delivered", 30)
    assert "The virus scanner does not answer" in world.program.read_log()


@test
def no_key_and_no_name_is_in_the_log_or_on_the_disk(world):
    sent = world.client.send_email_notification("zoe@example.com", world.linked, {
        "doc": prepare_upload(io.BytesIO(b"canary-content"), filename="canary-name.txt",
                              confirm_email_before_download=False)})
    url, key = link_in(sent["content"]["body"])
    equal(Reader(url).post(key=key).status_code, 200)
    equal(Reader(url).post(key=key, then="download").status_code, 200)
    for folder, _, names in os.walk(world.program.folder):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                content = file.read()
            for canary in (key, "canary-name", "canary-content"):
                assert canary.encode() not in content, f"{canary} is in {os.path.join(folder, name)}"


@test
def files_can_be_in_a_bucket(world):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    program = Facteur(FILES__S3__BUCKET="files", FILES__S3__ENDPOINT=f"http://127.0.0.1:{server.server_port}",
                      FILES__S3__ACCESS_KEY_ID="id", FILES__S3__SECRET_ACCESS_KEY="secret",
                      FILES__S3__ALLOW_HTTP="true", FILES__S3__PREFIX="notify")
    try:
        there = World(program, None)
        sent = there.client.send_email_notification("zoe@example.com", there.linked, {
            "doc": prepare_upload(io.BytesIO(PDF), filename="a.pdf", confirm_email_before_download=False)})
        name, = Bucket.objects
        assert name.startswith("/files/notify/20"), name
        # Eight bytes and more: three of them turn up by chance in a quarter of a megabyte of noise.
        for part in (PDF[:8], PDF[9:25], PDF[-16:]):
            assert part not in Bucket.objects[name], part
        url, key = link_in(sent["content"]["body"])
        equal(Reader(url).post(key=key, then="download").content, PDF)
        Bucket.objects.clear()
        equal(Reader(url).post(key=key, then="download").status_code, 410)
    finally:
        program.close()
        server.shutdown()


def run():
    if shutil.which("clamd") is None:
        sys.exit("clamd is missing; install the package clamav-daemon")
    clamd = Clamd()
    program = Facteur(FILES__SCANNER=f"tcp://127.0.0.1:{clamd.port}")
    try:
        clamd.start()
        main(World(program, clamd))
    finally:
        program.close()
        clamd.close()


if __name__ == "__main__":
    run()
