//! The real program on a temporary data folder, with a test key.

use crate::http::Connection;
use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Clock ticks a second, as /proc counts processor time on Linux.
const TICKS: f64 = 100.0;

pub struct Facteur {
    pub address: SocketAddr,
    process: Child,
    folder: TempDir,
    key: String,
    template: String,
}

impl Facteur {
    pub async fn start(binary: &Path) -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let command = async |arguments: &[&str]| -> anyhow::Result<Value> {
            let output = Command::new(binary)
                .args(arguments)
                .args(["--json", "--data-dir"])
                .arg(folder.path().join("data"))
                .output()
                .await?;
            if !output.status.success() {
                bail!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
            }
            Ok(serde_json::from_slice(&output.stdout)?)
        };
        let text = |value: &Value, name: &str| -> anyhow::Result<String> {
            Ok(value[name].as_str().with_context(|| format!("no {name}"))?.to_owned())
        };
        let service = text(&command(&["service", "create", "--name", "Bench"]).await?, "id")?;
        command(&["service", "limits", "--service", &service, "--rate", "4000000000"]).await?;
        let key =
            command(&["key", "create", "--service", &service, "--type", "test", "--name", "bench"]).await?;
        let content = "Hello ((name)),\n\nYour request **((number))** has been received.\n\n* one\n* two\n";
        let template = command(&[
            "template",
            "create",
            "--service",
            &service,
            "--type",
            "email",
            "--name",
            "Bench",
            "--subject",
            "News for ((name))",
            "--content",
            content,
        ])
        .await?;
        let mut process = Command::new(binary)
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(folder.path().join("data"))
            .env("FACTEUR_LOG", "info")
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let address = read_address(&mut process).await?;
        Ok(Self { address, process, key: text(&key, "key")?, template: text(&template, "id")?, folder })
    }

    pub fn post_request(&self) -> Vec<u8> {
        let body = json!({
            "email_address": "zoe@example.com",
            "template_id": self.template,
            "personalisation": {"name": "Zoé", "number": "A-17"},
            "reference": "dossier 17",
        })
        .to_string();
        let key = &self.key;
        format!(
            "POST /v2/notifications/email HTTP/1.1\r\nHost: bench\r\nAuthorization: ApiKey-v1 {key}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    }

    /// Sends one message, and gives the request that reads it back.
    pub async fn get_request(&self, post: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut connection = Connection::open(self.address).await?;
        let (_, body) = connection.ask(post).await?;
        let sent: Value = serde_json::from_slice(body)?;
        let id = sent["id"].as_str().context("the message has no id")?;
        let key = &self.key;
        Ok(format!(
            "GET /v2/notifications/{id} HTTP/1.1\r\nHost: bench\r\nAuthorization: ApiKey-v1 {key}\r\n\r\n"
        )
        .into_bytes())
    }

    /// Lets the worker catch up, so that one round does not pay for the one before.
    pub async fn settle_down(&self) -> anyhow::Result<()> {
        for _ in 0..600 {
            let before = self.cpu()?;
            tokio::time::sleep(Duration::from_millis(500)).await;
            if self.cpu()? - before < 0.03 {
                return Ok(());
            }
        }
        bail!("the program is still busy after five minutes")
    }

    /// Processor seconds used so far.
    pub fn cpu(&self) -> anyhow::Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid()?))?;
        let fields: Vec<&str> =
            stat.rsplit_once(')').context("an odd stat file")?.1.split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
        Ok((ticks(11) + ticks(12)) / TICKS)
    }

    /// The most memory resident at any time, in MiB.
    pub fn peak_memory(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid()?))?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).context("no VmHWM")?;
        let kib: f64 = line.split_whitespace().nth(1).context("no number")?.parse()?;
        Ok(kib / 1_024.0)
    }

    fn pid(&self) -> anyhow::Result<u32> {
        self.process.id().context("the program has ended")
    }

    /// Stops the program and leaves its database.
    pub async fn stop(mut self) -> anyhow::Result<Database> {
        self.process.start_kill()?;
        self.process.wait().await?;
        Ok(Database { file: self.folder.path().join("data/facteur.db"), _folder: self.folder })
    }
}

/// The database that a round left behind.
pub struct Database {
    pub file: PathBuf,
    _folder: TempDir,
}

async fn read_address(process: &mut Child) -> anyhow::Result<SocketAddr> {
    let log = process.stderr.take().context("no log")?;
    let mut lines = BufReader::new(log).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some((_, rest)) = line.split_once("address=") {
            let address = rest.split_whitespace().next().context("no address")?.parse()?;
            // Keeps reading: a full pipe would stop the program.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(address);
        }
    }
    bail!("the program ended before it served")
}
