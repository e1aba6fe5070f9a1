//! Who is served when: fairly between services, urgent messages first, nothing while it is held back.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use facteur_app::{LimitsChange, OwnPriority, Pace, Queue, Settings, UrgencyChange};
use facteur_model::api_key::KeyType;
use facteur_model::time::{MINUTE, SECOND};
use facteur_model::{Channel, Priority};
use facteur_providers::Outcome;
use facteur_store::Paused;
use facteur_testkit::world::{TestService, World};
use std::time::Duration;
use tokio::task::JoinHandle;

async fn accept(service: &TestService<'_>, count: usize) -> Vec<String> {
    service.limits(LimitsChange { rate: Some(10_000), ..LimitsChange::default() }).await;
    let key = service.key(KeyType::Live).await;
    let mut ids = Vec::new();
    for _ in 0..count {
        ids.push(key.send_email(&service.email_to("zoe@example.com")).await.id());
    }
    ids
}

async fn urgency(service: &TestService<'_>, priority: Priority) {
    let change = UrgencyChange { category: None, priority: OwnPriority::Set(priority) };
    service.world.app.set_urgency(&service.world.by, service.id, service.email, change).await.unwrap();
}

/// One look for e-mails, and all that it brought.
async fn one_round(world: &World) {
    let batch = world.app.take_batch(Queue::Real(Channel::Email)).await.unwrap();
    for delivery in batch.outside {
        world.app.deliver(delivery).await.unwrap();
    }
}

/// The ids that the provider was given, in order.
fn given(world: &World) -> Vec<String> {
    world.provider.given().iter().map(|given| given.id.to_string()).collect()
}

#[tokio::test]
async fn one_services_long_queue_delays_another_ones_message_by_one_round() {
    let world = World::new().await;
    let (big, small) = (world.live_service("Passeports").await, world.live_service("Parcs").await);
    accept(&big, 300).await;
    one_round(&world).await;
    let waiting = 300 - given(&world).len();
    assert!(waiting > 200, "the queue is long");
    let id = accept(&small, 1).await.remove(0);
    one_round(&world).await;
    assert!(given(&world).contains(&id));
    world.work().await;
    assert_eq!(given(&world).len(), 301);
}

#[tokio::test]
async fn urgent_messages_pass_the_others_and_the_others_still_move() {
    let world = World::new().await;
    let (urgent, slow) = (world.live_service("Codes").await, world.live_service("Bulletins").await);
    urgency(&urgent, Priority::Priority).await;
    urgency(&slow, Priority::Bulk).await;
    let bulk = accept(&slow, 200).await;
    let codes = accept(&urgent, 200).await;
    one_round(&world).await;
    let seen = given(&world);
    let (first, of_bulk): (usize, usize) = (
        seen.iter().filter(|id| codes.contains(id)).count(),
        seen.iter().filter(|id| bulk.contains(id)).count(),
    );
    assert!(first >= 5 * of_bulk && of_bulk > 0, "{first} urgent, {of_bulk} bulk");
}

#[tokio::test]
async fn messages_of_a_paused_service_wait_without_an_attempt_until_it_is_resumed() {
    let world = World::new().await;
    let (paused, other) = (world.live_service("Passeports").await, world.live_service("Parcs").await);
    world.app.pause(&world.by, Paused::Service(paused.id), "They mail their test list").await.unwrap();
    let held = accept(&paused, 2).await;
    let free = accept(&other, 1).await;
    world.work().await;
    assert_eq!(given(&world), free);
    world.app.resume(&world.by, Paused::Service(paused.id)).await.unwrap();
    world.work().await;
    assert_eq!(given(&world)[1..], held);
    assert!(world.provider.given().iter().all(|given| given.attempt == 1));
}

#[tokio::test]
async fn a_paused_provider_holds_up_its_own_channel_and_no_test_key() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    world.app.pause(&world.by, Paused::Provider(Channel::Email), "Panne chez l’opérateur").await.unwrap();
    let email = accept(&service, 1).await.remove(0);
    let (live, test) = (service.key(KeyType::Live).await, service.key(KeyType::Test).await);
    let text = live.send_sms(&service.sms_to("+16135550199")).await.id();
    let simulated = test.send_email(&service.email_to("zoe@example.com")).await.id();
    world.work().await;
    world.pass(2 * SECOND).await;
    assert_eq!(given(&world), [text]);
    assert_eq!(live.status_of(&simulated).await, "delivered");
    assert_eq!(live.status_of(&email).await, "created");
    world.app.resume(&world.by, Paused::Provider(Channel::Email)).await.unwrap();
    world.work().await;
    assert_eq!(live.status_of(&email).await, "delivered");
}

#[tokio::test]
async fn a_provider_that_is_gone_costs_the_messages_that_wait_for_it_no_attempt() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut ids = accept(&service, 60).await;
    for _ in 0..5 {
        world.provider.next(Outcome::Unreachable { response: None });
    }
    world.work().await;
    assert_eq!(
        given(&world).len(),
        5,
        "after five failures it is left alone, also by what was claimed already"
    );
    world.pass(2 * SECOND).await;
    // One tried whether it is back, and it was.
    let mut seen = given(&world);
    assert!(world.provider.given().iter().all(|given| given.attempt == 1));
    seen.sort_unstable();
    ids.sort_unstable();
    assert_eq!(seen, ids);
    world.pass(MINUTE).await;
    assert_eq!(given(&world).len(), 65);
}

#[tokio::test]
async fn a_provider_with_a_limit_is_asked_no_faster() {
    let pace = Pace { most_per_second: Some(20), ..Pace::default() };
    let world = World::with_settings(Settings { email_pace: pace, ..Settings::default() }).await;
    let service = world.live_service("Passeports").await;
    accept(&service, 100).await;
    world.work().await;
    assert_eq!(given(&world).len(), 20);
    world.pass(SECOND).await;
    assert_eq!(given(&world).len(), 40);
    world.provider.next(Outcome::Throttled { response: None, after: None });
    world.pass(SECOND).await;
    let before = given(&world).len();
    world.pass(SECOND / 2).await;
    assert!(given(&world).len() <= before + 10, "half as fast after a complaint");
    for _ in 0..60 {
        world.pass(SECOND).await;
    }
    assert_eq!(given(&world).len(), 101, "all of them, and the one that was put off twice");
}

#[tokio::test]
async fn what_waits_for_a_connection_for_too_long_is_not_sent_under_a_lease_that_may_end() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    // The provider is known to be quick, so more is claimed than it has connections.
    accept(&service, 1).await;
    world.provider.hold();
    let quick = start_all(&world).await;
    world.clock.advance(SECOND / 1_000);
    finish(&world, quick).await;
    accept(&service, 100).await;
    world.provider.hold();
    let hanging = start_all(&world).await;
    // It takes 64 at once, a quarter of them only for priority.
    assert_eq!((hanging.len(), given(&world).len()), (100, 1 + 48));
    world.clock.advance(9 * SECOND);
    finish(&world, hanging).await;
    assert_eq!(given(&world).len(), 1 + 48, "what waited was sent late");
    world.pass(MINUTE).await;
    let mut once = given(&world);
    once.sort_unstable();
    once.dedup();
    assert_eq!((once.len(), given(&world).len()), (101, 101));
    // As many again were written down ahead of them, and say that nothing came of it.
    let tried_again = world.provider.given().iter().filter(|given| given.attempt == 2).count();
    assert_eq!(tried_again, 48);
}

/// Claims e-mails and starts their deliveries, as far as they go by themselves.
async fn start_all(world: &World) -> Vec<JoinHandle<()>> {
    let batch = world.app.take_batch(Queue::Real(Channel::Email)).await.unwrap();
    let start = |delivery| {
        let app = world.app.clone();
        tokio::spawn(async move { app.deliver(delivery).await.unwrap() })
    };
    let started = batch.outside.into_iter().map(start).collect();
    tokio::time::sleep(Duration::from_millis(200)).await;
    started
}

async fn finish(world: &World, deliveries: Vec<JoinHandle<()>>) {
    world.provider.let_go();
    for delivery in deliveries {
        delivery.await.unwrap();
    }
}
