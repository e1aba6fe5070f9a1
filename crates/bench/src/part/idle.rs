//! Starting, and doing nothing.

use super::filling::{Owner, home_with};
use crate::bench::Bench;
use crate::engine::Engine;
use crate::home::Home;
use crate::load::Times;
use crate::report::{Figure, readable};
use crate::stopwatch::{milliseconds, number};
use std::time::Duration;

const PART: &str = "idle";
const STARTS: usize = 5;
/// After this, what a start needed is given back, and the program listens to signals.
const REST: Duration = Duration::from_secs(1);

pub async fn run(bench: &Bench, engine: Engine) -> anyhow::Result<()> {
    let home = bench.home(engine).await?;
    measure(bench, &home, "an empty table").await?;
    home.remove().await?;
    let rows = bench.plan.filled;
    let home = home_with(bench, engine, rows, Owner::Neighbour).await?;
    measure(bench, &home, &format!("{} rows", readable(number(u64::try_from(rows)?)))).await?;
    home.remove().await
}

async fn measure(bench: &Bench, home: &Home, what: &str) -> anyhow::Result<()> {
    let mut starts = Vec::new();
    let mut memory = 0.0;
    for _ in 0..STARTS {
        let program = home.start(&[]).await?;
        starts.push(program.started_in);
        tokio::time::sleep(REST).await;
        memory = program.memory()?;
        program.stop().await?;
    }
    let starts = Times::new(starts);
    let figure = Figure::new(PART, format!("start to first answer, {what}"), "ms").on(home.engine);
    let figure = figure.less_is_better().note(format!("the middle one of {STARTS}"));
    bench.report.add(Figure { value: starts.percentile(500).map(milliseconds), ..figure.times(&starts) });
    let figure = Figure::new(PART, format!("memory, {what}"), "MiB").on(home.engine);
    bench.report.add(figure.less_is_better().value(memory));
    Ok(())
}
