//! Accepting a message, on SQLite.

use super::writer::Batch;
use crate::error::Error;
use crate::hot::Charge;
use crate::hot::allowance_used::Allowance;
use crate::hot::sealed::{AcceptOutcome, SealedAccept, SealedIdempotency, SealedNotification};
use crate::hot::tally;
use crate::session::{channel_code, key_type_code, statements};
use facteur_model::allowance::{self, Exhausted};
use facteur_model::id::ServiceId;
use facteur_model::time::Moment;
use rusqlite::{OptionalExtension, params};

statements! {
    ANSWERED = "
        SELECT sealed_answer
        FROM idempotency
        WHERE service_id = $1 AND key_tag = $2 AND expires_at > $3";

    // Whatever is in the way has expired: `ANSWERED` did not find it.
    REMEMBER_ANSWER = "
        INSERT INTO idempotency (service_id, key_tag, expires_at, sealed_answer)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (service_id, key_tag)
        DO UPDATE SET expires_at = excluded.expires_at, sealed_answer = excluded.sealed_answer";

    READ_USED = "
        SELECT used
        FROM allowance_used
        WHERE service_id = $1 AND channel = $2 AND period_kind = $3 AND period = $4";

    WRITE_USED = "
        INSERT INTO allowance_used (service_id, channel, period_kind, period, used)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (service_id, channel, period_kind, period)
        DO UPDATE SET used = excluded.used";

    INSERT_NOTIFICATION = "
        INSERT INTO notifications
            (id, service_id, api_key_id, key_type, channel, template_id, template_version, created_at,
             scheduled_for, status, parts, attempts, lane, due_at, reference_tag, sealed_content)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $14, $15)";
}

pub(super) fn accept(batch: &mut Batch<'_>, accept: &SealedAccept) -> Result<AcceptOutcome, Error> {
    if let Some(idempotency) = &accept.idempotency
        && let Some(sealed_answer) = answered(batch, accept.service, idempotency, accept.now)?
    {
        return Ok(AcceptOutcome::Replay { sealed_answer });
    }
    if let Some(charge) = &accept.charge
        && let Err(exhausted) = take_from_allowances(batch, accept.service, charge)?
    {
        return Ok(AcceptOutcome::Exhausted(exhausted));
    }
    if let Some(notification) = &accept.notification {
        insert(batch, notification)?;
        tally::add_accepted(&mut batch.tallies, [notification]);
    }
    if let Some(idempotency) = &accept.idempotency {
        batch.prepared(REMEMBER_ANSWER)?.execute(params![
            accept.service.as_uuid().as_bytes(),
            idempotency.key_tag,
            idempotency.expires_at.micros(),
            idempotency.sealed_answer,
        ])?;
    }
    Ok(AcceptOutcome::Stored)
}

fn answered(
    batch: &Batch<'_>,
    service: ServiceId,
    idempotency: &SealedIdempotency,
    now: Moment,
) -> Result<Option<Vec<u8>>, Error> {
    let service = service.as_uuid();
    let key = params![service.as_bytes(), idempotency.key_tag, now.micros()];
    Ok(batch.prepared(ANSWERED)?.query_row(key, |row| row.get(0)).optional()?)
}

fn take_from_allowances(
    batch: &mut Batch<'_>,
    service: ServiceId,
    charge: &Charge,
) -> Result<Result<(), Exhausted>, Error> {
    let [day, year] = Allowance::of(service, charge);
    let (today, this_year) = (used(batch, day)?, used(batch, year)?);
    let allowed = allowance::check(&charge.limits, charge.channel, today, this_year, charge.units);
    if allowed.is_ok() {
        for allowance in [day, year] {
            let used = batch.allowances.entry(allowance).or_default();
            used.units = used.units.saturating_add(charge.units);
            used.changed = true;
        }
    }
    Ok(allowed)
}

fn used(batch: &mut Batch<'_>, allowance: Allowance) -> Result<u64, Error> {
    if let Some(used) = batch.allowances.get(&allowance) {
        return Ok(used.units);
    }
    let Allowance { service, channel, kind, period } = allowance;
    let stored: Option<i64> = batch
        .prepared(READ_USED)?
        .query_row(params![service.as_uuid().as_bytes(), channel, kind, period], |row| row.get(0))
        .optional()?;
    let units = u64::try_from(stored.unwrap_or_default()).unwrap_or_default();
    batch.allowances.entry(allowance).or_default().units = units;
    Ok(units)
}

pub(super) fn write_used(batch: &Batch<'_>, allowance: Allowance, units: u64) -> Result<(), Error> {
    let Allowance { service, channel, kind, period } = allowance;
    let units = i64::try_from(units).unwrap_or(i64::MAX);
    batch.prepared(WRITE_USED)?.execute(params![
        service.as_uuid().as_bytes(),
        channel,
        kind,
        period,
        units
    ])?;
    Ok(())
}

fn insert(batch: &Batch<'_>, notification: &SealedNotification) -> Result<(), Error> {
    let SealedNotification { plain, reference_tag, sealed_content, .. } = notification;
    batch.prepared(INSERT_NOTIFICATION)?.execute(params![
        plain.id.as_uuid().as_bytes(),
        plain.service.as_uuid().as_bytes(),
        plain.key.as_uuid().as_bytes(),
        key_type_code(plain.key_type),
        channel_code(plain.channel),
        plain.template.as_uuid().as_bytes(),
        plain.template_version,
        plain.created_at.micros(),
        plain.scheduled_for.map(Moment::micros),
        plain.status.code(),
        plain.parts,
        plain.lane.code(),
        plain.due_at.micros(),
        reference_tag,
        sealed_content,
    ])?;
    Ok(())
}
