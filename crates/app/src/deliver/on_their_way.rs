//! Messages that this process is handing to a provider right now.

use facteur_model::id::NotificationId;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// A second claim of one of these, after a leap of the clock, must not start a second attempt beside the first.
#[derive(Clone, Default)]
pub struct OnTheirWay(Arc<Mutex<HashSet<NotificationId>>>);

/// One message's way; ends when dropped.
pub struct Way {
    id: NotificationId,
    all: OnTheirWay,
}

impl OnTheirWay {
    /// `None` when the message is on its way already.
    pub fn enter(&self, id: NotificationId) -> Option<Way> {
        let fresh = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        fresh.then(|| Way { id, all: self.clone() })
    }
}

impl Drop for Way {
    fn drop(&mut self) {
        self.all.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}
