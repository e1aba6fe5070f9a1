//! Calls of webhooks, on SQLite.

use super::writer::Batch;
use super::{Sqlite, connection};
use crate::error::Error;
use crate::hot::Lease;
use crate::session::statements;
use crate::webhooks::{Health, RawHeld, SealedDelivery, SealedOutcome, TELL};
use facteur_model::id::{ServiceId, WebhookEventId, WebhookId};
use facteur_model::time::Moment;
use rusqlite::params;

statements! {
    DUE = "
        SELECT event_id
        FROM webhook_deliveries
        WHERE service_id = $1 AND webhook_id = $2 AND due_at <= $3
        ORDER BY due_at
        LIMIT $4";

    HOLD = "
        UPDATE webhook_deliveries
        SET due_at = $1, held = 1, attempts = attempts + 1, tries = tries + 1
        WHERE service_id = $2 AND webhook_id = $3 AND event_id = $4 AND due_at IS NOT NULL
        RETURNING event_id, event, attempts, tries, queued_at, sealed_payload";

    IS_HELD = "
        SELECT 1
        FROM webhook_deliveries
        WHERE service_id = $1 AND webhook_id = $2 AND event_id = $3 AND held = 1";

    RELEASE = "UPDATE webhook_deliveries SET due_at = $1, held = 0 WHERE due_at IS NOT NULL AND held = 1";

    RECORD = "
        UPDATE webhook_deliveries
        SET state = $1, due_at = $2, held = 0, status = $3
        WHERE service_id = $4 AND webhook_id = $5 AND event_id = $6 AND attempts = $7 AND held = 1";

    ATTEMPT = "
        INSERT INTO webhook_attempts
            (service_id, webhook_id, event_id, number, at, lasted, outcome, status, sealed_excerpt)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

    FAILED = "
        UPDATE webhooks
        SET failures = failures + 1, failing_since = COALESCE(failing_since, $1)
        WHERE id = $2 AND service_id = $3";

    RECOVERED = "
        UPDATE webhooks
        SET failures = 0, failing_since = NULL
        WHERE id = $1 AND service_id = $2";
}

impl Sqlite {
    pub(crate) async fn claim_webhook(
        &self,
        service: ServiceId,
        webhook: WebhookId,
        most: usize,
        now: Moment,
        until: Moment,
    ) -> Result<Vec<RawHeld>, Error> {
        let claim = move |batch: &mut Batch<'_>| {
            let due = connection::list(
                batch.connection,
                DUE,
                &[service.into(), webhook.into(), now.into(), most.into()],
            )?;
            let mut held = Vec::with_capacity(due.len());
            for mut row in due {
                let id: WebhookEventId = row.take()?;
                held.extend(connection::list(
                    batch.connection,
                    HOLD,
                    &[until.into(), service.into(), webhook.into(), id.into()],
                )?);
            }
            Ok(held.into_iter().map(RawHeld).collect())
        };
        self.writer.hot(claim).await
    }

    pub(crate) async fn claim_webhook_delivery(
        &self,
        service: ServiceId,
        webhook: WebhookId,
        id: WebhookEventId,
        until: Moment,
    ) -> Result<Option<RawHeld>, Error> {
        let claim = move |batch: &mut Batch<'_>| {
            if connection::optional(batch.connection, IS_HELD, &[service.into(), webhook.into(), id.into()])?
                .is_some()
            {
                return Ok(None);
            }
            let held = connection::list(
                batch.connection,
                HOLD,
                &[until.into(), service.into(), webhook.into(), id.into()],
            )?;
            Ok(held.into_iter().next().map(RawHeld))
        };
        self.writer.hot(claim).await
    }

    pub(crate) async fn record_calls(&self, outcomes: Vec<SealedOutcome>) -> Result<Vec<Lease>, Error> {
        self.writer.hot(move |batch| record(batch, &outcomes)).await
    }

    pub(crate) async fn release_webhooks(&self, now: Moment) -> Result<usize, Error> {
        self.writer.hot(move |batch| Ok(batch.prepared(RELEASE)?.execute([now.micros()])?)).await
    }
}

fn record(batch: &Batch<'_>, outcomes: &[SealedOutcome]) -> Result<Vec<Lease>, Error> {
    let mut settle = batch.prepared(RECORD)?;
    let mut attempt = batch.prepared(ATTEMPT)?;
    outcomes
        .iter()
        .map(|SealedOutcome { plain, sealed_excerpt }| {
            let (service, webhook) = (plain.service.as_uuid(), plain.webhook.as_uuid());
            let (service, webhook) = (service.as_bytes(), webhook.as_bytes());
            let id = plain.id.as_uuid();
            let due_at = plain.due_at.map(Moment::micros);
            let (state, status, number) = (plain.state.code(), plain.status, plain.attempt);
            let settled = params![state, due_at, status, service, webhook, id.as_bytes(), number];
            if settle.execute(settled)? == 0 {
                return Ok(Lease::Lost);
            }
            let (at, lasted, outcome) = (plain.at.micros(), plain.lasted, plain.outcome);
            attempt.execute(params![
                service,
                webhook,
                id.as_bytes(),
                number,
                at,
                lasted,
                outcome,
                status,
                sealed_excerpt
            ])?;
            match plain.health {
                Health::Unchanged => {}
                Health::Recovered => {
                    batch.prepared(RECOVERED)?.execute(params![webhook, service])?;
                }
                Health::Failed => {
                    batch.prepared(FAILED)?.execute(params![at, webhook, service])?;
                }
            }
            Ok(Lease::Held)
        })
        .collect()
}

/// Puts what a settlement tells into the queues, in its own transaction.
pub(super) fn tell(batch: &Batch<'_>, deliveries: &[SealedDelivery]) -> Result<(), Error> {
    if deliveries.is_empty() {
        return Ok(());
    }
    let mut tell = batch.prepared(TELL)?;
    for delivery in deliveries {
        let SealedDelivery { plain, sealed_payload } = delivery;
        tell.execute(params![
            plain.service.as_uuid().as_bytes(),
            plain.webhook.as_uuid().as_bytes(),
            plain.id.as_uuid().as_bytes(),
            plain.event.as_str(),
            plain.notification.map(|id| *id.as_uuid().as_bytes()),
            delivery.state().code(),
            plain.due_at.map(Moment::micros),
            plain.at.micros(),
            sealed_payload,
        ])?;
    }
    Ok(())
}
