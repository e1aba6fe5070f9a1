//! Measures the real program against what the machine could do at best, in the same run.
//!
//! `cargo run --release -p facteur-bench` builds nothing: build the program first. Every figure is a
//! closed loop over kept-alive connections, client and server on the same machine: the client's own
//! work is in every figure, in the ceiling's as well.

mod ceiling;
mod http;
mod program;
mod report;
mod stopwatch;

use anyhow::{Context, bail};
use report::Report;
use std::path::PathBuf;
use std::time::Duration;

/// Connections of the three rounds.
const CONNECTIONS: [usize; 3] = [1, 8, 64];

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut seconds = 10;
    let mut binary = PathBuf::from("target/release/facteur");
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seconds" => seconds = arguments.next().context("--seconds needs a number")?.parse()?,
            "--binary" => binary = arguments.next().context("--binary needs a path")?.into(),
            "bare-http" => return ceiling::serve_bare(),
            other => bail!("{other} is not known; use --seconds N and --binary PATH"),
        }
    }
    if !binary.exists() {
        bail!("{} is not there: run `cargo build --release` first", binary.display());
    }
    let span = Duration::from_secs(seconds);
    tokio::runtime::Runtime::new()?.block_on(run(binary, span))
}

async fn run(binary: PathBuf, span: Duration) -> anyhow::Result<()> {
    let mut report = Report::default();
    let facteur = program::Facteur::start(&binary).await?;
    let post = facteur.post_request();
    for connections in CONNECTIONS {
        let before = facteur.cpu()?;
        let round = http::closed_loop(facteur.address, &post, connections, span).await?;
        report.add("POST email (durable 201)", connections, &round, Some(facteur.cpu()? - before));
        facteur.settle_down().await?;
    }
    let get = facteur.get_request(&post).await?;
    for connections in CONNECTIONS {
        let before = facteur.cpu()?;
        let round = http::closed_loop(facteur.address, &get, connections, span).await?;
        report.add("GET one", connections, &round, Some(facteur.cpu()? - before));
    }
    report.memory(facteur.peak_memory()?);
    let database = facteur.stop().await?;

    let mut bare = ceiling::BareServer::start().await?;
    for connections in CONNECTIONS {
        let round = http::closed_loop(bare.address, &post, connections, span).await?;
        report.add("ceiling: bare axum handler", connections, &round, None);
    }
    bare.stop().await?;
    for rows in CONNECTIONS {
        let per_second = ceiling::bare_commits(&database, rows, span)?;
        report.add_rate("ceiling: bare SQLite, rows a commit", rows, per_second);
    }
    report.print();
    Ok(())
}
