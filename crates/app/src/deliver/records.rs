//! What deliveries write down: attempts before they are made, and outcomes after.

use super::gather::Gather;
use facteur_store::{Error, Lease, OpenAttempt, Settlement, Store};

/// Deliveries end one at a time; what they write shares calls on the store.
#[derive(Default)]
pub struct Records {
    attempts: Gather<OpenAttempt, Lease>,
    settlements: Gather<Settlement, Lease>,
}

impl Records {
    /// The attempt may be made when its lease is held.
    pub async fn open(&self, store: &Store, attempt: OpenAttempt) -> Result<Lease, Error> {
        self.attempts.call(attempt, |attempts| store.open_attempts(attempts)).await
    }

    pub async fn settle(&self, store: &Store, settlement: Settlement) -> Result<Lease, Error> {
        self.settlements.call(settlement, |settlements| store.settle(settlements)).await
    }
}
