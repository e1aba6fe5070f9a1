//! From accepted to its outcome, whatever happens on the way.

use facteur_app::Queue;
use facteur_model::api_key::KeyType;
use facteur_model::notification::Status;
use facteur_model::service::Standing;
use facteur_model::time::{HOUR, MINUTE, SECOND};
use facteur_model::{Channel, Lane, Priority};
use facteur_providers::{Message, Outcome};
use facteur_store::Pick;
use facteur_testkit::world::{TestService, World};

fn transient() -> Outcome {
    Outcome::Retry { response: Some("451 try later".to_owned()), after: None }
}

async fn send(service: &TestService<'_>) -> (facteur_testkit::world::Caller, String) {
    let key = service.key(KeyType::Live).await;
    let id = key.send_email(&service.email_to("zoe@example.com")).await.id();
    (key, id)
}

#[tokio::test]
async fn a_message_reaches_its_provider_complete() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    world.app.add_reply_to(&world.by, service.id, "reponse@exemple.ca").await.unwrap();
    let (key, id) = send(&service).await;
    let text_id = key.send_sms(&service.sms_to("613-555-0199")).await.id();
    world.work().await;
    let given = world.provider.given();
    let email = given.iter().find(|delivered| delivered.id.to_string() == id).unwrap();
    let Message::Email(email) = &email.message else { panic!("an e-mail was sent") };
    assert_eq!(
        (email.from_name.as_str(), email.from_address.as_str(), email.reply_to.as_deref(), email.to.as_str()),
        ("Passeports", "passeports@notification.localhost", Some("reponse@exemple.ca"), "zoe@example.com")
    );
    assert_eq!((email.subject.as_str(), email.text.trim()), ("News for Zoé", "Hello Zoé"));
    assert!(email.html.contains("Hello Zoé"));
    let text = given.iter().find(|delivered| delivered.id.to_string() == text_id).unwrap();
    let Message::Sms(text) = &text.message else { panic!("a text was sent") };
    assert_eq!((text.to.as_str(), text.text.as_str()), ("+16135550199", "Passeports: Hello Zoé"));
    assert_eq!(key.status_of(&id).await, "delivered");
}

#[tokio::test]
async fn a_passing_failure_is_tried_again_with_growing_waits() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let (key, id) = send(&service).await;
    world.provider.next(transient());
    world.provider.next(transient());
    world.work().await;
    assert_eq!(key.status_of(&id).await, "created");
    world.pass(5 * SECOND).await;
    assert_eq!(world.provider.given().len(), 1, "too early");
    world.pass(10 * SECOND).await;
    assert_eq!(world.provider.given().len(), 2);
    world.pass(MINUTE).await;
    assert_eq!(world.provider.given().len(), 3);
    assert_eq!(key.status_of(&id).await, "delivered");
    let attempts: Vec<u32> = world.provider.given().iter().map(|delivered| delivered.attempt).collect();
    assert_eq!(attempts, [1, 2, 3]);
    let ledger =
        world.store.of(service.id).attempts(facteur_model::id::NotificationId::parse(&id).unwrap()).await;
    let outcomes: Vec<_> = ledger.unwrap().into_iter().map(|attempt| attempt.outcome.unwrap()).collect();
    assert_eq!(outcomes, ["retry", "retry", "handed-over"]);
}

#[tokio::test]
async fn a_permanent_refusal_ends_in_its_status_at_once() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let (key, id) = send(&service).await;
    world.provider.next(Outcome::Refused {
        status: Status::PermanentFailure,
        reason: None,
        response: Some("550 no such mailbox".to_owned()),
    });
    world.work().await;
    let seen = key.get(&format!("/v2/notifications/{id}")).await;
    assert_eq!(seen.json["status"], "permanent-failure");
    assert_eq!(seen.json["status_description"], "No such address");
    assert_eq!(seen.json["provider_response"], "550 no such mailbox");
    assert!(seen.json["completed_at"].is_string());
    world.pass(HOUR).await;
    assert_eq!(world.provider.given().len(), 1);
}

#[tokio::test]
async fn after_three_days_of_failures_a_message_is_given_up() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let (key, id) = send(&service).await;
    for _ in 0..400 {
        world.provider.next(transient());
    }
    for _ in 0..3 * 71 {
        world.pass(20 * MINUTE).await;
    }
    assert_eq!(key.status_of(&id).await, "created", "it is tried for the whole three days");
    for _ in 0..6 {
        world.pass(20 * MINUTE).await;
    }
    assert_eq!(key.status_of(&id).await, "technical-failure");
}

#[tokio::test]
async fn an_email_of_unknown_outcome_goes_again_and_a_text_does_not() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let (key, email) = send(&service).await;
    world.provider.next(Outcome::Unknown { response: None });
    world.work().await;
    world.pass(MINUTE).await;
    assert_eq!(key.status_of(&email).await, "delivered");
    assert_eq!(world.provider.given().len(), 2);

    let text = key.send_sms(&service.sms_to("+16135550199")).await.id();
    world.provider.next(Outcome::Unknown { response: None });
    world.work().await;
    world.pass(HOUR).await;
    assert_eq!(key.status_of(&text).await, "technical-failure");
    assert_eq!(world.provider.given().len(), 3);
}

#[tokio::test]
async fn unsent_work_survives_a_restart() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.make_key(KeyType::Live).await;
    let id = service.caller(&key).send_email(&service.email_to("zoe@example.com")).await.id();
    let header = format!("ApiKey-v1 {}", key.text.expose());
    let world = world.restarted().await;
    world.work().await;
    assert_eq!(world.provider.given().len(), 1);
    assert_eq!(world.caller(header).status_of(&id).await, "delivered");
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_neither_sends_nor_settles() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let (key, id) = send(&service).await;
    let slow = world.app.take_batch(Queue::Real(Channel::Email)).await.unwrap();
    assert_eq!(slow.outside.len(), 1);
    // The lease runs out, and another worker does the work.
    world.pass(2 * HOUR).await;
    assert_eq!(world.provider.given().len(), 1);
    for delivery in slow.outside {
        world.app.deliver(delivery).await.unwrap();
    }
    assert_eq!(world.provider.given().len(), 1, "the slow worker sent it again");
    assert_eq!(key.status_of(&id).await, "delivered");
}

#[tokio::test]
async fn a_text_whose_attempt_was_cut_off_is_not_sent_again() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    let id = key.send_sms(&service.sms_to("+16135550199")).await.id();
    // A worker writes its attempt down, and dies.
    let lane = Lane::Real(Channel::Sms, Priority::Normal);
    let pick = Pick { lane, service: service.id, most: 1 };
    let claimed = world.store.claim(vec![pick], world.app.now(), world.app.now().plus(MINUTE)).await.unwrap();
    let attempt = facteur_store::OpenAttempt {
        service: service.id,
        id: claimed[0].notification.id,
        lease: claimed[0].lease,
        number: 1,
        provider: "scripted".to_owned(),
        at: world.app.now(),
    };
    world.store.open_attempts(vec![attempt]).await.unwrap();
    world.pass(2 * MINUTE).await;
    assert!(world.provider.given().is_empty());
    assert_eq!(key.status_of(&id).await, "technical-failure");
}

#[tokio::test]
async fn messages_of_a_suspended_service_fail_at_once() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let (key, id) = send(&service).await;
    world.app.set_standing(&world.by, service.id, Standing::Suspended).await.unwrap();
    world.work().await;
    assert_eq!(key.status_of(&id).await, "technical-failure");
    assert!(world.provider.given().is_empty());
}

#[tokio::test]
async fn the_mailbox_shows_test_messages_exactly_as_they_would_have_left() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.key(KeyType::Test).await;
    let email = key.send_email(&service.email_to("zoe@example.com")).await.id();
    let text = key.send_sms(&service.sms_to("+16135550199")).await.id();
    assert!(key.get("/v2/mailbox").await.json["messages"].as_array().unwrap().is_empty());
    world.work().await;
    let listed = key.get("/v2/mailbox").await;
    let ids: Vec<_> =
        listed.json["messages"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    assert_eq!(ids, [text.as_str(), email.as_str()]);
    let shown = key.get(&format!("/v2/mailbox/{text}")).await.json;
    assert_eq!(shown["text"], "Passeports: Hello Zoé");
    assert_eq!((shown["encoding"].as_str(), shown["parts"].as_u64()), (Some("gsm7"), Some(1)));
    let raw = key.with("Accept", "message/rfc822").get(&format!("/v2/mailbox/{email}")).await;
    assert_eq!(raw.header("content-type"), Some("message/rfc822"));
    let mime = String::from_utf8(raw.bytes).unwrap();
    assert!(mime.contains(&format!("<{email}@notification.localhost>")), "{mime}");
    assert!(mime.contains("multipart/alternative"));
    let other = world.trial_service("Parcs").await.key(KeyType::Test).await;
    assert_eq!(other.get(&format!("/v2/mailbox/{email}")).await.status, 404);
}
