//! Calls that are being answered right now, by their idempotency key.

use super::{IdempotencyKey, SendError};
use crate::auth::Caller;
use facteur_model::api_key::KeyType;
use facteur_model::id::ServiceId;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

type Name = (ServiceId, KeyType, String);

/// The keys of this process whose first call has not been answered yet. Between processes the
/// store's own uniqueness decides.
#[derive(Clone, Default)]
pub struct InProgress(Arc<Mutex<HashSet<Name>>>);

/// One call's turn; ends when dropped, also when the client went away.
pub struct Turn {
    name: Name,
    all: InProgress,
}

impl InProgress {
    pub fn enter(&self, caller: &Caller, key: &IdempotencyKey) -> Result<Turn, SendError> {
        let name = (caller.service_id(), caller.key_type(), key.key.clone());
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if names.insert(name.clone()) {
            Ok(Turn { name, all: self.clone() })
        } else {
            Err(SendError::IdempotencyInProgress)
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.all.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}
