//! Bringing a file to this program's version.

use super::connection;
use crate::error::{Error, OpenError};
use crate::session::{Value, statements};
use crate::versions::{FINGERPRINT, NEWEST_VERSION, RECORD_FINGERPRINT, RECORD_VERSION};
use rusqlite::{Connection, TransactionBehavior};

/// The steps, in order; the number of a version is its place, from 1. Released steps are never changed.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/sqlite/0001_foundations.sql"),
    include_str!("../../migrations/sqlite/0002_delivery.sql"),
    include_str!("../../migrations/sqlite/0003_people.sql"),
    include_str!("../../migrations/sqlite/0004_webhooks.sql"),
    include_str!("../../migrations/sqlite/0005_jobs.sql"),
    include_str!("../../migrations/sqlite/0006_files.sql"),
    include_str!("../../migrations/sqlite/0007_reports.sql"),
    include_str!("../../migrations/sqlite/0008_limits.sql"),
    include_str!("../../migrations/sqlite/0009_passkeys.sql"),
];

/// Outside the migrations, because it says which of them there are. It has one row per version.
const VERSIONS: &str = "CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY) STRICT";

statements! {
    HAS_VERSIONS = "SELECT 1 FROM sqlite_schema WHERE name = 'schema_versions'";
}

/// The newest version that this program knows.
pub(crate) fn known_version() -> i64 {
    i64::try_from(MIGRATIONS.len()).expect("there are few migrations")
}

/// The version that the file is at; 0 when it is new.
pub(super) fn version_of(connection: &Connection) -> Result<i64, Error> {
    // Not `table_exists`: it asks what this connection knew before another process made the table.
    if connection::optional(connection, HAS_VERSIONS, &[])?.is_none() {
        return Ok(0);
    }
    let newest: Option<i64> = match connection::optional(connection, NEWEST_VERSION, &[])? {
        Some(mut row) => row.take()?,
        None => None,
    };
    Ok(newest.unwrap_or_default())
}

/// Runs the steps that are missing, all or none, and makes sure that the keyring is the database's own.
pub(super) fn bring_up_to_date(connection: &mut Connection, fingerprint: &[u8; 32]) -> Result<(), OpenError> {
    refuse_newer(connection)?;
    connection::prepare_to_write(connection)?;
    // Immediate: of two processes that start at once, the second waits and finds the work done.
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(Error::from)?;
    let found = refuse_newer(&tx)?;
    tx.execute_batch(VERSIONS).map_err(Error::from)?;
    for (version, migration) in (1_i64..).zip(MIGRATIONS) {
        if version > found {
            tx.execute_batch(migration).map_err(Error::from)?;
            connection::execute(&tx, RECORD_VERSION, &[version.into()])?;
        }
    }
    match fingerprint_of(&tx)? {
        None => {
            connection::execute(&tx, RECORD_FINGERPRINT, &[Value::from(*fingerprint)])?;
        }
        Some(found) if found == *fingerprint => {}
        Some(_) => return Err(OpenError::OtherKeyring),
    }
    Ok(tx.commit().map_err(Error::from)?)
}

fn refuse_newer(connection: &Connection) -> Result<i64, OpenError> {
    let (found, known) = (version_of(connection)?, known_version());
    if found > known { Err(OpenError::Newer { found, known }) } else { Ok(found) }
}

/// The fingerprint of the keyring that the database is sealed with.
pub(super) fn fingerprint_of(connection: &Connection) -> Result<Option<[u8; 32]>, Error> {
    connection::optional(connection, FINGERPRINT, &[])?.map(|mut row| row.take()).transpose()
}
