//! How long others wait behind one service's backlog.

use super::grow::{due_after_accepting, until_moment};
use super::lane::Lane;
use super::others::{Others, UNIT, Waits};
use crate::bench::Bench;
use crate::engine::Engine;
use crate::home::Home;
use crate::load::{Until, closed_loop};
use crate::meter::Meter;
use crate::program::Program;
use crate::report::{Ceiling, Figure, readable};
use crate::sink::Sink;
use crate::stopwatch::number;
use facteur_model::time::{Clock, HOUR, Moment, SystemClock};

const PART: &str = "fair";
/// Messages that tell how fast the backlog can be accepted.
const SAMPLE: u64 = 2_000;
const POSTING: usize = 64;

pub async fn run(bench: &Bench, engine: Engine) -> anyhow::Result<()> {
    for lane in [Lane::Mailbox, Lane::MAIL] {
        one(bench, engine, lane).await?;
    }
    Ok(())
}

async fn one(bench: &Bench, engine: Engine, lane: Lane) -> anyhow::Result<()> {
    let (messages, span) = (bench.plan.messages, bench.plan.span);
    let sink = Sink::open().await?;
    let home = bench.home(engine).await?;
    let program = home.start(&lane.settings(&sink)).await?;
    let others = Others { home: &home, program: &program, key: &home.neighbour.live };
    let alone = others.send(bench, |elapsed| elapsed >= span).await?;

    let due = pile_up(bench, &home, &program).await?;
    tokio::time::sleep(until_moment(due)).await;
    let mut meter = Meter::open(program.address).await?;
    let before = meter.settled(lane.ending()).await?;
    let behind = others.send(bench, |elapsed| elapsed >= span).await?;
    let settled = meter.settled(lane.ending()).await?.saturating_sub(before);
    program.kill().await?;

    let figure = |name: &str, waits: &Waits| {
        let name = format!("{}, {name}", lane.name());
        let figure = Figure::new(PART, name, UNIT).on(engine).less_is_better().times(&waits.times);
        Figure { value: waits.latency().map(|latency| latency.p99), ..figure }
    };
    let best = alone.latency().map(|latency| Ceiling { of: "alone".to_owned(), value: latency.p99 });
    bench.report.add(figure("alone", &alone).note(alone.words()));
    let worked_off = settled.saturating_sub(u64::try_from(behind.sent)?);
    let backlog = if worked_off < messages { "lasted" } else { "ended before the others did" };
    let note = format!("{}; the backlog {backlog}", behind.words());
    bench
        .report
        .add(figure(&format!("behind {}", readable(number(messages))), &behind).under(best).note(note));
    home.remove().await
}

/// Accepts a backlog that becomes due at one moment, and says when.
async fn pile_up(bench: &Bench, home: &Home, program: &Program) -> anyhow::Result<Moment> {
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
