"""The program as an operator and a newcomer use it."""

import http.client
import json
import os
import shutil
import signal
import stat
import subprocess
import threading

import requests

from harness import BINARY, equal, eventually, facteur, main, test


@test
def a_newcomer_starts_the_demo_sends_and_reads_delivered():
    with facteur() as program:
        program.start("demo", "--json")
        made = json.loads(program.process.stdout.readline())
        equal(made["url"], program.url)
        key = made["keys"]["test"]
        sent = program.call(key, "POST", "/v2/notifications/email", json={
            "email_address": "zoe@example.com", "template_id": made["templates"]["email"],
            "personalisation": {"name": "Zoé", "number": "A-17"},
        })
        equal(sent.status_code, 201)
        eventually(lambda: program.status(key, sent.json()["id"]), "delivered")
        team = made["keys"]["team"]
        refused = program.send_email(team, made["templates"]["email"], "stranger@example.com",
                                     personalisation={"name": "x", "number": "y"})
        equal(refused.status_code, 400)
        sent = program.call(team, "POST", "/v2/notifications/sms", json={
            "phone_number": made["member"]["phone"], "template_id": made["templates"]["sms"],
            "personalisation": {"code": "123456"},
        })
        equal(sent.status_code, 201)
        eventually(lambda: program.status(team, sent.json()["id"]), "delivered")
        shown = program.call(team, "GET", f"/v2/mailbox/{sent.json()['id']}").json()
        assert "123456" in shown["text"], shown


@test
def the_demo_prints_curls_that_work_as_pasted():
    with facteur() as program:
        program.start("demo")
        text = ""
        while "openapi-en" not in text:
            text += program.process.stdout.readline().decode()
        commands = [block for block in text.replace("\\\n", " ").splitlines() if block.strip().startswith("curl ")]
        assert len(commands) >= 5, text
        for command in commands:
            done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=30)
            answer = json.loads(done.stdout)
            assert "errors" not in answer, (command, answer)


@test
def the_demo_can_be_started_again_with_fresh_keys():
    with facteur() as program:
        program.start("demo", "--json")
        first = json.loads(program.process.stdout.readline())
        equal(program.stop(), 0)
        program.start("demo", "--json")
        second = json.loads(program.process.stdout.readline())
        equal(first["service"], second["service"])
        equal(program.call(second["keys"]["test"], "GET", "/v2/templates").status_code, 200)
        equal(program.call(first["keys"]["test"], "GET", "/v2/templates").json()["errors"][0]["message"],
              "Invalid token: API key revoked")


@test
def a_service_is_set_up_by_commands_beside_the_running_server():
    with facteur() as program:
        program.start()
        service = program.service("Passeports")
        program.command("member", "add", "--service", service, "--email", "m@example.ca", "--phone", "613-555-0142")
        equal(program.command("safelist", "add", "--service", service, "ami@example.ca", "6135550143"), {"added": 2})
        sender = program.command("sender", "add", "--service", service, "PASSEPORT")["id"]
        reply = program.command("replyto", "add", "--service", service, "r@example.ca")["id"]
        template = program.email_template(service)
        text = program.sms_template(service)
        key = program.key(service, "team")
        for to in ("m@example.ca", "ami@example.ca"):
            equal(program.send_email(key, template, to, email_reply_to_id=reply).status_code, 201)
        sent = program.call(key, "POST", "/v2/notifications/sms", json={
            "phone_number": "613 555 0143", "template_id": text, "sms_sender_id": sender,
            "personalisation": {"name": "Zoé"},
        })
        equal(sent.json()["content"], {"from_number": "PASSEPORT", "body": "Hello Zoé"})
        equal([one["name"] for one in program.command("service", "list")["services"]], ["Passeports"])
        limits = program.command("service", "limits", "--service", service, "--rate", "7", "--daily-email", "2")
        equal((limits["rate"], limits["daily_email"], limits["daily_sms"]), (7, 2, 50))
        equal(limits["list_rows"], 50_000)
        limits = program.command("service", "limits", "--service", service, "--list-rows", "100000")
        equal((limits["rate"], limits["list_rows"]), (7, 100_000))
        equal(program.send_email(key, template, "m@example.ca").status_code, 429)


@test
def a_key_revoked_by_a_command_is_refused_on_the_very_next_call():
    with facteur() as program:
        program.start()
        service = program.service("Passeports", live=True)
        template = program.email_template(service)
        made = program.command("key", "create", "--service", service, "--type", "live", "--name", "Un")
        other = program.key(service, "live", "Deux")
        equal(program.send_email(made["key"], template, "zoe@example.com").status_code, 201)
        program.command("key", "revoke", made["id"])
        refused = program.send_email(made["key"], template, "zoe@example.com")
        equal((refused.status_code, refused.json()["errors"][0]["message"]), (403, "Invalid token: API key revoked"))
        equal(program.send_email(other, template, "zoe@example.com").status_code, 201)


@test
def a_refused_call_leaves_the_connection_fit_for_the_next_one():
    with facteur() as program:
        program.start()
        connection = http.client.HTTPConnection(program.url.removeprefix("http://"))
        connection.connect()
        socket = connection.sock
        for method, path, body, expected in [
            ("POST", "/v2/notifications/email", b"{}", 403),
            ("POST", "/v2/notifications/email", b"x" * 60_000, 403),
            ("GET", "/v2/nothing", None, 404),
            ("GET", "/_status", None, 200),
        ]:
            connection.request(method, path, body, {"Authorization": "ApiKey-v1 nobody"})
            answer = connection.getresponse()
            answer.read()
            equal((answer.status, answer.getheader("Connection")), (expected, None))
            assert connection.sock is socket, f"{path} cost the connection"


@test
def a_live_key_is_refused_in_trial_mode_and_bad_arguments_are_told():
    with facteur() as program:
        service = program.service("Passeports")
        for arguments, told in [
            (("key", "create", "--service", service, "--type", "live", "--name", "x"), "live"),
            (("key", "create", "--service", "x", "--type", "test", "--name", "x"), "not the id of a service"),
            (("key", "create", "--service", service, "--type", "test", "--name", " "), "empty"),
            (("key", "create", "--service", service, "--type", "test", "--name", "x", "--permission", "fly"), "fly"),
            (("key", "revoke", service), "no API key"),
            (("member", "add", "--service", service, "--email", "nobody"), "Not a valid email address"),
            (("safelist", "add", "--service", service, "ok@example.ca", "nonsense"), "safelist"),
            (("template", "create", "--service", service, "--type", "email", "--name", "n", "--content", "c"), "subject"),
            (("template", "create", "--service", service, "--type", "sms", "--name", "n", "--content", "x" * 613), "612"),
            (("sender", "add", "--service", service, "a name that is too long"), "sender"),
        ]:
            error = program.command(*arguments, ok=False)
            assert told in error, (arguments, error)


@test
def the_key_is_shown_once_and_lists_never_hold_the_secret():
    with facteur() as program:
        service = program.service("Passeports")
        key = program.key(service, "test", "Clé d'équipe — Québec", "--permission", "manage_reports", "--api-key-only")
        assert key.startswith("fct-test-cle_dequipe_quebec-"), key
        listed = program.command("key", "list", "--service", service)["keys"]
        equal([(one["name"], one["type"], one["permissions"], one["api_key_only"], one["revoked_at"]) for one in listed],
              [("Clé d'équipe — Québec", "test", ["manage_reports"], True, None)])
        assert key[-36:] not in json.dumps(listed)


@test
def a_service_keeps_messages_and_ends_cut_off_texts_as_told():
    with facteur() as program:
        service = program.service("Passeports")

        def listed():
            one, = program.command("service", "list")["services"]
            return one["retention_days"], one["cut_off_texts"]

        equal(listed(), (7, "end"))
        equal(program.command("service", "retention", "--service", service, "--days", "90"),
              {"id": service, "retention_days": 90})
        equal(program.command("service", "cut-off-texts", "--service", service, "send-again"),
              {"id": service, "cut_off_texts": "send-again"})
        equal(listed(), (90, "send-again"))
        for days in ("0", "2", "91"):
            error = program.command("service", "retention", "--service", service, "--days", days, ok=False)
            assert "days: messages are kept for 3 to 90 days" in error, error
        assert "possible values: end, send-again" in program.command(
            "service", "cut-off-texts", "--service", service, "twice", ok=False)
        equal(listed(), (90, "send-again"))


@test
def a_template_is_as_urgent_as_its_category_unless_it_has_a_word_of_its_own():
    with facteur() as program:
        service = program.service("Passeports")
        categories = {one["name_en"]: one for one in program.command("category", "list")["categories"]}
        alert = categories["Alert"]
        equal((alert["name_fr"], alert["email_priority"], alert["sms_priority"], alert["hidden"]),
              ("Alerte", "priority", "priority", False))
        text = ("template", "create", "--service", service, "--type", "sms", "--name", "Code", "--content", "Hello")
        template = program.command(*text, "--category", "communication GÉNÉRALE")["id"]

        def change(*arguments, **more):
            return program.command("template", "priority", template, "--service", service, *arguments, **more)

        def seen(answer):
            return answer["category"], answer["own_priority"], answer["priority"]

        general = categories["General communication"]["id"]
        equal(seen(change("--no-priority")), (general, None, "bulk"))
        equal(seen(change("--priority", "normal")), (general, "normal", "normal"))
        equal(seen(change("--category", alert["id"])), (alert["id"], "normal", "normal"))
        equal(seen(change("--category", "alert", "--no-priority")), (alert["id"], None, "priority"))
        template = program.command(*text, "--priority", "bulk")["id"]
        equal(seen(change("--category", "Alerte")), (alert["id"], "bulk", "bulk"))
        for arguments, told in [
            ((), "required"),
            (("--priority", "bulk", "--no-priority"), "cannot be used with"),
            (("--priority", "urgent"), "possible values: priority, normal, bulk"),
            (("--category", "Nothing"), "there is no category Nothing"),
            (("--category", service), "there is no template category"),
        ]:
            error = change(*arguments, ok=False)
            assert told in error, (arguments, error)
        error = program.command("template", "priority", service, "--service", service, "--priority", "bulk", ok=False)
        assert "the service has no template" in error, error


@test
def an_operator_sees_what_happened_to_a_message_and_whose_it_is_only_on_request():
    with facteur() as program:
        program.start()
        service = program.service("Passeports")
        program.command("member", "add", "--service", service, "--email", "zoe@example.ca")
        template, key = program.email_template(service), program.key(service, "team")
        sent = program.send_email(key, template, "zoe@example.ca").json()["id"]
        eventually(lambda: program.status(key, sent), "delivered")
        show = ("notification", "show", sent, "--service", service)
        seen = program.command(*show)
        equal([seen[name] for name in ("id", "service", "status", "channel", "key_type", "lane", "parts", "template")],
              [sent, service, "delivered", "email", "team", "normal", 1, template])
        assert seen["created_at"] <= seen["sent_at"] <= seen["completed_at"], seen
        equal((seen["scheduled_for"], seen["template_version"]), (None, 1))
        # The mailbox is no provider that reaches the outside: no attempt is written down.
        equal(seen["attempts"], [])
        assert "recipient" not in seen and "provider_response" not in seen, seen
        personal = program.command(*show, "--personal")
        equal(personal["recipient"], "zoe@example.ca")
        assert "provider_response" in personal, personal
        for text, shown in (((), False), (("--personal",), True)):
            done = subprocess.run([BINARY, *show, *text, "--data-dir", program.data_dir],
                                  env=program.environment, capture_output=True, text=True, timeout=60)
            equal((done.returncode, "zoe@example.ca" in done.stdout), (0, shown))
            assert "delivered (Delivered)" in done.stdout, done.stdout
        for arguments, told in [
            (("notification", "show", "x", "--service", service), "not the id of a notification"),
            (("notification", "show", template, "--service", service), "the service has no notification"),
            (("notification", "show", sent, "--service", template), "the service has no notification"),
        ]:
            error = program.command(*arguments, ok=False)
            assert told in error, (arguments, error)


@test
def messages_are_held_back_with_a_reason_and_let_go_again():
    with facteur() as program:
        service = program.service("Passeports")
        equal(program.command("pauses"), {"pauses": []})
        paused = program.command("pause", "service", service, "--reason", "They mail their test list")
        equal(paused, {"kind": "service", "subject": service, "paused": True})
        program.command("pause", "provider", "sms", "--reason", "Panne chez l’opérateur")
        held = program.command("pauses")["pauses"]
        equal([(one["kind"], one["subject"], one["by"], one["reason"]) for one in held],
              [("service", service, "command line", "They mail their test list"),
               ("provider", "sms", "command line", "Panne chez l’opérateur")])
        assert all(one["since"].endswith("Z") for one in held), held
        for arguments, told in [
            (("pause", "service", service, "--reason", "Again"), "paused already"),
            (("pause", "provider", "email", "--reason", " "), "reason: cannot be empty"),
            (("pause", "provider", "email"), "--reason"),
            (("pause", "provider", "fax", "--reason", "x"), "fax"),
            (("pause", "service", "x", "--reason", "x"), "not the id of a service"),
            (("pause", "service", "6f9b3a1e-0000-4000-8000-000000000000", "--reason", "x"), "there is no service"),
            (("resume", "provider", "email"), "not paused"),
        ]:
            error = program.command(*arguments, ok=False)
            assert told in error, (arguments, error)
        equal(program.command("resume", "provider", "sms"), {"kind": "provider", "subject": "sms", "paused": False})
        program.command("resume", "service", service)
        equal(program.command("pauses"), {"pauses": []})


@test
def the_configuration_can_be_read_and_unknown_settings_are_refused():
    with facteur(SENDING_DOMAIN="mail.example.ca", SMTP__PASSWORD="hunter2", SMTP__USERNAME="u",
                 CORS_ORIGINS="https://a.ca, HTTPS://b.ca/") as program:
        done = subprocess.run([BINARY, "config", "--json"], env=program.environment, cwd=program.folder,
                              capture_output=True, text=True)
        shown = json.loads(done.stdout)
        equal((shown["sending_domain"], shown["smtp"]["username"]), ("mail.example.ca", "u"))
        equal(shown["cors_origins"], ["https://a.ca", "https://b.ca"])
        assert "hunter2" not in done.stdout
        with open(os.path.join(program.folder, "facteur.toml"), "w") as file:
            file.write('key_prefix = "abc"\n')
        program.environment["FACTEUR_LOG"] = "warn"
        equal(program.command("config")["key_prefix"], "abc")
        for name, value in (("SENDING_DOMAIN", "no domain"), ("CORS_ORIGINS", "a.ca"), ("KEY_PREFIX", "gcntfy")):
            before = program.environment.get(f"FACTEUR_{name}")
            program.environment[f"FACTEUR_{name}"] = value
            assert name.lower() in program.command("config", ok=False)
            if before is None:
                del program.environment[f"FACTEUR_{name}"]
            else:
                program.environment[f"FACTEUR_{name}"] = before
        with open(os.path.join(program.folder, "facteur.toml"), "a") as file:
            file.write('key_prefx = "abc"\n')
        assert "key_prefx" in program.command("config", ok=False)
    with facteur(LISTN="127.0.0.1:1") as program:
        assert "listn" in program.command("service", "list", ok=False)


@test
def the_doctor_finds_a_healthy_patient_and_a_sick_one():
    with facteur() as program:
        program.service("Passeports")
        equal(program.command("doctor")["ok"], True)
        keyring = os.path.join(program.data_dir, "keyring")
        equal(stat.S_IMODE(os.stat(keyring).st_mode), 0o600)
        os.chmod(keyring, 0o644)
        done = subprocess.run([BINARY, "doctor", "--json", "--data-dir", program.data_dir],
                              env=program.environment, capture_output=True, text=True)
        assert done.returncode == 1 and not json.loads(done.stdout)["ok"], done.stdout
        os.chmod(keyring, 0o600)
        os.rename(keyring, keyring + ".away")
        error = program.command("service", "list", ok=False)
        assert "keyring" in error, error
        assert not os.path.exists(keyring), "a database without its keyring was given another"


@test
def a_mistyped_folder_is_told_and_not_made():
    with facteur() as program:
        for command in (("service", "list"), ("key", "list")):
            assert "no database" in program.command(*command, ok=False)
        assert not os.path.exists(program.data_dir)


@test
def a_refusal_leaves_the_connection_fit_for_the_next_call_or_says_that_it_ends():
    with facteur() as program:
        program.start()
        session = requests.Session()
        url = program.url + "/v2/notifications/sms"
        for body in ([b"{}"] * 100 + [b"[" * 200_000] * 100):
            answer = session.post(url, data=body, headers={"Content-Type": "application/json"}, timeout=10)
            equal(answer.status_code, 401)


@test
def a_second_server_on_the_same_folder_is_refused():
    with facteur() as program:
        program.start()
        error = program.command("serve", "--listen", "127.0.0.1:0", ok=False)
        assert "already" in error, error


@test
def every_201_survives_a_kill_and_is_delivered_after_the_restart():
    with facteur(SIMULATOR__LEAST_DELAY_MS="0", SIMULATOR__MOST_DELAY_MS="50") as program:
        program.start()
        service = program.service("Passeports")
        program.command("service", "limits", "--service", service, "--rate", "1000000")
        template = program.email_template(service)
        key = program.key(service, "test")
        accepted = []

        def storm():
            session = requests.Session()
            session.headers["Authorization"] = f"ApiKey-v1 {key}"
            body = {"email_address": "zoe@example.com", "template_id": template, "personalisation": {"name": "Zoé"}}
            try:
                while True:
                    answer = session.post(program.url + "/v2/notifications/email", json=body, timeout=10)
                    accepted.append(answer.json()["id"])
            except requests.RequestException:
                pass

        threads = [threading.Thread(target=storm) for _ in range(8)]
        for thread in threads:
            thread.start()
        eventually(lambda: len(accepted) > 200, True, 30)
        program.stop(signal.SIGKILL)
        for thread in threads:
            thread.join()
        program.start()
        for notification in accepted:
            eventually(lambda: program.status(key, notification), "delivered", 20)


@test
def a_client_that_dawdles_loses_its_connection():
    import socket
    with facteur(CLIENT_TIMEOUT_SECONDS="1") as program:
        program.start()
        service = program.service("Passeports")
        key = program.key(service, "test")
        host, port = program.url.removeprefix("http://").split(":")
        head = f"POST /v2/notifications/email HTTP/1.1\r\nHost: x\r\nAuthorization: ApiKey-v1 {key}\r\n"
        for beginning in ("", "P", head, head + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"):
            with socket.create_connection((host, int(port)), timeout=10) as client:
                client.sendall(beginning.encode())
                # Either an answer that refuses, or nothing; in any case the end.
                answer = b""
                while chunk := client.recv(4096):
                    answer += chunk
                assert b" 201 " not in answer, answer
        equal(program.call(key, "GET", "/v2/templates").status_code, 200)


@test
def a_stop_finishes_what_is_in_flight_and_exits_well():
    with facteur() as program:
        program.start()
        service = program.service("Passeports")
        template = program.email_template(service)
        key = program.key(service, "test")
        equal(program.send_email(key, template, "zoe@example.com").status_code, 201)
        equal(program.stop(), 0)


@test
def a_backup_made_beside_the_running_server_becomes_a_server_of_its_own():
    with facteur() as program, facteur() as restored:
        program.start()
        service = program.service("Passeports")
        template = program.email_template(service)
        key = program.key(service, "test")
        sent = program.send_email(key, template, "zoe@example.com").json()["id"]
        eventually(lambda: program.status(key, sent), "delivered")
        file = os.path.join(program.folder, "copy.db")
        made = program.command("backup", file)
        equal((made["notifications"], made["bytes"]), (1, os.path.getsize(file)))
        equal(stat.S_IMODE(os.stat(file).st_mode), 0o600)
        assert "already" in program.command("backup", file, ok=False)
        assert "already" in program.command("restore", file, ok=False), "the server has the folder"

        assert "keyring" in restored.command("restore", file, ok=False), "a backup is worth nothing without it"
        shutil.copy(os.path.join(program.data_dir, "keyring"), restored.data_dir)
        equal(restored.command("restore", file)["notifications"], 1)
        restored.start()
        equal(restored.status(key, sent), "delivered")
        restored.stop()
        assert "already" in restored.command("restore", file, ok=False), "there is a database"


@test
def nothing_secret_or_personal_stands_in_the_files_or_in_the_log():
    with facteur(LOG="trace") as program:
        program.start()
        service = program.service("Passeports")
        program.command("member", "add", "--service", service, "--email", "membre.unique@example.ca",
                        "--phone", "613-555-0142")
        program.command("safelist", "add", "--service", service, "ami.unique@example.ca")
        template = program.email_template(service)
        text = program.sms_template(service)
        key = program.key(service, "test")
        program.send_email(key, template, "zoe.unique@example.com", reference="dossier-unique",
                           personalisation={"name": "Valeur-Unique"})
        program.call(key, "POST", "/v2/notifications/sms", json={
            "phone_number": "+16135550188", "template_id": text, "personalisation": {"name": "Valeur-Unique"}})
        sent = program.send_email(key, template, "not an unique address")
        equal(sent.status_code, 400)
        program.call(key[:-1] + "0", "GET", "/v2/templates")
        program.call(key, "GET", "/v2/notifications?reference=dossier-unique")
        metrics = requests.get(program.url + "/metrics", timeout=10).text
        assert "facteur_" in metrics
        log = program.read_log()
        program.stop()
        secret = key[-36:]
        values = ["zoe.unique@example.com", "membre.unique@example.ca", "ami.unique@example.ca", "Valeur-Unique",
                  "dossier-unique", "6135550188", "6135550142", secret, secret.replace("-", "")]
        files = {}
        for folder, _, names in os.walk(program.data_dir):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    files[name] = file.read()
        assert any(name.endswith(".db") for name in files), files.keys()
        import base64
        for value in values:
            raw = value.encode()
            spellings = [raw, raw.hex().encode(), raw.hex().upper().encode()]
            for shift in range(3):
                # The part of the base64 text that does not depend on the neighbours.
                spellings.append(base64.b64encode(b"\0" * shift + raw)[4 if shift else 0:-4])
            for name, content in files.items():
                for spelling in spellings:
                    assert spelling not in content, f"{value} stands in {name}"
            assert value not in log, f"{value} stands in the log"
            assert value not in metrics, f"{value} stands in the metrics"


if __name__ == "__main__":
    main()
