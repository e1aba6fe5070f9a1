//! What happened to a message, as its operator sees it.

use facteur_app::{AttemptEnd, Timeline};
use facteur_model::api_key::KeyType;
use facteur_model::id::NotificationId;
use facteur_model::notification::Status;
use facteur_model::time::{HOUR, MINUTE};
use facteur_model::{Channel, Lane, Priority};
use facteur_providers::Outcome;
use facteur_store::{OpenAttempt, Pick};
use facteur_testkit::world::{TestService, World};

async fn timeline(service: &TestService<'_>, id: &str) -> Timeline {
    let id = NotificationId::parse(id).expect("an id");
    let found = service.world.app.timeline(&service.world.by, service.id, id).await;
    found.expect("the store answers").expect("the message is there")
}

fn ends(timeline: &Timeline) -> Vec<(u32, &str)> {
    timeline.attempts.iter().map(|attempt| (attempt.number, attempt.outcome.as_str())).collect()
}

/// A worker writes down the next attempt of the only text that is due, and dies.
async fn cut_off(service: &TestService<'_>, number: u32) {
    let world = service.world;
    let lane = Lane::Real(Channel::Sms, Priority::Normal);
    let pick = Pick { lane, service: service.id, most: 1 };
    let lease_ends = world.app.now().plus(MINUTE);
    let claimed = world.store.claim(vec![pick], world.app.now(), lease_ends).await.expect("a claim");
    let attempt = OpenAttempt {
        service: service.id,
        id: claimed[0].notification.id,
        lease: claimed[0].lease,
        number,
        provider: "scripted".to_owned(),
        at: world.app.now(),
    };
    world.store.open_attempts(vec![attempt]).await.expect("an attempt can be opened");
}

#[tokio::test]
async fn shows_every_attempt_with_its_provider_its_times_and_its_outcome() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    world
        .provider
        .next(Outcome::Retry { response: Some("451 zoe@example.com: later".to_owned()), after: None });
    let accepted = world.app.now();
    let id = key.send_email(&service.email_to("zoe@example.com")).await.id();

    let waiting = timeline(&service, &id).await;
    assert_eq!((waiting.status, waiting.attempts.len()), (Status::Created, 0));
    assert_eq!((waiting.sent_at, waiting.completed_at), (None, None));

    world.work().await;
    world.pass(HOUR).await;
    let seen = timeline(&service, &id).await;
    assert_eq!(
        (seen.id.to_string(), seen.service, seen.channel, seen.key_type, seen.parts),
        (id, service.id, Channel::Email, KeyType::Live, 1)
    );
    assert_eq!((seen.template, seen.template_version), (service.email, 1));
    assert_eq!((seen.status, seen.lane), (Status::Delivered, Lane::Real(Channel::Email, Priority::Normal)));
    assert_eq!((seen.created_at, seen.scheduled_for), (accepted, None));
    assert_eq!((seen.sent_at, seen.completed_at), (Some(world.app.now()), Some(world.app.now())));
    assert_eq!(ends(&seen), [(1, "retry"), (2, "handed-over")]);
    assert!(seen.attempts.iter().all(|attempt| attempt.provider == "scripted"));
    assert_eq!((seen.attempts[0].started_at, seen.attempts[0].ended_at), (accepted, Some(accepted)));
    assert_eq!(seen.attempts[0].response.as_deref(), Some("451 zoe@example.com: later"));
    assert_eq!(seen.personal.recipient, "zoe@example.com");
}

#[tokio::test]
async fn an_attempt_without_an_end_is_open_until_nobody_can_be_working_on_it() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    let id = key.send_sms(&service.sms_to("+16135550199")).await.id();
    cut_off(&service, 1).await;
    let seen = timeline(&service, &id).await;
    assert_eq!((seen.status, &seen.attempts[0].outcome), (Status::Created, &AttemptEnd::Open));
    assert_eq!(seen.attempts[0].ended_at, None);

    // The lease runs out, and the text is ended rather than sent twice.
    world.pass(2 * MINUTE).await;
    let seen = timeline(&service, &id).await;
    assert_eq!((seen.status, &seen.attempts[0].outcome), (Status::TechnicalFailure, &AttemptEnd::Unknown));
}

#[tokio::test]
async fn of_several_attempts_without_an_end_only_the_last_can_be_running() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    let id = key.send_sms(&service.sms_to("+16135550199")).await.id();
    cut_off(&service, 1).await;
    world.clock.advance(2 * MINUTE);
    cut_off(&service, 2).await;
    assert_eq!(ends(&timeline(&service, &id).await), [(1, "unknown"), (2, "open")]);
}

#[tokio::test]
async fn a_message_of_another_service_is_not_there() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let id = service.key(KeyType::Test).await.send_email(&service.email_to("zoe@example.com")).await.id();
    let id = NotificationId::parse(&id).unwrap();
    let other = world.trial_service("Permis").await;
    assert!(world.app.timeline(&world.by, other.id, id).await.unwrap().is_none());
    let unknown = NotificationId::new(world.app.now(), world.app.chance());
    assert!(world.app.timeline(&world.by, service.id, unknown).await.unwrap().is_none());
}

#[tokio::test]
async fn a_look_at_the_recipient_is_in_the_audit_log_without_the_recipient() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    let id = key.send_email(&service.email_to("zoe@example.com")).await.id();
    let seen = timeline(&service, &id).await;
    world.clock.advance(HOUR);
    world.app.note_personal_look(&world.by, &seen).await.unwrap();
    let event = world.store.audit(1).await.unwrap().pop().unwrap();
    assert_eq!(
        (event.action.as_str(), event.subject, event.service),
        ("notification.look", id, Some(service.id))
    );
    assert_eq!(event.detail, "{}");
}
