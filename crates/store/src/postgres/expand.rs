//! From a chunk of a job's rows to messages, on PostgreSQL.

use super::interactive::Interactive;
use super::pool::Lent;
use super::shards;
use crate::error::Error;
use crate::jobs::{Expanded, FINISH, SealedExpansion, SealedRow, TAKE_CHUNK, TAKE_JOB};
use crate::session::{channel_code, key_type_code, statements, values};
use facteur_model::notification::{Reason, Status};
use facteur_model::time::Moment;
use uuid::Uuid;

statements! {
    INSERT_ROWS = "
        INSERT INTO notifications
            (id, service_id, api_key_id, key_type, channel, template_id, template_version, created_at,
             scheduled_for, status, parts, attempts, lane, reference_tag, recipient_tag, sealed_content, job_id, job_row,
             reason)
        SELECT id, $1, $2, $3, $4, $5, $6, $7, $8, $9, parts, 0, $10, reference_tag, recipient_tag, sealed_content, $11,
               job_row, reason
        FROM unnest($12::uuid[], $13::bigint[], $14::bytea[], $15::bytea[], $16::bytea[], $17::bigint[], $18::text[])
             AS new (id, parts, reference_tag, recipient_tag, sealed_content, job_row, reason)";

    QUEUE_ROWS = "
        INSERT INTO queue (service_id, notification_id, lane, due_at, attempts)
        SELECT $1, id, $2, $3, 0
        FROM unnest($4::uuid[]) AS new (id)";

    // In the order in which settlements take the same rows: of jobs first.
    COUNT_IN_JOB = "
        INSERT INTO job_tallies
            (service_id, job_id, shard, requested, units, delivered, technical, temporary, permanent)
        VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0)
        ON CONFLICT (service_id, job_id, shard)
        DO UPDATE SET requested = job_tallies.requested + excluded.requested,
                      units = job_tallies.units + excluded.units";

    COUNT_ROWS = "
        INSERT INTO tallies
            (service_id, day, channel, key_type, sender_id, template_id, shard, requested, units, delivered,
             technical, temporary, permanent)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0, 0)
        ON CONFLICT (service_id, day, channel, key_type, sender_id, template_id, shard)
        DO UPDATE SET requested = tallies.requested + excluded.requested,
                      units = tallies.units + excluded.units";
}

pub(super) async fn expand(lent: Lent, expansion: &SealedExpansion) -> Result<Expanded, Error> {
    let SealedExpansion { service, job, chunk, rows, now } = expansion;
    let (service, job, chunk) = (*service, *job, *chunk);
    let Some(SealedRow { message: first, .. }) = rows.first() else { return Ok(Expanded::NotNow) };
    let first = &first.plain;
    // Dropped before its end, it is undone.
    let open = Interactive::begin(lent).await?;
    let row_count = expansion.row_count();
    let held = open.execute(TAKE_JOB, values![row_count, *now, service, job, chunk]).await?;
    // Another node may have taken the chunk while this one waited for the job.
    if held == 0 || open.execute(TAKE_CHUNK, values![service, job, chunk]).await? == 0 {
        open.rollback().await?;
        return Ok(Expanded::NotNow);
    }
    let messages = || rows.iter().map(|row| &row.message);
    let ids: Vec<Uuid> = messages().map(|message| message.plain.id.as_uuid()).collect();
    let parts: Vec<i64> = messages().map(|message| message.plain.parts.into()).collect();
    let references: Vec<Option<&[u8]>> =
        messages().map(|message| message.reference_tag.as_ref().map(<[u8; 16]>::as_slice)).collect();
    let recipients: Vec<Option<&[u8]>> =
        messages().map(|message| message.recipient_tag.as_ref().map(<[u8; 16]>::as_slice)).collect();
    let contents: Vec<&[u8]> = messages().map(|message| message.sealed_content.as_slice()).collect();
    let numbers: Vec<i64> = rows.iter().map(|row| i64::from(row.row)).collect();
    let reasons: Vec<Option<&str>> = rows.iter().map(|row| row.stopped.map(Reason::as_str)).collect();
    let (lane, due_at) = (first.lane.code(), first.due_at.micros());
    open.change(
        INSERT_ROWS,
        &[
            &service.as_uuid(),
            &first.key.as_uuid(),
            &key_type_code(first.key_type),
            &channel_code(first.channel),
            &first.template.as_uuid(),
            &i64::from(first.template_version),
            &first.created_at.micros(),
            &first.scheduled_for.map(Moment::micros),
            &Status::Created.code(),
            &lane,
            &job.as_uuid(),
            &ids,
            &parts,
            &references,
            &recipients,
            &contents,
            &numbers,
            &reasons,
        ],
    )
    .await?;
    open.change(QUEUE_ROWS, &[&service.as_uuid(), &lane, &due_at, &ids]).await?;
    open.execute(FINISH, values![*now, service, job]).await?;
    let shard = shards::draw();
    let moved = expansion.moved();
    open.change(COUNT_IN_JOB, &[&service.as_uuid(), &job.as_uuid(), &shard, &moved.requested, &moved.units])
        .await?;
    for (counter, by) in expansion.moves() {
        open.change(
            COUNT_ROWS,
            &[
                &counter.service,
                &counter.day,
                &counter.channel,
                &counter.key_type,
                &counter.sender,
                &counter.template,
                &shard,
                &by.requested,
                &by.units,
            ],
        )
        .await?;
    }
    // Should the link break here, the next look finds the chunk gone or still there: both are right.
    open.commit().await?;
    Ok(Expanded::Done)
}
