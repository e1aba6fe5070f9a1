//! From a SQLite file to a PostgreSQL database: everything, once, and the same.

mod office;

use office::Office;

use crate::world::{LEASE, claim_due, everything, new_database};
use facteur_model::chance::{Chance, SeededChance};
use facteur_model::id::ServiceId;
use facteur_model::secret::Secret;
use facteur_model::time::{DAY, HOUR};
use facteur_store::{BackupError, MoveError, Moving, OpenError, services};
use std::str::FromStr;
use std::time::Duration;
use tokio_postgres::{Client, NoTls};

/// A session beside the program's.
async fn raw(url: &Secret) -> Client {
    let config = tokio_postgres::Config::from_str(url.expose()).unwrap();
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

#[tokio::test]
async fn everything_reads_the_same_on_the_other_side_and_goes_on() {
    let office = Office::new().await;
    let world = &office.world;
    while world.store.index_recipients(10).await.unwrap() == 10 {}
    let before = office.read(&world.store).await;
    assert_eq!((before.notifications.len(), before.answered.is_some()), (5, true));
    let (epoch, leased) = (world.store.epoch().unwrap(), 3);
    office.close().await;

    let url = new_database().await;
    let tables = office.moved(&url).await;
    assert_eq!(tables.len(), 49);
    assert!(tables.iter().all(|table| table.tally.rows > 0), "some of everything: {tables:?}");
    assert!(office.retired().exists() && !world.path().exists());
    let store = office.open(&url).await.unwrap();
    assert_eq!(office.read(&store).await, before);
    assert!(store.epoch().unwrap() > epoch);
    assert!(matches!(store.backup_to(&world.path()).await, Err(BackupError::OnServer)));

    // What was held is due when the lease would have ended; what was put off comes after it, then the scheduled one.
    let claim = async |at| {
        let claimed = claim_due(&store, at, at.plus(LEASE), 10).await.unwrap();
        assert!(claimed.iter().all(|claimed| claimed.lease > leased), "{claimed:?}");
        claimed.len()
    };
    let now = world.now();
    assert_eq!([claim(now).await, claim(now.plus(LEASE - 1)).await], [1, 0]);
    assert_eq!(claim(now.plus(LEASE)).await, 2);
    assert_eq!(claim(now.plus(HOUR)).await, 3);
    assert_eq!(claim(now.plus(2 * DAY)).await, 4);

    let raw = raw(&url).await;
    for table in ["notifications_default", "attempts_default"] {
        let rows = raw.query(&format!("SELECT 1 FROM {table}"), &[]).await.unwrap();
        assert_eq!(rows.len(), 0, "{table}: every day has its partition");
    }
}

#[tokio::test]
async fn a_move_that_is_cut_off_after_any_step_is_resumed() {
    let office = Office::new().await;
    office.send_many(2_100).await;
    while office.world.store.index_recipients(1_000).await.unwrap() == 1_000 {}
    let before = office.read(&office.world.store).await;
    office.close().await;
    let whole = new_database().await;
    let mut steps = 0;
    let mut moving = office.begin(&whole).await.unwrap();
    while moving.step().await.unwrap().is_some() {
        steps += 1;
    }
    let expected = moving.verify(|_| {}).await.unwrap().tables().to_vec();
    assert_eq!(
        steps,
        expected.len() + 2 + 2 + 2,
        "messages, their work and their tallies took three batches each"
    );

    for cut in 0..=steps {
        let url = new_database().await;
        let mut moving = office.begin(&url).await.unwrap();
        for _ in 0..cut {
            moving.step().await.unwrap().unwrap();
        }
        drop(moving);
        assert!(matches!(office.open(&url).await, Err(OpenError::HalfMoved)), "after {cut} steps");
        let resumed = office.begin(&url).await.unwrap().verify(|_| {}).await.unwrap();
        assert_eq!(resumed.tables(), expected, "after {cut} steps");
        if cut == steps {
            resumed.finish(&office.retired()).await.unwrap();
            assert_eq!(office.read(&office.open(&url).await.unwrap()).await, before);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_that_is_cut_off_at_any_moment_is_resumed() {
    let office = Office::new().await;
    office.send_many(3_000).await;
    office.close().await;
    let (url, chance) = (new_database().await, SeededChance::new(11));
    let mut cuts = 0;
    loop {
        let mut moving = office.begin(&url).await.unwrap();
        let mut millis = [0];
        chance.fill(&mut millis);
        let steps = async { while moving.step().await.unwrap().is_some() {} };
        if tokio::time::timeout(Duration::from_millis(u64::from(millis[0] % 40)), steps).await.is_ok() {
            moving.verify(|_| {}).await.unwrap().finish(&office.retired()).await.unwrap();
            break;
        }
        cuts += 1;
    }
    assert!(cuts > 0);
    office.open(&url).await.unwrap();
}

#[tokio::test]
async fn what_differs_is_found_and_named_and_the_source_stays() {
    let office = Office::new().await;
    office.close().await;
    let before = std::fs::read(office.world.path()).unwrap();
    for (table, change) in [
        ("services", "UPDATE services SET rate = rate + 1"),
        ("members", "DELETE FROM members"),
        ("notifications", "UPDATE notifications SET reason = 'x' WHERE reason IS NOT NULL"),
        ("queue", "DELETE FROM queue WHERE due_at = (SELECT max(due_at) FROM queue)"),
        ("attempts", "UPDATE attempts SET sealed_detail = NULL"),
        ("pauses", "INSERT INTO pauses VALUES ('a', 'b', 1, 'c', 'd')"),
    ] {
        let url = new_database().await;
        let mut moving = office.begin(&url).await.unwrap();
        while moving.step().await.unwrap().is_some() {}
        assert!(raw(&url).await.execute(change, &[]).await.unwrap() > 0);
        match moving.verify(|_| {}).await {
            Err(MoveError::Different { table: found, moved, arrived }) => {
                assert_eq!(found, table);
                assert_ne!(moved, arrived);
            }
            other => panic!("{table}: {other:?}"),
        }
        assert!(matches!(office.open(&url).await, Err(OpenError::HalfMoved)));
    }
    assert_eq!(std::fs::read(office.world.path()).unwrap(), before);
    assert!(!office.retired().exists());
}

#[tokio::test]
async fn a_database_in_use_takes_no_move_and_two_sources_never_mix() {
    let (office, other) = (Office::new().await, Office::new().await);
    office.close().await;
    other.close().await;
    let url = new_database().await;
    let mut moving = office.begin(&url).await.unwrap();
    moving.step().await.unwrap();
    drop(moving);
    let refused = other.begin(&url).await.unwrap_err();
    assert!(matches!(refused, MoveError::OtherSource), "{refused}");

    // A file that somebody worked with since is another one.
    let changed = office.world.another().await;
    let mut service = office.world.new_service();
    service.id = ServiceId::new(office.world.now().plus(1), &office.world.chance);
    let mut tx = changed.begin().await.unwrap();
    services::insert(&mut tx, &service).await.unwrap();
    tx.commit().await.unwrap();
    changed.shutdown().await.unwrap();
    let refused = office.begin(&url).await.unwrap_err();
    assert!(matches!(refused, MoveError::OtherSource), "{refused}");

    let url = new_database().await;
    office.moved(&url).await;
    let refused = other.begin(&url).await.unwrap_err();
    assert!(matches!(refused, MoveError::Used { table: "users" }), "{refused}");
    office.open(&url).await.unwrap();
}

#[tokio::test]
async fn a_source_of_another_keyring_or_none_is_refused() {
    let office = Office::new().await;
    office.close().await;
    let (url, folder) = (new_database().await, office.world.folder());
    let strange = facteur_store::Keyring::generate(&SeededChance::new(99));
    let refused = Moving::begin(&office.world.path(), &office.lock, &url, strange).await.unwrap_err();
    assert!(matches!(refused, MoveError::Source(OpenError::OtherKeyring)), "{refused}");
    std::fs::write(folder.join("empty.db"), "").unwrap();
    for absent in ["nowhere.db", "empty.db"] {
        let keyring = office.world.keyring.clone();
        let refused = Moving::begin(&folder.join(absent), &office.lock, &url, keyring).await.unwrap_err();
        assert!(matches!(refused, MoveError::NoSource), "{refused}");
    }
    assert_eq!(std::fs::read(folder.join("empty.db")).unwrap(), b"");
}

#[tokio::test]
async fn nobody_writes_to_the_file_and_no_server_is_there_meanwhile() {
    let office = Office::new().await;
    office.close().await;
    let url = new_database().await;
    let served = office.open(&url).await.unwrap();
    let refused = office.begin(&url).await.unwrap_err();
    assert!(matches!(refused, MoveError::Served), "{refused}");
    served.shutdown().await.unwrap();
    // The server notices a little later that they are gone.
    let moving = loop {
        match office.begin(&url).await {
            Err(MoveError::Served) => {}
            begun => break begun.unwrap(),
        }
    };
    let program = rusqlite::Connection::open(office.world.path()).unwrap();
    program.busy_timeout(Duration::ZERO).unwrap();
    assert!(program.execute("UPDATE services SET name = 'Renamed'", []).is_err());
    drop(moving);
}

#[tokio::test]
async fn a_move_that_is_cut_off_before_its_last_step_is_finished_from_the_new_name() {
    let office = Office::new().await;
    office.close().await;
    let url = new_database().await;
    drop(office.begin(&url).await.unwrap().verify(|_| {}).await.unwrap());
    std::fs::rename(office.world.path(), office.retired()).unwrap();
    let keyring = office.world.keyring.clone();
    let moving = Moving::begin(&office.retired(), &office.lock, &url, keyring).await.unwrap();
    moving.verify(|_| {}).await.unwrap().finish(&office.retired()).await.unwrap();
    assert!(office.retired().exists());
    office.open(&url).await.unwrap();
}

#[tokio::test]
async fn a_message_that_does_not_open_is_moved_and_counted() {
    let office = Office::new().await;
    office.close().await;
    let damaged = rusqlite::Connection::open(office.world.path()).unwrap();
    damaged
        .execute("UPDATE notifications SET sealed_content = X'01' WHERE scheduled_for IS NOT NULL", [])
        .unwrap();
    drop(damaged);
    let url = new_database().await;
    let verified = office.begin(&url).await.unwrap().verify(|_| {}).await.unwrap();
    assert_eq!(verified.unopened(), 1);
    verified.finish(&office.retired()).await.unwrap();
    let store = office.open(&url).await.unwrap();
    let kept = store.of(office.services[0]).notifications(&everything()).await.unwrap();
    assert_eq!(kept.len(), 3, "lists leave it out, as they did before");
}
