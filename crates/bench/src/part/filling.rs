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
use anyhow::bail;
use facteur_model::time::{Clock, Micros, SystemClock};

/// Real messages, delivered before the filling: one of them is copied, and they are read back.
pub const REAL: u64 = 4_000;

/// Whose rows fill the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Another service than the one that is measured. Nobody reads them, and they cannot be opened.
    Neighbour,
    /// The one that is measured, which reads them.
    Tenant,
}

/// A home with so many rows of one service besides the few that were really sent.
pub async fn home_with(bench: &Bench, engine: Engine, rows: usize, owner: Owner) -> anyhow::Result<Home> {
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
    let mut copies = Copies::from(first);
    let owner = match owner {
        Owner::Neighbour => home.neighbour.service()?,
        Owner::Tenant => {
            let tenant = home.tenant.service()?;
            copies = copies.sealed_by(home.sealer(tenant).await?);
            tenant
        }
    };
    let owner = owner.as_uuid().into_bytes();
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
