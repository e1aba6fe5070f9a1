//! Webhooks: the endpoints of a service, what each is told, and how that went.
//!
//! A delivery is one event for one endpoint. Deliveries are written with what they tell of: by a settlement
//! ([`Settlement::webhooks`](crate::Settlement)), or by [`tell`] in any other transaction. Whatever has a `due_at` is
//! work, as with messages; the number of the attempt is the token that fences its outcome.

mod calls;
mod deliveries;

pub use calls::{CallOutcome, Health, HeldDelivery};
pub(crate) use calls::{RawHeld, SealedOutcome};
pub use deliveries::{Delivery, DeliveryAttempt, DeliveryFilter, NewDelivery, queue_all, queue_one, tell};
pub(crate) use deliveries::{SealedDelivery, TELL};

#[cfg(test)]
pub(crate) use calls::STATEMENTS as CALL_STATEMENTS;
#[cfg(test)]
pub(crate) use deliveries::STATEMENTS as DELIVERY_STATEMENTS;

use crate::content::{read_fields, write_fields};
use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::seal::SealingKey;
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::{ServiceId, WebhookId};
use facteur_model::secret::Secret;
use facteur_model::time::Moment;
use facteur_model::webhook::WebhookEvents;
use std::fmt;

/// An endpoint of a service.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its identifier.
    pub id: WebhookId,
    /// The service that is told there.
    pub service: ServiceId,
    /// Where it is. Addresses often hold a secret.
    pub url: Secret,
    /// What stands in `Authorization: Bearer …`.
    pub token: Secret,
    /// What calls are signed with.
    pub secret: Secret,
    /// What they were signed with before, and until when they still are.
    pub old_secret: Option<(Secret, Moment)>,
    /// What it is told of.
    pub events: WebhookEvents,
    /// When it was added.
    pub created_at: Moment,
    /// Calls in a row that failed.
    pub failures: u32,
    /// When the first of these was.
    pub failing_since: Option<Moment>,
    /// Since when nothing is sent there.
    pub suspended_at: Option<Moment>,
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").field("id", &self.id).field("events", &self.events).finish_non_exhaustive()
    }
}

/// What has to be known of an endpoint where events come up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listener {
    /// The endpoint.
    pub id: WebhookId,
    /// What it is told of.
    pub events: WebhookEvents,
    /// Is nothing sent there for now?
    pub is_suspended: bool,
}

/// An endpoint as whoever keeps house sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptWebhook {
    /// The service.
    pub service: ServiceId,
    /// The endpoint.
    pub id: WebhookId,
    /// Since when nothing is sent there.
    pub suspended_at: Option<Moment>,
    /// Has somebody to be told of that?
    pub is_untold: bool,
    /// Is it to go, with everything that is kept of it?
    pub is_removed: bool,
}

const ENDPOINT: &str = "webhooks.sealed_endpoint";

macro_rules! webhook_columns {
    () => {
        "id, service_id, events, sealed_endpoint, old_secret_until, created_at, failures, failing_since, suspended_at"
    };
}

statements! {
    INSERT = "
        INSERT INTO webhooks
            (id, service_id, events, sealed_endpoint, old_secret_until, created_at, failures, failing_since,
             suspended_at, told, removed_at)
        VALUES ($1, $2, $3, $4, $5, $6, 0, NULL, NULL, 1, NULL)";

    CHANGE = "
        UPDATE webhooks
        SET events = $1, sealed_endpoint = $2, old_secret_until = $3
        WHERE id = $4 AND service_id = $5 AND removed_at IS NULL";

    // Who suspends it first is the one who does.
    SUSPEND = "
        UPDATE webhooks
        SET suspended_at = $1, told = 0
        WHERE id = $2 AND service_id = $3 AND suspended_at IS NULL AND removed_at IS NULL";

    RESUME = "
        UPDATE webhooks
        SET suspended_at = NULL, failures = 0, failing_since = NULL, told = 1
        WHERE id = $1 AND service_id = $2 AND suspended_at IS NOT NULL AND removed_at IS NULL";

    TOLD = "UPDATE webhooks SET told = 1 WHERE id = $1 AND service_id = $2 AND told = 0";

    REMOVE = "
        UPDATE webhooks
        SET removed_at = $1
        WHERE id = $2 AND service_id = $3 AND removed_at IS NULL";

    ERASE = "DELETE FROM webhooks WHERE id = $1 AND service_id = $2 AND removed_at IS NOT NULL";

    BY_ID = concat!("
        SELECT ", webhook_columns!(), "
        FROM webhooks
        WHERE id = $1 AND service_id = $2 AND removed_at IS NULL");

    OF_SERVICE = concat!("
        SELECT ", webhook_columns!(), "
        FROM webhooks
        WHERE service_id = $1 AND removed_at IS NULL
        ORDER BY id");

    LISTENERS = "
        SELECT id, events, suspended_at
        FROM webhooks
        WHERE service_id = $1 AND removed_at IS NULL
        ORDER BY id";

    KEPT = "
        SELECT service_id, id, suspended_at, told, removed_at
        FROM webhooks
        WHERE id > $1
        ORDER BY id
        LIMIT $2";
}

/// Adds an endpoint.
pub async fn insert(tx: &mut Transaction, webhook: &Webhook) -> Result<(), Error> {
    let (sealed, until) = seal(tx, webhook).await?;
    let events = webhook.events.to_stored();
    tx.execute(INSERT, values![webhook.id, webhook.service, events, sealed, until, webhook.created_at])
        .await?;
    tx.touch(webhook.service);
    Ok(())
}

/// Writes down another address, token, secret or choice of events. [`Error::Missing`] when it is gone.
pub async fn change(tx: &mut Transaction, webhook: &Webhook) -> Result<(), Error> {
    let (sealed, until) = seal(tx, webhook).await?;
    tx.touch(webhook.service);
    let events = webhook.events.to_stored();
    tx.change(CHANGE, values![events, sealed, until, webhook.id, webhook.service]).await
}

/// From now on nothing is sent there; `false` when that was so already.
pub async fn suspend(
    tx: &mut Transaction,
    service: ServiceId,
    id: WebhookId,
    at: Moment,
) -> Result<bool, Error> {
    tx.touch(service);
    Ok(tx.execute(SUSPEND, values![at, id, service]).await? > 0)
}

/// From now on it is called again. [`Error::Missing`] when it was not suspended.
pub async fn resume(tx: &mut Transaction, service: ServiceId, id: WebhookId) -> Result<(), Error> {
    tx.touch(service);
    tx.change(RESUME, values![id, service]).await
}

/// The people of the service know of the suspension; `false` when somebody else has told them.
pub async fn told(tx: &mut Transaction, service: ServiceId, id: WebhookId) -> Result<bool, Error> {
    Ok(tx.execute(TOLD, values![id, service]).await? > 0)
}

/// Takes an endpoint away; what is kept of it goes with the next sweep. [`Error::Missing`] when it is gone already.
pub async fn remove(
    tx: &mut Transaction,
    service: ServiceId,
    id: WebhookId,
    at: Moment,
) -> Result<(), Error> {
    tx.touch(service);
    tx.change(REMOVE, values![at, id, service]).await
}

/// The last of an endpoint that was removed, once nothing else is kept of it.
pub async fn erase(tx: &mut Transaction, service: ServiceId, id: WebhookId) -> Result<(), Error> {
    tx.execute(ERASE, values![id, service]).await.map(drop)
}

impl ServiceStore {
    /// One endpoint of the service.
    pub async fn webhook(&self, id: WebhookId) -> Result<Option<Webhook>, Error> {
        let row = self.store().engine().optional(BY_ID, values![id, self.id()]).await?;
        let Some(mut row) = row else { return Ok(None) };
        let key = self.store().data_key(self.id()).await?;
        read(&mut row, &key).map(Some)
    }

    /// The endpoints of the service, oldest first.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, Error> {
        let mut rows = self.store().engine().list(OF_SERVICE, values![self.id()]).await?;
        let key = self.store().data_key(self.id()).await?;
        rows.iter_mut().map(|row| read(row, &key)).collect()
    }
}

impl Store {
    /// Endpoints of all services after one, removed ones included, `most` at a time.
    pub async fn kept_webhooks(
        &self,
        after: Option<WebhookId>,
        most: usize,
    ) -> Result<Vec<KeptWebhook>, Error> {
        let after = after.unwrap_or(WebhookId::from_uuid(uuid::Uuid::nil()));
        let mut rows = self.engine().list(KEPT, values![after, most]).await?;
        rows.iter_mut()
            .map(|row| {
                let (service, id, suspended_at) = (row.take()?, row.take()?, row.take()?);
                let told: bool = row.take()?;
                let removed_at: Option<Moment> = row.take()?;
                let is_removed = removed_at.is_some();
                Ok(KeptWebhook { service, id, suspended_at, is_untold: !told, is_removed })
            })
            .collect()
    }
}

/// For the snapshot of a service.
pub(crate) fn read_listener(row: &mut Row) -> Result<Listener, Error> {
    let id = row.take()?;
    let events: String = row.take()?;
    let suspended_at: Option<Moment> = row.take()?;
    Ok(Listener { id, events: WebhookEvents::from_stored(&events), is_suspended: suspended_at.is_some() })
}

async fn seal(tx: &mut Transaction, webhook: &Webhook) -> Result<(Vec<u8>, Option<Moment>), Error> {
    let Webhook { id, service, url, token, secret, old_secret, .. } = webhook;
    let old = old_secret.as_ref().map(|(secret, _)| secret.expose());
    let fields = write_fields(&[Some(url.expose()), Some(token.expose()), Some(secret.expose()), old]);
    let sealed = tx.data_key(*service).await?.seal(ENDPOINT, id.as_uuid().as_bytes(), &fields);
    Ok((sealed, old_secret.as_ref().map(|(_, until)| *until)))
}

fn read(row: &mut Row, key: &SealingKey) -> Result<Webhook, Error> {
    let unsealable = Error::Unsealable { place: ENDPOINT };
    let (id, service): (WebhookId, ServiceId) = (row.take()?, row.take()?);
    let events: String = row.take()?;
    let sealed: Vec<u8> = row.take()?;
    let [url, token, secret, old] =
        read_fields(&key.open(ENDPOINT, id.as_uuid().as_bytes(), &sealed)?).ok_or(unsealable)?;
    let until: Option<Moment> = row.take()?;
    Ok(Webhook {
        id,
        service,
        url: Secret::new(url.ok_or(unsealable)?),
        token: Secret::new(token.ok_or(unsealable)?),
        secret: Secret::new(secret.ok_or(unsealable)?),
        old_secret: old.map(Secret::new).zip(until),
        events: WebhookEvents::from_stored(&events),
        created_at: row.take()?,
        failures: row.take()?,
        failing_since: row.take()?,
        suspended_at: row.take()?,
    })
}
