//! A store with some of everything in it, and how it is moved and read.

use crate::auditing::event;
use crate::claiming::settlement;
use crate::idempotency;
use crate::quiet_tables::template;
use crate::world::{LEASE, World, claim_due, everything};
use facteur_model::Channel;
use facteur_model::allowance::Limits;
use facteur_model::api_key::{Acceptance, KeyClient, KeyType};
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
    Attempt, AttemptOutcome, KeyUse, Member, MoveError, MovedTable, Moving, NewVersion, Notification,
    OpenAttempt, OpenError, Pause, Paused, ReplyTo, Safelisted, ServiceSnapshot, Settlement, SmsSender,
    Store, Template, Visibility, api_keys, audit, members, pauses, reply_tos, safelist, sms_senders,
    templates,
};
use std::fs::File;
use std::path::PathBuf;

/// A store with some of everything, and what is due when.
pub(super) struct Office {
    pub(super) world: World,
    pub(super) services: [ServiceId; 2],
    pub(super) templates: Vec<TemplateId>,
    pub(super) lock: File,
}

/// What can be read of it.
#[derive(Debug, PartialEq)]
pub(super) struct Reading {
    pub(super) snapshots: Vec<ServiceSnapshot>,
    pub(super) templates: Vec<Template>,
    pub(super) pauses: Vec<Pause>,
    pub(super) audit: Vec<facteur_store::AuditEvent>,
    pub(super) notifications: Vec<Notification>,
    pub(super) attempts: Vec<Vec<Attempt>>,
    pub(super) to_amala: Vec<Vec<NotificationId>>,
    pub(super) used: Vec<(u64, u64)>,
    pub(super) answered: Option<([u8; 32], Vec<u8>)>,
    pub(super) backlog: Vec<facteur_store::Waiting>,
}

impl Office {
    pub(super) async fn new() -> Self {
        let world = World::on_sqlite().await;
        let services = [world.service().await, world.service().await];
        let lock = File::create(world.folder().join("serve.lock")).unwrap();
        let mut office = Self { world, services, templates: Vec::new(), lock };
        office.furnish().await;
        office.send().await;
        office
    }

    /// The quiet tables.
    pub(super) async fn furnish(&mut self) {
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
    pub(super) async fn send(&self) {
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
    pub(super) async fn send_many(&self, many: usize) {
        let accepts = (0..many).map(|_| self.world.accept(self.world.email(self.services[0])));
        let mut sending = tokio::task::JoinSet::new();
        for accept in accepts {
            let store = self.world.store.clone();
            sending.spawn(async move { store.accept(accept).await.unwrap() });
        }
        sending.join_all().await;
    }

    pub(super) async fn close(&self) {
        self.world.store.shutdown().await.unwrap();
        fill_empty_tables(&self.world.path());
    }

    pub(super) async fn begin(&self, url: &Secret) -> Result<Moving<'_>, MoveError> {
        Moving::begin(&self.world.path(), &self.lock, url, self.world.keyring.clone()).await
    }

    /// Begins, and takes all steps and the last.
    pub(super) async fn moved(&self, url: &Secret) -> Vec<MovedTable> {
        let verified = self.begin(url).await.unwrap().verify(|_| {}).await.unwrap();
        let tables = verified.tables().to_vec();
        verified.finish(&self.retired()).await.unwrap();
        tables
    }

    pub(super) fn retired(&self) -> PathBuf {
        self.world.folder().join("facteur.db.moved")
    }

    pub(super) async fn open(&self, url: &Secret) -> Result<Store, OpenError> {
        Store::open_postgres(url, self.world.keyring.clone(), self.world.now()).await
    }

    pub(super) async fn read(&self, store: &Store) -> Reading {
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
pub(super) fn fill_empty_tables(path: &std::path::Path) {
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
