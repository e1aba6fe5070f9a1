//! A transaction over quiet tables, driven from async code.

use crate::engine::OpenTransaction;
use crate::error::Error;
use crate::keyring::Keyring;
use crate::seal::SealingKey;
use crate::session::{Row, Statement, Value, statements, values};
use crate::store::Store;
use facteur_model::id::ServiceId;
use std::collections::BTreeSet;
use std::fmt;

/// Changes that are committed together. Dropped without [`Transaction::commit`], it is rolled back.
///
/// The engine may hold everything else back while a transaction is open, and rolls back one that stays open
/// for too long: render, validate and look up first, then begin. After an error nothing more can be done with
/// it; drop it.
pub struct Transaction {
    store: Store,
    open: OpenTransaction,
    /// Services whose epoch moves with the commit.
    touched: BTreeSet<ServiceId>,
    /// Whether something changes that is of no one service.
    touched_all: bool,
    /// The first error. PostgreSQL takes no further statement after one, so neither do we.
    failed: Option<Error>,
}

statements! {
    MOVE_EPOCH = "UPDATE counters SET value = value + 1 WHERE name = 'epoch'";

    MOVE_SERVICE_EPOCH = "UPDATE services SET epoch = epoch + 1 WHERE id = $1";

    DATA_KEY = "SELECT sealed_data_key FROM services WHERE id = $1";
}

impl Transaction {
    pub(crate) fn new(store: Store, open: OpenTransaction) -> Self {
        Self { store, open, touched: BTreeSet::new(), touched_all: false, failed: None }
    }

    /// Makes the changes last. When this answers `Ok`, they are on the disk.
    pub async fn commit(mut self) -> Result<(), Error> {
        // Last, and once for each service, so that a counter is locked as briefly as can be.
        let touched = std::mem::take(&mut self.touched);
        let moves = self.touched_all || !touched.is_empty();
        for service in touched {
            self.execute(MOVE_SERVICE_EPOCH, values![service]).await?;
        }
        if moves {
            self.execute(MOVE_EPOCH, values![]).await?;
        }
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.open.commit().await?;
        if moves && self.store.engine().epoch_moved().await.is_err() {
            // It is committed. This process hears of it within a second, as the others do.
            tracing::warn!("A change is stored, and will be seen a moment later");
        }
        Ok(())
    }

    /// Undoes the changes now, rather than on drop.
    pub async fn rollback(self) -> Result<(), Error> {
        self.open.rollback().await
    }

    pub(crate) async fn list(&mut self, statement: Statement, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        self.refuse_failed()?;
        let outcome = self.open.list(statement, values).await;
        self.note(outcome)
    }

    pub(crate) async fn optional(
        &mut self,
        statement: Statement,
        values: Vec<Value>,
    ) -> Result<Option<Row>, Error> {
        Ok(self.list(statement, values).await?.into_iter().next())
    }

    /// Says how many rows changed.
    pub(crate) async fn execute(&mut self, statement: Statement, values: Vec<Value>) -> Result<usize, Error> {
        self.refuse_failed()?;
        let outcome = self.open.execute(statement, values).await;
        self.note(outcome)
    }

    /// As [`Transaction::execute`], where nothing to change means [`Error::Missing`].
    pub(crate) async fn change(&mut self, statement: Statement, values: Vec<Value>) -> Result<(), Error> {
        if self.execute(statement, values).await? == 0 { Err(Error::Missing) } else { Ok(()) }
    }

    /// Something that caches hold of this service changes.
    pub(crate) fn touch(&mut self, service: ServiceId) {
        self.touched.insert(service);
    }

    /// Something that caches hold changes, and it is of no one service.
    pub(crate) fn touch_all(&mut self) {
        self.touched_all = true;
    }

    pub(crate) fn keyring(&self) -> &Keyring {
        self.store.keyring()
    }

    /// The data key of a service, which may have been made in this very transaction.
    pub(crate) async fn data_key(&mut self, service: ServiceId) -> Result<SealingKey, Error> {
        let mut row = self.optional(DATA_KEY, values![service]).await?.ok_or(Error::Missing)?;
        let sealed: Vec<u8> = row.take()?;
        self.keyring().data_key(service, &sealed)
    }

    fn refuse_failed(&self) -> Result<(), Error> {
        self.failed.map_or(Ok(()), Err)
    }

    fn note<T>(&mut self, outcome: Result<T, Error>) -> Result<T, Error> {
        self.failed = outcome.as_ref().err().copied();
        outcome
    }
}

impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction").field("touched", &self.touched).finish_non_exhaustive()
    }
}
