//! When each key was last used, and by what: kept in memory, written down in batches, never in a request.

use crate::auth::Caller;
use crate::{App, Unavailable};
use facteur_model::api_key::KeyClient;
use facteur_model::id::ApiKeyId;
use facteur_model::time::Moment;
use facteur_store::KeyUse;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

#[derive(Default)]
pub struct KeyUses(Mutex<HashMap<ApiKeyId, (Moment, KeyClient)>>);

impl App {
    /// Notes that a key was used now. For whoever has just let its caller in.
    pub fn note_key_use(&self, caller: &Caller, client: KeyClient) {
        let mut uses = self.0.key_uses.0.lock().unwrap_or_else(PoisonError::into_inner);
        uses.insert(caller.key_id(), (self.now(), client));
    }

    /// Writes down the last use of every key used since the previous call.
    pub async fn flush_key_use(&self) -> Result<(), Unavailable> {
        let used = std::mem::take(&mut *self.0.key_uses.0.lock().unwrap_or_else(PoisonError::into_inner));
        if used.is_empty() {
            return Ok(());
        }
        let uses = used.into_iter().map(|(key, (at, client))| KeyUse { key, at, client }).collect();
        Ok(self.store().note_key_use(uses).await?)
    }
}
