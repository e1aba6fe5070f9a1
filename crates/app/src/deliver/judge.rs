//! What an outcome means for its notification.

use super::retry;
use crate::{App, meter};
use facteur_model::Channel;
use facteur_model::notification::{Reason, Status};
use facteur_model::time::{Micros, Moment};
use facteur_providers::Outcome;
use facteur_store::{AttemptOutcome, Claimed, Notification, Settlement};

impl App {
    /// What a provider's outcome means for the notification. `attempt` is its number in the ledger.
    pub(super) fn judge(&self, claimed: &Claimed, outcome: Outcome, attempt: Option<u32>) -> Settlement {
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
            Outcome::HandedOver { status, response } => {
                Settlement { sent_at: Some(now), ..settlement(claimed, status, None, response, now) }
            }
            Outcome::Refused { status, reason, response } => {
                settlement(claimed, status, reason, response, now)
            }
            // E-mail that may or may not have arrived goes again under the same Message-ID, which a mail
            // system can recognise; a text cannot be recognised, so it is not sent twice.
            Outcome::Unknown { response } if claimed.notification.channel == Channel::Sms => {
                settlement(claimed, Status::TechnicalFailure, None, response, now)
            }
            Outcome::Retry { response, after } | Outcome::Throttled { response, after } => {
                self.try_again(claimed, response, after, now)
            }
            Outcome::Unreachable { response } | Outcome::Unknown { response } => {
                self.try_again(claimed, response, None, now)
            }
        };
        judged.attempt = attempt.map(|number| AttemptOutcome { number, outcome: word.to_owned(), detail });
        judged
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

/// Since when the message is wanted: from here the three days run.
pub(super) fn wanted_since(notification: &Notification) -> Moment {
    notification.scheduled_for.unwrap_or(notification.created_at)
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
    meter::settled(notification.channel, notification.key_type, status);
    if notification.sent_at.is_none() && matches!(status, Status::Sending | Status::Sent | Status::Delivered)
    {
        meter::handed_over(notification.channel, at.since(wanted_since(notification)));
    }
    Settlement {
        service: claimed.notification.service,
        id: claimed.notification.id,
        lease: claimed.lease,
        status,
        reason,
        provider_response,
        sent_at: claimed.notification.sent_at,
        at,
        due_at: None,
        attempt: None,
    }
}

/// Given up, for a reason of our own.
pub(super) fn failed(claimed: &Claimed, response: &str, at: Moment) -> Settlement {
    settlement(claimed, Status::TechnicalFailure, None, Some(response.to_owned()), at)
}

/// Nothing more to do, and nothing new.
pub(super) fn unchanged(claimed: &Claimed, at: Moment) -> Settlement {
    let notification = &claimed.notification;
    settlement(claimed, notification.status, notification.reason, notification.provider_response.clone(), at)
}
