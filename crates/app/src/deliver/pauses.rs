//! What operators hold back, as the worker sees it: read again when something changed anywhere.

use super::schedule::HeldBack;
use crate::Unavailable;
use facteur_model::Channel;
use facteur_model::id::ServiceId;
use facteur_store::{Paused, Store};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Default)]
pub struct Pauses(Mutex<Option<(i64, Arc<HeldBackNow>)>>);

/// As of one moment.
#[derive(Default)]
pub struct HeldBackNow(HashSet<Paused>);

impl Pauses {
    pub async fn now(&self, store: &Store) -> Result<Arc<HeldBackNow>, Unavailable> {
        // Before the read: what changes from here on moves the counter past this value.
        let epoch = store.epoch()?;
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, held_back)) = known
            && at == epoch
        {
            return Ok(held_back);
        }
        let pauses = store.pauses().await?.into_iter().map(|pause| pause.paused).collect();
        let held_back = Arc::new(HeldBackNow(pauses));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((epoch, held_back.clone()));
        Ok(held_back)
    }
}

impl HeldBack for HeldBackNow {
    fn service(&self, service: ServiceId) -> bool {
        !self.0.is_empty() && self.0.contains(&Paused::Service(service))
    }

    fn provider(&self, channel: Channel) -> bool {
        self.0.contains(&Paused::Provider(channel))
    }
}
