//! Transactions, and how they share the file with everything else.

use crate::world::{World, everything};
use facteur_model::allowance::Limits;
use facteur_model::service::Mode;
use facteur_store::{Error, Safelisted, safelist, services};

#[tokio::test]
async fn a_dropped_transaction_never_happened() {
    let world = World::new().await;
    let service = world.new_service();
    let mut tx = world.store.begin().await.unwrap();
    services::insert(&mut tx, &service).await.unwrap();
    safelist::insert(&mut tx, service.id, &Safelisted::new("friend@example.ca", world.now())).await.unwrap();
    drop(tx);
    // The next one begins after the rollback.
    world.commit(async |_| ()).await;
    assert_eq!(world.store.services().await, Ok(vec![]));
    assert_eq!(world.store.of(service.id).audit(1).await, Ok(vec![]));
}

#[tokio::test]
async fn a_change_is_not_seen_before_its_commit() {
    let world = World::new().await;
    let service = world.service().await;
    let mode = async || world.store.snapshot(service).await.unwrap().unwrap().service.mode;
    let mut tx = world.store.begin().await.unwrap();
    services::set_mode(&mut tx, service, Mode::Trial).await.unwrap();
    assert_eq!(mode().await, Mode::Live);
    tx.commit().await.unwrap();
    assert_eq!(mode().await, Mode::Trial);
}

#[tokio::test]
async fn after_an_error_a_transaction_cannot_be_committed() {
    let world = World::new().await;
    let service = world.service().await;
    let mut again = world.new_service();
    again.id = service;
    let mut tx = world.store.begin().await.unwrap();
    services::update_limits(&mut tx, service, &Limits::TRIAL).await.unwrap();
    assert_eq!(services::insert(&mut tx, &again).await, Err(Error::Exists));
    assert_eq!(services::set_mode(&mut tx, service, Mode::Trial).await, Err(Error::Exists));
    assert_eq!(tx.commit().await, Err(Error::Exists));
    let snapshot = world.store.snapshot(service).await.unwrap().unwrap();
    assert_eq!((snapshot.service.limits, snapshot.service.mode), (Limits::LIVE, Mode::Live));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transactions_and_messages_take_turns() {
    let world = World::new().await;
    let service = world.service().await;
    let mut work = tokio::task::JoinSet::new();
    for n in 0..40_u64 {
        let store = world.store.clone();
        let accept = world.accept(world.email(service));
        work.spawn(async move {
            if n % 4 == 0 {
                let mut tx = store.begin().await.unwrap();
                services::update_limits(&mut tx, service, &Limits { daily_email: n, ..Limits::LIVE })
                    .await
                    .unwrap();
                tx.commit().await.unwrap();
            } else {
                store.accept(accept).await.unwrap();
            }
        });
    }
    work.join_all().await;
    assert_eq!(world.store.of(service).notifications(&everything()).await.unwrap().len(), 30);
    // One for the insertion of the service.
    assert_eq!(world.store.service_epoch(service).await, Ok(Some(11)));
}
