//! What the machine does at best, measured in the same run: by an HTTP handler that does nothing, by the bare
//! drivers writing or reading the same rows, by a file of as many bytes, and by a mail client that sends the same.

mod file;
pub mod http;
pub mod mail;
pub mod postgres;
pub mod sqlite;

use crate::engine::Database;
use crate::stopwatch::Stopwatch;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What becomes of a message after it is accepted, as rows see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// Claimed and settled.
    Mailbox,
    /// Claimed and settled twice: handed over, then delivered.
    Simulator,
    /// Claimed, its attempt written down, settled.
    Mail,
}

impl Course {
    pub fn word(self) -> &'static str {
        match self {
            Course::Mailbox => "mailbox",
            Course::Simulator => "simulator",
            Course::Mail => "mail server",
        }
    }

    fn turns(self) -> usize {
        match self {
            Course::Mailbox | Course::Mail => 1,
            Course::Simulator => 2,
        }
    }
}

/// Messages that share a claim, and a settlement.
const BATCH: usize = 100;

/// Durable rows a second, so many to a commit.
pub async fn commits(database: &Database, rows: usize, span: Duration) -> anyhow::Result<f64> {
    match database.clone() {
        Database::Sqlite { file } => off(move |stop| sqlite::commits(&file, rows, span, stop)).await,
        Database::Postgres { url } => postgres::commits(&url, rows, span, postgres::By::Unnest).await,
    }
}

/// Messages a second through the whole course, as nothing but rows.
pub async fn courses(database: &Database, course: Course, span: Duration) -> anyhow::Result<f64> {
    match database.clone() {
        Database::Sqlite { file } => off(move |stop| sqlite::courses(&file, course, span, stop)).await,
        Database::Postgres { url } => postgres::courses(&url, course, span).await,
    }
}

/// How long it takes to read all messages of the newest one's service and key type, newest first, and how many they are.
pub async fn reading(database: &Database) -> anyhow::Result<(u64, Duration)> {
    let watch = Stopwatch::start();
    let rows = match database.clone() {
        Database::Sqlite { file } => off(move |stop| sqlite::read_all(&file, stop)).await?,
        Database::Postgres { url } => postgres::read_all(&url).await?,
    };
    Ok((rows, watch.elapsed()))
}

/// How long it takes until so many bytes are in a new file of this folder, and safe.
pub async fn keeping(folder: &Path, length: usize) -> anyhow::Result<Duration> {
    let folder = folder.to_owned();
    off(move |stop| {
        let watch = Stopwatch::start();
        file::write(&folder, length, stop)?;
        Ok(watch.elapsed())
    })
    .await
}

/// Runs what blocks away from the runtime, and tells it to stop when nobody waits for it any more.
pub async fn off<T: Send + 'static>(
    work: impl FnOnce(&AtomicBool) -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    struct StopsWhenDropped(Arc<AtomicBool>);
    impl Drop for StopsWhenDropped {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let stop = Arc::new(AtomicBool::new(false));
    let _guard = StopsWhenDropped(Arc::clone(&stop));
    tokio::task::spawn_blocking(move || work(&stop)).await?
}
