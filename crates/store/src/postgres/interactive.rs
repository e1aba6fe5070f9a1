//! A transaction over quiet tables, on a connection of its own.

use super::pool::Lent;
use crate::error::Error;
use crate::session::{Row, Statement, Value};
use std::sync::atomic::{AtomicBool, Ordering};
use tokio_postgres::types::ToSql;

/// An open transaction. Dropped before its end, its connection is closed, which rolls back.
pub(crate) struct Interactive {
    lent: Lent,
    open: AtomicBool,
}

impl Interactive {
    pub(super) async fn begin(lent: Lent) -> Result<Self, Error> {
        lent.run("BEGIN").await?;
        Ok(Self { lent, open: AtomicBool::new(true) })
    }

    pub(crate) async fn list(&self, statement: Statement, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        self.lent.list(statement, &values).await.map_err(expired)
    }

    pub(crate) async fn execute(&self, statement: Statement, values: Vec<Value>) -> Result<usize, Error> {
        self.lent.change(statement, &super::pool::parameters(&values)).await.map_err(expired)
    }

    /// As [`Interactive::execute`], with whole columns among the values.
    pub(super) async fn change(
        &self,
        statement: Statement,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<usize, Error> {
        self.lent.change(statement, parameters).await.map_err(expired)
    }

    pub(crate) async fn commit(&self) -> Result<(), Error> {
        self.lent.run("COMMIT").await.map_err(expired)?;
        self.open.store(false, Ordering::Relaxed);
        Ok(())
    }

    pub(crate) async fn rollback(&self) -> Result<(), Error> {
        self.lent.run("ROLLBACK").await?;
        self.open.store(false, Ordering::Relaxed);
        Ok(())
    }
}

impl Drop for Interactive {
    fn drop(&mut self) {
        if self.open.load(Ordering::Relaxed) {
            self.lent.give_up();
        }
    }
}

/// The server closes the connection of a transaction that stays idle, and the driver may see only the closing.
fn expired(error: Error) -> Error {
    match error {
        Error::Unreachable => Error::TransactionExpired,
        other => other,
    }
}
