//! Claiming due notifications, on SQLite.

use super::connection;
use super::readers::Readers;
use super::writer::Batch;
use crate::error::Error;
use crate::hot::sealed::RawClaim;
use crate::hot::{Pick, Waiting};
use crate::notifications::notification_columns;
use crate::session::{Row, Value, statements};
use facteur_model::Lane;
use facteur_model::id::ServiceId;
use facteur_model::time::Moment;
use rusqlite::params;

statements! {
    // The next lane and service that have work, after the last possible due time of a given one. All three
    // columns are compared, because SQLite would walk over everything that is equal in the first two.
    NEXT_WAITING = "
        SELECT lane, service_id, due_at
        FROM notifications
        WHERE due_at IS NOT NULL AND (lane, service_id, due_at) > ($1, $2, $3)
        ORDER BY lane, service_id, due_at
        LIMIT 1";

    FIRST_DUE = "
        SELECT lane, service_id, due_at
        FROM notifications
        WHERE due_at IS NOT NULL AND lane = $1 AND service_id = $2
        ORDER BY due_at
        LIMIT 1";

    DUE_IN_LANE = "
        SELECT COUNT(*)
        FROM (
            SELECT 1
            FROM notifications
            WHERE lane = $1 AND service_id = $2 AND due_at <= $3
            LIMIT $4)";

    DUE = concat!("
        SELECT sequence, ", notification_columns!(), "
        FROM notifications
        WHERE lane = $1 AND service_id = $2 AND due_at <= $3
        ORDER BY due_at
        LIMIT $4");

    TAKE_LEASES = "UPDATE counters SET value = value + $1 WHERE name = 'lease' RETURNING value";

    // Only due work is held, and there is an index on just that.
    RELEASE = "
        UPDATE notifications
        SET lease = NULL, due_at = $1
        WHERE due_at IS NOT NULL AND lease IS NOT NULL";

    HOLD = "UPDATE notifications SET lease = $1, due_at = $2 WHERE sequence = $3";
}

/// After every due time.
const LAST: Value = Value::Integer(i64::MAX);

/// Lanes and services that have work, in their order, from after `after`.
pub(super) fn backlog(
    readers: &Readers,
    after: Option<(Lane, ServiceId)>,
    most: usize,
) -> Result<Vec<Waiting>, Error> {
    readers.with(|connection| {
        let mut found: Vec<Waiting> = Vec::new();
        let mut place = match after {
            Some((lane, service)) => [lane.into(), service.into(), LAST],
            None => [Value::Integer(i64::MIN), Value::Blob(Vec::new()), LAST],
        };
        while found.len() < most
            && let Some(mut row) = connection::optional(connection, NEXT_WAITING, &place)?
        {
            let waiting = read(&mut row)?;
            place = [waiting.lane.into(), waiting.service.into(), LAST];
            found.push(waiting);
        }
        Ok(found)
    })
}

pub(super) fn first_due(readers: &Readers, places: &[(Lane, ServiceId)]) -> Result<Vec<Waiting>, Error> {
    readers.with(|connection| {
        let first = |(lane, service): &(Lane, ServiceId)| {
            connection::optional(connection, FIRST_DUE, &[(*lane).into(), (*service).into()])
        };
        places.iter().filter_map(|place| first(place).transpose()).map(|row| read(&mut row?)).collect()
    })
}

pub(super) fn due_in_lane(
    readers: &Readers,
    lane: Lane,
    service: ServiceId,
    now: Moment,
    most: usize,
) -> Result<usize, Error> {
    let values = [lane.into(), service.into(), now.into(), Value::from(most)];
    let row = readers.with(|connection| connection::optional(connection, DUE_IN_LANE, &values))?;
    let count: i64 = row.ok_or(Error::Missing)?.take()?;
    Ok(usize::try_from(count).unwrap_or_default())
}

fn read(row: &mut Row) -> Result<Waiting, Error> {
    Ok(Waiting { lane: row.take()?, service: row.take()?, due_at: row.take()? })
}

pub(super) fn release_leases(batch: &Batch<'_>, now: Moment) -> Result<usize, Error> {
    Ok(batch.prepared(RELEASE)?.execute([now.micros()])?)
}

pub(super) fn claim(
    batch: &Batch<'_>,
    picks: &[Pick],
    now: Moment,
    lease_until: Moment,
) -> Result<Vec<RawClaim>, Error> {
    let mut due = Vec::new();
    for pick in picks {
        let values = [pick.lane.into(), pick.service.into(), now.into(), Value::from(pick.most)];
        due.extend(connection::list(batch.connection, DUE, &values)?);
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
