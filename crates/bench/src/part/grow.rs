//! What everything costs as the table grows. Flat is the aim, so the figures of the smallest table are the ceilings
//! of the others.

use super::filling::{Owner, home_with};
use super::lane::Lane;
use super::read::Asked;
use crate::bench::Bench;
use crate::engine::Engine;
use crate::home::Home;
use crate::load::{Request, Round, Until, closed_loop};
use crate::meter::Meter;
use crate::program::Program;
use crate::report::{Ceiling, Figure, readable};
use crate::stopwatch::{Stopwatch, number, rate};
use facteur_model::time::{Clock, HOUR, Micros, Moment, SECOND, SystemClock};
use std::collections::HashMap;
use std::time::Duration;

const PART: &str = "grow";
const ACCEPTING: usize = 64;
const READING: usize = 8;
/// Of the messages of a run, the share that is delivered for each size.
const SHARE: u64 = 5;

pub async fn run(bench: &Bench, engine: Engine) -> anyhow::Result<()> {
    let mut smallest = HashMap::new();
    for rows in &bench.plan.sizes {
        let home = home_with(bench, engine, *rows, Owner::Neighbour).await?;
        let program = home.start(&[]).await?;
        let at = At { bench, engine, rows: *rows, home: &home, program: &program };
        for figure in at.measure().await? {
            let name = figure.name.clone();
            let figure = Figure {
                name: format!("{name}, {} rows", readable(number(u64::try_from(*rows)?))),
                ..figure
            };
            let ceiling =
                smallest.get(&name).map(|value| Ceiling { of: "smallest table".into(), value: *value });
            if let Some(value) = figure.value {
                smallest.entry(name).or_insert(value);
            }
            bench.report.add(figure.under(ceiling));
        }
        program.kill().await?;
        home.remove().await?;
    }
    Ok(())
}

/// One size of the table.
struct At<'b> {
    bench: &'b Bench,
    engine: Engine,
    rows: usize,
    home: &'b Home,
    program: &'b Program,
}

impl At<'_> {
    async fn measure(&self) -> anyhow::Result<Vec<Figure>> {
        let key = &self.home.tenant.test;
        // Before there are messages whose turn never comes.
        let asked = Asked::of(self.program.address, key).await?;
        let one = self.round("GET one", &asked.ones, READING).await?;
        let list = self.round("GET list of 250", &asked.lists, READING).await?;
        let later = SystemClock.now().plus(24 * HOUR).to_rfc3339();
        let post = self.home.tenant.post(key, Some(&later));
        let accept = self.round("POST e-mail, due later", &[post], ACCEPTING).await?;
        let settle = self.settle(accept.1.per_second()).await?;
        Ok(vec![accept.0, settle, one.0, list.0])
    }

    async fn round(
        &self,
        name: &str,
        requests: &[Request],
        connections: usize,
    ) -> anyhow::Result<(Figure, Round)> {
        let before = self.program.cpu()?;
        let until = Until::Elapsed(self.bench.plan.span);
        let round = closed_loop(self.program.address, requests, connections, until).await?;
        let used = self.program.cpu()?.since(before);
        let figure = Figure::new(PART, name, "requests/s").on(self.engine).over(connections).round(&round);
        Ok((figure.cpu(used, round.requests).memory(self.program.peak_memory()?), round))
    }

    /// Messages that all become due at one moment, claimed and settled with nothing else to do.
    async fn settle(&self, accepted_per_second: f64) -> anyhow::Result<Figure> {
        let (plan, lane) = (&self.bench.plan, Lane::Mailbox);
        let mut meter = Meter::open(self.program.address).await?;
        let already = meter.settled(lane.ending()).await?;
        let messages = plan.messages / SHARE;
        let due = due_after_accepting(messages, accepted_per_second);
        let post = self.home.tenant.post(lane.key(&self.home.tenant), Some(&due.to_rfc3339()));
        let until = Until::Requests(messages, plan.patience);
        let accepted = closed_loop(self.program.address, &[post], ACCEPTING, until).await?;
        tokio::time::sleep(until_moment(due)).await;
        let before = self.program.cpu()?;
        let watch = Stopwatch::start();
        let settled =
            meter.wait_for(lane.ending(), already + accepted.requests, plan.patience).await? - already;
        let elapsed = watch.elapsed();
        let used = self.program.cpu()?.since(before);
        let figure = Figure::new(PART, "claim and settle, mailbox", "messages/s").on(self.engine);
        let figure = figure.value(rate(settled, elapsed)).cpu(used, settled);
        Ok(if settled < messages {
            figure.note(format!("{settled} of {messages} in time, with {} rows", self.rows))
        } else {
            figure
        })
    }
}

/// A moment by which so many messages are surely accepted, at such a rate.
pub fn due_after_accepting(messages: u64, per_second: f64) -> Moment {
    #[expect(clippy::cast_possible_truncation, reason = "a few minutes in microseconds")]
    let needed = (number(messages) / per_second.max(1.0) * 1.5 * 1e6) as Micros;
    SystemClock.now().plus(needed + 2 * SECOND)
}

/// How long it is until then; nothing when it has passed.
pub fn until_moment(moment: Moment) -> Duration {
    Duration::from_micros(u64::try_from(moment.since(SystemClock.now())).unwrap_or(0))
}
