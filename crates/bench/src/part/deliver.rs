//! From the first accept to the last outcome.

use super::lane::Lane;
use crate::bench::Bench;
use crate::ceiling::mail;
use crate::engine::Engine;
use crate::load::{Until, closed_loop};
use crate::meter::Meter;
use crate::report::{Ceiling, Figure};
use crate::sink::Sink;
use crate::stopwatch::{Stopwatch, rate};

const PART: &str = "deliver";
const LANES: [Lane; 4] = [Lane::Mailbox, Lane::Simulator, Lane::MAIL, Lane::Mail { connections: 64 }];
/// Connections over which messages are posted meanwhile.
const POSTING: usize = 64;

pub async fn run(bench: &Bench, engine: Engine) -> anyhow::Result<()> {
    for lane in LANES {
        one(bench, engine, lane).await?;
    }
    Ok(())
}

async fn one(bench: &Bench, engine: Engine, lane: Lane) -> anyhow::Result<()> {
    let plan = &bench.plan;
    let sink = Sink::open().await?;
    let home = bench.home(engine).await?;
    let program = home.start(&lane.settings(&sink)).await?;
    let mut meter = Meter::open(program.address).await?;
    let post = home.tenant.post(lane.key(&home.tenant), None);

    let before = program.cpu()?;
    let watch = Stopwatch::start();
    let until = Until::Requests(plan.messages, plan.patience);
    let accepted = closed_loop(program.address, &[post], POSTING, until).await?;
    let left = plan.patience.saturating_sub(watch.elapsed());
    let settled = meter.wait_for(lane.ending(), accepted.requests, left).await?;
    let elapsed = watch.elapsed();
    let used = program.cpu()?.since(before);
    let memory = program.peak_memory()?;
    // What is left over may be a long backlog.
    program.kill().await?;

    let mut ceilings = vec![bench.bare_courses(&home, lane.course()).await?];
    if let Lane::Mail { connections } = lane {
        let value = mail::messages(sink.address, sink.longest_message(), connections, plan.span / 2).await?;
        bench.report.add(
            Figure::new("ceiling", "bare SMTP to the sink", "messages/s").over(connections).value(value),
        );
        ceilings.push(Ceiling { of: "bare SMTP".to_owned(), value });
    }
    let mut note = format!("accepted at {:.0}/s", accepted.per_second());
    if settled < plan.messages {
        note = format!("{settled} of {} delivered in {:.0} s; {note}", plan.messages, elapsed.as_secs_f64());
    }
    let figure = Figure::new(PART, format!("accept to outcome, {}", lane.name()), "messages/s").on(engine);
    let figure = figure.value(rate(settled, elapsed)).cpu(used, settled).memory(memory);
    bench.report.add(figure.under(ceilings).note(note));
    home.remove().await
}
