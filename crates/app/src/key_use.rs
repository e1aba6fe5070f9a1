//! When each key was last used: kept in memory, written down in batches, never in a request.

use crate::{App, Unavailable};
use facteur_model::id::ApiKeyId;
use facteur_model::time::Moment;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

#[derive(Default)]
pub struct KeyUse(Mutex<HashMap<ApiKeyId, Moment>>);

impl App {
    pub(crate) fn note_key_use(&self, key: ApiKeyId) {
        self.0.key_use.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, self.now());
    }

    /// Writes down the last use of every key used since the previous call.
    pub async fn flush_key_use(&self) -> Result<(), Unavailable> {
        let used = std::mem::take(&mut *self.0.key_use.0.lock().unwrap_or_else(PoisonError::into_inner));
        if used.is_empty() {
            return Ok(());
        }
        Ok(self.store().note_key_use(used.into_iter().collect()).await?)
    }
}
