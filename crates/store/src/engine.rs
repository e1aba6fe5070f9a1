//! The engines behind the store. Every difference between them ends here.

use crate::check::Finding;
use crate::error::Error;
use crate::hot::sealed::{AcceptOutcome, RawClaim, SealedAccept, SealedSettlement};
use crate::hot::{Lease, OpenAttempt, Pick, Waiting};
use crate::nodes::{Duty, RateUse};
use crate::seal::Tag;
use crate::session::{Row, Statement, Value};
use crate::sqlite::{self, Sqlite};
use crate::sweeps::Finished;
use facteur_model::Lane;
use facteur_model::id::{ApiKeyId, NotificationId, ServiceId};
use facteur_model::time::Moment;

/// Where the rows are.
pub(crate) enum Engine {
    Sqlite(Sqlite),
}

/// A duty that this node has; only a shared engine has something to hold.
pub(crate) enum HeldDuty {
    /// The node is alone.
    Alone,
}

/// A transaction that the engine holds open.
pub(crate) enum OpenTransaction {
    Sqlite(sqlite::Interactive),
}

/// Quiet reads and transactions.
impl Engine {
    /// At most one row. The others that may match are not looked at.
    #[expect(clippy::unused_async, reason = "SQLite answers at once; a server is waited for")]
    pub(crate) async fn optional(
        &self,
        statement: Statement,
        values: Vec<Value>,
    ) -> Result<Option<Row>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.optional(statement, &values),
        }
    }

    /// All rows that match; bound their number in the statement.
    pub(crate) async fn list(&self, statement: Statement, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        Ok(self.lists(vec![(statement, values)]).await?.pop().unwrap_or_default())
    }

    /// Several lists, as of one moment.
    pub(crate) async fn lists(
        &self,
        statements: Vec<(Statement, Vec<Value>)>,
    ) -> Result<Vec<Vec<Row>>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.lists(statements).await,
        }
    }

    pub(crate) async fn begin(&self) -> Result<OpenTransaction, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.begin().await.map(OpenTransaction::Sqlite),
        }
    }

    pub(crate) fn epoch(&self) -> Result<i64, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.epoch(),
        }
    }

    #[expect(clippy::unused_async, reason = "SQLite answers at once; a server is waited for")]
    pub(crate) async fn service_epoch(&self, service: ServiceId) -> Result<Option<i64>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.service_epoch(service),
        }
    }

    pub(crate) async fn check(&self, fingerprint: [u8; 32]) -> Result<Vec<Finding>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.check(fingerprint).await,
        }
    }

    pub(crate) fn schema_version(&self) -> i64 {
        match self {
            Engine::Sqlite(_) => sqlite::known_version(),
        }
    }

    pub(crate) async fn shutdown(&self) -> Result<(), Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.shutdown().await,
        }
    }
}

/// What several nodes agree about.
#[expect(clippy::unused_async, reason = "alone on SQLite there is nothing to ask; a server is waited for")]
impl Engine {
    pub(crate) async fn try_duty(&self, _duty: Duty) -> Result<Option<HeldDuty>, Error> {
        match self {
            Engine::Sqlite(_) => Ok(Some(HeldDuty::Alone)),
        }
    }

    pub(crate) async fn tend(&self, _now: Moment) -> Result<usize, Error> {
        match self {
            Engine::Sqlite(_) => Ok(0),
        }
    }

    pub(crate) async fn share_rates(&self, _own: Vec<RateUse>, _since: i64) -> Result<Vec<RateUse>, Error> {
        match self {
            Engine::Sqlite(_) => Ok(Vec::new()),
        }
    }
}

/// Hot verbs: written for each engine, committed together with their neighbours.
impl Engine {
    pub(crate) async fn accept(&self, accept: SealedAccept) -> Result<AcceptOutcome, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.accept(accept).await,
        }
    }

    pub(crate) async fn claim(
        &self,
        picks: Vec<Pick>,
        now: Moment,
        until: Moment,
    ) -> Result<Vec<RawClaim>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.claim(picks, now, until).await,
        }
    }

    #[expect(clippy::unused_async, reason = "SQLite answers at once; a server is waited for")]
    pub(crate) async fn first_due(&self, places: &[(Lane, ServiceId)]) -> Result<Vec<Waiting>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.first_due(places),
        }
    }

    pub(crate) async fn backlog(
        &self,
        after: Option<(Lane, ServiceId)>,
        most: usize,
    ) -> Result<Vec<Waiting>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.backlog(after, most).await,
        }
    }

    pub(crate) async fn open_attempts(&self, attempts: Vec<OpenAttempt>) -> Result<Vec<Lease>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.open_attempts(attempts).await,
        }
    }

    pub(crate) async fn settle(&self, settlements: Vec<SealedSettlement>) -> Result<Vec<Lease>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.settle(settlements).await,
        }
    }

    pub(crate) async fn release_leases(&self, now: Moment) -> Result<usize, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.release_leases(now).await,
        }
    }

    pub(crate) async fn note_key_use(&self, uses: Vec<(ApiKeyId, Moment)>) -> Result<(), Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.note_key_use(uses).await,
        }
    }

    pub(crate) async fn sweep_idempotency(&self, now: Moment, most: usize) -> Result<usize, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.sweep_idempotency(now, most).await,
        }
    }

    pub(crate) async fn forget(&self, finished: Vec<Finished>) -> Result<usize, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.forget(finished).await,
        }
    }

    pub(crate) async fn index_recipients(
        &self,
        entries: Vec<(ServiceId, Tag, NotificationId)>,
        up_to: i64,
    ) -> Result<(), Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.index_recipients(entries, up_to).await,
        }
    }
}

impl OpenTransaction {
    pub(crate) async fn list(&self, statement: Statement, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        match self {
            OpenTransaction::Sqlite(open) => open.list(statement, values).await,
        }
    }

    pub(crate) async fn execute(&self, statement: Statement, values: Vec<Value>) -> Result<usize, Error> {
        match self {
            OpenTransaction::Sqlite(open) => open.execute(statement, values).await,
        }
    }

    pub(crate) async fn commit(&self) -> Result<(), Error> {
        match self {
            OpenTransaction::Sqlite(open) => open.commit().await,
        }
    }

    pub(crate) async fn rollback(&self) -> Result<(), Error> {
        match self {
            OpenTransaction::Sqlite(open) => open.rollback().await,
        }
    }
}
