//! The open connections, and how many there may be.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout};

use super::failure::{Failure, Step};
use super::session::Session;

/// Servers close a quiet connection after a minute or more; ours is gone before.
const LONGEST_IDLE: Duration = Duration::from_secs(30);
/// Some servers refuse the message after the hundredth.
const MOST_MESSAGES: u32 = 100;

pub(super) struct Pool {
    idle: Mutex<Vec<Session>>,
    turns: Semaphore,
}

impl Pool {
    pub(super) fn new(most_connections: NonZeroUsize) -> Self {
        let most = most_connections.get().min(Semaphore::MAX_PERMITS);
        Self { idle: Mutex::new(Vec::new()), turns: Semaphore::new(most) }
    }

    /// Waits until one more connection may be used.
    pub(super) async fn turn(&self, patience: Duration) -> Result<SemaphorePermit<'_>, Failure> {
        match timeout(patience, self.turns.acquire()).await {
            Ok(turn) => Ok(turn.expect("the pool's semaphore is never closed")),
            Err(_) => Err(Failure::timed_out(Step::Turn)),
        }
    }

    /// The connection used last, when it is still young; older ones are dropped.
    pub(super) fn take(&self) -> Option<Session> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        idle.retain(|session| now.duration_since(session.last_used) < LONGEST_IDLE);
        idle.pop()
    }

    /// Keeps a connection for the next message; gives it back when it has done its share.
    pub(super) fn keep(&self, session: Session) -> Option<Session> {
        if session.messages >= MOST_MESSAGES {
            return Some(session);
        }
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(session);
        None
    }
}
