//! What is true of the one file that SQLite keeps, whoever else opens it.

use crate::auditing::event;
use crate::claiming::settlement;
use crate::world::World;
use facteur_model::time::{HOUR, SECOND};
use facteur_store::{Accepted, Lease, Store, audit};

#[tokio::test]
async fn a_copy_of_the_files_holds_what_was_answered() {
    let world = World::new().await;
    let service = world.service().await;
    let id = world.sent(service).await;
    let copy = world.folder().join("copy.db");
    for ending in ["", "-wal"] {
        let name = |stem: &str| world.folder().join(format!("{stem}.db{ending}"));
        std::fs::copy(name("facteur"), name("copy")).unwrap();
    }
    let copied = Store::open_sqlite(&copy, world.keyring.clone()).unwrap();
    assert!(copied.of(service).notification(id).await.unwrap().is_some());
}

#[tokio::test]
async fn not_even_sql_changes_or_deletes_an_event() {
    let world = World::new().await;
    let service = world.service().await;
    let event = event(&world, service);
    world.commit(async |tx| audit::append(tx, &event).await.unwrap()).await;
    let intruder = rusqlite::Connection::open(world.path()).unwrap();
    for sql in [
        "UPDATE audit_events SET actor = 'nobody'",
        "DELETE FROM audit_events",
        "INSERT OR REPLACE INTO audit_events SELECT id, 0, service_id, '', '', '', '' FROM audit_events",
    ] {
        assert!(intruder.execute(sql, []).is_err(), "{sql}");
    }
    assert_eq!(world.store.audit(10).await, Ok(vec![event]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_program_that_writes_is_waited_for() {
    let world = World::new().await;
    let service = world.service().await;
    let program = rusqlite::Connection::open(world.path()).unwrap();
    program.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (store, accept) = (world.store.clone(), world.accept(world.email(service)));
    let waiting = tokio::spawn(async move { store.accept(accept).await });
    tokio::task::yield_now().await;
    program.execute_batch("UPDATE services SET name = 'Renamed'; COMMIT").unwrap();
    assert_eq!(waiting.await.unwrap(), Ok(Accepted::Stored));
    assert_eq!(world.store.services().await.unwrap()[0].name, "Renamed");
}

#[tokio::test]
async fn what_a_dead_process_held_is_due_at_once_and_nothing_else_moves() {
    let world = World::new().await;
    let service = world.service().await;
    let id = world.sent(service).await;
    let dead = world.claimed().await[0].1;
    let mut tomorrow = world.email(service);
    tomorrow.due_at = world.now().plus(24 * HOUR);
    world.store.accept(world.accept(tomorrow)).await.unwrap();

    world.clock.advance(SECOND);
    assert_eq!(world.store.release_leases(world.now()).await, Ok(1));
    let late = settlement(service, id, dead, world.now());
    assert_eq!(world.store.settle(vec![late]).await, Ok(vec![Lease::Lost]));
    let claimed = world.claimed().await;
    assert_eq!((claimed.len(), claimed[0].0), (1, id));
}

#[tokio::test]
async fn a_recipient_is_found_once_the_index_has_come_that_far() {
    let world = World::new().await;
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
