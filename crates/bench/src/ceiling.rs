//! What the machine does at best: an HTTP handler that does nothing, and commits of the same row by
//! nothing but the driver.

use crate::program::Database;
use crate::stopwatch::Stopwatch;
use anyhow::{Context, bail};
use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::post;
use axum::serve::ListenerExt;
use rusqlite::{Connection, params};
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// About as long as a real answer.
const ANSWER: &str = "{\"id\": \"00000000-0000-0000-0000-000000000000\", \"reference\": null, \"uri\": \"http://bench/v2/notifications/00000000-0000-0000-0000-000000000000\", \"template\": {\"id\": \"00000000-0000-0000-0000-000000000000\", \"version\": 1, \"uri\": \"http://bench/v2/template/00000000-0000-0000-0000-000000000000\"}, \"scheduled_for\": null, \"content\": {\"from_email\": \"bench@example.ca\", \"subject\": \"News\", \"body\": \"Hello\"}}";

/// The other process: reads a request, answers, does nothing.
pub fn serve_bare() -> anyhow::Result<()> {
    async fn nothing(_: Bytes) -> (StatusCode, &'static str) {
        (StatusCode::CREATED, ANSWER)
    }
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        let listener = listener.tap_io(|connection| {
            // Without it the ceiling would only be lower.
            let _ = connection.set_nodelay(true);
        });
        axum::serve(listener, Router::new().route("/v2/notifications/email", post(nothing))).await?;
        Ok(())
    })
}

/// The other process, running.
pub struct BareServer {
    pub address: SocketAddr,
    process: Child,
}

impl BareServer {
    pub async fn start() -> anyhow::Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg("bare-http")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = process.stdout.take().context("no output")?;
        let line = BufReader::new(output).lines().next_line().await?.context("no address")?;
        Ok(Self { address: line.parse()?, process })
    }

    pub async fn stop(&mut self) -> anyhow::Result<()> {
        self.process.start_kill()?;
        self.process.wait().await?;
        Ok(())
    }
}

/// Copies a row of the real table, with all its indexes, `rows` to a commit, each commit synced.
pub fn bare_commits(database: &Database, rows: usize, span: Duration) -> anyhow::Result<f64> {
    let mut connection = Connection::open(&database.file)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 10_000)?;
    let columns: Vec<String> = connection
        .prepare("SELECT name FROM pragma_table_info('notifications') WHERE name NOT IN ('id', 'seq')")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    if columns.is_empty() {
        bail!("the database has no table of notifications");
    }
    let names = columns.join(", ");
    let values: Vec<Vec<rusqlite::types::Value>> = connection
        .prepare(&format!("SELECT {names} FROM notifications ORDER BY id DESC LIMIT 1"))?
        .query_map([], |row| (0..columns.len()).map(|at| row.get(at)).collect())?
        .collect::<Result<_, _>>()?;
    let row = values.first().context("the round left no row")?;
    let marks: Vec<String> = (2..columns.len() + 2).map(|at| format!("?{at}")).collect();
    let insert = format!("INSERT INTO notifications (id, {names}) VALUES (?1, {})", marks.join(", "));

    let mut next = u128::MAX - (1 << 64);
    let mut written = 0_u32;
    let watch = Stopwatch::start();
    while watch.elapsed() < span {
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        {
            let mut statement = transaction.prepare_cached(&insert)?;
            for _ in 0..rows {
                next += 1;
                statement.raw_bind_parameter(1, next.to_be_bytes().as_slice())?;
                for (at, value) in row.iter().enumerate() {
                    statement.raw_bind_parameter(at + 2, value)?;
                }
                statement.raw_execute()?;
                written += 1;
            }
        }
        transaction.commit()?;
    }
    let elapsed = watch.elapsed();
    // Each round starts from the same table.
    connection.execute(
        "DELETE FROM notifications WHERE id > ?1",
        params![(u128::MAX - (1 << 64)).to_be_bytes().as_slice()],
    )?;
    Ok(f64::from(written) / elapsed.as_secs_f64())
}
