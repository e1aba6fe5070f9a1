//! API keys: what is kept of them.

use crate::error::Error;
use crate::seal::SealingKey;
use crate::session::{Row, key_type_code, statements, values};
use crate::store::Store;
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

/// What [`RawApiKey::read`] reads, in its order.
macro_rules! api_key_columns {
    () => {
        "id, service_id, name, key_type, scopes, accepts_jwt, origin, mac, created_at, created_by, \
         revoked_at, last_used_at, sealed_secret"
    };
}
pub(crate) use api_key_columns;

statements! {
    ACTIVE_NAME = "
        SELECT 1
        FROM api_keys
        WHERE service_id = $1 AND folded_name = $2 AND revoked_at IS NULL";

    INSERT = "
        INSERT INTO api_keys
            (id, service_id, name, folded_name, key_type, scopes, accepts_jwt, origin, mac, sealed_secret,
             created_at, created_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

    REVOKE = "
        UPDATE api_keys
        SET revoked_at = COALESCE(revoked_at, $1)
        WHERE id = $2 AND service_id = $3
        RETURNING revoked_at";

    BY_MAC = concat!("SELECT ", api_key_columns!(), " FROM api_keys WHERE mac = $1");

    LIST = concat!("SELECT ", api_key_columns!(), " FROM api_keys ORDER BY created_at, id");

    LIST_OF_SERVICE = concat!("
        SELECT ", api_key_columns!(), "
        FROM api_keys
        WHERE service_id = $1
        ORDER BY created_at, id");
}

/// Where a wrapped secret stands.
const SECRET: &str = "api_keys.sealed_secret";

/// Writes a new key.
pub async fn insert(tx: &mut Transaction, key: &NewApiKey) -> Result<(), InsertError> {
    let folded = key.name.trim().to_lowercase();
    if tx.optional(ACTIVE_NAME, values![key.service, folded.as_str()]).await?.is_some() {
        return Err(InsertError::NameTaken);
    }
    let sealed_secret = match key.acceptance {
        Acceptance::ApiKeyOnly => None,
        Acceptance::ApiKeyAndJwt => {
            let bound = secret_row(key.id, key.service, key.key_type);
            Some(tx.data_key(key.service).await?.seal(SECRET, &bound, key.secret.expose().as_bytes()))
        }
    };
    let values = values![
        key.id,
        key.service,
        key.name.as_str(),
        folded,
        key.key_type,
        key.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(","),
        key.acceptance == Acceptance::ApiKeyAndJwt,
        key.origin.as_str(),
        tx.keyring().secret_mac(&key.secret),
        sealed_secret,
        key.created_at,
        key.created_by.as_str(),
    ];
    tx.execute(INSERT, values).await?;
    tx.touch(key.service);
    Ok(())
}

/// Revokes a key and says since when it is revoked: the first revocation stays. `None` when the service
/// has no such key.
pub async fn revoke(
    tx: &mut Transaction,
    service: ServiceId,
    key: ApiKeyId,
    at: Moment,
) -> Result<Option<Moment>, Error> {
    tx.touch(service);
    let row = tx.optional(REVOKE, values![at, key, service]).await?;
    row.map(|mut row| row.take()).transpose()
}

impl Store {
    /// The key with this secret, of whatever service, revoked or not.
    pub async fn api_key_by_secret(&self, secret: &Secret) -> Result<Option<ApiKey>, Error> {
        match self.engine().optional(BY_MAC, values![self.secret_mac(secret)]).await? {
            None => Ok(None),
            Some(mut row) => self.open_api_key(RawApiKey::read(&mut row)?).await.map(Some),
        }
    }

    /// Keys of one service or of all, revoked ones included, oldest first.
    pub async fn api_keys(&self, service: Option<ServiceId>) -> Result<Vec<ApiKey>, Error> {
        let rows = match service {
            None => self.engine().list(LIST, values![]).await?,
            Some(service) => self.engine().list(LIST_OF_SERVICE, values![service]).await?,
        };
        let mut keys = Vec::with_capacity(rows.len());
        for mut row in rows {
            keys.push(self.open_api_key(RawApiKey::read(&mut row)?).await?);
        }
        Ok(keys)
    }

    async fn open_api_key(&self, raw: RawApiKey) -> Result<ApiKey, Error> {
        if raw.sealed_secret.is_none() {
            return Ok(raw.plain);
        }
        let data_key = self.data_key(raw.plain.service).await?;
        raw.open(&data_key)
    }
}

/// A key whose wrapped secret, if it has one, has not been opened.
pub(crate) struct RawApiKey {
    plain: ApiKey,
    sealed_secret: Option<Vec<u8>>,
}

impl RawApiKey {
    pub(crate) fn read(row: &mut Row) -> Result<Self, Error> {
        Ok(Self {
            plain: ApiKey {
                id: row.take()?,
                service: row.take()?,
                name: row.take()?,
                key_type: row.take()?,
                // Scopes that this version does not know give nothing, rather than everything.
                scopes: row.take_as(|text| Some(text.split(',').filter_map(Scope::parse).collect()))?,
                acceptance: if row.take()? { Acceptance::ApiKeyAndJwt } else { Acceptance::ApiKeyOnly },
                origin: row.take_as(Origin::from_stored)?,
                mac: row.take()?,
                jwt_secret: None,
                created_at: row.take()?,
                created_by: row.take()?,
                revoked_at: row.take()?,
                last_used_at: row.take()?,
            },
            sealed_secret: row.take()?,
        })
    }

    pub(crate) fn open(self, data_key: &SealingKey) -> Result<ApiKey, Error> {
        let Self { plain, sealed_secret } = self;
        let bound = secret_row(plain.id, plain.service, plain.key_type);
        let open = |sealed: Vec<u8>| data_key.open_text(SECRET, &bound, &sealed).map(Secret::new);
        Ok(ApiKey { jwt_secret: sealed_secret.map(open).transpose()?, ..plain })
    }
}

/// What a wrapped secret is bound to: a key that changed its type or its service would not open.
fn secret_row(key: ApiKeyId, service: ServiceId, key_type: KeyType) -> Vec<u8> {
    let mut row = [key.as_uuid().into_bytes(), service.as_uuid().into_bytes()].concat();
    row.extend_from_slice(&key_type_code(key_type).to_be_bytes());
    row
}
