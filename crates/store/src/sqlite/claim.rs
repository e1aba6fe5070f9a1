//! Claiming due notifications, on SQLite.

use super::connection;
use super::writer::Batch;
use crate::error::Error;
use crate::hot::sealed::RawClaim;
use crate::notifications::notification_columns;
use crate::session::{Value, statements};
use facteur_model::time::Moment;
use rusqlite::params;
use std::ops::RangeInclusive;

statements! {
    NEXT_LANE = "
        SELECT lane
        FROM notifications
        WHERE due_at IS NOT NULL AND lane >= $1 AND lane <= $2
        ORDER BY lane
        LIMIT 1";

    // By lane, one after the other: what is scheduled for later in an urgent lane is not walked over.
    DUE_IN_LANE = concat!("
        SELECT sequence, ", notification_columns!(), "
        FROM notifications
        WHERE lane = $1 AND due_at <= $2
        ORDER BY due_at
        LIMIT $3");

    TAKE_LEASES = "UPDATE counters SET value = value + $1 WHERE name = 'lease' RETURNING value";

    // Only due work is held, and there is an index on just that.
    RELEASE = "
        UPDATE notifications
        SET lease = NULL, due_at = $1
        WHERE due_at IS NOT NULL AND lease IS NOT NULL";

    HOLD = "UPDATE notifications SET lease = $1, due_at = $2 WHERE sequence = $3";
}

pub(super) fn release_leases(batch: &Batch<'_>, now: Moment) -> Result<usize, Error> {
    Ok(batch.prepared(RELEASE)?.execute([now.micros()])?)
}

pub(super) fn claim(
    batch: &Batch<'_>,
    lanes: &RangeInclusive<i64>,
    now: Moment,
    lease_until: Moment,
    most: usize,
) -> Result<Vec<RawClaim>, Error> {
    let mut due = Vec::new();
    let mut from = Some(*lanes.start());
    while due.len() < most
        && let Some(first) = from
        && let Some(mut next) =
            connection::optional(batch.connection, NEXT_LANE, &[first.into(), (*lanes.end()).into()])?
    {
        let lane: i64 = next.take()?;
        from = lane.checked_add(1);
        let values = [lane.into(), now.into(), Value::from(most - due.len())];
        due.extend(connection::list(batch.connection, DUE_IN_LANE, &values)?);
    }
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let count = i64::try_from(due.len()).expect("a claim is bounded by what fits in memory");
    let last: i64 = batch.prepared(TAKE_LEASES)?.query_one([count], |row| row.get(0))?;
    let mut hold = batch.prepared(HOLD)?;
    (last - count + 1..)
        .zip(due)
        .map(|(lease, mut row)| {
            let sequence: i64 = row.take()?;
            hold.execute(params![lease, lease_until.micros(), sequence])?;
            Ok(RawClaim { lease, row })
        })
        .collect()
}
