//! Calls that each node let in, told to the others.

use super::pool::Lent;
use super::values::read;
use crate::error::Error;
use crate::nodes::RateUse;
use crate::session::{key_type_code, statements};
use uuid::Uuid;

/// Seconds after which nobody asks any more.
const KEPT: i64 = 180;

statements! {
    TELL = "
        INSERT INTO rate_use (service_id, key_type, node, second, calls)
        SELECT service_id, key_type, $5, second, calls
        FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[])
             AS new (service_id, key_type, second, calls)
        ON CONFLICT (service_id, key_type, node, second) DO UPDATE SET calls = excluded.calls";

    HEAR = "
        SELECT service_id, key_type, second, CAST(SUM(calls) AS BIGINT)
        FROM rate_use
        WHERE second >= $1 AND node <> $2
        GROUP BY service_id, key_type, second";

    FORGET = "DELETE FROM rate_use WHERE second < $1";
}

pub(super) async fn share(
    lent: &Lent,
    node: i64,
    own: &[RateUse],
    since: i64,
) -> Result<Vec<RateUse>, Error> {
    if !own.is_empty() {
        let services: Vec<Uuid> = own.iter().map(|used| used.service.as_uuid()).collect();
        let key_types: Vec<i64> = own.iter().map(|used| key_type_code(used.key_type)).collect();
        let seconds: Vec<i64> = own.iter().map(|used| used.second).collect();
        let calls: Vec<i64> = own.iter().map(|used| used.calls.into()).collect();
        lent.change(TELL, &[&services, &key_types, &seconds, &calls, &node]).await?;
    }
    // Rarely, and by everybody: it costs nothing when there is nothing.
    if since % 60 == 0 {
        lent.change(FORGET, &[&(since - KEPT)]).await?;
    }
    let rows = lent.rows(HEAR, &[&since, &node]).await?;
    rows.iter()
        .map(|row| {
            let mut row = read(HEAR, row, 0)?;
            let (service, key_type, second) = (row.take()?, row.take()?, row.take()?);
            let calls: u64 = row.take()?;
            Ok(RateUse { service, key_type, second, calls: u32::try_from(calls).unwrap_or(u32::MAX) })
        })
        .collect()
}
