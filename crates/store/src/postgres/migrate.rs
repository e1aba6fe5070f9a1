//! Bringing a database to this program's version.

use super::pool::Lent;
use crate::error::{Error, OpenError};
use crate::session::{Value, statements};
use crate::versions::{FINGERPRINT, NEWEST_VERSION, RECORD_FINGERPRINT, RECORD_VERSION};

/// The steps, in order; the number of a version is its place, from 1. Released steps are never changed.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/postgres/0001_foundations.sql"),
    include_str!("../../migrations/postgres/0002_people.sql"),
    include_str!("../../migrations/postgres/0003_webhooks.sql"),
    include_str!("../../migrations/postgres/0004_jobs.sql"),
    include_str!("../../migrations/postgres/0005_files.sql"),
    include_str!("../../migrations/postgres/0006_reports.sql"),
    include_str!("../../migrations/postgres/0007_limits.sql"),
    include_str!("../../migrations/postgres/0008_passkeys.sql"),
    include_str!("../../migrations/postgres/0009_key_types.sql"),
];

/// The lock that the program which migrates holds: of two that start at once, the second waits and finds the work
/// done.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7245901, 0)";

/// Outside the migrations, because it says which of them there are. It has one row per version.
const VERSIONS: &str = "CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT NOT NULL PRIMARY KEY)";

statements! {
    HAS_VERSIONS = "SELECT 1 FROM pg_catalog.pg_class WHERE oid = to_regclass('schema_versions')";
}

/// The newest version that this program knows.
pub(crate) fn known_version() -> i64 {
    i64::try_from(MIGRATIONS.len()).expect("there are few migrations")
}

/// The version that the database is at; 0 when it is new.
pub(super) async fn version_of(lent: &Lent) -> Result<i64, Error> {
    if lent.list(HAS_VERSIONS, &[]).await?.is_empty() {
        return Ok(0);
    }
    let newest: Option<i64> = match lent.list(NEWEST_VERSION, &[]).await?.pop() {
        Some(mut row) => row.take()?,
        None => None,
    };
    Ok(newest.unwrap_or_default())
}

/// Runs the steps that are missing, all or none, and makes sure that the keyring is the database's own.
pub(super) async fn bring_up_to_date(lent: &Lent, fingerprint: &[u8; 32]) -> Result<(), OpenError> {
    // A lock or a step may take its time, and no message waits for it.
    lent.run("BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0").await?;
    let outcome = migrate(lent, fingerprint).await;
    match outcome {
        Ok(()) => Ok(lent.run("COMMIT").await?),
        Err(error) => {
            lent.give_up();
            Err(error)
        }
    }
}

async fn migrate(lent: &Lent, fingerprint: &[u8; 32]) -> Result<(), OpenError> {
    lent.run(LOCK).await?;
    let (found, known) = (version_of(lent).await?, known_version());
    if found > known {
        return Err(OpenError::Newer { found, known });
    }
    lent.run(VERSIONS).await?;
    for (version, migration) in (1_i64..).zip(MIGRATIONS) {
        if version > found {
            lent.run(migration).await?;
            lent.list(RECORD_VERSION, &[version.into()]).await?;
        }
    }
    match fingerprint_of(lent).await? {
        None => {
            lent.list(RECORD_FINGERPRINT, &[Value::from(*fingerprint)]).await?;
            Ok(())
        }
        Some(found) if found == *fingerprint => Ok(()),
        Some(_) => Err(OpenError::OtherKeyring),
    }
}

/// The fingerprint of the keyring that the database is sealed with.
pub(super) async fn fingerprint_of(lent: &Lent) -> Result<Option<[u8; 32]>, Error> {
    lent.list(FINGERPRINT, &[]).await?.pop().map(|mut row| row.take()).transpose()
}
