//! What endpoints are told: into the queue, out of the log, back into the queue, and forgotten.

use crate::error::Error;
use crate::notifications::last_id_before;
use crate::of_service::ServiceStore;
use crate::seal::SealingKey;
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::{NotificationId, ServiceId, WebhookEventId, WebhookId};
use facteur_model::time::{Micros, Moment};
use facteur_model::webhook::{WebhookEvent, WebhookState};
use std::fmt;

/// An event for one endpoint, on its way into the queue.
#[derive(Clone, PartialEq, Eq)]
pub struct NewDelivery {
    /// The service.
    pub service: ServiceId,
    /// The endpoint.
    pub webhook: WebhookId,
    /// The event; the same for all endpoints that hear of it.
    pub id: WebhookEventId,
    /// What it is.
    pub event: WebhookEvent,
    /// The message that it is about.
    pub notification: Option<NotificationId>,
    /// When it happened.
    pub at: Moment,
    /// When to call; `None` when it is only kept, because the endpoint is suspended.
    pub due_at: Option<Moment>,
    /// What is sent; sealed.
    pub payload: Vec<u8>,
}

impl fmt::Debug for NewDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewDelivery")
            .field("webhook", &self.webhook)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The endpoint.
    pub webhook: WebhookId,
    /// The event.
    pub id: WebhookEventId,
    /// What it is.
    pub event: WebhookEvent,
    /// The message that it is about.
    pub notification: Option<NotificationId>,
    /// How far it has come.
    pub state: WebhookState,
    /// When it is called next.
    pub due_at: Option<Moment>,
    /// Calls so far.
    pub attempts: u32,
    /// The HTTP status of the last answer.
    pub status: Option<u32>,
}

/// One call.
#[derive(Clone, PartialEq, Eq)]
pub struct DeliveryAttempt {
    /// 1 for the first; one that a crash cut off has left no line.
    pub number: u32,
    /// When it began.
    pub at: Moment,
    /// How long it took.
    pub lasted: Micros,
    /// How it ended, in a word of the caller's.
    pub outcome: String,
    /// The HTTP status of the answer.
    pub status: Option<u32>,
    /// The beginning of the answer.
    pub excerpt: Option<String>,
}

impl fmt::Debug for DeliveryAttempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeliveryAttempt").field("number", &self.number).finish_non_exhaustive()
    }
}

/// Which lines of the log.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeliveryFilter {
    /// Only those that have come so far.
    pub state: Option<WebhookState>,
    /// Only what is older than this event.
    pub before: Option<WebhookEventId>,
    /// So many at most.
    pub most: usize,
}

pub(crate) const DELIVERY: &str = "webhook_deliveries.sealed_payload";
pub(super) const EXCERPT: &str = "webhook_attempts.sealed_excerpt";

macro_rules! delivery_columns {
    () => {
        "webhook_id, event_id, event, notification_id, state, due_at, attempts, status"
    };
}

statements! {
    TELL = "
        INSERT INTO webhook_deliveries
            (service_id, webhook_id, event_id, event, notification_id, state, due_at, held, attempts, tries,
             queued_at, status, sealed_payload)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $8, NULL, $9)";

    ONE = concat!("
        SELECT ", delivery_columns!(), ", sealed_payload
        FROM webhook_deliveries
        WHERE service_id = $1 AND webhook_id = $2 AND event_id = $3");

    LOG = concat!("
        SELECT ", delivery_columns!(), "
        FROM webhook_deliveries
        WHERE service_id = $1 AND webhook_id = $2 AND event_id < $3
        ORDER BY event_id DESC
        LIMIT $4");

    LOG_DELIVERED = concat!("
        SELECT ", delivery_columns!(), "
        FROM webhook_deliveries
        WHERE service_id = $1 AND webhook_id = $2 AND event_id < $3 AND state = 1
        ORDER BY event_id DESC
        LIMIT $4");

    // With the index of those that are not delivered.
    LOG_OPEN = concat!("
        SELECT ", delivery_columns!(), "
        FROM webhook_deliveries
        WHERE service_id = $1 AND webhook_id = $2 AND event_id < $3 AND state <> 1 AND state = $4
        ORDER BY event_id DESC
        LIMIT $5");

    OF_MESSAGE = concat!("
        SELECT ", delivery_columns!(), "
        FROM webhook_deliveries
        WHERE service_id = $1 AND notification_id = $2
        ORDER BY event_id, webhook_id
        LIMIT $3");

    ATTEMPTS = "
        SELECT number, at, lasted, outcome, status, sealed_excerpt
        FROM webhook_attempts
        WHERE service_id = $1 AND webhook_id = $2 AND event_id = $3
        ORDER BY number DESC
        LIMIT $4";

    // How many there are of each kind, up to a bound.
    OPEN_STATES = "
        SELECT state, COUNT(*)
        FROM (SELECT state
              FROM webhook_deliveries
              WHERE service_id = $1 AND webhook_id = $2 AND state <> 1
              LIMIT $3) AS undelivered
        GROUP BY state";

    QUEUE_ONE = "
        UPDATE webhook_deliveries
        SET state = 0, due_at = $1, queued_at = $1, held = 0, tries = 0
        WHERE service_id = $2 AND webhook_id = $3 AND event_id = $4 AND state <> 0";

    QUEUE_UNDELIVERED = "
        UPDATE webhook_deliveries
        SET state = 0, due_at = $1, queued_at = $1, held = 0, tries = 0
        WHERE service_id = $2 AND webhook_id = $3 AND event_id IN (
            SELECT event_id
            FROM webhook_deliveries
            WHERE service_id = $2 AND webhook_id = $3 AND event_id >= $4 AND event_id < $5
              AND state <> 1 AND state <> 0 AND event <> 'test'
            ORDER BY event_id
            LIMIT $6)";

    QUEUE_DELIVERED = "
        UPDATE webhook_deliveries
        SET state = 0, due_at = $1, queued_at = $1, held = 0, tries = 0
        WHERE service_id = $2 AND webhook_id = $3 AND event_id IN (
            SELECT event_id
            FROM webhook_deliveries
            WHERE service_id = $2 AND webhook_id = $3 AND event_id >= $4 AND event_id < $5
              AND state = 1 AND event <> 'test'
            ORDER BY event_id
            LIMIT $6)";

    // What is on its way is left to whoever has it.
    MISS = "
        UPDATE webhook_deliveries
        SET state = 3, due_at = NULL
        WHERE service_id = $1 AND webhook_id = $2 AND held = 0 AND event_id IN (
            SELECT event_id
            FROM webhook_deliveries
            WHERE service_id = $1 AND webhook_id = $2 AND due_at IS NOT NULL AND held = 0
            LIMIT $3)";

    // The end of the oldest, so that they go in one piece with their attempts.
    OLDEST = "
        SELECT event_id
        FROM webhook_deliveries
        WHERE service_id = $1 AND webhook_id = $2 AND event_id < $3
        ORDER BY event_id
        LIMIT $4";

    FORGET = "
        DELETE FROM webhook_deliveries
        WHERE service_id = $1 AND webhook_id = $2 AND event_id <= $3";

    FORGET_ATTEMPTS = "
        DELETE FROM webhook_attempts
        WHERE service_id = $1 AND webhook_id = $2 AND event_id <= $3";

    // Where the oldest of those that may wait stands.
    OVERFLOW = "
        SELECT event_id
        FROM webhook_deliveries
        WHERE service_id = $1 AND webhook_id = $2 AND state <> 1
        ORDER BY event_id DESC
        LIMIT 1 OFFSET $3";

    FORGET_OVERFLOW = "
        DELETE FROM webhook_deliveries
        WHERE service_id = $1 AND webhook_id = $2 AND event_id IN (
            SELECT event_id
            FROM webhook_deliveries
            WHERE service_id = $1 AND webhook_id = $2 AND state <> 1 AND event_id <= $3
            ORDER BY event_id
            LIMIT $4)";

    WAITING = "
        SELECT COUNT(*)
        FROM webhook_deliveries
        WHERE service_id = $1 AND webhook_id = $2 AND due_at IS NOT NULL";
}

/// A delivery whose payload is sealed.
#[derive(Clone)]
pub(crate) struct SealedDelivery {
    /// Everything but the payload, which has been taken out.
    pub(crate) plain: NewDelivery,
    pub(crate) sealed_payload: Vec<u8>,
}

impl SealedDelivery {
    pub(crate) fn seal(mut plain: NewDelivery, key: &SealingKey) -> Self {
        let payload = std::mem::take(&mut plain.payload);
        let sealed_payload = key.seal(DELIVERY, &delivery_row(plain.webhook, plain.id), &payload);
        Self { plain, sealed_payload }
    }

    pub(crate) fn state(&self) -> WebhookState {
        if self.plain.due_at.is_some() { WebhookState::Waiting } else { WebhookState::Missed }
    }
}

/// What the payload of a delivery is bound to.
pub(crate) fn delivery_row(webhook: WebhookId, id: WebhookEventId) -> [u8; 32] {
    let mut row = [0; 32];
    row[..16].copy_from_slice(webhook.as_uuid().as_bytes());
    row[16..].copy_from_slice(id.as_uuid().as_bytes());
    row
}

/// What the answer to a call is bound to.
pub(super) fn attempt_row(webhook: WebhookId, id: WebhookEventId, number: u32) -> [u8; 36] {
    let mut row = [0; 36];
    row[..32].copy_from_slice(&delivery_row(webhook, id));
    row[32..].copy_from_slice(&number.to_be_bytes());
    row
}

/// Puts events into the queues of their endpoints, in the transaction of what they tell of.
pub async fn tell(tx: &mut Transaction, deliveries: Vec<NewDelivery>) -> Result<(), Error> {
    for delivery in deliveries {
        let key = tx.data_key(delivery.service).await?;
        let sealed = SealedDelivery::seal(delivery, &key);
        let state = sealed.state().code();
        let SealedDelivery { plain, sealed_payload } = sealed;
        let NewDelivery { service, webhook, id, event, notification, at, due_at, .. } = plain;
        let event = event.as_str();
        tx.execute(
            TELL,
            values![service, webhook, id, event, notification, state, due_at, at, sealed_payload],
        )
        .await?;
    }
    Ok(())
}

/// Puts an event back into the queue; `false` when it is there already, or is kept no longer.
pub async fn queue_one(
    tx: &mut Transaction,
    service: ServiceId,
    webhook: WebhookId,
    id: WebhookEventId,
    at: Moment,
) -> Result<bool, Error> {
    Ok(tx.execute(QUEUE_ONE, values![at, service, webhook, id]).await? > 0)
}

/// Puts the events of a span back into the queue, oldest first and `most` at a time: those that were not delivered, or
/// those that were. Says how many.
pub async fn queue_all(
    tx: &mut Transaction,
    service: ServiceId,
    webhook: WebhookId,
    span: (Moment, Moment),
    delivered: bool,
    most: usize,
    at: Moment,
) -> Result<usize, Error> {
    let (from, until) = (event_at(span.0), event_at(span.1));
    let statement = if delivered { QUEUE_DELIVERED } else { QUEUE_UNDELIVERED };
    tx.execute(statement, values![at, service, webhook, from, until, most]).await
}

impl ServiceStore {
    /// One line of the log, with what is sent.
    pub async fn webhook_delivery(
        &self,
        webhook: WebhookId,
        id: WebhookEventId,
    ) -> Result<Option<(Delivery, String)>, Error> {
        let row = self.store().engine().optional(ONE, values![self.id(), webhook, id]).await?;
        let Some(mut row) = row else { return Ok(None) };
        let delivery = read(&mut row)?;
        let sealed: Vec<u8> = row.take()?;
        let key = self.store().data_key(self.id()).await?;
        let payload = key.open_text(DELIVERY, &delivery_row(webhook, id), &sealed)?;
        Ok(Some((delivery, payload)))
    }

    /// The log of an endpoint, newest first.
    pub async fn webhook_log(
        &self,
        webhook: WebhookId,
        filter: DeliveryFilter,
    ) -> Result<Vec<Delivery>, Error> {
        let before = filter.before.unwrap_or(WebhookEventId::from_uuid(uuid::Uuid::max()));
        let (service, most) = (self.id(), filter.most);
        let (statement, values) = match filter.state {
            None => (LOG, values![service, webhook, before, most]),
            Some(WebhookState::Delivered) => (LOG_DELIVERED, values![service, webhook, before, most]),
            Some(open) => (LOG_OPEN, values![service, webhook, before, open.code(), most]),
        };
        self.store().engine().list(statement, values).await?.iter_mut().map(read).collect()
    }

    /// What endpoints were told of a message, oldest first.
    pub async fn webhook_deliveries_of(
        &self,
        notification: NotificationId,
        most: usize,
    ) -> Result<Vec<Delivery>, Error> {
        let values = values![self.id(), notification, most];
        self.store().engine().list(OF_MESSAGE, values).await?.iter_mut().map(read).collect()
    }

    /// The calls for an event, newest first.
    pub async fn webhook_attempts(
        &self,
        webhook: WebhookId,
        id: WebhookEventId,
        most: usize,
    ) -> Result<Vec<DeliveryAttempt>, Error> {
        let mut rows = self.store().engine().list(ATTEMPTS, values![self.id(), webhook, id, most]).await?;
        let key = self.store().data_key(self.id()).await?;
        rows.iter_mut()
            .map(|row| {
                let number = row.take()?;
                let (at, lasted, outcome, status) = (row.take()?, row.take()?, row.take()?, row.take()?);
                let sealed: Option<Vec<u8>> = row.take()?;
                let bound = attempt_row(webhook, id, number);
                let excerpt = sealed.map(|sealed| key.open_text(EXCERPT, &bound, &sealed)).transpose()?;
                Ok(DeliveryAttempt { number, at, lasted, outcome, status, excerpt })
            })
            .collect()
    }

    /// How many deliveries wait, failed and were missed; no more than `most` in all are counted.
    pub async fn webhook_open(
        &self,
        webhook: WebhookId,
        most: usize,
    ) -> Result<Vec<(WebhookState, usize)>, Error> {
        let mut rows = self.store().engine().list(OPEN_STATES, values![self.id(), webhook, most]).await?;
        rows.iter_mut()
            .map(|row| {
                let state = row.take()?;
                let count: u64 = row.take()?;
                Ok((state, usize::try_from(count).unwrap_or(usize::MAX)))
            })
            .collect()
    }

    /// Takes what waits out of the queue of a suspended endpoint, `most` at a time, and says how many.
    pub async fn miss_webhook_deliveries(&self, webhook: WebhookId, most: usize) -> Result<usize, Error> {
        let mut tx = self.store().begin().await?;
        let missed = tx.execute(MISS, values![self.id(), webhook, most]).await?;
        tx.commit().await?;
        Ok(missed)
    }

    /// Forgets the oldest events of an endpoint from before a moment (all of them without one), `most` at a time, and
    /// says how many.
    pub async fn forget_webhook_deliveries(
        &self,
        webhook: WebhookId,
        before: Option<Moment>,
        most: usize,
    ) -> Result<usize, Error> {
        let end = before.map_or(WebhookEventId::from_uuid(uuid::Uuid::max()), event_at);
        let rows = self.store().engine().list(OLDEST, values![self.id(), webhook, end, most]).await?;
        let count = rows.len();
        let Some(mut row) = rows.into_iter().next_back() else { return Ok(0) };
        let last: WebhookEventId = row.take()?;
        let mut tx = self.store().begin().await?;
        tx.execute(FORGET_ATTEMPTS, values![self.id(), webhook, last]).await?;
        tx.execute(FORGET, values![self.id(), webhook, last]).await?;
        tx.commit().await?;
        Ok(count)
    }

    /// Forgets the oldest events that were not delivered and are more than `kept`, `most` at a time, and says how many.
    pub async fn forget_webhook_overflow(
        &self,
        webhook: WebhookId,
        kept: usize,
        most: usize,
    ) -> Result<usize, Error> {
        let row = self.store().engine().optional(OVERFLOW, values![self.id(), webhook, kept]).await?;
        let Some(mut row) = row else { return Ok(0) };
        let last: WebhookEventId = row.take()?;
        let mut tx = self.store().begin().await?;
        let forgotten = tx.execute(FORGET_OVERFLOW, values![self.id(), webhook, last, most]).await?;
        tx.commit().await?;
        Ok(forgotten)
    }
}

impl Store {
    /// How many deliveries wait for one endpoint.
    pub async fn waiting_for_webhook(&self, service: ServiceId, webhook: WebhookId) -> Result<u64, Error> {
        let row = self.engine().optional(WAITING, values![service, webhook]).await?;
        row.map_or(Ok(0), |mut row| row.take())
    }
}

/// Not after any event that was drawn at this moment.
fn event_at(moment: Moment) -> WebhookEventId {
    WebhookEventId::from_uuid(last_id_before(moment).as_uuid())
}

fn read(row: &mut Row) -> Result<Delivery, Error> {
    Ok(Delivery {
        webhook: row.take()?,
        id: row.take()?,
        event: row.take_as(WebhookEvent::from_stored)?,
        notification: row.take()?,
        state: row.take()?,
        due_at: row.take()?,
        attempts: row.take()?,
        status: row.take()?,
    })
}
