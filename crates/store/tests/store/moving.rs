//! From a SQLite file to a PostgreSQL database: everything, once, and the same.

use crate::auditing::event;
use crate::claiming::settlement;
use crate::idempotency;
use crate::quiet_tables::template;
use crate::world::{LEASE, World, claim_due, everything, new_database};
use facteur_model::Channel;
use facteur_model::allowance::Limits;
use facteur_model::api_key::{Acceptance, KeyClient, KeyType};
use facteur_model::chance::{Chance, SeededChance};
use facteur_model::id::{
    InboundNumberId, NotificationId, ReplyToId, ServiceId, SmsSenderId, TemplateId, UserId,
};
use facteur_model::notification::{Reason, Status};
use facteur_model::person::Rights;
use facteur_model::secret::Secret;
use facteur_model::service::ReplyToState;
use facteur_model::time::{DAY, HOUR};
use facteur_store::inbound_numbers::{self, InboundNumber};
use facteur_store::{
    Attempt, AttemptOutcome, BackupError, KeyUse, Member, MoveError, MovedTable, Moving, NewVersion,
    Notification, OpenAttempt, OpenError, Pause, Paused, ReplyTo, Safelisted, ServiceSnapshot, Settlement,
    SmsSender, Store, Template, Visibility, api_keys, audit, members, pauses, reply_tos, safelist, services,
    sms_senders, templates,
};
use std::fs::File;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;
use tokio_postgres::{Client, NoTls};

/// A store with some of everything, and what is due when.
struct Office {
    world: World,
    services: [ServiceId; 2],
    templates: Vec<TemplateId>,
    lock: File,
}

/// What can be read of it.
#[derive(Debug, PartialEq)]
struct Reading {
    snapshots: Vec<ServiceSnapshot>,
    templates: Vec<Template>,
    pauses: Vec<Pause>,
    audit: Vec<facteur_store::AuditEvent>,
    notifications: Vec<Notification>,
    attempts: Vec<Vec<Attempt>>,
    to_amala: Vec<Vec<NotificationId>>,
    used: Vec<(u64, u64)>,
    answered: Option<([u8; 32], Vec<u8>)>,
    backlog: Vec<facteur_store::Waiting>,
}

impl Office {
    async fn new() -> Self {
        let world = World::on_sqlite().await;
        let services = [world.service().await, world.service().await];
        let lock = File::create(world.folder().join("serve.lock")).unwrap();
        let mut office = Self { world, services, templates: Vec::new(), lock };
        office.furnish().await;
        office.send().await;
        office
    }

    /// The quiet tables.
    async fn furnish(&mut self) {
        let (world, service) = (&self.world, self.services[0]);
        let email = template(world, service, "Welcome", Channel::Email);
        let hidden =
            Template { visibility: Visibility::Hidden, ..template(world, service, "Hid", Channel::Sms) };
        let category = world.store.template_categories().await.unwrap()[0].id;
        let version = NewVersion {
            name: "Bienvenue à Zürich".to_owned(),
            subject: None,
            content: "Dear ((name))".to_owned(),
            at: world.now(),
            by: "amala".to_owned(),
        };
        let member = Member {
            id: UserId::new(world.now(), &world.chance),
            email: "anatole@example.ca".to_owned(),
            phone: Some("+16135550123".to_owned()),
            name: None,
            rights: Rights::all(),
            joined_at: world.now(),
        };
        let reply_to = ReplyTo {
            id: ReplyToId::new(world.now(), &world.chance),
            address: "reply@example.ca".to_owned(),
            is_default: true,
            archived_at: None,
            state: ReplyToState::Failed,
            next_address: Some("next@example.ca".to_owned()),
            check: Some(NotificationId::new(world.now(), &world.chance)),
            checked_at: Some(world.now()),
        };
        let sender = SmsSender {
            id: SmsSenderId::new(world.now(), &world.chance),
            sender: "55555".to_owned(),
            is_default: false,
            archived_at: Some(world.now()),
        };
        let mut jwt = world.key(service, "With JWT", "secret-two");
        jwt.acceptance = Acceptance::ApiKeyAndJwt;
        let plain = world.key(service, "Plain", "secret-one");
        let pause = |paused| Pause {
            paused,
            since: world.now(),
            by: "operator".to_owned(),
            reason: "a campaign by mistake".to_owned(),
        };
        let number = InboundNumber {
            id: InboundNumberId::new(world.now(), &world.chance),
            service,
            number: "+16135550142".to_owned(),
            secret_mac: [7; 32],
            created_at: world.now(),
        };
        world
            .commit(async |tx| {
                inbound_numbers::insert(tx, &number).await.unwrap();
                templates::insert(tx, &email).await.unwrap();
                templates::insert(tx, &hidden).await.unwrap();
                templates::add_version(tx, service, email.id, &version).await.unwrap();
                templates::set_priority(tx, service, email.id, Some(category), None).await.unwrap();
                members::insert(tx, service, &member).await.unwrap();
                for entry in ["a@example.ca", "b@example.ca"] {
                    safelist::insert(tx, service, &Safelisted::new(entry, world.now())).await.unwrap();
                }
                reply_tos::insert(tx, service, &reply_to).await.unwrap();
                sms_senders::insert(tx, service, &sender).await.unwrap();
                api_keys::insert(tx, &plain).await.unwrap();
                api_keys::insert(tx, &jwt).await.unwrap();
                api_keys::revoke(tx, service, plain.id, world.now()).await.unwrap();
                pauses::pause(tx, &pause(Paused::Provider(Channel::Sms))).await.unwrap();
                pauses::pause(tx, &pause(Paused::Service(self.services[1]))).await.unwrap();
                audit::append(tx, &event(world, service)).await.unwrap();
            })
            .await;
        world
            .store
            .note_key_use(vec![KeyUse { key: jwt.id, at: world.now(), client: KeyClient::default() }])
            .await
            .unwrap();
        self.templates = vec![email.id, hidden.id];
    }

    /// Messages in every state: delivered, failed, waiting for another try, held, due, scheduled, and of a week ago.
    async fn send(&self) {
        let (world, [service, other]) = (&self.world, self.services);
        let start = world.now();
        world.clock.set(start.plus(-8 * DAY));
        world.sent(service).await;
        world.clock.set(start);
        world.sent(other).await;
        let mut with_reference = world.email(service);
        with_reference.content.reference = Some("case-77123".to_owned());
        let mut accept = world.accept(with_reference);
        accept.charge = Some(world.charge(Limits::LIVE));
        accept.idempotency = Some(idempotency::key("once", world, [7; 32]));
        world.store.accept(accept).await.unwrap();
        let claimed = claim_due(&world.store, world.now(), world.now().plus(LEASE), 10).await.unwrap();
        assert_eq!(claimed.len(), 3);
        for (n, claimed) in (0..).zip(&claimed[..2]) {
            let Notification { id, service, .. } = claimed.notification;
            let (lease, at) = (claimed.lease, world.now());
            let provider = "mailbox".to_owned();
            let attempt = OpenAttempt { service, id, lease, number: 1, provider, at };
            world.store.open_attempts(vec![attempt]).await.unwrap();
            let detail = Some("550 amala@example.ca is unknown".to_owned());
            let settled = Settlement {
                status: if n == 0 { Status::PermanentFailure } else { Status::Created },
                reason: (n == 0).then_some(Reason::Suppressed),
                provider_response: detail.clone(),
                due_at: (n == 1).then(|| at.plus(HOUR)),
                attempt: Some(AttemptOutcome { number: 1, outcome: "refused".to_owned(), detail }),
                ..settlement(service, id, lease, at)
            };
            world.store.settle(vec![settled]).await.unwrap();
        }
        let mut scheduled = world.email(service);
        scheduled.due_at = world.now().plus(2 * DAY);
        scheduled.scheduled_for = Some(scheduled.due_at);
        world.store.accept(world.accept(scheduled)).await.unwrap();
        let due = world.email(service);
        world.store.accept(world.accept(due)).await.unwrap();
    }

    /// More messages than go in one batch.
    async fn send_many(&self, many: usize) {
        let accepts = (0..many).map(|_| self.world.accept(self.world.email(self.services[0])));
        let mut sending = tokio::task::JoinSet::new();
        for accept in accepts {
            let store = self.world.store.clone();
            sending.spawn(async move { store.accept(accept).await.unwrap() });
        }
        sending.join_all().await;
    }

    async fn close(&self) {
        self.world.store.shutdown().await.unwrap();
        fill_empty_tables(&self.world.path());
    }

    async fn begin(&self, url: &Secret) -> Result<Moving<'_>, MoveError> {
        Moving::begin(&self.world.path(), &self.lock, url, self.world.keyring.clone()).await
    }

    /// Begins, and takes all steps and the last.
    async fn moved(&self, url: &Secret) -> Vec<MovedTable> {
        let verified = self.begin(url).await.unwrap().verify(|_| {}).await.unwrap();
        let tables = verified.tables().to_vec();
        verified.finish(&self.retired()).await.unwrap();
        tables
    }

    fn retired(&self) -> PathBuf {
        self.world.folder().join("facteur.db.moved")
    }

    async fn open(&self, url: &Secret) -> Result<Store, OpenError> {
        Store::open_postgres(url, self.world.keyring.clone(), self.world.now()).await
    }

    async fn read(&self, store: &Store) -> Reading {
        let mut reading = Reading {
            snapshots: Vec::new(),
            templates: Vec::new(),
            pauses: store.pauses().await.unwrap(),
            audit: store.audit(100).await.unwrap(),
            notifications: Vec::new(),
            attempts: Vec::new(),
            to_amala: Vec::new(),
            used: Vec::new(),
            answered: None,
            backlog: store.backlog(None, 100).await.unwrap(),
        };
        for service in self.services {
            let tenant = store.of(service);
            reading.snapshots.push(store.snapshot(service).await.unwrap().unwrap());
            reading.templates.extend(tenant.templates(None).await.unwrap());
            for message in tenant.notifications(&everything()).await.unwrap() {
                reading.attempts.push(tenant.attempts(message.id).await.unwrap());
                reading.notifications.push(message);
            }
            reading.to_amala.push(tenant.recipients_matching("amala@example.ca", 5_000).await.unwrap());
            let day = self.world.now().day();
            reading.used.push(tenant.used(Channel::Email, day, day.fiscal_year()).await.unwrap());
        }
        for id in &self.templates {
            let tenant = store.of(self.services[0]);
            reading.templates.extend(tenant.template(*id, Some(1)).await.unwrap());
        }
        let first = store.of(self.services[0]);
        reading.answered = first.answered(KeyType::Live, "once", self.world.now()).await.unwrap();
        reading
    }
}

/// A row of anything in every table that has none: a move does not ask what it means.
fn fill_empty_tables(path: &std::path::Path) {
    let file = rusqlite::Connection::open(path).unwrap();
    let list = |sql: &str| -> Vec<String> {
        let mut statement = file.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    // In the order in which they were made: rows find those that they refer to.
    for table in list(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
    ) {
        let own = ["counters", "keyring", "recipient_index", "schema_versions"].contains(&table.as_str());
        let rows: i64 =
            file.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        if own || rows > 0 {
            continue;
        }
        let columns = list(&format!("SELECT name || ' ' || type FROM pragma_table_info('{table}')"));
        let values = columns.iter().map(|column| match column.split_once(' ').unwrap() {
            ("service_id", _) => "(SELECT id FROM services LIMIT 1)".to_owned(),
            ("user_id", _) => "(SELECT id FROM users LIMIT 1)".to_owned(),
            ("departure_id", _) => "(SELECT id FROM departures LIMIT 1)".to_owned(),
            // A service whose e-mails are paused would read otherwise than before.
            ("paused_at", _) => "NULL".to_owned(),
            (_, "BLOB") => "randomblob(16)".to_owned(),
            (_, "INTEGER") => "1".to_owned(),
            (_, _) => "'x'".to_owned(),
        });
        let values = values.collect::<Vec<_>>().join(", ");
        file.execute(&format!("INSERT INTO {table} VALUES ({values})"), []).unwrap();
    }
}

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
