//! PostgreSQL: many nodes on one database.

mod accept;
mod check;
mod claim;
mod expand;
mod interactive;
mod migrate;
mod move_in;
mod pool;
mod pulse;
mod rates;
mod settings;
mod settle;
mod shards;
mod statistics;
mod sweep;
mod tend;
mod text_uses;
mod values;
mod verbs;
mod webhooks;

pub(crate) use interactive::Interactive;
pub(crate) use migrate::known_version;
pub(crate) use move_in::Target;
pub(crate) use settings::Server;

use crate::check::Finding;
use crate::error::{Error, OpenError};
use crate::nodes::Duty;
use crate::notifications::last_id_before;
use crate::session::{Row, Statement, Value, statements};
use accept::Clerks;
use facteur_model::id::{NotificationId, ServiceId};
use facteur_model::time::{Clock, DAY, Day, Micros, Moment, SystemClock};
use futures_util::future::{join, join_all};
use pool::{Commits, Connections, Lent};
use pulse::Pulse;
use std::sync::{Arc, Mutex, PoisonError};

/// Connections for reads and for transactions over quiet tables.
const QUIET: usize = 12;
/// Connections for what has to be durable when it is answered, besides the clerks': attempts and settlements.
const DURABLE: usize = accept::CLERKS + 4;
/// Connections for what a crash may take back: claims and small notes.
const RELAXED: usize = 4;

/// Advisory locks of duties; the second number is the duty's.
const DUTY_LOCKS: i32 = 7_245_903;

statements! {
    EPOCH = "SELECT value FROM counters WHERE name = 'epoch'";

    SERVICE_EPOCH = "SELECT epoch FROM services WHERE id = $1";

    CLOCK = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)";

    TRY_DUTY = "SELECT pg_try_advisory_xact_lock($1, $2)";
}

pub(crate) struct Postgres {
    quiet: Connections,
    durable: Arc<Connections>,
    relaxed: Connections,
    clerks: Clerks,
    pulse: Arc<Pulse>,
    /// The day for which partitions were last looked after.
    tended: Mutex<Option<Day>>,
}

/// A duty that this node has: a transaction that is open for as long as it is held.
pub(crate) struct Held(Option<Lent>);

impl Drop for Held {
    fn drop(&mut self) {
        let Some(lent) = self.0.take() else { return };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(async move {
                if lent.run("ROLLBACK").await.is_err() {
                    lent.give_up();
                }
            })),
            Err(_) => lent.give_up(),
        }
    }
}

/// A page of messages is nearly always found in the newest days: those partitions are looked at first, because a look
/// into each of many costs more than the page. The bounds change nothing but the cost.
pub(crate) fn spans(before: NotificationId) -> Vec<NotificationId> {
    let newest = SystemClock.now().min(before.drawn_at());
    [2, 9]
        .map(|days| last_id_before(newest.plus(-days * DAY)))
        .into_iter()
        .chain([last_id_before(Moment::from_micros(0))])
        .collect()
}

impl Postgres {
    pub(crate) async fn open(
        server: &Server,
        fingerprint: &[u8; 32],
        now: Moment,
    ) -> Result<Self, OpenError> {
        let quiet = Connections::new(server, QUIET, Commits::Durable)?;
        let durable = Arc::new(Connections::new(server, DURABLE, Commits::Durable)?);
        let relaxed = Connections::new(server, RELAXED, Commits::Relaxed)?;
        let lent = quiet.lend().await?;
        // Before anything is changed; a program that moves looks for this connection after it has said what it does.
        move_in::refuse_half_moved(&lent).await?;
        migrate::bring_up_to_date(&lent, fingerprint).await?;
        if let Err(error) = tend::make_partitions(&lent, now).await {
            // The default partition takes what has no other; the next look makes good.
            tracing::warn!(%error, "The partitions of the coming days could not be made yet");
        }
        let clerks = Clerks::start(&durable);
        let pulse = Pulse::start(server.clone());
        let opened = Self { quiet, durable, relaxed, clerks, pulse, tended: Mutex::new(None) };
        opened.refresh_epoch().await?;
        Ok(opened)
    }

    /// Is there nothing of Facteur's in the database yet?
    pub(crate) async fn is_new(server: &Server) -> Result<bool, OpenError> {
        let connections = Connections::new(server, 1, Commits::Durable)?;
        let version = migrate::version_of(&connections.lend().await?).await?;
        connections.close();
        Ok(version == 0)
    }

    pub(crate) async fn optional(
        &self,
        statement: Statement,
        values: &[Value],
    ) -> Result<Option<Row>, Error> {
        let lent = self.quiet.lend().await?;
        Ok(lent.list(statement, values).await?.into_iter().next())
    }

    /// Several reads that see the same moment of the database.
    pub(crate) async fn lists(
        &self,
        statements: Vec<(Statement, Vec<Value>)>,
    ) -> Result<Vec<Vec<Row>>, Error> {
        let lent = self.quiet.lend().await?;
        if let [(statement, values)] = statements.as_slice() {
            return Ok(vec![lent.list(*statement, values).await?]);
        }
        let mut prepared = Vec::with_capacity(statements.len());
        for (statement, _) in &statements {
            prepared.push(lent.prepared(*statement).await?);
        }
        let client = lent.client();
        // Sent together: the moment is that of the first, and the server is waited for once.
        let reads = async {
            let begun = client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            let asked =
                join_all(prepared.iter().zip(&statements).map(|(prepared, (_, values))| async move {
                    client.query(prepared, &pool::parameters(values)).await
                }));
            let ended = client.batch_execute("COMMIT");
            let (begun, (answered, ended)) = join(begun, join(asked, ended)).await;
            begun?;
            ended?;
            answered.into_iter().collect::<Result<Vec<_>, _>>()
        };
        let answered = lent.wait(reads).await.inspect_err(|_| lent.give_up())?;
        answered
            .iter()
            .zip(&statements)
            .map(|(rows, (statement, _))| rows.iter().map(|row| values::read(*statement, row, 0)).collect())
            .collect()
    }

    pub(crate) async fn begin(&self) -> Result<Interactive, Error> {
        Interactive::begin(self.quiet.lend().await?).await
    }

    pub(crate) fn epoch(&self) -> Result<i64, Error> {
        self.pulse.epoch()
    }

    /// Reads the change counter now, rather than when the notice comes: who made a change sees it.
    pub(crate) async fn refresh_epoch(&self) -> Result<(), Error> {
        let asked_at = pulse::now();
        let row = self.optional(EPOCH, &[]).await?;
        self.pulse.hear(row.ok_or(Error::Missing)?.take()?, asked_at);
        Ok(())
    }

    pub(crate) async fn service_epoch(&self, service: ServiceId) -> Result<Option<i64>, Error> {
        self.optional(SERVICE_EPOCH, &[service.into()]).await?.map(|mut row| row.take()).transpose()
    }

    pub(crate) async fn clock_skew(&self, now: Moment) -> Result<Micros, Error> {
        let row = self.optional(CLOCK, &[]).await?;
        let server: Moment = row.ok_or(Error::Missing)?.take()?;
        Ok(now.since(server))
    }

    pub(crate) async fn check(&self, fingerprint: &[u8; 32]) -> Result<Vec<Finding>, Error> {
        check::check(&self.quiet.lend().await?, fingerprint).await
    }

    pub(crate) async fn try_duty(&self, duty: Duty) -> Result<Option<Held>, Error> {
        let number: i32 = match duty {
            Duty::Sweep => 1,
            Duty::Tend => 2,
            Duty::Expand => 3,
            Duty::Watch => 4,
        };
        let lent = self.relaxed.lend().await?;
        // Without this the server would end the transaction as a forgotten one.
        lent.run("BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0").await?;
        let rows = lent.rows(TRY_DUTY, &[&DUTY_LOCKS, &number]).await?;
        let taken = rows.first().map_or(Ok(false), |row| values::column(TRY_DUTY, row, 0))?;
        if taken {
            return Ok(Some(Held(Some(lent))));
        }
        lent.run("ROLLBACK").await?;
        Ok(None)
    }

    pub(crate) async fn tend(&self, now: Moment) -> Result<usize, Error> {
        let lent = self.quiet.lend().await?;
        let freed = tend::free_dead_nodes(&lent, self.pulse.node_if_any(), now).await?;
        statistics::refresh(&lent).await?;
        let today = now.day();
        if *self.tended.lock().unwrap_or_else(PoisonError::into_inner) != Some(today) {
            tend::make_partitions(&lent, now).await?;
            tend::drop_partitions(&lent, now).await?;
            *self.tended.lock().unwrap_or_else(PoisonError::into_inner) = Some(today);
        }
        Ok(freed)
    }

    pub(crate) fn shutdown(&self) {
        self.pulse.stop();
        self.quiet.close();
        self.durable.close();
        self.relaxed.close();
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.pulse.stop();
    }
}

/// Every statement that only this engine runs.
#[cfg(test)]
pub(crate) fn statements() -> Vec<Statement> {
    [
        STATEMENTS,
        accept::STATEMENTS,
        accept::witness::STATEMENTS,
        check::STATEMENTS,
        claim::STATEMENTS,
        expand::STATEMENTS,
        migrate::STATEMENTS,
        move_in::STATEMENTS,
        rates::STATEMENTS,
        text_uses::STATEMENTS,
        settle::STATEMENTS,
        statistics::STATEMENTS,
        sweep::STATEMENTS,
        tend::STATEMENTS,
        webhooks::STATEMENTS,
    ]
    .concat()
}

#[cfg(test)]
mod tests;
