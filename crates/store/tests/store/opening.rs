//! Which files are opened, and how healthy they are.

use crate::world::World;
use facteur_model::chance::SeededChance;
use facteur_store::{Error, Keyring, OpenError, Store, Verdict};
use std::os::unix::fs::PermissionsExt;

#[tokio::test]
async fn a_newer_database_is_left_alone() {
    let world = World::new().await;
    world.store.shutdown().await.unwrap();
    let tomorrow = rusqlite::Connection::open(world.path()).unwrap();
    tomorrow.execute("INSERT INTO schema_versions (version) VALUES (99)", []).unwrap();
    drop(tomorrow);
    let before = std::fs::read(world.path()).unwrap();
    let refused = Store::open_sqlite(&world.path(), world.keyring.clone()).unwrap_err();
    assert!(matches!(refused, OpenError::Newer { found: 99, known: 9 }), "{refused}");
    assert_eq!(std::fs::read(world.path()).unwrap(), before);
}

#[tokio::test]
async fn a_database_opens_with_its_own_keyring_only() {
    let world = World::new().await;
    let other = Keyring::generate(&SeededChance::new(99));
    let refused = Store::open_sqlite(&world.path(), other).unwrap_err();
    assert!(matches!(refused, OpenError::OtherKeyring), "{refused}");
    assert!(Store::open_sqlite(&world.path(), world.keyring.clone()).is_ok());
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.txt");
    std::fs::write(&path, "Dear Sir or Madam,\n".repeat(100)).unwrap();
    let refused = Store::open_sqlite(&path, Keyring::generate(&SeededChance::new(1))).unwrap_err();
    assert!(matches!(refused, OpenError::Store(Error::Corrupt { .. })), "{refused:?}");
}

#[test]
fn several_processes_may_start_on_a_new_file_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = Keyring::generate(&SeededChance::new(1));
    let start = || Store::open_sqlite(&folder.path().join("facteur.db"), keyring.clone());
    let started: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    for store in started {
        assert_eq!(store.unwrap().epoch(), Ok(1));
    }
}

#[tokio::test]
async fn nobody_else_can_read_the_files() {
    let world = World::new().await;
    world.service().await;
    for entry in std::fs::read_dir(world.folder()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?}", entry.file_name());
    }
}

#[tokio::test]
async fn a_healthy_database_says_so() {
    let world = World::new().await;
    world.service().await;
    let findings = world.store.check().await.unwrap();
    let subjects: Vec<_> = findings.iter().map(|finding| finding.subject).collect();
    assert_eq!(subjects, ["integrity", "schema", "keyring", "journal mode", "free pages"]);
    assert!(findings.iter().all(|finding| finding.verdict == Verdict::Good), "{findings:?}");
}

#[tokio::test]
async fn after_a_shutdown_everything_is_in_one_file_and_every_call_is_told() {
    let world = World::new().await;
    let service = world.service().await;
    let id = world.sent(service).await;
    world.store.shutdown().await.unwrap();

    assert_eq!(world.store.epoch(), Err(Error::Closed));
    assert_eq!(world.store.services().await, Err(Error::Closed));
    assert_eq!(world.store.accept(world.accept(world.email(service))).await, Err(Error::Closed));
    assert_eq!(world.store.begin().await.map(drop), Err(Error::Closed));
    assert_eq!(world.store.shutdown().await, Err(Error::Closed));

    let log = std::fs::metadata(world.folder().join("facteur.db-wal")).map_or(0, |log| log.len());
    assert_eq!(log, 0);
    let reopened = world.another().await;
    assert!(reopened.of(service).notification(id).await.unwrap().is_some());
}
