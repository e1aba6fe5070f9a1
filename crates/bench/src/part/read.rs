//! Reading messages back, one and 250 at a time.

use super::lane::{Lane, receipts_at_once};
use crate::bench::Bench;
use crate::engine::Engine;
use crate::load::{Connection, Request, Until, closed_loop};
use crate::meter::Meter;
use crate::program::Program;
use crate::report::Figure;
use crate::tenant::Tenant;
use anyhow::{Context, bail};
use serde_json::Value;
use std::net::SocketAddr;

const PART: &str = "read";
const CONNECTIONS: [usize; 3] = [1, 8, 64];
/// Enough for several full pages.
const MESSAGES: u64 = 4_000;
const PAGES: usize = 12;
/// Of the messages on the pages, those that are read alone.
const EVERY: usize = 10;

pub async fn run(bench: &Bench, engine: Engine) -> anyhow::Result<()> {
    let home = bench.home(engine).await?;
    let program = home.start(&receipts_at_once()).await?;
    let post = home.tenant.post(&home.tenant.test, None);
    let until = Until::Requests(MESSAGES, bench.plan.patience);
    let sent = closed_loop(program.address, &[post], 32, until).await?.requests;
    let mut meter = Meter::open(program.address).await?;
    let settled = meter.wait_for(Lane::Simulator.ending(), sent, bench.plan.patience).await?;
    if settled < sent {
        bail!("only {settled} of {sent} messages were delivered in time");
    }
    let asked = Asked::of(program.address, &home.tenant.test).await?;
    asked.measure(bench, engine, &program).await?;
    program.kill().await?;
    home.remove().await
}

/// What is asked for, and how long the answers are.
pub struct Asked {
    pub ones: Vec<Request>,
    pub lists: Vec<Request>,
    one_length: usize,
    list_length: usize,
}

impl Asked {
    /// Messages on the newest pages, and those pages.
    pub async fn of(address: SocketAddr, key: &str) -> anyhow::Result<Self> {
        let mut connection = Connection::open(address).await?;
        let (mut ones, mut lists) = (Vec::new(), Vec::new());
        let (mut one_length, mut list_length) = (0, 0);
        let mut older_than: Option<String> = None;
        for _ in 0..PAGES {
            let mut list = Tenant::list(key, older_than.as_deref());
            let body = connection.get(list.numbered()).await?;
            let page: Value = serde_json::from_slice(body)?;
            let page = page["notifications"].as_array().context("a page without notifications")?;
            let ids: Vec<&str> = page.iter().filter_map(|one| one["id"].as_str()).collect();
            let Some(last) = ids.last() else { break };
            // Only full pages are asked for again.
            if ids.len() < 250 {
                break;
            }
            list_length = body.len();
            older_than = Some((*last).to_owned());
            ones.extend(ids.iter().step_by(EVERY).map(|id| Tenant::get(key, id)));
            lists.push(list);
        }
        if let Some(one) = ones.first_mut() {
            one_length = connection.get(one.numbered()).await?.len();
        }
        if lists.is_empty() {
            bail!("there is not one full page of messages to read");
        }
        Ok(Self { ones, lists, one_length, list_length })
    }

    async fn measure(&self, bench: &Bench, engine: Engine, program: &Program) -> anyhow::Result<()> {
        let kinds =
            [("GET one", &self.ones, self.one_length), ("GET list of 250", &self.lists, self.list_length)];
        for (name, requests, length) in kinds {
            for connections in CONNECTIONS {
                let before = program.cpu()?;
                let until = Until::Elapsed(bench.plan.span);
                let round = closed_loop(program.address, requests, connections, until).await?;
                let used = program.cpu()?.since(before);
                let ceiling = bench.bare_http(&requests[0], length, connections).await?;
                let figure = Figure::new(PART, name, "requests/s").on(engine).over(connections).round(&round);
                let figure = figure.cpu(used, round.requests).memory(program.peak_memory()?);
                bench.report.add(figure.under([ceiling]));
            }
        }
        Ok(())
    }
}
