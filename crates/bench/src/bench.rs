//! What every part needs: places to live, ceilings that are measured once, and the report.

use crate::arguments::Plan;
use crate::ceiling;
use crate::ceiling::http::BareServer;
use crate::cluster::Cluster;
use crate::engine::Engine;
use crate::home::Home;
use crate::load::{Request, Until, closed_loop};
use crate::report::{Ceiling, Figure, Report};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Mutex;

/// The part under which ceilings are reported.
const CEILING: &str = "ceiling";
const BARE_HANDLER: &str = "bare handler";
const BARE_ROWS: &str = "bare rows";

pub struct Bench {
    pub plan: Plan,
    pub report: Report,
    binary: PathBuf,
    folder: PathBuf,
    cluster: Option<Arc<Cluster>>,
    /// Rates of the bare handler, by the length of its answer and the connections.
    bare: Mutex<HashMap<(usize, usize), f64>>,
}

impl Bench {
    pub fn new(
        plan: Plan,
        report: Report,
        binary: PathBuf,
        folder: PathBuf,
        cluster: Option<Arc<Cluster>>,
    ) -> Self {
        Self { plan, report, binary, folder, cluster, bare: Mutex::default() }
    }

    /// A new data folder and database.
    pub async fn home(&self, engine: Engine) -> anyhow::Result<Home> {
        let cluster = self.cluster.clone().filter(|_| engine == Engine::Postgres);
        Home::make(&self.binary, &self.folder, engine, cluster).await
    }

    /// A handler that does nothing, answering such a request with `length` bytes.
    pub async fn bare_http(
        &self,
        request: &Request,
        length: usize,
        connections: usize,
    ) -> anyhow::Result<Ceiling> {
        // Answers that differ by a few bytes cost the same.
        let length = length.next_multiple_of(64);
        let mut known = self.bare.lock().await;
        if let Some(value) = known.get(&(length, connections)) {
            return Ok(Ceiling { of: BARE_HANDLER.to_owned(), value: *value });
        }
        let server = BareServer::start(length).await?;
        let until = Until::Elapsed(self.plan.span / 2);
        let round = closed_loop(server.address, std::slice::from_ref(request), connections, until).await?;
        let name = format!("bare axum handler, {length} bytes");
        self.report.add(Figure::new(CEILING, name, "requests/s").over(connections).round(&round));
        let value = round.per_second();
        known.insert((length, connections), value);
        Ok(Ceiling { of: BARE_HANDLER.to_owned(), value })
    }

    /// The rows of accepted messages by nothing but the driver, so many to a commit. The program must not run.
    pub async fn bare_commits(&self, home: &Home, rows: usize) -> anyhow::Result<Ceiling> {
        let value = ceiling::commits(&home.database, rows, self.plan.span / 2).await?;
        let name = format!("bare rows, {rows} to a commit");
        self.report.add(Figure::new(CEILING, name, "rows/s").on(home.engine).value(value));
        Ok(Ceiling { of: BARE_ROWS.to_owned(), value })
    }

    /// The rows of delivered messages by nothing but the driver. The program must not run.
    pub async fn bare_courses(&self, home: &Home, course: ceiling::Course) -> anyhow::Result<Ceiling> {
        let value = ceiling::courses(&home.database, course, self.plan.span / 2).await?;
        let name = format!("bare rows from accept to outcome, {}", course.word());
        self.report.add(Figure::new(CEILING, name, "messages/s").on(home.engine).value(value));
        Ok(Ceiling { of: BARE_ROWS.to_owned(), value })
    }
}
