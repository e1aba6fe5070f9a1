//! SQLite: one thread that writes, a few connections that read.

mod accept;
mod backup;
mod check;
mod claim;
mod connection;
mod expand;
mod migrate;
mod move_out;
mod partial;
mod readers;
mod restore;
mod settle;
mod sweep;
mod tallies;
mod verbs;
mod webhooks;
mod writer;

pub(crate) use migrate::known_version;
pub(crate) use move_out::Source;
pub(crate) use restore::restore;
pub(crate) use writer::{Bounds, Interactive};

use crate::backup::{Backup, BackupError};
use crate::check::Finding;
use crate::error::{Error, OpenError};
use crate::hot::Waiting;
use crate::session::{Row, Statement, Value, statements};
use facteur_model::Lane;
use facteur_model::id::ServiceId;
use facteur_model::time::Moment;
use readers::Readers;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use writer::Writer;

/// Connections for the change counter, which every request reads.
const COUNTER_READERS: usize = 2;
/// Connections for reads of one row, which happen on the caller's thread in a few microseconds.
const POINT_READERS: usize = 4;
/// Connections for lists, each used from a thread that may block.
const LIST_READERS: usize = 4;

pub(crate) struct Sqlite {
    path: PathBuf,
    writer: Writer,
    counters: Readers,
    points: Readers,
    lists: Arc<Readers>,
}

statements! {
    EPOCH = "SELECT value FROM counters WHERE name = 'epoch'";

    SERVICE_EPOCH = "SELECT epoch FROM services WHERE id = $1";
}

impl Sqlite {
    pub(crate) fn open(path: &Path, fingerprint: &[u8; 32], bounds: Bounds) -> Result<Self, OpenError> {
        connection::create_for_owner_only(path)?;
        let mut connection = connection::open_writer(path)?;
        migrate::bring_up_to_date(&mut connection, fingerprint)?;
        Self::with_writer(path, connection, bounds)
    }

    fn with_writer(path: &Path, connection: rusqlite::Connection, bounds: Bounds) -> Result<Self, OpenError> {
        Ok(Self {
            path: path.to_owned(),
            writer: Writer::start(path, connection, bounds)?,
            counters: Readers::open(path, COUNTER_READERS, connection::open_counter_reader)?,
            points: Readers::open(path, POINT_READERS, connection::open_reader)?,
            lists: Arc::new(Readers::open(path, LIST_READERS, connection::open_reader)?),
        })
    }

    /// A read of at most one row, here and now: it is faster than a change of threads.
    pub(crate) fn optional(&self, statement: Statement, values: &[Value]) -> Result<Option<Row>, Error> {
        self.points.with(|connection| connection::optional(connection, statement, values))
    }

    /// Several reads that see the same moment of the database.
    pub(crate) async fn lists(
        &self,
        statements: Vec<(Statement, Vec<Value>)>,
    ) -> Result<Vec<Vec<Row>>, Error> {
        let lists = Arc::clone(&self.lists);
        off_the_runtime(move || {
            lists.with(|connection| {
                let moment = connection.unchecked_transaction()?;
                statements
                    .iter()
                    .map(|(statement, values)| connection::list(&moment, *statement, values))
                    .collect()
            })
        })
        .await
    }

    pub(crate) fn epoch(&self) -> Result<i64, Error> {
        let row = self.counters.with(|connection| connection::optional(connection, EPOCH, &[]))?;
        row.ok_or(Error::Missing)?.take()
    }

    pub(crate) fn service_epoch(&self, service: ServiceId) -> Result<Option<i64>, Error> {
        self.optional(SERVICE_EPOCH, &[service.into()])?.map(|mut row| row.take()).transpose()
    }

    pub(crate) async fn backlog(
        &self,
        after: Option<(Lane, ServiceId)>,
        most: usize,
    ) -> Result<Vec<Waiting>, Error> {
        let lists = Arc::clone(&self.lists);
        off_the_runtime(move || claim::backlog(&lists, after, most)).await
    }

    pub(crate) fn first_due(&self, places: &[(Lane, ServiceId)]) -> Result<Vec<Waiting>, Error> {
        claim::first_due(&self.points, places)
    }

    pub(crate) fn due_in_lane(
        &self,
        lane: Lane,
        service: ServiceId,
        now: Moment,
        most: usize,
    ) -> Result<usize, Error> {
        claim::due_in_lane(&self.points, lane, service, now, most)
    }

    pub(crate) async fn begin(&self) -> Result<Interactive, Error> {
        self.writer.begin().await
    }

    /// On a connection of its own: it reads the whole file, and the pool has better things to do.
    pub(crate) async fn check(&self, fingerprint: [u8; 32]) -> Result<Vec<Finding>, Error> {
        let path = self.path.clone();
        off_the_runtime(move || check::check(&connection::open_reader(&path)?, &fingerprint)).await
    }

    pub(crate) async fn back_up(&self, to: &Path) -> Result<Backup, BackupError> {
        let (path, to) = (self.path.clone(), to.to_owned());
        off_the_runtime(move || Ok(backup::back_up(&path, &to))).await?
    }

    pub(crate) async fn shutdown(&self) -> Result<(), Error> {
        self.counters.close();
        self.points.close();
        self.lists.close();
        self.writer.stop().await
    }
}

async fn off_the_runtime<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    // The task fails only when the runtime is going down.
    tokio::task::spawn_blocking(read).await.map_err(|_| Error::Closed)?
}

/// Every statement that only this engine runs.
#[cfg(test)]
pub(crate) fn statements() -> Vec<Statement> {
    [
        STATEMENTS,
        accept::STATEMENTS,
        backup::STATEMENTS,
        claim::STATEMENTS,
        expand::STATEMENTS,
        migrate::STATEMENTS,
        move_out::STATEMENTS,
        settle::STATEMENTS,
        sweep::STATEMENTS,
        tallies::STATEMENTS,
        webhooks::STATEMENTS,
    ]
    .concat()
}

#[cfg(test)]
mod tests;
