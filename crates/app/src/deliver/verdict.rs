//! What was decided about a claimed notification, and what is counted once that is recorded.

use super::judge::{Made, wanted_since};
use crate::meter;
use facteur_model::api_key::KeyType;
use facteur_model::notification::Status;
use facteur_model::time::Moment;
use facteur_model::{Channel, Lane};
use facteur_store::{Claimed, Notification, Settlement, Waiting};

/// A settlement on its way to the store.
#[derive(Clone)]
pub(super) struct Verdict {
    pub settlement: Settlement,
    /// The attempt that led here, if one is in the ledger.
    made: Option<Made>,
    course: Course,
    channel: Channel,
    lane: Lane,
    key_type: KeyType,
    wanted_since: Moment,
    before: Status,
    sent_before: Option<Moment>,
}

/// Anything out of the ordinary on the way to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    Usual,
    /// Nobody knows whether the attempt reached anyone.
    Unknown,
    /// Three days have passed.
    TimedOut,
}

impl Verdict {
    pub fn new(claimed: &Claimed, settlement: Settlement) -> Self {
        let notification = &claimed.notification;
        Self {
            settlement,
            made: None,
            course: Course::Usual,
            channel: notification.channel,
            lane: notification.lane,
            key_type: notification.key_type,
            wanted_since: wanted_since(notification),
            before: notification.status,
            sent_before: notification.sent_at,
        }
    }

    #[must_use]
    pub fn by(self, course: Course) -> Self {
        Self { course, ..self }
    }

    #[must_use]
    pub fn after(self, made: Option<Made>) -> Self {
        Self { made, ..self }
    }

    /// Is this what became of the message's last attempt, and the message not further along? Another node's later
    /// attempt, or its outcome, is news that this process does not have.
    pub fn is_news_of(&self, claimed: &Claimed) -> bool {
        let Notification { status, attempts, .. } = claimed.notification;
        status == Status::Created && self.made.is_some_and(|made| made.number == attempts)
    }

    /// What is left to be done.
    pub fn waits(&self) -> Option<Waiting> {
        let Settlement { service, due_at, .. } = self.settlement;
        due_at.map(|due_at| Waiting { lane: self.lane, service, due_at })
    }

    /// Counts what has been recorded. Never before: a verdict whose lease was lost has not happened.
    pub fn count(&self) {
        let Settlement { status, at, due_at, .. } = self.settlement;
        let (channel, lane) = (self.channel, self.lane);
        meter::settled(channel, self.key_type, status);
        if self.sent_before.is_none() && matches!(status, Status::Sending | Status::Sent | Status::Delivered)
        {
            meter::handed_over(channel, at.since(self.wanted_since));
        }
        if let Some(made) = self.made {
            meter::attempt(channel, lane, at.since(made.at));
        }
        if status == Status::Created && self.before == Status::Created && due_at.is_some() {
            meter::retried(channel, lane);
        }
        if status.is_complete() && !self.before.is_complete() {
            meter::completed(channel, lane, at.since(self.wanted_since));
        }
        match self.course {
            Course::Usual => {}
            Course::Unknown => meter::unknown(channel, lane),
            Course::TimedOut => meter::timed_out(channel, status),
        }
    }
}
