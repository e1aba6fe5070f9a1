//! Work in small steps.

use crate::world::{LEASE, World, claim_due, everything};
use facteur_model::api_key::KeyType;
use facteur_model::id::{NotificationId, ServiceId};
use facteur_model::notification::Status;
use facteur_model::time::{DAY, HOUR, Moment};
use facteur_store::{OpenAttempt, Settlement};

#[tokio::test]
async fn expired_answers_are_deleted_a_few_at_a_time() {
    let world = World::new().await;
    let service = world.service().await;
    for n in 0..5 {
        let mut accept = world.accept(world.email(service));
        accept.idempotency = Some(crate::idempotency::key(&format!("key {n}"), &world, [0; 32]));
        world.store.accept(accept).await.unwrap();
    }
    assert_eq!(world.store.sweep_idempotency(world.now(), 3).await, Ok(0));
    world.clock.advance(24 * HOUR);
    assert_eq!(world.store.sweep_idempotency(world.now(), 3).await, Ok(3));
    assert_eq!(world.store.sweep_idempotency(world.now(), 3).await, Ok(2));
}

#[tokio::test]
async fn what_is_finished_and_old_is_forgotten_with_all_that_belongs_to_it() {
    let world = World::new().await;
    let (service, other) = (world.service().await, world.service().await);
    let id = world.sent(service).await;
    let foreign = world.sent(other).await;
    let waiting = world.sent(service).await;
    for claimed in claim_due(&world.store, world.now(), world.now().plus(LEASE), 10).await.unwrap() {
        let (id, lease, at) = (claimed.notification.id, claimed.lease, world.now());
        if id == waiting {
            continue;
        }
        let service = claimed.notification.service;
        let provider = "mailbox".to_owned();
        let attempt = OpenAttempt { service, id, lease, number: 1, provider, at };
        world.store.open_attempts(vec![attempt]).await.unwrap();
        world.store.settle(vec![delivered(service, id, lease, at)]).await.unwrap();
    }
    while world.store.index_recipients(10).await.unwrap() == 10 {}
    world.clock.advance(DAY);
    let young = world.sent(service).await;

    let before = world.now().plus(-HOUR);
    assert_eq!(world.store.forget(service, before.plus(-DAY), 10).await, Ok(0), "nothing is that old");
    assert_eq!(world.store.forget(service, before, 10).await, Ok(1));
    assert_eq!(world.store.forget(service, before, 10).await, Ok(0), "what waits stays, and what is young");
    let tenant = world.store.of(service);
    let kept: Vec<_> =
        tenant.notifications(&everything()).await.unwrap().into_iter().map(|kept| kept.id).collect();
    assert_eq!(kept, [young, waiting]);
    assert_eq!(tenant.attempts(id).await.unwrap(), []);
    let found = tenant.recipients_matching("amala@example.ca", 10).await.unwrap();
    assert!(!found.contains(&id) && found.contains(&waiting));
    assert!(world.store.of(other).notification(foreign).await.unwrap().is_some());
    assert_eq!(world.store.of(other).attempts(foreign).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_test_keys_sent_is_forgotten_alone_and_what_waits_stays() {
    let world = World::new().await;
    let service = world.service().await;
    let mut ids = Vec::new();
    for key_type in [KeyType::Test, KeyType::Live, KeyType::Test] {
        let mut email = world.email(service);
        email.key_type = key_type;
        ids.push(email.id);
        world.store.accept(world.accept(email)).await.unwrap();
    }
    for claimed in claim_due(&world.store, world.now(), world.now().plus(LEASE), 10).await.unwrap() {
        let (id, lease, at) = (claimed.notification.id, claimed.lease, world.now());
        if id != ids[2] {
            world.store.settle(vec![delivered(service, id, lease, at)]).await.unwrap();
        }
    }
    while world.store.index_recipients(10).await.unwrap() == 10 {}
    let later = world.now().plus(HOUR);
    assert_eq!(world.store.forget_of_type(service, KeyType::Test, later, 10).await, Ok(1));
    assert_eq!(world.store.forget_of_type(service, KeyType::Test, later, 10).await, Ok(0));
    let kept = world.store.of(service).notifications(&everything()).await.unwrap();
    let mut kept: Vec<_> = kept.into_iter().map(|kept| kept.id).collect();
    kept.sort_unstable();
    ids.remove(0);
    ids.sort_unstable();
    assert_eq!(kept, ids);
}

fn delivered(service: ServiceId, id: NotificationId, lease: i64, at: Moment) -> Settlement {
    Settlement {
        service,
        id,
        lease,
        status: Status::Delivered,
        reason: None,
        provider_response: None,
        sent_at: Some(at),
        at,
        due_at: None,
        attempt: None,
        webhooks: Vec::new(),
    }
}
