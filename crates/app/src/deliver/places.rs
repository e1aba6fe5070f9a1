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

/// Where one message at a time goes through each place.
struct Gate {
    /// In front of the provider, writing the attempt down: as many as there are connections, so that none stands idle
    /// while the store works, and none that is written down has to wait for more than about one attempt.
    desk: Seats,
    connections: Seats,
}

struct Seats {
    common: Semaphore,
    reserved: Semaphore,
}

impl Gates {
    pub fn new(email: &dyn Provider, sms: &dyn Provider) -> Self {
        Self { email: Gate::new(email), sms: Gate::new(sms) }
    }

    /// Waits until one more attempt may be written down.
    pub async fn desk(&self, lane: Lane) -> Option<SemaphorePermit<'_>> {
        let (gate, priority) = self.of(lane)?;
        gate.desk.take(priority).await
    }

    /// Waits until one more attempt may run.
    pub async fn connection(&self, lane: Lane) -> Option<SemaphorePermit<'_>> {
        let (gate, priority) = self.of(lane)?;
        gate.connections.take(priority).await
    }

    fn of(&self, lane: Lane) -> Option<(&Gate, Priority)> {
        match lane {
            Lane::Real(Channel::Email, priority) => Some((&self.email, priority)),
            Lane::Real(Channel::Sms, priority) => Some((&self.sms, priority)),
            Lane::Simulated => None,
        }
    }
}

impl Gate {
    fn new(provider: &dyn Provider) -> Self {
        let at_once = match provider.reaches_outside() {
            Reach::Outside => provider.most_at_once().min(Semaphore::MAX_PERMITS),
            Reach::Inside => 1,
        };
        Self { desk: Seats::new(at_once), connections: Seats::new(at_once) }
    }
}

impl Seats {
    fn new(seats: usize) -> Self {
        let (reserve, _) = reserves(seats);
        Self { common: Semaphore::new(seats - reserve), reserved: Semaphore::new(reserve) }
    }

    /// The semaphores are never closed; without a permit an attempt would only wait inside its provider.
    async fn take(&self, priority: Priority) -> Option<SemaphorePermit<'_>> {
        if priority != Priority::Priority {
            return self.common.acquire().await.ok();
        }
        tokio::select! {
            biased;
            permit = self.reserved.acquire() => permit.ok(),
            permit = self.common.acquire() => permit.ok(),
        }
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
