//! How long things took, sorted.

use std::time::Duration;

#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// The time that `per_mille` of a thousand did not exceed; nothing when nothing was timed.
    pub fn percentile(&self, per_mille: usize) -> Option<Duration> {
        let last = self.0.len().checked_sub(1)?;
        self.0.get((self.0.len() * per_mille / 1_000).min(last)).copied()
    }

    pub fn longest(&self) -> Option<Duration> {
        self.0.last().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        let times = Times::new((1..=100).rev().map(Duration::from_millis).collect());
        assert_eq!(times.percentile(500), Some(Duration::from_millis(51)));
        assert_eq!(times.percentile(990), Some(Duration::from_millis(100)));
        assert_eq!(times.percentile(1_000), times.longest());
        assert_eq!(Times::default().percentile(500), None);
    }
}
