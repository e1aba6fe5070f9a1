//! What counts, and how much is left: calls a minute, messages a day, messages a fiscal year
//! (contract §5).

mod rate;

pub use rate::{RATE_WINDOW_SECONDS, Rate, RateWindow};

use crate::api_key::KeyType;
use crate::channel::Channel;
use crate::policy::Road;

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
