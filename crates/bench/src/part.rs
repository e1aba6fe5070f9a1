//! The parts of a run. Each measures one thing on one engine and adds its figures to the report.

mod accept;
mod busy;
mod deliver;
mod fair;
mod filling;
mod grow;
mod idle;
mod lane;
mod lists;
mod others;
mod read;
mod report;

use crate::arguments::PartName;
use crate::bench::Bench;
use crate::engine::Engine;
use crate::report::Figure;

/// Measures one part on one engine.
pub async fn run(part: PartName, bench: &Bench, engine: Engine) -> anyhow::Result<()> {
    match part {
        PartName::All => Ok(()),
        PartName::Accept => accept::run(bench, engine).await,
        PartName::Read => read::run(bench, engine).await,
        PartName::Busy => busy::run(bench, engine).await,
        PartName::Deliver => deliver::run(bench, engine).await,
        PartName::Grow => grow::run(bench, engine).await,
        PartName::Idle => idle::run(bench, engine).await,
        PartName::Fair => fair::run(bench, engine).await,
        PartName::Lists => lists::run(bench, engine).await,
        PartName::Report => report::run(bench, engine).await,
    }
}

/// A line that says why there are no figures.
pub fn missing(part: PartName, engine: Engine, why: &str) -> Figure {
    Figure::new(part.word(), "not measured", "").on(engine).note(why)
}
