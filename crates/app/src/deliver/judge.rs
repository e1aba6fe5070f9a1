//! What an outcome means for its notification.

use super::retry;
use super::verdict::{Course, Verdict};
use crate::App;
use facteur_model::Channel;
use facteur_model::notification::{Reason, Status};
use facteur_model::service::CutOffText;
use facteur_model::time::{Micros, Moment};
use facteur_providers::Outcome;
use facteur_store::{AttemptOutcome, Claimed, Notification, Settlement};

/// Said when a provider took a message and was never heard of again.
const NO_RECEIPT: &str = "No receipt came for three days";

/// An attempt that was made, as it is in the ledger.
#[derive(Debug, Clone, Copy)]
pub(super) struct Made {
    /// 1 for the first one.
    pub number: u32,
    /// When it began.
    pub at: Moment,
}

impl App {
    /// What a provider's outcome means for the notification. `made` is the attempt, unless it is in no ledger.
    pub(super) fn judge(
        &self,
        claimed: &Claimed,
        texts: CutOffText,
        outcome: Outcome,
        made: Option<Made>,
    ) -> Verdict {
        let now = self.now();
        let (word, detail) = match &outcome {
            Outcome::HandedOver { response, .. } => ("handed-over", response.clone()),
            Outcome::Refused { response, .. } => ("refused", response.clone()),
            Outcome::Retry { response, .. } => ("retry", response.clone()),
            Outcome::Throttled { response, .. } => ("throttled", response.clone()),
            Outcome::Unreachable { response } => ("unreachable", response.clone()),
            Outcome::Unknown { response } => ("unknown", response.clone()),
        };
        let mut judged = match outcome {
            Outcome::HandedOver { status, response } => Settlement {
                sent_at: Some(now),
                due_at: awaits_receipt(status).then(|| retry::horizon(now)),
                ..settlement(claimed, status, None, response, now)
            },
            Outcome::Refused { status, reason, response } => {
                settlement(claimed, status, reason, response, now)
            }
            // E-mail that may or may not have arrived goes again under the same Message-ID, which a mail
            // system can recognise; a text cannot be recognised, so its service decides.
            Outcome::Unknown { response } if ends(claimed.notification.channel, texts) => {
                settlement(claimed, Status::TechnicalFailure, None, response, now)
            }
            Outcome::Retry { response, after } | Outcome::Throttled { response, after } => {
                self.try_again(claimed, response, after, now)
            }
            Outcome::Unreachable { response } | Outcome::Unknown { response } => {
                self.try_again(claimed, response, None, now)
            }
        };
        let course = match word {
            "unknown" => Course::Unknown,
            "retry" | "throttled" | "unreachable" if judged.due_at.is_none() => Course::TimedOut,
            _ => Course::Usual,
        };
        judged.attempt =
            made.map(|made| AttemptOutcome { number: made.number, outcome: word.to_owned(), detail });
        Verdict::new(claimed, judged).by(course).after(made)
    }

    fn try_again(
        &self,
        claimed: &Claimed,
        response: Option<String>,
        after: Option<Micros>,
        now: Moment,
    ) -> Settlement {
        let notification = &claimed.notification;
        let made = notification.attempts + 1;
        match retry::next(wanted_since(notification), made, now, self.chance()) {
            Some(wait) => Settlement {
                due_at: Some(now.plus(after.unwrap_or(0).max(wait))),
                ..settlement(claimed, notification.status, None, response, now)
            },
            None => settlement(claimed, Status::TechnicalFailure, None, response, now),
        }
    }
}

/// Is a message of this channel ended, when nobody knows whether it left?
pub(super) fn ends(channel: Channel, texts: CutOffText) -> bool {
    channel == Channel::Sms && texts == CutOffText::End
}

/// Is news expected of a message with this status? A text that was `sent` never times out: many carriers say nothing.
fn awaits_receipt(status: Status) -> bool {
    matches!(status, Status::Sending | Status::Pending)
}

/// Since when the message is wanted: from here the three days run. A row of a list may become a message long after its
/// time, because its job was held.
pub(super) fn wanted_since(notification: &Notification) -> Moment {
    let created_at = notification.created_at;
    notification.scheduled_for.map_or(created_at, |wanted| wanted.max(created_at))
}

/// The end of the work on a claimed notification, for now or for good.
pub(super) fn settlement(
    claimed: &Claimed,
    status: Status,
    reason: Option<Reason>,
    provider_response: Option<String>,
    at: Moment,
) -> Settlement {
    let notification = &claimed.notification;
    // One rule for what may follow what (model): an outcome that is there stays.
    debug_assert!(status == notification.status || notification.status.may_become(status));
    Settlement {
        service: notification.service,
        id: notification.id,
        lease: claimed.lease,
        status,
        reason,
        provider_response,
        sent_at: notification.sent_at,
        at,
        due_at: None,
        attempt: None,
        webhooks: Vec::new(),
    }
}

/// Given up, for a reason of our own.
pub(super) fn failed(claimed: &Claimed, response: &str, at: Moment) -> Verdict {
    let settlement = settlement(claimed, Status::TechnicalFailure, None, Some(response.to_owned()), at);
    Verdict::new(claimed, settlement)
}

/// One of its files is harmful.
pub(super) fn infected(claimed: &Claimed, at: Moment) -> Verdict {
    Verdict::new(claimed, settlement(claimed, Status::VirusScanFailed, None, None, at))
}

/// The person wants no more texts of the service.
pub(super) fn unwanted(claimed: &Claimed, response: &str, at: Moment) -> Verdict {
    let (status, reason) = (Status::PermanentFailure, Some(Reason::OptedOut));
    Verdict::new(claimed, settlement(claimed, status, reason, Some(response.to_owned()), at))
}

/// The number had as many texts as it may get. Later it may get more, so it is not the number's fault.
pub(super) fn crowded(claimed: &Claimed, response: &str, at: Moment) -> Verdict {
    let (status, reason) = (Status::TechnicalFailure, Some(Reason::NumberCrowded));
    Verdict::new(claimed, settlement(claimed, status, reason, Some(response.to_owned()), at))
}

/// Not sent, because somebody decided so.
pub(super) fn called_off(claimed: &Claimed, response: &str, at: Moment) -> Verdict {
    let settlement = settlement(claimed, Status::Cancelled, None, Some(response.to_owned()), at);
    Verdict::new(claimed, settlement)
}

/// Nobody took it for three days.
pub(super) fn given_up(claimed: &Claimed, response: &str, at: Moment) -> Verdict {
    failed(claimed, response, at).by(Course::TimedOut)
}

/// A text that nobody knows the whereabouts of, and whose service does not want it sent again.
pub(super) fn cut_off(claimed: &Claimed, response: &str, at: Moment) -> Verdict {
    failed(claimed, response, at).by(Course::Unknown)
}

/// Due although a provider has it: its receipt is overdue, or there is nothing more to do.
pub(super) fn overdue(claimed: &Claimed, at: Moment) -> Verdict {
    let notification = &claimed.notification;
    let unchanged = settlement(
        claimed,
        notification.status,
        notification.reason,
        notification.provider_response.clone(),
        at,
    );
    if !awaits_receipt(notification.status) {
        return Verdict::new(claimed, unchanged);
    }
    let horizon = retry::horizon(notification.sent_at.unwrap_or(notification.created_at));
    if at < horizon {
        // A clock that went back makes a message due too early.
        return Verdict::new(claimed, Settlement { due_at: Some(horizon), ..unchanged });
    }
    let response = Some(NO_RECEIPT.to_owned());
    let settlement = settlement(claimed, Status::TemporaryFailure, None, response, at);
    Verdict::new(claimed, settlement).by(Course::TimedOut)
}
