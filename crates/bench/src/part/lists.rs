//! Whole lists: from one request to its durable 201, and to the last outcome; and how long others wait meanwhile.

use super::lane::{Lane, receipts_at_once};
use super::others::{Others, UNIT, Waits};
use crate::bench::Bench;
use crate::engine::Engine;
use crate::home::Home;
use crate::load::Connection;
use crate::meter::Meter;
use crate::program::{Cpu, Program};
use crate::report::{Ceiling, Figure, readable};
use crate::stopwatch::{Stopwatch, number, rate};
use crate::tenant::ListForm;
use anyhow::{Context, bail};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::timeout;

const PART: &str = "lists";
/// Rows that the operator can let a list have.
const MOST_ROWS: u64 = 100_000;
/// How long a list is waited for.
const PATIENCE: Duration = Duration::from_mins(3);
const LANE: Lane = Lane::Simulator;

pub async fn run(bench: &Bench, engine: Engine) -> anyhow::Result<()> {
    for form in [ListForm::Rows, ListForm::Csv] {
        one(bench, engine, form).await?;
    }
    beside_others(bench, engine).await
}

async fn one(bench: &Bench, engine: Engine, form: ListForm) -> anyhow::Result<()> {
    let rows = bench.plan.messages.min(MOST_ROWS);
    let home = home_for(bench, engine, rows).await?;
    let program = home.start(&receipts_at_once()).await?;
    let mut sent = Sent::send(&home, &program, rows, form).await?;
    let settled = sent.wait_for(rows).await?;
    let (elapsed, used) = (sent.watch.elapsed(), program.cpu()?.since(sent.before));
    let memory = program.peak_memory()?;
    program.kill().await?;

    let request = home.tenant.post_list(&home.tenant.test, rows, form);
    let name = format!("{} rows as {}", readable(number(rows)), form.word());
    let figure = |name: String| Figure::new(PART, name, "s").on(engine).less_is_better();
    let kept = bench.bare_keeping(&request, sent.answer).await?;
    let accepted = figure(format!("{name}, to the 201")).value(sent.accepted_in.as_secs_f64());
    let accepted = accepted.cpu(sent.accepted_with, rows).memory(sent.accepted_memory).under([kept]);
    let length = readable(number(u64::try_from(request.length())?));
    bench.report.add(accepted.note(format!("a body of {length} bytes")));

    let delivered = figure(format!("{name}, to the last outcome")).cpu(used, settled).memory(memory);
    let delivered = delivered.under([bench.bare_seconds(&home, LANE.course(), rows).await?]);
    let speed = format!("{} messages/s", readable(rate(settled, elapsed)));
    bench.report.add(if settled >= rows {
        delivered.value(elapsed.as_secs_f64()).note(speed)
    } else {
        delivered.note(format!("{settled} of {rows} delivered in {:.0} s; {speed}", elapsed.as_secs_f64()))
    });
    home.remove().await
}

/// Others send by keys of the same type, so that their messages wait beside those of the list.
async fn beside_others(bench: &Bench, engine: Engine) -> anyhow::Result<()> {
    let (rows, span) = (bench.plan.messages.min(MOST_ROWS), bench.plan.span);
    let home = home_for(bench, engine, rows).await?;
    let program = home.start(&receipts_at_once()).await?;
    let others = Others { home: &home, program: &program, key: &home.neighbour.test };
    let alone = others.send(bench, |elapsed| elapsed >= span).await?;
    let is_over = AtomicBool::new(false);
    let list = async {
        let mut sent = Sent::send(&home, &program, rows, ListForm::Rows).await?;
        // Those of the others are counted as well: the last few of the list may still be under way.
        let settled = sent.wait_for(rows).await;
        is_over.store(true, Ordering::Relaxed);
        settled
    };
    let (behind, _) = tokio::try_join!(others.send(bench, |_| is_over.load(Ordering::Relaxed)), list)?;
    program.kill().await?;

    let figure = |name: String, waits: &Waits| {
        let figure = Figure::new(PART, name, UNIT).on(engine).less_is_better().times(&waits.times);
        Figure { value: waits.latency().map(|latency| latency.p99), ..figure }.note(waits.words())
    };
    let best = alone.latency().map(|latency| Ceiling { of: "alone".to_owned(), value: latency.p99 });
    bench.report.add(figure("others, alone".to_owned(), &alone));
    let name = format!("others, beside {} rows", readable(number(rows)));
    bench.report.add(figure(name, &behind).under(best));
    home.remove().await
}

async fn home_for(bench: &Bench, engine: Engine, rows: u64) -> anyhow::Result<Home> {
    let home = bench.home(engine).await?;
    home.allow_rows(rows).await?;
    Ok(home)
}

/// A list that was accepted.
struct Sent {
    meter: Meter,
    /// Messages that had ended before.
    already: u64,
    /// Runs since the request began.
    watch: Stopwatch,
    before: Cpu,
    accepted_in: Duration,
    accepted_with: Cpu,
    accepted_memory: f64,
    /// The length of the answer.
    answer: usize,
}

impl Sent {
    async fn send(home: &Home, program: &Program, rows: u64, form: ListForm) -> anyhow::Result<Self> {
        let mut request = home.tenant.post_list(LANE.key(&home.tenant), rows, form);
        let mut connection = Connection::open(program.address).await?;
        let mut meter = Meter::open(program.address).await?;
        let already = meter.settled(LANE.ending()).await?;
        let before = program.cpu()?;
        let watch = Stopwatch::start();
        let ask = connection.ask(request.numbered());
        let (status, body) =
            timeout(PATIENCE, ask).await.with_context(|| format!("no answer in {PATIENCE:?}"))??;
        let accepted_in = watch.elapsed();
        let accepted_with = program.cpu()?.since(before);
        if status != 201 {
            bail!("the server answered {status}: {}", String::from_utf8_lossy(body));
        }
        let (accepted_memory, answer) = (program.peak_memory()?, body.len());
        Ok(Self { meter, already, watch, before, accepted_in, accepted_with, accepted_memory, answer })
    }

    /// Waits until so many of its messages have their outcome, and says how many have.
    async fn wait_for(&mut self, rows: u64) -> anyhow::Result<u64> {
        let left = PATIENCE.saturating_sub(self.watch.elapsed());
        let settled = self.meter.wait_for(LANE.ending(), self.already + rows, left).await?;
        Ok(settled.saturating_sub(self.already))
    }
}
