//! Making a database from a backup.

use super::backup::{describe, is_whole};
use super::partial::{Partial, PartialError, with_ending};
use super::{connection, migrate};
use crate::backup::{Backup, RestoreError};
use crate::error::Error;
use rusqlite::Connection;
use std::fs::File;
use std::io;
use std::path::Path;

/// What belongs to a database besides its file. A log that was left behind would be folded into the restored file.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

pub(crate) fn restore(
    backup: &Path,
    database: &Path,
    fingerprint: &[u8; 32],
) -> Result<Backup, RestoreError> {
    if BESIDE.iter().any(|ending| with_ending(database, ending).exists()) {
        return Err(RestoreError::Occupied);
    }
    if has_content(&with_ending(backup, "-wal")) || has_content(&with_ending(backup, "-journal")) {
        return Err(RestoreError::HasLog);
    }
    let mut from = File::open(backup)?;
    let copy = Partial::begin(database)?;
    io::copy(&mut from, &mut copy.file())?;
    // It is the copy that is looked at: even a reader may write beside the file that it reads.
    let looked_at = connection::open_writer(copy.path())?;
    let bytes = copy.file().metadata()?.len();
    let checked = check(&looked_at, fingerprint).and_then(|()| Ok(describe(&looked_at, bytes)?));
    // With its last connection go the files beside it, if it has any.
    drop(looked_at);
    let restored = checked?;
    copy.finish()?;
    Ok(restored)
}

fn check(copy: &Connection, fingerprint: &[u8; 32]) -> Result<(), RestoreError> {
    let (found, known) = (migrate::version_of(copy)?, migrate::known_version());
    if found == 0 {
        return Err(RestoreError::Stranger);
    }
    if found > known {
        return Err(RestoreError::Newer { found, known });
    }
    if !is_whole(copy)? {
        return Err(RestoreError::Damaged);
    }
    match migrate::fingerprint_of(copy)? {
        Some(found) if found == *fingerprint => Ok(()),
        Some(_) => Err(RestoreError::OtherKeyring),
        None => Err(RestoreError::Stranger),
    }
}

fn has_content(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| found.len() > 0)
}

impl From<Error> for RestoreError {
    fn from(error: Error) -> Self {
        match error {
            Error::Corrupt { code: rusqlite::ffi::SQLITE_NOTADB } => RestoreError::Stranger,
            Error::Corrupt { .. } => RestoreError::Damaged,
            error => RestoreError::Store(error),
        }
    }
}

impl From<PartialError> for RestoreError {
    fn from(error: PartialError) -> Self {
        match error {
            PartialError::Exists => RestoreError::Occupied,
            PartialError::UnderWay => RestoreError::UnderWay,
            PartialError::Io(error) => RestoreError::Io(error),
        }
    }
}
