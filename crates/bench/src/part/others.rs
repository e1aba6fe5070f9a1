//! Another service beside the one that is measured, which sends one message now and then.

use crate::bench::Bench;
use crate::home::Home;
use crate::load::{Connection, Times};
use crate::program::Program;
use crate::report::Latency;
use crate::stopwatch::{Stopwatch, milliseconds};
use crate::tenant::Tenant;
use anyhow::Context;
use facteur_model::time::DAY;
use serde_json::Value;
use std::fmt::Write as _;
use std::time::Duration;

/// What is told of their waits.
pub const UNIT: &str = "ms from accept to hand-over, p99";
/// One message of theirs in this time.
const PERIOD: Duration = Duration::from_millis(20);

/// The neighbours.
pub struct Others<'h> {
    pub home: &'h Home,
    pub program: &'h Program,
    /// One of theirs.
    pub key: &'h str,
}

/// How long their messages waited.
pub struct Waits {
    pub times: Times,
    /// From their requests to the answers.
    pub answers: Times,
    pub sent: usize,
    /// Those that nobody had taken when patience ended.
    forgotten: usize,
}

impl Waits {
    pub fn latency(&self) -> Option<Latency> {
        Latency::of(&self.times)
    }

    pub fn words(&self) -> String {
        let longest = self.latency().map_or(0.0, |latency| latency.longest);
        let answer = self.answers.longest().map_or(0.0, milliseconds);
        let mut words = format!(
            "{} messages, the longest wait {longest:.0} ms, the longest answer {answer:.0} ms",
            self.sent
        );
        if self.forgotten > 0 {
            let _ = write!(words, ", {} not handed over in time", self.forgotten);
        }
        words
    }
}

impl Others<'_> {
    /// Sends until it is `enough`, asked with the time since the first message.
    pub async fn send(&self, bench: &Bench, enough: impl Fn(Duration) -> bool) -> anyhow::Result<Waits> {
        let mut post = self.home.neighbour.post(self.key, None);
        let mut connection = Connection::open(self.program.address).await?;
        let (mut ids, mut answers) = (Vec::new(), Vec::new());
        let watch = Stopwatch::start();
        let mut beat = tokio::time::interval(PERIOD);
        while !enough(watch.elapsed()) {
            beat.tick().await;
            let one = Stopwatch::start();
            let answer = connection.get(post.numbered()).await?;
            answers.push(one.elapsed());
            let sent: Value = serde_json::from_slice(answer)?;
            ids.push(sent["id"].as_str().context("a message without id")?.to_owned());
        }
        let (mut waits, mut forgotten) = (Vec::new(), 0);
        let watch = Stopwatch::start();
        for id in &ids {
            match self.wait_for(&mut connection, id, bench.plan.patience, watch).await? {
                Some(wait) => waits.push(wait),
                None => forgotten += 1,
            }
        }
        Ok(Waits { times: Times::new(waits), answers: Times::new(answers), sent: ids.len(), forgotten })
    }

    /// How long one message waited, by the program's own times; `None` when patience ends first.
    async fn wait_for(
        &self,
        connection: &mut Connection,
        id: &str,
        patience: Duration,
        watch: Stopwatch,
    ) -> anyhow::Result<Option<Duration>> {
        let mut get = Tenant::get(self.key, id);
        loop {
            let found: Value = serde_json::from_slice(connection.get(get.numbered()).await?)?;
            let time = |name: &str| found[name].as_str().and_then(time_of_day);
            let accepted = time("created_at").context("a message without created_at")?;
            match time("sent_at") {
                Some(sent) => return Ok(Some(after(accepted, sent))),
                None if watch.elapsed() > patience => return Ok(None),
                None => tokio::time::sleep(PERIOD).await,
            }
        }
    }
}

/// Microseconds since midnight, of `2026-11-23T02:13:20.123456Z`.
fn time_of_day(text: &str) -> Option<i64> {
    let time = text.split_once('T')?.1.strip_suffix('Z')?;
    let (clock, micros) = time.split_once('.')?;
    let mut seconds = 0;
    for part in clock.split(':') {
        seconds = seconds * 60 + part.parse::<i64>().ok()?;
    }
    Some(seconds * 1_000_000 + micros.parse::<i64>().ok()?)
}

/// Nothing here takes a day, so an earlier time of day is one of the next.
fn after(earlier: i64, later: i64) -> Duration {
    Duration::from_micros(u64::try_from((later - earlier).rem_euclid(DAY)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_across_midnight_is_short() {
        let earlier = time_of_day("2026-11-23T23:59:59.500000Z").unwrap();
        let later = time_of_day("2026-11-24T00:00:00.250000Z").unwrap();
        assert_eq!(after(earlier, later), Duration::from_millis(750));
        assert_eq!(time_of_day("noon"), None);
    }
}
