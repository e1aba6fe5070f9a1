//! Tallies: what became of a day's messages, kept in step with them.
//!
//! The commit that stores or settles messages moves the counters of their day, added up over the commit, so that a page
//! about a million messages reads a few rows, and its numbers are those of the lists that it links to.

use super::NewNotification;
use super::sealed::SealedNotification;
use crate::session::{channel_code, key_type_code};
use facteur_model::Channel;
use facteur_model::notification::Status;
use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::sync::LazyLock;
use uuid::Uuid;

/// Whose messages a counter counts. In an order, so that two flushes lock rows the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Counter {
    pub(crate) service: Uuid,
    /// The UTC day on which they were accepted.
    pub(crate) day: i64,
    pub(crate) channel: i64,
    pub(crate) key_type: i64,
    /// The key, or the person who sent through the site.
    pub(crate) sender: Uuid,
    pub(crate) template: Uuid,
}

/// By how much a counter moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Move {
    pub(crate) requested: i64,
    pub(crate) units: i64,
    pub(crate) delivered: i64,
    pub(crate) technical: i64,
    pub(crate) temporary: i64,
    pub(crate) permanent: i64,
}

/// A service and its job: what a job's own counter counts by.
pub(crate) type JobCounter = (Uuid, Uuid);

/// Counters of jobs that move in one commit.
pub(crate) type JobMoves = BTreeMap<JobCounter, Move>;

/// Counters that move in one commit.
pub(crate) type Moves = BTreeMap<Counter, Move>;

impl Counter {
    /// By which a message counts.
    fn of(message: &NewNotification) -> Self {
        Self {
            service: message.service.as_uuid(),
            day: message.created_at.day().number().into(),
            channel: channel_code(message.channel),
            key_type: key_type_code(message.key_type),
            sender: message.key.as_uuid(),
            template: message.template.as_uuid(),
        }
    }
}

impl Move {
    /// A message of this many parts was accepted.
    fn accepted(parts: u32) -> Self {
        Self { requested: 1, units: parts.into(), ..Self::default() }
    }

    /// A message went from one status to another.
    pub(crate) fn between(channel: Channel, was: Status, becomes: Status, parts: i64) -> Self {
        let mut moved = Self::default();
        moved.count(channel, was, -1, parts);
        moved.count(channel, becomes, 1, parts);
        moved
    }

    fn count(&mut self, channel: Channel, status: Status, by: i64, parts: i64) {
        match status {
            Status::Created | Status::Sending | Status::Pending | Status::PendingVirusCheck => {}
            // It was never sent, so nobody asks what became of it.
            Status::Cancelled => {
                self.requested -= by;
                self.units -= by * parts;
            }
            // A mail server's word is the last that is heard of most e-mails; of a text there is more to come.
            Status::Sent if channel == Channel::Sms => {}
            Status::Sent | Status::Delivered => self.delivered += by,
            Status::TemporaryFailure => self.temporary += by,
            Status::PermanentFailure => self.permanent += by,
            Status::Failed
            | Status::TechnicalFailure
            | Status::ProviderFailure
            | Status::ValidationFailed
            | Status::VirusScanFailed
            | Status::ReturnedLetter
            | Status::PiiCheckFailed => self.technical += by,
        }
    }

    pub(crate) fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// Channels and statuses by what they count as, for a statement that does the counting itself: `channel * 100 + status`.
pub(crate) struct Kinds {
    pub(crate) cancelled: Vec<i64>,
    pub(crate) delivered: Vec<i64>,
    pub(crate) technical: Vec<i64>,
    pub(crate) temporary: Vec<i64>,
    pub(crate) permanent: Vec<i64>,
}

/// The same rule as [`Move::between`], asked of every status.
pub(crate) static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    let those = |counts: fn(Move) -> i64| {
        let mut codes = Vec::new();
        for channel in Channel::ALL {
            for status in Status::ALL {
                if counts(Move::between(channel, Status::Created, status, 1)) != 0 {
                    codes.push(channel_code(channel) * 100 + status.code());
                }
            }
        }
        codes
    };
    Kinds {
        cancelled: those(|by| by.requested),
        delivered: those(|by| by.delivered),
        technical: those(|by| by.technical),
        temporary: those(|by| by.temporary),
        permanent: those(|by| by.permanent),
    }
});

/// Adds accepted messages to the moves of the commit.
pub(crate) fn add_accepted<'a>(
    moves: &mut Moves,
    messages: impl IntoIterator<Item = &'a SealedNotification>,
) {
    for SealedNotification { plain, .. } in messages {
        add(moves, Counter::of(plain), Move::accepted(plain.parts));
    }
}

/// Adds one move to those of the commit.
pub(crate) fn add(moves: &mut Moves, counter: Counter, by: Move) {
    if by.is_nothing() {
        return;
    }
    *moves.entry(counter).or_default() += by;
}

/// Adds one move to those of a job.
pub(crate) fn add_to_job(moves: &mut JobMoves, counter: JobCounter, by: Move) {
    if !by.is_nothing() {
        *moves.entry(counter).or_default() += by;
    }
}

impl AddAssign for Move {
    fn add_assign(&mut self, by: Self) {
        self.requested += by.requested;
        self.units += by.units;
        self.delivered += by.delivered;
        self.technical += by.technical;
        self.temporary += by.temporary;
        self.permanent += by.permanent;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_counts_once_however_its_status_moves() {
        let sent = Move::between(Channel::Email, Status::Created, Status::Sent, 1);
        let then = Move::between(Channel::Email, Status::Sent, Status::PermanentFailure, 1);
        assert_eq!(sent, Move { delivered: 1, ..Move::default() });
        assert_eq!(then, Move { delivered: -1, permanent: 1, ..Move::default() });
        assert!(Move::between(Channel::Email, Status::Created, Status::Sending, 1).is_nothing());
        assert!(Move::between(Channel::Email, Status::Sent, Status::Delivered, 1).is_nothing());
    }

    #[test]
    fn a_text_that_was_sent_is_on_its_way() {
        assert!(Move::between(Channel::Sms, Status::Created, Status::Sent, 2).is_nothing());
        let delivered = Move::between(Channel::Sms, Status::Sent, Status::Delivered, 2);
        assert_eq!(delivered, Move { delivered: 1, ..Move::default() });
    }

    #[test]
    fn what_is_cancelled_was_never_asked_for() {
        let cancelled = Move::between(Channel::Sms, Status::Created, Status::Cancelled, 3);
        assert_eq!(cancelled, Move { requested: -1, units: -3, ..Move::default() });
    }
}
