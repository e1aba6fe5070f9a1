//! Claiming due notifications, on PostgreSQL.

use super::pool::Lent;
use super::values::{column, read};
use crate::error::Error;
use crate::hot::sealed::RawClaim;
use crate::hot::{Pick, Waiting};
use crate::session::{Row, Value, statements};
use facteur_model::Lane;
use facteur_model::id::ServiceId;
use facteur_model::time::Moment;
use uuid::Uuid;

statements! {
    // One seek for each lane and service that have work, however much waits there: from each the next is sought.
    BACKLOG = "
        WITH RECURSIVE place AS (
            (SELECT lane, service_id, due_at
             FROM queue
             WHERE (lane, service_id) > ($1, $2)
             ORDER BY lane, service_id, due_at
             LIMIT 1)
            UNION ALL
            SELECT next.lane, next.service_id, next.due_at
            FROM place
            CROSS JOIN LATERAL (
                SELECT q.lane, q.service_id, q.due_at
                FROM queue q
                WHERE (q.lane, q.service_id) > (place.lane, place.service_id)
                ORDER BY q.lane, q.service_id, q.due_at
                LIMIT 1
            ) next
        )
        SELECT lane, service_id, due_at FROM place LIMIT $3";

    FIRST_DUE = "
        SELECT first.lane, first.service_id, first.due_at
        FROM unnest($1::bigint[], $2::uuid[]) AS asked (lane, service_id)
        CROSS JOIN LATERAL (
            SELECT q.lane, q.service_id, q.due_at
            FROM queue q
            WHERE q.lane = asked.lane AND q.service_id = asked.service_id
            ORDER BY q.due_at
            LIMIT 1
        ) first";

    DUE_IN_LANE = "
        SELECT COUNT(*)
        FROM (
            SELECT 1
            FROM queue
            WHERE lane = $1 AND service_id = $2 AND due_at <= $3
            LIMIT $4) AS due";

    // A claim is not waited for to reach the disk, so a crash may give the last numbers of the sequence out again; the
    // node's number, 40 bits higher, is new by then.
    //
    // A node that was found dead, for its link broke, takes nothing under its old number: nobody would free it.
    //
    // A limit cannot differ from pick to pick: each looks as far as the largest, and keeps as many as it asked for.
    CLAIM = "
        WITH living AS (
            SELECT number FROM nodes WHERE number = $6 FOR KEY SHARE
        ), due AS (
            SELECT found.service_id, found.notification_id, found.due_at, found.place
            FROM unnest($1::bigint[], $2::uuid[], $3::bigint[]) WITH ORDINALITY
                 AS pick (lane, service_id, most, place)
            CROSS JOIN LATERAL (
                SELECT q.service_id, q.notification_id, q.due_at, pick.place
                FROM queue q
                WHERE q.lane = pick.lane AND q.service_id = pick.service_id AND q.due_at <= $4
                ORDER BY q.due_at
                LIMIT $5
                FOR UPDATE OF q SKIP LOCKED
            ) found
        ), ranked AS (
            SELECT due.*, row_number() OVER (PARTITION BY place ORDER BY due_at, notification_id) AS rank
            FROM due
        ), wanted AS (
            SELECT ranked.*
            FROM ranked
            JOIN unnest($3::bigint[]) WITH ORDINALITY AS pick (most, place) ON pick.place = ranked.place
            WHERE ranked.rank <= pick.most
        ), held AS (
            UPDATE queue h
            SET lease = $6 * 1099511627776 + nextval('leases'), node = $6, due_at = $7
            FROM wanted, living
            WHERE h.service_id = wanted.service_id AND h.notification_id = wanted.notification_id
            RETURNING h.service_id, h.notification_id, h.lease, h.attempts, wanted.place, wanted.rank
        )
        SELECT held.lease, n.id, n.service_id, n.api_key_id, n.key_type, n.channel, n.template_id,
               n.template_version, n.created_at, n.scheduled_for, n.sent_at, n.completed_at, n.updated_at,
               n.status, n.reason, n.parts, held.attempts, n.lane, n.job_id, n.job_row, n.sealed_response,
               n.sealed_content
        FROM held
        JOIN notifications n ON n.service_id = held.service_id AND n.id = held.notification_id
        ORDER BY held.place, held.rank";
}

pub(super) async fn backlog(
    lent: &Lent,
    after: Option<(Lane, ServiceId)>,
    most: usize,
) -> Result<Vec<Waiting>, Error> {
    let (lane, service) = match after {
        Some((lane, service)) => (lane.code(), service.as_uuid()),
        None => (i64::MIN, Uuid::nil()),
    };
    let values = [Value::Integer(lane), Value::Id(service), Value::from(most)];
    lent.list(BACKLOG, &values).await?.iter_mut().map(waiting).collect()
}

pub(super) async fn first_due(lent: &Lent, places: &[(Lane, ServiceId)]) -> Result<Vec<Waiting>, Error> {
    let lanes: Vec<i64> = places.iter().map(|(lane, _)| lane.code()).collect();
    let services: Vec<Uuid> = places.iter().map(|(_, service)| service.as_uuid()).collect();
    let rows = lent.rows(FIRST_DUE, &[&lanes, &services]).await?;
    rows.iter().map(|row| waiting(&mut read(FIRST_DUE, row, 0)?)).collect()
}

pub(super) async fn due_in_lane(
    lent: &Lent,
    lane: Lane,
    service: ServiceId,
    now: Moment,
    most: usize,
) -> Result<usize, Error> {
    let values = [Value::from(lane), Value::from(service), Value::from(now), Value::from(most)];
    let mut rows = lent.list(DUE_IN_LANE, &values).await?;
    let count: i64 = rows.pop().ok_or(Error::Missing)?.take()?;
    Ok(usize::try_from(count).unwrap_or_default())
}

fn waiting(row: &mut Row) -> Result<Waiting, Error> {
    Ok(Waiting { lane: row.take()?, service: row.take()?, due_at: row.take()? })
}

pub(super) async fn claim(
    lent: &Lent,
    picks: &[Pick],
    node: i64,
    now: Moment,
    lease_until: Moment,
) -> Result<Vec<RawClaim>, Error> {
    let lanes: Vec<i64> = picks.iter().map(|pick| pick.lane.code()).collect();
    let services: Vec<Uuid> = picks.iter().map(|pick| pick.service.as_uuid()).collect();
    let mosts: Vec<i64> = picks.iter().map(|pick| i64::try_from(pick.most).unwrap_or(i64::MAX)).collect();
    let Some(largest) = mosts.iter().max().copied().filter(|largest| *largest > 0) else {
        return Ok(Vec::new());
    };
    let (now, until) = (now.micros(), lease_until.micros());
    let rows = lent.rows(CLAIM, &[&lanes, &services, &mosts, &now, &largest, &node, &until]).await?;
    rows.iter().map(|row| Ok(RawClaim { lease: column(CLAIM, row, 0)?, row: read(CLAIM, row, 1)? })).collect()
}
