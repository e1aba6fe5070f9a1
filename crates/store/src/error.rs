//! What can go wrong in the store. No variant can hold a value that someone stored.

use crate::keyring::KeyringError;
use std::fmt;

/// Why an operation did not happen. After an error nothing of it has been written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The disk, or the database's own bound, is full.
    #[error("the disk that holds the database is full")]
    Full,
    /// Too much work waits already, or another process holds the database; worth another try.
    #[error("the database is busy")]
    Busy,
    /// The disk failed to read or write.
    #[error("the disk that holds the database failed (SQLite code {code})")]
    Disk {
        /// SQLite's extended result code.
        code: i32,
    },
    /// The database file itself is damaged.
    #[error("the database file is damaged (SQLite code {code})")]
    Corrupt {
        /// SQLite's extended result code.
        code: i32,
    },
    /// A row holds something that no version of Facteur writes there.
    #[error("column {column} of {statement} cannot be read")]
    Unreadable {
        /// The statement that read the row.
        statement: &'static str,
        /// The column, counted from 0.
        column: usize,
    },
    /// A sealed value was changed, moved to another row, or sealed under another key.
    #[error("a sealed value in {place} does not open")]
    Unsealable {
        /// The table, and the column where a table has several sealed ones.
        place: &'static str,
    },
    /// A value that must be unique is there already.
    #[error("this is stored already")]
    Exists,
    /// The row, or the row it belongs to, is not there.
    #[error("there is no such row")]
    Missing,
    /// The transaction stayed open for too long and has been rolled back.
    #[error("the transaction stayed open for too long and was rolled back")]
    TransactionExpired,
    /// [`Store::shutdown`](crate::Store::shutdown) has been called.
    #[error("the store has been shut down")]
    Closed,
    /// The database server does not answer: it restarts, fails over, or cannot be reached.
    #[error("the database server cannot be reached")]
    Unreachable,
    /// Anything else that PostgreSQL says.
    #[error("PostgreSQL refused (code {code})")]
    Postgres {
        /// Its SQLSTATE.
        code: SqlStateCode,
    },
    /// Anything else that SQLite says.
    #[error("SQLite refused (code {code})")]
    Sqlite {
        /// SQLite's extended result code.
        code: i32,
    },
}

/// The five characters by which PostgreSQL names an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SqlStateCode(pub(crate) [u8; 5]);

impl fmt::Display for SqlStateCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.0).unwrap_or("?????"))
    }
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A newer Facteur has migrated this database; an older one must not write to it.
    #[error("the database is at version {found}, and this program knows versions up to {known}")]
    Newer {
        /// The version that the database is at.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The database was made with another keyring: nothing sealed in it would open.
    #[error("the database belongs to another keyring")]
    OtherKeyring,
    /// The URL of the database server, or what it names, is not usable; it is not repeated, for the password in it.
    #[error("the database URL is not right: {0}")]
    Url(&'static str),
    /// A move from SQLite into this database has begun and is not finished.
    #[error(
        "a move from SQLite into this database is not finished; finish it with `facteur migrate`, or take another \
         database"
    )]
    HalfMoved,
    /// The keyring file could not be used.
    #[error("the keyring cannot be used")]
    Keyring(#[from] KeyringError),
    /// The file cannot be made, or the writer cannot be started.
    #[error("the database cannot be opened")]
    Io(#[from] std::io::Error),
    /// The database itself refused.
    #[error("the database cannot be opened")]
    Store(#[from] Error),
}
