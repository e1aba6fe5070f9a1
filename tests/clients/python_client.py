"""The official Python client, changed in nothing but its URL."""

import json
import urllib.request
import uuid

from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from harness import equal, eventually, facteur, main, test


class World:
    def __init__(self, program):
        self.program = program
        program.start()
        self.service = program.service("Client tests", live=True)
        self.email = program.email_template(
            self.service, "Client Functional test email template", "Functional Tests are good",
            "Hello ((name))\r\n\r\nFunctional test help make our world a better place")
        self.sms = program.sms_template(
            self.service, "Client Functional test sms template",
            "Hello ((name))\n\nFunctional Tests make our world a better place")
        self.reply_to = program.command("replyto", "add", "--service", self.service, "r@example.ca")["id"]
        self.sender = program.command("sender", "add", "--service", self.service, "TESTS")["id"]
        program.command("member", "add", "--service", self.service, "--email", "member@example.ca",
                        "--phone", "+16135550142")
        self.keys = {kind: program.key(self.service, kind) for kind in ("test", "team", "live")}
        self.client = self.with_key(self.keys["test"])

    def with_key(self, key):
        return NotificationsAPIClient(key, base_url=self.program.url)


def refused(status, message, call, *arguments, **more):
    try:
        call(*arguments, **more)
    except HTTPError as error:
        equal(error.status_code, status)
        text = error.message if isinstance(error.message, str) else error.message[0]["message"]
        assert text.startswith(message), text
        return
    raise AssertionError("the call was not refused")


@test
def an_email_is_sent_and_delivered(world):
    reference = str(uuid.uuid4())
    sent = world.client.send_email_notification(
        "zoe@example.com", world.email, {"name": "Foo"}, reference=reference, email_reply_to_id=world.reply_to)
    equal(sent["reference"], reference)
    equal(sent["content"]["body"], "Hello Foo\r\n\r\nFunctional test help make our world a better place")
    equal(sent["content"]["subject"], "Functional Tests are good")
    equal(sent["content"]["from_email"], "client.tests@notification.localhost")
    equal(sent["template"]["id"], world.email)
    equal(sent["sanitised_content"], {})
    seen = world.client.get_notification_by_id(sent["id"])
    equal((seen["id"], seen["type"], seen["email_address"]), (sent["id"], "email", "zoe@example.com"))
    eventually(lambda: world.client.get_notification_by_id(sent["id"])["status"], "delivered")


@test
def an_email_with_what_current_clients_add(world):
    sent = world.client.send_email_notification(
        "zoe@example.com", world.email, {"name": "3d844edf-8d35-48ac-975b-e847b4f122b0"},
        one_click_unsubscribe_url="https://example.com/unsubscribe", sanitise_content_for=["name"])
    assert "3d844edf\\-8d35\\-48ac\\-975b\\-e847b4f122b0" in sent["content"]["body"], sent
    equal(sent["content"]["one_click_unsubscribe_url"], "https://example.com/unsubscribe")
    equal(list(sent["sanitised_content"]), ["name"])


@test
def a_text_is_sent_and_delivered(world):
    sent = world.client.send_sms_notification("+16135550199", world.sms, {"name": "Foo"}, sms_sender_id=world.sender)
    equal(sent["content"]["body"], "Hello Foo\n\nFunctional Tests make our world a better place")
    equal(sent["content"]["from_number"], "TESTS")
    eventually(lambda: world.client.get_notification_by_id(sent["id"])["status"], "delivered")


@test
def failures_are_simulated(world):
    sent = world.client.send_email_notification("perm-fail@simulator.notify", world.email, {"name": "Foo"})
    eventually(lambda: world.client.get_notification_by_id(sent["id"])["status"], "permanent-failure")


@test
def team_and_live_keys_reach_whom_they_may(world):
    team = world.with_key(world.keys["team"])
    team.send_sms_notification("613 555 0142", world.sms, {"name": "Foo"})
    refused(400, "Can’t send to this recipient using a team-only API key",
            team.send_email_notification, "stranger@example.com", world.email, {"name": "Foo"})
    live = world.with_key(world.keys["live"])
    sent = live.send_email_notification("stranger@example.com", world.email, {"name": "Foo"})
    eventually(lambda: live.get_notification_by_id(sent["id"])["status"], "delivered")


@test
def notifications_are_listed_filtered_and_iterated(world):
    reference = str(uuid.uuid4())
    ids = {world.client.send_email_notification("a@example.com", world.email, {"name": str(n)}, reference)["id"]
           for n in range(3)}
    equal({one["id"] for one in world.client.get_all_notifications(reference=reference)["notifications"]}, ids)
    equal({one["id"] for one in world.client.get_all_notifications_iterator(reference=reference)}, ids)
    emails = world.client.get_all_notifications(template_type="email")["notifications"]
    equal({one["type"] for one in emails}, {"email"})
    both = world.client.get_all_notifications(status=["created", "sending", "delivered"], include_jobs=True)
    assert ids <= {one["id"] for one in both["notifications"]}


@test
def templates_are_read_and_previewed(world):
    shown = world.client.get_template(world.email)
    equal((shown["name"], shown["version"], shown["letter_contact_block"]),
          ("Client Functional test email template", 1, None))
    equal(world.client.get_template_version(world.sms, 1)["subject"], None)
    equal({one["id"] for one in world.client.get_all_templates()["templates"]}, {world.email, world.sms})
    equal([one["id"] for one in world.client.get_all_templates("sms")["templates"]], [world.sms])
    preview = world.client.post_template_preview(world.email, {"name": "Foo"})
    assert preview["body"].startswith("Hello Foo\r\n"), preview
    assert "<p" in preview["html"], preview


def hand_in(world, number, identifier, sender, content):
    """As the gateway of a number does."""
    request = urllib.request.Request(
        f"{world.program.url}/v2/received-text-messages/{number['id']}",
        json.dumps({"id": identifier, "from": sender, "content": content}).encode(),
        {"Authorization": f"Bearer {number['secret']}", "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


@test
def received_texts_are_listed_and_iterated_page_by_page(world):
    equal(world.client.get_received_texts()["received_text_messages"], [])
    equal(list(world.client.get_received_texts_iterator()), [])
    number = world.program.command("number", "add", "--service", world.service, "613-555-0100")
    ids = [hand_in(world, number, str(n), "(613) 555-0199", f"Réponse {n}")["id"] for n in range(260)]
    equal(hand_in(world, number, "259", "+16135550199", "Réponse 259")["id"], ids[-1])
    page = world.client.get_received_texts()
    equal(len(page["received_text_messages"]), 250)
    newest = page["received_text_messages"][0]
    equal(sorted(newest), ["content", "created_at", "id", "notify_number", "service_id", "user_number"])
    equal((newest["id"], newest["content"], newest["service_id"]), (ids[-1], "Réponse 259", world.service))
    equal((newest["notify_number"], newest["user_number"]), ("+16135550100", "+16135550199"))
    older = world.client.get_received_texts(older_than=ids[1])["received_text_messages"]
    equal([text["content"] for text in older], ["Réponse 0"])
    equal([text["id"] for text in world.client.get_received_texts_iterator()], ids[::-1])


@test
def who_wrote_stop_gets_no_more_texts(world):
    number = world.program.command("number", "add", "--service", world.service, "613-555-0101")
    live = world.with_key(world.keys["live"])
    assert "START" in hand_in(world, number, "stop", "+16135550177", "Arrêt")["reply"]
    sent = live.send_sms_notification("+16135550177", world.sms, {"name": "Foo"})
    eventually(lambda: live.get_notification_by_id(sent["id"])["status"], "permanent-failure")
    equal(live.get_notification_by_id(sent["id"])["provider_response"], "Phone number is opted out")
    hand_in(world, number, "start", "+16135550177", "start")
    sent = live.send_sms_notification("+16135550177", world.sms, {"name": "Foo"})
    eventually(lambda: live.get_notification_by_id(sent["id"])["status"], "delivered")


@test
def errors_arrive_with_their_status_and_message(world):
    refused(400, "email_address Not a valid email address",
            world.client.send_email_notification, "nobody", world.email, {"name": "x"})
    refused(400, "phone_number Not a valid international number",
            world.client.send_sms_notification, "12", world.sms, {"name": "x"})
    refused(400, f"Missing personalisation for template ID {world.email}: name",
            world.client.send_email_notification, "a@example.com", world.email)
    refused(400, "Template not found",
            world.client.send_email_notification, "a@example.com", str(uuid.uuid4()), {"name": "x"})
    refused(404, "Notification not found in database", world.client.get_notification_by_id, str(uuid.uuid4()))
    refused(404, "No result found", world.client.get_template, str(uuid.uuid4()))
    refused(400, "Missing personalisation: name", world.client.post_template_preview, world.email, {})
    key = world.keys["test"]
    wrong = world.with_key(key[:-36] + str(uuid.uuid4()))
    refused(403, "Invalid token: signature, api token not found", wrong.get_all_templates)


@test
def a_revoked_key_is_refused_at_once(world):
    made = world.program.command("key", "create", "--service", world.service, "--type", "test", "--name", "brief")
    client = world.with_key(made["key"])
    client.get_all_templates()
    world.program.command("key", "revoke", made["id"])
    refused(403, "Invalid token: API key revoked", client.get_all_templates)


if __name__ == "__main__":
    with facteur() as program:
        main(World(program))
