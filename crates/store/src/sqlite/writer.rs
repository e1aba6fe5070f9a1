//! The thread that writes.
//!
//! Everything waiting when it wakes shares one commit, and one sync of the disk; each caller is answered
//! after it. A transaction that someone drives from outside takes its turn in the same queue, so neither
//! kind of work can starve the other.

mod batch;
mod interactive;
mod log;
mod queue;
mod stopwatch;

pub(crate) use batch::Batch;
pub(crate) use interactive::Interactive;

use crate::error::{Error, OpenError};
use batch::{Verb, Work};
use interactive::Ask;
use log::Log;
use queue::Queue;
use rusqlite::Connection;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::Duration;
use tokio::sync::oneshot;

/// How often a file that another process holds is tried for; SQLite waits five seconds each time.
const BEGIN_TRIES: usize = 2;

/// How much the writer takes on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Verbs and transactions that may wait; one more is told [`Error::Busy`].
    pub(crate) waiting: usize,
    /// How long one transaction may stay open, while everything else waits.
    pub(crate) transaction: Duration,
    /// Pages of log, of 4 KiB, after which it is folded into the file.
    pub(crate) log: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { waiting: 8_192, transaction: Duration::from_secs(5), log: 10_000 }
    }
}

enum Job {
    Verb(Box<dyn Work>),
    Transaction { begun: oneshot::Sender<Result<(), Error>>, asks: Receiver<Ask> },
    Stop { stopped: oneshot::Sender<Result<(), Error>> },
}

/// The callers' end. Dropping it stops the thread, after what waits.
pub(super) struct Writer {
    jobs: SyncSender<Job>,
}

impl Writer {
    /// Starts the thread, on the connection that writes the file at this path.
    pub(super) fn start(path: &Path, mut connection: Connection, bounds: Bounds) -> Result<Self, OpenError> {
        let (jobs, waiting) = sync_channel(bounds.waiting);
        let log = Log::tend(path, &mut connection, bounds.log)?;
        let desk = Desk { connection, log, longest_transaction: bounds.transaction };
        thread::Builder::new()
            .name("facteur-writer".to_owned())
            .spawn(move || desk.serve(Queue::new(waiting)))?;
        Ok(Self { jobs })
    }

    pub(super) async fn hot<T: Send + 'static>(
        &self,
        verb: impl Fn(&mut Batch<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        self.submit(Job::Verb(Box::new(Verb::new(verb, reply))))?;
        answer.await.map_err(|_| Error::Closed)?
    }

    pub(super) async fn begin(&self) -> Result<Interactive, Error> {
        let (begun, answer) = oneshot::channel();
        // One place: whoever drives a transaction waits for each answer.
        let (questions, asks) = sync_channel(1);
        self.submit(Job::Transaction { begun, asks })?;
        answer.await.map_err(|_| Error::Closed)??;
        Ok(Interactive::new(questions))
    }

    pub(super) async fn stop(&self) -> Result<(), Error> {
        let (stopped, answer) = oneshot::channel();
        self.submit(Job::Stop { stopped })?;
        answer.await.map_err(|_| Error::Closed)?
    }

    fn submit(&self, job: Job) -> Result<(), Error> {
        self.jobs.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => Error::Busy,
            TrySendError::Disconnected(_) => Error::Closed,
        })
    }
}

/// The thread's end.
struct Desk {
    connection: Connection,
    log: Log,
    longest_transaction: Duration,
}

impl Desk {
    fn serve(self, mut queue: Queue) {
        while let Some(group) = queue.next_group() {
            let (answered, started) = (group.verbs.len(), stopwatch::now());
            self.commit_together(group.verbs);
            queue.committed(answered, started);
            match group.after {
                Some(Job::Transaction { begun, asks }) => {
                    interactive::serve(&self, begun, &asks);
                }
                Some(Job::Stop { stopped }) => {
                    // Nobody may be waiting for the answer any more.
                    let _ = stopped.send(self.close());
                    return;
                }
                Some(Job::Verb(_)) | None => {}
            }
            self.log.keep_short(&self.connection);
        }
    }

    /// One transaction for all. When a verb fails, they are done again one by one, so that it fails alone:
    /// that is rare, and a savepoint for each would be paid for always.
    fn commit_together(&self, mut verbs: Vec<Box<dyn Work>>) {
        if verbs.is_empty() {
            return;
        }
        let outcome = self.commit(&mut verbs);
        match outcome {
            Err(error) if verbs.len() > 1 && !concerns_all(error) => {
                for verb in verbs {
                    let mut alone = vec![verb];
                    let outcome = self.commit(&mut alone);
                    for verb in alone {
                        verb.answer(outcome);
                    }
                }
            }
            outcome => verbs.into_iter().for_each(|verb| verb.answer(outcome)),
        }
    }

    fn commit(&self, verbs: &mut [Box<dyn Work>]) -> Result<(), Error> {
        self.begin()?;
        let mut batch = Batch::new(&self.connection);
        let done = verbs
            .iter_mut()
            .try_for_each(|verb| verb.run(&mut batch))
            .and_then(|()| batch.write_counters())
            .and_then(|()| Ok(self.connection.execute_batch("COMMIT")?));
        if done.is_err() {
            self.roll_back();
        }
        done
    }

    /// Immediate, because a transaction that reads first and then wants to write cannot wait for another
    /// process: SQLite refuses it at once.
    fn begin(&self) -> Result<(), Error> {
        let mut outcome = Err(Error::Busy);
        for _ in 0..BEGIN_TRIES {
            outcome = self.connection.execute_batch("BEGIN IMMEDIATE").map_err(Error::from);
            if outcome != Err(Error::Busy) {
                break;
            }
        }
        outcome
    }

    fn roll_back(&self) {
        // After some errors SQLite has rolled back by itself.
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::error!(code = error.sqlite_extended_error_code(), "A rollback failed");
        }
    }

    fn close(self) -> Result<(), Error> {
        self.log.end();
        // Passive: a command that runs beside the server must not hold up the server's writes. The last
        // connection to close folds the rest of the log into the file, and removes it.
        log::fold(&self.connection)?;
        self.connection.close().map_err(|(_, error)| Error::from(error))
    }
}

/// Does an error come from the file, and so meet the next verb as well?
fn concerns_all(error: Error) -> bool {
    matches!(error, Error::Full | Error::Busy | Error::Disk { .. } | Error::Corrupt { .. } | Error::Closed)
}
