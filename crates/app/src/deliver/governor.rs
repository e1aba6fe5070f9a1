//! How fast a provider is asked, and whether at all.
//!
//! The rate follows the provider: an answer that says "slower" halves it, and quiet seconds raise it again. After
//! several failures in a row to reach the provider at all, nothing is claimed for it: messages wait without losing
//! attempts, and one at a time tries whether it is back.

mod bucket;
mod circuit;

pub use circuit::State;

use bucket::Bucket;
use circuit::Circuit;
use facteur_model::chance::Chance;
use facteur_model::time::{Micros, Moment, SECOND};
use facteur_providers::Outcome;
use std::collections::HashMap;

/// The slowest that throttling makes us: a message a second.
const SLOWEST: f64 = 1.0;
/// How much faster a quiet second makes us: a tenth, and at least one message a second.
const FASTER: f64 = 1.1;
/// After this long without a complaint, a provider without a limit of the operator's has none again.
const FORGIVEN: Micros = 60 * SECOND;
/// Senders whose rates are kept; when there are more, those that are full anyway go.
const MOST_SENDERS: usize = 10_000;
/// How much of its past the average length of an attempt keeps.
const MEMORY: i64 = 8;

/// The operator's limits.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pace {
    /// Messages a second for the provider.
    pub most_per_second: Option<u32>,
    /// Messages a minute for each sender number or name.
    pub most_per_sender_per_minute: Option<u32>,
}

pub struct Governor {
    pace: Pace,
    bucket: Option<Bucket>,
    throttled_at: Option<Moment>,
    raised_at: Option<Moment>,
    senders: HashMap<String, Bucket>,
    circuit: Circuit,
    /// How many were asked in the present second, to know where to begin when told to slow down.
    asked: (i64, u32),
    average: Micros,
}

impl Governor {
    pub fn new(pace: Pace) -> Self {
        Self {
            bucket: pace.most_per_second.map(|most| Bucket::per_second(most.into())),
            pace,
            throttled_at: None,
            raised_at: None,
            senders: HashMap::new(),
            circuit: Circuit::default(),
            asked: (0, 0),
            average: 0,
        }
    }

    /// How many of `wanted` may be claimed now.
    pub fn allows(&mut self, wanted: usize, now: Moment) -> usize {
        self.quicken(now);
        let by_rate = self.bucket.as_mut().map_or(wanted, |bucket| bucket.holds(now));
        wanted.min(by_rate).min(self.circuit.allows(now))
    }

    /// When something may be claimed that may not now; `None` when the governor holds nothing up.
    pub fn opens_at(&mut self, now: Moment) -> Option<Moment> {
        let by_rate = self.bucket.as_mut().and_then(|bucket| bucket.next(now));
        let by_circuit = self.circuit.opens_at(now);
        by_rate.max(by_circuit)
    }

    /// Until when the provider is left alone, if it is.
    pub fn left_alone_until(&self, now: Moment) -> Option<Moment> {
        self.circuit.opens_at(now)
    }

    /// These many have been claimed.
    pub fn take(&mut self, count: usize, now: Moment) {
        if let Some(bucket) = &mut self.bucket {
            bucket.take(count, now);
        }
        if count > 0 {
            self.circuit.taken(now);
        }
        let second = now.micros().div_euclid(SECOND);
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.asked = if self.asked.0 == second { (second, self.asked.1 + count) } else { (second, count) };
    }

    /// May this sender send now? Otherwise, when.
    pub fn sender(&mut self, sender: &str, now: Moment) -> Result<(), Moment> {
        let Some(most) = self.pace.most_per_sender_per_minute else { return Ok(()) };
        if self.senders.len() >= MOST_SENDERS && !self.senders.contains_key(sender) {
            self.senders.retain(|_, bucket| !bucket.is_full(now));
        }
        let bucket = self.senders.entry(sender.to_owned()).or_insert_with(|| Bucket::per_minute(most.into()));
        if let Some(later) = bucket.next(now) {
            return Err(later);
        }
        bucket.take(1, now);
        Ok(())
    }

    /// An attempt ended, after `lasted`.
    pub fn learn(&mut self, outcome: &Outcome, lasted: Micros, now: Moment, chance: &dyn Chance) {
        self.average += (lasted.max(0) - self.average) / MEMORY;
        match outcome {
            Outcome::Unreachable { .. } => self.circuit.failed(now, chance),
            Outcome::Throttled { .. } => {
                self.circuit.succeeded();
                self.slow_down(now);
            }
            // Whatever it said, it was there to say it. An unknown outcome is a silence, and says nothing.
            Outcome::HandedOver { .. } | Outcome::Refused { .. } | Outcome::Retry { .. } => {
                self.circuit.succeeded();
            }
            Outcome::Unknown { .. } => {}
        }
    }

    /// How long an attempt takes, of late.
    pub fn average(&self) -> Micros {
        self.average
    }

    pub fn state(&self, now: Moment) -> State {
        self.circuit.state(now)
    }

    /// Messages a second at most, if there is a limit now.
    pub fn rate(&self) -> Option<f64> {
        self.bucket.as_ref().map(Bucket::rate)
    }

    fn slow_down(&mut self, now: Moment) {
        // Several answers to what was asked at one speed are one complaint.
        if self.throttled_at.is_some_and(|at| now.since(at) < SECOND && now.since(at) >= 0) {
            return;
        }
        let before = self.bucket.as_ref().map_or(f64::from(self.asked.1).max(2.0 * SLOWEST), Bucket::rate);
        self.set_rate((before / 2.0).max(SLOWEST), now);
        self.throttled_at = Some(now);
        self.raised_at = Some(now);
    }

    fn quicken(&mut self, now: Moment) {
        // What lies in the future was noted by a clock that has gone back since.
        let noted = |at: Option<Moment>| at.map(|at| at.min(now));
        (self.throttled_at, self.raised_at) = (noted(self.throttled_at), noted(self.raised_at));
        let (Some(throttled_at), Some(raised_at)) = (self.throttled_at, self.raised_at) else { return };
        if now.since(raised_at) < SECOND {
            return;
        }
        let most = self.pace.most_per_second.map(f64::from);
        let rate = self.bucket.as_ref().map_or(f64::INFINITY, Bucket::rate);
        let faster = (rate * FASTER).max(rate + 1.0);
        self.raised_at = Some(now);
        match most {
            Some(most) if faster >= most => {
                self.set_rate(most, now);
                (self.throttled_at, self.raised_at) = (None, None);
            }
            None if now.since(throttled_at) >= FORGIVEN => {
                self.bucket = None;
                (self.throttled_at, self.raised_at) = (None, None);
            }
            _ => self.set_rate(faster, now),
        }
    }

    fn set_rate(&mut self, rate: f64, now: Moment) {
        match &mut self.bucket {
            Some(bucket) => bucket.set_rate(rate, now),
            None => self.bucket = Some(Bucket::at_rate(rate)),
        }
    }
}

#[cfg(test)]
mod tests;
