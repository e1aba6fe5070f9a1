//! A PostgreSQL server, and databases of our own in it.

use crate::proc;
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

/// The script that starts a throw-away server, as the tests use it.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/postgres");

pub struct Cluster {
    /// Of a database that is there, whose user may make others.
    url: String,
    /// Where the server lives, when it is ours to stop.
    folder: Option<TempDir>,
    made: Mutex<Vec<String>>,
}

impl Cluster {
    /// A server that runs already.
    pub fn at(url: &str) -> Self {
        Self { url: url.to_owned(), folder: None, made: Mutex::default() }
    }

    /// Starts one in a folder under `within`.
    pub fn start(within: &Path) -> anyhow::Result<Self> {
        let folder = TempDir::with_prefix_in("facteur-bench-postgres-", within)?;
        let started = Command::new(SCRIPT).arg("start").arg(folder.path()).stdin(Stdio::null()).output();
        let started = started.with_context(|| format!("{SCRIPT} cannot be run"))?;
        // From here on, dropping stops it.
        let mut cluster = Self { url: String::new(), folder: Some(folder), made: Mutex::default() };
        if !started.status.success() {
            bail!("PostgreSQL does not start: {}", String::from_utf8_lossy(&started.stderr).trim());
        }
        String::from_utf8(started.stdout)?.trim().clone_into(&mut cluster.url);
        Ok(cluster)
    }

    /// A new, empty database; its URL.
    pub async fn make_database(&self) -> anyhow::Result<String> {
        let name = {
            let mut made = self.made.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let name = format!("facteur_bench_{}_{}", std::process::id(), made.len());
            made.push(name.clone());
            name
        };
        connect(&self.url).await?.batch_execute(&format!("CREATE DATABASE {name}")).await?;
        with_database(&self.url, &name)
    }

    /// Takes away a database that was made here: a filled one is large.
    pub async fn drop_database(&self, url: &str) -> anyhow::Result<()> {
        let made = self.made.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        let client = connect(&self.url).await?;
        for name in made.iter().filter(|name| with_database(&self.url, name).is_ok_and(|of| of == url)) {
            client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        }
        Ok(())
    }

    /// Takes away all databases that were made here.
    pub async fn clean_up(&self) -> anyhow::Result<()> {
        if self.folder.is_some() {
            // Dropping takes the whole server away.
            return Ok(());
        }
        let made = self.made.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        let client = connect(&self.url).await?;
        for name in made {
            client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        }
        Ok(())
    }

    /// Processor time of the server so far; nothing when it is not ours to look at.
    pub fn cpu(&self) -> Option<Duration> {
        let folder: &TempDir = self.folder.as_ref()?;
        let lines = std::fs::read_to_string(folder.path().join("data/postmaster.pid")).ok()?;
        proc::cpu_of_family(lines.lines().next()?.trim().parse().ok()?).ok()
    }

    /// What the server says it is.
    pub async fn version(&self) -> anyhow::Result<String> {
        Ok(connect(&self.url).await?.query_one("SHOW server_version", &[]).await?.get(0))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let Some(folder) = self.folder.take() else { return };
        let path: PathBuf = folder.path().to_owned();
        let stopped = Command::new(SCRIPT).arg("drop").arg(&path).stdin(Stdio::null()).output();
        match stopped {
            // The script has removed the folder as well.
            Ok(output) if output.status.success() => drop(folder.keep()),
            _ => eprintln!("a PostgreSQL server may still run in {}", path.display()),
        }
    }
}

/// A connection that lives as long as its client.
pub async fn connect(url: &str) -> anyhow::Result<Client> {
    let (client, connection) =
        tokio_postgres::connect(url, NoTls).await.context("PostgreSQL cannot be reached")?;
    tokio::spawn(async move {
        // The client is told of the same failure.
        let _ = connection.await;
    });
    Ok(client)
}

/// The same URL with another database.
fn with_database(url: &str, name: &str) -> anyhow::Result<String> {
    let (scheme, rest) = url.split_once("://").context("the address of the database is no URL")?;
    let (place, options) =
        rest.split_once('?').map_or((rest, None), |(place, options)| (place, Some(options)));
    let host = place.split_once('/').map_or(place, |(host, _)| host);
    let options = options.map(|options| format!("?{options}")).unwrap_or_default();
    Ok(format!("{scheme}://{host}/{name}{options}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_database_of_a_url_is_replaced() {
        for (url, other) in [
            ("postgres://me@127.0.0.1:5432/postgres", "postgres://me@127.0.0.1:5432/x"),
            ("postgres://me:p@host", "postgres://me:p@host/x"),
            ("postgres://host/a?sslmode=disable", "postgres://host/x?sslmode=disable"),
        ] {
            assert_eq!(with_database(url, "x").unwrap(), other);
        }
        assert!(with_database("host", "x").is_err());
    }
}
