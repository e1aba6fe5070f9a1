//! A report of all messages of a service: prepared, then downloaded; and its list of messages, read with a filter.

use super::filling::{Owner, REAL, home_with};
use crate::bench::Bench;
use crate::engine::Engine;
use crate::home::Home;
use crate::load::{Connection, Request, Until, closed_loop};
use crate::program::{Cpu, Program};
use crate::report::{Figure, readable};
use crate::stopwatch::{Stopwatch, number, rate};
use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;

const PART: &str = "report";
/// How often it is asked whether a report is ready.
const PERIOD: Duration = Duration::from_millis(50);
/// How long a report, or its file, is waited for.
const PATIENCE: Duration = Duration::from_mins(5);
/// Connections over which filtered lists are read.
const READING: usize = 8;
/// One that all messages have, and one that none has.
const FILTERS: [&str; 2] = ["delivered", "permanent-failure"];

pub async fn run(bench: &Bench, engine: Engine) -> anyhow::Result<()> {
    let filled = bench.plan.filled;
    let home = home_with(bench, engine, filled, Owner::Tenant).await?;
    let part = Part { bench, engine, home: &home, key: &home.key_for_reports().await? };
    let rows = u64::try_from(filled)? + REAL;
    let name = format!("{} messages", readable(number(u64::try_from(filled)?)));

    let (report, prepared) = part.prepare(rows).await?;
    let prepared = Figure { name: format!("{name}, from request to ready"), ..prepared };
    // One that is not ready in time goes on beside this.
    let program = home.start(&[]).await?;
    let file = match prepared.value {
        Some(_) => Some(part.download(&program, &report, rows).await?),
        None => None,
    };
    for status in FILTERS {
        part.list(&program, &name, status).await?;
    }
    program.kill().await?;

    if let Some((download, length)) = file {
        let ceiling = bench.bare_reading(&home, length).await?;
        bench.report.add(prepared.under([ceiling]));
        let ceiling = bench.bare_answer(&content_of(&report, part.key), length).await?;
        bench.report.add(Figure { name: format!("{name}, download"), ..download }.under([ceiling]));
    } else {
        bench.report.add(prepared);
    }
    home.remove().await
}

struct Part<'b> {
    bench: &'b Bench,
    engine: Engine,
    home: &'b Home,
    key: &'b str,
}

impl Part<'_> {
    /// What one thing took the program, so far the only thing that it did.
    fn seconds(&self, program: &Program, watch: Stopwatch, before: Cpu, rows: u64) -> anyhow::Result<Figure> {
        let taken = watch.elapsed().as_secs_f64();
        let figure = Figure::new(PART, "", "s").on(self.engine).less_is_better().value(taken);
        Ok(figure.cpu(program.cpu()?.since(before), rows).memory(program.peak_memory()?))
    }

    /// By a program of its own, so that its memory is that of the preparation. The id of the report, and a figure
    /// without a value when it is not ready in time.
    async fn prepare(&self, rows: u64) -> anyhow::Result<(String, Figure)> {
        let program = self.home.start(&[]).await?;
        let mut connection = Connection::open(program.address).await?;
        let wanted = json!({"report_type": "email", "language": "en"}).to_string();
        let mut ask = Request::post("/v2/reports", self.key, &wanted);
        let (resident, before) = (program.memory()?, program.cpu()?);
        let watch = Stopwatch::start();
        let (status, body) = connection.ask(ask.numbered()).await?;
        if status != 202 {
            bail!("the server answered {status}: {}", String::from_utf8_lossy(body));
        }
        let asked: Value = serde_json::from_slice(body)?;
        let report = asked["report_id"].as_str().context("a report without id")?.to_owned();
        let mut look = Request::get(&format!("/v2/reports/{report}"), self.key);
        loop {
            let found: Value = serde_json::from_slice(connection.get(look.numbered()).await?)?;
            match found["status"].as_str() {
                Some("ready") => break,
                Some("requested" | "generating") if watch.elapsed() < PATIENCE => {
                    tokio::time::sleep(PERIOD).await;
                }
                Some("requested" | "generating") => {
                    let taken = self.seconds(&program, watch, before, rows)?;
                    let figure = Figure { value: None, cpu: None, database_cpu: None, ..taken };
                    program.kill().await?;
                    return Ok((report, figure.note(format!("not ready after {PATIENCE:?}"))));
                }
                status => bail!("the report is {status:?} after {:?}", watch.elapsed()),
            }
        }
        let speed = readable(rate(rows, watch.elapsed()));
        let figure = self.seconds(&program, watch, before, rows)?;
        program.stop().await?;
        Ok((report, figure.note(format!("{speed} rows/s; {resident:.1} MiB resident before"))))
    }

    /// The length of the file as well, of which every line is there.
    async fn download(&self, program: &Program, report: &str, rows: u64) -> anyhow::Result<(Figure, usize)> {
        let mut connection = Connection::open(program.address).await?;
        let mut content = content_of(report, self.key);
        let (resident, before) = (program.memory()?, program.cpu()?);
        let watch = Stopwatch::start();
        let get = connection.get(content.numbered());
        let file = timeout(PATIENCE, get).await.with_context(|| format!("no file in {PATIENCE:?}"))??;
        let figure = self.seconds(program, watch, before, rows)?;
        // Titles before them, and nothing behind the last end of a line.
        let lines = u64::try_from(file.split(|byte| *byte == b'\n').count())?.saturating_sub(2);
        if lines != rows {
            bail!("the report has {lines} lines, and not {rows}");
        }
        let note = format!(
            "{} bytes; {resident:.1} MiB resident before",
            readable(number(u64::try_from(file.len())?))
        );
        Ok((figure.note(note), file.len()))
    }

    async fn list(&self, program: &Program, name: &str, status: &str) -> anyhow::Result<()> {
        let mut list = Request::get(&format!("/v2/notifications?status={status}"), self.key);
        let length = Connection::open(program.address).await?.get(list.numbered()).await?.len();
        let before = program.cpu()?;
        let until = Until::Elapsed(self.bench.plan.span);
        let round = closed_loop(program.address, std::slice::from_ref(&list), READING, until).await?;
        let used = program.cpu()?.since(before);
        let ceiling = self.bench.bare_http(&list, length, READING).await?;
        let figure = Figure::new(PART, format!("{name}, GET list, {status}"), "requests/s").on(self.engine);
        let figure = figure.over(READING).round(&round).cpu(used, round.requests);
        self.bench.report.add(figure.under([ceiling]).note(format!("{length} bytes")));
        Ok(())
    }
}

fn content_of(report: &str, key: &str) -> Request {
    Request::get(&format!("/v2/reports/{report}/content"), key)
}
