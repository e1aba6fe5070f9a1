//! Moving everything from a SQLite file into a PostgreSQL database: batch by batch, resumed wherever it was cut off,
//! and compared row by row at the end.

pub(crate) mod rows;
pub(crate) mod tables;

use crate::error::{Error, OpenError};
use crate::keyring::Keyring;
use crate::postgres::{Server, Target};
use crate::session::Value;
use crate::sqlite::Source;
use facteur_model::secret::Secret;
use std::fmt;
use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tables::{TABLES, Table};
use tokio::task::JoinHandle;

pub use rows::Tally;

/// A move that has begun. Take [steps](Moving::step) until there is none left, then [verify](Moving::verify).
///
/// For as long as it lives nobody else can write to the SQLite file, and no server opens the PostgreSQL database
/// until the move is finished. Dropped at any point it is resumed by the next [`Moving::begin`] with the same two
/// databases; nothing is written twice.
#[must_use]
pub struct Moving<'a> {
    source: Arc<Mutex<Source>>,
    target: Target,
    /// The batch after the one that is being written: SQLite reads while PostgreSQL writes.
    ahead: Option<JoinHandle<Result<Batch, MoveError>>>,
    /// The caller's lock, for as long as this lives.
    _alone: &'a File,
}

/// How far a move has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The table that is being moved.
    pub table: &'static str,
    /// The rows of it that are there, those of earlier runs included.
    pub rows: u64,
}

/// A table that is the same on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovedTable {
    /// Its name in PostgreSQL.
    pub table: &'static str,
    /// Its rows.
    pub tally: Tally,
}

/// Everything is in PostgreSQL, and the same. One step is left: [`Verified::finish`].
#[must_use]
pub struct Verified<'a> {
    moving: Moving<'a>,
    tables: Vec<MovedTable>,
    unopened: u64,
}

/// Why a move did not go on. The SQLite file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// There is nothing to move.
    #[error("there is no Facteur database in the SQLite file")]
    NoSource,
    /// The SQLite file cannot be opened, or somebody writes to it.
    #[error("the SQLite database cannot be used")]
    Source(#[source] OpenError),
    /// The PostgreSQL database cannot be opened.
    #[error("the PostgreSQL database cannot be used")]
    Target(#[source] OpenError),
    /// Rows are in the PostgreSQL database that no move brought there.
    #[error("the PostgreSQL database is in use: {table} has rows; a move wants a new database")]
    Used {
        /// A table that is not empty.
        table: &'static str,
    },
    /// A server is connected to the PostgreSQL database.
    #[error("a Facteur server is connected to the PostgreSQL database; stop it first")]
    Served,
    /// Another program is moving into the PostgreSQL database.
    #[error("another move into the PostgreSQL database is under way")]
    UnderWay,
    /// What is in the PostgreSQL database came from elsewhere.
    #[error(
        "the PostgreSQL database holds a part of another SQLite database, or of this one before it changed; \
         begin again with a new database"
    )]
    OtherSource,
    /// A table could not be read or written.
    #[error("{table} cannot be moved")]
    Table {
        /// The table.
        table: &'static str,
        /// What happened.
        #[source]
        error: Error,
    },
    /// After everything was moved, the two sides are not the same. PostgreSQL's is not to be used.
    #[error(
        "{table} is not the same on both sides: {moved} in SQLite, {arrived} in PostgreSQL; begin again with a \
         new database"
    )]
    Different {
        /// The table.
        table: &'static str,
        /// In SQLite.
        moved: Tally,
        /// In PostgreSQL.
        arrived: Tally,
    },
    /// The SQLite file could not be given its new name. PostgreSQL's database is not open for work yet: move again,
    /// from wherever the file is now.
    #[error("the SQLite file cannot be renamed")]
    Retire(#[from] std::io::Error),
    /// A database refused.
    #[error("the move cannot go on")]
    Store(#[from] Error),
}

/// Rows on their way.
struct Batch {
    table: &'static Table,
    rows: Vec<Vec<Value>>,
    /// Nothing of this table comes after it.
    last: bool,
}

impl<'a> Moving<'a> {
    /// Begins a move, or takes one up again. Brings both databases to this program's version.
    ///
    /// `alone` is the lock by which the caller knows that no server serves the folder of the SQLite file. The
    /// database that `url` names must be new, or hold a part of the same move.
    pub async fn begin(
        file: &Path,
        alone: &'a File,
        url: &Secret,
        keyring: Keyring,
    ) -> Result<Self, MoveError> {
        let server = Server::parse(url).map_err(MoveError::Target)?;
        let fingerprint = *keyring.fingerprint();
        let file = file.to_owned();
        let (source, identity, days) = off_the_runtime(move || {
            let source = Source::open(&file, keyring)?;
            let (identity, days) = (source.identity()?, source.days()?);
            Ok((source, identity, days))
        })
        .await?;
        let target = Target::open(&server, &fingerprint, identity).await?;
        target.make_partitions(days).await?;
        let source = Arc::new(Mutex::new(source));
        Ok(Self { source, target, ahead: None, _alone: alone })
    }

    /// Moves the next batch; `None` when everything has arrived. A step that was cut off or failed is the last of
    /// this run.
    pub async fn step(&mut self) -> Result<Option<Progress>, MoveError> {
        let Some(mut batch) = (match self.ahead.take() {
            Some(reading) => Some(reading.await.map_err(|_| Error::Closed)??),
            None => match self.target.next_place() {
                Some((table, after)) => Some(read(Arc::clone(&self.source), table, after).await?),
                None => None,
            },
        }) else {
            return Ok(None);
        };
        let table = batch.table;
        let after = batch.rows.last().map(|row| table.key_of(row).to_vec());
        if !batch.last {
            self.ahead = Some(tokio::spawn(read(Arc::clone(&self.source), table, after.clone())));
        }
        let rows = self.target.write(table, &mut batch.rows, after, batch.last).await?;
        Ok(Some(Progress { table: table.name, rows }))
    }

    /// Takes the steps that are left, then counts and hashes every row on both sides, and tells of each table that
    /// is the same. One that is not ends the move.
    pub async fn verify(mut self, mut same: impl FnMut(MovedTable)) -> Result<Verified<'a>, MoveError> {
        while self.step().await?.is_some() {}
        let (mut tables, mut unopened) = (Vec::with_capacity(TABLES.len()), 0);
        for table in TABLES {
            let source = Arc::clone(&self.source);
            let counting = tokio::task::spawn_blocking(move || lock(&source).tally(table));
            let arrived = self.target.tally(table).await;
            let (moved, without_tag) = counting
                .await
                .map_err(|_| Error::Closed)?
                .map_err(|error| MoveError::Table { table: table.name, error })?;
            let arrived = arrived?;
            if moved != arrived {
                return Err(MoveError::Different { table: table.name, moved, arrived });
            }
            let moved = MovedTable { table: table.name, tally: moved };
            same(moved);
            tables.push(moved);
            unopened += without_tag;
        }
        Ok(Verified { moving: self, tables, unopened })
    }
}

impl Verified<'_> {
    /// What was moved, table by table.
    pub fn tables(&self) -> &[MovedTable] {
        &self.tables
    }

    /// Messages that do not open with the keyring, as they did not before. They are there, and nobody finds them by
    /// their recipient.
    pub fn unopened(&self) -> u64 {
        self.unopened
    }

    /// Gives the SQLite file another name in its folder, so that nothing in it is sent a second time, and only then
    /// opens the PostgreSQL database for work. Cut off in between, it is finished by another move, from the file's
    /// new name. The same name leaves the file where it is.
    pub async fn finish(self, retired: &Path) -> Result<(), MoveError> {
        let Moving { source, mut target, .. } = self.moving;
        let retired = retired.to_owned();
        let marks = off_the_runtime(move || {
            let source = Arc::into_inner(source).ok_or(Error::Busy)?;
            source.into_inner().unwrap_or_else(PoisonError::into_inner).retire(&retired)
        })
        .await?;
        target.finish(marks).await
    }
}

async fn read(
    source: Arc<Mutex<Source>>,
    table: &'static Table,
    after: Option<Vec<Value>>,
) -> Result<Batch, MoveError> {
    off_the_runtime(move || {
        let (rows, last) = lock(&source)
            .batch(table, after.as_deref())
            .map_err(|error| MoveError::Table { table: table.name, error })?;
        Ok(Batch { table, rows, last })
    })
    .await
}

fn lock(source: &Mutex<Source>) -> std::sync::MutexGuard<'_, Source> {
    source.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, MoveError> + Send + 'static,
) -> Result<T, MoveError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Closed)?
}

/// What the change counter and the leases of the SQLite file have come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) epoch: i64,
    pub(crate) lease: i64,
}

impl fmt::Debug for Moving<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Moving(…)")
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("tables", &self.tables)
            .field("unopened", &self.unopened)
            .finish_non_exhaustive()
    }
}
