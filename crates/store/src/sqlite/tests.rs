//! What only this room can see: its statements, its bounds, its disk.

use super::{Bounds, connection};
use crate::every_statement;
use crate::session::Statement;
use crate::{
    Accept, Accepted, Content, Error, Keyring, LanguageOrder, NewNotification, Pick, Service, SmsPrefix,
    Store, services,
};
use facteur_model::allowance::Limits;
use facteur_model::api_key::KeyType;
use facteur_model::chance::SeededChance;
use facteur_model::id::{ApiKeyId, NotificationId, ServiceId, TemplateId};
use facteur_model::service::{CutOffText, Mode, Permissions, Retention, Standing};
use facteur_model::time::Moment;
use facteur_model::{Channel, Lane, Priority};
use std::time::Duration;

const LANE: Lane = Lane::Real(Channel::Email, Priority::Normal);
const NOW: Moment = Moment::from_micros(1_800_000_000_000_000);

struct World {
    folder: tempfile::TempDir,
    chance: SeededChance,
    store: Store,
    service: ServiceId,
}

impl World {
    async fn within(bounds: Bounds) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let chance = SeededChance::new(3);
        let keyring = Keyring::generate(&chance);
        let path = folder.path().join("facteur.db");
        let service = service(ServiceId::new(NOW, &chance));
        let unbounded = Store::open_sqlite(&path, keyring.clone()).unwrap();
        let mut tx = unbounded.begin().await.unwrap();
        services::insert(&mut tx, &service).await.unwrap();
        tx.commit().await.unwrap();
        let store = Store::open_sqlite_within(&path, keyring, bounds).unwrap();
        Self { folder, chance, store, service: service.id }
    }

    fn accept(&self) -> Accept {
        let notification = NewNotification {
            id: NotificationId::new(NOW, &self.chance),
            service: self.service,
            key: ApiKeyId::new(NOW, &self.chance),
            key_type: KeyType::Live,
            channel: Channel::Email,
            template: TemplateId::new(NOW, &self.chance),
            template_version: 1,
            created_at: NOW,
            due_at: NOW,
            scheduled_for: None,
            status: facteur_model::notification::Status::Created,
            lane: LANE,
            parts: 1,
            content: Content { personalisation: "x".repeat(4_000), ..Content::default() },
        };
        let (service, notification) = (self.service, Some(notification));
        Accept { service, notification, charge: None, idempotency: None, now: NOW }
    }

    fn pick(&self) -> Pick {
        Pick { lane: LANE, service: self.service, most: 10 }
    }

    fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("facteur.db")).unwrap()
    }
}

fn service(id: ServiceId) -> Service {
    Service {
        id,
        name: "Passports".to_owned(),
        email_from: "passports".to_owned(),
        mode: Mode::Live,
        standing: Standing::Active,
        permissions: Permissions::default(),
        limits: Limits::LIVE,
        sms_prefix: SmsPrefix::Shown,
        language_order: LanguageOrder::EnglishFirst,
        retention: Retention::USUAL,
        cut_off_text: CutOffText::End,
        created_at: NOW,
        timezone: "America/Toronto".to_owned(),
        archived_at: None,
    }
}

#[tokio::test]
async fn every_statement_prepares_and_numbers_its_parameters_in_order() {
    let world = World::within(Bounds::default()).await;
    let raw = world.raw();
    let statements = [every_statement::shared(), every_statement::of_sqlite()].concat();
    assert!(statements.len() > 50);
    for Statement { name, sql } in statements {
        let prepared = raw.prepare(sql).unwrap_or_else(|error| panic!("{name}: {error}"));
        for index in 1..=prepared.parameter_count() {
            let found = prepared.parameter_name(index);
            assert_eq!(found, Some(format!("${index}").as_str()), "{name}");
        }
    }
}

#[tokio::test]
async fn hot_reads_walk_an_index_and_sort_nothing() {
    let world = World::within(Bounds::default()).await;
    let raw = world.raw();
    for Statement { name, sql } in [every_statement::shared(), every_statement::of_sqlite()].concat() {
        let walked = [
            "LIST",
            "LIST_NEWER",
            "LIST_WITH_REFERENCE",
            "DUE",
            "FIRST_DUE",
            "NEXT_WAITING",
            "FINISHED",
            "BY_MAC",
        ];
        let hot = name.contains("notifications") || name.contains("sqlite") || name.ends_with("BY_MAC");
        if !hot || !walked.iter().any(|walked| name.rsplit("::").next() == Some(walked)) {
            continue;
        }
        let mut explained = raw.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let values = vec![1_i64; explained.parameter_count()];
        let steps: Vec<String> = explained
            .query_map(rusqlite::params_from_iter(values), |row| row.get(3))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let plan = steps.join("; ");
        assert!(plan.starts_with("SEARCH") && !plan.contains("TEMP B-TREE"), "{name}: {plan}");
    }
}

#[tokio::test]
async fn a_transaction_that_stays_open_is_rolled_back_and_the_others_go_on() {
    let bounds = Bounds { transaction: Duration::from_millis(30), ..Bounds::default() };
    let world = World::within(bounds).await;
    let mut forgotten = world.store.begin().await.unwrap();
    // On a slow machine even this comes too late; the outcome is the same.
    let _ = services::set_mode(&mut forgotten, world.service, Mode::Trial).await;
    // Answered only once the writer is free again.
    assert_eq!(world.store.accept(world.accept()).await, Ok(Accepted::Stored));

    let too_late = services::set_standing(&mut forgotten, world.service, Standing::Archived, None).await;
    assert_eq!(too_late, Err(Error::TransactionExpired));
    assert_eq!(forgotten.commit().await, Err(Error::TransactionExpired));
    let snapshot = world.store.snapshot(world.service).await.unwrap().unwrap();
    assert_eq!((snapshot.service.mode, snapshot.service.standing), (Mode::Live, Standing::Active));
}

#[tokio::test]
async fn when_too_much_waits_the_next_is_told_so_at_once() {
    let world = World::within(Bounds { waiting: 2, ..Bounds::default() }).await;
    let open = world.store.begin().await.unwrap();
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..2 {
        let (store, accept) = (world.store.clone(), world.accept());
        waiting.spawn(async move { store.accept(accept).await });
    }
    // On one thread, both run as far as their wait before this one continues.
    tokio::task::yield_now().await;
    assert_eq!(world.store.accept(world.accept()).await, Err(Error::Busy));
    assert_eq!(world.store.begin().await.map(drop), Err(Error::Busy));
    open.rollback().await.unwrap();
    for answer in waiting.join_all().await {
        assert_eq!(answer, Ok(Accepted::Stored));
    }
}

#[tokio::test]
async fn a_full_disk_is_said_and_survived() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("facteur.db");
    let keyring = Keyring::generate(&SeededChance::new(3));
    drop(Store::open_sqlite(&path, keyring.clone()).unwrap());

    let writer = connection::open_writer(&path).unwrap();
    // A few pages more than there are: as good as a disk that fills up.
    let pages: i64 = writer.query_one("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    let room = pages + 40;
    let _: i64 = writer.query_one(&format!("PRAGMA max_page_count = {room}"), [], |row| row.get(0)).unwrap();
    let store = Store::on(super::Sqlite::with_writer(&path, writer, Bounds::default()).unwrap(), keyring);

    let chance = SeededChance::new(5);
    let service = service(ServiceId::new(NOW, &chance));
    let mut tx = store.begin().await.unwrap();
    services::insert(&mut tx, &service).await.unwrap();
    tx.commit().await.unwrap();
    let world = World { folder, chance, store, service: service.id };
    let mut stored = 0;
    let refused = loop {
        match world.store.accept(world.accept()).await {
            Ok(_) => stored += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(refused, Error::Full);
    // What was answered is there, what was refused is not, and reading goes on.
    let count: i64 =
        world.raw().query_one("SELECT COUNT(*) FROM notifications", [], |row| row.get(0)).unwrap();
    assert_eq!(count, stored);
    assert!(world.store.epoch().is_ok());
    assert_eq!(world.store.accept(world.accept()).await, Err(Error::Full));
}

#[tokio::test]
async fn a_message_that_does_not_open_is_ended_and_the_others_are_claimed() {
    let world = World::within(Bounds::default()).await;
    let (bad, good) = (world.accept(), world.accept());
    let id = |accept: &Accept| accept.notification.as_ref().unwrap().id;
    let (bad_id, good_id) = (id(&bad), id(&good));
    world.store.accept(bad).await.unwrap();
    world.store.accept(good).await.unwrap();
    world
        .raw()
        .execute(
            "UPDATE notifications SET sealed_content = zeroblob(40) WHERE id = ?1",
            [bad_id.as_uuid().as_bytes()],
        )
        .unwrap();
    let claimed = world.store.claim(vec![world.pick()], NOW, NOW.plus(1)).await.unwrap();
    let ids: Vec<_> = claimed.iter().map(|claimed| claimed.notification.id).collect();
    assert_eq!(ids, [good_id]);
    assert_eq!(world.store.index_recipients(10).await, Ok(2));
    let left = world.store.claim(vec![world.pick()], NOW.plus(1), NOW.plus(2)).await.unwrap();
    assert_eq!(left.len(), 1, "the bad one is not due again");
}

#[tokio::test]
async fn the_log_begins_anew_however_much_is_written() {
    const PAGES: usize = 50;
    let world = World::within(Bounds { log: PAGES, ..Bounds::default() }).await;
    let length = || std::fs::metadata(world.folder.path().join("facteur.db-wal")).unwrap().len();
    for _ in 0..2_000 {
        assert_eq!(world.store.accept(world.accept()).await, Ok(Accepted::Stored));
    }
    // Twenty times as long at most, when the disk is slow, and a commit; all of it would be three times that.
    let page = 4_096 + 24;
    assert!(length() < 22 * PAGES as u64 * page, "{} pages", length() / page);
}

#[tokio::test]
async fn whoever_reads_for_long_holds_nobody_up() {
    let world = World::within(Bounds { log: 50, ..Bounds::default() }).await;
    let reader = world.raw();
    let counted = |reader: &rusqlite::Connection| {
        reader.query_one("SELECT COUNT(*) FROM notifications", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let snapshot = reader.unchecked_transaction().unwrap();
    assert_eq!(counted(&snapshot), 0);
    for _ in 0..300 {
        assert_eq!(world.store.accept(world.accept()).await, Ok(Accepted::Stored));
    }
    assert_eq!(counted(&snapshot), 0, "it sees its moment");
    drop(snapshot);
    assert_eq!(counted(&reader), 300);
    world.store.shutdown().await.unwrap();
    assert_eq!(counted(&world.raw()), 300);
}

#[test]
fn an_error_never_repeats_a_value() {
    let raw = rusqlite::Connection::open_in_memory().unwrap();
    raw.execute_batch("CREATE TABLE t (a TEXT PRIMARY KEY, CHECK (a <> 'secret')) STRICT").unwrap();
    let refused = raw.execute("INSERT INTO t VALUES ('secret')", []).unwrap_err();
    let error = Error::from(refused);
    assert!(matches!(error, Error::Sqlite { .. }));
    assert!(!format!("{error} {error:?}").contains("secret"));
}
