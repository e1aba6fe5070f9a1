//! API keys: what is kept of them.

use crate::content::{read_fields, write_fields};
use crate::error::Error;
use crate::jobs;
use crate::of_service::ServiceStore;
use crate::seal::SealingKey;
use crate::session::{Row, key_type_code, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::Channel;
use facteur_model::api_key::{Acceptance, AddressFamily, KeyClient, KeyType, Origin, Scope};
use facteur_model::id::{ApiKeyId, ServiceId};
use facteur_model::secret::Secret;
use facteur_model::time::{Day, Moment};
use std::fmt;

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
    /// By what it was last used.
    pub last_used_by: KeyClient,
    /// Somebody outside the team who holds it.
    pub holder: Option<KeyHolder>,
    /// From when on it is worth nothing.
    pub expires_at: Option<Moment>,
    /// The key whose successor it is.
    pub replaces: Option<ApiKeyId>,
    /// The days before its end of the last reminder.
    pub reminded: Option<u32>,
    /// Are its messages that have not left yet called off?
    pub stops_unsent: bool,
}

impl ApiKey {
    /// May it be used at this moment?
    pub fn is_usable(&self, now: Moment) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

/// Somebody outside the team who holds a key, and how to reach them. Kept sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyHolder {
    /// A person or an organisation.
    pub name: String,
    /// An address or a number, in any form; empty when there is none.
    pub contact: String,
}

/// Says nothing: it is personal.
impl fmt::Debug for KeyHolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyHolder(…)")
    }
}

/// What a key was used for on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyActivity {
    /// The key, or the person who sent through the site.
    pub sender: ApiKeyId,
    /// A day of UTC.
    pub day: Day,
    /// The channel.
    pub channel: Channel,
    /// Messages that were accepted.
    pub requested: u64,
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
    /// Somebody outside the team who will hold it.
    pub holder: Option<KeyHolder>,
    /// From when on it is worth nothing.
    pub expires_at: Option<Moment>,
    /// The key whose successor it is.
    pub replaces: Option<ApiKeyId>,
    /// The days before its end from which on no reminder is needed any more.
    pub reminded: Option<u32>,
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
         revoked_at, last_used_at, sealed_secret, sealed_holder, expires_at, replaces, reminded, \
         last_used_family, last_used_client, stops_unsent"
    };
}
pub(crate) use api_key_columns;

statements! {
    // A name belongs to one key that works. The revocation of one that has expired only says what is true already.
    FREE_NAME = "
        UPDATE api_keys
        SET revoked_at = expires_at
        WHERE service_id = $1 AND folded_name = $2 AND revoked_at IS NULL AND expires_at <= $3";

    ACTIVE_NAME = "
        SELECT 1
        FROM api_keys
        WHERE service_id = $1 AND folded_name = $2 AND revoked_at IS NULL";

    INSERT = "
        INSERT INTO api_keys
            (id, service_id, name, folded_name, key_type, scopes, accepts_jwt, origin, mac, sealed_secret,
             created_at, created_by, sealed_holder, expires_at, replaces, reminded)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";

    STEP_BACK = "
        UPDATE api_keys
        SET name = $1, folded_name = $2, expires_at = $3, reminded = $4
        WHERE id = $5 AND service_id = $6 AND revoked_at IS NULL";

    // Two nodes that look at the same time: the second finds nothing to change.
    REMIND = "
        UPDATE api_keys
        SET reminded = $1
        WHERE id = $2 AND revoked_at IS NULL AND (reminded IS NULL OR reminded > $1)";

    REVOKE = "
        UPDATE api_keys
        SET revoked_at = COALESCE(revoked_at, $1)
        WHERE id = $2 AND service_id = $3
        RETURNING revoked_at";

    STOP_UNSENT = "UPDATE api_keys SET stops_unsent = 1 WHERE id = $1 AND service_id = $2";

    EXPIRING = concat!("
        SELECT ", api_key_columns!(), "
        FROM api_keys
        WHERE revoked_at IS NULL AND expires_at > $1 AND expires_at <= $2
        ORDER BY expires_at, id");

    ACTIVITY = "
        SELECT sender_id, day, channel, CAST(SUM(requested) AS BIGINT)
        FROM tallies
        WHERE service_id = $1 AND day >= $2
        GROUP BY sender_id, day, channel
        ORDER BY sender_id, day, channel";

    BY_ID = concat!("SELECT ", api_key_columns!(), " FROM api_keys WHERE id = $1");

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
/// Where a wrapped holder stands.
const HOLDER: &str = "api_keys.sealed_holder";

/// Writes a new key.
pub async fn insert(tx: &mut Transaction, key: &NewApiKey) -> Result<(), InsertError> {
    let folded = fold(&key.name);
    tx.execute(FREE_NAME, values![key.service, folded.as_str(), key.created_at]).await?;
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
    let sealed_holder = match &key.holder {
        None => None,
        Some(KeyHolder { name, contact }) => {
            let fields = write_fields(&[Some(name.as_str()), Some(contact.as_str())]);
            Some(tx.data_key(key.service).await?.seal(HOLDER, key.id.as_uuid().as_bytes(), &fields))
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
        sealed_holder,
        key.expires_at,
        key.replaces,
        key.reminded,
    ];
    tx.execute(INSERT, values).await?;
    tx.touch(key.service);
    Ok(())
}

/// The spelling in which names are compared.
fn fold(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Gives a key another name and an end, because a successor takes its place. [`Error::Missing`] when the service has
/// no such key, or it is revoked.
pub async fn step_back(
    tx: &mut Transaction,
    service: ServiceId,
    key: ApiKeyId,
    name: &str,
    expires_at: Moment,
    reminded: Option<u32>,
) -> Result<(), Error> {
    tx.touch(service);
    tx.change(STEP_BACK, values![name, fold(name), expires_at, reminded, key, service]).await
}

/// Notes that the reminder of so many days before the end is being sent; says `false` when it, or a later one, was
/// sent already.
pub async fn remind(tx: &mut Transaction, key: ApiKeyId, days: u32) -> Result<bool, Error> {
    Ok(tx.execute(REMIND, values![days, key]).await? > 0)
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

    /// The key with this id, of whatever service, revoked or not.
    pub async fn api_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, Error> {
        match self.engine().optional(BY_ID, values![id]).await? {
            None => Ok(None),
            Some(mut row) => self.open_api_key(RawApiKey::read(&mut row)?).await.map(Some),
        }
    }

    /// Keys that expire after one moment and up to another, the first to expire first.
    pub async fn expiring_api_keys(&self, after: Moment, until: Moment) -> Result<Vec<ApiKey>, Error> {
        let mut keys = Vec::new();
        for mut row in self.engine().list(EXPIRING, values![after, until]).await? {
            keys.push(self.open_api_key(RawApiKey::read(&mut row)?).await?);
        }
        Ok(keys)
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
        if raw.sealed_secret.is_none() && raw.sealed_holder.is_none() {
            return Ok(raw.plain);
        }
        let data_key = self.data_key(raw.plain.service).await?;
        raw.open(&data_key)
    }
}

impl ServiceStore {
    /// What was sent with each key since a day, that day included.
    pub async fn key_activity(&self, since: Day) -> Result<Vec<KeyActivity>, Error> {
        let rows = self.store().engine().list(ACTIVITY, values![self.id(), since]).await?;
        rows.into_iter()
            .map(|mut row| {
                Ok(KeyActivity {
                    sender: row.take()?,
                    day: row.take()?,
                    channel: row.take()?,
                    requested: row.take()?,
                })
            })
            .collect()
    }
}

/// Calls off what was sent with a key and has not left yet, rows of lists as well. [`Error::Missing`] when the service has
/// no such key.
pub async fn stop_unsent(tx: &mut Transaction, service: ServiceId, key: ApiKeyId) -> Result<(), Error> {
    tx.touch(service);
    tx.change(STOP_UNSENT, values![key, service]).await?;
    jobs::call_off(tx, service, key).await
}

/// A key whose wrapped secret, if it has one, has not been opened.
pub(crate) struct RawApiKey {
    plain: ApiKey,
    sealed_secret: Option<Vec<u8>>,
    sealed_holder: Option<Vec<u8>>,
}

impl RawApiKey {
    pub(crate) fn read(row: &mut Row) -> Result<Self, Error> {
        let mut raw = Self {
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
                last_used_by: KeyClient::default(),
                holder: None,
                expires_at: None,
                replaces: None,
                reminded: None,
                stops_unsent: false,
            },
            sealed_secret: row.take()?,
            sealed_holder: row.take()?,
        };
        raw.plain.expires_at = row.take()?;
        raw.plain.replaces = row.take()?;
        raw.plain.reminded = row.take()?;
        let family: Option<u32> = row.take()?;
        raw.plain.last_used_by =
            KeyClient { family: family.and_then(AddressFamily::from_number), product: row.take()? };
        raw.plain.stops_unsent = row.take()?;
        Ok(raw)
    }

    pub(crate) fn open(self, data_key: &SealingKey) -> Result<ApiKey, Error> {
        let Self { plain, sealed_secret, sealed_holder } = self;
        let bound = secret_row(plain.id, plain.service, plain.key_type);
        let open = |sealed: Vec<u8>| data_key.open_text(SECRET, &bound, &sealed).map(Secret::new);
        let jwt_secret = sealed_secret.map(open).transpose()?;
        let holder = sealed_holder.map(|sealed| open_holder(data_key, plain.id, &sealed)).transpose()?;
        Ok(ApiKey { jwt_secret, holder, ..plain })
    }
}

fn open_holder(data_key: &SealingKey, key: ApiKeyId, sealed: &[u8]) -> Result<KeyHolder, Error> {
    let unsealable = Error::Unsealable { place: HOLDER };
    let fields = data_key.open(HOLDER, key.as_uuid().as_bytes(), sealed)?;
    let [name, contact] = read_fields(&fields).ok_or(unsealable)?;
    Ok(KeyHolder { name: name.ok_or(unsealable)?, contact: contact.ok_or(unsealable)? })
}

/// What a wrapped secret is bound to: a key that changed its type or its service would not open.
fn secret_row(key: ApiKeyId, service: ServiceId, key_type: KeyType) -> Vec<u8> {
    let mut row = [key.as_uuid().into_bytes(), service.as_uuid().into_bytes()].concat();
    row.extend_from_slice(&key_type_code(key_type).to_be_bytes());
    row
}
