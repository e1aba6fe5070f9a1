//! Creating and revoking API keys.

use super::{ChangeError, check_name};
use crate::authority::{Authority, Need};
use crate::{App, Unavailable};
use facteur_model::api_key::{self, Acceptance, KeyType, Origin, Scope};
use facteur_model::id::{ApiKeyId, ServiceId};
use facteur_model::person::Right;
use facteur_model::policy;
use facteur_model::secret::Secret;
use facteur_model::time::Moment;
use facteur_store::{NewApiKey, api_keys};
use serde_json::json;

/// A key to be made.
pub struct KeyRequest {
    pub service: ServiceId,
    pub name: String,
    pub key_type: KeyType,
    pub scopes: Vec<Scope>,
    pub acceptance: Acceptance,
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
    pub revoked_at: Option<Moment>,
}

impl App {
    /// Makes a key. A live key needs a live service: refused here, whoever asks.
    pub async fn create_key(
        &self,
        by: &Authority,
        mut wanted: KeyRequest,
    ) -> Result<CreatedKey, ChangeError> {
        check_name("name", &wanted.name)?;
        let service = self.allowed(by, wanted.service, Need::OwnRight(Right::ManageApiKeys)).await?;
        policy::may_create_key(wanted.key_type, service.service().mode)?;
        wanted.scopes.sort_unstable();
        wanted.scopes.dedup();
        let now = self.now();
        let secret = api_key::generate(self.chance());
        let name = wanted.name.trim().to_owned();
        let text =
            api_key::show(&self.settings().key_prefix, wanted.key_type, &name, wanted.service, &secret);
        let key = NewApiKey {
            id: ApiKeyId::new(now, self.chance()),
            service: wanted.service,
            name: name.clone(),
            key_type: wanted.key_type,
            scopes: wanted.scopes,
            acceptance: wanted.acceptance,
            origin: Origin::Native,
            secret,
            created_at: now,
            created_by: by.actor(),
        };
        let mut tx = self.store().begin().await?;
        match api_keys::insert(&mut tx, &key).await {
            Ok(()) => {}
            Err(api_keys::InsertError::NameTaken) => return Err(ChangeError::NameTaken(name)),
            Err(api_keys::InsertError::Store(error)) => return Err(error.into()),
        }
        let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
        let detail = json!({"name": name, "type": key.key_type.as_str(), "scopes": scopes});
        self.record(&mut tx, by, Some(key.service), "key.create", &key.id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(CreatedKey { id: key.id, text })
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
                revoked_at: key.revoked_at,
            })
            .collect())
    }

    /// Revokes a key: its very next call is refused.
    pub async fn revoke_key(&self, by: &Authority, id: ApiKeyId) -> Result<(), ChangeError> {
        let keys = self.store().api_keys(None).await?;
        let key = keys.into_iter().find(|key| key.id == id).ok_or(ChangeError::NoSuchKey(id))?;
        self.allowed(by, key.service, Need::Right(Right::ManageApiKeys)).await?;
        if key.revoked_at.is_some() {
            return Err(ChangeError::AlreadyRevoked(id));
        }
        let mut tx = self.store().begin().await?;
        api_keys::revoke(&mut tx, key.service, id, self.now()).await?.ok_or(ChangeError::NoSuchKey(id))?;
        self.record(&mut tx, by, Some(key.service), "key.revoke", &id.to_string(), json!({"name": key.name}))
            .await?;
        tx.commit().await?;
        Ok(())
    }
}
