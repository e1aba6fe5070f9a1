//! Tasks that accept: each takes everything that waits, and answers it after one commit.

use super::witness::{Witness, came_about};
use super::{Broken, flush};
use crate::error::Error;
use crate::hot::sealed::{AcceptOutcome, SealedAccept};
use crate::postgres::pool::Connections;
use crate::postgres::pulse::now;
use crate::postgres::shards;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, mpsc, oneshot};

/// Two: while one waits for the disk, the other reads and decides.
pub(in crate::postgres) const CLERKS: usize = 2;
/// Requests that may wait; one more is told [`Error::Busy`].
const MOST_WAITING: usize = 8_192;
/// How many share a commit at most: a transaction stays short, and its parameters bounded.
const MOST_PER_FLUSH: usize = 512;

/// How long callers wait for the server to come back and say whether their commit held.
const MOST_DOUBT: Duration = Duration::from_secs(8);
const DOUBT_AGAIN: Duration = Duration::from_millis(200);

struct Request {
    accept: SealedAccept,
    reply: oneshot::Sender<Result<AcceptOutcome, Error>>,
}

/// The callers' end.
pub(in crate::postgres) struct Clerks {
    requests: mpsc::Sender<Request>,
}

impl Clerks {
    pub(in crate::postgres) fn start(connections: &Arc<Connections>) -> Self {
        let (requests, waiting) = mpsc::channel(MOST_WAITING);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..CLERKS {
            let shard = shards::draw();
            tokio::spawn(serve(Arc::clone(connections), Arc::clone(&waiting), shard));
        }
        Self { requests }
    }

    pub(in crate::postgres) async fn accept(&self, accept: SealedAccept) -> Result<AcceptOutcome, Error> {
        let (reply, answer) = oneshot::channel();
        self.requests.try_send(Request { accept, reply }).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => Error::Busy,
            mpsc::error::TrySendError::Closed(_) => Error::Closed,
        })?;
        answer.await.map_err(|_| Error::Closed)?
    }
}

async fn serve(connections: Arc<Connections>, waiting: Arc<Mutex<mpsc::Receiver<Request>>>, shard: i64) {
    let mut requests = Vec::with_capacity(MOST_PER_FLUSH);
    loop {
        // Held only while waiting: the next clerk gathers while this one writes.
        if waiting.lock().await.recv_many(&mut requests, MOST_PER_FLUSH).await == 0 {
            return;
        }
        let (accepts, replies): (Vec<_>, Vec<_>) =
            requests.drain(..).map(|Request { accept, reply }| (accept, reply)).unzip();
        let outcomes = together(&connections, &accepts, shard).await;
        for (reply, outcome) in replies.into_iter().zip(outcomes) {
            // A caller that went away does not take back what is committed.
            let _ = reply.send(outcome);
        }
    }
}

/// All in one transaction. When one of them is refused, they are done one by one, so that it fails alone.
async fn together(
    connections: &Connections,
    accepts: &[SealedAccept],
    shard: i64,
) -> Vec<Result<AcceptOutcome, Error>> {
    match write(connections, accepts, shard).await {
        Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
        Err(error) if accepts.len() == 1 || concerns_all(error) => {
            accepts.iter().map(|_| Err(error)).collect()
        }
        Err(_) => {
            let mut outcomes = Vec::with_capacity(accepts.len());
            for accept in accepts {
                let alone = write(connections, std::slice::from_ref(accept), shard).await;
                outcomes.push(alone.and_then(|mut outcomes| outcomes.pop().ok_or(Error::Closed)));
            }
            outcomes
        }
    }
}

/// Writes them, and finds out what became of it should the link break at the very end: a caller who is told "not now"
/// comes again, and must not have been accepted meanwhile.
async fn write(
    connections: &Connections,
    accepts: &[SealedAccept],
    shard: i64,
) -> Result<Vec<AcceptOutcome>, Error> {
    let until = now() + MOST_DOUBT;
    loop {
        let lent = connections.lend().await?;
        match Box::pin(flush(&lent, accepts, shard)).await {
            Ok(outcomes) => return Ok(outcomes),
            Err(Broken::Nothing(error)) => return Err(error),
            Err(Broken::Undecided { transaction, witness, outcomes }) => {
                drop(lent);
                if decided(connections, &transaction, &witness, until).await? {
                    return Ok(outcomes);
                }
                // It did not come about, and the server is there again: once more.
            }
        }
    }
}

/// Asks the server what became of a transaction, until it knows or nobody waits any longer.
async fn decided(
    connections: &Connections,
    transaction: &str,
    witness: &Witness,
    until: Instant,
) -> Result<bool, Error> {
    while now() < until {
        if let Ok(lent) = connections.lend().await
            && let Ok(Some(came_about)) = came_about(&lent, transaction, witness).await
        {
            return Ok(came_about);
        }
        tokio::time::sleep(DOUBT_AGAIN).await;
    }
    tracing::warn!("The database server went away at the end of a commit; nobody can tell whether it holds");
    Err(Error::Unreachable)
}

/// Does an error come from the server, and so meet the next request as well?
fn concerns_all(error: Error) -> bool {
    matches!(error, Error::Unreachable | Error::Busy | Error::Full | Error::Closed)
}
