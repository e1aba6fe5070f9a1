//! A copy of the database that is whole, and a database from such a copy.

use crate::engine::Engine;
use crate::error::Error;
use crate::keyring::Keyring;
use crate::sqlite;
use crate::store::Store;
use std::path::Path;

/// What is in a backup, or came out of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backup {
    /// The version of its schema.
    pub version: i64,
    /// The size of the file.
    pub bytes: u64,
    /// The messages in it.
    pub notifications: u64,
}

/// Why there is no backup. Whatever was begun has been removed.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A backup never takes the place of another file.
    #[error("there is a file with this name already")]
    Exists,
    /// Another backup to the same place is being written.
    #[error("another backup is being written to this place")]
    UnderWay,
    /// The copy was read back and found damaged, so the disk or the database is.
    #[error("the copy is damaged; check the disk, and the database with `facteur doctor`")]
    Damaged,
    /// The rows are in PostgreSQL, which is backed up by its own means.
    #[error(
        "the database is in PostgreSQL: back it up with pg_basebackup and an archive of its log, or with pg_dump"
    )]
    OnServer,
    /// The file cannot be written.
    #[error("the backup cannot be written")]
    Io(#[from] std::io::Error),
    /// The database refused.
    #[error("the database cannot be copied")]
    Store(#[from] Error),
}

/// Why a backup was not restored. The backup is as it was, and there is no database where there was none.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// A database, or the log of one, is there already.
    #[error("there is a database already, or what is left of one")]
    Occupied,
    /// Another process is restoring to the same place.
    #[error("another backup is being restored to this place")]
    UnderWay,
    /// Beside the backup lies a log with changes that are not in it: somebody copied the files of a running server.
    #[error("this is not a backup but one of the files of a database; the log beside it belongs to it")]
    HasLog,
    /// Not a database of Facteur's.
    #[error("this is not a backup of a Facteur database")]
    Stranger,
    /// Some of it is missing or has changed.
    #[error("the backup is damaged")]
    Damaged,
    /// A newer Facteur made it.
    #[error("the backup is at version {found}, and this program knows versions up to {known}")]
    Newer {
        /// The version that the backup is at.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// It was made with another keyring: nothing sealed in it would open.
    #[error("the backup belongs to another keyring")]
    OtherKeyring,
    /// The backup cannot be read, or the database not be written.
    #[error("the backup cannot be copied")]
    Io(#[from] std::io::Error),
    /// The database refused.
    #[error("the backup cannot be read")]
    Store(#[source] Error),
}

impl Store {
    /// Writes a whole copy of the database to a new file that only its owner can read, while everything else goes
    /// on, and reads it back. The copy is as of one moment, the beginning; the log of the database grows for as long
    /// as the copy takes.
    ///
    /// The keyring is not in it: what is sealed stays sealed. Keep a copy of the keyring elsewhere.
    pub async fn backup_to(&self, path: &Path) -> Result<Backup, BackupError> {
        match self.engine() {
            Engine::Sqlite(sqlite) => sqlite.back_up(path).await,
            Engine::Postgres(_) => Err(BackupError::OnServer),
        }
    }

    /// Makes a SQLite database from what [`Store::backup_to`] wrote, or does nothing. Blocks while it copies.
    ///
    /// The caller sees to it that no server serves the folder. What has been sent since the backup was made is due
    /// again in it.
    pub fn restore_sqlite(backup: &Path, database: &Path, keyring: &Keyring) -> Result<Backup, RestoreError> {
        sqlite::restore(backup, database, keyring.fingerprint())
    }
}
