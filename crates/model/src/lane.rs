//! Which messages go before which.

use crate::channel::Channel;

/// How urgent a template is. The contract calls it the process type (backend §3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Priority {
    /// Somebody waits for it: codes, alerts.
    Priority,
    #[default]
    Normal,
    /// Nobody notices an hour: newsletters.
    Bulk,
}

impl Priority {
    /// The most urgent first.
    pub const ALL: [Priority; 3] = [Priority::Priority, Priority::Normal, Priority::Bulk];

    pub fn as_str(self) -> &'static str {
        match self {
            Priority::Priority => "priority",
            Priority::Normal => "normal",
            Priority::Bulk => "bulk",
        }
    }

    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.as_str() == text)
    }
}

/// A queue of its own. Messages of one lane share workers fairly between services; lanes of one channel share
/// them by weight; channels share nothing, because a mail server that hangs holds up no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lane {
    /// Messages that a provider takes.
    Real(Channel, Priority),
    /// Messages of test keys, which the simulator answers.
    Simulated,
}

impl Lane {
    pub const ALL: [Lane; 7] = [
        Lane::Real(Channel::Email, Priority::Priority),
        Lane::Real(Channel::Email, Priority::Normal),
        Lane::Real(Channel::Email, Priority::Bulk),
        Lane::Real(Channel::Sms, Priority::Priority),
        Lane::Real(Channel::Sms, Priority::Normal),
        Lane::Real(Channel::Sms, Priority::Bulk),
        Lane::Simulated,
    ];

    /// The number under which it is stored. Never renumber.
    pub fn code(self) -> i64 {
        match self {
            Lane::Real(channel, priority) => {
                let channel = match channel {
                    Channel::Email => 0,
                    Channel::Sms => 100,
                };
                channel
                    + match priority {
                        Priority::Priority => 10,
                        Priority::Normal => 20,
                        Priority::Bulk => 30,
                    }
            }
            Lane::Simulated => 100,
        }
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.code() == code)
    }

    /// For labels of figures: one of few words.
    pub fn as_str(self) -> &'static str {
        match self {
            Lane::Real(_, priority) => priority.as_str(),
            Lane::Simulated => "simulated",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lane_is_read_back_from_its_own_number() {
        for lane in Lane::ALL {
            assert_eq!(Lane::from_code(lane.code()), Some(lane));
        }
        assert_eq!(Lane::from_code(0), None);
    }
}
