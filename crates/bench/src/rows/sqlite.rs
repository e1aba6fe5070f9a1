//! Copies on SQLite, by nothing but the driver.

use super::{Copies, TABLE};
use anyhow::{Context, bail};
use rusqlite::types::Value;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// One row of the table as the program left it.
pub struct Specimen {
    columns: Vec<String>,
    values: Vec<Value>,
}

impl Specimen {
    /// The newest row.
    pub fn take(connection: &Connection) -> anyhow::Result<Self> {
        let columns: Vec<String> = connection
            .prepare(&format!("SELECT name FROM pragma_table_info('{TABLE}') WHERE name <> 'sequence'"))?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        if columns.is_empty() {
            bail!("the database has no table of notifications");
        }
        let names = columns.join(", ");
        let mut newest =
            connection.prepare(&format!("SELECT {names} FROM {TABLE} ORDER BY id DESC LIMIT 1"))?;
        let newest = newest.query_map([], |row| (0..columns.len()).map(|at| row.get(at)).collect())?;
        let values = newest.last().context("the table of notifications is empty")??;
        Ok(Self { columns, values })
    }

    pub fn value(&self, column: &str) -> anyhow::Result<&Value> {
        Ok(&self.values[self.place(column)?])
    }

    #[must_use = "the specimen with another value"]
    pub fn with(mut self, column: &str, value: impl Into<Value>) -> anyhow::Result<Self> {
        let place = self.place(column)?;
        self.values[place] = value.into();
        Ok(self)
    }

    fn place(&self, column: &str) -> anyhow::Result<usize> {
        let place = self.columns.iter().position(|name| name == column);
        place.with_context(|| format!("notifications have no column {column}"))
    }

    /// Writes copies, each with an id and a reference of its own; gives their ids.
    pub fn insert(
        &self,
        transaction: &Transaction<'_>,
        copies: &mut Copies,
        count: usize,
    ) -> anyhow::Result<Vec<[u8; 16]>> {
        let marks: Vec<String> = (1..=self.columns.len()).map(|at| format!("?{at}")).collect();
        let (names, marks) = (self.columns.join(", "), marks.join(", "));
        let mut insert =
            transaction.prepare_cached(&format!("INSERT INTO {TABLE} ({names}) VALUES ({marks})"))?;
        let (id, tag) = (self.place("id")?, self.place("reference_tag")?);
        let (content, job_row) = (self.place("sealed_content")?, self.place("job_row")?);
        for (at, value) in self.values.iter().enumerate() {
            insert.raw_bind_parameter(at + 1, value)?;
        }
        let tag_length = match &self.values[tag] {
            Value::Blob(tag) => Some(tag.len()),
            _ => None,
        };
        let mut ids = Vec::with_capacity(count);
        for _ in 0..count {
            let copy = copies.copy();
            ids.push(copy.id);
            insert.raw_bind_parameter(id + 1, copy.id.as_slice())?;
            if self.values[job_row] != Value::Null {
                insert.raw_bind_parameter(job_row + 1, copy.job_row)?;
            }
            if let Some(sealed) = copy.content {
                insert.raw_bind_parameter(content + 1, sealed)?;
            }
            if let Some(length) = tag_length {
                insert.raw_bind_parameter(tag + 1, copies.tag(length))?;
            }
            insert.raw_execute()?;
        }
        Ok(ids)
    }
}

/// Opens a database that no program has open, to write as durably as the program does.
pub fn open(file: &Path) -> anyhow::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 10_000)?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    Ok(connection)
}

/// The writing of one commit.
pub fn begin(connection: &mut Connection) -> anyhow::Result<Transaction<'_>> {
    Ok(connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
}

/// Fills the table of a stopped program with settled rows of a service.
pub fn fill(
    file: &Path,
    owner: &[u8; 16],
    copies: &mut Copies,
    count: usize,
    stop: &AtomicBool,
) -> anyhow::Result<()> {
    /// Rows in one transaction.
    const PORTION: usize = 50_000;
    let mut connection = open(file)?;
    // Nothing is measured here: a torn file would only end the run.
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "cache_size", -1_048_576)?;
    let specimen = Specimen::take(&connection)?
        .with("service_id", owner.to_vec())?
        .with("due_at", Value::Null)?
        .with("lease", Value::Null)?;
    let mut left = count;
    while left > 0 && !stop.load(Ordering::Relaxed) {
        let portion = left.min(PORTION);
        let transaction = begin(&mut connection)?;
        specimen.insert(&transaction, copies, portion)?;
        transaction.commit()?;
        left -= portion;
    }
    // Most copies cannot be opened, so nothing can be indexed of them; and no round has to wait for what is.
    connection.execute(
        &format!("UPDATE counters SET value = (SELECT MAX(sequence) FROM {TABLE}) WHERE name = 'indexed'"),
        params![],
    )?;
    // The log is folded in before the program starts, and synced, so that no round pays for the filling.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}
