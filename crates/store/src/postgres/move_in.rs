//! Writing everything that a move brings from another engine.

use super::pool::{Commits, Connections, Lent};
use super::settings::Server;
use super::{migrate, tend, values};
use crate::error::{Error, OpenError};
use crate::moving::rows::{Tallying, read, write};
use crate::moving::tables::{Kind, TABLES, TEMPLATE_CATEGORIES, Table};
use crate::moving::{Marks, MoveError, Tally};
use crate::session::{Value, statements};
use facteur_model::time::Day;
use std::collections::{BTreeSet, HashMap};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, IsolationLevel};
use uuid::Uuid;

/// The lock of the program that moves, waited for while the server has not noticed yet that the last one is gone.
const LOCK: &str = "SET lock_timeout = '5s'; SELECT pg_advisory_lock(7245904, 0)";

/// By this name a server is told from a program that moves.
const NAME: &str = "facteur move";

/// A batch that a crash takes away is moved again: what says that it is there goes away with it. What is moved last
/// is waited for, and with it everything before.
const PATIENT: &str = "
    SET statement_timeout = 0;
    SET lock_timeout = 0;
    SET idle_in_transaction_session_timeout = 0;
    SET synchronous_commit = off;
    SET work_mem = '64MB';";

/// Outside the migrations, because it is there for as long as a move is not finished, and only then.
const MOVING: &str = "
    CREATE TABLE moving (
        table_name TEXT   NOT NULL PRIMARY KEY,
        source     BYTEA  NOT NULL,
        last_key   BYTEA,
        row_count  BIGINT NOT NULL,
        finished   BIGINT NOT NULL
    )";

const BEGIN_TABLE: &str = "
    INSERT INTO moving (table_name, source, last_key, row_count, finished)
    VALUES ($1, $2, NULL, 0, 0)";

const PLACES: &str = "SELECT table_name, source, last_key, row_count, finished FROM moving";

const NOTE_PLACE: &str = "
    UPDATE moving
    SET last_key = coalesce($2, last_key), row_count = row_count + $3, finished = $4
    WHERE table_name = $1";

statements! {
    IS_HALF_MOVED = "SELECT 1 FROM pg_catalog.pg_class WHERE oid = to_regclass('moving')";

    // By the name that every server's connections have, unless its URL gives another.
    IS_SERVED = "
        SELECT 1
        FROM pg_catalog.pg_stat_activity
        WHERE datname = current_database() AND application_name = 'facteur'
        LIMIT 1";

    EPOCH_ABOVE = "
        UPDATE counters
        SET value = CASE WHEN value > $1 THEN value ELSE $1 END + 1
        WHERE name = 'epoch'";

    LEASES_ABOVE = "SELECT setval('leases', CASE WHEN last_value > $1 THEN last_value ELSE $1 END + 1) FROM leases";
}

/// A database that a move is not done with has no server: it would send what is sent elsewhere, too.
pub(super) async fn refuse_half_moved(lent: &Lent) -> Result<(), OpenError> {
    if lent.list(IS_HALF_MOVED, &[]).await?.is_empty() { Ok(()) } else { Err(OpenError::HalfMoved) }
}

/// A database that is being moved into.
pub(crate) struct Target {
    client: Client,
    server: Server,
    places: HashMap<&'static str, Place>,
}

/// How far a table has come.
#[derive(Default)]
struct Place {
    after: Option<Vec<Value>>,
    rows: u64,
    finished: bool,
}

impl Target {
    /// Connects, brings the schema to this program's version, and begins a move from the source with this identity,
    /// or takes up where it stopped.
    pub(crate) async fn open(
        server: &Server,
        fingerprint: &[u8; 32],
        identity: [u8; 32],
    ) -> Result<Self, MoveError> {
        let server = server.named(NAME);
        let unusable = |error: Error| MoveError::Target(OpenError::Store(error));
        let client = server.connect().await.map_err(unusable)?;
        client.batch_execute(LOCK).await.map_err(|error| match Error::from(error) {
            Error::Busy => MoveError::UnderWay,
            error => unusable(error),
        })?;
        client.batch_execute(PATIENT).await.map_err(|error| unusable(error.into()))?;
        let lent = lend(&server).await.map_err(MoveError::Target)?;
        migrate::bring_up_to_date(&lent, fingerprint).await.map_err(MoveError::Target)?;
        drop(lent);
        let mut target = Self { client, server, places: HashMap::new() };
        target.take_up(identity).await?;
        // Once more: a server that came before it could be told is seen now, and any later one is told.
        target.refuse_served().await?;
        Ok(target)
    }

    async fn take_up(&mut self, identity: [u8; 32]) -> Result<(), MoveError> {
        let half_moved = !self.client.query(IS_HALF_MOVED.sql, &[]).await.map_err(Error::from)?.is_empty();
        if half_moved {
            self.read_places(identity).await?;
            return self.refuse_served().await;
        }
        for table in TABLES.iter().filter(|table| table.name != TEMPLATE_CATEGORIES) {
            let any = format!("SELECT 1 FROM {} LIMIT 1", table.name);
            if !self.client.query(&any, &[]).await.map_err(Error::from)?.is_empty() {
                return Err(MoveError::Used { table: table.name });
            }
        }
        self.refuse_served().await?;
        let tx = self.client.transaction().await.map_err(Error::from)?;
        let begun = async {
            tx.batch_execute(MOVING).await?;
            for table in TABLES {
                tx.execute(BEGIN_TABLE, &[&table.name, &identity.as_slice()]).await?;
            }
            // Those that a new database begins with come from the other side.
            tx.batch_execute(&format!("DELETE FROM {TEMPLATE_CATEGORIES}")).await?;
            tx.commit().await
        };
        begun.await.map_err(Error::from)?;
        self.places = TABLES.iter().map(|table| (table.name, Place::default())).collect();
        Ok(())
    }

    async fn read_places(&mut self, identity: [u8; 32]) -> Result<(), MoveError> {
        let rows = self.client.query(PLACES, &[]).await.map_err(Error::from)?;
        for row in rows {
            let unreadable = |_| Error::Unreadable { statement: "moving", column: 0 };
            let (name, source): (&str, &[u8]) =
                (row.try_get(0).map_err(unreadable)?, row.try_get(1).map_err(unreadable)?);
            let Some(table) = TABLES.iter().find(|table| table.name == name).filter(|_| source == identity)
            else {
                return Err(MoveError::OtherSource);
            };
            let key: Option<&[u8]> = row.try_get(2).map_err(unreadable)?;
            let (count, finished): (i64, i64) =
                (row.try_get(3).map_err(unreadable)?, row.try_get(4).map_err(unreadable)?);
            let place = Place {
                after: key.and_then(read),
                rows: u64::try_from(count).unwrap_or_default(),
                finished: finished == 1,
            };
            self.places.insert(table.name, place);
        }
        Ok(())
    }

    async fn refuse_served(&self) -> Result<(), MoveError> {
        let served = self.client.query(IS_SERVED.sql, &[]).await.map_err(Error::from)?;
        if served.is_empty() { Ok(()) } else { Err(MoveError::Served) }
    }

    /// A message of a day without a partition would land in the default one, and stay there for ever.
    pub(crate) async fn make_partitions(&self, days: BTreeSet<Day>) -> Result<(), MoveError> {
        let lent = lend(&self.server).await.map_err(MoveError::Target)?;
        Ok(tend::make_partitions_of(&lent, days).await?)
    }

    /// The first table that is not finished, and the last key of it that is here.
    pub(crate) fn next_place(&self) -> Option<(&'static Table, Option<Vec<Value>>)> {
        TABLES.iter().find_map(|table| {
            let place = self.places.get(table.name)?;
            (!place.finished).then(|| (table, place.after.clone()))
        })
    }

    /// Writes rows and how far the table has come with them, or neither. Says how many rows the table has.
    pub(crate) async fn write(
        &mut self,
        table: &'static Table,
        rows: &mut [Vec<Value>],
        last_key: Option<Vec<Value>>,
        finished: bool,
    ) -> Result<u64, MoveError> {
        let failed = |error| MoveError::Table { table: table.name, error };
        let count = rows.len();
        let arrays: Vec<_> = (0..table.columns.len())
            .map(|place| column(table, place, rows))
            .collect::<Result<_, _>>()
            .map_err(failed)?;
        let parameters: Vec<_> = arrays.iter().map(|array| &**array as &(dyn ToSql + Sync)).collect();
        let key = last_key.as_ref().map(|key| {
            let mut bytes = Vec::new();
            write(key, &mut bytes);
            bytes
        });
        let (added, done) = (i64::try_from(count).unwrap_or(i64::MAX), i64::from(finished));
        let written = async {
            let tx = self.client.transaction().await?;
            if count > 0 {
                let insert = tx.prepare(&table.insert()).await?;
                tx.execute(&insert, &parameters).await?;
            }
            tx.execute(NOTE_PLACE, &[&table.name, &key, &added, &done]).await?;
            tx.commit().await
        };
        written.await.map_err(|error| failed(error.into()))?;
        let place = self.places.entry(table.name).or_default();
        place.after = last_key.or(place.after.take());
        place.rows += u64::try_from(count).unwrap_or_default();
        place.finished = finished;
        Ok(place.rows)
    }

    /// Counts and hashes all rows of a table.
    pub(crate) async fn tally(&mut self, table: &'static Table) -> Result<Tally, MoveError> {
        let failed = |error| MoveError::Table { table: table.name, error };
        let added_up = async {
            let moment = self.client.build_transaction().isolation_level(IsolationLevel::RepeatableRead);
            let tx = moment.read_only(true).start().await?;
            let portal = tx.bind(&table.select_all(), &[]).await?;
            let mut tallying = Tallying::new();
            loop {
                let rows = tx.query_portal(&portal, 1_000).await?;
                for row in &rows {
                    tallying.add(&values::cells(table.name, row, 0)?);
                }
                if rows.is_empty() {
                    break;
                }
            }
            tx.commit().await?;
            Ok(tallying.finish())
        };
        added_up.await.map_err(failed)
    }

    /// From here on servers may come.
    pub(crate) async fn finish(&mut self, marks: Marks) -> Result<(), MoveError> {
        let names: Vec<_> = TABLES.iter().map(|table| table.name).collect();
        let finished = async {
            // Every plan of the first hours is made from what is known of the tables now.
            self.client.batch_execute(&format!("ANALYZE {}", names.join(", "))).await?;
            self.client.batch_execute("RESET synchronous_commit").await?;
            let tx = self.client.transaction().await?;
            tx.execute(EPOCH_ABOVE.sql, &[&marks.epoch]).await?;
            tx.query(LEASES_ABOVE.sql, &[&marks.lease]).await?;
            tx.batch_execute("DROP TABLE moving").await?;
            tx.commit().await
        };
        Ok(finished.await.map_err(Error::from)?)
    }
}

async fn lend(server: &Server) -> Result<Lent, OpenError> {
    Ok(Connections::new(server, 1, Commits::Durable)?.lend().await?)
}

/// One column of all rows, as the array that it is written with.
fn column(
    table: &'static Table,
    place: usize,
    rows: &mut [Vec<Value>],
) -> Result<Box<dyn ToSql + Sync + Send>, Error> {
    let unreadable = Error::Unreadable { statement: table.name, column: place };
    let taken = rows.iter_mut().map(|row| std::mem::replace(&mut row[place], Value::Null));
    Ok(match table.columns[place].kind {
        Kind::Id => Box::new(array(taken, unreadable, |value| match value {
            Value::Blob(bytes) => Uuid::from_slice(&bytes).ok(),
            Value::Id(id) => Some(id),
            _ => None,
        })?),
        Kind::Integer => Box::new(array(taken, unreadable, |value| match value {
            Value::Integer(n) => Some(n),
            _ => None,
        })?),
        Kind::Text => Box::new(array(taken, unreadable, |value| match value {
            Value::Text(text) => Some(text),
            _ => None,
        })?),
        Kind::Blob => Box::new(array(taken, unreadable, |value| match value {
            Value::Blob(bytes) => Some(bytes),
            _ => None,
        })?),
    })
}

fn array<T>(
    values: impl Iterator<Item = Value>,
    unreadable: Error,
    read: impl Fn(Value) -> Option<T>,
) -> Result<Vec<Option<T>>, Error> {
    values
        .map(|value| match value {
            Value::Null => Ok(None),
            value => read(value).map(Some).ok_or(unreadable),
        })
        .collect()
}
