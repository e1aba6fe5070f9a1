//! Messages of which nobody says what became of them: attempts cut off, and receipts that never come.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use facteur_model::api_key::KeyType;
use facteur_model::id::NotificationId;
use facteur_model::notification::Status;
use facteur_model::service::{CutOffText, Standing};
use facteur_model::time::{HOUR, MINUTE, SECOND};
use facteur_model::{Channel, Lane, Priority};
use facteur_providers::Outcome;
use facteur_store::{OpenAttempt, Pick, services};
use facteur_testkit::world::{TestService, World};

/// Decides what becomes of the service's texts whose last attempt was cut off.
async fn choose(service: &TestService<'_>, choice: CutOffText) {
    let mut tx = service.world.store.begin().await.unwrap();
    services::set_cut_off_text(&mut tx, service.id, choice).await.unwrap();
    tx.commit().await.unwrap();
}

/// A worker takes the service's only text, writes its attempt down, and dies.
async fn cut_off(service: &TestService<'_>) {
    let (world, now) = (service.world, service.world.app.now());
    let pick = Pick { lane: Lane::Real(Channel::Sms, Priority::Normal), service: service.id, most: 1 };
    let claimed = world.store.claim(vec![pick], now, now.plus(MINUTE)).await.unwrap().remove(0);
    let attempt = OpenAttempt {
        service: service.id,
        id: claimed.notification.id,
        lease: claimed.lease,
        number: claimed.notification.attempts + 1,
        provider: "scripted".to_owned(),
        at: now,
    };
    world.store.open_attempts(vec![attempt]).await.unwrap();
}

/// The outcomes in the ledger, in order; an attempt that was cut off has none.
async fn ledger(service: &TestService<'_>, id: &str) -> Vec<Option<String>> {
    let id = NotificationId::parse(id).unwrap();
    let attempts = service.world.store.of(service.id).attempts(id).await.unwrap();
    attempts.into_iter().map(|attempt| attempt.outcome).collect()
}

#[tokio::test]
async fn a_text_cut_off_by_a_crash_ends_or_goes_again_as_its_service_wishes() {
    let mut world = World::new().await;
    for (choice, status, attempts) in [
        (CutOffText::End, "technical-failure", vec![None]),
        (CutOffText::SendAgain, "delivered", vec![None, Some("handed-over".to_owned())]),
    ] {
        let service = world.live_service(choice.as_str()).await;
        choose(&service, choice).await;
        let key = service.make_key(KeyType::Live).await;
        let (id, header) = (service.id, format!("ApiKey-v1 {}", key.text.expose()));
        let text = service.caller(&key).send_sms(&service.sms_to("+16135550199")).await.id();
        cut_off(&service).await;
        world = world.restarted().await;
        world.pass(2 * MINUTE).await;
        let seen = world.caller(header).get(&format!("/v2/notifications/{text}")).await;
        assert_eq!(seen.json["status"], status);
        let ledger = world.store.of(id).attempts(NotificationId::parse(&text).unwrap()).await.unwrap();
        let outcomes: Vec<_> = ledger.into_iter().map(|attempt| attempt.outcome).collect();
        assert_eq!(outcomes, attempts, "{choice:?}");
    }
    assert_eq!(world.provider.given().len(), 1);
}

#[tokio::test]
async fn a_text_of_unknown_outcome_goes_again_after_the_usual_wait_if_its_service_wishes() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    choose(&service, CutOffText::SendAgain).await;
    let key = service.key(KeyType::Live).await;
    let text = key.send_sms(&service.sms_to("+16135550199")).await.id();
    world.provider.next(Outcome::Unknown { response: None });
    world.work().await;
    assert_eq!(key.status_of(&text).await, "created");
    world.pass(5 * SECOND).await;
    assert_eq!(world.provider.given().len(), 1, "too early");
    world.pass(10 * SECOND).await;
    assert_eq!(key.status_of(&text).await, "delivered");
    assert_eq!(ledger(&service, &text).await, [Some("unknown".to_owned()), Some("handed-over".to_owned())]);
}

#[tokio::test]
async fn a_message_whose_receipt_never_comes_fails_after_three_days() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    for status in [Status::Sending, Status::Pending] {
        let email = key.send_email(&service.email_to("zoe@example.com")).await.id();
        world.provider.next(Outcome::HandedOver { status, response: Some("250 taken".to_owned()) });
        world.work().await;
        world.pass(72 * HOUR - SECOND).await;
        assert_eq!(key.status_of(&email).await, status.as_str());
        world.pass(SECOND).await;
        let seen = key.get(&format!("/v2/notifications/{email}")).await.json;
        assert_eq!(seen["status"], "temporary-failure");
        assert_eq!(seen["provider_response"], "No receipt came for three days");
        assert!(seen["completed_at"].is_string() && seen["sent_at"].is_string(), "{seen}");
        world.pass(72 * HOUR).await;
        assert_eq!(ledger(&service, &email).await, [Some("handed-over".to_owned())]);
    }
    assert_eq!(world.provider.given().len(), 2, "each was sent once");
}

#[tokio::test]
async fn three_days_for_a_receipt_outlast_a_restart_and_a_suspension() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let (id, key) = (service.id, service.make_key(KeyType::Live).await);
    let header = format!("ApiKey-v1 {}", key.text.expose());
    let email = service.caller(&key).send_email(&service.email_to("zoe@example.com")).await.id();
    world.provider.next(Outcome::HandedOver { status: Status::Sending, response: None });
    world.work().await;
    let world = world.restarted().await;
    world.app.set_standing(&world.by, id, Standing::Suspended).await.unwrap();
    world.pass(71 * HOUR).await;
    assert_eq!(world.caller(&header).status_of(&email).await, "sending");
    world.pass(HOUR).await;
    assert_eq!(world.caller(&header).status_of(&email).await, "temporary-failure");
}

#[tokio::test]
async fn a_clock_that_was_ahead_does_not_cut_the_three_days_short() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    let email = key.send_email(&service.email_to("zoe@example.com")).await.id();
    world.provider.next(Outcome::HandedOver { status: Status::Sending, response: None });
    world.work().await;
    // Somebody takes it when it is due, and is put right about the time before anything is written.
    world.clock.advance(72 * HOUR);
    let now = world.app.now();
    let pick = Pick { lane: Lane::Real(Channel::Email, Priority::Normal), service: service.id, most: 1 };
    assert_eq!(world.store.claim(vec![pick], now, now.plus(-70 * HOUR)).await.unwrap().len(), 1);
    world.clock.advance(-69 * HOUR);
    world.work().await;
    assert_eq!(key.status_of(&email).await, "sending");
    world.pass(69 * HOUR).await;
    assert_eq!(key.status_of(&email).await, "temporary-failure");
}

#[tokio::test]
async fn a_text_that_was_sent_never_times_out() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    let text = key.send_sms(&service.sms_to("+16135550199")).await.id();
    world.provider.next(Outcome::HandedOver { status: Status::Sent, response: None });
    world.work().await;
    world.pass(30 * 24 * HOUR).await;
    assert_eq!(key.status_of(&text).await, "sent");
    assert_eq!(world.store.backlog(None, 10).await.unwrap(), [], "nothing is left to do");
}
