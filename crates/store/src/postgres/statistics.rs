//! Plans that were made for a table which has grown since.
//!
//! The hot statements are planned once. A plan that was made while the queue was empty reads the whole of it for each
//! message, which costs nothing then, and a second for each statement when a hundred thousand messages wait. The
//! server's own `autovacuum` looks once a minute; until then such a backlog would hold up everybody.

use super::pool::Lent;
use super::values::column;
use crate::error::Error;
use crate::session::statements;

statements! {
    // In steps of five times as many rows, so that a table is looked through a few times in its life.
    OUTGROWN = "
        SELECT CAST(c.relname AS TEXT)
        FROM pg_catalog.pg_class c
        WHERE c.relkind = 'r'
          AND c.relnamespace = (SELECT own.relnamespace FROM pg_catalog.pg_class own WHERE own.oid = to_regclass('queue'))
          AND (c.relname IN ('queue', 'idempotency', 'tallies', 'allowance_used')
               OR starts_with(c.relname, 'notifications_') OR starts_with(c.relname, 'attempts_'))
          AND pg_stat_get_live_tuples(c.oid) > 4 * GREATEST(c.reltuples, 0) + 1000
        ORDER BY c.relname
        LIMIT 10";
}

/// Counts the tables that have outgrown what the planner knows of them: all connections plan anew then.
pub(super) async fn refresh(lent: &Lent) -> Result<(), Error> {
    for row in lent.rows(OUTGROWN, &[]).await? {
        let table: String = column(OUTGROWN, &row, 0)?;
        // Another node may be at it.
        lent.run(&format!("ANALYZE (SKIP_LOCKED) {table}")).await?;
    }
    Ok(())
}
