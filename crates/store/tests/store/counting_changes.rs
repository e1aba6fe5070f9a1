//! Epochs: how a cache learns that it is stale.

use crate::world::World;
use facteur_model::allowance::Limits;
use facteur_model::id::ServiceId;
use facteur_store::{Safelisted, safelist, services};

#[tokio::test]
async fn another_process_sees_the_change() {
    let world = World::new().await;
    let service = world.service().await;
    let server = world.another().await;
    let (before, of_service) =
        (server.epoch().unwrap(), server.service_epoch(service).await.unwrap().unwrap());
    assert_eq!(server.snapshot(service).await.unwrap().unwrap().epoch, of_service);

    world
        .commit(async |tx| {
            safelist::insert(tx, service, &Safelisted::new("friend@example.ca", world.now())).await.unwrap()
        })
        .await;
    // At once on SQLite, and with the server's notice on PostgreSQL.
    while server.epoch().unwrap() <= before {
        tokio::task::yield_now().await;
    }
    let after = server.service_epoch(service).await.unwrap().unwrap();
    assert!(after > of_service);
    let snapshot = server.snapshot(service).await.unwrap().unwrap();
    assert_eq!((snapshot.epoch, snapshot.safelist), (after, vec!["friend@example.ca".to_owned()]));
}

#[tokio::test]
async fn only_the_service_that_changed_moves() {
    let world = World::new().await;
    let (changed, other) = (world.service().await, world.service().await);
    let epochs = async || {
        (world.store.service_epoch(changed).await.unwrap(), world.store.service_epoch(other).await.unwrap())
    };
    let before = epochs().await;
    world.commit(async |tx| services::update_limits(tx, changed, &Limits::TRIAL).await.unwrap()).await;
    let after = epochs().await;
    assert!(after.0 > before.0);
    assert_eq!(after.1, before.1);
}

#[tokio::test]
async fn a_rollback_and_a_message_move_nothing() {
    let world = World::new().await;
    let service = world.service().await;
    let before = (world.store.epoch(), world.store.service_epoch(service).await);
    let mut tx = world.store.begin().await.unwrap();
    services::update_limits(&mut tx, service, &Limits::TRIAL).await.unwrap();
    drop(tx);
    world.sent(service).await;
    assert_eq!((world.store.epoch(), world.store.service_epoch(service).await), before);
}

#[tokio::test]
async fn a_service_that_does_not_exist_has_no_epoch() {
    let world = World::new().await;
    assert_eq!(world.store.service_epoch(ServiceId::new(world.now(), &world.chance)).await, Ok(None));
}
