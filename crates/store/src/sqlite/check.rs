//! Looking at the health of a SQLite file.

use super::migrate;
use crate::check::{Finding, Verdict};
use crate::error::Error;
use rusqlite::Connection;

/// More than this share of empty pages is worth a `VACUUM`.
const MOST_FREE_PERCENT: i64 = 25;

pub(super) fn check(connection: &Connection, fingerprint: &[u8; 32]) -> Result<Vec<Finding>, Error> {
    Ok(vec![
        integrity(connection)?,
        schema(connection)?,
        keyring(connection, fingerprint)?,
        log(connection)?,
        space(connection)?,
    ])
}

fn finding(subject: &'static str, verdict: Verdict, detail: String) -> Finding {
    Finding { subject, verdict, detail }
}

fn integrity(connection: &Connection) -> Result<Finding, Error> {
    // Its complaints name tables, indexes and row numbers, and no values.
    let said: String = connection.query_one("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    let verdict = if said == "ok" { Verdict::Good } else { Verdict::Bad };
    Ok(finding("integrity", verdict, said))
}

fn schema(connection: &Connection) -> Result<Finding, Error> {
    let (found, known) = (migrate::version_of(connection)?, migrate::known_version());
    let verdict = if found == known { Verdict::Good } else { Verdict::Bad };
    Ok(finding("schema", verdict, format!("version {found} of {known}")))
}

fn keyring(connection: &Connection, fingerprint: &[u8; 32]) -> Result<Finding, Error> {
    Ok(if migrate::fingerprint_of(connection)?.as_ref() == Some(fingerprint) {
        finding("keyring", Verdict::Good, "the database's own".to_owned())
    } else {
        finding("keyring", Verdict::Bad, "another one".to_owned())
    })
}

fn log(connection: &Connection) -> Result<Finding, Error> {
    let mode: String = connection.query_one("PRAGMA journal_mode", [], |row| row.get(0))?;
    let verdict = if mode == "wal" { Verdict::Good } else { Verdict::Bad };
    Ok(finding("journal mode", verdict, mode))
}

fn space(connection: &Connection) -> Result<Finding, Error> {
    let number = |pragma: &str| connection.query_one(pragma, [], |row| row.get::<_, i64>(0));
    let (free, pages) = (number("PRAGMA freelist_count")?, number("PRAGMA page_count")?);
    let much = free * 100 > pages * MOST_FREE_PERCENT;
    let verdict = if much { Verdict::Notable } else { Verdict::Good };
    Ok(finding("free pages", verdict, format!("{free} of {pages}")))
}
