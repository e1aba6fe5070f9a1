//! The engines behind the store. Every difference between them ends here.

use crate::check::Finding;
use crate::error::Error;
use crate::hot::sealed::{AcceptOutcome, RawClaim, RecipientIndexing, SealedAccept, SealedSettlement};
use crate::hot::{Lease, OpenAttempt, Pick, Waiting};
use crate::jobs::{Expanded, SealedExpansion};
use crate::nodes::{Duty, RateUse};
use crate::postgres::{self, Postgres};
use crate::seal::Tag;
use crate::session::{Row, Statement, Value};
use crate::sqlite::{self, Sqlite};
use crate::sweeps::{Finished, KeyUse};
use crate::text_uses::TextUse;
use crate::webhooks::{RawHeld, SealedOutcome};
use facteur_model::Lane;
use facteur_model::api_key::KeyType;
use facteur_model::id::{NotificationId, ServiceId, WebhookEventId, WebhookId};
use facteur_model::time::{Micros, Moment};

/// Before every id that can be drawn.
const FIRST_OF_ALL: NotificationId = NotificationId::from_uuid(uuid::Uuid::nil());

/// Where the rows are.
pub(crate) enum Engine {
    Sqlite(Sqlite),
    Postgres(Box<Postgres>),
}

/// A duty that this node has; only a shared engine has something to hold.
pub(crate) enum HeldDuty {
    /// The node is alone.
    Alone,
    Shared(#[expect(dead_code, reason = "held, not read")] Box<postgres::Held>),
}

/// A transaction that the engine holds open.
pub(crate) enum OpenTransaction {
    Sqlite(sqlite::Interactive),
    Postgres(Box<postgres::Interactive>),
}

/// Quiet reads and transactions.
impl Engine {
    /// At most one row. The others that may match are not looked at.
    pub(crate) async fn optional(
        &self,
        statement: Statement,
        values: Vec<Value>,
    ) -> Result<Option<Row>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.optional(statement, &values),
            Engine::Postgres(postgres) => postgres.optional(statement, &values).await,
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
            Engine::Postgres(postgres) => postgres.lists(statements).await,
        }
    }

    /// Where to look for messages before an id, newest first: the end of each span is its first id.
    pub(crate) fn spans(&self, before: NotificationId) -> Vec<NotificationId> {
        match self {
            Engine::Sqlite(_) => vec![FIRST_OF_ALL],
            Engine::Postgres(_) => postgres::spans(before),
        }
    }

    pub(crate) async fn begin(&self) -> Result<OpenTransaction, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.begin().await.map(OpenTransaction::Sqlite),
            Engine::Postgres(postgres) => postgres.begin().await.map(Box::new).map(OpenTransaction::Postgres),
        }
    }

    pub(crate) fn epoch(&self) -> Result<i64, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.epoch(),
            Engine::Postgres(postgres) => postgres.epoch(),
        }
    }

    pub(crate) async fn service_epoch(&self, service: ServiceId) -> Result<Option<i64>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.service_epoch(service),
            Engine::Postgres(postgres) => postgres.service_epoch(service).await,
        }
    }

    pub(crate) async fn check(&self, fingerprint: [u8; 32]) -> Result<Vec<Finding>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.check(fingerprint).await,
            Engine::Postgres(postgres) => postgres.check(&fingerprint).await,
        }
    }

    pub(crate) fn schema_version(&self) -> i64 {
        match self {
            Engine::Sqlite(_) => sqlite::known_version(),
            Engine::Postgres(_) => postgres::known_version(),
        }
    }

    pub(crate) async fn shutdown(&self) -> Result<(), Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.shutdown().await,
            Engine::Postgres(postgres) => {
                postgres.shutdown();
                Ok(())
            }
        }
    }
}

/// What several nodes agree about.
impl Engine {
    pub(crate) async fn clock_skew(&self, now: Moment) -> Result<Option<Micros>, Error> {
        match self {
            Engine::Sqlite(_) => Ok(None),
            Engine::Postgres(postgres) => postgres.clock_skew(now).await.map(Some),
        }
    }

    pub(crate) async fn try_duty(&self, duty: Duty) -> Result<Option<HeldDuty>, Error> {
        match self {
            Engine::Sqlite(_) => Ok(Some(HeldDuty::Alone)),
            Engine::Postgres(postgres) => {
                Ok(postgres.try_duty(duty).await?.map(Box::new).map(HeldDuty::Shared))
            }
        }
    }

    pub(crate) async fn tend(&self, now: Moment) -> Result<usize, Error> {
        match self {
            Engine::Sqlite(_) => Ok(0),
            Engine::Postgres(postgres) => postgres.tend(now).await,
        }
    }

    pub(crate) async fn share_rates(&self, own: Vec<RateUse>, since: i64) -> Result<Vec<RateUse>, Error> {
        match self {
            Engine::Sqlite(_) => Ok(Vec::new()),
            Engine::Postgres(postgres) => postgres.share_rates(&own, since).await,
        }
    }

    pub(crate) async fn share_texts(&self, own: Vec<TextUse>, since: i64) -> Result<Vec<TextUse>, Error> {
        match self {
            Engine::Sqlite(_) => Ok(Vec::new()),
            Engine::Postgres(postgres) => postgres.share_texts(&own, since).await,
        }
    }
}

/// Hot verbs: written for each engine, committed together with their neighbours.
impl Engine {
    pub(crate) async fn accept(&self, accept: SealedAccept) -> Result<AcceptOutcome, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.accept(accept).await,
            Engine::Postgres(postgres) => postgres.accept(accept).await,
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
            Engine::Postgres(postgres) => postgres.claim(&picks, now, until).await,
        }
    }

    pub(crate) async fn first_due(&self, places: &[(Lane, ServiceId)]) -> Result<Vec<Waiting>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.first_due(places),
            Engine::Postgres(postgres) => postgres.first_due(places).await,
        }
    }

    pub(crate) async fn backlog(
        &self,
        after: Option<(Lane, ServiceId)>,
        most: usize,
    ) -> Result<Vec<Waiting>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.backlog(after, most).await,
            Engine::Postgres(postgres) => postgres.backlog(after, most).await,
        }
    }

    pub(crate) async fn due_in_lane(
        &self,
        lane: Lane,
        service: ServiceId,
        now: Moment,
        most: usize,
    ) -> Result<usize, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.due_in_lane(lane, service, now, most),
            Engine::Postgres(postgres) => postgres.due_in_lane(lane, service, now, most).await,
        }
    }

    pub(crate) async fn expand(&self, expansion: SealedExpansion) -> Result<Expanded, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.expand(expansion).await,
            Engine::Postgres(postgres) => postgres.expand(&expansion).await,
        }
    }

    pub(crate) async fn open_attempts(&self, attempts: Vec<OpenAttempt>) -> Result<Vec<Lease>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.open_attempts(attempts).await,
            Engine::Postgres(postgres) => postgres.open_attempts(&attempts).await,
        }
    }

    pub(crate) async fn settle(&self, settlements: Vec<SealedSettlement>) -> Result<Vec<Lease>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.settle(settlements).await,
            Engine::Postgres(postgres) => postgres.settle(&settlements).await,
        }
    }

    pub(crate) async fn claim_webhook(
        &self,
        service: ServiceId,
        webhook: WebhookId,
        most: usize,
        now: Moment,
        until: Moment,
    ) -> Result<Vec<RawHeld>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.claim_webhook(service, webhook, most, now, until).await,
            Engine::Postgres(postgres) => postgres.claim_webhook(service, webhook, most, now, until).await,
        }
    }

    pub(crate) async fn claim_webhook_delivery(
        &self,
        service: ServiceId,
        webhook: WebhookId,
        id: WebhookEventId,
        until: Moment,
    ) -> Result<Option<RawHeld>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.claim_webhook_delivery(service, webhook, id, until).await,
            Engine::Postgres(postgres) => postgres.claim_webhook_delivery(service, webhook, id, until).await,
        }
    }

    pub(crate) async fn record_calls(&self, outcomes: Vec<SealedOutcome>) -> Result<Vec<Lease>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.record_calls(outcomes).await,
            Engine::Postgres(postgres) => postgres.record_calls(&outcomes).await,
        }
    }

    pub(crate) async fn release_leases(&self, now: Moment) -> Result<usize, Error> {
        match self {
            Engine::Sqlite(sqlite) => {
                sqlite.release_webhooks(now).await?;
                sqlite.release_leases(now).await
            }
            // Nobody is ever alone with a server; `tend` finds out who is dead.
            Engine::Postgres(_) => Ok(0),
        }
    }

    pub(crate) async fn note_key_use(&self, uses: Vec<KeyUse>) -> Result<(), Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.note_key_use(uses).await,
            Engine::Postgres(postgres) => postgres.note_key_use(&uses).await,
        }
    }

    pub(crate) async fn sweep_idempotency(&self, now: Moment, most: usize) -> Result<usize, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.sweep_idempotency(now, most).await,
            Engine::Postgres(postgres) => postgres.sweep_idempotency(now, most).await,
        }
    }

    pub(crate) async fn finished(
        &self,
        service: ServiceId,
        before: NotificationId,
        most: usize,
    ) -> Result<Vec<Row>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.finished(service, before, most).await,
            Engine::Postgres(postgres) => postgres.finished(service, before, most).await,
        }
    }

    pub(crate) async fn finished_of_type(
        &self,
        service: ServiceId,
        key_type: KeyType,
        before: NotificationId,
        most: usize,
    ) -> Result<Vec<Row>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.finished_of_type(service, key_type, before, most).await,
            Engine::Postgres(postgres) => postgres.finished_of_type(service, key_type, before, most).await,
        }
    }

    pub(crate) async fn not_indexed(&self, most: usize) -> Result<Vec<Row>, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.not_indexed(most).await,
            // Every message is in the index from the start.
            Engine::Postgres(_) => Ok(Vec::new()),
        }
    }

    pub(crate) fn recipient_indexing(&self) -> RecipientIndexing {
        match self {
            Engine::Sqlite(_) => RecipientIndexing::Later,
            Engine::Postgres(_) => RecipientIndexing::AtOnce,
        }
    }

    /// After a commit that moved the change counter: this process must see it at once.
    pub(crate) async fn epoch_moved(&self) -> Result<(), Error> {
        match self {
            // The counter is read from the file at every look.
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(postgres) => postgres.refresh_epoch().await,
        }
    }

    pub(crate) async fn forget(&self, finished: Vec<Finished>) -> Result<usize, Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.forget(finished).await,
            Engine::Postgres(postgres) => postgres.forget(&finished).await,
        }
    }

    pub(crate) async fn index_recipients(
        &self,
        entries: Vec<(ServiceId, Tag, NotificationId)>,
        up_to: i64,
    ) -> Result<(), Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.index_recipients(entries, up_to).await,
            Engine::Postgres(_) => Ok(()),
        }
    }
}

impl OpenTransaction {
    pub(crate) async fn list(&self, statement: Statement, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        match self {
            OpenTransaction::Sqlite(open) => open.list(statement, values).await,
            OpenTransaction::Postgres(open) => open.list(statement, values).await,
        }
    }

    pub(crate) async fn execute(&self, statement: Statement, values: Vec<Value>) -> Result<usize, Error> {
        match self {
            OpenTransaction::Sqlite(open) => open.execute(statement, values).await,
            OpenTransaction::Postgres(open) => open.execute(statement, values).await,
        }
    }

    pub(crate) async fn commit(&self) -> Result<(), Error> {
        match self {
            OpenTransaction::Sqlite(open) => open.commit().await,
            OpenTransaction::Postgres(open) => open.commit().await,
        }
    }

    pub(crate) async fn rollback(&self) -> Result<(), Error> {
        match self {
            OpenTransaction::Sqlite(open) => open.rollback().await,
            OpenTransaction::Postgres(open) => open.rollback().await,
        }
    }
}
