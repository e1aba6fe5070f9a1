//! A load: the same few requests over and over on kept-alive connections, one at a time on each.

mod connection;
mod request;
mod times;

pub use connection::Connection;
pub use request::{NUMBER, Request};
pub use times::Times;

use crate::stopwatch::{Stopwatch, rate};
use anyhow::{Context, bail};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How long one answer may take before the server counts as stuck.
const LONGEST_ANSWER: Duration = Duration::from_secs(30);

/// When a load ends.
#[derive(Clone, Copy)]
pub enum Until {
    Elapsed(Duration),
    /// After this many requests, or this long, whichever is first.
    Requests(u64, Duration),
}

/// What one load measured.
pub struct Round {
    pub requests: u64,
    pub elapsed: Duration,
    pub times: Times,
}

impl Round {
    pub fn per_second(&self) -> f64 {
        rate(self.requests, self.elapsed)
    }
}

/// Sends `requests` in turn on every connection, each waiting for its answer, until it is enough.
pub async fn closed_loop(
    address: SocketAddr,
    requests: &[Request],
    connections: usize,
    until: Until,
) -> anyhow::Result<Round> {
    let requests: Arc<[Request]> = requests.into();
    let (span, most) = match until {
        Until::Elapsed(span) => (span, u64::MAX),
        Until::Requests(most, span) => (span, most),
    };
    let begun = Arc::new(AtomicU64::new(0));
    // Aborts its tasks when this future is dropped.
    let mut callers = JoinSet::new();
    let watch = Stopwatch::start();
    for first in 0..connections {
        let (requests, begun) = (Arc::clone(&requests), Arc::clone(&begun));
        callers.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut times = Vec::new();
            // Its own copy, to write numbers into; and each begins at another request, so that they do not all
            // ask for the same row.
            let mut own = requests.to_vec();
            own.rotate_left(first % requests.len().max(1));
            let mut at = 0;
            while watch.elapsed() < span && begun.fetch_add(1, Ordering::Relaxed) < most {
                let one = Stopwatch::start();
                let ask = connection.ask(own[at].numbered());
                let (status, body) = timeout(LONGEST_ANSWER, ask)
                    .await
                    .with_context(|| format!("no answer in {LONGEST_ANSWER:?}"))??;
                times.push(one.elapsed());
                if !matches!(status, 200 | 201) {
                    bail!("the server answered {status}: {}", String::from_utf8_lossy(body));
                }
                at = (at + 1) % own.len();
            }
            anyhow::Ok(times)
        });
    }
    let mut times = Vec::new();
    while let Some(caller) = callers.join_next().await {
        times.extend(caller??);
    }
    let elapsed = watch.elapsed();
    Ok(Round { requests: u64::try_from(times.len())?, elapsed, times: Times::new(times) })
}
