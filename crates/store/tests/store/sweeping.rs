//! Work in small steps.

use crate::world::World;
use facteur_model::time::HOUR;

#[tokio::test]
async fn expired_answers_are_deleted_a_few_at_a_time() {
    let world = World::new();
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
async fn a_recipient_is_found_once_the_index_has_come_that_far() {
    let world = World::new();
    let (service, other) = (world.service().await, world.service().await);
    let mut ids = Vec::new();
    for n in 0..5 {
        world.clock.advance(1);
        let mut email = world.email(if n == 3 { other } else { service });
        if n == 1 {
            email.content.to_normalised = "someone.else@example.ca".to_owned();
        }
        ids.push(email.id);
        world.store.accept(world.accept(email)).await.unwrap();
    }
    let tenant = world.store.of(service);
    assert_eq!(tenant.recipients_matching("amala@example.ca", 10).await, Ok(vec![]));
    assert_eq!(world.store.index_recipients(3).await, Ok(3));
    assert_eq!(tenant.recipients_matching("amala@example.ca", 10).await, Ok(vec![ids[2], ids[0]]));
    assert_eq!(world.store.index_recipients(3).await, Ok(2));
    assert_eq!(world.store.index_recipients(3).await, Ok(0));
    assert_eq!(tenant.recipients_matching("amala@example.ca", 10).await, Ok(vec![ids[4], ids[2], ids[0]]));
    assert_eq!(tenant.recipients_matching("amala@example.ca", 1).await, Ok(vec![ids[4]]));
    assert_eq!(world.store.of(other).recipients_matching("amala@example.ca", 10).await, Ok(vec![ids[3]]));
}
