//! What one node does for all: partitions of the coming days, the end of old ones, and the work of dead nodes.

use super::pool::Lent;
use super::pulse::NODE_LOCKS;
use super::values::column;
use crate::error::Error;
use crate::notifications::last_id_before;
use crate::session::{Value, statements};
use facteur_model::time::{DAY, Day, Micros, Moment};

/// Days for which there are partitions ahead of time. A message's id is drawn when it is accepted, so even today's
/// would be enough; the rest is for a scheduler that is down for a while.
const AHEAD: i32 = 7;
/// Partitions are dropped a day after everything in them may go.
const GRACE: Micros = DAY;
/// Changing the set of partitions stops everybody for a moment: it must get its lock at once, or come back later.
const CAREFULLY: &str = "BEGIN; SET LOCAL lock_timeout = '300ms'";

/// The tables that are divided by days, and their column.
const MESSAGES: &str = "notifications";
const DIVIDED: [(&str, &str); 2] = [(MESSAGES, "id"), ("attempts", "notification_id")];

statements! {
    NODES = "SELECT number FROM nodes ORDER BY number LIMIT 1000";

    IS_DEAD = "SELECT pg_try_advisory_xact_lock($1, $2)";

    FREE = "UPDATE queue SET lease = NULL, node = NULL, due_at = $1 WHERE node = $2";

    FORGET_NODE = "DELETE FROM nodes WHERE number = $1";

    PARTITIONS = "
        SELECT CAST(child.relname AS TEXT)
        FROM pg_catalog.pg_inherits
        JOIN pg_catalog.pg_class child ON child.oid = inhrelid
        WHERE inhparent = to_regclass('notifications')
        ORDER BY child.relname";

    LONGEST_RETENTION = "SELECT MAX(retention_days) FROM services";

    // The queue is small; it is looked through once for each day that may go.
    HAS_WORK = "SELECT 1 FROM queue WHERE notification_id >= $1 AND notification_id < $2 LIMIT 1";
}

/// Frees what nodes held whose lock nobody holds any more. Says how many messages.
pub(super) async fn free_dead_nodes(lent: &Lent, own: Option<i64>, now: Moment) -> Result<usize, Error> {
    let mut freed = 0;
    for mut row in lent.list(NODES, &[]).await? {
        let node: i64 = row.take()?;
        if Some(node) == own {
            continue;
        }
        lent.run("BEGIN").await?;
        let outcome = free(lent, node, now).await;
        match outcome {
            Ok(work) => {
                lent.run("COMMIT").await?;
                freed += work;
            }
            Err(error) => {
                lent.give_up();
                return Err(error);
            }
        }
    }
    Ok(freed)
}

async fn free(lent: &Lent, node: i64, now: Moment) -> Result<usize, Error> {
    let lock = i32::try_from(node).unwrap_or(i32::MAX);
    let rows = lent.rows(IS_DEAD, &[&NODE_LOCKS, &lock]).await?;
    let dead = rows.first().map_or(Ok(false), |row| column(IS_DEAD, row, 0))?;
    if !dead {
        return Ok(0);
    }
    // First the number: this waits for a claim under it that is just being made, and lets no other begin.
    lent.change(FORGET_NODE, &[&node]).await?;
    let freed = lent.change(FREE, &[&now.micros(), &node]).await?;
    tracing::warn!(node, freed, "A node is gone; its work goes to the others");
    Ok(freed)
}

/// Makes the partitions that are missing, from today on.
pub(super) async fn make_partitions(lent: &Lent, now: Moment) -> Result<(), Error> {
    let today = now.day().number();
    make_partitions_of(lent, (today..=today.saturating_add(AHEAD)).map(Day::from_number)).await
}

/// Makes the partitions of these days, unless they are there.
pub(super) async fn make_partitions_of(
    lent: &Lent,
    days: impl IntoIterator<Item = Day>,
) -> Result<(), Error> {
    let there = partitions(lent).await?;
    for day in days {
        if there.contains(&name("notifications", day)) {
            continue;
        }
        lent.run(CAREFULLY).await?;
        let made = lent.run(&attach(day)).await;
        finish(lent, made).await?;
    }
    Ok(())
}

/// Drops the partitions of days that no service keeps any more and that hold no work. Says how many.
pub(super) async fn drop_partitions(lent: &Lent, now: Moment) -> Result<usize, Error> {
    let longest: Option<i64> = match lent.list(LONGEST_RETENTION, &[]).await?.pop() {
        Some(mut row) => row.take()?,
        None => None,
    };
    // Without a service there is nothing to keep.
    let kept = longest.unwrap_or_default().saturating_mul(DAY).saturating_add(GRACE);
    let oldest = now.plus(-kept).day();
    let mut dropped = 0;
    for partition in partitions(lent).await? {
        let Some(day) = day_of(&partition).filter(|day| *day < oldest) else { continue };
        let [from, to] = [day, day.next()].map(|day| Value::from(last_id_before(day.start())));
        if !lent.list(HAS_WORK, &[from, to]).await?.is_empty() {
            continue;
        }
        lent.run(CAREFULLY).await?;
        let tables = DIVIDED.map(|(table, _)| name(table, day)).join(", ");
        let gone = lent.run(&format!("DROP TABLE IF EXISTS {tables}")).await;
        finish(lent, gone).await?;
        dropped += 1;
    }
    Ok(dropped)
}

async fn finish(lent: &Lent, done: Result<(), Error>) -> Result<(), Error> {
    match done {
        Ok(()) => lent.run("COMMIT").await,
        Err(error) => {
            lent.run("ROLLBACK").await?;
            Err(error)
        }
    }
}

async fn partitions(lent: &Lent) -> Result<Vec<String>, Error> {
    lent.list(PARTITIONS, &[]).await?.iter_mut().map(crate::session::Row::take).collect()
}

/// Made beside its parent and attached when it is whole: that needs the parent for an instant only.
fn attach(day: Day) -> String {
    let [from, to] = [day, day.next()].map(|day| last_id_before(day.start()));
    DIVIDED
        .map(|(table, column)| {
            let partition = name(table, day);
            let known = if table == MESSAGES { key_types_known(&partition) } else { String::new() };
            // The constraint is what the bounds say; with it nothing has to be looked through.
            format!(
                "CREATE TABLE {partition} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
                     CONSTRAINT {partition}_bounds CHECK ({column} >= '{from}' AND {column} < '{to}'))
                     WITH (fillfactor = 45);
                 ALTER TABLE {table} ATTACH PARTITION {partition} FOR VALUES FROM ('{from}') TO ('{to}');
                 ALTER TABLE {partition} DROP CONSTRAINT {partition}_bounds;
                 {known}"
            )
        })
        .concat()
}

/// On a day with keys of one type only, the planner would think that asking for a type leaves nothing out, and look
/// through the whole day for the messages of each other type. Migration 9 has the same for days before it.
fn key_types_known(partition: &str) -> String {
    format!("ALTER TABLE {partition} ALTER COLUMN key_type SET (n_distinct = 3);")
}

fn name(table: &str, day: Day) -> String {
    let (year, month, day) = day.civil();
    format!("{table}_{year:04}{month:02}{day:02}")
}

/// The day of a partition of `notifications`; `None` for the default one.
fn day_of(partition: &str) -> Option<Day> {
    let digits = partition.strip_prefix("notifications_")?;
    if digits.len() != 8 {
        return None;
    }
    Some(Day::from_civil(
        digits.get(..4)?.parse().ok()?,
        digits.get(4..6)?.parse().ok()?,
        digits.get(6..)?.parse().ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partition_is_named_for_its_day() {
        let day = Day::from_civil(2026, 11, 23);
        assert_eq!(name("notifications", day), "notifications_20261123");
        assert_eq!(day_of("notifications_20261123"), Some(day));
        assert_eq!(day_of("notifications_default"), None);
    }
}
