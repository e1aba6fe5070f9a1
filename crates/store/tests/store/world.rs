//! A database in a temporary folder, a clock that stands still, and chance that repeats.

use facteur_model::allowance::Limits;
use facteur_model::api_key::{Acceptance, KeyType, Origin};
use facteur_model::chance::{Chance, SeededChance, SystemChance};
use facteur_model::id::{ApiKeyId, NotificationId, ServiceId, TemplateId};
use facteur_model::secret::Secret;
use facteur_model::service::{CutOffText, Mode, Permission, Retention, Standing};
use facteur_model::time::{Clock, Micros, Moment, SECOND, SetClock};
use facteur_model::{Channel, Lane, Priority};
use facteur_store::{
    Accept, Charge, Claimed, Content, Error, Filter, Keyring, LanguageOrder, NewApiKey, NewNotification,
    Pick, Service, SmsPrefix, Store, Transaction, services, testing,
};
use std::path::{Path, PathBuf};

pub const LEASE: Micros = 60 * SECOND;

pub struct World {
    place: Place,
    pub store: Store,
    pub keyring: Keyring,
    pub clock: SetClock,
    pub chance: SeededChance,
}

/// Where the database is.
enum Place {
    Folder(tempfile::TempDir),
    Server(Secret),
}

impl Place {
    async fn new() -> Self {
        match std::env::var("FACTEUR_TEST_ENGINE").as_deref() {
            Ok("postgres") => Place::Server(new_database().await),
            _ => Place::Folder(tempfile::tempdir().unwrap()),
        }
    }

    async fn open(&self, keyring: Keyring, now: Moment) -> Store {
        match self {
            Place::Folder(folder) => Store::open_sqlite(&folder.path().join("facteur.db"), keyring).unwrap(),
            Place::Server(url) => Store::open_postgres(url, keyring, now).await.unwrap(),
        }
    }
}

impl World {
    pub async fn new() -> Self {
        Self::at(Place::new().await).await
    }

    /// On SQLite, whatever the engine that is tested.
    pub async fn on_sqlite() -> Self {
        Self::at(Place::Folder(tempfile::tempdir().unwrap())).await
    }

    async fn at(place: Place) -> Self {
        let chance = SeededChance::new(7);
        let keyring = Keyring::generate(&chance);
        let clock = SetClock::at(Moment::from_micros(1_800_000_000_000_000));
        let store = place.open(keyring.clone(), clock.now()).await;
        Self { place, store, keyring, clock, chance }
    }

    pub fn folder(&self) -> &Path {
        match &self.place {
            Place::Folder(folder) => folder.path(),
            Place::Server(_) => panic!("this test is about SQLite's file"),
        }
    }

    pub fn path(&self) -> PathBuf {
        self.folder().join("facteur.db")
    }

    /// Another handle on the same database, with its own threads and connections: as good as another process.
    pub async fn another(&self) -> Store {
        self.place.open(self.keyring.clone(), self.now()).await
    }

    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    pub fn new_service(&self) -> Service {
        Service {
            id: ServiceId::new(self.now(), &self.chance),
            name: "Passports".to_owned(),
            email_from: "passports".to_owned(),
            mode: Mode::Live,
            standing: Standing::Active,
            permissions: [Permission::Email, Permission::Sms].into_iter().collect(),
            limits: Limits::LIVE,
            sms_prefix: SmsPrefix::Shown,
            language_order: LanguageOrder::FrenchFirst,
            retention: Retention::USUAL,
            cut_off_text: CutOffText::End,
            created_at: self.now(),
            timezone: "America/Toronto".to_owned(),
            archived_at: None,
        }
    }

    /// A service that is stored.
    pub async fn service(&self) -> ServiceId {
        let service = self.new_service();
        self.commit(async |tx| services::insert(tx, &service).await.unwrap()).await;
        service.id
    }

    /// A transaction of its own for one change.
    pub async fn commit<T>(&self, change: impl AsyncFnOnce(&mut Transaction) -> T) -> T {
        let mut tx = self.store.begin().await.unwrap();
        let given = change(&mut tx).await;
        tx.commit().await.unwrap();
        given
    }

    pub fn key(&self, service: ServiceId, name: &str, secret: &str) -> NewApiKey {
        NewApiKey {
            id: ApiKeyId::new(self.now(), &self.chance),
            service,
            name: name.to_owned(),
            key_type: KeyType::Live,
            scopes: Vec::new(),
            acceptance: Acceptance::ApiKeyOnly,
            origin: Origin::Native,
            secret: Secret::new(secret),
            created_at: self.now(),
            created_by: "operator".to_owned(),
            holder: None,
            expires_at: None,
            replaces: None,
            reminded: None,
        }
    }

    /// An e-mail that is due now.
    pub fn email(&self, service: ServiceId) -> NewNotification {
        NewNotification {
            id: NotificationId::new(self.now(), &self.chance),
            service,
            key: ApiKeyId::new(self.now(), &self.chance),
            key_type: KeyType::Live,
            channel: Channel::Email,
            template: TemplateId::new(self.now(), &self.chance),
            template_version: 3,
            created_at: self.now(),
            due_at: self.now(),
            scheduled_for: None,
            status: facteur_model::notification::Status::Created,
            lane: Lane::Real(Channel::Email, Priority::Normal),
            parts: 1,
            content: Content {
                to: "Amala@Example.ca".to_owned(),
                to_normalised: "amala@example.ca".to_owned(),
                personalisation: r#"{"name":"Amala"}"#.to_owned(),
                ..Content::default()
            },
        }
    }

    /// A request for a message that counts for nothing.
    pub fn accept(&self, notification: NewNotification) -> Accept {
        Accept {
            service: notification.service,
            notification: Some(notification),
            charge: None,
            idempotency: None,
            now: self.now(),
        }
    }

    /// One e-mail, counted against these limits.
    pub fn charge(&self, limits: Limits) -> Charge {
        let day = self.now().day();
        Charge { channel: Channel::Email, units: 1, day, year: day.fiscal_year(), limits }
    }

    /// An e-mail that is stored and due.
    pub async fn sent(&self, service: ServiceId) -> NotificationId {
        let email = self.email(service);
        let id = email.id;
        self.store.accept(self.accept(email)).await.unwrap();
        id
    }
}

/// A new database on the server for tests.
pub async fn new_database() -> Secret {
    let server = std::env::var("FACTEUR_TEST_POSTGRES")
        .expect("FACTEUR_TEST_POSTGRES names a server; `./test postgres` starts one");
    // Tests run side by side, in processes of their own.
    let mut name = [0; 8];
    SystemChance.fill(&mut name);
    let name = format!("store_{}", u64::from_le_bytes(name));
    testing::new_database(&Secret::new(server), &name).await.unwrap()
}

/// Claims what is due, by lane and service, as one worker without any sense of fairness would.
pub async fn claim_due(
    store: &Store,
    now: Moment,
    until: Moment,
    most: usize,
) -> Result<Vec<Claimed>, Error> {
    let backlog = store.backlog(None, 100).await?;
    let due = backlog.into_iter().filter(|waiting| waiting.due_at <= now);
    let picks = due.map(|waiting| Pick { lane: waiting.lane, service: waiting.service, most });
    store.claim(picks.collect(), now, until).await
}

/// When the first message of all is due.
pub async fn next_due(store: &Store) -> Option<Moment> {
    store.backlog(None, 100).await.unwrap().into_iter().map(|waiting| waiting.due_at).min()
}

/// Everything of a service, newest first.
pub fn everything() -> Filter {
    Filter { most: 1_000, ..Filter::default() }
}
