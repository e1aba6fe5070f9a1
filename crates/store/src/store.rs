//! The store: one cheap handle on the database.

use crate::check::Finding;
use crate::engine::Engine;
use crate::error::{Error, OpenError};
use crate::keyring::Keyring;
use crate::of_service::ServiceStore;
use crate::postgres::{self, Postgres};
use crate::seal::SealingKey;
use crate::session::{statements, values};
use crate::sqlite::{Bounds, Sqlite};
use crate::transaction::Transaction;
use facteur_model::id::ServiceId;
use facteur_model::secret::Secret;
use facteur_model::time::Moment;
use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

/// The database, its keyring and its threads. Clones share them.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    engine: Engine,
    keyring: Keyring,
    /// Data keys that have been needed. They never change, so they need no epoch.
    data_keys: RwLock<HashMap<ServiceId, Arc<SealingKey>>>,
}

statements! {
    DATA_KEY = "SELECT sealed_data_key FROM services WHERE id = $1";
}

impl Store {
    /// Opens the file, or makes it, brings it to this program's version, and starts its writer.
    pub fn open_sqlite(path: &Path, keyring: Keyring) -> Result<Self, OpenError> {
        Self::open_sqlite_within(path, keyring, Bounds::default())
    }

    pub(crate) fn open_sqlite_within(
        path: &Path,
        keyring: Keyring,
        bounds: Bounds,
    ) -> Result<Self, OpenError> {
        let sqlite = Sqlite::open(path, keyring.fingerprint(), bounds)?;
        Ok(Self::on(sqlite, keyring))
    }

    /// Connects to a PostgreSQL server, brings the database to this program's version, and starts what listens to
    /// it. `url` is as libpq reads it: `postgres://user:password@host:port/database?sslmode=…`.
    pub async fn open_postgres(url: &Secret, keyring: Keyring, now: Moment) -> Result<Self, OpenError> {
        let server = postgres::Server::parse(url)?;
        let opened = Postgres::open(&server, keyring.fingerprint(), now).await?;
        Ok(Self::with_engine(Engine::Postgres(Box::new(opened)), keyring))
    }

    /// Is there nothing of Facteur's in the database yet? Asked before a keyring is made for it.
    pub async fn is_new_postgres(url: &Secret) -> Result<bool, OpenError> {
        Postgres::is_new(&postgres::Server::parse(url)?).await
    }

    pub(crate) fn on(sqlite: Sqlite, keyring: Keyring) -> Self {
        Self::with_engine(Engine::Sqlite(sqlite), keyring)
    }

    fn with_engine(engine: Engine, keyring: Keyring) -> Self {
        Self(Arc::new(Inner { engine, keyring, data_keys: RwLock::default() }))
    }

    /// Finishes what waits, stops the writer and folds the log into the file. Later calls say [`Error::Closed`].
    pub async fn shutdown(&self) -> Result<(), Error> {
        self.engine().shutdown().await
    }

    /// The version of the schema that this program works with.
    pub fn schema_version(&self) -> i64 {
        self.engine().schema_version()
    }

    /// Looks at the health of the database. Reads all of it: not for every minute.
    pub async fn check(&self) -> Result<Vec<Finding>, Error> {
        self.engine().check(*self.keyring().fingerprint()).await
    }

    /// Begins a transaction over quiet tables.
    pub async fn begin(&self) -> Result<Transaction, Error> {
        Ok(Transaction::new(self.clone(), self.engine().begin().await?))
    }

    /// What one service can see.
    pub fn of(&self, service: ServiceId) -> ServiceStore {
        ServiceStore::new(self.clone(), service)
    }

    /// The change counter of everything that caches hold, also when another process made the change.
    /// A few microseconds; call it on every request.
    pub fn epoch(&self) -> Result<i64, Error> {
        self.engine().epoch()
    }

    /// The change counter of one service; `None` when there is no such service.
    pub async fn service_epoch(&self, service: ServiceId) -> Result<Option<i64>, Error> {
        self.engine().service_epoch(service).await
    }

    /// The keyed hash under which a secret is stored, to compare with [`ApiKey::mac`](crate::ApiKey::mac).
    pub fn secret_mac(&self, secret: &Secret) -> [u8; 32] {
        self.keyring().secret_mac(secret)
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    pub(crate) fn keyring(&self) -> &Keyring {
        &self.0.keyring
    }

    /// The data key of a service; [`Error::Missing`] when there is no such service.
    pub(crate) async fn data_key(&self, service: ServiceId) -> Result<Arc<SealingKey>, Error> {
        let known = self.0.data_keys.read().unwrap_or_else(PoisonError::into_inner).get(&service).cloned();
        if let Some(key) = known {
            return Ok(key);
        }
        let found = self.engine().optional(DATA_KEY, values![service]).await?;
        let sealed: Vec<u8> = found.ok_or(Error::Missing)?.take()?;
        let key = Arc::new(self.keyring().data_key(service, &sealed)?);
        let mut known = self.0.data_keys.write().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(known.entry(service).or_insert(key)))
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store(…)")
    }
}
