//! A home whose table is full before the program starts.

use super::lane::{Lane, receipts_at_once};
use crate::bench::Bench;
use crate::ceiling::off;
use crate::cluster::connect;
use crate::engine::{Database, Engine};
use crate::home::Home;
use crate::load::{Until, closed_loop};
use crate::meter::Meter;
use crate::rows::{Copies, postgres, sqlite};
use anyhow::{Context, bail};
use facteur_model::id::ServiceId;
use facteur_model::time::{Clock, Micros, SystemClock};

/// Real messages, delivered before the filling: one of them is copied, and they are read back.
const REAL: u64 = 4_000;

/// A home with so many rows of another service besides its own few.
pub async fn home_with(bench: &Bench, engine: Engine, rows: usize) -> anyhow::Result<Home> {
    let home = bench.home(engine).await?;
    // Older than everything real. Not by more than it takes: the days of a table may be apart.
    let first = SystemClock.now().plus(-Micros::try_from(rows)?);
    let program = home.start(&receipts_at_once()).await?;
    let post = home.tenant.post(&home.tenant.test, None);
    let sent = closed_loop(program.address, &[post], 32, Until::Requests(REAL, bench.plan.patience)).await?;
    let mut meter = Meter::open(program.address).await?;
    let settled = meter.wait_for(Lane::Simulator.ending(), sent.requests, bench.plan.patience).await?;
    program.stop().await?;
    if settled < sent.requests {
        bail!("only {settled} of {} messages were delivered in time", sent.requests);
    }
    let owner = ServiceId::parse(&home.neighbour.id).context("an odd id of a service")?;
    let owner = owner.as_uuid().into_bytes();
    let mut copies = Copies::from(first);
    match home.database.clone() {
        Database::Sqlite { file } => {
            off(move |stop| sqlite::fill(&file, &owner, &mut copies, rows, stop)).await?;
        }
        Database::Postgres { url } => {
            postgres::fill(&connect(&url).await?, &owner, &mut copies, rows).await?;
        }
    }
    Ok(home)
}
