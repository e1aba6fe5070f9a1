//! Tasks that accept: each takes everything that waits, and answers it after one commit.

use super::flush;
use crate::error::Error;
use crate::hot::sealed::{AcceptOutcome, SealedAccept};
use crate::postgres::pool::Connections;
use std::sync::Arc;
use tokio::sync::{Mutex, mpsc, oneshot};

/// Two: while one waits for the disk, the other reads and decides.
pub(in crate::postgres) const CLERKS: usize = 2;
/// Requests that may wait; one more is told [`Error::Busy`].
const MOST_WAITING: usize = 8_192;
/// How many share a commit at most: a transaction stays short, and its parameters bounded.
const MOST_PER_FLUSH: usize = 512;

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
            tokio::spawn(serve(Arc::clone(connections), Arc::clone(&waiting)));
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

async fn serve(connections: Arc<Connections>, waiting: Arc<Mutex<mpsc::Receiver<Request>>>) {
    let mut requests = Vec::with_capacity(MOST_PER_FLUSH);
    loop {
        // Held only while waiting: the next clerk gathers while this one writes.
        if waiting.lock().await.recv_many(&mut requests, MOST_PER_FLUSH).await == 0 {
            return;
        }
        let (accepts, replies): (Vec<_>, Vec<_>) =
            requests.drain(..).map(|Request { accept, reply }| (accept, reply)).unzip();
        let outcomes = together(&connections, &accepts).await;
        for (reply, outcome) in replies.into_iter().zip(outcomes) {
            // A caller that went away does not take back what is committed.
            let _ = reply.send(outcome);
        }
    }
}

/// All in one transaction. When one of them is refused, they are done one by one, so that it fails alone.
async fn together(connections: &Connections, accepts: &[SealedAccept]) -> Vec<Result<AcceptOutcome, Error>> {
    match write(connections, accepts).await {
        Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
        Err(error) if accepts.len() == 1 || concerns_all(error) => {
            accepts.iter().map(|_| Err(error)).collect()
        }
        Err(_) => {
            let mut outcomes = Vec::with_capacity(accepts.len());
            for accept in accepts {
                let alone = write(connections, std::slice::from_ref(accept)).await;
                outcomes.push(alone.and_then(|mut outcomes| outcomes.pop().ok_or(Error::Closed)));
            }
            outcomes
        }
    }
}

async fn write(connections: &Connections, accepts: &[SealedAccept]) -> Result<Vec<AcceptOutcome>, Error> {
    let lent = connections.lend().await?;
    flush(&lent, accepts).await
}

/// Does an error come from the server, and so meet the next request as well?
fn concerns_all(error: Error) -> bool {
    matches!(error, Error::Unreachable | Error::Busy | Error::Full | Error::Closed)
}
