//! API keys: made, seen, replaced, revoked; and the letters that say so.

mod care;
mod letters;
mod view;

pub use care::{MOST_OVERLAP_DAYS, Rotated};
pub use view::{Author, DayOfKey, KeyState, KeyView};

use super::{ChangeError, check_name, check_text, invalid};
use crate::authority::{Authority, Need};
use crate::directory::ServiceView;
use crate::{App, Unavailable};
use facteur_model::api_key::{self, Acceptance, KeyType, Origin, Scope};
use facteur_model::id::{ApiKeyId, ServiceId};
use facteur_model::person::Right;
use facteur_model::policy;
use facteur_model::secret::Secret;
use facteur_model::time::{DAY, Micros, Moment};
use facteur_store::{ApiKey, Counted, KeyHolder, NewApiKey, Transaction, api_keys};
use serde_json::json;

/// Keys of a service that work at once. A token is compared with each of them.
const MOST_KEYS: usize = 100;
/// The longest time after which a key may expire, in days.
pub const MOST_EXPIRY_DAYS: u32 = 3_650;
/// Days that a look at what has not arrived goes back: nothing waits for longer than its schedule and three days.
const MOST_DAYS_UNDER_WAY: Micros = 7;
/// Characters of a holder's name, and of how to reach them.
pub const MOST_HOLDER: usize = 200;

/// A key to be made.
pub struct KeyRequest {
    pub service: ServiceId,
    pub name: String,
    pub key_type: KeyType,
    pub scopes: Vec<Scope>,
    pub acceptance: Acceptance,
    /// Somebody outside the team who will hold it.
    pub holder: Option<KeyHolder>,
    /// After how many days it is worth nothing; never unless set.
    pub expires_in_days: Option<u32>,
}

impl KeyRequest {
    /// A key of the team's own that sends and reads by either scheme, and does not expire.
    pub fn plain(service: ServiceId, name: impl Into<String>, key_type: KeyType) -> Self {
        Self {
            service,
            name: name.into(),
            key_type,
            scopes: Vec::new(),
            acceptance: Acceptance::ApiKeyAndJwt,
            holder: None,
            expires_in_days: None,
        }
    }
}

/// What becomes of messages that have not left when their key is revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsent {
    Leave,
    /// They are called off.
    Stop,
}

/// A key that was just made; its text exists here and nowhere else.
pub struct CreatedKey {
    pub id: ApiKeyId,
    /// The whole text. Show it once.
    pub text: Secret,
}

/// A key as lists show it: everything but what would let somebody use it.
#[derive(Debug)]
pub struct KeySummary {
    pub id: ApiKeyId,
    pub service: ServiceId,
    pub name: String,
    pub key_type: KeyType,
    pub scopes: Vec<Scope>,
    pub acceptance: Acceptance,
    pub created_at: Moment,
    pub created_by: String,
    pub last_used_at: Option<Moment>,
    pub expires_at: Option<Moment>,
    pub revoked_at: Option<Moment>,
}

impl App {
    /// Makes a key. A live key needs a live service: refused here, whoever asks.
    pub async fn create_key(&self, by: &Authority, wanted: KeyRequest) -> Result<CreatedKey, ChangeError> {
        check_request(&wanted)?;
        let service =
            self.allowed_to_change(by, wanted.service, Need::OwnRight(Right::ManageApiKeys)).await?;
        policy::may_create_key(wanted.key_type, service.service().mode)?;
        let now = self.now();
        if service.keys().iter().filter(|key| key.is_usable(now)).count() >= MOST_KEYS {
            return Err(ChangeError::TooManyKeys { most: MOST_KEYS });
        }
        let lasts = wanted.expires_in_days.map(|days| Micros::from(days) * DAY);
        let (key, text) = self.draw_key(by, wanted, lasts, None);
        let mut tx = self.store().begin().await?;
        insert(&mut tx, &key).await?;
        let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
        let expires = key.expires_at.map(Moment::to_rfc3339);
        let detail = json!({
            "name": key.name, "type": key.key_type.as_str(), "scopes": scopes, "expires_at": expires,
        });
        self.record(&mut tx, by, Some(key.service), "key.create", &key.id.to_string(), detail).await?;
        tx.commit().await?;
        let about = letters::About { name: &key.name, key_type: key.key_type, at: now };
        self.tell_of_key(by, &service, letters::Event::Created, &about).await;
        Ok(CreatedKey { id: key.id, text })
    }

    /// A new key with its text. `lasts` is for how long it is worth something.
    fn draw_key(
        &self,
        by: &Authority,
        mut wanted: KeyRequest,
        lasts: Option<Micros>,
        replaces: Option<ApiKeyId>,
    ) -> (NewApiKey, Secret) {
        wanted.scopes.sort_unstable();
        wanted.scopes.dedup();
        let now = self.now();
        let secret = api_key::generate(self.chance());
        let name = wanted.name.trim().to_owned();
        let prefix = &self.settings().key_prefix;
        let text = api_key::show(prefix, wanted.key_type, &name, wanted.service, &secret);
        let key = NewApiKey {
            id: ApiKeyId::new(now, self.chance()),
            service: wanted.service,
            name,
            key_type: wanted.key_type,
            scopes: wanted.scopes,
            acceptance: wanted.acceptance,
            origin: Origin::Native,
            secret,
            created_at: now,
            created_by: by.actor(),
            holder: wanted.holder,
            expires_at: lasts.map(|span| now.plus(span)),
            replaces,
            reminded: lasts.and_then(care::reminder_due),
        };
        (key, text)
    }

    /// Keys of one service, or of all, oldest first; revoked ones included.
    pub async fn keys(
        &self,
        _by: &Authority,
        service: Option<ServiceId>,
    ) -> Result<Vec<KeySummary>, Unavailable> {
        let keys = self.store().api_keys(service).await?;
        Ok(keys
            .into_iter()
            .map(|key| KeySummary {
                id: key.id,
                service: key.service,
                name: key.name,
                key_type: key.key_type,
                scopes: key.scopes,
                acceptance: key.acceptance,
                created_at: key.created_at,
                created_by: key.created_by,
                last_used_at: key.last_used_at,
                expires_at: key.expires_at,
                revoked_at: key.revoked_at,
            })
            .collect())
    }

    /// Revokes a key: its very next call is refused. What it has sent already leaves all the same.
    pub async fn revoke_key(&self, by: &Authority, id: ApiKeyId) -> Result<(), ChangeError> {
        self.revoke_key_and(by, id, Unsent::Leave).await
    }

    /// Messages of a key, accepted within the last week, that have not arrived yet, and rows of its lists that are no
    /// messages yet.
    pub async fn not_arrived(&self, by: &Authority, id: ApiKeyId) -> Result<u64, ChangeError> {
        let (key, _) = self.usable_key(by, id, Need::Right(Right::ManageApiKeys)).await?;
        let now = self.now();
        let counted = Counted {
            days: now.plus(-MOST_DAYS_UNDER_WAY * DAY).day()..=now.day(),
            key_types: vec![key.key_type],
            template: None,
            sender: Some(id),
        };
        let store = self.store().of(key.service);
        let days = store.counts_by_day(&counted).await?;
        Ok(days.iter().map(|day| day.counts.in_transit()).sum::<u64>() + store.rows_to_come(id).await?)
    }

    /// Revokes a key, and says what becomes of its messages that have not left yet. Those that are called off end as
    /// they come up, on whichever node.
    pub async fn revoke_key_and(
        &self,
        by: &Authority,
        id: ApiKeyId,
        unsent: Unsent,
    ) -> Result<(), ChangeError> {
        let need = Need::Right(Right::ManageApiKeys);
        let (key, service) = self.usable_key(by, id, need).await?;
        let now = self.now();
        let mut tx = self.store().begin().await?;
        api_keys::revoke(&mut tx, key.service, id, now).await?.ok_or(ChangeError::NoSuchKey(id))?;
        if unsent == Unsent::Stop {
            api_keys::stop_unsent(&mut tx, key.service, id).await?;
        }
        let detail = json!({"name": key.name, "unsent_stopped": unsent == Unsent::Stop});
        self.record(&mut tx, by, Some(key.service), "key.revoke", &id.to_string(), detail).await?;
        tx.commit().await?;
        let about = letters::About { name: &key.name, key_type: key.key_type, at: now };
        self.tell_of_key(by, &service, letters::Event::Revoked, &about).await;
        Ok(())
    }

    /// A key that still works, and its service, for somebody who may change it.
    async fn usable_key(
        &self,
        by: &Authority,
        id: ApiKeyId,
        need: Need,
    ) -> Result<(ApiKey, std::sync::Arc<ServiceView>), ChangeError> {
        let key = self.store().api_key(id).await?.ok_or(ChangeError::NoSuchKey(id))?;
        let service = match self.allowed(by, key.service, need).await {
            // To a stranger there is no such key either.
            Err(ChangeError::NoSuchService(_)) => return Err(ChangeError::NoSuchKey(id)),
            outcome => outcome?,
        };
        if key.is_usable(self.now()) { Ok((key, service)) } else { Err(ChangeError::AlreadyRevoked(id)) }
    }
}

/// Writes a new key, unless its name is taken.
async fn insert(tx: &mut Transaction, key: &NewApiKey) -> Result<(), ChangeError> {
    match api_keys::insert(tx, key).await {
        Ok(()) => Ok(()),
        Err(api_keys::InsertError::NameTaken) => Err(ChangeError::NameTaken(key.name.clone())),
        Err(api_keys::InsertError::Store(error)) => Err(error.into()),
    }
}

fn check_request(wanted: &KeyRequest) -> Result<(), ChangeError> {
    check_name("name", &wanted.name)?;
    if let Some(holder) = &wanted.holder {
        check_text("holder", &holder.name, MOST_HOLDER)?;
        if !holder.contact.is_empty() {
            check_text("holder_contact", &holder.contact, MOST_HOLDER)?;
        }
    }
    match wanted.expires_in_days {
        Some(days) if !(1..=MOST_EXPIRY_DAYS).contains(&days) => {
            Err(invalid("expires", format!("must be 1 to {MOST_EXPIRY_DAYS} days")))
        }
        _ => Ok(()),
    }
}
