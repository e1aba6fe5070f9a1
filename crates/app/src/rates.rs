//! The per-minute rate of every service and key type, in memory.

use facteur_model::allowance::{Rate, RateWindow};
use facteur_model::api_key::KeyType;
use facteur_model::id::ServiceId;
use facteur_model::time::{MINUTE, Moment};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Windows kept at once; when there are more, the ones silent for longer than the window go.
const MOST_WINDOWS: usize = 10_000;

#[derive(Default)]
pub struct Rates(Mutex<HashMap<(ServiceId, KeyType), Used>>);

struct Used {
    window: RateWindow,
    last: Moment,
}

impl Rates {
    /// Counts one call if it fits.
    pub fn admit(&self, service: ServiceId, key: KeyType, now: Moment, limit: u32) -> Result<Rate, Rate> {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= MOST_WINDOWS && !windows.contains_key(&(service, key)) {
            windows.retain(|_, used| now.since(used.last) <= MINUTE + 1_000_000);
        }
        let used = windows
            .entry((service, key))
            .or_insert_with(|| Used { window: RateWindow::default(), last: now });
        used.last = now;
        used.window.admit(now, limit)
    }
}
