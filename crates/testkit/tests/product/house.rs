//! Keeping house: what has been kept for long enough goes, and nothing else.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use facteur_app::LimitsChange;
use facteur_model::api_key::KeyType;
use facteur_model::id::{NotificationId, ServiceId};
use facteur_model::notification::Status;
use facteur_model::time::{DAY, HOUR, SECOND};
use facteur_providers::Outcome;
use facteur_store::Duty;
use facteur_testkit::world::{TestService, World};

async fn keep_for(service: &TestService<'_>, days: u32) {
    service.world.app.set_retention(&service.world.by, service.id, days).await.unwrap();
}

/// Is it still there? A message and its attempts go together.
async fn is_kept(world: &World, service: ServiceId, id: &str) -> bool {
    let id = NotificationId::parse(id).unwrap();
    let store = world.store.of(service);
    let found = store.notification(id).await.unwrap().is_some();
    if !found {
        assert!(store.attempts(id).await.unwrap().is_empty(), "its attempts are left");
    }
    found
}

#[tokio::test]
async fn messages_leave_with_their_attempts_when_the_retention_of_their_service_is_over() {
    let world = World::new().await;
    let (short, usual) = (world.live_service("Passeports").await, world.live_service("Parcs").await);
    keep_for(&short, 3).await;
    let mut sent = Vec::new();
    for service in [&short, &usual] {
        for key_type in [KeyType::Live, KeyType::Test] {
            let key = service.key(key_type).await;
            sent.push((service, key.send_email(&service.email_to("zoe@example.com")).await.id(), key));
        }
    }
    world.work().await;
    world.pass(HOUR).await;
    for (days, kept) in [(3, 2), (7, 0)] {
        world.clock.set(facteur_testkit::world::NOON.plus(days * DAY));
        world.app.sweep().await.unwrap();
        for (service, id, key) in &sent {
            let due = days > 3 && service.id == usual.id || days == 3 && service.id == short.id;
            if due {
                assert!(is_kept(&world, service.id, id).await, "too early");
                assert_ne!(key.status_of(id).await, "none");
            }
        }
        world.pass(SECOND).await;
        world.app.sweep().await.unwrap();
        let mut left = 0;
        for (service, id, key) in &sent {
            if is_kept(&world, service.id, id).await {
                left += 1;
            } else {
                assert_eq!(key.get(&format!("/v2/notifications/{id}")).await.status, 404);
            }
        }
        assert_eq!(left, kept, "after {days} days");
    }
}

#[tokio::test]
async fn what_is_scheduled_or_unfinished_outlives_the_retention() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    keep_for(&service, 3).await;
    let key = service.key(KeyType::Live).await;
    let mut later = service.email_to("zoe@example.com");
    later["scheduled_for"] = world.app.now().plus(90 * HOUR).to_rfc3339().into();
    let scheduled = key.send_email(&later).await.id();
    // Handed over an hour late, so that its three days end after the retention.
    world.provider.next(Outcome::Retry { response: None, after: Some(HOUR) });
    world.provider.next(Outcome::HandedOver { status: Status::Sending, response: None });
    let on_its_way = key.send_email(&service.email_to("zoe@example.com")).await.id();
    world.work().await;
    world.pass(HOUR).await;
    assert_eq!(key.status_of(&on_its_way).await, "sending");
    world.pass(71 * HOUR + SECOND).await;
    world.app.sweep().await.unwrap();
    assert_eq!(key.status_of(&scheduled).await, "created");
    assert_eq!(key.status_of(&on_its_way).await, "sending");
    // Each goes once it has its outcome.
    world.pass(HOUR).await;
    assert_eq!(key.status_of(&on_its_way).await, "temporary-failure");
    world.app.sweep().await.unwrap();
    assert!(!is_kept(&world, service.id, &on_its_way).await);
    world.pass(DAY).await;
    assert_eq!(key.status_of(&scheduled).await, "delivered");
    world.app.sweep().await.unwrap();
    assert!(!is_kept(&world, service.id, &scheduled).await);
}

#[tokio::test]
async fn forgetting_a_message_gives_nothing_of_the_allowance_back() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    keep_for(&service, 3).await;
    service.limits(LimitsChange { annual_email: Some(1), ..LimitsChange::default() }).await;
    let key = service.key(KeyType::Live).await;
    let id = key.send_email(&service.email_to("zoe@example.com")).await.id();
    world.work().await;
    world.pass(4 * DAY).await;
    world.app.sweep().await.unwrap();
    assert!(!is_kept(&world, service.id, &id).await);
    assert_eq!(key.send_email(&service.email_to("zoe@example.com")).await.status, 429);
}

#[tokio::test]
async fn more_than_one_step_is_forgotten_in_one_sweep() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    keep_for(&service, 3).await;
    let key = service.key(KeyType::Test).await;
    let mut ids = Vec::new();
    for _ in 0..501 {
        ids.push(key.send_email(&service.email_to("zoe@example.com")).await.id());
    }
    world.work().await;
    world.pass(4 * DAY).await;
    let pauses = std::cell::Cell::new(0);
    let pause = || {
        pauses.set(pauses.get() + 1);
        std::future::ready(())
    };
    world.app.sweep_gently(pause).await.unwrap();
    assert!(pauses.get() >= 2, "{} pauses", pauses.get());
    for id in ids {
        assert!(!is_kept(&world, service.id, &id).await);
    }
}

#[tokio::test]
async fn a_sweep_that_another_has_taken_is_left_to_it() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    let id = key.send_email(&service.email_to("zoe@example.com")).await.id();
    world.work().await;
    world.pass(8 * DAY).await;
    // Alone on a database nobody else can have it.
    let other = if world.store.is_shared() { world.store.try_duty(Duty::Sweep).await.unwrap() } else { None };
    world.app.sweep().await.unwrap();
    assert_eq!(is_kept(&world, service.id, &id).await, world.store.is_shared());
    drop(other);
}

/// Several nodes on one PostgreSQL server.
mod nodes {
    use super::*;

    #[tokio::test]
    async fn nodes_keep_to_a_rate_together_once_they_have_heard_of_each_other() {
        let world = World::new().await;
        let service = world.live_service("Passeports").await;
        service.limits(LimitsChange { rate: Some(6), ..LimitsChange::default() }).await;
        let key = service.make_key(KeyType::Live).await;
        let other = world.another_node().await;
        let here = service.caller(&key);
        let there = other.caller(format!("ApiKey-v1 {}", key.text.expose()));
        let body = service.email_to("zoe@example.com");
        for caller in [&here, &there, &there] {
            assert_eq!(caller.send_email(&body).await.status, 201);
        }
        // Told twice: what is told again replaces what was told before.
        for _ in 0..2 {
            world.app.share_rates().await.unwrap();
            other.app.share_rates().await.unwrap();
        }
        world.clock.advance(10 * SECOND);
        assert_eq!(here.send_email(&body).await.header("x-ratelimit-remaining"), Some("2"));
        assert_eq!(there.send_email(&body).await.header("x-ratelimit-remaining"), Some("2"));
        for _ in 0..2 {
            world.app.share_rates().await.unwrap();
            other.app.share_rates().await.unwrap();
        }
        assert_eq!(there.send_email(&body).await.status, 201);
        world.app.share_rates().await.unwrap();
        other.app.share_rates().await.unwrap();
        world.app.share_rates().await.unwrap();
        for caller in [&here, &there] {
            assert_eq!(caller.send_email(&body).await.error().1, "RateLimitError");
        }
        // The first three have left, and the others have not.
        world.clock.advance(51 * SECOND);
        assert_eq!(here.send_email(&body).await.header("x-ratelimit-remaining"), Some("2"));
    }

    #[tokio::test]
    async fn a_node_that_comes_late_hears_of_the_whole_minute() {
        let world = World::new().await;
        let service = world.live_service("Passeports").await;
        service.limits(LimitsChange { rate: Some(1), ..LimitsChange::default() }).await;
        let key = service.make_key(KeyType::Live).await;
        let body = service.email_to("zoe@example.com");
        assert_eq!(service.caller(&key).send_email(&body).await.status, 201);
        world.app.share_rates().await.unwrap();
        world.clock.advance(50 * SECOND);
        let late = world.another_node().await;
        late.app.share_rates().await.unwrap();
        let there = late.caller(format!("ApiKey-v1 {}", key.text.expose()));
        assert_eq!(there.send_email(&body).await.status, 429);
    }

    #[tokio::test]
    async fn what_a_dead_node_held_is_done_by_another() {
        let world = World::new().await;
        let service = world.live_service("Passeports").await;
        let key = service.key(KeyType::Live).await;
        let id = key.send_email(&service.email_to("zoe@example.com")).await.id();
        let dead = world.another_node().await;
        dead.app.look_for_work().await.unwrap();
        let mut claimed = 0;
        for queue in facteur_app::Queue::ALL {
            claimed += dead.app.take_batch(queue).await.unwrap().claimed;
        }
        assert_eq!(claimed, 1);
        world.app.tend().await.unwrap();
        world.work().await;
        assert_eq!(key.status_of(&id).await, "created", "it lives, and holds it");
        dead.store.shutdown().await.unwrap();
        // The server notices when the connection ends; no time passes by the clock, so no lease runs out.
        while key.status_of(&id).await == "created" {
            world.app.tend().await.unwrap();
            world.work().await;
        }
        assert_eq!(key.status_of(&id).await, "delivered");
        assert_eq!(world.provider.given().len(), 1);
    }
}
