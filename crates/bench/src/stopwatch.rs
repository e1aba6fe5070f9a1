//! The one place of this tool that reads a clock: measuring time is what it is for.

use std::time::{Duration, Instant};

#[derive(Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// How many a second.
pub fn rate(count: u64, elapsed: Duration) -> f64 {
    number(count) / elapsed.as_secs_f64().max(1e-9)
}

#[expect(clippy::cast_precision_loss, reason = "nothing here counts to 2^52")]
pub fn number(count: u64) -> f64 {
    count as f64
}

pub fn milliseconds(span: Duration) -> f64 {
    span.as_secs_f64() * 1e3
}
