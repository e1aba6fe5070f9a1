//! Who is calling: from the text of a key or a token to a caller (contract §1).

mod token;

use crate::authority::Authority;
use crate::directory::ServiceView;
use crate::{App, Unavailable};
use facteur_model::api_key::{KeyText, KeyTextError, KeyType, Origin, Scope};
use facteur_model::id::{ApiKeyId, ServiceId, UserId, parse_uuid};
use facteur_model::secret::Secret;
use facteur_model::service::Standing;
use facteur_model::time::Moment;
use facteur_store::ApiKey;
use std::sync::Arc;
use token::{Issuer, Times, Token};

/// Who may read and send for a service: a key that proved itself, or a person with the right; and the service as of
/// this call. Holding one is the permission to read.
#[derive(Clone)]
pub struct Caller {
    pub(crate) service: Arc<ServiceView>,
    by: Holder,
}

/// Who holds the right to send.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holder {
    /// Index of the key among the service's keys.
    Key(usize),
    /// Somebody who sends through the site, with the reach of a live key.
    Person(UserId),
    /// Somebody who tries the API from the site, with the reach of a test key.
    Playground(UserId),
}

/// Why a caller was not let in.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// The text is not the whole of a key, or names another service than the key's own.
    #[error("not a whole key")]
    IncompleteKey,
    #[error("no such key")]
    KeyNotFound,
    #[error("the key is revoked")]
    KeyRevoked,
    #[error("not a token that can be decoded")]
    TokenMalformed,
    #[error("the token has no issuer")]
    IssuerMissing,
    #[error("the issuer of the token is not an id")]
    IssuerNotAnId,
    #[error("the issuer of the token is no service")]
    ServiceNotFound,
    #[error("the service has never had a key")]
    NoKeys,
    #[error("the service is archived")]
    ServiceArchived,
    #[error("the token was not made within 30 seconds of now")]
    ClockOff,
    #[error("no key of the service made this token")]
    TokenNotFound,
    #[error("the store could not say")]
    Unavailable(#[from] Unavailable),
}

impl Caller {
    fn key(&self) -> Option<&ApiKey> {
        match self.by {
            Holder::Key(index) => self.service.keys().get(index),
            Holder::Person(_) | Holder::Playground(_) => None,
        }
    }

    /// A person, or the installation itself, who sends without a key.
    pub(crate) fn person(service: Arc<ServiceView>, person: UserId) -> Self {
        Self { service, by: Holder::Person(person) }
    }

    /// A person who tries the API: as with a test key, nothing reaches anybody.
    pub(crate) fn playground(service: Arc<ServiceView>, person: UserId) -> Self {
        Self { service, by: Holder::Playground(person) }
    }

    /// The name of the key; empty for a person.
    pub(crate) fn key_name(&self) -> &str {
        self.key().map_or("", |key| &key.name)
    }

    /// Do calls of this caller count towards the rate of its key type?
    pub(crate) fn is_rated(&self) -> bool {
        matches!(self.by, Holder::Key(_) | Holder::Playground(_))
    }

    /// Who asks when the key is used for what this scope allows; nothing when it does not allow it.
    pub fn authority(&self, scope: Scope) -> Option<Authority> {
        self.key().filter(|key| key.scopes.contains(&scope)).map(Authority::key)
    }

    pub fn service_id(&self) -> ServiceId {
        self.service.service().id
    }

    pub fn service_name(&self) -> &str {
        &self.service.service().name
    }

    pub fn key_type(&self) -> KeyType {
        match self.by {
            Holder::Key(index) => self.service.keys()[index].key_type,
            Holder::Person(_) => KeyType::Live,
            Holder::Playground(_) => KeyType::Test,
        }
    }

    /// The key; or the person who sent through the site, whose id stands in its place.
    pub fn key_id(&self) -> ApiKeyId {
        match self.by {
            Holder::Person(person) | Holder::Playground(person) => ApiKeyId::from_uuid(person.as_uuid()),
            Holder::Key(index) => self.service.keys()[index].id,
        }
    }
}

impl App {
    /// The same caller as of now; a key that is gone or revoked by now is no caller any more.
    pub(crate) async fn refreshed(&self, caller: &Caller) -> Result<Caller, crate::SendError> {
        let service = self.directory().service(caller.service_id()).await?;
        let service = service.ok_or(crate::SendError::KeyRevoked)?;
        let is_usable = |key: &ApiKey| key.is_usable(self.now());
        if Arc::ptr_eq(&service, &caller.service) && caller.key().is_none_or(is_usable) {
            return Ok(caller.clone());
        }
        let by = match caller.by {
            Holder::Person(_) | Holder::Playground(_) => caller.by,
            Holder::Key(_) => {
                let id = caller.key_id();
                let key = service.keys().iter().position(|key| key.id == id && is_usable(key));
                Holder::Key(key.ok_or(crate::SendError::KeyRevoked)?)
            }
        };
        Ok(Caller { service, by })
    }

    /// `ApiKey-v1`: the checks of contract §1.4, in order.
    pub async fn authenticate_key(&self, text: &str) -> Result<Caller, AuthError> {
        let presented = match KeyText::parse(text, &self.settings().key_prefix) {
            Ok(presented) => presented,
            // A mistyped native key is refused without a look at the database.
            Err(KeyTextError::Checksum) => return Err(AuthError::IncompleteKey),
            Err(KeyTextError::Incomplete) => return Err(self.refuse_incomplete(text).await?),
        };
        let mac = self.store().secret_mac(&presented.secret);
        let known = match self.directory().service(presented.service).await? {
            Some(service) => service.key_with_mac(&mac).map(|key| Caller { service, by: Holder::Key(key) }),
            None => None,
        };
        let Some(caller) = known else {
            // The right secret with another service's id is a damaged key, not an unknown one.
            let elsewhere =
                self.store().api_key_by_secret(&presented.secret).await.map_err(Unavailable::from)?;
            return Err(if elsewhere.is_some() { AuthError::IncompleteKey } else { AuthError::KeyNotFound });
        };
        let misspelled = caller
            .key()
            .is_none_or(|key| key.origin == Origin::Native && presented.key_type != Some(key.key_type));
        if misspelled {
            return Err(AuthError::IncompleteKey);
        }
        self.admit(caller)
    }

    /// Tells an unknown secret from a damaged text, as the contract does (§1.4, rows 2 and 3).
    async fn refuse_incomplete(&self, text: &str) -> Result<AuthError, AuthError> {
        const SECRET: usize = 36;
        let secret = text
            .strip_prefix("gcntfy-")
            .and_then(|rest| rest.get(rest.len().saturating_sub(SECRET)..))
            .map(Secret::new);
        let Some(secret) = secret else { return Ok(AuthError::IncompleteKey) };
        let found = self.store().api_key_by_secret(&secret).await.map_err(Unavailable::from)?;
        Ok(if found.is_some() { AuthError::IncompleteKey } else { AuthError::KeyNotFound })
    }

    /// `Bearer`: the checks of contract §1.5, in order. `arrived` is when the request came in.
    pub async fn authenticate_token(&self, token: &str, arrived: Moment) -> Result<Caller, AuthError> {
        let token = Token::decode(token).ok_or(AuthError::TokenMalformed)?;
        let issuer = match token.issuer() {
            Issuer::Missing => return Err(AuthError::IssuerMissing),
            Issuer::Null => return Err(AuthError::ServiceNotFound),
            Issuer::Other => return Err(AuthError::IssuerNotAnId),
            Issuer::Text(text) => parse_uuid(text).ok_or(AuthError::IssuerNotAnId)?,
        };
        let service = self.directory().service(ServiceId::from_uuid(issuer)).await?;
        let service = service.ok_or(AuthError::ServiceNotFound)?;
        if service.keys().is_empty() {
            return Err(AuthError::NoKeys);
        }
        if service.service().standing == Standing::Archived {
            return Err(AuthError::ServiceArchived);
        }
        let signed = service
            .keys()
            .iter()
            .position(|key| key.jwt_secret.as_ref().is_some_and(|secret| token.is_signed_with(secret)));
        let key = signed.ok_or(AuthError::TokenNotFound)?;
        match token.times(arrived) {
            Times::Good => self.admit(Caller { service, by: Holder::Key(key) }),
            Times::Off => Err(AuthError::ClockOff),
            Times::Unusable => Err(AuthError::TokenNotFound),
        }
    }

    /// The last checks, the same for both schemes.
    fn admit(&self, caller: Caller) -> Result<Caller, AuthError> {
        if caller.service.service().standing == Standing::Archived {
            return Err(AuthError::ServiceArchived);
        }
        // A key that has expired is worth as little as one that was revoked.
        if caller.key().is_some_and(|key| !key.is_usable(self.now())) {
            return Err(AuthError::KeyRevoked);
        }
        Ok(caller)
    }
}
