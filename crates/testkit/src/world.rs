//! A whole Facteur inside a test: real rules, a real database, the real API, a clock that stands still and
//! providers that remember.
//!
//! The database is a SQLite file, unless `FACTEUR_TEST_ENGINE` is `postgres`: then each world has a database of its own
//! on the server that `FACTEUR_TEST_POSTGRES` names (`./test postgres` starts one).
//!
//! ```ignore
//! let world = World::new().await;
//! let passports = world.live_service("Passports").await;
//! let key = passports.key(KeyType::Live).await;
//! let sent = key.post("/v2/notifications/email", json!({…})).await;
//! assert_eq!(sent.status, 201);
//! world.work().await;
//! ```

mod browser;
mod http;
mod node;
mod provider;
mod receiver;
mod service;

pub use browser::{Browser, Shown};
pub use http::{Answer, Caller};
pub use node::Node;
pub use provider::{Delivered, Scripted};
pub use receiver::{Receiver, Told};
pub use service::TestService;

use axum::Router;
use facteur_api::ApiSettings;
use facteur_app::{App, Authority, Language, Providers, Queue, ServiceRequest, Settings};
use facteur_model::chance::{Chance, SeededChance, SystemChance};
use facteur_model::secret::Secret;
use facteur_model::service::Mode;
use facteur_model::time::{Clock, Micros, Moment, SetClock};
use facteur_providers::Simulator;
use facteur_store::{Keyring, Store, testing};
use facteur_web::WebSettings;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

/// Monday 23 November 2026, 12:00 UTC.
pub const NOON: Moment = Moment::from_micros(1_795_435_200_000_000);

/// One installation, alone in its temporary folder.
pub struct World {
    pub clock: Arc<SetClock>,
    pub app: App,
    pub store: Store,
    pub provider: Scripted,
    /// Answers the calls of webhooks.
    pub receiver: Receiver,
    pub by: Authority,
    chance: Arc<dyn Chance>,
    router: Router,
    site: Router,
    place: Place,
}

/// Where the database is. The keyring is in the folder in any case.
struct Place {
    folder: TempDir,
    server: Option<Secret>,
}

impl Place {
    async fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        let server = match std::env::var("FACTEUR_TEST_ENGINE").as_deref() {
            Ok("postgres") => {
                let server = std::env::var("FACTEUR_TEST_POSTGRES");
                let server =
                    server.expect("FACTEUR_TEST_POSTGRES names a server; `./test postgres` starts one");
                // Tests run side by side, in processes of their own.
                let mut name = [0; 8];
                SystemChance.fill(&mut name);
                let name = format!("world_{}", u64::from_le_bytes(name));
                let url = testing::new_database(&Secret::new(server), &name).await;
                Some(url.expect("the server makes a database"))
            }
            _ => None,
        };
        Self { folder, server }
    }

    async fn open(&self, keyring: Keyring, now: Moment) -> Store {
        match &self.server {
            None => Store::open_sqlite(&self.folder.path().join("facteur.db"), keyring),
            Some(url) => Store::open_postgres(url, keyring, now).await,
        }
        .expect("the database opens")
    }
}

/// The site as the program serves it, with the API's own reference.
fn site_settings() -> WebSettings {
    let reference = [Language::En, Language::Fr].map(facteur_api::reference);
    WebSettings { reference: Some(Arc::new(reference)), ..WebSettings::default() }
}

impl World {
    pub async fn new() -> Self {
        Self::with_settings(Settings { base_url: "https://api.test".to_owned(), ..Settings::default() }).await
    }

    pub async fn with_settings(settings: Settings) -> Self {
        let place = Place::new().await;
        let chance: Arc<dyn Chance> = Arc::new(SeededChance::new(20_261_123));
        let keyring =
            Keyring::open_or_create(&place.folder.path().join("keyring"), &*chance).expect("a new keyring");
        Self::open(place, keyring, settings, chance, Arc::new(SetClock::at(NOON))).await
    }

    /// Stops, and starts again on the same files, with the clock where it was.
    pub async fn restarted(self) -> Self {
        self.store.shutdown().await.expect("the store closes");
        let settings = self.app.settings().clone();
        let World { place, chance, clock, router, site, app, .. } = self;
        drop((router, site, app));
        let keyring =
            Keyring::open(&place.folder.path().join("keyring")).expect("the keyring is still there");
        Self::open(place, keyring, settings, chance, clock).await
    }

    async fn open(
        place: Place,
        keyring: Keyring,
        settings: Settings,
        chance: Arc<dyn Chance>,
        clock: Arc<SetClock>,
    ) -> Self {
        let store = place.open(keyring, clock.now()).await;
        let provider = Scripted::default();
        let receiver = Receiver::default();
        let providers = Providers {
            email: Arc::new(provider.clone()),
            sms: Arc::new(provider.clone()),
            simulator: Simulator::default(),
            webhooks: Arc::new(receiver.clone()),
        };
        let app = App::new(store.clone(), settings, providers, clock.clone(), chance.clone());
        let router = facteur_api::router(app.clone(), ApiSettings::default());
        let web = WebSettings { api: Some(router.clone()), ..site_settings() };
        let site = facteur_web::router(app.clone(), web);
        let by = Authority::operator("test");
        Self { clock, app, store, provider, receiver, by, chance, router, site, place }
    }

    /// Where the database and the keyring are.
    pub fn folder(&self) -> PathBuf {
        self.place.folder.path().to_owned()
    }

    pub async fn trial_service(&self, name: &str) -> TestService<'_> {
        self.service(name, Mode::Trial).await
    }

    pub async fn live_service(&self, name: &str) -> TestService<'_> {
        self.service(name, Mode::Live).await
    }

    async fn service(&self, name: &str, mode: Mode) -> TestService<'_> {
        let wanted = ServiceRequest { name: name.to_owned(), email_from: None, mode };
        let service = self.app.create_service(&self.by, wanted).await.expect("a service can be made");
        TestService::new(self, service.id).await
    }

    /// A caller without any key.
    pub fn anonymous(&self) -> Caller {
        Caller::new(self.router.clone(), None)
    }

    /// A caller with this `Authorization` header.
    pub fn caller(&self, authorization: impl Into<String>) -> Caller {
        Caller::new(self.router.clone(), Some(authorization.into()))
    }

    /// Does everything that is due now, as the worker would, until nothing is.
    pub async fn work(&self) {
        loop {
            let mut claimed = self.app.expand_jobs().await.expect("rows can become messages").rows;
            self.app.look_for_work().await.expect("what waits can be read");
            for queue in Queue::ALL {
                let batch = self.app.take_batch(queue).await.expect("due messages can be claimed");
                claimed += batch.claimed;
                for delivery in batch.outside {
                    self.app.deliver(delivery).await.expect("an outcome can be recorded");
                }
            }
            self.app.look_for_calls().await.expect("what waits can be read");
            let calls = self.app.take_calls().await.expect("due calls can be claimed").calls;
            claimed += calls.len();
            for call in calls {
                self.app.make_call(call).await.expect("an outcome can be recorded");
            }
            if claimed == 0 {
                return;
            }
        }
    }

    /// Prepares every report that waits, as the worker would.
    pub async fn prepare_reports(&self) {
        while self.app.prepare_report(|| false).await.expect("a report can be prepared") {}
    }

    /// Lets time pass, then does what has become due.
    pub async fn pass(&self, span: Micros) {
        self.clock.advance(span);
        self.work().await;
    }
}
