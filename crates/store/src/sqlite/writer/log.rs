//! Keeping the write-ahead log short, without holding up whoever writes.
//!
//! Folding a long log into the file takes as long as dozens of commits, and the longer the larger the file is: its pages
//! lie farther apart. A thread of its own does that on a connection of its own, while commits go on. What they have added
//! meanwhile is little; the writer folds that itself, so that nothing is left and the log begins anew.

use crate::error::{Error, OpenError};
use crate::sqlite::connection;
use rusqlite::Connection;
use rusqlite::hooks::Wal;
use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::{self, JoinHandle};

/// What the writer may fold itself, as a share of a long log: a few milliseconds of work.
const SHORT: usize = 20;
/// How often what has come meanwhile is folded beside the writer, before it is the writer's turn.
const MOST_ROUNDS: usize = 4;
/// When the log has grown by so many times its length while it is folded, commits wait: they come faster than this disk
/// can take them.
const MOST: usize = 20;

/// The writer's end.
pub(super) struct Log {
    /// Pages after which the log is folded.
    long: usize,
    /// How long the log was after the last commit.
    pages: Arc<AtomicUsize>,
    /// How long it was when it was last looked at.
    seen: Cell<usize>,
    /// When it is folded next. Somebody who reads for long keeps it from beginning anew, and it must not be folded after
    /// every commit then.
    due: Cell<usize>,
    is_folding: Cell<bool>,
    fold: SyncSender<()>,
    folded: Receiver<()>,
    thread: JoinHandle<()>,
}

impl Log {
    /// Takes the place of SQLite's own folding in the midst of a commit.
    pub(super) fn tend(path: &Path, writer: &mut Connection, long: usize) -> Result<Self, OpenError> {
        let pages = Arc::new(AtomicUsize::new(0));
        let of_commit = Arc::clone(&pages);
        let hook = move |_: &mut Wal, pages| {
            of_commit.store(usize::try_from(pages).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        };
        writer.wal_hook(Some(hook)).map_err(Error::from)?;
        let connection = connection::open_folder(path)?;
        let ((fold, asked), (done, folded)) = (sync_channel(1), sync_channel(1));
        let grows = Arc::clone(&pages);
        let thread = thread::Builder::new()
            .name("facteur-log".to_owned())
            .spawn(move || fold_when_asked(&connection, &grows, long / SHORT, &asked, &done))?;
        let (seen, due, is_folding) = (Cell::new(0), Cell::new(long), Cell::new(false));
        Ok(Self { long, pages, seen, due, is_folding, fold, folded, thread })
    }

    /// After commits have been answered: folds the log, or has it folded, when that is due.
    pub(super) fn keep_short(&self, writer: &Connection) {
        let pages = self.pages.load(Ordering::Relaxed);
        if pages < self.seen.replace(pages) {
            self.due.set(self.long);
        }
        if self.is_folding.get() {
            let is_folded = if pages > self.due.get() + MOST * self.long {
                // Also when the thread is gone.
                let _ = self.folded.recv();
                true
            } else {
                self.folded.try_recv() != Err(TryRecvError::Empty)
            };
            if is_folded {
                self.is_folding.set(false);
                self.fold_here(writer, pages);
            }
        } else if pages >= self.due.get() {
            match self.fold.try_send(()) {
                Ok(()) => self.is_folding.set(true),
                Err(_) => self.fold_here(writer, pages),
            }
        }
    }

    /// When it cannot be done now, the next time does it: whoever commits hears of a disk that is full.
    fn fold_here(&self, writer: &Connection, pages: usize) {
        self.due.set(pages + self.long);
        let _ = fold(writer);
    }

    /// Waits for the other connection to be closed.
    pub(super) fn end(self) {
        drop(self.fold);
        // It panics never, and there would be nothing left to do about it.
        let _ = self.thread.join();
    }
}

fn fold_when_asked(
    connection: &Connection,
    grows: &AtomicUsize,
    short: usize,
    asked: &Receiver<()>,
    done: &SyncSender<()>,
) {
    let mut failing = false;
    while asked.recv().is_ok() {
        for _ in 0..MOST_ROUNDS {
            let before = grows.load(Ordering::Relaxed);
            let outcome = fold(connection);
            if let Err(error) = outcome
                && !failing
            {
                tracing::error!(%error, "Could not fold the log into the file; it grows until that can be done");
            }
            failing = outcome.is_err();
            if failing || grows.load(Ordering::Relaxed).saturating_sub(before) <= short {
                break;
            }
        }
        if done.send(()).is_err() {
            return;
        }
    }
}

/// Passive: neither whoever writes nor whoever reads is held up.
pub(super) fn fold(connection: &Connection) -> Result<(), Error> {
    Ok(connection.execute_batch("PRAGMA wal_checkpoint(PASSIVE)")?)
}
