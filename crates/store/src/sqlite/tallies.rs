//! Writing down what became of messages, on SQLite: one writer, so one shard.

use super::writer::Batch;
use crate::error::Error;
use crate::hot::tally::{Counter, JobCounter, Move};
use crate::session::statements;
use rusqlite::params;

statements! {
    COUNT = "
        INSERT INTO tallies
            (service_id, day, channel, key_type, sender_id, template_id, shard, requested, units, delivered,
             technical, temporary, permanent)
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (service_id, day, channel, key_type, sender_id, template_id, shard)
        DO UPDATE SET requested = requested + excluded.requested,
                      units = units + excluded.units,
                      delivered = delivered + excluded.delivered,
                      technical = technical + excluded.technical,
                      temporary = temporary + excluded.temporary,
                      permanent = permanent + excluded.permanent";

    COUNT_IN_JOB = "
        INSERT INTO job_tallies
            (service_id, job_id, shard, requested, units, delivered, technical, temporary, permanent)
        VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (service_id, job_id, shard)
        DO UPDATE SET requested = requested + excluded.requested,
                      units = units + excluded.units,
                      delivered = delivered + excluded.delivered,
                      technical = technical + excluded.technical,
                      temporary = temporary + excluded.temporary,
                      permanent = permanent + excluded.permanent";
}

pub(super) fn write(batch: &Batch<'_>, counter: &Counter, by: Move) -> Result<(), Error> {
    let Counter { service, day, channel, key_type, sender, template } = counter;
    let Move { requested, units, delivered, technical, temporary, permanent } = by;
    batch.prepared(COUNT)?.execute(params![
        service.as_bytes(),
        day,
        channel,
        key_type,
        sender.as_bytes(),
        template.as_bytes(),
        requested,
        units,
        delivered,
        technical,
        temporary,
        permanent,
    ])?;
    Ok(())
}

pub(super) fn write_of_job(batch: &Batch<'_>, counter: &JobCounter, by: Move) -> Result<(), Error> {
    let (service, job) = counter;
    let Move { requested, units, delivered, technical, temporary, permanent } = by;
    batch.prepared(COUNT_IN_JOB)?.execute(params![
        service.as_bytes(),
        job.as_bytes(),
        requested,
        units,
        delivered,
        technical,
        temporary,
        permanent,
    ])?;
    Ok(())
}
