//! Reading back: lists, filters, pages, templates and previews (contract §3.5 to §3.8).

use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_testkit::world::World;
use serde_json::{Value, json};
use std::collections::HashSet;

fn ids(answer: &Value) -> Vec<String> {
    let list = answer["notifications"].as_array().expect("a list answers with a list");
    list.iter().map(|one| one["id"].as_str().expect("ids are text").to_owned()).collect()
}

#[tokio::test]
async fn a_list_is_newest_first_in_pages_of_250_whose_links_lead_to_the_end() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.key(KeyType::Test).await;
    // Many in the same instant: a cursor on the time alone would lose some.
    let mut sent = HashSet::new();
    for n in 0..260 {
        let mut body = service.email_to("zoe@example.com");
        body["reference"] = json!("3d844edf-8d35-48ac-975b-e847b4f122b0");
        sent.insert(key.send_email(&body).await.id());
        if n % 100 == 0 {
            world.clock.advance(1);
        }
    }
    let path = "/v2/notifications?reference=3d844edf-8d35-48ac-975b-e847b4f122b0&template_type=email";
    let first = key.get(path).await.json;
    assert_eq!(ids(&first).len(), 250);
    let next = first["links"]["next"].as_str().unwrap();
    assert!(next.starts_with("https://api.test/v2/notifications?older_than="), "{next}");
    let second = key.get(next.strip_prefix("https://api.test").unwrap()).await.json;
    assert_eq!(ids(&second).len(), 10);
    let third = second["links"]["next"].as_str().unwrap();
    let third = key.get(third.strip_prefix("https://api.test").unwrap()).await.json;
    assert!(ids(&third).is_empty() && third["links"].get("next").is_none());
    assert_eq!(ids(&first).into_iter().chain(ids(&second)).collect::<HashSet<_>>(), sent);
}

#[tokio::test]
async fn filters_combine_and_failed_stands_for_every_failure() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.key(KeyType::Test).await;
    let failed = key.send_email(&service.email_to("temp-fail@simulator.notify")).await.id();
    let delivered = key.send_email(&service.email_to("zoe@example.com")).await.id();
    let text = key.send_sms(&service.sms_to("+16135550199")).await.id();
    world.work().await;
    world.pass(10_000_000).await;
    for (query, expected) in [
        ("status=failed", vec![&failed]),
        ("status=temporary-failure", vec![&failed]),
        ("status=delivered&template_type=email", vec![&delivered]),
        ("status=delivered&status=temporary-failure&template_type=email", vec![&delivered, &failed]),
        ("template_type=sms", vec![&text]),
        ("template_type=letter", vec![]),
        ("reference=nothing", vec![]),
        ("older_than=00000000-0000-0000-0000-000000000000", vec![]),
        ("include_jobs=True", vec![&text, &delivered, &failed]),
    ] {
        let answer = key.get(&format!("/v2/notifications?{query}")).await;
        assert_eq!(ids(&answer.json).iter().collect::<Vec<_>>(), expected, "{query}");
    }
}

#[tokio::test]
async fn wrong_filters_and_ids_are_told_precisely() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.key(KeyType::Test).await;
    for (path, message) in [
        ("/v2/notifications?page=2", "Additional properties are not allowed (page was unexpected)"),
        ("/v2/notifications?template_type=fax", "template_type fax is not one of [sms, email, letter]"),
        ("/v2/notifications?older_than=x", "older_than is not a valid UUID"),
        ("/v2/notifications/x", "notification_id is not a valid UUID"),
        ("/v2/template/x", "id is not a valid UUID"),
        ("/v2/templates?type=fax", "type fax is not one of [sms, email, letter]"),
    ] {
        assert_eq!(key.get(path).await.error(), (400, "ValidationError", message), "{path}");
    }
}

#[tokio::test]
async fn another_service_s_messages_and_templates_do_not_exist() {
    let world = World::new().await;
    let mine = world.trial_service("Passeports").await;
    let theirs = world.trial_service("Parcs").await;
    let id = theirs.key(KeyType::Test).await.send_email(&theirs.email_to("zoe@example.com")).await.id();
    let key = mine.key(KeyType::Test).await;
    assert_eq!(
        key.get(&format!("/v2/notifications/{id}")).await.json,
        json!({"result": "error", "message": "Notification not found in database"})
    );
    let refused = key.get(&format!("/v2/template/{}", theirs.email)).await;
    assert_eq!(refused.error(), (404, "NoResultFound", "No result found"));
}

#[tokio::test]
async fn a_template_is_shown_with_what_it_asks_for() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.key(KeyType::Test).await;
    let expected = json!({
        "id": service.email.to_string(),
        "type": "email",
        "created_at": "2026-11-23T12:00:00.000000Z",
        "updated_at": null,
        "created_by": "test",
        "version": 1,
        "body": "Hello ((name))",
        "subject": "News for ((name))",
        "name": "Greeting by email",
        "personalisation": {"name": {"required": true}},
        "postage": null,
        "letter_contact_block": null,
    });
    for path in
        [format!("/v2/template/{}", service.email), format!("/v2/template/{}/version/1", service.email)]
    {
        assert_eq!(key.get(&path).await.json, expected, "{path}");
    }
    for version in ["0", "2"] {
        let status = key.get(&format!("/v2/template/{}/version/{version}", service.email)).await.status;
        assert!(matches!(status, 400 | 404), "{version}: {status}");
    }
    let listed = key.get("/v2/templates").await.json;
    let names: Vec<_> =
        listed["templates"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["Greeting by email", "Greeting by sms"]);
    assert_eq!(key.get("/v2/templates?type=sms").await.json["templates"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_preview_fills_the_template_in() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.key(KeyType::Test).await;
    let shown = key
        .post(
            &format!("/v2/template/{}/preview", service.email),
            &json!({"personalisation": {"name": "A & B"}}),
        )
        .await;
    assert_eq!(shown.status, 200);
    assert_eq!(
        (shown.json["body"].as_str(), shown.json["subject"].as_str()),
        (Some("Hello A & B"), Some("News for A & B"))
    );
    assert!(shown.json["html"].as_str().unwrap().contains("Hello A &amp; B"));
    let text = service.template(Channel::Sms, None, "((b)) ((a??x))").await;
    let missing = key.post(&format!("/v2/template/{text}/preview"), &json!({})).await;
    assert_eq!(missing.error(), (400, "BadRequestError", "Missing personalisation: b, a"));
    let shown = key
        .post(&format!("/v2/template/{text}/preview"), &json!({"personalisation": {"a": true, "b": 1}}))
        .await;
    assert_eq!(
        (shown.json["body"].as_str(), &shown.json["html"], &shown.json["subject"]),
        (Some("1 x"), &Value::Null, &Value::Null)
    );
}

#[tokio::test]
async fn the_service_says_how_it_is_without_a_key() {
    let world = World::new().await;
    let status = world.anonymous().get("/_status").await;
    assert_eq!((status.status, status.json["status"].as_str()), (200, Some("ok")));
    assert_eq!(status.json["current_time_utc"], "2026-11-23 12:00:00.000000+00:00");
    assert_eq!(world.anonymous().get("/_status?simple=1").await.json, json!({"status": "ok"}));
    for language in ["en", "fr"] {
        let specification = world.anonymous().get(&format!("/v2/openapi-{language}")).await;
        assert_eq!(specification.header("content-type"), Some("application/yaml"));
        assert!(String::from_utf8(specification.bytes).unwrap().starts_with("openapi:"), "{language}");
    }
}
