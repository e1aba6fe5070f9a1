//! Sends to a whole list at once.

use crate::id::JobId;
use crate::time::{HOUR, Micros};

/// Rows of a list, unless the operator sets another number for a service.
pub const USUAL_ROWS: u32 = 50_000;
/// Rows of a list at most, whatever the operator sets.
pub const MOST_ROWS: u32 = 100_000;
/// How far ahead a list can be scheduled.
pub const FARTHEST: Micros = 96 * HOUR;

/// Where a job stands on its way from a list to messages. Whether the messages arrive is theirs to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobState {
    /// A second person has to agree first.
    AwaitingApproval,
    /// Waits for its time.
    Scheduled,
    /// Due, and no row is a message yet.
    Pending,
    /// Some of its rows are messages.
    InProgress,
    /// Held by a person: rows that are no messages yet wait.
    Paused,
    /// Every row is a message.
    Finished,
    /// Stopped: rows that were no messages are gone.
    Cancelled,
    /// The second person did not agree.
    Refused,
    /// Its rows cannot be read any more.
    Error,
}

impl JobState {
    pub const ALL: [JobState; 9] = [
        JobState::AwaitingApproval,
        JobState::Scheduled,
        JobState::Pending,
        JobState::InProgress,
        JobState::Paused,
        JobState::Finished,
        JobState::Cancelled,
        JobState::Refused,
        JobState::Error,
    ];

    /// As it is stored, and as the API says it where the contract has such a state.
    pub fn as_str(self) -> &'static str {
        match self {
            JobState::AwaitingApproval => "awaiting approval",
            JobState::Scheduled => "scheduled",
            JobState::Pending => "pending",
            JobState::InProgress => "in progress",
            JobState::Paused => "paused",
            JobState::Finished => "finished",
            JobState::Cancelled => "cancelled",
            JobState::Refused => "refused",
            JobState::Error => "error",
        }
    }

    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Nothing more becomes of its rows.
    pub fn is_over(self) -> bool {
        match self {
            JobState::AwaitingApproval
            | JobState::Scheduled
            | JobState::Pending
            | JobState::InProgress
            | JobState::Paused => false,
            JobState::Finished | JobState::Cancelled | JobState::Refused | JobState::Error => true,
        }
    }

    /// Can it be stopped? Until its time has come; and while it is held, for what is left of it.
    pub fn may_be_cancelled(self) -> bool {
        matches!(
            self,
            JobState::AwaitingApproval | JobState::Scheduled | JobState::Pending | JobState::Paused
        )
    }

    /// Can it be held?
    pub fn may_be_paused(self) -> bool {
        matches!(self, JobState::Scheduled | JobState::Pending | JobState::InProgress)
    }
}

/// Who asked for a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobOrigin {
    /// A program, with a key.
    Api,
    /// A person, on the site.
    Site,
}

impl JobOrigin {
    pub fn as_str(self) -> &'static str {
        match self {
            JobOrigin::Api => "api",
            JobOrigin::Site => "site",
        }
    }

    pub fn from_stored(text: &str) -> Option<Self> {
        [JobOrigin::Api, JobOrigin::Site].into_iter().find(|origin| origin.as_str() == text)
    }
}

/// Which row of which job a message was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InJob {
    pub job: JobId,
    /// From 0, without the header.
    pub row: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_and_origins_are_read_back() {
        for state in JobState::ALL {
            assert_eq!(JobState::from_stored(state.as_str()), Some(state));
        }
        for origin in [JobOrigin::Api, JobOrigin::Site] {
            assert_eq!(JobOrigin::from_stored(origin.as_str()), Some(origin));
        }
        assert_eq!(JobState::from_stored("sent to dvla"), None);
    }

    #[test]
    fn what_is_over_can_neither_be_held_nor_stopped() {
        for state in JobState::ALL.into_iter().filter(|state| state.is_over()) {
            assert!(!state.may_be_cancelled() && !state.may_be_paused(), "{state:?}");
        }
        assert!(!JobState::InProgress.may_be_cancelled());
    }
}
