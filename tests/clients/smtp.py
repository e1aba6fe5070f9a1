"""A real message, over TLS, to a mail server of its own."""

import asyncio
import datetime
import email
import email.policy
import ipaddress
import os
import ssl

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from harness import equal, eventually, facteur, main, test


class Postbox:
    """Keeps what it is given, and refuses the addresses that say so themselves."""

    def __init__(self):
        self.envelopes = []
        self.busy = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        assert session.ssl is not None, "the message came without TLS"
        if address.startswith("nobody"):
            return f"550 5.1.1 <{address}> no such mailbox"
        if address.startswith("busy") and self.busy < 1:
            self.busy += 1
            return "450 4.2.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("slow"):
            await asyncio.sleep(300)
        self.envelopes.append(envelope)
        return "250 2.0.0 taken"


def certificate(folder):
    """A certificate for 127.0.0.1 that signs itself: the PEM file is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    built = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    pem, private = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
    with open(pem, "wb") as file:
        file.write(built.public_bytes(serialization.Encoding.PEM))
    with open(private, "wb") as file:
        file.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                     serialization.NoEncryption()))
    return pem, private


class World:
    def __init__(self, program):
        self.program = program
        pem, private = certificate(program.folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem, private)
        self.postbox = Postbox()
        postbox = self.postbox

        class Server(Controller):
            def factory(self):
                return SMTP(postbox, tls_context=context, require_starttls=True, enable_SMTPUTF8=False)

        self.server = Server(postbox, hostname="127.0.0.1", port=0)
        # aiosmtpd tries its own connection on the port that it was told: it must know the real one.
        import socket
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.server.port = probe.getsockname()[1]
        self.server.start()
        program.environment.update({
            "FACTEUR_EMAIL_PROVIDER": "smtp", "FACTEUR_SMTP__HOST": "127.0.0.1",
            "FACTEUR_SMTP__PORT": str(self.server.port), "FACTEUR_SMTP__TLS": "starttls",
            "FACTEUR_SMTP__ROOT_CERTIFICATES": pem, "FACTEUR_SENDING_DOMAIN": "notification.example.ca",
        })
        program.start()
        self.service = program.service("Passeports Été", live=True)
        self.template = program.email_template(
            self.service, "Avis", "Bonjour ((name))", "# Bonjour ((name))\n\n* un\n* deux\n\n[Suite](https://example.ca/?a=1&b=2)")
        self.key = program.key(self.service, "live")


@test
def the_doctor_reaches_the_mail_server(world):
    checks = world.program.command("doctor")
    assert checks["ok"], checks


@test
def the_message_arrives_as_its_recipient_should_read_it(world):
    world.program.command("replyto", "add", "--service", world.service, "reponse@example.ca")
    sent = world.program.send_email(world.key, world.template, "zoe@example.com",
                                    one_click_unsubscribe_url="https://example.ca/out?u=1")
    equal(sent.status_code, 201)
    notification = sent.json()["id"]
    eventually(lambda: len(world.postbox.envelopes), 1)
    envelope = world.postbox.envelopes.pop()
    equal((envelope.mail_from, envelope.rcpt_tos), ("passeports.ete@notification.example.ca", ["zoe@example.com"]))
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    equal(message["Subject"], "Bonjour Zoé")
    equal(str(message["To"]), "zoe@example.com")
    sender = message["From"].addresses[0]
    equal((sender.display_name, sender.addr_spec), ("Passeports Été", "passeports.ete@notification.example.ca"))
    equal(str(message["Reply-To"]), "reponse@example.ca")
    equal(message["Message-ID"], f"<{notification}@notification.example.ca>")
    equal((message["List-Unsubscribe"], message["List-Unsubscribe-Post"]),
          ("<https://example.ca/out?u=1>", "List-Unsubscribe=One-Click"))
    equal(message.get_content_type(), "multipart/alternative")
    plain, html = message.iter_parts()
    equal((plain.get_content_type(), html.get_content_type()), ("text/plain", "text/html"))
    text = plain.get_content()
    assert "Bonjour Zoé" in text and "• un" in text and "Suite: https://example.ca/?a=1&b=2" in text, text
    page = html.get_content()
    assert 'href="https://example.ca/?a=1&amp;b=2"' in page and "Bonjour Zoé</h2>" in page, page
    eventually(lambda: world.program.status(world.key, notification), "sent")


@test
def a_refused_address_ends_in_permanent_failure(world):
    sent = world.program.send_email(world.key, world.template, "nobody@example.com").json()
    eventually(lambda: world.program.status(world.key, sent["id"]), "permanent-failure")
    seen = world.program.call(world.key, "GET", f"/v2/notifications/{sent['id']}").json()
    equal(seen["status_description"], "No such address")
    assert "nobody@" not in seen["provider_response"] and "550" in seen["provider_response"], seen


@test
def a_busy_server_is_tried_again(world):
    sent = world.program.send_email(world.key, world.template, "busy@example.com").json()
    eventually(lambda: world.program.status(world.key, sent["id"]), "sent", 40)
    equal(world.postbox.envelopes.pop().rcpt_tos, ["busy@example.com"])


@test
def test_keys_reach_no_mail_server(world):
    key = world.program.key(world.service, "test")
    sent = world.program.send_email(key, world.template, "zoe@example.com").json()
    eventually(lambda: world.program.status(key, sent["id"]), "delivered")
    equal(world.postbox.envelopes, [])


@test
def a_mail_server_that_hangs_does_not_hold_up_test_keys(world):
    test_key = world.program.key(world.service, "test", "patient")
    for _ in range(150):
        equal(world.program.send_email(world.key, world.template, "slow@example.com").status_code, 201)
    sent = world.program.send_email(test_key, world.template, "zoe@example.com").json()
    eventually(lambda: world.program.status(test_key, sent["id"]), "delivered")


if __name__ == "__main__":
    with facteur() as program:
        world = World(program)
        try:
            main(world)
        finally:
            world.server.stop()
