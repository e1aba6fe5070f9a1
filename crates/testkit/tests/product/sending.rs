//! Accepting a message: the answer, and every refusal in its order (contract §3.1).

use facteur_app::LimitsChange;
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::service::{Permission, Permissions};
use facteur_model::time::SECOND;
use facteur_testkit::world::World;
use serde_json::json;

#[tokio::test]
async fn an_email_is_answered_field_for_field() {
    let world = World::new().await;
    let service = world.trial_service("Passeports Canada").await;
    let key = service.key(KeyType::Test).await;
    let mut body = service.email_to("zoe@example.com");
    body["reference"] = json!("dossier 17");
    let sent = key.send_email(&body).await;
    let id = sent.id();
    assert_eq!(
        sent.json,
        json!({
            "id": id,
            "reference": "dossier 17",
            "uri": format!("https://api.test/v2/notifications/{id}"),
            "template": {
                "id": service.email.to_string(),
                "version": 1,
                "uri": sent.json["template"]["uri"],
            },
            "scheduled_for": null,
            "content": {
                "from_email": "passeports.canada@notification.localhost",
                "subject": "News for Zoé",
                "body": "Hello Zoé",
                "one_click_unsubscribe_url": null,
            },
            "sanitised_content": {},
        })
    );
    let uri = sent.json["template"]["uri"].as_str().unwrap();
    assert!(uri.starts_with("https://api.test/") && uri.contains(&service.email.to_string()), "{uri}");
}

#[tokio::test]
async fn a_text_shows_its_sender_and_no_prefix() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.key(KeyType::Test).await;
    let sent = key.send_sms(&service.sms_to("613-555-0199")).await;
    assert_eq!(sent.status, 201);
    assert_eq!(sent.json["content"], json!({"from_number": "FACTEUR", "body": "Hello Zoé"}));
    let seen = key.get(&format!("/v2/notifications/{}", sent.id())).await;
    assert_eq!(seen.json["phone_number"], "613-555-0199");
}

#[tokio::test]
async fn what_was_answered_can_be_read_at_once() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.key(KeyType::Test).await;
    let mut body = service.email_to("zoe@example.com");
    body["reference"] = json!("r1");
    let id = key.send_email(&body).await.id();
    let seen = key.get(&format!("/v2/notifications/{id}")).await;
    assert_eq!(
        seen.json,
        json!({
            "id": id, "reference": "r1", "email_address": "zoe@example.com", "phone_number": null,
            "line_1": null, "line_2": null, "line_3": null, "line_4": null, "line_5": null, "line_6": null,
            "postcode": null, "type": "email", "status": "created", "status_description": "In transit",
            "provider_response": null,
            "template": {
                "version": 1,
                "id": service.email.to_string(),
                "uri": format!("https://api.test/v2/template/{}/version/1", service.email),
            },
            "body": "Hello Zoé", "subject": "News for Zoé", "created_at": "2026-11-23T12:00:00.000000Z",
            "created_by_name": null, "sent_at": null, "completed_at": null, "scheduled_for": null, "postage": null,
        })
    );
}

#[tokio::test]
async fn all_schema_errors_are_told_at_once() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.key(KeyType::Test).await;
    let refused = key.send_email(&json!({"email_address": "nope", "b": 1, "a": 2})).await;
    assert_eq!(
        refused.json,
        json!({"status_code": 400, "errors": [
            {"error": "ValidationError", "message": "email_address Not a valid email address"},
            {"error": "ValidationError", "message": "template_id is a required property"},
            {"error": "ValidationError", "message": "Additional properties are not allowed (a, b were unexpected)"},
        ]})
    );
}

#[tokio::test]
async fn a_template_must_exist_fit_and_have_all_its_data() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let other = world.trial_service("Parcs").await;
    let key = service.key(KeyType::Test).await;
    let mut body = service.email_to("zoe@example.com");

    body["template_id"] = json!(other.email.to_string());
    assert_eq!(key.send_email(&body).await.error(), (400, "BadRequestError", "Template not found"));
    body["template_id"] = json!(service.sms.to_string());
    assert_eq!(
        key.send_email(&body).await.error(),
        (400, "BadRequestError", "sms template is not suitable for email notification")
    );
    body["template_id"] = json!(service.email.to_string());
    body["personalisation"] = json!({"name": null});
    let message = format!("Missing personalisation for template ID {}: name", service.email);
    assert_eq!(key.send_email(&body).await.error(), (400, "BadRequestError", message.as_str()));
    let blank = service.template(Channel::Sms, None, "((name))").await;
    let body = json!({"phone_number": "+16135550199", "template_id": blank.to_string(), "personalisation": {"name": " "}});
    assert_eq!(
        key.send_sms(&body).await.error(),
        (400, "BadRequestError", "Message is empty or just whitespace")
    );
}

#[tokio::test]
async fn a_text_is_measured_with_the_name_in_front() {
    let world = World::new().await;
    let service = world.trial_service("Parcs").await;
    let key = service.key(KeyType::Test).await;
    let template = service.template(Channel::Sms, None, "((text))").await;
    let body = |length: usize| json!({"phone_number": "+16135550199", "template_id": template.to_string(), "personalisation": {"text": "x".repeat(length)}});
    assert_eq!(key.send_sms(&body(612 - 7)).await.status, 201);
    assert_eq!(
        key.send_sms(&body(612 - 6)).await.error(),
        (400, "BadRequestError", "Content for template has a character count greater than the limit of 612")
    );
}

#[tokio::test]
async fn senders_must_belong_to_the_service() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let other = world.trial_service("Parcs").await;
    let theirs = world.app.add_reply_to(&world.by, other.id, "parcs@exemple.ca").await.unwrap();
    let ours = world.app.add_sms_sender(&world.by, service.id, "PASSEPORT").await.unwrap();
    let key = service.key(KeyType::Test).await;
    let mut body = service.email_to("zoe@example.com");
    body["email_reply_to_id"] = json!(theirs.to_string());
    let message =
        format!("email_reply_to_id {theirs} does not exist in database for service id {}", service.id);
    assert_eq!(key.send_email(&body).await.error(), (400, "BadRequestError", message.as_str()));
    let mut body = service.sms_to("+16135550199");
    body["sms_sender_id"] = json!(ours.to_string());
    assert_eq!(key.send_sms(&body).await.json["content"]["from_number"], "PASSEPORT");
}

#[tokio::test]
async fn what_the_service_may_not_do_is_refused() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    assert_eq!(
        key.send_sms(&service.sms_to("+447911123456")).await.error(),
        (400, "BadRequestError", "Cannot send to international mobile numbers")
    );
    let all = [Permission::Sms, Permission::InternationalSms].into_iter().collect::<Permissions>();
    world.app.set_permissions(&world.by, service.id, all).await.unwrap();
    assert_eq!(key.send_sms(&service.sms_to("+447911123456")).await.status, 201);
    assert_eq!(
        key.send_email(&service.email_to("zoe@example.com")).await.error(),
        (400, "BadRequestError", "Service is not allowed to send emails")
    );
    let mut body = service.sms_to("+16135550199");
    body["personalisation"]["x"] =
        json!({"file": "aGVsbG8=", "filename": "a.txt", "sending_method": "attach"});
    assert_eq!(key.send_sms(&body).await.status, 400);
}

#[tokio::test]
async fn what_a_govuk_client_adds_is_understood() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.key(KeyType::Test).await;
    let mut body = service.email_to("zoe@example.com");
    body["personalisation"]["name"] = json!("User, [click here](https://evil.link)");
    body["sanitise_content_for"] = json!(["NAME"]);
    body["one_click_unsubscribe_url"] = json!("https://example.com/out?u=1");
    let sent = key.send_email(&body).await;
    assert_eq!(sent.json["content"]["body"], "Hello User, \\[click here\\]\\(\\)");
    assert_eq!(sent.json["content"]["one_click_unsubscribe_url"], "https://example.com/out?u=1");
    assert_eq!(
        sent.json["sanitised_content"],
        json!({"name": {
            "unsanitised": "User, [click here](https://evil.link)",
            "sanitised": "User, \\[click here\\]\\(\\)",
        }})
    );
    body["one_click_unsubscribe_url"] = json!("http://example.com");
    assert_eq!(
        key.send_email(&body).await.error(),
        (400, "ValidationError", "one_click_unsubscribe_url is not a valid https url")
    );
}

#[tokio::test]
async fn smoke_test_recipients_are_answered_and_leave_nothing() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    service
        .limits(LimitsChange { daily_email: Some(0), daily_sms: Some(0), ..LimitsChange::default() })
        .await;
    let key = service.key(KeyType::Team).await;
    for recipient in
        ["simulate-delivered@notification.canada.ca", "Simulate-Delivered-2@notification.canada.ca"]
    {
        let sent = key.send_email(&service.email_to(recipient)).await;
        assert_eq!(key.get(&format!("/v2/notifications/{}", sent.id())).await.status, 404, "{recipient}");
    }
    for recipient in ["+16132532222", "613-253-2223"] {
        let sent = key.send_sms(&service.sms_to(recipient)).await;
        let seen = key.get(&format!("/v2/notifications/{}", sent.id())).await;
        assert_eq!(
            seen.json,
            json!({"result": "error", "message": "Notification not found in database"}),
            "{recipient}"
        );
    }
    world.work().await;
    assert!(world.provider.given().is_empty());
}

#[tokio::test]
async fn a_message_waits_for_its_time() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    let mut body = service.email_to("zoe@example.com");
    // Half past one in Ottawa's winter is an hour and a half... later in UTC: offsets are honoured.
    body["scheduled_for"] = json!("2026-11-23T08:00:00-05:00");
    let sent = key.send_email(&body).await;
    assert_eq!(sent.json["scheduled_for"], "2026-11-23T08:00:00-05:00");
    let seen = key.get(&format!("/v2/notifications/{}", sent.id())).await;
    assert_eq!(seen.json["scheduled_for"], "2026-11-23T13:00:00.000000Z");
    world.pass(3_599 * SECOND).await;
    assert!(world.provider.given().is_empty());
    world.pass(SECOND).await;
    assert_eq!(world.provider.given().len(), 1);
    for (when, message) in [
        ("2026-11-23T11:59:59", "scheduled_for datetime cannot be in the past"),
        ("2026-12-01T12:00:00Z", "scheduled_for datetime can only be up to 96 hours in the future"),
    ] {
        body["scheduled_for"] = json!(when);
        assert_eq!(key.send_email(&body).await.error(), (400, "ValidationError", message));
    }
}

#[tokio::test]
async fn nul_and_other_control_characters_are_refused_before_anything_is_accepted() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.key(KeyType::Test).await;
    for (field, value) in [("reference", json!("a\u{0}b")), ("personalisation", json!({"name": "a\u{0}b"}))] {
        let mut body = service.email_to("zoe@example.com");
        body[field] = value;
        assert_eq!(key.send_email(&body).await.status, 400, "{field}");
    }
    assert_eq!(key.get("/v2/notifications?reference=a%00b").await.status, 400);
    let mut body = service.email_to("zoe@example.com");
    body["reference"] = json!("x".repeat(1_001));
    assert_eq!(key.send_email(&body).await.status, 400);
    assert!(key.get("/v2/notifications").await.json["notifications"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn a_body_that_is_no_json_is_told_so_on_every_route() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.key(KeyType::Test).await;
    let preview = format!("/v2/template/{}/preview", service.email);
    for path in ["/v2/notifications/email", "/v2/notifications/sms", preview.as_str()] {
        let post = axum::http::Method::POST;
        for broken in ["", "{", "\u{feff}", "nope"] {
            let answer = key.call(post.clone(), path, Some("application/json"), broken.into()).await;
            let text = "Error decoding arguments: The browser (or proxy) sent a request that this server could not understand.";
            assert_eq!(answer.error(), (400, "BadRequestError", text), "{path} {broken}");
        }
        let answer = key.call(post.clone(), path, Some("text/plain"), b"{}".to_vec()).await;
        assert_eq!(answer.status, 415, "{path}");
        // Files travel in emails.
        let most = if path.ends_with("email") { 25 << 19 } else { 10 << 20 };
        let answer = key.call(post.clone(), path, Some("application/json"), vec![b' '; 3 * most + 1]).await;
        assert_eq!(answer.status, 413, "{path}");
        let answer = key.post(path, &json!([])).await;
        assert_eq!(answer.error(), (400, "ValidationError", "[] is not of type object"), "{path}");
    }
}

#[tokio::test]
async fn french_callers_read_french_beside_the_contract_s_english() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.key(KeyType::Team).await;
    let refused =
        key.with("Accept-Language", "fr-CA, en;q=0.5").send_email(&service.email_to("x@example.com")).await;
    let error = &refused.json["errors"][0];
    assert!(error["message"].as_str().unwrap().starts_with("Can’t send to this recipient"));
    assert!(error["message_fr"].as_str().unwrap().contains("liste de confiance"), "{error}");
    let plain = key.send_email(&service.email_to("x@example.com")).await;
    assert!(plain.json["errors"][0].get("message_fr").is_none());
}
