//! Work in small steps that no request waits for.

use crate::error::Error;
use crate::store::Store;
use facteur_model::id::ApiKeyId;
use facteur_model::time::Moment;

impl Store {
    /// Writes down when keys were last used, in one commit. A later time stays. No epoch moves: nothing
    /// that a cache holds has changed.
    pub async fn note_key_use(&self, uses: Vec<(ApiKeyId, Moment)>) -> Result<(), Error> {
        let _ = uses;
        unimplemented!()
    }

    /// Deletes expired idempotency rows, `most` at a time, and says how many: fewer than `most` means done.
    pub async fn sweep_idempotency(&self, now: Moment, most: usize) -> Result<usize, Error> {
        let _ = (now, most);
        unimplemented!()
    }

    /// Makes the next `most` notifications findable by recipient, and says how many: fewer than `most`
    /// means that the index has caught up.
    pub async fn index_recipients(&self, most: usize) -> Result<usize, Error> {
        let _ = most;
        unimplemented!()
    }
}
