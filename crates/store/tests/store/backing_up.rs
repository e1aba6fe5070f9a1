//! A copy that is whole, and a database from it.

use crate::world::World;
use facteur_model::chance::SeededChance;
use facteur_store::{BackupError, Keyring, RestoreError, Store};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A backup of a database with some messages, and where another database may be made.
async fn backed_up(world: &World) -> (PathBuf, PathBuf) {
    let service = world.service().await;
    for _ in 0..3 {
        world.sent(service).await;
    }
    let backup = world.folder().join("copy.db");
    world.store.backup_to(&backup).await.unwrap();
    let elsewhere = world.folder().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    (backup, elsewhere.join("facteur.db"))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_restored_backup_reads_as_the_database_did() {
    let world = World::new().await;
    let (backup, database) = backed_up(&world).await;
    let before = std::fs::read(&backup).unwrap();
    let restored = Store::restore_sqlite(&backup, &database, &world.keyring).unwrap();
    assert_eq!((restored.notifications, restored.bytes), (3, before.len() as u64));
    assert_eq!(std::fs::read(&backup).unwrap(), before, "the backup is as it was");
    assert_eq!(names(database.parent().unwrap()), ["facteur.db"]);
    for file in [&backup, &database] {
        assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    let store = Store::open_sqlite(&database, world.keyring.clone()).unwrap();
    assert_eq!(store.services().await, world.store.services().await);
    let service = store.services().await.unwrap()[0].id;
    let everything = crate::world::everything();
    let messages = store.of(service).notifications(&everything).await;
    assert_eq!(messages, world.store.of(service).notifications(&everything).await);
    assert_eq!(messages.unwrap()[0].content.to, "Amala@Example.ca");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_made_while_the_writer_never_rests() {
    let world = World::new().await;
    let service = world.service().await;
    for _ in 0..300 {
        world.sent(service).await;
    }
    let enough = Arc::new(AtomicBool::new(false));
    let mut writing = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let (store, email, enough) = (world.store.clone(), world.email(service), Arc::clone(&enough));
        let accept = world.accept(email);
        let now = world.now();
        writing.spawn(async move {
            let mut written = 0;
            while !enough.load(Ordering::Relaxed) {
                let mut accept = accept.clone();
                let next = facteur_model::id::NotificationId::new(now, &facteur_model::chance::SystemChance);
                accept.notification.as_mut().unwrap().id = next;
                store.accept(accept).await.unwrap();
                written += 1;
            }
            written
        });
    }
    let to = world.folder().join("copy.db");
    let backup = world.store.backup_to(&to).await.unwrap();
    enough.store(true, Ordering::Relaxed);
    let written: u64 = writing.join_all().await.into_iter().sum();
    assert!((300..=300 + written).contains(&backup.notifications), "{backup:?} of {written}");
    assert_eq!(backup.bytes, std::fs::metadata(&to).unwrap().len());
}

#[tokio::test]
async fn a_backup_takes_the_place_of_nothing() {
    let world = World::new().await;
    let letter = world.folder().join("letter.txt");
    std::fs::write(&letter, "Dear Sir or Madam").unwrap();
    assert!(matches!(world.store.backup_to(&letter).await, Err(BackupError::Exists)));
    assert_eq!(std::fs::read_to_string(&letter).unwrap(), "Dear Sir or Madam");
    assert!(matches!(world.store.backup_to(&world.path()).await, Err(BackupError::Exists)));
    let nowhere = world.folder().join("nowhere").join("copy.db");
    assert!(matches!(world.store.backup_to(&nowhere).await, Err(BackupError::Io(_))));
    assert!(!names(world.folder()).iter().any(|name| name.contains("partial")));
}

#[tokio::test]
async fn what_a_cut_off_backup_left_does_not_stop_the_next_and_one_under_way_does() {
    let world = World::new().await;
    let left = world.folder().join("copy.db.partial");
    std::fs::write(&left, "half of a page").unwrap();
    let lock = std::fs::File::open(&left).unwrap();
    lock.lock().unwrap();
    let to = world.folder().join("copy.db");
    assert!(matches!(world.store.backup_to(&to).await, Err(BackupError::UnderWay)));
    drop(lock);
    world.store.backup_to(&to).await.unwrap();
    assert!(to.exists() && !left.exists());
}

#[tokio::test]
async fn a_backup_is_restored_to_an_empty_place_only() {
    let world = World::new().await;
    let (backup, database) = backed_up(&world).await;
    for left in ["facteur.db", "facteur.db-wal"] {
        let left = database.with_file_name(left);
        std::fs::write(&left, "").unwrap();
        let refused = Store::restore_sqlite(&backup, &database, &world.keyring);
        assert!(matches!(refused, Err(RestoreError::Occupied)), "{refused:?}");
        std::fs::remove_file(left).unwrap();
    }
    assert_eq!(names(database.parent().unwrap()), [""; 0]);
}

#[tokio::test]
async fn what_is_not_a_whole_backup_of_this_keyring_is_refused() {
    let world = World::new().await;
    let (backup, database) = backed_up(&world).await;
    let restore = |keyring: &Keyring| Store::restore_sqlite(&backup, &database, keyring);
    let refused = restore(&Keyring::generate(&SeededChance::new(99)));
    assert!(matches!(refused, Err(RestoreError::OtherKeyring)), "{refused:?}");

    let whole = std::fs::read(&backup).unwrap();
    std::fs::write(&backup, &whole[..whole.len() - 8_192]).unwrap();
    let refused = restore(&world.keyring);
    assert!(matches!(refused, Err(RestoreError::Damaged)), "{refused:?}");
    for stranger in [&b""[..], &[b'x'; 5_000][..]] {
        std::fs::write(&backup, stranger).unwrap();
        let refused = restore(&world.keyring);
        assert!(matches!(refused, Err(RestoreError::Stranger)), "{refused:?}");
    }
    std::fs::write(&backup, &whole).unwrap();

    let raw = rusqlite::Connection::open(&backup).unwrap();
    raw.execute("INSERT INTO schema_versions (version) VALUES (99)", []).unwrap();
    drop(raw);
    let refused = restore(&world.keyring);
    assert!(matches!(refused, Err(RestoreError::Newer { found: 99, known: 9 })), "{refused:?}");
    assert_eq!(names(database.parent().unwrap()), [""; 0]);
}

#[tokio::test]
async fn one_of_the_files_of_a_running_server_is_not_a_backup() {
    let world = World::new().await;
    let (_, database) = backed_up(&world).await;
    let refused = Store::restore_sqlite(&world.path(), &database, &world.keyring);
    assert!(matches!(refused, Err(RestoreError::HasLog)), "{refused:?}");
    // Folded into one file it is as good as a backup, also in the journal mode of the server.
    world.store.shutdown().await.unwrap();
    Store::restore_sqlite(&world.path(), &database, &world.keyring).unwrap();
    assert_eq!(names(database.parent().unwrap()), ["facteur.db"]);
}
