//! Calls of webhooks, on PostgreSQL.

use super::Postgres;
use super::pool::Lent;
use super::values::column;
use crate::error::Error;
use crate::hot::Lease;
use crate::session::{Value, statements};
use crate::webhooks::{RawHeld, SealedDelivery, SealedOutcome};
use facteur_model::id::{ServiceId, WebhookEventId, WebhookId};
use facteur_model::time::Moment;
use std::collections::HashSet;
use uuid::Uuid;

statements! {
    // Nodes step over what the others are about to take.
    CLAIM = "
        WITH due AS (
            SELECT event_id
            FROM webhook_deliveries
            WHERE service_id = $1 AND webhook_id = $2 AND due_at <= $3
            ORDER BY due_at
            LIMIT $4
            FOR UPDATE SKIP LOCKED
        )
        UPDATE webhook_deliveries d
        SET due_at = $5, held = 1, attempts = d.attempts + 1, tries = d.tries + 1
        FROM due
        WHERE d.service_id = $1 AND d.webhook_id = $2 AND d.event_id = due.event_id
        RETURNING d.event_id, d.event, d.attempts, d.tries, d.queued_at, d.sealed_payload";

    CLAIM_ONE = "
        UPDATE webhook_deliveries
        SET due_at = $1, held = 1, attempts = attempts + 1, tries = tries + 1
        WHERE service_id = $2 AND webhook_id = $3 AND event_id = $4 AND held = 0 AND due_at IS NOT NULL
        RETURNING event_id, event, attempts, tries, queued_at, sealed_payload";

    // In one order everywhere, so that two nodes never wait for one another in a circle.
    RECORD = "
        WITH asked AS (
            SELECT *
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[],
                        $8::bigint[], $9::bytea[], $10::bigint[], $11::bigint[], $12::bigint[])
                 WITH ORDINALITY
                 AS asked (service_id, webhook_id, event_id, number, at, lasted, outcome, status, sealed_excerpt,
                           state, due_at, health, place)
        ), held AS (
            UPDATE webhook_deliveries d
            SET state = asked.state, due_at = asked.due_at, held = 0, status = asked.status
            FROM asked
            WHERE d.service_id = asked.service_id AND d.webhook_id = asked.webhook_id
              AND d.event_id = asked.event_id AND d.attempts = asked.number AND d.held = 1
            RETURNING asked.*
        ), written AS (
            INSERT INTO webhook_attempts
                (service_id, webhook_id, event_id, number, at, lasted, outcome, status, sealed_excerpt)
            SELECT service_id, webhook_id, event_id, number, at, lasted, outcome, status, sealed_excerpt FROM held
        ), news AS (
            SELECT service_id, webhook_id, bool_or(health = 1) AS works,
                   COUNT(*) FILTER (WHERE health = 2) AS failed, MIN(at) AS at
            FROM held
            WHERE health <> 0
            GROUP BY service_id, webhook_id
        ), locked AS (
            SELECT w.id, news.works, news.failed, news.at
            FROM webhooks w
            JOIN news ON news.webhook_id = w.id AND news.service_id = w.service_id
            ORDER BY w.id
            FOR UPDATE OF w
        ), noted AS (
            UPDATE webhooks w
            SET failures = CASE WHEN locked.works THEN 0 ELSE w.failures + locked.failed END,
                failing_since = CASE WHEN locked.works THEN NULL ELSE COALESCE(w.failing_since, locked.at) END
            FROM locked
            WHERE w.id = locked.id
        )
        SELECT place FROM held";
}

impl Postgres {
    /// Relaxed: a claim that a crash takes back is due again, which is what it would be anyway.
    pub(crate) async fn claim_webhook(
        &self,
        service: ServiceId,
        webhook: WebhookId,
        most: usize,
        now: Moment,
        until: Moment,
    ) -> Result<Vec<RawHeld>, Error> {
        let values = [service.into(), webhook.into(), now.into(), Value::from(most), until.into()];
        let rows = self.relaxed.lend().await?.list(CLAIM, &values).await?;
        Ok(rows.into_iter().map(RawHeld).collect())
    }

    pub(crate) async fn claim_webhook_delivery(
        &self,
        service: ServiceId,
        webhook: WebhookId,
        id: WebhookEventId,
        until: Moment,
    ) -> Result<Option<RawHeld>, Error> {
        let values = [Value::from(until), service.into(), webhook.into(), id.into()];
        let rows = self.relaxed.lend().await?.list(CLAIM_ONE, &values).await?;
        Ok(rows.into_iter().next().map(RawHeld))
    }

    pub(crate) async fn record_calls(&self, outcomes: &[SealedOutcome]) -> Result<Vec<Lease>, Error> {
        record(&self.durable.lend().await?, outcomes).await
    }
}

async fn record(lent: &Lent, outcomes: &[SealedOutcome]) -> Result<Vec<Lease>, Error> {
    let plain = || outcomes.iter().map(|outcome| &outcome.plain);
    let services: Vec<Uuid> = plain().map(|outcome| outcome.service.as_uuid()).collect();
    let webhooks: Vec<Uuid> = plain().map(|outcome| outcome.webhook.as_uuid()).collect();
    let ids: Vec<Uuid> = plain().map(|outcome| outcome.id.as_uuid()).collect();
    let numbers: Vec<i64> = plain().map(|outcome| outcome.attempt.into()).collect();
    let at: Vec<i64> = plain().map(|outcome| outcome.at.micros()).collect();
    let lasted: Vec<i64> = plain().map(|outcome| outcome.lasted).collect();
    let words: Vec<&str> = plain().map(|outcome| outcome.outcome).collect();
    let statuses: Vec<Option<i64>> = plain().map(|outcome| outcome.status.map(i64::from)).collect();
    let excerpts: Vec<Option<&[u8]>> =
        outcomes.iter().map(|outcome| outcome.sealed_excerpt.as_deref()).collect();
    let states: Vec<i64> = plain().map(|outcome| outcome.state.code()).collect();
    let due: Vec<Option<i64>> = plain().map(|outcome| outcome.due_at.map(Moment::micros)).collect();
    let health: Vec<i64> = plain().map(|outcome| outcome.health.code()).collect();
    let rows = lent
        .rows(
            RECORD,
            &[
                &services, &webhooks, &ids, &numbers, &at, &lasted, &words, &statuses, &excerpts, &states,
                &due, &health,
            ],
        )
        .await?;
    let held: HashSet<i64> = rows.iter().map(|row| column(RECORD, row, 0)).collect::<Result<_, _>>()?;
    Ok((1..)
        .zip(outcomes)
        .map(|(place, _)| if held.contains(&place) { Lease::Held } else { Lease::Lost })
        .collect())
}

/// What settlements tell, as columns; each names the lease of its settlement.
#[derive(Default)]
pub(super) struct Told<'a> {
    pub(super) leases: Vec<i64>,
    pub(super) webhooks: Vec<Uuid>,
    pub(super) ids: Vec<Uuid>,
    pub(super) events: Vec<&'static str>,
    pub(super) states: Vec<i64>,
    pub(super) due: Vec<Option<i64>>,
    pub(super) at: Vec<i64>,
    pub(super) payloads: Vec<&'a [u8]>,
}

impl<'a> Told<'a> {
    pub(super) fn push(&mut self, lease: i64, delivery: &'a SealedDelivery) {
        self.leases.push(lease);
        self.webhooks.push(delivery.plain.webhook.as_uuid());
        self.ids.push(delivery.plain.id.as_uuid());
        self.events.push(delivery.plain.event.as_str());
        self.states.push(delivery.state().code());
        self.due.push(delivery.plain.due_at.map(Moment::micros));
        self.at.push(delivery.plain.at.micros());
        self.payloads.push(&delivery.sealed_payload);
    }
}
