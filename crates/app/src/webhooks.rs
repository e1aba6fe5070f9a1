//! Telling services what happens, at the endpoints that they named (contract §6).
//!
//! An event is put into the queue of each endpoint that wants it, in the transaction of what it tells of: from then on it
//! is called until the endpoint takes it, refuses it, or a day has passed. Every endpoint has its own queue and its own
//! places, so that one that hangs delays no other. Deliveries are at least once, and their order is best effort.

mod call;
mod house;
mod log;
mod manage;
mod payload;
mod places;
mod sign;
mod tell;

pub use call::{WebhookBatch, WebhookCall};
pub use log::{WebhookEventView, WebhookLine, WebhookLog, WebhookLogFilter, WebhookView};
pub use manage::{MOST_TOKEN, MOST_WEBHOOKS, Replayed, WebhookError, WebhookRequest};
pub use tell::{News, Told};

use crate::App;
use crate::deliver::Gather;
use facteur_model::time::{DAY, HOUR, Micros, SECOND};
use facteur_store::{CallOutcome, Lease};
use places::Places;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, Semaphore};

/// How long what was told is kept, with every attempt.
pub(crate) const KEPT: Micros = 7 * DAY;
/// Events of one endpoint that are kept without being delivered; of more, the oldest go.
pub(crate) const MOST_UNDELIVERED: usize = 50_000;
/// For so long an event is tried again.
const HORIZON: Micros = DAY;
/// How long a call belongs to whoever makes it: much longer than it may take.
const LEASE: Micros = 20 * SECOND;
/// How long both secrets sign after a rotation.
const OVERLAP: Micros = DAY;
/// An endpoint is suspended after so many failures in a row…
const MOST_FAILURES: u32 = 10;
/// …over at least this time.
const FAILING: Micros = 6 * HOUR;
/// Tries of endpoints that people make at once.
const MOST_TESTS: usize = 4;

/// What is kept in memory.
pub struct Webhooks {
    places: Mutex<Places>,
    outcomes: Gather<CallOutcome, Lease>,
    due: Notify,
    tests: Semaphore,
}

impl Default for Webhooks {
    fn default() -> Self {
        Self {
            places: Mutex::default(),
            outcomes: Gather::default(),
            due: Notify::new(),
            tests: Semaphore::new(MOST_TESTS),
        }
    }
}

impl App {
    fn webhook_places(&self) -> MutexGuard<'_, Places> {
        self.0.webhooks.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Resolves when a call may have become due since the last look.
    pub async fn webhooks_may_be_due(&self) {
        self.0.webhooks.due.notified().await;
    }
}
