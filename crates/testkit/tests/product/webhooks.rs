//! Telling services what happens (contract §6).
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use facteur_app::{App, Queue, WebhookLogFilter, WebhookRequest, WebhookView};
use facteur_model::api_key::KeyType;
use facteur_model::id::WebhookId;
use facteur_model::secret::Secret;
use facteur_model::time::{DAY, HOUR, MINUTE, SECOND};
use facteur_model::webhook::{WebhookEvent, WebhookState};
use facteur_providers::webhook::Trouble;
use facteur_testkit::world::{Receiver, TestService, Told, World};
use serde_json::json;

const URL: &str = "https://hooks.example.ca/facteur";
const TOKEN: &str = "a-bearer-token";

async fn endpoint(service: &TestService<'_>, url: &str, events: &[WebhookEvent]) -> (WebhookId, Secret) {
    let wanted = WebhookRequest {
        url: url.to_owned(),
        token: Some(TOKEN.to_owned()),
        events: events.iter().copied().collect(),
    };
    let world = service.world;
    world.app.add_webhook(&world.by, service.id, wanted).await.expect("an endpoint can be added")
}

async fn seen(service: &TestService<'_>, id: WebhookId) -> WebhookView {
    let world = service.world;
    world.app.webhook(&world.by, service.id, id).await.expect("the endpoint is there")
}

/// Sends with a test key, and lets its receipt come.
async fn send(service: &TestService<'_>, to: &str) -> String {
    let id = service.key(KeyType::Test).await.send_email(&service.email_to(to)).await.id();
    service.world.work().await;
    service.world.pass(2 * SECOND).await;
    id
}

/// Is one of the signatures right?
fn is_signed(told: &Told, secret: &Secret) -> bool {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let key = STANDARD.decode(secret.expose().strip_prefix("whsec_").expect("a secret")).expect("base64");
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &key);
    let (id, time) = (told.header("webhook-id"), told.header("webhook-timestamp"));
    let signed = [format!("{id}.{time}.").as_bytes(), &told.body].concat();
    let right = format!("v1,{}", STANDARD.encode(aws_lc_rs::hmac::sign(&key, &signed)));
    told.header("webhook-signature").split(' ').any(|one| one == right)
}

#[tokio::test]
async fn a_delivery_is_told_with_the_body_and_the_token_of_the_contract_and_a_signature() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let (_, secret) = endpoint(&service, URL, &[WebhookEvent::Delivered]).await;
    let id = send(&service, "Anyone@Example.ca").await;
    let told = world.receiver.told();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].url.as_str(), told[0].token.as_str()), (URL, TOKEN));
    let seen = service.key(KeyType::Test).await.get(&format!("/v2/notifications/{id}")).await.json;
    let expected = json!({
        "id": id,
        "reference": null,
        "to": "Anyone@Example.ca",
        "status": "delivered",
        "status_description": "Delivered",
        "provider_response": null,
        "created_at": seen["created_at"],
        "completed_at": seen["completed_at"],
        "sent_at": seen["sent_at"],
        "notification_type": "email",
    });
    // Key by key in the contract's order, too.
    assert_eq!(String::from_utf8_lossy(&told[0].body), expected.to_string());
    assert!(is_signed(&told[0], &secret));
    assert_eq!((told[0].header("webhook-attempt"), told[0].header("webhook-event")), ("1", "delivered"));
    assert_eq!(told[0].header("webhook-id").len(), 36);
}

#[tokio::test]
async fn each_endpoint_hears_of_what_it_chose_under_one_event_id() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    endpoint(&service, "https://one.example.ca/", &[WebhookEvent::Failed]).await;
    endpoint(&service, "https://two.example.ca/", &[WebhookEvent::Failed, WebhookEvent::Delivered]).await;
    send(&service, "perm-fail@simulator.notify").await;
    let told = world.receiver.told();
    assert_eq!(told.len(), 2);
    assert_ne!(told[0].url, told[1].url);
    assert_eq!(told[0].header("webhook-id"), told[1].header("webhook-id"));
    assert_eq!(told[0].json()["status"], "permanent-failure");
    assert_eq!(told[0].json()["status_description"], "No such address");
    send(&service, "anyone@example.ca").await;
    assert_eq!(world.receiver.told().len(), 3);
    assert_eq!(world.receiver.told()[2].url, "https://two.example.ca/");
}

#[tokio::test]
async fn real_messages_are_told_of_as_well_and_smoke_tests_are_not() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    endpoint(&service, URL, &[WebhookEvent::Delivered]).await;
    let key = service.key(KeyType::Live).await;
    let id = key.send_sms(&service.sms_to("+16135550199")).await.id();
    key.send_email(&service.email_to("simulate-delivered@notification.canada.ca")).await;
    world.work().await;
    let told = world.receiver.told();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].json()["id"], id);
    assert_eq!(told[0].json()["to"], "+16135550199");
    assert_eq!(told[0].json()["notification_type"], "sms");
}

#[tokio::test]
async fn what_is_not_taken_is_tried_again_and_what_is_refused_is_not() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let (id, secret) = endpoint(&service, URL, &[WebhookEvent::Delivered]).await;
    world.receiver.next(Err(Trouble::TimedOut));
    world.receiver.next(Receiver::answer(503, "later"));
    send(&service, "anyone@example.ca").await;
    world.pass(7 * SECOND).await;
    world.pass(40 * SECOND).await;
    let told = world.receiver.told();
    let attempts: Vec<_> = told.iter().map(|one| one.header("webhook-attempt")).collect();
    assert_eq!(attempts, ["1", "2", "3"]);
    assert_eq!(told[0].header("webhook-id"), told[2].header("webhook-id"));
    assert_ne!(told[0].header("webhook-timestamp"), told[2].header("webhook-timestamp"));
    assert!(told.iter().all(|one| is_signed(one, &secret)));
    assert_eq!(seen(&service, id).await.failures, 0);

    world.receiver.next(Receiver::answer(410, "gone"));
    send(&service, "anyone@example.ca").await;
    world.pass(DAY).await;
    assert_eq!(world.receiver.told().len(), 4);
    assert_eq!(seen(&service, id).await.failed, 1);
}

#[tokio::test]
async fn after_a_day_an_event_is_given_up_and_can_be_replayed() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let (id, _) = endpoint(&service, URL, &[WebhookEvent::Delivered]).await;
    world.receiver.always(Some(Receiver::answer(500, "")));
    send(&service, "anyone@example.ca").await;
    for _ in 0..10 {
        world.pass(3 * HOUR).await;
    }
    let failed = world.receiver.told().len();
    assert!(failed < 10, "{failed} failures would suspend it");
    assert_eq!(seen(&service, id).await.failed, 1);
    world.receiver.always(None);
    let log = world.app.webhook_log(&world.by, service.id, id, WebhookLogFilter::default()).await.unwrap();
    assert_eq!(log.lines.len(), 1);
    world.app.replay_webhook_event(&world.by, service.id, id, log.lines[0].id).await.unwrap();
    world.work().await;
    let told = world.receiver.told();
    assert_eq!(told.len(), failed + 1);
    assert_eq!(told[failed].header("webhook-id"), told[0].header("webhook-id"));
}

#[tokio::test]
async fn an_endpoint_that_fails_for_hours_is_suspended_and_its_people_hear_of_it() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let zoe = service.member("zoe@example.ca", None).await;
    let (id, _) = endpoint(zoe, URL, &[WebhookEvent::Delivered]).await;
    world.receiver.always(Some(Err(Trouble::Unreachable)));
    let first = send(&service, "anyone@example.ca").await;
    for _ in 0..30 {
        world.pass(20 * MINUTE).await;
    }
    let view = seen(&service, id).await;
    assert!(view.suspended_at.is_some(), "{} failures", view.failures);
    assert_eq!((view.waiting, view.missed), (0, 1));
    let calls = world.receiver.told().len();
    let second = send(&service, "anyone@example.ca").await;
    world.pass(DAY).await;
    assert_eq!(world.receiver.told().len(), calls, "a suspended endpoint is not called");
    assert_eq!(seen(&service, id).await.missed, 2);
    assert!(world.app.replay_webhook(&world.by, service.id, id, all(&world.app), false).await.is_err());

    world.receiver.always(None);
    world.app.resume_webhook(&world.by, service.id, id).await.unwrap();
    world.work().await;
    assert_eq!(world.receiver.told().len(), calls, "what was missed waits until it is asked for");
    let replayed = world.app.replay_webhook(&world.by, service.id, id, all(&world.app), false).await.unwrap();
    assert_eq!((replayed.queued, replayed.more), (2, false));
    world.work().await;
    let told: Vec<_> = world.receiver.told()[calls..].iter().map(|one| one.json()["id"].clone()).collect();
    assert_eq!(told.len(), 2);
    assert!(told.contains(&first.into()) && told.contains(&second.into()));
    let view = seen(&service, id).await;
    assert_eq!((view.suspended_at, view.missed, view.failed), (None, 0, 0));
}

fn all(app: &App) -> (facteur_model::time::Moment, facteur_model::time::Moment) {
    (app.now().plus(-7 * DAY), app.now().plus(DAY))
}

#[tokio::test]
async fn for_a_day_after_a_rotation_both_secrets_sign() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let (id, old) = endpoint(&service, URL, &[WebhookEvent::Delivered]).await;
    let (new, _) = world.app.rotate_webhook_secret(&world.by, service.id, id).await.unwrap();
    send(&service, "anyone@example.ca").await;
    let told = world.receiver.told().pop().expect("it was told");
    assert!(is_signed(&told, &old) && is_signed(&told, &new));
    world.clock.advance(DAY);
    send(&service, "anyone@example.ca").await;
    let told = world.receiver.told().pop().expect("it was told");
    assert!(is_signed(&told, &new) && !is_signed(&told, &old));
}

#[tokio::test]
async fn what_was_settled_is_told_after_the_process_died() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    endpoint(&service, URL, &[WebhookEvent::Delivered]).await;
    service.key(KeyType::Test).await.send_email(&service.email_to("anyone@example.ca")).await;
    world.work().await;
    world.clock.advance(2 * SECOND);
    world.app.look_for_work().await.unwrap();
    // Settled, and even taken out of the queue, but not called.
    world.app.take_batch(Queue::Simulated).await.unwrap();
    assert_eq!(world.app.take_calls().await.unwrap().calls.len(), 1);
    let world = world.restarted().await;
    world.work().await;
    assert!(world.receiver.told().is_empty(), "somebody may still be at it");
    world.pass(21 * SECOND).await;
    let told = world.receiver.told();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].header("webhook-attempt"), "2");
}

#[tokio::test]
async fn a_late_outcome_of_a_call_that_somebody_else_made_since_counts_for_nothing() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let (id, _) = endpoint(&service, URL, &[WebhookEvent::Delivered]).await;
    service.key(KeyType::Test).await.send_email(&service.email_to("anyone@example.ca")).await;
    world.work().await;
    world.clock.advance(2 * SECOND);
    world.app.look_for_work().await.unwrap();
    world.app.take_batch(Queue::Simulated).await.unwrap();
    let mut slow = world.app.take_calls().await.unwrap().calls;
    world.pass(21 * SECOND).await;
    assert_eq!(world.receiver.told().len(), 1);
    world.receiver.next(Receiver::answer(500, ""));
    world.app.make_call(slow.pop().expect("one was taken")).await.unwrap();
    world.pass(DAY).await;
    assert_eq!(world.receiver.told().len(), 2, "what was taken is not told once more");
    let log = world.app.webhook_log(&world.by, service.id, id, WebhookLogFilter::default()).await.unwrap();
    assert_eq!(log.lines[0].state, WebhookState::Delivered);
}

#[tokio::test]
async fn the_log_is_kept_for_seven_days_and_a_removed_endpoint_leaves_nothing() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let (id, _) = endpoint(&service, URL, &[WebhookEvent::Delivered]).await;
    let (other, _) = endpoint(&service, URL, &[WebhookEvent::Delivered]).await;
    send(&service, "anyone@example.ca").await;
    world.clock.advance(6 * DAY);
    world.app.sweep().await.unwrap();
    let filter = WebhookLogFilter::default();
    let log = world.app.webhook_log(&world.by, service.id, id, filter).await.unwrap();
    assert_eq!(log.lines.len(), 1);
    world.app.remove_webhook(&world.by, service.id, other).await.unwrap();
    world.clock.advance(DAY + SECOND);
    world.app.sweep().await.unwrap();
    let log = world.app.webhook_log(&world.by, service.id, id, filter).await.unwrap();
    assert!(log.lines.is_empty());
    assert!(world.app.webhook(&world.by, service.id, other).await.is_err());
    assert_eq!(world.store.kept_webhooks(None, 10).await.unwrap().len(), 1);
}

mod nodes {
    use super::*;
    use facteur_app::WebhookCall;
    use std::collections::HashSet;

    async fn taken(app: &App) -> Vec<WebhookCall> {
        app.look_for_calls().await.unwrap();
        app.take_calls().await.unwrap().calls
    }

    #[tokio::test]
    async fn two_nodes_take_different_calls_and_one_that_died_leaves_nothing_undone() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        endpoint(&service, URL, &[WebhookEvent::Delivered]).await;
        let key = service.key(KeyType::Test).await;
        for _ in 0..20 {
            key.send_email(&service.email_to("anyone@example.ca")).await;
        }
        world.app.look_for_work().await.unwrap();
        world.app.take_batch(Queue::Simulated).await.unwrap();
        world.clock.advance(2 * SECOND);
        world.app.look_for_work().await.unwrap();
        world.app.take_batch(Queue::Simulated).await.unwrap();
        let node = world.another_node().await;
        let (mine, theirs) = (taken(&world.app).await, taken(&node.app).await);
        assert_eq!((mine.len(), theirs.len()), (8, 8));
        for call in mine {
            world.app.make_call(call).await.unwrap();
        }
        // The other one has died with what it had.
        drop(theirs);
        world.work().await;
        assert_eq!(world.receiver.told().len(), 12);
        world.pass(21 * SECOND).await;
        let told = world.receiver.told();
        let events: HashSet<_> = told.iter().map(|one| one.header("webhook-id").to_owned()).collect();
        assert_eq!((told.len(), events.len()), (20, 20));
    }
}
