//! Measures the real program against what the machine could do at best, in the same run.
//!
//! `cargo run --release -p facteur-bench -- all --json FILE` measures everything; docs/performance.md explains the
//! figures. Loads are closed loops over kept-alive connections, client and server on the same machine: the client's
//! own work is in every figure, in the ceiling's as well.

mod arguments;
mod bench;
mod ceiling;
mod cluster;
mod engine;
mod home;
mod load;
mod machine;
mod meter;
mod part;
mod proc;
mod program;
mod report;
mod rows;
mod sink;
mod stopwatch;
mod tenant;

use anyhow::{Context, anyhow, bail};
use arguments::Arguments;
use bench::Bench;
use clap::Parser;
use cluster::Cluster;
use engine::Engine;
use machine::Machine;
use report::Report;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

/// For what still runs elsewhere when the run is over.
const LAST_WAIT: Duration = Duration::from_secs(5);

fn main() -> anyhow::Result<()> {
    let mut words = std::env::args().skip(1);
    if words.next().is_some_and(|word| word == ceiling::http::COMMAND) {
        return ceiling::http::serve(words.next().context("how many bytes?")?.parse()?);
    }
    let arguments = Arguments::parse();
    if !arguments.binary.exists() {
        bail!("{} is not there: run `cargo build --release -p facteur` first", arguments.binary.display());
    }
    let runtime = Runtime::new()?;
    let outcome = runtime.block_on(measure(arguments));
    runtime.shutdown_timeout(LAST_WAIT);
    outcome
}

/// Runs everything that was asked for; whatever ends it, nothing is left behind and what was measured is kept.
async fn measure(arguments: Arguments) -> anyhow::Result<()> {
    let wanted = arguments.engines().contains(&Engine::Postgres);
    let postgres = if wanted { postgres(&arguments).await } else { Err(anyhow!("not asked for")) };
    let mut versions = Vec::new();
    if let Ok(cluster) = &postgres {
        versions.push(format!("PostgreSQL {}", cluster.version().await?));
    }
    let report = Report::new(Machine::this(&arguments.folder, &versions));
    let cluster = postgres.as_ref().ok().cloned();
    let why_not = postgres.err().map(|error| format!("{error:#}"));
    let plan = arguments.plan();
    let whole = plan.whole;
    let bench = Bench::new(plan, report, arguments.binary.clone(), arguments.folder.clone(), cluster.clone());

    let outcome = tokio::select! {
        outcome = everything(&arguments, &bench, why_not.as_deref()) => outcome,
        interrupted = interrupted() => interrupted.and_then(|()| bail!("interrupted")),
        () = tokio::time::sleep(whole) => bail!("the run took longer than {whole:?}"),
    };
    bench.report.print();
    if let Some(file) = &arguments.json {
        bench.report.write(file, outcome.is_ok())?;
    }
    if let Some(cluster) = cluster {
        cluster.clean_up().await?;
    }
    outcome
}

/// A part that fails is told in the table, and does not keep the others from being measured.
async fn everything(arguments: &Arguments, bench: &Bench, why_not: Option<&str>) -> anyhow::Result<()> {
    let mut failed = 0;
    for part in arguments.parts() {
        for engine in arguments.engines() {
            if let (Engine::Postgres, Some(why)) = (engine, why_not) {
                bench.report.add(part::missing(part, engine, why));
                continue;
            }
            if let Err(error) = part::run(part, bench, engine).await {
                failed += 1;
                bench.report.add(part::missing(part, engine, &format!("failed: {error:#}")));
            }
        }
    }
    if failed > 0 {
        bail!("{failed} of the parts failed; the table says why");
    }
    Ok(())
}

/// A server, when the program can use one.
async fn postgres(arguments: &Arguments) -> anyhow::Result<Arc<Cluster>> {
    if !home::knows_postgres(&arguments.binary).await? {
        bail!("this program knows no --database-url");
    }
    Ok(Arc::new(match &arguments.database_url {
        Some(url) => Cluster::at(url),
        None => Cluster::start(&arguments.folder)?,
    }))
}

async fn interrupted() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM cannot be listened for")?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result.context("SIGINT cannot be listened for"),
        _ = terminate.recv() => Ok(()),
    }
}
