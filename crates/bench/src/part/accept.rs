//! From a request to its durable 201.

use crate::bench::Bench;
use crate::ceiling::postgres::{By, commits};
use crate::engine::{Database, Engine};
use crate::load::{Connection, Until, closed_loop};
use crate::report::Figure;
use facteur_model::time::{Clock, HOUR, SystemClock};

const PART: &str = "accept";
const CONNECTIONS: [usize; 4] = [1, 8, 64, 256];
/// The one at which variants are compared.
const USUAL: usize = 64;

/// What becomes of the messages while others are accepted.
#[derive(Clone, Copy)]
enum Then {
    /// The simulator takes them, in the same process.
    Simulated,
    /// Nothing: they are due later.
    Nothing,
}

pub async fn run(bench: &Bench, engine: Engine) -> anyhow::Result<()> {
    for connections in CONNECTIONS {
        one(bench, engine, connections, Then::Simulated).await?;
    }
    one(bench, engine, USUAL, Then::Nothing).await
}

/// Each round has a database of its own, so that none pays for the one before.
async fn one(bench: &Bench, engine: Engine, connections: usize, then: Then) -> anyhow::Result<()> {
    let home = bench.home(engine).await?;
    let program = home.start(&[]).await?;
    let (name, due) = match then {
        Then::Simulated => ("POST e-mail, test key", None),
        Then::Nothing => ("POST e-mail, due later", Some(SystemClock.now().plus(24 * HOUR).to_rfc3339())),
    };
    let mut post = home.tenant.post(&home.tenant.test, due.as_deref());
    let length = Connection::open(program.address).await?.get(post.numbered()).await?.len();

    let before = program.cpu()?;
    let until = Until::Elapsed(bench.plan.span);
    let round = closed_loop(program.address, &[post.clone()], connections, until).await?;
    let used = program.cpu()?.since(before);
    let memory = program.peak_memory()?;
    program.stop().await?;

    let ceilings =
        [bench.bare_http(&post, length, connections).await?, bench.bare_commits(&home, connections).await?];
    let figure = Figure::new(PART, name, "requests/s").on(engine).over(connections).round(&round);
    bench.report.add(figure.cpu(used, round.requests).memory(memory).under(ceilings));
    if let (Database::Postgres { url }, USUAL, Then::Simulated) = (&home.database, connections, then) {
        let value = commits(url, USUAL, bench.plan.span / 2, By::Copy).await?;
        let figure =
            Figure::new(PART, format!("for comparison: bare COPY, {USUAL} rows to a commit"), "rows/s");
        bench.report.add(figure.on(engine).value(value));
    }
    home.remove().await
}
