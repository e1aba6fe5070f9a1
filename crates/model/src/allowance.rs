//! What counts, and how much is left: calls a minute, messages a day, messages a fiscal year
//! (contract §5).

use crate::api_key::KeyType;
use crate::channel::Channel;
use crate::policy::Road;
use crate::time::{Micros, Moment, SECOND};

/// Calls per minute that a service starts with, for each key type (contract §5.1).
pub const DEFAULT_RATE: u32 = 1_000;

/// How many messages a service may send. E-mails are counted by message, texts by part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Counted calls per minute, for each key type separately.
    pub rate: u32,
    pub daily_email: u64,
    /// In text message parts.
    pub daily_sms: u64,
    pub annual_email: u64,
    /// In text message parts.
    pub annual_sms: u64,
}

impl Limits {
    /// A service in trial mode (contract §5.2, §5.3).
    pub const TRIAL: Limits = Limits {
        rate: DEFAULT_RATE,
        daily_email: 50,
        daily_sms: 50,
        annual_email: 20_000_000,
        annual_sms: 100_000,
    };

    /// A live service, unless its operator says otherwise (contract §5.2, §5.3).
    pub const LIVE: Limits = Limits { daily_email: 10_000, daily_sms: 1_500, ..Limits::TRIAL };

    pub fn daily(&self, channel: Channel) -> u64 {
        match channel {
            Channel::Email => self.daily_email,
            Channel::Sms => self.daily_sms,
        }
    }

    pub fn annual(&self, channel: Channel) -> u64 {
        match channel {
            Channel::Email => self.annual_email,
            Channel::Sms => self.annual_sms,
        }
    }
}

/// Which of the two allowances is spent. The annual one is asked first (contract §5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Exhausted {
    #[error("the annual limit of {limit} has been reached")]
    Annual { limit: u64 },
    #[error("today's limit of {limit} has been reached")]
    Daily { limit: u64 },
}

/// Does a message on this road move the counters? Test keys and smoke-test recipients never do.
pub fn counts(key: KeyType, road: Road) -> bool {
    match (key, road) {
        (KeyType::Test, _) | (_, Road::Simulator | Road::SmokeTest) => false,
        (KeyType::Live | KeyType::Team, Road::Provider) => true,
    }
}

/// May `units` more be sent, when `today` and `this_year` are already used?
pub fn check(
    limits: &Limits,
    channel: Channel,
    today: u64,
    this_year: u64,
    units: u64,
) -> Result<(), Exhausted> {
    let (daily, annual) = (limits.daily(channel), limits.annual(channel));
    if this_year.saturating_add(units) > annual {
        Err(Exhausted::Annual { limit: annual })
    } else if today.saturating_add(units) > daily {
        Err(Exhausted::Daily { limit: daily })
    } else {
        Ok(())
    }
}

/// The window of the per-minute rate, in seconds.
pub const RATE_WINDOW_SECONDS: u32 = 60;
const SLOT: Micros = SECOND / 10;
/// One more than a minute holds, because a call at the end of its slot must stay for the whole minute.
const SLOTS: i64 = 601;

/// Calls of the last minute, in tenths of a second.
///
/// A call stops counting between 60.0 and 60.1 seconds after it was made, never earlier; memory is
/// the same for a limit of one and of a million. A refused call does not count, so that a client
/// that waits as `Retry-After` says is let in.
#[derive(Debug, Clone)]
pub struct RateWindow {
    calls: Box<[u32]>,
    /// The number of the newest slot since the epoch.
    newest: i64,
    total: u64,
}

/// Where a caller stands within its rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub limit: u32,
    pub remaining: u32,
    /// Seconds until the window is empty (allowed) or until one more call fits (refused); at least 1
    /// when anything has been used.
    pub reset_seconds: u32,
}

impl Default for RateWindow {
    fn default() -> Self {
        Self { calls: vec![0; usize::try_from(SLOTS).unwrap_or(0)].into_boxed_slice(), newest: 0, total: 0 }
    }
}

impl RateWindow {
    /// Counts one call if it fits.
    ///
    /// # Errors
    /// The state of the window when the limit is reached; the call is then not counted.
    pub fn admit(&mut self, now: Moment, limit: u32) -> Result<Rate, Rate> {
        self.turn_to(now);
        if self.total >= u64::from(limit) {
            return Err(Rate { limit, remaining: 0, reset_seconds: self.seconds_until_one_fits(limit) });
        }
        self.calls[slot_index(self.newest)] += 1;
        self.total += 1;
        let used = u32::try_from(self.total).unwrap_or(u32::MAX);
        Ok(Rate { limit, remaining: limit.saturating_sub(used), reset_seconds: RATE_WINDOW_SECONDS })
    }

    fn turn_to(&mut self, now: Moment) {
        let slot = now.micros().div_euclid(SLOT);
        // A clock that went back a little keeps counting in the newest slot. One that went back by more than
        // the window has no past to count: waiting until it catches up could take for ever.
        let steps = slot.saturating_sub(self.newest);
        if steps.abs() >= SLOTS {
            self.calls.fill(0);
            self.total = 0;
            self.newest = slot;
        }
        while self.newest < slot {
            self.newest += 1;
            let leaving = &mut self.calls[slot_index(self.newest)];
            self.total -= u64::from(*leaving);
            *leaving = 0;
        }
    }

    fn seconds_until_one_fits(&self, limit: u32) -> u32 {
        let mut over = self.total.saturating_sub(u64::from(limit)) + 1;
        for age in (0..SLOTS).rev() {
            over = over.saturating_sub(u64::from(self.calls[slot_index(self.newest - age)]));
            if over == 0 {
                let slots = SLOTS - age;
                return u32::try_from((slots * SLOT).div_euclid(SECOND) + 1).unwrap_or(RATE_WINDOW_SECONDS);
            }
        }
        RATE_WINDOW_SECONDS
    }
}

fn slot_index(slot: i64) -> usize {
    usize::try_from(slot.rem_euclid(SLOTS)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOON: Moment = Moment::from_micros(1_800_000_000_000_000);

    #[test]
    fn the_limit_is_exact_and_the_window_slides() {
        let mut window = RateWindow::default();
        for n in 0..3_u32 {
            assert_eq!(
                window.admit(NOON.plus(Micros::from(n) * 10 * SECOND), 3).map(|rate| rate.remaining),
                Ok(2 - n)
            );
        }
        let refused = window.admit(NOON.plus(30 * SECOND), 3).unwrap_err();
        assert_eq!((refused.remaining, refused.reset_seconds), (0, 31));
        assert!(window.admit(NOON.plus(59 * SECOND), 3).is_err());
        assert!(window.admit(NOON.plus(61 * SECOND), 3).is_ok(), "the first call has left the window");
        assert!(window.admit(NOON.plus(61 * SECOND), 3).is_err(), "the second has not");
    }

    #[test]
    fn waiting_as_told_is_enough() {
        let mut window = RateWindow::default();
        window.admit(NOON, 1).unwrap();
        let told = window.admit(NOON.plus(1), 1).unwrap_err().reset_seconds;
        assert!(window.admit(NOON.plus(1 + Micros::from(told) * SECOND), 1).is_ok());
    }

    #[test]
    fn a_clock_that_steps_back_gives_no_free_calls_and_one_that_leaps_blocks_nobody() {
        let mut window = RateWindow::default();
        window.admit(NOON, 1).unwrap();
        assert!(window.admit(NOON.plus(-30 * SECOND), 1).is_err());
        assert!(window.admit(NOON.plus(-3_600 * SECOND), 1).is_ok());
        assert!(window.admit(NOON.plus(-3_600 * SECOND), 1).is_err());
    }

    #[test]
    fn the_annual_limit_is_asked_before_the_daily_one() {
        let limits = Limits { daily_email: 5, annual_email: 5, ..Limits::TRIAL };
        assert_eq!(check(&limits, Channel::Email, 4, 4, 1), Ok(()));
        assert_eq!(check(&limits, Channel::Email, 5, 5, 1), Err(Exhausted::Annual { limit: 5 }));
        assert_eq!(check(&limits, Channel::Email, 5, 0, 1), Err(Exhausted::Daily { limit: 5 }));
        assert_eq!(check(&limits, Channel::Sms, 49, 0, 2), Err(Exhausted::Daily { limit: 50 }));
    }

    #[test]
    fn only_real_messages_count() {
        assert!(counts(KeyType::Live, Road::Provider));
        assert!(counts(KeyType::Team, Road::Provider));
        for road in [Road::Simulator, Road::SmokeTest, Road::Provider] {
            assert!(!counts(KeyType::Test, road));
        }
        assert!(!counts(KeyType::Live, Road::SmokeTest));
    }

    proptest! {
        #[test]
        fn no_minute_holds_more_than_the_limit(gaps in prop::collection::vec(0_i64..5_000_000, 1..200), limit in 1_u32..20) {
            let mut window = RateWindow::default();
            let mut now = NOON;
            let mut admitted = Vec::new();
            for gap in gaps {
                now = now.plus(gap);
                if window.admit(now, limit).is_ok() {
                    admitted.push(now);
                }
            }
            for (index, moment) in admitted.iter().enumerate() {
                let within = admitted[index..].iter().take_while(|later| later.since(*moment) < 60 * SECOND).count();
                prop_assert!(within <= limit as usize);
            }
        }
    }
}
