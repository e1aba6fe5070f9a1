//! What the hot verbs take and give: accepting, claiming and settling notifications.

pub(crate) mod allowance_used;
pub(crate) mod sealed;
pub(crate) mod tally;
mod verbs;

use crate::content::Content;
use crate::notifications::Notification;
use crate::webhooks::NewDelivery;
use facteur_model::allowance::{Exhausted, Limits};
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, NotificationId, ServiceId, TemplateId};
use facteur_model::notification::{Reason, Status};
use facteur_model::time::{Day, FiscalYear, Moment};
use facteur_model::{Channel, Lane};
use std::fmt;

/// A notification that a caller asks to send.
#[derive(Debug, Clone)]
pub struct NewNotification {
    /// Its identifier, drawn by the caller.
    pub id: NotificationId,
    /// The service that sends it.
    pub service: ServiceId,
    /// The key with which it was asked for.
    pub key: ApiKeyId,
    /// The type of that key.
    pub key_type: KeyType,
    /// E-mail or text message.
    pub channel: Channel,
    /// The template it fills.
    pub template: TemplateId,
    /// The version of the template that it stays with.
    pub template_version: u32,
    /// When it was accepted.
    pub created_at: Moment,
    /// When it is to be claimed for the first time.
    pub due_at: Moment,
    /// When the caller wants it sent, if not at once.
    pub scheduled_for: Option<Moment>,
    /// `created`, or `pending-virus-check` for one with files that have to be scanned first.
    pub status: Status,
    /// The queue it waits in.
    pub lane: Lane,
    /// Text message parts; 1 for an e-mail.
    pub parts: u32,
    /// The personal part.
    pub content: Content,
}

/// What an accepted message takes from the service's allowances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    /// Which of the two allowances.
    pub channel: Channel,
    /// Messages, or text message parts.
    pub units: u64,
    /// The day it counts for.
    pub day: Day,
    /// The fiscal year it counts for.
    pub year: FiscalYear,
    /// The limits that hold now.
    pub limits: Limits,
}

/// The caller's idempotency key, and the answer to repeat to whoever comes with it again.
#[derive(Clone)]
pub struct Idempotency {
    /// The header's value.
    pub key: String,
    /// The type of the API key: the same header means something else to another type.
    pub key_type: KeyType,
    /// What the request said, so that another request under the same key is noticed.
    pub digest: [u8; 32],
    /// The answer; it is sealed.
    pub answer: Vec<u8>,
    /// Until when the answer is repeated.
    pub expires_at: Moment,
}

impl fmt::Debug for Idempotency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Idempotency(…)")
    }
}

/// One request to accept a message: all of it is written in one commit, or nothing.
#[derive(Debug, Clone)]
pub struct Accept {
    /// The service that asks.
    pub service: ServiceId,
    /// What to send; `None` for a smoke test, which leaves nothing but its idempotency row.
    pub notification: Option<NewNotification>,
    /// What to count; `None` for messages that do not count.
    pub charge: Option<Charge>,
    /// What to remember for a repeated request.
    pub idempotency: Option<Idempotency>,
    /// The time of the request.
    pub now: Moment,
}

/// What became of an [`Accept`].
#[derive(Clone, PartialEq, Eq)]
pub enum Accepted {
    /// Committed and on the disk.
    Stored,
    /// An allowance is spent; nothing was written.
    Exhausted(Exhausted),
    /// A request under this idempotency key was answered before; nothing was written.
    Replay {
        /// The digest of the request that was answered.
        digest: [u8; 32],
        /// The answer it was given.
        answer: Vec<u8>,
    },
}

impl fmt::Debug for Accepted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Accepted::Stored => f.write_str("Stored"),
            Accepted::Exhausted(which) => f.debug_tuple("Exhausted").field(which).finish(),
            Accepted::Replay { .. } => f.write_str("Replay(…)"),
        }
    }
}

/// Work that waits: the messages of one service in one lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The lane.
    pub lane: Lane,
    /// The service.
    pub service: ServiceId,
    /// When the first of them is due; may lie in the past or in the future.
    pub due_at: Moment,
}

/// How many messages to claim, of which service and lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pick {
    /// The lane.
    pub lane: Lane,
    /// The service.
    pub service: ServiceId,
    /// At most so many, the longest due first.
    pub most: usize,
}

/// A notification that this process may work on until its lease ends.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The notification.
    pub notification: Notification,
    /// The token that every later step must show; unique, and greater than every earlier one.
    pub lease: i64,
}

/// Does the lease that was shown still hold?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lease {
    /// Yes, and the step is committed.
    Held,
    /// No: someone else claimed the notification since. Nothing was written; stop working on it.
    Lost,
}

/// An attempt about to be made. It is on the disk before the provider is called.
#[derive(Debug, Clone)]
pub struct OpenAttempt {
    /// The service of the notification.
    pub service: ServiceId,
    /// The notification.
    pub id: NotificationId,
    /// The lease under which it was claimed.
    pub lease: i64,
    /// 1 for the first attempt.
    pub number: u32,
    /// The name of the provider.
    pub provider: String,
    /// When the attempt begins.
    pub at: Moment,
}

/// How an attempt ended.
#[derive(Clone)]
pub struct AttemptOutcome {
    /// The number with which it was opened.
    pub number: u32,
    /// A word of the worker's, such as `handed` or `refused`; never a person's data.
    pub outcome: String,
    /// What the provider said; sealed, because providers like to repeat the address.
    pub detail: Option<String>,
}

impl fmt::Debug for AttemptOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttemptOutcome")
            .field("number", &self.number)
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

/// The end of the work on a claimed notification, for now or for good. It gives the lease back.
#[derive(Clone)]
pub struct Settlement {
    /// The service of the notification.
    pub service: ServiceId,
    /// The notification.
    pub id: NotificationId,
    /// The lease under which it was claimed.
    pub lease: i64,
    /// What it is now.
    pub status: Status,
    /// Why it failed, where that is known.
    pub reason: Option<Reason>,
    /// What the provider said, in its words; sealed.
    pub provider_response: Option<String>,
    /// When it was handed over; `None` leaves what is there.
    pub sent_at: Option<Moment>,
    /// The time of this settlement.
    pub at: Moment,
    /// When to claim it again; `None` when there is nothing more to do.
    pub due_at: Option<Moment>,
    /// How the attempt ended, if one was opened.
    pub attempt: Option<AttemptOutcome>,
    /// What endpoints of the service are told, should the lease still hold.
    pub webhooks: Vec<NewDelivery>,
}

impl fmt::Debug for Settlement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settlement")
            .field("id", &self.id)
            .field("lease", &self.lease)
            .field("status", &self.status)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}
