//! Who is calling: from the text of a key or a token to a caller (contract §1).

use crate::directory::ServiceView;
use facteur_model::api_key::{KeyType, Scope};
use facteur_model::id::{ApiKeyId, ServiceId};
use std::sync::Arc;

/// A key that proved itself, and its service as of this call. Holding one is the permission to read.
#[derive(Clone)]
pub struct Caller {
    pub(crate) service: Arc<ServiceView>,
    /// Index of the key among the service's keys.
    pub(crate) key: usize,
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
    Unavailable(#[from] crate::Unavailable),
}

/// The permission to do what a scope covers; only [`Caller::with_scope`] makes one.
#[derive(Clone)]
pub struct Scoped {
    pub caller: Caller,
    pub scope: Scope,
}

/// The key lacks the scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key may not {}", .0.as_str())]
pub struct MissingScope(pub Scope);

impl Caller {
    pub fn service_id(&self) -> ServiceId {
        unimplemented!()
    }

    pub fn service_name(&self) -> &str {
        unimplemented!()
    }

    pub fn key_type(&self) -> KeyType {
        unimplemented!()
    }

    pub fn key_id(&self) -> ApiKeyId {
        unimplemented!()
    }

    /// The caller with the proof that its key has `scope` (contract §1.8).
    pub fn with_scope(self, _scope: Scope) -> Result<Scoped, MissingScope> {
        unimplemented!()
    }
}
