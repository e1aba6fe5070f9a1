//! Places: how many messages are claimed at once, and how many attempts run at once.

use super::lanes::reserves;
use crate::App;
use facteur_model::time::Micros;
use facteur_model::{Channel, Lane, Priority};
use facteur_providers::{Provider, Reach};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Work that is claimed beyond the running attempts takes about this long, so that it delays nobody noticeably.
const AHEAD: Micros = 50_000;
/// At most so many claimed messages wait, to be attempted or to be settled, for each that is attempted.
const MOST_AHEAD: usize = 15;

/// How many messages may be claimed for a provider that attempts `at_once`, each taking `average`: the quicker it is,
/// the more are kept ready, because a claim has its price too.
pub fn claimed_at_once(at_once: usize, average: Micros) -> usize {
    let ahead = if average > 0 { usize::try_from(AHEAD / average).unwrap_or(0).min(MOST_AHEAD) } else { 0 };
    at_once.saturating_mul(1 + ahead)
}

/// A claimed message's place; free again when dropped.
pub struct Place {
    app: App,
    lane: Lane,
}

impl Place {
    pub fn new(app: App, lane: Lane) -> Self {
        Self { app, lane }
    }

    pub fn lane(&self) -> Lane {
        self.lane
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.app.place_is_free(self.lane);
    }
}

/// Attempts at once, for each channel; some only for priority.
pub struct Gates {
    email: Gate,
    sms: Gate,
}

struct Gate {
    common: Semaphore,
    reserved: Semaphore,
}

impl Gates {
    pub fn new(email: &dyn Provider, sms: &dyn Provider) -> Self {
        Self { email: Gate::new(email), sms: Gate::new(sms) }
    }

    /// Waits until one more attempt may run.
    pub async fn enter(&self, lane: Lane) -> Option<SemaphorePermit<'_>> {
        let (gate, priority) = match lane {
            Lane::Real(Channel::Email, priority) => (&self.email, priority),
            Lane::Real(Channel::Sms, priority) => (&self.sms, priority),
            Lane::Simulated => return None,
        };
        // The semaphores are never closed; without a permit an attempt would only wait inside its provider.
        if priority != Priority::Priority {
            return gate.common.acquire().await.ok();
        }
        tokio::select! {
            biased;
            permit = gate.reserved.acquire() => permit.ok(),
            permit = gate.common.acquire() => permit.ok(),
        }
    }
}

impl Gate {
    fn new(provider: &dyn Provider) -> Self {
        let at_once = match provider.reaches_outside() {
            Reach::Outside => provider.most_at_once().min(Semaphore::MAX_PERMITS),
            Reach::Inside => 1,
        };
        let (reserve, _) = reserves(at_once);
        Self { common: Semaphore::new(at_once - reserve), reserved: Semaphore::new(reserve) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_quick_provider_has_work_kept_ready() {
        assert_eq!(claimed_at_once(8, 0), 8, "nothing is known yet");
        assert_eq!(claimed_at_once(8, 1_000), 128);
        assert_eq!(claimed_at_once(8, 5_000), 88);
        assert_eq!(claimed_at_once(8, 20_000), 24);
        assert_eq!(claimed_at_once(8, 60_000), 8);
    }
}
