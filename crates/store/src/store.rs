//! The store: one cheap handle on the database.

use crate::api_keys::ApiKey;
use crate::audit::AuditEvent;
use crate::check::Finding;
use crate::error::{Error, OpenError};
use crate::hot::{Accept, Accepted, Claimed, Lease, OpenAttempt, Settlement};
use crate::keyring::Keyring;
use crate::of_service::ServiceStore;
use crate::services::Service;
use crate::snapshot::ServiceSnapshot;
use crate::transaction::Transaction;
use facteur_model::id::ServiceId;
use facteur_model::secret::Secret;
use facteur_model::time::Moment;
use std::path::Path;

/// The database, its keyring and its threads. Clones share them.
#[derive(Debug, Clone)]
pub struct Store {}

impl Store {
    /// Opens the file, or makes it, brings it to this program's version, and starts its writer.
    pub fn open_sqlite(path: &Path, keyring: Keyring) -> Result<Self, OpenError> {
        let _ = (path, keyring);
        unimplemented!()
    }

    /// Finishes what waits, stops the writer and folds the log into the file. Later calls say [`Error::Closed`].
    pub async fn shutdown(&self) -> Result<(), Error> {
        unimplemented!()
    }

    /// The version of the schema.
    pub fn schema_version(&self) -> i64 {
        unimplemented!()
    }

    /// Gives back leases.
    pub async fn release_leases(&self) -> Result<(), Error> {
        unimplemented!()
    }

    /// Looks at the health of the database. Reads all of it: not for every minute.
    pub async fn check(&self) -> Result<Vec<Finding>, Error> {
        unimplemented!()
    }

    /// Begins a transaction over quiet tables.
    pub async fn begin(&self) -> Result<Transaction, Error> {
        unimplemented!()
    }

    /// What one service can see.
    pub fn of(&self, service: ServiceId) -> ServiceStore {
        ServiceStore::new(self.clone(), service)
    }

    /// The change counter of everything that caches hold, also when another process made the change.
    /// A few microseconds; call it on every request.
    pub fn epoch(&self) -> Result<i64, Error> {
        unimplemented!()
    }

    /// The change counter of one service; `None` when there is no such service.
    pub fn service_epoch(&self, service: ServiceId) -> Result<Option<i64>, Error> {
        let _ = service;
        unimplemented!()
    }

    /// A service with its keys, people and senders, in one consistent read.
    pub async fn snapshot(&self, service: ServiceId) -> Result<Option<ServiceSnapshot>, Error> {
        let _ = service;
        unimplemented!()
    }

    /// All services, oldest first.
    pub async fn services(&self) -> Result<Vec<Service>, Error> {
        unimplemented!()
    }

    /// The key with this secret, of whatever service, revoked or not.
    pub async fn api_key_by_secret(&self, secret: &Secret) -> Result<Option<ApiKey>, Error> {
        let _ = secret;
        unimplemented!()
    }

    /// Keys of one service or of all, revoked ones included, oldest first.
    pub async fn api_keys(&self, service: Option<ServiceId>) -> Result<Vec<ApiKey>, Error> {
        let _ = service;
        unimplemented!()
    }

    /// The keyed hash under which a secret is stored, to compare with [`ApiKey::mac`].
    pub fn secret_mac(&self, secret: &Secret) -> [u8; 32] {
        let _ = secret;
        unimplemented!()
    }

    /// The newest audit events of the whole installation, newest first.
    pub async fn audit(&self, most: usize) -> Result<Vec<AuditEvent>, Error> {
        let _ = most;
        unimplemented!()
    }

    /// Accepts a message: looks for an earlier answer, checks and moves the allowances, writes. When this
    /// answers `Stored`, all of it is on the disk.
    pub async fn accept(&self, accept: Accept) -> Result<Accepted, Error> {
        let _ = accept;
        unimplemented!()
    }

    /// Takes up to `most` due notifications, by lane, then by due time, and holds them until `lease_until`;
    /// after that they are due again.
    pub async fn claim(&self, now: Moment, lease_until: Moment, most: usize) -> Result<Vec<Claimed>, Error> {
        let _ = (now, lease_until, most);
        unimplemented!()
    }

    /// When the next notification is due; may lie in the past.
    pub async fn next_due(&self) -> Result<Option<Moment>, Error> {
        unimplemented!()
    }

    /// Writes down attempts about to be made. Call the provider only for those whose lease is held.
    pub async fn open_attempts(&self, attempts: Vec<OpenAttempt>) -> Result<Vec<Lease>, Error> {
        let _ = attempts;
        unimplemented!()
    }

    /// Ends the work on claimed notifications. Answers in the order of the settlements.
    pub async fn settle(&self, settlements: Vec<Settlement>) -> Result<Vec<Lease>, Error> {
        let _ = settlements;
        unimplemented!()
    }
}
