//! A token bucket: so many in a span, at most a second's worth at once.

use facteur_model::time::{Micros, Moment, SECOND};

#[derive(Debug)]
pub struct Bucket {
    /// Tokens a microsecond.
    speed: f64,
    most: f64,
    tokens: f64,
    /// When `tokens` was true; `None` before the first look, when the bucket is full.
    at: Option<Moment>,
}

#[expect(clippy::cast_precision_loss, reason = "spans are far below 2^53 microseconds")]
fn micros(span: Micros) -> f64 {
    span as f64
}

impl Bucket {
    pub fn per_second(most: f64) -> Self {
        Self::at_rate(most)
    }

    /// At most one at once: a number of a carrier's takes them evenly.
    pub fn per_minute(most: f64) -> Self {
        Self { speed: most / micros(60 * SECOND), most: 1.0, tokens: 1.0, at: None }
    }

    /// So many a second.
    pub fn at_rate(rate: f64) -> Self {
        let most = rate.max(1.0);
        Self { speed: rate / micros(SECOND), most, tokens: most, at: None }
    }

    pub fn set_rate(&mut self, rate: f64, now: Moment) {
        self.fill(now);
        self.speed = rate / micros(SECOND);
        self.most = rate.max(1.0);
        self.tokens = self.tokens.min(self.most);
    }

    /// Tokens a second.
    pub fn rate(&self) -> f64 {
        self.speed * micros(SECOND)
    }

    /// Whole tokens.
    pub fn holds(&mut self, now: Moment) -> usize {
        self.fill(now);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and a second's worth"
        )]
        let whole = self.tokens.max(0.0) as usize;
        whole
    }

    /// When there is a token, if there is none now.
    pub fn next(&mut self, now: Moment) -> Option<Moment> {
        self.fill(now);
        if self.tokens >= 1.0 {
            return None;
        }
        let wait = ((1.0 - self.tokens) / self.speed).ceil().min(micros(3_600 * SECOND));
        #[expect(clippy::cast_possible_truncation, reason = "an hour at most")]
        let wait = wait as Micros;
        Some(now.plus(wait.max(1)))
    }

    /// May go below nothing, when more was claimed than the bucket knew of.
    pub fn take(&mut self, count: usize, now: Moment) {
        self.fill(now);
        #[expect(clippy::cast_precision_loss, reason = "a claim is of hundreds")]
        let count = count as f64;
        self.tokens = (self.tokens - count).max(-self.most);
    }

    pub fn is_full(&self, now: Moment) -> bool {
        self.at.is_none_or(|at| self.tokens + micros(now.since(at)) * self.speed >= self.most)
    }

    fn fill(&mut self, now: Moment) {
        // A clock that went back fills nothing, and starts to count anew.
        let passed = self.at.map_or(0, |at| now.since(at).max(0));
        self.tokens = (self.tokens + micros(passed) * self.speed).min(self.most);
        self.at = Some(now);
    }
}
