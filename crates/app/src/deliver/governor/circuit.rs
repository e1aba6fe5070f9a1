//! A circuit breaker: a provider that cannot be reached is left alone for a while.

use facteur_model::chance::Chance;
use facteur_model::time::{MINUTE, Micros, Moment, SECOND};

/// Failures in a row that open it.
const OPENS_AFTER: u32 = 5;
/// The first wait; it doubles with each failed try.
const FIRST: Micros = SECOND;
const LONGEST: Micros = MINUTE;
const LONGEST_WITH_JITTER: Micros = LONGEST / 10 * 12;
/// A try that said nothing for this long is not waited for.
const MOST_TRIAL: Micros = 10 * SECOND;

/// What an operator is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The provider is asked.
    Closed,
    /// It is left alone.
    Open,
    /// One message tries whether it is back.
    Trying,
}

#[derive(Debug, Default)]
pub struct Circuit {
    failures: u32,
    /// Until when it stays open, once it is.
    until: Option<Moment>,
    /// When the last message was sent to try.
    tried_at: Option<Moment>,
}

impl Circuit {
    /// How many more may be claimed. What was under way when it opened does not count: it may hang for a minute.
    pub fn allows(&self, now: Moment) -> usize {
        match self.state(now) {
            State::Closed => usize::MAX,
            State::Open => 0,
            State::Trying => usize::from(self.tried_at.is_none_or(|at| now.since(at).abs() >= MOST_TRIAL)),
        }
    }

    /// Some were claimed.
    pub fn taken(&mut self, now: Moment) {
        if self.state(now) == State::Trying {
            self.tried_at = Some(now);
        }
    }

    pub fn opens_at(&self, now: Moment) -> Option<Moment> {
        // A wait that is longer than any was begun by a clock that has gone back since: it is over.
        self.until.filter(|until| (1..=LONGEST_WITH_JITTER).contains(&until.since(now)))
    }

    pub fn state(&self, now: Moment) -> State {
        match (self.until, self.opens_at(now)) {
            (None, _) => State::Closed,
            (Some(_), Some(_)) => State::Open,
            (Some(_), None) => State::Trying,
        }
    }

    pub fn succeeded(&mut self) {
        *self = Self::default();
    }

    pub fn failed(&mut self, now: Moment, chance: &dyn Chance) {
        // What was under way when it opened says nothing new.
        if self.state(now) == State::Open {
            return;
        }
        self.tried_at = None;
        self.failures = self.failures.saturating_add(1);
        if self.failures < OPENS_AFTER {
            return;
        }
        let nominal = FIRST.saturating_mul(1 << (self.failures - OPENS_AFTER).min(20)).min(LONGEST);
        let mut draw = [0_u8; 2];
        chance.fill(&mut draw);
        // Between 80 and 120 %, so that nodes do not come back together.
        let jitter = nominal / 10 * 4 * Micros::from(u16::from_le_bytes(draw)) / 65_535;
        self.until = Some(now.plus(nominal / 10 * 8 + jitter));
    }
}
