//! Attempts and settlements, on PostgreSQL. Every write is fenced by its lease.

use super::pool::Lent;
use super::values::column;
use super::webhooks::Told;
use crate::error::Error;
use crate::hot::sealed::SealedSettlement;
use crate::hot::tally::KINDS;
use crate::hot::{Lease, OpenAttempt};
use crate::postgres::shards;
use crate::session::statements;
use facteur_model::notification::Reason;
use facteur_model::time::Moment;
use std::collections::HashSet;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// All that settlements change. Leases are unique, so a lease names its settlement.
macro_rules! settle {
    () => {
        "
        WITH asked AS (
            SELECT *
            FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::bytea[], $7::bigint[],
                        $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[], $13::bytea[])
                 AS asked (service_id, notification_id, lease, status, reason, sealed_response, sent_at,
                           completed_at, at, due_at, number, outcome, sealed_detail)
        ), done AS (
            DELETE FROM queue q
            USING asked
            WHERE asked.due_at IS NULL
              AND q.service_id = asked.service_id AND q.notification_id = asked.notification_id
              AND q.lease = asked.lease
            RETURNING asked.lease, q.attempts
        ), again AS (
            UPDATE queue q
            SET due_at = asked.due_at, lease = NULL, node = NULL
            FROM asked
            WHERE asked.due_at IS NOT NULL
              AND q.service_id = asked.service_id AND q.notification_id = asked.notification_id
              AND q.lease = asked.lease
            RETURNING asked.lease, q.attempts
        ), held AS MATERIALIZED (
            SELECT asked.*, kept.attempts
            FROM (SELECT * FROM done UNION ALL SELECT * FROM again) kept
            JOIN asked ON asked.lease = kept.lease
        ), before AS MATERIALIZED (
            -- The statement sees the messages as they were before it.
            SELECT n.service_id, n.created_at / 86400000000 AS day, n.channel, n.key_type, n.api_key_id, n.template_id,
                   n.job_id, n.parts, n.channel * 100 + n.status AS was, n.channel * 100 + held.status AS becomes
            FROM held
            JOIN notifications n ON n.service_id = held.service_id AND n.id = held.notification_id
            WHERE n.status <> held.status
        ), steps AS MATERIALIZED (
            SELECT moved.*
            FROM (
                SELECT before.*,
                       (becomes = ANY ($14))::int - (was = ANY ($14))::int AS cancelled,
                       (becomes = ANY ($15))::int - (was = ANY ($15))::int AS delivered,
                       (becomes = ANY ($16))::int - (was = ANY ($16))::int AS technical,
                       (becomes = ANY ($17))::int - (was = ANY ($17))::int AS temporary,
                       (becomes = ANY ($18))::int - (was = ANY ($18))::int AS permanent
                FROM before
            ) AS moved
            WHERE (cancelled, delivered, technical, temporary, permanent) <> (0, 0, 0, 0, 0)
        ), counted_in_jobs AS (
            INSERT INTO job_tallies
                (service_id, job_id, shard, requested, units, delivered, technical, temporary, permanent)
            SELECT service_id, job_id, $19, -SUM(cancelled), -SUM(cancelled * parts)::bigint, SUM(delivered),
                   SUM(technical), SUM(temporary), SUM(permanent)
            FROM steps
            WHERE job_id IS NOT NULL
            GROUP BY service_id, job_id
            ORDER BY service_id, job_id
            ON CONFLICT (service_id, job_id, shard)
            DO UPDATE SET requested = job_tallies.requested + excluded.requested,
                          units = job_tallies.units + excluded.units,
                          delivered = job_tallies.delivered + excluded.delivered,
                          technical = job_tallies.technical + excluded.technical,
                          temporary = job_tallies.temporary + excluded.temporary,
                          permanent = job_tallies.permanent + excluded.permanent
            RETURNING 1
        ), counted AS (
            -- After those of jobs, always: whoever takes the same rows in another order waits for this one, and this
            -- one for them.
            INSERT INTO tallies
                (service_id, day, channel, key_type, sender_id, template_id, shard, requested, units, delivered,
                 technical, temporary, permanent)
            SELECT service_id, day, channel, key_type, api_key_id, template_id, $19,
                   -SUM(cancelled), -SUM(cancelled * parts)::bigint, SUM(delivered), SUM(technical), SUM(temporary),
                   SUM(permanent)
            FROM steps
            WHERE (SELECT COUNT(*) FROM counted_in_jobs) >= 0
            GROUP BY service_id, day, channel, key_type, api_key_id, template_id
            ORDER BY service_id, day, channel, key_type, api_key_id, template_id
            ON CONFLICT (service_id, day, channel, key_type, sender_id, template_id, shard)
            DO UPDATE SET requested = tallies.requested + excluded.requested,
                          units = tallies.units + excluded.units,
                          delivered = tallies.delivered + excluded.delivered,
                          technical = tallies.technical + excluded.technical,
                          temporary = tallies.temporary + excluded.temporary,
                          permanent = tallies.permanent + excluded.permanent
        ), written AS (
            UPDATE notifications n
            SET status = held.status,
                reason = held.reason,
                sealed_response = COALESCE(held.sealed_response, n.sealed_response),
                sent_at = COALESCE(held.sent_at, n.sent_at),
                completed_at = held.completed_at,
                updated_at = held.at,
                attempts = held.attempts
            FROM held
            WHERE n.service_id = held.service_id AND n.id = held.notification_id
        ), closed AS (
            UPDATE attempts a
            SET ended_at = held.at, outcome = held.outcome, sealed_detail = held.sealed_detail
            FROM held
            WHERE held.number IS NOT NULL
              AND a.service_id = held.service_id AND a.notification_id = held.notification_id
              AND a.number = held.number
        )"
    };
}

statements! {
    OPEN_ATTEMPTS = "
        WITH asked AS (
            SELECT *
            FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[])
                 AS asked (service_id, notification_id, lease, number, provider, at)
        ), held AS (
            UPDATE queue q
            SET attempts = asked.number
            FROM asked
            WHERE q.service_id = asked.service_id AND q.notification_id = asked.notification_id
              AND q.lease = asked.lease
            RETURNING asked.*
        ), opened AS (
            INSERT INTO attempts (notification_id, number, service_id, provider, started_at)
            SELECT notification_id, number, service_id, provider, at FROM held
        )
        SELECT lease FROM held";

    SETTLE = concat!(settle!(), "
        SELECT lease FROM held");

    // With what services with webhooks are told: no others pay for it.
    SETTLE_AND_TELL = concat!(settle!(), ", told AS (
            INSERT INTO webhook_deliveries
                (service_id, webhook_id, event_id, event, notification_id, state, due_at, held, attempts, tries,
                 queued_at, status, sealed_payload)
            SELECT held.service_id, news.webhook_id, news.event_id, news.event, held.notification_id, news.state,
                   news.due_at, 0, 0, 0, news.at, NULL, news.sealed_payload
            FROM unnest($20::bigint[], $21::uuid[], $22::uuid[], $23::text[], $24::bigint[], $25::bigint[],
                        $26::bigint[], $27::bytea[])
                 AS news (lease, webhook_id, event_id, event, state, due_at, at, sealed_payload)
            JOIN held ON held.lease = news.lease
        )
        SELECT lease FROM held");
}

pub(super) async fn open_attempts(lent: &Lent, attempts: &[OpenAttempt]) -> Result<Vec<Lease>, Error> {
    let services: Vec<Uuid> = attempts.iter().map(|attempt| attempt.service.as_uuid()).collect();
    let ids: Vec<Uuid> = attempts.iter().map(|attempt| attempt.id.as_uuid()).collect();
    let leases: Vec<i64> = attempts.iter().map(|attempt| attempt.lease).collect();
    let numbers: Vec<i64> = attempts.iter().map(|attempt| attempt.number.into()).collect();
    let providers: Vec<&str> = attempts.iter().map(|attempt| attempt.provider.as_str()).collect();
    let at: Vec<i64> = attempts.iter().map(|attempt| attempt.at.micros()).collect();
    let rows = lent.rows(OPEN_ATTEMPTS, &[&services, &ids, &leases, &numbers, &providers, &at]).await?;
    held(&leases, &rows, OPEN_ATTEMPTS)
}

pub(super) async fn settle(lent: &Lent, settlements: &[SealedSettlement]) -> Result<Vec<Lease>, Error> {
    let plain = || settlements.iter().map(|settlement| &settlement.plain);
    let services: Vec<Uuid> = plain().map(|settlement| settlement.service.as_uuid()).collect();
    let ids: Vec<Uuid> = plain().map(|settlement| settlement.id.as_uuid()).collect();
    let leases: Vec<i64> = plain().map(|settlement| settlement.lease).collect();
    let statuses: Vec<i64> = plain().map(|settlement| settlement.status.code()).collect();
    let reasons: Vec<Option<&str>> =
        plain().map(|settlement| settlement.reason.map(Reason::as_str)).collect();
    let responses: Vec<Option<&[u8]>> =
        settlements.iter().map(|settlement| settlement.sealed_response.as_deref()).collect();
    let sent: Vec<Option<i64>> = plain().map(|settlement| settlement.sent_at.map(Moment::micros)).collect();
    let completed: Vec<Option<i64>> =
        plain().map(|settlement| settlement.status.is_complete().then_some(settlement.at.micros())).collect();
    let at: Vec<i64> = plain().map(|settlement| settlement.at.micros()).collect();
    let due: Vec<Option<i64>> = plain().map(|settlement| settlement.due_at.map(Moment::micros)).collect();
    let numbers: Vec<Option<i64>> =
        plain().map(|settlement| settlement.attempt.as_ref().map(|attempt| attempt.number.into())).collect();
    let outcomes: Vec<Option<&str>> = plain()
        .map(|settlement| settlement.attempt.as_ref().map(|attempt| attempt.outcome.as_str()))
        .collect();
    let details: Vec<Option<&[u8]>> =
        settlements.iter().map(|settlement| settlement.sealed_detail.as_deref()).collect();
    let (shard, kinds) = (shards::draw(), &*KINDS);
    let mut told = Told::default();
    for settlement in settlements {
        for delivery in &settlement.webhooks {
            told.push(settlement.plain.lease, delivery);
        }
    }
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![
        &services,
        &ids,
        &leases,
        &statuses,
        &reasons,
        &responses,
        &sent,
        &completed,
        &at,
        &due,
        &numbers,
        &outcomes,
        &details,
        &kinds.cancelled,
        &kinds.delivered,
        &kinds.technical,
        &kinds.temporary,
        &kinds.permanent,
        &shard,
    ];
    if told.leases.is_empty() {
        let rows = lent.rows(SETTLE, &parameters).await?;
        return held(&leases, &rows, SETTLE);
    }
    let news: [&(dyn ToSql + Sync); 8] = [
        &told.leases,
        &told.webhooks,
        &told.ids,
        &told.events,
        &told.states,
        &told.due,
        &told.at,
        &told.payloads,
    ];
    parameters.extend(news);
    let rows = lent.rows(SETTLE_AND_TELL, &parameters).await?;
    held(&leases, &rows, SETTLE_AND_TELL)
}

fn held(
    asked: &[i64],
    rows: &[tokio_postgres::Row],
    statement: crate::session::Statement,
) -> Result<Vec<Lease>, Error> {
    let held: HashSet<i64> = rows.iter().map(|row| column(statement, row, 0)).collect::<Result<_, _>>()?;
    Ok(asked.iter().map(|lease| if held.contains(lease) { Lease::Held } else { Lease::Lost }).collect())
}
