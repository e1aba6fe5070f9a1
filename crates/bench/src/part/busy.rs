//! Accepting while the same messages are delivered, for as long as a round.

use super::lane::Lane;
use crate::bench::Bench;
use crate::engine::Engine;
use crate::load::{Connection, Until, closed_loop};
use crate::meter::Meter;
use crate::report::Figure;
use crate::sink::Sink;
use crate::stopwatch::rate;

const PART: &str = "busy";
const CONNECTIONS: usize = 64;

pub async fn run(bench: &Bench, engine: Engine) -> anyhow::Result<()> {
    for lane in [Lane::Mailbox, Lane::MAIL] {
        one(bench, engine, lane).await?;
    }
    Ok(())
}

async fn one(bench: &Bench, engine: Engine, lane: Lane) -> anyhow::Result<()> {
    let sink = Sink::open().await?;
    let home = bench.home(engine).await?;
    let program = home.start(&lane.settings(&sink)).await?;
    let mut post = home.tenant.post(lane.key(&home.tenant), None);
    let length = Connection::open(program.address).await?.get(post.numbered()).await?.len();
    let mut meter = Meter::open(program.address).await?;

    let before = program.cpu()?;
    let already = meter.settled(lane.ending()).await?;
    let until = Until::Elapsed(bench.plan.span);
    let round = closed_loop(program.address, &[post.clone()], CONNECTIONS, until).await?;
    let settled = meter.settled(lane.ending()).await?.saturating_sub(already);
    let used = program.cpu()?.since(before);
    let memory = program.peak_memory()?;
    program.kill().await?;

    let ceilings =
        [bench.bare_http(&post, length, CONNECTIONS).await?, bench.bare_commits(&home, CONNECTIONS).await?];
    let accepting = Figure::new(PART, format!("POST e-mail, live key, {}", lane.name()), "requests/s");
    let accepting = accepting.on(engine).over(CONNECTIONS).round(&round);
    bench.report.add(accepting.cpu(used, round.requests).memory(memory).under(ceilings));
    let delivering = Figure::new(PART, format!("delivered meanwhile, {}", lane.name()), "messages/s");
    let ceiling = bench.bare_courses(&home, lane.course()).await?;
    bench.report.add(delivering.on(engine).value(rate(settled, round.elapsed)).under([ceiling]));
    home.remove().await
}
