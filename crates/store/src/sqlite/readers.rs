//! A few connections that read.

use crate::error::Error;
use rusqlite::Connection;
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

pub(super) struct Readers {
    state: Mutex<State>,
    returned: Condvar,
}

struct State {
    idle: Vec<Connection>,
    open: bool,
}

impl Readers {
    /// `count` connections, each opened by `open`.
    pub(super) fn open(
        path: &Path,
        count: usize,
        open: fn(&Path) -> Result<Connection, Error>,
    ) -> Result<Self, Error> {
        let idle = (0..count).map(|_| open(path)).collect::<Result<_, _>>()?;
        Ok(Self { state: Mutex::new(State { idle, open: true }), returned: Condvar::new() })
    }

    /// Reads with a connection of the pool, after waiting for one if need be.
    pub(super) fn with<T>(&self, read: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let lent = self.borrow()?;
        read(lent.connection())
    }

    fn borrow(&self) -> Result<Lent<'_>, Error> {
        let mut state = self.lock();
        loop {
            if !state.open {
                return Err(Error::Closed);
            }
            if let Some(connection) = state.idle.pop() {
                return Ok(Lent { readers: self, connection: Some(connection) });
            }
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Closes the idle connections now, and the others when they come back.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.open = false;
        state.idle.clear();
        self.returned.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that goes back to the pool, also when its reader panics.
struct Lent<'r> {
    readers: &'r Readers,
    connection: Option<Connection>,
}

impl Lent<'_> {
    fn connection(&self) -> &Connection {
        self.connection.as_ref().expect("it is lent until it is dropped")
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut state = self.readers.lock();
        if let Some(connection) = self.connection.take()
            && state.open
        {
            state.idle.push(connection);
            self.readers.returned.notify_one();
        }
    }
}
