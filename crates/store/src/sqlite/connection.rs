//! Connections, and running a statement on one.

use crate::error::Error;
use crate::session::{Row, Statement, Value};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags};
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

/// How long SQLite itself waits for another process that holds the file.
const BUSY: Duration = Duration::from_secs(5);
/// More than there are statements, so that each is compiled once per connection.
const PREPARED: usize = 128;

/// What is set on every connection. The cache is a bound in KiB, used as needed.
const EVERY: &str = "
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -8192;
    PRAGMA foreign_keys = ON;";

/// FULL: a commit is on the disk before anyone hears of it. Folding the log into the file costs two more syncs and
/// random writes, so it waits for 40 MB of log; a server's writer leaves it to [`super::writer`]'s log.
const WRITER: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA cache_size = -65536;
    PRAGMA wal_autocheckpoint = 10000;";

/// Makes the file, if there is none, so that nobody else can read it. Its `-wal` and `-shm` follow its mode.
pub(super) fn create_for_owner_only(path: &Path) -> std::io::Result<()> {
    OpenOptions::new().append(true).create(true).mode(0o600).open(path).map(drop)
}

pub(super) fn open_writer(path: &Path) -> Result<Connection, Error> {
    open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
}

/// Sets up a connection to write. Not before the version of the file is known to be ours: WAL is a change.
pub(super) fn prepare_to_write(connection: &Connection) -> Result<(), Error> {
    Ok(connection.execute_batch(WRITER)?)
}

pub(crate) fn open_reader(path: &Path) -> Result<Connection, Error> {
    open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

/// A connection that folds the log into the file, and nothing else.
pub(super) fn open_folder(path: &Path) -> Result<Connection, Error> {
    let connection = open_writer(path)?;
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA cache_size = 8")?;
    Ok(connection)
}

/// A connection that reads one counter over and over. Every commit of another connection empties its page
/// cache, and emptying costs by the cache's size: a few pages are enough.
pub(super) fn open_counter_reader(path: &Path) -> Result<Connection, Error> {
    let connection = open_reader(path)?;
    connection.execute_batch("PRAGMA cache_size = 8")?;
    Ok(connection)
}

fn open(path: &Path, access: OpenFlags) -> Result<Connection, Error> {
    // No mutex of SQLite's own: a connection here has one user at a time.
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    connection.execute_batch(EVERY)?;
    Ok(connection)
}

pub(super) fn list(
    connection: &Connection,
    statement: Statement,
    values: &[Value],
) -> Result<Vec<Row>, Error> {
    let mut prepared = bound(connection, statement, values)?;
    let mut found = Vec::new();
    let mut rows = prepared.raw_query();
    while let Some(row) = rows.next()? {
        found.push(read(statement, row)?);
    }
    Ok(found)
}

pub(super) fn optional(
    connection: &Connection,
    statement: Statement,
    values: &[Value],
) -> Result<Option<Row>, Error> {
    let mut prepared = bound(connection, statement, values)?;
    let mut rows = prepared.raw_query();
    rows.next()?.map(|row| read(statement, row)).transpose()
}

/// Says how many rows changed.
pub(super) fn execute(
    connection: &Connection,
    statement: Statement,
    values: &[Value],
) -> Result<usize, Error> {
    Ok(bound(connection, statement, values)?.raw_execute()?)
}

fn bound<'c>(
    connection: &'c Connection,
    statement: Statement,
    values: &[Value],
) -> Result<CachedStatement<'c>, Error> {
    let mut prepared = connection.prepare_cached(statement.sql)?;
    for (index, value) in values.iter().enumerate() {
        prepared.raw_bind_parameter(index + 1, value)?;
    }
    Ok(prepared)
}

fn read(statement: Statement, row: &rusqlite::Row<'_>) -> Result<Row, Error> {
    Ok(Row::new(statement.name, values(statement.name, row)?))
}

/// The values of a row; `name` is for errors.
pub(super) fn values(name: &'static str, row: &rusqlite::Row<'_>) -> Result<Vec<Value>, Error> {
    let columns = row.as_ref().column_count();
    let mut values = Vec::with_capacity(columns);
    for column in 0..columns {
        let unreadable = Error::Unreadable { statement: name, column };
        values.push(match row.get_ref(column)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(n) => Value::Integer(n),
            ValueRef::Text(text) => {
                Value::Text(std::str::from_utf8(text).map_err(|_| unreadable)?.to_owned())
            }
            ValueRef::Blob(bytes) => Value::Blob(bytes.to_owned()),
            ValueRef::Real(_) => return Err(unreadable),
        });
    }
    Ok(values)
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Integer(n) => ValueRef::Integer(*n),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
            Value::Id(id) => ValueRef::Blob(id.as_bytes()),
        }))
    }
}

/// Keeps the code and drops the message, which may quote what was written.
impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Error::from(&error)
    }
}

impl From<&rusqlite::Error> for Error {
    fn from(error: &rusqlite::Error) -> Self {
        use rusqlite::ffi::{
            SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE,
            SQLITE_MISUSE,
        };
        let cause = match error {
            rusqlite::Error::SqlInputError { error, .. } => error,
            other => match other.sqlite_error() {
                Some(cause) => cause,
                None => return Error::Sqlite { code: SQLITE_MISUSE },
            },
        };
        let code = cause.extended_code;
        match cause.code {
            ErrorCode::DiskFull => Error::Full,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Busy,
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly => Error::Disk { code },
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Error::Corrupt { code },
            ErrorCode::ConstraintViolation => match code {
                SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY => Error::Exists,
                SQLITE_CONSTRAINT_FOREIGNKEY => Error::Missing,
                _ => Error::Sqlite { code },
            },
            _ => Error::Sqlite { code },
        }
    }
}
