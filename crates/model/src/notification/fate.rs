//! What became of a message, as totals and lists group it.

use super::Status;
use crate::channel::Channel;

/// The group in which totals count a message, and under which lists show it (admin-ui §1.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// On its way: also a text that a carrier took, of which a receipt may still come.
    InTransit,
    /// Delivered: also an e-mail that a mail server took, of which nothing more may come.
    Delivered,
    /// Failed here.
    Technical,
    /// Failed there, for now.
    Temporary,
    /// Failed for good: there is no such recipient, or it is blocked.
    Permanent,
}

impl Fate {
    pub const FAILURES: [Fate; 3] = [Fate::Technical, Fate::Temporary, Fate::Permanent];

    /// The group of a status on a channel; none for what was called off.
    pub fn of(channel: Channel, status: Status) -> Option<Self> {
        Some(match (status, channel) {
            (Status::Created | Status::Sending | Status::Pending | Status::PendingVirusCheck, _)
            | (Status::Sent, Channel::Sms) => Fate::InTransit,
            (Status::Sent, Channel::Email) | (Status::Delivered, _) => Fate::Delivered,
            (
                Status::TechnicalFailure
                | Status::Failed
                | Status::ProviderFailure
                | Status::ValidationFailed
                | Status::VirusScanFailed
                | Status::ReturnedLetter
                | Status::PiiCheckFailed,
                _,
            ) => Fate::Technical,
            (Status::TemporaryFailure, _) => Fate::Temporary,
            (Status::PermanentFailure, _) => Fate::Permanent,
            (Status::Cancelled, _) => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_has_a_cause_and_nothing_else_has() {
        for status in Status::ALL {
            for channel in Channel::ALL {
                let failed = Fate::of(channel, status).is_some_and(|fate| Fate::FAILURES.contains(&fate));
                assert_eq!(failed, Status::FAILURES.contains(&status), "{channel:?} {status:?}");
            }
        }
    }

    #[test]
    fn a_mail_server_that_takes_an_email_delivers_it_and_a_carrier_does_not_deliver_a_text() {
        assert_eq!(Fate::of(Channel::Email, Status::Sent), Some(Fate::Delivered));
        assert_eq!(Fate::of(Channel::Sms, Status::Sent), Some(Fate::InTransit));
    }
}
