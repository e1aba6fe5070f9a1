//! How long the writer is busy. Nothing here is a time of the product: it never reaches a row.

pub(super) use std::time::Instant;

use std::time::Duration;

#[expect(clippy::disallowed_methods, reason = "how long a lock is held is no time of the product")]
pub(super) fn now() -> Instant {
    Instant::now()
}

pub(super) fn left(until: Instant) -> Duration {
    until.saturating_duration_since(now())
}
