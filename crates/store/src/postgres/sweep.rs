//! Work in small steps, on PostgreSQL.

use super::pool::Lent;
use crate::error::Error;
use crate::session::{Row, Value, statements};
use crate::sweeps::{Finished, KeyUse, SWEEP_IDEMPOTENCY};
use facteur_model::api_key::KeyType;
use facteur_model::id::{NotificationId, ServiceId};
use facteur_model::time::Moment;
use uuid::Uuid;

statements! {
    // In one order everywhere, so that two nodes never wait for one another in a circle.
    NOTE_KEY_USE = "
        WITH used AS (
            SELECT k.id, new.at, new.family, new.client
            FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[]) AS new (id, at, family, client)
            JOIN api_keys k ON k.id = new.id
            WHERE k.last_used_at IS NULL OR k.last_used_at < new.at
            ORDER BY k.id
            FOR UPDATE OF k
        )
        UPDATE api_keys k
        SET last_used_at = used.at, last_used_family = used.family, last_used_client = used.client
        FROM used
        WHERE k.id = used.id";

    // Work that is left, such as a send in four days, outlives the shortest retention.
    FINISHED = "
        SELECT n.id, CAST(NULL AS BYTEA)
        FROM notifications n
        WHERE n.service_id = $1 AND n.id < $2
          AND NOT EXISTS (
              SELECT 1 FROM queue q WHERE q.service_id = n.service_id AND q.notification_id = n.id)
        ORDER BY n.id
        LIMIT $3";

    FINISHED_OF_TYPE = "
        SELECT n.id, CAST(NULL AS BYTEA)
        FROM notifications n
        WHERE n.service_id = $1 AND n.key_type = $2 AND n.id < $3
          AND NOT EXISTS (
              SELECT 1 FROM queue q WHERE q.service_id = n.service_id AND q.notification_id = n.id)
        ORDER BY n.id
        LIMIT $4";

    FORGET = "
        WITH asked AS (
            SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS asked (service_id, id)
        ), forgotten AS (
            DELETE FROM notifications n
            USING asked
            WHERE n.service_id = asked.service_id AND n.id = asked.id
            RETURNING n.service_id, n.id
        ), attempted AS (
            DELETE FROM attempts a
            USING asked
            WHERE a.service_id = asked.service_id AND a.notification_id = asked.id
        )
        SELECT count(*) FROM forgotten";
}

pub(super) async fn note_key_use(lent: &Lent, uses: &[KeyUse]) -> Result<(), Error> {
    let keys: Vec<Uuid> = uses.iter().map(|noted| noted.key.as_uuid()).collect();
    let at: Vec<i64> = uses.iter().map(|noted| noted.at.micros()).collect();
    let families: Vec<Option<i64>> =
        uses.iter().map(|noted| noted.client.family.map(|family| family.number().into())).collect();
    let clients: Vec<Option<&str>> = uses.iter().map(|noted| noted.client.product.as_deref()).collect();
    lent.change(NOTE_KEY_USE, &[&keys, &at, &families, &clients]).await.map(drop)
}

pub(super) async fn sweep_idempotency(lent: &Lent, now: Moment, most: usize) -> Result<usize, Error> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    lent.change(SWEEP_IDEMPOTENCY, &[&now.micros(), &most]).await
}

/// The oldest finished messages before an id.
pub(super) async fn finished(
    lent: &Lent,
    service: ServiceId,
    before: NotificationId,
    most: usize,
) -> Result<Vec<Row>, Error> {
    lent.list(FINISHED, &[service.into(), before.into(), Value::from(most)]).await
}

/// The oldest finished messages of one key type before an id.
pub(super) async fn finished_of_type(
    lent: &Lent,
    service: ServiceId,
    key_type: KeyType,
    before: NotificationId,
    most: usize,
) -> Result<Vec<Row>, Error> {
    let values = [service.into(), key_type.into(), before.into(), Value::from(most)];
    lent.list(FINISHED_OF_TYPE, &values).await
}

pub(super) async fn forget(lent: &Lent, finished: &[Finished]) -> Result<usize, Error> {
    let services: Vec<Uuid> = finished.iter().map(|finished| finished.service.as_uuid()).collect();
    let ids: Vec<Uuid> = finished.iter().map(|finished| finished.id.as_uuid()).collect();
    let rows = lent.rows(FORGET, &[&services, &ids]).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| super::values::column(FORGET, row, 0))?;
    Ok(usize::try_from(count).unwrap_or_default())
}
