//! Attempts and settlements, on SQLite. Every write is fenced by its lease.

use super::webhooks;
use super::writer::Batch;
use crate::error::Error;
use crate::hot::sealed::SealedSettlement;
use crate::hot::tally::{self, Counter, Move};
use crate::hot::{Lease, OpenAttempt};
use crate::session::{channel_code, statements};
use facteur_model::Channel;
use facteur_model::notification::{Reason, Status};
use facteur_model::time::Moment;
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

statements! {
    COUNT_ATTEMPT = "
        UPDATE notifications
        SET attempts = $1
        WHERE id = $2 AND service_id = $3 AND lease = $4";

    OPEN_ATTEMPT = "
        INSERT INTO attempts (notification_id, number, service_id, provider, started_at)
        VALUES ($1, $2, $3, $4, $5)";

    SETTLE = "
        UPDATE notifications
        SET status = $1,
            reason = $2,
            sealed_response = COALESCE($3, sealed_response),
            sent_at = COALESCE($4, sent_at),
            completed_at = $5,
            updated_at = $6,
            due_at = $7,
            lease = NULL
        WHERE id = $8 AND service_id = $9 AND lease = $10";

    COUNTED = "
        SELECT status, created_at, channel, key_type, api_key_id, template_id, parts, job_id
        FROM notifications
        WHERE id = $1 AND service_id = $2 AND lease = $3";

    CLOSE_ATTEMPT = "
        UPDATE attempts
        SET ended_at = $1, outcome = $2, sealed_detail = $3
        WHERE notification_id = $4 AND number = $5";
}

pub(super) fn open_attempts(batch: &Batch<'_>, attempts: &[OpenAttempt]) -> Result<Vec<Lease>, Error> {
    let mut count = batch.prepared(COUNT_ATTEMPT)?;
    let mut open = batch.prepared(OPEN_ATTEMPT)?;
    attempts
        .iter()
        .map(|attempt| {
            let OpenAttempt { service, id, lease, number, provider, at } = attempt;
            let (id, service) = (id.as_uuid(), service.as_uuid());
            if count.execute(params![number, id.as_bytes(), service.as_bytes(), lease])? == 0 {
                return Ok(Lease::Lost);
            }
            open.execute(params![id.as_bytes(), number, service.as_bytes(), provider, at.micros()])?;
            Ok(Lease::Held)
        })
        .collect()
}

pub(super) fn settle(batch: &mut Batch<'_>, settlements: &[SealedSettlement]) -> Result<Vec<Lease>, Error> {
    let mut counted = batch.prepared(COUNTED)?;
    let mut settle = batch.prepared(SETTLE)?;
    let mut close = batch.prepared(CLOSE_ATTEMPT)?;
    settlements
        .iter()
        .map(|settlement| {
            let SealedSettlement { plain, sealed_response, sealed_detail, webhooks: told } = settlement;
            let (id, service) = (plain.id.as_uuid(), plain.service.as_uuid());
            let before = counted
                .query_row(params![id.as_bytes(), service.as_bytes(), plain.lease], |row| {
                    let created: i64 = row.get(1)?;
                    let (sender, template): ([u8; 16], [u8; 16]) = (row.get(4)?, row.get(5)?);
                    let counter = Counter {
                        service,
                        day: Moment::from_micros(created).day().number().into(),
                        channel: row.get(2)?,
                        key_type: row.get(3)?,
                        sender: Uuid::from_bytes(sender),
                        template: Uuid::from_bytes(template),
                    };
                    let job: Option<[u8; 16]> = row.get(7)?;
                    Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(6)?, counter, job.map(Uuid::from_bytes)))
                })
                .optional()?;
            let Some((was, parts, counter, job)) = before else { return Ok(Lease::Lost) };
            let held = settle.execute(params![
                plain.status.code(),
                plain.reason.map(Reason::as_str),
                sealed_response,
                plain.sent_at.map(Moment::micros),
                plain.status.is_complete().then_some(plain.at.micros()),
                plain.at.micros(),
                plain.due_at.map(Moment::micros),
                id.as_bytes(),
                service.as_bytes(),
                plain.lease,
            ])?;
            if held == 0 {
                return Ok(Lease::Lost);
            }
            let channel = Channel::ALL.into_iter().find(|channel| channel_code(*channel) == counter.channel);
            if let (Some(was), Some(channel)) = (Status::from_code(was), channel) {
                let by = Move::between(channel, was, plain.status, parts);
                tally::add(&mut batch.tallies, counter, by);
                if let Some(job) = job {
                    tally::add_to_job(&mut batch.job_tallies, (service, job), by);
                }
            }
            if let Some(attempt) = &plain.attempt {
                let at = plain.at.micros();
                close.execute(params![at, attempt.outcome, sealed_detail, id.as_bytes(), attempt.number])?;
            }
            webhooks::tell(batch, told)?;
            Ok(Lease::Held)
        })
        .collect()
}
