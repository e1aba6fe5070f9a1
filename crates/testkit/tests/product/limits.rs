//! Allowances and rates: exact at the boundary, also when everybody comes at once (contract §5).

use facteur_app::LimitsChange;
use facteur_app::{Settings, TextLimits};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{JobId, TemplateId};
use facteur_model::time::{Day, MINUTE, SECOND};
use facteur_testkit::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn fifty_calls_at_once_never_pass_a_limit_of_twenty() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    service.limits(LimitsChange { daily_email: Some(20), ..LimitsChange::default() }).await;
    let key = service.key(KeyType::Live).await;
    let body = service.email_to("zoe@example.com");
    let storm: Vec<_> = (0..50)
        .map(|_| {
            let (key, body) = (key.clone(), body.clone());
            tokio::spawn(async move { key.send_email(&body).await.status })
        })
        .collect();
    let mut statuses = Vec::new();
    for call in storm {
        statuses.push(call.await.unwrap());
    }
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 20);
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 30);
}

#[tokio::test]
async fn a_refused_call_says_when_to_come_back() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    service.limits(LimitsChange { daily_email: Some(0), ..LimitsChange::default() }).await;
    let key = service.key(KeyType::Live).await;
    let refused = key.send_email(&service.email_to("zoe@example.com")).await;
    assert_eq!(
        refused.error(),
        (429, "LiveServiceTooManyEmailRequestsError", "Exceeded email daily sending limit of 0 messages")
    );
    // It is noon, UTC: the day ends in twelve hours.
    assert_eq!(refused.header("retry-after"), Some("43200"));
}

#[tokio::test]
async fn the_day_starts_anew_at_midnight_utc_and_the_year_on_the_first_of_april() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    service
        .limits(LimitsChange { daily_email: Some(1), annual_email: Some(2), ..LimitsChange::default() })
        .await;
    let key = service.key(KeyType::Live).await;
    let body = service.email_to("zoe@example.com");
    assert_eq!(key.send_email(&body).await.status, 201);
    assert_eq!(key.send_email(&body).await.status, 429);
    world.clock.set(world.app.now().day().next().start());
    assert_eq!(key.send_email(&body).await.status, 201);
    world.clock.set(Day::from_civil(2027, 3, 31).start());
    let refused = key.send_email(&body).await;
    assert_eq!(
        refused.error(),
        (
            429,
            "LiveServiceRequestExceedsEmailAnnualLimitError",
            "Exceeded annual email sending limit of 2 messages"
        )
    );
    world.clock.set(Day::from_civil(2027, 4, 1).start());
    assert_eq!(key.send_email(&body).await.status, 201);
}

#[tokio::test]
async fn texts_count_by_part_with_the_service_s_name_in_front() {
    let world = World::new().await;
    // "Passeports: " is 12 characters: 150 more make two parts.
    let service = world.live_service("Passeports").await;
    service.limits(LimitsChange { daily_sms: Some(3), ..LimitsChange::default() }).await;
    let key = service.key(KeyType::Live).await;
    let template = service.template(Channel::Sms, None, "((text))").await;
    let body = json!({"phone_number": "+16135550199", "template_id": template.to_string(), "personalisation": {"text": "x".repeat(150)}});
    assert_eq!(key.send_sms(&body).await.status, 201);
    let refused = key.send_sms(&body).await;
    assert_eq!(
        refused.error(),
        (429, "LiveServiceTooManySMSRequestsError", "Exceeded SMS daily sending limit of 3 fragments")
    );
    assert_eq!(key.send_sms(&service.sms_to("+16135550199")).await.status, 201, "one part still fits");
}

#[tokio::test]
async fn over_the_limit_is_said_before_who_may_be_reached() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    service.limits(LimitsChange { daily_email: Some(0), ..LimitsChange::default() }).await;
    let key = service.key(KeyType::Team).await;
    assert_eq!(key.send_email(&service.email_to("stranger@example.com")).await.status, 429);
}

#[tokio::test]
async fn the_rate_is_shared_by_all_keys_of_a_type_and_told_on_every_answer() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    service.limits(LimitsChange { rate: Some(2), ..LimitsChange::default() }).await;
    let (one, two) = (service.key(KeyType::Test).await, service.key(KeyType::Test).await);
    let body = service.email_to("zoe@example.com");
    let first = one.send_email(&body).await;
    assert_eq!(first.header("ratelimit-policy"), Some("\"default\";q=2;w=60"));
    assert!(
        first.header("ratelimit").unwrap().starts_with("\"default\";r=1;"),
        "{:?}",
        first.header("ratelimit")
    );
    assert_eq!(first.header("x-ratelimit-remaining"), Some("1"));
    world.clock.advance(30 * SECOND);
    assert_eq!(two.send_email(&body).await.status, 201);
    let refused = one.send_email(&body).await;
    assert_eq!(
        refused.error(),
        (429, "RateLimitError", "Exceeded rate limit for key type TEST of 2 requests per 60 seconds")
    );
    let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((30..=31).contains(&wait), "{wait}");
    world.clock.advance(wait * SECOND);
    assert_eq!(one.send_email(&body).await.status, 201);
    // Another type has its own bucket; reading has none.
    service.member("membre@exemple.ca", None).await;
    let team = service.key(KeyType::Team).await;
    assert_eq!(team.send_email(&service.email_to("membre@exemple.ca")).await.status, 201);
    for _ in 0..10 {
        assert_eq!(one.get("/v2/notifications").await.status, 200);
    }
}

#[tokio::test]
async fn a_number_gets_so_many_equal_texts_an_hour_and_so_many_of_any_kind() {
    let texts_to_one_number = TextLimits { equal: 2, any: 4 };
    let base_url = "https://api.test".to_owned();
    let world = World::with_settings(Settings { base_url, texts_to_one_number, ..Settings::default() }).await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    let template = service.template(Channel::Sms, None, "((text))").await;
    let text = |to: &str, text: &str| json!({"phone_number": to, "template_id": template.to_string(), "personalisation": {"text": text}});
    assert_eq!(key.send_sms(&text("+16135550199", "one")).await.status, 201);
    assert_eq!(key.send_sms(&text("(613) 555-0199", "one")).await.status, 201);
    let refused = key.send_sms(&text("+16135550199", "one")).await;
    let message = "Exceeded limit of 2 identical text messages to one phone number per hour";
    assert_eq!(refused.error(), (429, "TooManyRequestsError", message));
    let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=3_601).contains(&wait), "{wait}");
    assert_eq!(key.send_sms(&text("+16135550198", "one")).await.status, 201, "another number");
    assert_eq!(key.send_sms(&text("+16135550199", "two")).await.status, 201);
    assert_eq!(key.send_sms(&text("+16135550199", "three")).await.status, 201);
    let refused = key.send_sms(&text("+16135550199", "four")).await;
    let message = "Exceeded limit of 4 text messages to one phone number per hour";
    assert_eq!(refused.error(), (429, "TooManyRequestsError", message));
    // Smoke-test numbers and test keys reach nobody; e-mails are none of this.
    let test = service.key(KeyType::Test).await;
    for _ in 0..5 {
        assert_eq!(key.send_sms(&text("+16132532222", "one")).await.status, 201);
        assert_eq!(test.send_sms(&text("+16135550199", "one")).await.status, 201);
        assert_eq!(key.send_email(&service.email_to("zoe@example.com")).await.status, 201);
    }
    world.clock.advance(wait * SECOND);
    assert_eq!(key.send_sms(&text("+16135550199", "one")).await.status, 201);
}

#[tokio::test]
async fn a_text_that_was_refused_otherwise_does_not_count_for_its_number() {
    let texts_to_one_number = TextLimits { equal: 2, any: 0 };
    let base_url = "https://api.test".to_owned();
    let world = World::with_settings(Settings { base_url, texts_to_one_number, ..Settings::default() }).await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    let body = service.sms_to("+16135550199");
    assert_eq!(key.send_sms(&body).await.status, 201);
    service.limits(LimitsChange { daily_sms: Some(1), ..LimitsChange::default() }).await;
    for _ in 0..3 {
        assert_eq!(key.send_sms(&body).await.error().1, "LiveServiceTooManySMSRequestsError");
    }
    service.limits(LimitsChange { daily_sms: Some(10), ..LimitsChange::default() }).await;
    assert_eq!(key.send_sms(&body).await.status, 201);
    assert_eq!(key.send_sms(&body).await.status, 429);
    world.clock.advance(60 * MINUTE);
    assert_eq!(key.send_sms(&body).await.status, 201);
}

/// A world in which a number gets two equal texts and four of any kind.
async fn sparing() -> World {
    let texts_to_one_number = TextLimits { equal: 2, any: 4 };
    let base_url = "https://api.test".to_owned();
    World::with_settings(Settings { base_url, texts_to_one_number, ..Settings::default() }).await
}

/// A list of numbers, and what each of them is told.
fn list(template: TemplateId, rows: &[(&str, &str)]) -> Value {
    let mut table = vec![["phone number", "text"]];
    table.extend(rows.iter().map(|(number, text)| [*number, *text]));
    json!({"name": "People", "template_id": template.to_string(), "rows": table})
}

const BULK: &str = "/v2/notifications/bulk";

#[tokio::test]
async fn a_list_writes_to_one_number_no_more_often_than_single_texts() {
    let world = sparing().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    let template = service.template(Channel::Sms, None, "((text))").await;
    let equal = [
        ("+16135550199", "one"),
        ("613-555-0199", "one"),
        ("+16135550198", "one"),
        ("(613) 555-0199", "one"),
        ("6135550199", "two"),
    ];
    let refused = key.post(BULK, &list(template, &equal)).await;
    let message = "Some rows have errors. Row 3 - `phone number`: more than 2 identical text messages to one phone number per hour.";
    assert_eq!(refused.error(), (400, "BadRequestError", message));
    let message = "Certaines lignes contiennent des erreurs. Ligne 3\u{a0}: «\u{a0}phone number\u{a0}»\u{a0}: plus de 2 messages texte identiques par heure au même numéro de téléphone.";
    let refused = key.with("Accept-Language", "fr").post(BULK, &list(template, &equal)).await;
    assert_eq!(refused.json["errors"][0]["message_fr"], message);
    let any: Vec<_> = ["one", "two", "three", "four", "five"].map(|text| ("+16135550199", text)).into();
    let refused = key.post(BULK, &list(template, &any)).await;
    let message = "Some rows have errors. Row 4 - `phone number`: more than 4 text messages to one phone number per hour.";
    assert_eq!(refused.error(), (400, "BadRequestError", message));
    // Test keys reach nobody.
    let test = service.key(KeyType::Test).await;
    assert_eq!(test.post(BULK, &list(template, &equal)).await.status, 201);

    // What was refused counts for nothing; rows that leave do, for single texts and for other lists.
    let two = [("+16135550199", "one"), ("+16135550199", "one")];
    assert_eq!(key.post(BULK, &list(template, &two)).await.status, 201);
    world.work().await;
    assert_eq!(world.provider.given().len(), 2);
    let single = |text: &str| json!({"phone_number": "+16135550199", "template_id": template.to_string(), "personalisation": {"text": text}});
    let refused = key.send_sms(&single("one")).await;
    let message = "Exceeded limit of 2 identical text messages to one phone number per hour";
    assert_eq!(refused.error(), (429, "TooManyRequestsError", message));
    assert_eq!(key.send_sms(&single("two")).await.status, 201);
    let refused = key.post(BULK, &list(template, &[("+16135550198", "one"), ("+16135550199", "one")])).await;
    let message = "Some rows have errors. Row 1 - `phone number`: more than 2 identical text messages to one phone number per hour.";
    assert_eq!(refused.error(), (400, "BadRequestError", message));
    world.clock.advance(60 * MINUTE);
    assert_eq!(key.post(BULK, &list(template, &two)).await.status, 201);
}

#[tokio::test]
async fn a_row_whose_number_got_too_many_texts_meanwhile_fails_and_says_why() {
    let world = sparing().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    let template = service.template(Channel::Sms, None, "((text))").await;
    let mut rows = list(template, &[("+16135550199", "one"), ("+16135550198", "one")]);
    rows["scheduled_for"] = "2026-11-23T13:00:00Z".into();
    let accepted = key.post(BULK, &rows).await;
    assert_eq!(accepted.status, 201, "{}", accepted.json);
    world.clock.advance(30 * MINUTE);
    let single = json!({"phone_number": "+16135550199", "template_id": template.to_string(), "personalisation": {"text": "one"}});
    for _ in 0..2 {
        assert_eq!(key.send_sms(&single).await.status, 201);
    }
    world.pass(30 * MINUTE).await;
    assert_eq!(world.provider.given().len(), 3, "two single ones and a row");
    let found = key.get("/v2/notifications?include_jobs=true").await;
    let row = |number: i64| {
        let all = found.json["notifications"].as_array().unwrap();
        all.iter().find(|one| one["job_row"] == number).cloned().unwrap()
    };
    assert_eq!(row(0)["status"], "technical-failure");
    assert_eq!(
        row(0)["provider_response"],
        "The number had received as many text messages as it may get within an hour"
    );
    assert_eq!(row(1)["status"], "delivered");
    let job = JobId::parse(accepted.json["data"]["id"].as_str().unwrap()).unwrap();
    let counts = world.store.of(service.id).job_counts(&[job]).await.unwrap()[0];
    assert_eq!((counts.requested, counts.delivered, counts.technical), (2, 1, 1));
}
