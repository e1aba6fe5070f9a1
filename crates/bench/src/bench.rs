//! What every part needs: places to live, ceilings that are measured once, and the report.

use crate::arguments::Plan;
use crate::ceiling;
use crate::ceiling::http::BareServer;
use crate::cluster::Cluster;
use crate::engine::Engine;
use crate::home::Home;
use crate::load::{Request, Until, closed_loop};
use crate::report::{CEILING, Ceiling, Figure, Report};
use crate::stopwatch::{milliseconds, number};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Mutex;

const BARE_HANDLER: &str = "bare handler";
const BARE_ROWS: &str = "bare rows";

pub struct Bench {
    pub plan: Plan,
    pub report: Report,
    binary: PathBuf,
    folder: PathBuf,
    cluster: Option<Arc<Cluster>>,
    /// Rates of the bare handler, by the lengths of request and answer and the connections.
    bare: Mutex<HashMap<(usize, usize, usize), f64>>,
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
        // Answers that differ by a few bytes cost the same, and so do all usual requests.
        let length = length.next_multiple_of(64);
        let key = (request.length() >> 16, length, connections);
        let mut known = self.bare.lock().await;
        if let Some(value) = known.get(&key) {
            return Ok(Ceiling { of: BARE_HANDLER.to_owned(), value: *value });
        }
        let server = BareServer::start(length).await?;
        let until = Until::Elapsed(self.plan.span / 2);
        let round = closed_loop(server.address, std::slice::from_ref(request), connections, until).await?;
        let name = match request.length() {
            long if long >> 16 > 0 => format!("bare axum handler, {long} bytes in, {length} out"),
            _ => format!("bare axum handler, {length} bytes"),
        };
        self.report.add(Figure::new(CEILING, name, "requests/s").over(connections).round(&round));
        let value = round.per_second();
        known.insert(key, value);
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

    /// The seconds that a message takes through its course by nothing but the driver, for so many. The program must
    /// not run.
    pub async fn bare_seconds(
        &self,
        home: &Home,
        course: ceiling::Course,
        messages: u64,
    ) -> anyhow::Result<Ceiling> {
        let Ceiling { of, value } = self.bare_courses(home, course).await?;
        Ok(Ceiling { of, value: number(messages) / value.max(f64::MIN_POSITIVE) })
    }

    /// The seconds that a handler takes which does nothing, answering one such request with `length` bytes.
    pub async fn bare_answer(&self, request: &Request, length: usize) -> anyhow::Result<Ceiling> {
        let Ceiling { of, value } = self.bare_http(request, length, 1).await?;
        Ok(Ceiling { of, value: 1.0 / value.max(f64::MIN_POSITIVE) })
    }

    /// The seconds that it takes to hear such a request and to keep its bytes in a file.
    pub async fn bare_keeping(&self, request: &Request, length: usize) -> anyhow::Result<Ceiling> {
        let heard = self.bare_answer(request, length).await?.value;
        let kept = ceiling::keeping(&self.folder, request.length()).await?;
        let name = format!("file of {} bytes", request.length());
        self.report.add(Figure::new(CEILING, name, "ms").less_is_better().value(milliseconds(kept)));
        Ok(Ceiling { of: "bare handler, file".to_owned(), value: heard + kept.as_secs_f64() })
    }

    /// The seconds that it takes to read the rows of a report by nothing but the driver, and to write a file of so
    /// many bytes. The program must not run.
    pub async fn bare_reading(&self, home: &Home, length: usize) -> anyhow::Result<Ceiling> {
        let (rows, read) = ceiling::reading(&home.database).await?;
        let kept = ceiling::keeping(&self.folder, length).await?;
        let value = (read + kept).as_secs_f64();
        let name = format!("bare reading of {rows} rows, file of {length} bytes");
        self.report.add(Figure::new(CEILING, name, "s").on(home.engine).less_is_better().value(value));
        Ok(Ceiling { of: "bare reading, file".to_owned(), value })
    }
}
