//! The per-minute rate of every service and key type, in memory, and in step with other nodes.

use crate::authority::{Authority, Need};
use crate::operate::ChangeError;
use crate::{App, Unavailable};
use facteur_model::allowance::{RATE_WINDOW_SECONDS, Rate, RateWindow};
use facteur_model::api_key::KeyType;
use facteur_model::id::ServiceId;
use facteur_model::person::Right;
use facteur_model::time::{MINUTE, Moment, SECOND};
use facteur_store::RateUse;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

/// Windows kept at once; when there are more, the ones silent for longer than the window go.
const MOST_WINDOWS: usize = 10_000;
/// How far back the other nodes are usually listened to: what they tell is a second or two old.
const RECENT_SECONDS: i64 = 5;
/// Each so many exchanges the whole window is listened to: a node that could not tell for a while is heard then.
const EXCHANGES_PER_WHOLE: u32 = 10;

type Whose = (ServiceId, KeyType);

#[derive(Default)]
pub struct Rates {
    windows: Mutex<HashMap<Whose, Used>>,
    exchanges: AtomicU32,
}

struct Used {
    window: RateWindow,
    last: Moment,
}

impl Rates {
    /// Counts one call if it fits.
    pub fn admit(&self, service: ServiceId, key: KeyType, now: Moment, limit: u32) -> Result<Rate, Rate> {
        self.with(|windows| of(windows, (service, key), now).admit(now, limit))
    }

    /// How many calls count at this moment.
    fn used(&self, service: ServiceId, key: KeyType, now: Moment) -> u64 {
        self.with(|windows| windows.get_mut(&(service, key)).map_or(0, |used| used.window.used_at(now)))
    }

    /// What the other nodes have not been told yet.
    fn take_untold(&self) -> Vec<RateUse> {
        self.with(|windows| {
            let told = windows.iter_mut().flat_map(|((service, key_type), used)| {
                let (service, key_type) = (*service, *key_type);
                let untold = used.window.take_untold().into_iter();
                untold.map(move |(second, calls)| RateUse { service, key_type, second, calls })
            });
            told.collect()
        })
    }

    /// Nobody was told after all; and what the others told in the meantime was not heard.
    fn tell_again(&self, untold: &[RateUse]) {
        self.exchanges.store(0, Ordering::Relaxed);
        self.with(|windows| {
            for told in untold {
                if let Some(used) = windows.get_mut(&(told.service, told.key_type)) {
                    used.window.tell_from(told.second);
                }
            }
        });
    }

    fn hear(&self, now: Moment, told: &[RateUse]) {
        self.with(|windows| {
            for told in told {
                of(windows, (told.service, told.key_type), now).hear(now, told.second, told.calls);
            }
        });
    }

    /// The first second to ask the other nodes about.
    fn since(&self, now: Moment) -> i64 {
        let whole = self.exchanges.fetch_add(1, Ordering::Relaxed).is_multiple_of(EXCHANGES_PER_WHOLE);
        now.epoch_seconds() - if whole { i64::from(RATE_WINDOW_SECONDS) } else { RECENT_SECONDS }
    }

    fn with<T>(&self, work: impl FnOnce(&mut HashMap<Whose, Used>) -> T) -> T {
        work(&mut self.windows.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The window of a service and key type, made when it is not there.
fn of(windows: &mut HashMap<Whose, Used>, whose: Whose, now: Moment) -> &mut RateWindow {
    if windows.len() >= MOST_WINDOWS && !windows.contains_key(&whose) {
        windows.retain(|_, used| now.since(used.last) <= MINUTE + SECOND);
    }
    let used = windows.entry(whose).or_insert_with(|| Used { window: RateWindow::default(), last: now });
    used.last = now;
    &mut used.window
}

/// Where the calls of one key type stand within the rate of their service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateInUse {
    pub key_type: KeyType,
    /// Calls of the last minute.
    pub used: u64,
    /// Calls a minute.
    pub limit: u32,
}

impl App {
    /// The present use of the per-minute rate, for each key type.
    pub async fn rates_in_use(
        &self,
        by: &Authority,
        service: ServiceId,
    ) -> Result<Vec<RateInUse>, ChangeError> {
        let view = self.allowed(by, service, Need::Right(Right::ManageApiKeys)).await?;
        let (limit, now) = (view.service().limits.rate, self.now());
        let of = |key_type| RateInUse { key_type, used: self.rates().used(service, key_type, now), limit };
        Ok(KeyType::ALL.map(of).into())
    }

    /// Tells the other nodes what this one let in, and counts what they let in, where several nodes share a database.
    /// Together they let in no more than a rate allows, give or take what was let in since the last exchange.
    pub async fn share_rates(&self) -> Result<(), Unavailable> {
        if !self.store().is_shared() {
            return Ok(());
        }
        let untold = self.rates().take_untold();
        match self.store().share_rates(untold.clone(), self.rates().since(self.now())).await {
            Ok(told) => {
                self.rates().hear(self.now(), &told);
                Ok(())
            }
            Err(error) => {
                self.rates().tell_again(&untold);
                Err(error.into())
            }
        }
    }
}
