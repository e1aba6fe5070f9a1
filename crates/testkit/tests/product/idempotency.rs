//! The same key, the same request, one message.

use facteur_app::LimitsChange;
use facteur_model::api_key::KeyType;
use facteur_model::time::DAY;
use facteur_testkit::world::World;

#[tokio::test]
async fn a_repeated_call_gets_the_same_answer_and_sends_nothing_more() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    service.limits(LimitsChange { daily_email: Some(1), ..LimitsChange::default() }).await;
    let key = service.key(KeyType::Live).await.with("Idempotency-Key", "order-17");
    let body = service.email_to("zoe@example.com");
    let first = key.send_email(&body).await;
    let again = key.send_email(&body).await;
    assert_eq!(first.header("idempotency-replayed"), None);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!((first.status, &first.bytes), (again.status, &again.bytes));
    world.work().await;
    assert_eq!(world.provider.given().len(), 1);
}

#[tokio::test]
async fn another_body_under_the_same_key_is_refused() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.key(KeyType::Test).await.with("Idempotency-Key", "order-17");
    key.send_email(&service.email_to("zoe@example.com")).await.id();
    assert_eq!(key.send_email(&service.email_to("ada@example.com")).await.status, 422);
}

#[tokio::test]
async fn a_key_is_remembered_for_a_day_across_restarts_per_service_and_key_type() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    service.member("zoe@example.com", None).await;
    let other = world.trial_service("Parcs").await;
    let body = service.email_to("zoe@example.com");
    let test = service.make_key(KeyType::Test).await;
    let header = format!("ApiKey-v1 {}", test.text.expose());
    let first = world.caller(header.as_str()).with("Idempotency-Key", "k").send_email(&body).await.id();
    let team = service.key(KeyType::Team).await.with("Idempotency-Key", "k");
    assert_ne!(team.send_email(&body).await.id(), first);
    let theirs = other.key(KeyType::Test).await.with("Idempotency-Key", "k");
    assert_ne!(theirs.send_email(&other.email_to("zoe@example.com")).await.id(), first);

    let world = world.restarted().await;
    let caller = world.caller(header.as_str()).with("Idempotency-Key", "k");
    assert_eq!(caller.send_email(&body).await.id(), first);
    world.clock.advance(DAY + 1);
    assert_ne!(caller.send_email(&body).await.id(), first);
}

#[tokio::test]
async fn simultaneous_calls_under_one_key_make_one_message() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await.with("Idempotency-Key", "storm");
    let body = service.email_to("zoe@example.com");
    let storm: Vec<_> = (0..20)
        .map(|_| {
            let (key, body) = (key.clone(), body.clone());
            tokio::spawn(async move { key.send_email(&body).await })
        })
        .collect();
    let mut ids = std::collections::HashSet::new();
    for call in storm {
        let answer = call.await.unwrap();
        match answer.status {
            201 => {
                ids.insert(answer.id());
            }
            409 => {}
            other => panic!("{other}: {}", answer.json),
        }
    }
    assert_eq!(ids.len(), 1);
    world.work().await;
    assert_eq!(world.provider.given().len(), 1);
}

#[tokio::test]
async fn a_refused_call_may_be_repeated_corrected() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.key(KeyType::Test).await.with("Idempotency-Key", "k");
    assert_eq!(key.send_email(&service.email_to("not an address")).await.status, 400);
    assert_eq!(key.send_email(&service.email_to("zoe@example.com")).await.status, 201);
}

#[tokio::test]
async fn a_key_has_1_to_255_characters() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.key(KeyType::Test).await;
    let body = service.email_to("zoe@example.com");
    assert_eq!(key.with("Idempotency-Key", "").send_email(&body).await.status, 400);
    assert_eq!(key.with("Idempotency-Key", &"k".repeat(256)).send_email(&body).await.status, 400);
    assert_eq!(key.with("Idempotency-Key", &"k".repeat(255)).send_email(&body).await.status, 201);
}
