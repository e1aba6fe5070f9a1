//! Copying a database in use to a file.

use super::partial::{Partial, PartialError};
use super::{connection, migrate};
use crate::backup::{Backup, BackupError};
use crate::error::Error;
use crate::session::statements;
use rusqlite::Connection;
use std::io;
use std::path::Path;

statements! {
    COUNT_NOTIFICATIONS = "SELECT COUNT(*) FROM notifications";
}

/// One statement reads one moment of the database on a connection of its own, so no writer is waited for.
pub(super) fn back_up(database: &Path, to: &Path) -> Result<Backup, BackupError> {
    let copy = Partial::begin(to)?;
    let name = copy.path().to_str().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename))?;
    let source = connection::open_reader(database)?;
    source.execute("VACUUM INTO ?1", [name]).map_err(Error::from)?;
    let read_back = connection::open_reader(copy.path())?;
    if !is_whole(&read_back)? {
        return Err(BackupError::Damaged);
    }
    let backup = describe(&read_back, copy.file().metadata()?.len())?;
    drop(read_back);
    copy.finish()?;
    Ok(backup)
}

/// Reads all of it.
pub(super) fn is_whole(connection: &Connection) -> Result<bool, Error> {
    let said: Result<String, _> = connection.query_one("PRAGMA quick_check(1)", [], |row| row.get(0));
    match said.map_err(Error::from) {
        Ok(said) => Ok(said == "ok"),
        Err(Error::Corrupt { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

pub(super) fn describe(connection: &Connection, bytes: u64) -> Result<Backup, Error> {
    let count = connection::optional(connection, COUNT_NOTIFICATIONS, &[])?;
    Ok(Backup {
        version: migrate::version_of(connection)?,
        bytes,
        notifications: count.ok_or(Error::Missing)?.take()?,
    })
}

impl From<PartialError> for BackupError {
    fn from(error: PartialError) -> Self {
        match error {
            PartialError::Exists => BackupError::Exists,
            PartialError::UnderWay => BackupError::UnderWay,
            PartialError::Io(error) => BackupError::Io(error),
        }
    }
}
