//! How long others wait behind one service's backlog.

use super::grow::{due_after_accepting, until_moment};
use super::lane::Lane;
use crate::bench::Bench;
use crate::engine::Engine;
use crate::home::Home;
use crate::load::{Connection, Times, Until, closed_loop};
use crate::meter::Meter;
use crate::program::Program;
use crate::report::{Ceiling, Figure, Latency};
use crate::stopwatch::Stopwatch;
use crate::tenant::Tenant;
use anyhow::Context;
use facteur_model::time::{Clock, DAY, HOUR, SystemClock};
use serde_json::Value;
use std::fmt::Write as _;
use std::time::Duration;

const PART: &str = "fair";
/// One message of the others in this time.
const PERIOD: Duration = Duration::from_millis(50);
/// Messages that tell how fast the backlog can be accepted.
const SAMPLE: u64 = 2_000;
const POSTING: usize = 64;

pub async fn run(bench: &Bench, engine: Engine) -> anyhow::Result<()> {
    let home = bench.home(engine).await?;
    let program = home.start(&[]).await?;
    let alone = Others { home: &home, program: &program }.send(bench, bench.plan.span).await?;

    let due = pile_up(bench, &home, &program).await?;
    tokio::time::sleep(until_moment(due)).await;
    let mut meter = Meter::open(program.address).await?;
    let before = meter.settled(Lane::Mailbox.ending()).await?;
    let behind = Others { home: &home, program: &program }.send(bench, bench.plan.span).await?;
    let worked_off = meter.settled(Lane::Mailbox.ending()).await?.saturating_sub(before);
    program.kill().await?;

    let figure = |name: &str, waits: &Waits| {
        let figure = Figure::new(PART, name, "ms").on(engine).less_is_better().times(&waits.times);
        Figure { value: waits.latency().map(|latency| latency.p99), ..figure }
    };
    let messages = bench.plan.messages;
    let best = alone.latency().map(|latency| Ceiling { of: "alone".to_owned(), value: latency.p99 });
    bench.report.add(figure("accept to hand-over, p99, alone", &alone).note(alone.words()));
    let behind_figure = figure(&format!("the same behind {messages} of another service"), &behind);
    let note = format!("{}; {worked_off} were handed over meanwhile", behind.words());
    bench.report.add(behind_figure.under(best).note(note));
    home.remove().await
}

/// Accepts a backlog that becomes due at one moment, and says when.
async fn pile_up(
    bench: &Bench,
    home: &Home,
    program: &Program,
) -> anyhow::Result<facteur_model::time::Moment> {
    let (plan, tenant) = (&bench.plan, &home.tenant);
    let never = SystemClock.now().plus(90 * HOUR).to_rfc3339();
    let post = tenant.post(&tenant.live, Some(&never));
    let until = Until::Requests(SAMPLE, plan.patience);
    let sample = closed_loop(program.address, &[post], POSTING, until).await?;
    let due = due_after_accepting(plan.messages, sample.per_second());
    let post = tenant.post(&tenant.live, Some(&due.to_rfc3339()));
    closed_loop(program.address, &[post], POSTING, Until::Requests(plan.messages, plan.patience)).await?;
    Ok(due)
}

/// The neighbours, who send one message now and then.
struct Others<'h> {
    home: &'h Home,
    program: &'h Program,
}

/// How long their messages waited.
struct Waits {
    times: Times,
    sent: usize,
    /// Those that nobody had taken when patience ended.
    forgotten: usize,
}

impl Waits {
    fn latency(&self) -> Option<Latency> {
        Latency::of(&self.times)
    }

    fn words(&self) -> String {
        let longest = self.latency().map_or(0.0, |latency| latency.longest);
        let mut words = format!("{} messages, the longest wait {longest:.0} ms", self.sent);
        if self.forgotten > 0 {
            let _ = write!(words, ", {} not handed over in time", self.forgotten);
        }
        words
    }
}

impl Others<'_> {
    async fn send(&self, bench: &Bench, span: Duration) -> anyhow::Result<Waits> {
        let key = &self.home.neighbour.live;
        let mut post = self.home.neighbour.post(key, None);
        let mut connection = Connection::open(self.program.address).await?;
        let mut ids = Vec::new();
        let watch = Stopwatch::start();
        let mut beat = tokio::time::interval(PERIOD);
        while watch.elapsed() < span {
            beat.tick().await;
            let sent: Value = serde_json::from_slice(connection.get(post.numbered()).await?)?;
            ids.push(sent["id"].as_str().context("a message without id")?.to_owned());
        }
        let (mut waits, mut forgotten) = (Vec::new(), 0);
        let watch = Stopwatch::start();
        for id in &ids {
            match self.wait_for(&mut connection, key, id, bench.plan.patience, watch).await? {
                Some(wait) => waits.push(wait),
                None => forgotten += 1,
            }
        }
        Ok(Waits { times: Times::new(waits), sent: ids.len(), forgotten })
    }

    /// How long one message waited, by the program's own times; `None` when patience ends first.
    async fn wait_for(
        &self,
        connection: &mut Connection,
        key: &str,
        id: &str,
        patience: Duration,
        watch: Stopwatch,
    ) -> anyhow::Result<Option<Duration>> {
        let mut get = Tenant::get(key, id);
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
