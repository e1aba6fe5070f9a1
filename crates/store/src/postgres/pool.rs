//! Connections, lent out one at a time, and running a statement on one.

use super::settings::Server;
use super::values;
use crate::error::{Error, OpenError, SqlStateCode};
use crate::session::{Row, Statement, Value};
use deadpool_postgres::{
    ClientWrapper, Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, WrongType};

/// How long a question may take, the wait for a connection included. What takes longer is answered with
/// [`Error::Unreachable`], and its connection is given up: nobody knows what it would answer next.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is set on every connection. Plans are made once: the schema has few statements and many partitions. A hash
/// or a merge over all partitions is never the right way to a few rows that are named by their ids.
const EVERY: &str = "
    SET statement_timeout = '9s';
    SET lock_timeout = '5s';
    SET idle_in_transaction_session_timeout = '5s';
    SET plan_cache_mode = force_generic_plan;
    SET enable_hashjoin = off;
    SET enable_mergejoin = off;
    SET enable_seqscan = off;
    SET jit = off;";

/// When a commit is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Commits {
    /// When it is on the disk.
    Durable,
    /// At once. For what a crash may take back without loss, such as a claim; a durable commit after it carries
    /// it to the disk too.
    Relaxed,
}

pub(super) struct Connections {
    pool: Pool,
}

impl Connections {
    pub(super) fn new(server: &Server, most: usize, commits: Commits) -> Result<Self, OpenError> {
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(server.config.clone(), server.tls.clone(), recycling);
        let pool = Pool::builder(manager)
            .max_size(most)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .post_create(Hook::async_fn(move |client, _| {
                Box::pin(async move { prepare(client, commits).await.map_err(HookError::Backend) })
            }))
            .build()
            .map_err(|_| OpenError::Url("the connections cannot be set up"))?;
        Ok(Self { pool })
    }

    pub(super) async fn lend(&self) -> Result<Lent, Error> {
        let object = self.pool.get().await.map_err(|refused| match refused {
            PoolError::Backend(error) => Error::from(error),
            PoolError::Timeout(deadpool_postgres::TimeoutType::Wait) => Error::Busy,
            PoolError::Closed => Error::Closed,
            PoolError::PostCreateHook(HookError::Backend(error)) => Error::from(error),
            _ => Error::Unreachable,
        })?;
        Ok(Lent { object: Some(object), usable: AtomicBool::new(true) })
    }

    pub(super) fn close(&self) {
        self.pool.close();
    }
}

async fn prepare(client: &ClientWrapper, commits: Commits) -> Result<(), tokio_postgres::Error> {
    client.batch_execute(EVERY).await?;
    match commits {
        Commits::Relaxed => client.batch_execute("SET synchronous_commit = off").await,
        // Where the operator asks for more than the local disk, that stays.
        Commits::Durable => {
            let setting = client.query_one("SHOW synchronous_commit", &[]).await?;
            if setting.get::<_, &str>(0) == "off" {
                client.batch_execute("SET synchronous_commit = on").await?;
            }
            Ok(())
        }
    }
}

/// A connection that goes back to the pool, unless a question on it is still open or broke it.
pub(super) struct Lent {
    object: Option<Object>,
    usable: AtomicBool,
}

impl Lent {
    pub(super) fn client(&self) -> &ClientWrapper {
        self.object.as_ref().expect("it is lent until it is dropped")
    }

    /// Waits for an answer, and no longer than is patient.
    pub(super) async fn wait<T>(
        &self,
        asked: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, Error> {
        // Should the caller go away meanwhile, the connection is found unusable and goes as well.
        self.usable.store(false, Ordering::Relaxed);
        let answered = tokio::time::timeout(PATIENCE, asked).await.map_err(|_| Error::Unreachable)?;
        let answered = answered.map_err(Error::from);
        if !matches!(answered, Err(Error::Unreachable)) {
            self.usable.store(true, Ordering::Relaxed);
        }
        answered
    }

    pub(super) async fn prepared(&self, statement: Statement) -> Result<tokio_postgres::Statement, Error> {
        self.wait(self.client().prepare_cached(statement.sql)).await
    }

    pub(super) async fn rows(
        &self,
        statement: Statement,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<tokio_postgres::Row>, Error> {
        let prepared = self.prepared(statement).await?;
        self.wait(self.client().query(&prepared, parameters)).await
    }

    /// Says how many rows changed.
    pub(super) async fn change(
        &self,
        statement: Statement,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<usize, Error> {
        let prepared = self.prepared(statement).await?;
        let changed = self.wait(self.client().execute(&prepared, parameters)).await?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    pub(super) async fn list(&self, statement: Statement, values: &[Value]) -> Result<Vec<Row>, Error> {
        let rows = self.rows(statement, &parameters(values)).await?;
        rows.iter().map(|row| values::read(statement, row, 0)).collect()
    }

    pub(super) async fn run(&self, text: &str) -> Result<(), Error> {
        self.wait(self.client().batch_execute(text)).await
    }

    /// Closes the connection, and with it whatever transaction is open on it.
    pub(super) fn give_up(&self) {
        self.usable.store(false, Ordering::Relaxed);
    }
}

pub(super) fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl Drop for Lent {
    fn drop(&mut self) {
        if !self.usable.load(Ordering::Relaxed)
            && let Some(object) = self.object.take()
        {
            // Taken out of the pool, it is closed here.
            drop(Object::take(object));
        }
    }
}

/// Keeps the code and drops the message, which may quote what was written.
impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(state) = error.code() else {
            // Without a code it is the link, unless it is a value of a type that the column does not have.
            let cause = std::error::Error::source(&error);
            let wrong = cause.is_some_and(<dyn std::error::Error>::is::<WrongType>);
            return if wrong {
                Error::Postgres { code: SqlStateCode(*b"WRONG") }
            } else {
                Error::Unreachable
            };
        };
        let code = state.code();
        match *state {
            SqlState::UNIQUE_VIOLATION => Error::Exists,
            SqlState::FOREIGN_KEY_VIOLATION => Error::Missing,
            SqlState::DISK_FULL => Error::Full,
            SqlState::T_R_DEADLOCK_DETECTED
            | SqlState::T_R_SERIALIZATION_FAILURE
            | SqlState::LOCK_NOT_AVAILABLE
            | SqlState::QUERY_CANCELED
            | SqlState::TOO_MANY_CONNECTIONS => Error::Busy,
            SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => Error::TransactionExpired,
            // Going down, coming up, standing by, or cut off.
            _ if code.starts_with("57P") || code.starts_with("08") => Error::Unreachable,
            // A standby that was the primary a moment ago.
            SqlState::READ_ONLY_SQL_TRANSACTION => Error::Unreachable,
            _ => {
                let mut kept = [b'?'; 5];
                kept.iter_mut().zip(code.bytes()).for_each(|(kept, byte)| *kept = byte);
                Error::Postgres { code: SqlStateCode(kept) }
            }
        }
    }
}
