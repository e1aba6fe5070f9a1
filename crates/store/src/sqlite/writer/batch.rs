//! Verbs that share a commit, and what they know of one another.

use crate::error::Error;
use crate::hot::allowance_used::Allowance;
use crate::hot::tally::{JobMoves, Moves};
use crate::session::Statement;
use crate::sqlite::accept;
use crate::sqlite::tallies;
use rusqlite::{CachedStatement, Connection};
use std::collections::HashMap;
use tokio::sync::oneshot;

/// The transaction that verbs share.
pub(crate) struct Batch<'c> {
    pub(in crate::sqlite) connection: &'c Connection,
    /// What is used of each allowance: read once, written once, however many messages count against it.
    pub(in crate::sqlite) allowances: HashMap<Allowance, Used>,
    /// Counters of what became of messages, written once as well.
    pub(in crate::sqlite) tallies: Moves,
    pub(in crate::sqlite) job_tallies: JobMoves,
}

/// How much of an allowance is used.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::sqlite) struct Used {
    pub(in crate::sqlite) units: u64,
    pub(in crate::sqlite) changed: bool,
}

impl<'c> Batch<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        let (tallies, job_tallies) = (Moves::new(), JobMoves::new());
        Self { connection, allowances: HashMap::new(), tallies, job_tallies }
    }

    pub(in crate::sqlite) fn prepared(&self, statement: Statement) -> Result<CachedStatement<'c>, Error> {
        Ok(self.connection.prepare_cached(statement.sql)?)
    }

    /// What the verbs left to be written once.
    pub(super) fn write_counters(&self) -> Result<(), Error> {
        self.tallies.iter().try_for_each(|(counter, by)| tallies::write(self, counter, *by))?;
        self.job_tallies.iter().try_for_each(|(counter, by)| tallies::write_of_job(self, counter, *by))?;
        self.allowances
            .iter()
            .filter(|(_, used)| used.changed)
            .try_for_each(|(allowance, used)| accept::write_used(self, *allowance, used.units))
    }
}

/// Something to do within a shared commit. It may be done twice: after a rollback, alone.
pub(super) trait Work: Send {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), Error>;

    /// Tells the caller, once it is known whether the commit held.
    fn answer(self: Box<Self>, committed: Result<(), Error>);
}

pub(super) struct Verb<F, T> {
    act: F,
    given: Option<T>,
    reply: oneshot::Sender<Result<T, Error>>,
}

impl<F, T> Verb<F, T> {
    pub(super) fn new(act: F, reply: oneshot::Sender<Result<T, Error>>) -> Self {
        Self { act, given: None, reply }
    }
}

impl<T, F> Work for Verb<F, T>
where
    T: Send,
    F: Fn(&mut Batch<'_>) -> Result<T, Error> + Send,
{
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), Error> {
        self.given = Some((self.act)(batch)?);
        Ok(())
    }

    fn answer(self: Box<Self>, committed: Result<(), Error>) {
        let Self { given, reply, .. } = *self;
        let answer = committed.and_then(|()| given.ok_or(Error::Closed));
        // A caller that went away does not take back what is committed.
        let _ = reply.send(answer);
    }
}
