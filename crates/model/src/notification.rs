//! What becomes of a message: its statuses, and how they may follow one another.

mod description;
mod fate;

pub use description::{Description, describe};
pub use fate::Fate;

/// The statuses of the contract (§3.5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    Cancelled,
    Created,
    Sending,
    Sent,
    Delivered,
    Pending,
    Failed,
    TechnicalFailure,
    TemporaryFailure,
    PermanentFailure,
    ProviderFailure,
    PendingVirusCheck,
    ValidationFailed,
    VirusScanFailed,
    ReturnedLetter,
    PiiCheckFailed,
}

impl Status {
    /// In the order in which the contract lists them.
    pub const ALL: [Status; 16] = [
        Status::Cancelled,
        Status::Created,
        Status::Sending,
        Status::Sent,
        Status::Delivered,
        Status::Pending,
        Status::Failed,
        Status::TechnicalFailure,
        Status::TemporaryFailure,
        Status::PermanentFailure,
        Status::ProviderFailure,
        Status::PendingVirusCheck,
        Status::ValidationFailed,
        Status::VirusScanFailed,
        Status::ReturnedLetter,
        Status::PiiCheckFailed,
    ];

    /// What the filter `failed` stands for (contract §3.6).
    pub const FAILURES: [Status; 9] = [
        Status::TechnicalFailure,
        Status::TemporaryFailure,
        Status::PermanentFailure,
        Status::ProviderFailure,
        Status::ValidationFailed,
        Status::VirusScanFailed,
        Status::ReturnedLetter,
        Status::PiiCheckFailed,
        Status::Failed,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Status::Cancelled => "cancelled",
            Status::Created => "created",
            Status::Sending => "sending",
            Status::Sent => "sent",
            Status::Delivered => "delivered",
            Status::Pending => "pending",
            Status::Failed => "failed",
            Status::TechnicalFailure => "technical-failure",
            Status::TemporaryFailure => "temporary-failure",
            Status::PermanentFailure => "permanent-failure",
            Status::ProviderFailure => "provider-failure",
            Status::PendingVirusCheck => "pending-virus-check",
            Status::ValidationFailed => "validation-failed",
            Status::VirusScanFailed => "virus-scan-failed",
            Status::ReturnedLetter => "returned-letter",
            Status::PiiCheckFailed => "pii-check-failed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// A number for the database. Never renumber.
    pub fn code(self) -> i64 {
        Self::ALL.iter().position(|status| *status == self).and_then(|at| i64::try_from(at).ok()).unwrap_or(0)
    }

    pub fn from_code(code: i64) -> Option<Self> {
        usize::try_from(code).ok().and_then(|at| Self::ALL.get(at).copied())
    }

    /// Nothing more is expected to happen, except that a delivered e-mail may still bounce.
    pub fn is_terminal(self) -> bool {
        match self {
            Status::Created
            | Status::Sending
            | Status::Sent
            | Status::Pending
            | Status::PendingVirusCheck => false,
            Status::Cancelled
            | Status::Delivered
            | Status::Failed
            | Status::TechnicalFailure
            | Status::TemporaryFailure
            | Status::PermanentFailure
            | Status::ProviderFailure
            | Status::ValidationFailed
            | Status::VirusScanFailed
            | Status::ReturnedLetter
            | Status::PiiCheckFailed => true,
        }
    }

    /// Does `completed_at` show the time of this status (contract §3.5, with every terminal status)?
    pub fn is_complete(self) -> bool {
        self.is_terminal() || self == Status::Sent
    }

    /// May this status follow `self`?
    ///
    /// Forward only: not yet handed over → handed over → outcome. An outcome stays, except that a
    /// delivered message may bounce: late news of a failure is news.
    pub fn may_become(self, next: Status) -> bool {
        if self == Status::Delivered {
            return matches!(next, Status::PermanentFailure | Status::TemporaryFailure);
        }
        !self.is_terminal() && next.rank() > self.rank()
    }

    /// How far along the way a status is.
    fn rank(self) -> u8 {
        match self {
            Status::PendingVirusCheck => 0,
            Status::Created => 1,
            Status::Sending => 2,
            Status::Pending => 3,
            Status::Sent => 4,
            _ => 5,
        }
    }
}

/// What a provider said about a failure, where the description depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The address is on a suppression list.
    Suppressed,
    /// The person wants no more text messages.
    OptedOut,
    /// The country cannot be reached from here.
    InternationalUnreachable,
    /// The number had as many text messages as it may get within an hour.
    NumberCrowded,
}

impl Reason {
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Suppressed => "suppressed",
            Reason::OptedOut => "opted-out",
            Reason::InternationalUnreachable => "international",
            Reason::NumberCrowded => "number-crowded",
        }
    }

    pub fn from_stored(text: &str) -> Option<Self> {
        [Reason::Suppressed, Reason::OptedOut, Reason::InternationalUnreachable, Reason::NumberCrowded]
            .into_iter()
            .find(|reason| reason.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_stays_except_that_a_delivered_message_may_bounce() {
        for from in Status::ALL.into_iter().filter(|status| status.is_terminal()) {
            for to in Status::ALL {
                let bounce = from == Status::Delivered
                    && matches!(to, Status::PermanentFailure | Status::TemporaryFailure);
                assert_eq!(from.may_become(to), bounce, "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn a_message_only_moves_forward() {
        for (from, to) in [
            (Status::Created, Status::Sending),
            (Status::Created, Status::Sent),
            (Status::Created, Status::TechnicalFailure),
            (Status::Created, Status::Delivered),
            (Status::Sending, Status::Delivered),
            (Status::Sent, Status::PermanentFailure),
            (Status::PendingVirusCheck, Status::Created),
        ] {
            assert!(from.may_become(to), "{from:?} to {to:?}");
            assert!(!to.may_become(from), "{to:?} back to {from:?}");
        }
        for status in Status::ALL {
            assert!(!status.may_become(status), "{status:?}");
        }
    }

    #[test]
    fn codes_and_names_lead_back() {
        for status in Status::ALL {
            assert_eq!(Status::from_code(status.code()), Some(status));
            assert_eq!(Status::parse(status.as_str()), Some(status));
        }
        assert_eq!(Status::from_code(16), None);
    }
}
