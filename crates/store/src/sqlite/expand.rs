//! From a chunk of a job's rows to messages, on SQLite.

use super::writer::Batch;
use crate::error::Error;
use crate::hot::sealed::SealedNotification;
use crate::hot::tally;
use crate::jobs::{Expanded, FINISH, SealedExpansion, SealedRow, TAKE_CHUNK, TAKE_JOB};
use crate::session::{channel_code, key_type_code, statements};
use facteur_model::notification::{Reason, Status};
use facteur_model::time::Moment;
use rusqlite::params;

statements! {
    INSERT_ROW = "
        INSERT INTO notifications
            (id, service_id, api_key_id, key_type, channel, template_id, template_version, created_at,
             scheduled_for, status, parts, attempts, lane, due_at, reference_tag, sealed_content, job_id, job_row,
             reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $14, $15, $16, $17, $18)";
}

pub(super) fn expand(batch: &mut Batch<'_>, expansion: &SealedExpansion) -> Result<Expanded, Error> {
    let (service, job) = (expansion.service.as_uuid(), expansion.job.as_uuid());
    let (service, job) = (service.as_bytes(), job.as_bytes());
    let SealedExpansion { chunk, rows, now, .. } = expansion;
    let taken = batch.prepared(TAKE_JOB)?.execute(params![
        expansion.row_count(),
        now.micros(),
        service,
        job,
        chunk
    ])?;
    if taken == 0 {
        return Ok(Expanded::NotNow);
    }
    batch.prepared(TAKE_CHUNK)?.execute(params![service, job, chunk])?;
    let mut insert = batch.prepared(INSERT_ROW)?;
    for SealedRow { row, stopped, message } in rows {
        let SealedNotification { plain, reference_tag, sealed_content, .. } = message;
        insert.execute(params![
            plain.id.as_uuid().as_bytes(),
            service,
            plain.key.as_uuid().as_bytes(),
            key_type_code(plain.key_type),
            channel_code(plain.channel),
            plain.template.as_uuid().as_bytes(),
            plain.template_version,
            plain.created_at.micros(),
            plain.scheduled_for.map(Moment::micros),
            Status::Created.code(),
            plain.parts,
            plain.lane.code(),
            plain.due_at.micros(),
            reference_tag,
            sealed_content,
            job,
            row,
            stopped.map(Reason::as_str),
        ])?;
    }
    batch.prepared(FINISH)?.execute(params![now.micros(), service, job])?;
    tally::add_accepted(&mut batch.tallies, rows.iter().map(|row| &row.message));
    let counter = (expansion.service.as_uuid(), expansion.job.as_uuid());
    tally::add_to_job(&mut batch.job_tallies, counter, expansion.moved());
    Ok(Expanded::Done)
}
