//! API keys: what is kept of them.

use crate::error::Error;
use crate::transaction::Transaction;
use facteur_model::api_key::{Acceptance, KeyType, Origin, Scope};
use facteur_model::id::{ApiKeyId, ServiceId};
use facteur_model::secret::Secret;
use facteur_model::time::Moment;

/// A key as stored. The secret itself is not among its fields, unless JWT needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its public identifier.
    pub id: ApiKeyId,
    /// The service that it speaks for.
    pub service: ServiceId,
    /// The name that people gave it.
    pub name: String,
    /// Whom it reaches.
    pub key_type: KeyType,
    /// What it may do besides sending and reading.
    pub scopes: Vec<Scope>,
    /// How it may prove itself.
    pub acceptance: Acceptance,
    /// Where its text came from.
    pub origin: Origin,
    /// The keyed hash of its secret; compare with [`Store::secret_mac`](crate::Store::secret_mac) in constant time.
    pub mac: [u8; 32],
    /// The secret, for keys that accept JWT only.
    pub jwt_secret: Option<Secret>,
    /// When it was made.
    pub created_at: Moment,
    /// Who made it.
    pub created_by: String,
    /// Since when it is worth nothing.
    pub revoked_at: Option<Moment>,
    /// When it was last used, to within a batch.
    pub last_used_at: Option<Moment>,
}

/// A key about to be stored, with the secret that is shown once.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// Its public identifier.
    pub id: ApiKeyId,
    /// The service that it speaks for.
    pub service: ServiceId,
    /// The name that people gave it.
    pub name: String,
    /// Whom it reaches.
    pub key_type: KeyType,
    /// What it may do besides sending and reading.
    pub scopes: Vec<Scope>,
    /// How it may prove itself.
    pub acceptance: Acceptance,
    /// Where its text came from.
    pub origin: Origin,
    /// The secret.
    pub secret: Secret,
    /// When it is made.
    pub created_at: Moment,
    /// Who makes it.
    pub created_by: String,
}

/// Why a key was not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InsertError {
    /// An active key of the service has this name, in whatever case.
    #[error("an active key of this service has this name")]
    NameTaken,
    /// The store failed.
    #[error("the key could not be stored")]
    Store(#[from] Error),
}

/// Writes a new key.
pub async fn insert(tx: &mut Transaction, key: &NewApiKey) -> Result<(), InsertError> {
    let _ = (tx, key);
    unimplemented!()
}

/// Revokes a key and says since when it is revoked: the first revocation stays. `None` when the service
/// has no such key.
pub async fn revoke(
    tx: &mut Transaction,
    service: ServiceId,
    key: ApiKeyId,
    at: Moment,
) -> Result<Option<Moment>, Error> {
    let _ = (tx, service, key, at);
    unimplemented!()
}
