//! The program, running.

use crate::cluster::Cluster;
use crate::load::{Connection, Request};
use crate::proc;
use crate::stopwatch::Stopwatch;
use anyhow::{Context, bail};
use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStderr, Command};
use tokio::time::timeout;

const LONGEST_START: Duration = Duration::from_mins(2);
/// The program gives what is in flight 30 seconds.
const LONGEST_STOP: Duration = Duration::from_secs(40);

pub struct Program {
    pub address: SocketAddr,
    /// From the start of the process to its first answer.
    pub started_in: Duration,
    process: Child,
    cluster: Option<Arc<Cluster>>,
}

/// Processor time up to one moment.
#[derive(Clone, Copy)]
pub struct Cpu {
    pub program: Duration,
    /// The database server's, where that is another process.
    pub database: Option<Duration>,
}

impl Cpu {
    pub fn since(self, before: Cpu) -> Cpu {
        let database = self.database.zip(before.database);
        Cpu {
            program: self.program.saturating_sub(before.program),
            database: database.map(|(after, before)| after.saturating_sub(before)),
        }
    }
}

impl Program {
    pub(crate) async fn start(mut command: Command, cluster: Option<Arc<Cluster>>) -> anyhow::Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        let watch = Stopwatch::start();
        let mut process = command.spawn().context("the program cannot be started")?;
        let log = process.stderr.take().context("no log")?;
        let address = timeout(LONGEST_START, read_address(log))
            .await
            .with_context(|| format!("the program does not serve after {LONGEST_START:?}"))??;
        let mut status = Request::get("/_status?simple=1", "none");
        Connection::open(address).await?.get(status.numbered()).await?;
        Ok(Self { address, started_in: watch.elapsed(), process, cluster })
    }

    pub fn cpu(&self) -> anyhow::Result<Cpu> {
        let database = self.cluster.as_ref().and_then(|cluster| cluster.cpu());
        Ok(Cpu { program: proc::cpu(self.id()?)?, database })
    }

    /// MiB resident now.
    pub fn memory(&self) -> anyhow::Result<f64> {
        proc::memory(self.id()?)
    }

    /// The most MiB resident at any time.
    pub fn peak_memory(&self) -> anyhow::Result<f64> {
        proc::peak_memory(self.id()?)
    }

    /// Asks the program to stop, so that it closes its database, and waits for it.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        let id = self.id()?.to_string();
        Command::new("kill").args(["-TERM", &id]).status().await.context("kill cannot be run")?;
        match timeout(LONGEST_STOP, self.process.wait()).await {
            Ok(ended) => match ended? {
                status if status.success() => Ok(()),
                status => bail!("the program ended badly: {status}"),
            },
            Err(_) => bail!("the program does not stop after {LONGEST_STOP:?}"),
        }
    }

    /// For a database that nobody needs any more.
    pub async fn kill(mut self) -> anyhow::Result<()> {
        Ok(self.process.kill().await?)
    }

    fn id(&self) -> anyhow::Result<u32> {
        self.process.id().context("the program has ended")
    }
}

/// Waits for the line that names the address, then keeps reading: a full pipe would stop the program.
async fn read_address(log: ChildStderr) -> anyhow::Result<SocketAddr> {
    let mut log = BufReader::with_capacity(1 << 16, log);
    let mut line = String::new();
    let mut said = String::new();
    while log.read_line(&mut line).await? > 0 {
        if let Some((_, rest)) = line.split_once("address=") {
            let address = rest.split_whitespace().next().context("no address")?.parse()?;
            tokio::spawn(async move {
                let mut unread = vec![0; 1 << 16];
                while log.read(&mut unread).await.is_ok_and(|read| read > 0) {}
            });
            return Ok(address);
        }
        said.push_str(&line);
        line.clear();
    }
    bail!("the program ended before it served: {}", said.trim())
}
