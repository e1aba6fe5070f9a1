//! Calls: what is due is taken under a lease, and how it went is recorded while the lease holds.

use super::deliveries::{DELIVERY, EXCERPT, attempt_row, delivery_row};
use crate::error::Error;
use crate::hot::Lease;
use crate::seal::SealingKey;
use crate::session::{Row, statements, values};
use crate::store::Store;
use facteur_model::id::{ServiceId, WebhookEventId, WebhookId};
use facteur_model::time::{Micros, Moment};
use facteur_model::webhook::{WebhookEvent, WebhookState};
use std::fmt;

/// A delivery that this process may make until its lease ends.
#[derive(Clone, PartialEq, Eq)]
pub struct HeldDelivery {
    /// The event.
    pub id: WebhookEventId,
    /// What it is.
    pub event: WebhookEvent,
    /// The number of this attempt: the token that its outcome has to show.
    pub attempt: u32,
    /// Attempts since it was last put into the queue, this one among them.
    pub tries: u32,
    /// When that was.
    pub queued_at: Moment,
    /// What is sent; `None` when it does not open.
    pub payload: Option<Vec<u8>>,
}

impl fmt::Debug for HeldDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeldDelivery")
            .field("id", &self.id)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

/// What a call says of its endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// Nothing that is not known.
    Unchanged,
    /// It works again.
    Recovered,
    /// It failed once more.
    Failed,
}

impl Health {
    pub(crate) fn code(self) -> i64 {
        match self {
            Health::Unchanged => 0,
            Health::Recovered => 1,
            Health::Failed => 2,
        }
    }
}

/// How a call went.
#[derive(Clone)]
pub struct CallOutcome {
    /// The service.
    pub service: ServiceId,
    /// The endpoint.
    pub webhook: WebhookId,
    /// The event.
    pub id: WebhookEventId,
    /// The number of the attempt.
    pub attempt: u32,
    /// When it began.
    pub at: Moment,
    /// How long it took.
    pub lasted: Micros,
    /// How it ended, in a word; nothing personal.
    pub outcome: &'static str,
    /// The HTTP status of the answer.
    pub status: Option<u32>,
    /// The beginning of the answer; sealed.
    pub excerpt: Option<String>,
    /// How far the delivery has come.
    pub state: WebhookState,
    /// When to call again.
    pub due_at: Option<Moment>,
    /// What it says of the endpoint.
    pub health: Health,
}

impl fmt::Debug for CallOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOutcome")
            .field("id", &self.id)
            .field("attempt", &self.attempt)
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

/// A claimed row, not yet read.
pub(crate) struct RawHeld(pub(crate) Row);

/// An outcome whose excerpt is sealed.
pub(crate) struct SealedOutcome {
    /// Everything but the excerpt, which has been taken out.
    pub(crate) plain: CallOutcome,
    pub(crate) sealed_excerpt: Option<Vec<u8>>,
}

statements! {
    // One look into the index of due work for each endpoint, however much waits there.
    WAITING = "
        SELECT w.service_id, w.id,
               (SELECT MIN(d.due_at)
                FROM webhook_deliveries d
                WHERE d.service_id = w.service_id AND d.webhook_id = w.id AND d.due_at IS NOT NULL)
        FROM webhooks w
        WHERE w.suspended_at IS NULL AND w.removed_at IS NULL AND w.id > $1
        ORDER BY w.id
        LIMIT $2";

    FIRST_DUE = "
        SELECT MIN(due_at)
        FROM webhook_deliveries
        WHERE service_id = $1 AND webhook_id = $2 AND due_at IS NOT NULL";
}

impl Store {
    /// Endpoints that are called, from after one, `most` at a time, with when their first delivery is due.
    pub async fn waiting_webhooks(
        &self,
        after: Option<WebhookId>,
        most: usize,
    ) -> Result<Vec<(ServiceId, WebhookId, Option<Moment>)>, Error> {
        let after = after.unwrap_or(WebhookId::from_uuid(uuid::Uuid::nil()));
        let mut rows = self.engine().list(WAITING, values![after, most]).await?;
        rows.iter_mut().map(|row| Ok((row.take()?, row.take()?, row.take()?))).collect()
    }

    /// When the first delivery to an endpoint is due.
    pub async fn webhook_due(&self, service: ServiceId, webhook: WebhookId) -> Result<Option<Moment>, Error> {
        let row = self.engine().optional(FIRST_DUE, values![service, webhook]).await?;
        row.map_or(Ok(None), |mut row| row.take())
    }

    /// Takes due deliveries to an endpoint, the longest due first, and holds them until `lease_until`.
    pub async fn claim_webhook(
        &self,
        service: ServiceId,
        webhook: WebhookId,
        most: usize,
        now: Moment,
        lease_until: Moment,
    ) -> Result<Vec<HeldDelivery>, Error> {
        let rows = self.engine().claim_webhook(service, webhook, most, now, lease_until).await?;
        let key = self.data_key(service).await?;
        rows.into_iter().map(|raw| read(raw, webhook, &key)).collect()
    }

    /// As [`Store::claim_webhook`], one delivery, whenever it is due; `None` when somebody else has it.
    pub async fn claim_webhook_delivery(
        &self,
        service: ServiceId,
        webhook: WebhookId,
        id: WebhookEventId,
        lease_until: Moment,
    ) -> Result<Option<HeldDelivery>, Error> {
        let row = self.engine().claim_webhook_delivery(service, webhook, id, lease_until).await?;
        let key = self.data_key(service).await?;
        row.map(|raw| read(raw, webhook, &key)).transpose()
    }

    /// Records how calls went. Answers in the order of the outcomes.
    pub async fn record_calls(&self, outcomes: Vec<CallOutcome>) -> Result<Vec<Lease>, Error> {
        let mut sealed = Vec::with_capacity(outcomes.len());
        for mut plain in outcomes {
            let sealed_excerpt = match plain.excerpt.take() {
                None => None,
                Some(text) => {
                    let key = self.data_key(plain.service).await?;
                    let row = attempt_row(plain.webhook, plain.id, plain.attempt);
                    Some(key.seal(EXCERPT, &row, text.as_bytes()))
                }
            };
            sealed.push(SealedOutcome { plain, sealed_excerpt });
        }
        self.engine().record_calls(sealed).await
    }
}

/// What the engines give: the event, its kind, the attempt, the tries, since when, and the payload.
fn read(RawHeld(mut row): RawHeld, webhook: WebhookId, key: &SealingKey) -> Result<HeldDelivery, Error> {
    let id = row.take()?;
    let event = row.take_as(WebhookEvent::from_stored)?;
    let (attempt, tries, queued_at) = (row.take()?, row.take()?, row.take()?);
    let sealed: Vec<u8> = row.take()?;
    let payload = key.open(DELIVERY, &delivery_row(webhook, id), &sealed).ok().map(|plain| plain.to_vec());
    Ok(HeldDelivery { id, event, attempt, tries, queued_at, payload })
}
