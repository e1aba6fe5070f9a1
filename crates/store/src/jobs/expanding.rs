//! From a chunk of rows to messages, in one transaction.

use crate::error::Error;
use crate::hot::NewNotification;
use crate::hot::sealed::{RecipientIndexing, SealedNotification};
use crate::hot::tally::{self, Move, Moves};
use crate::keyring::Keyring;
use crate::seal::SealingKey;
use crate::session::statements;
use crate::store::Store;
use facteur_model::id::{JobId, ServiceId};
use facteur_model::notification::Reason;
use facteur_model::time::Moment;

/// One chunk of a job, as messages.
#[derive(Debug)]
pub struct Expansion {
    /// The service that sends the job.
    pub service: ServiceId,
    /// The job.
    pub job: JobId,
    /// The number of the chunk.
    pub chunk: u32,
    /// Its rows.
    pub rows: Vec<NewRow>,
    /// The time.
    pub now: Moment,
}

/// A row, and the message that it becomes.
#[derive(Debug)]
pub struct NewRow {
    /// From 0, without the header.
    pub row: u32,
    /// Why the message must not leave, if it must not: whoever claims it ends it.
    pub stopped: Option<Reason>,
    /// The message.
    pub message: NewNotification,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expanded {
    /// The rows are messages.
    Done,
    /// The chunk is gone, or the job is held or stopped: nothing was written.
    NotNow,
}

statements! {
    // Also holds the job: who wants to stop it waits for the end of this transaction.
    TAKE_JOB = "
        UPDATE jobs
        SET state = 'in progress', made = made + $1, started_at = COALESCE(started_at, $2), updated_at = $2
        WHERE service_id = $3
          AND id = $4
          AND state IN ('scheduled', 'pending', 'in progress')
          AND EXISTS (SELECT 1 FROM job_chunks WHERE service_id = $3 AND job_id = $4 AND number = $5)";

    TAKE_CHUNK = "DELETE FROM job_chunks WHERE service_id = $1 AND job_id = $2 AND number = $3";

    FINISH = "
        UPDATE jobs
        SET state = 'finished', finished_at = $1, due_at = NULL
        WHERE service_id = $2
          AND id = $3
          AND NOT EXISTS (SELECT 1 FROM job_chunks WHERE service_id = $2 AND job_id = $3)";
}

/// As the engines see it.
pub(crate) struct SealedExpansion {
    pub(crate) service: ServiceId,
    pub(crate) job: JobId,
    pub(crate) chunk: u32,
    pub(crate) rows: Vec<SealedRow>,
    pub(crate) now: Moment,
}

pub(crate) struct SealedRow {
    pub(crate) row: u32,
    pub(crate) stopped: Option<Reason>,
    pub(crate) message: SealedNotification,
}

impl SealedExpansion {
    fn seal(expansion: Expansion, keyring: &Keyring, key: &SealingKey, indexing: RecipientIndexing) -> Self {
        let Expansion { service, job, chunk, rows, now } = expansion;
        let seal = |NewRow { row, stopped, message }| SealedRow {
            row,
            stopped,
            message: SealedNotification::seal(message, service, keyring, key, indexing),
        };
        Self { service, job, chunk, rows: rows.into_iter().map(seal).collect(), now }
    }

    pub(crate) fn row_count(&self) -> i64 {
        i64::try_from(self.rows.len()).unwrap_or(i64::MAX)
    }

    /// By how much the day's counters move.
    pub(crate) fn moves(&self) -> Moves {
        let mut moves = Moves::new();
        tally::add_accepted(&mut moves, self.rows.iter().map(|row| &row.message));
        moves
    }

    /// By how much the job's own counter moves.
    pub(crate) fn moved(&self) -> Move {
        let units = self.rows.iter().map(|row| i64::from(row.message.plain.parts)).sum();
        Move { requested: self.row_count(), units, ..Move::default() }
    }
}

impl Store {
    /// Makes messages of a chunk and takes it away, all in one commit: each row is a message once, whatever is cut off.
    pub async fn expand(&self, expansion: Expansion) -> Result<Expanded, Error> {
        let key = self.data_key(expansion.service).await?;
        let indexing = self.engine().recipient_indexing();
        self.engine().expand(SealedExpansion::seal(expansion, self.keyring(), &key, indexing)).await
    }
}
