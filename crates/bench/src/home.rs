//! A temporary place for the program to live in: a data folder, a database, and two services.

use crate::cluster::{Cluster, connect};
use crate::engine::{Database, Engine};
use crate::program::Program;
use crate::rows;
use crate::tenant::Tenant;
use anyhow::{Context, bail};
use facteur_model::id::ServiceId;
use facteur_model::secret::Secret;
use facteur_model::time::{Clock, SystemClock};
use facteur_store::testing::Sealer;
use facteur_store::{Keyring, Store};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::timeout;

/// How long an administration command may take.
const LONGEST_COMMAND: Duration = Duration::from_secs(30);
/// More than any round can reach.
const NO_LIMIT: &str = "4000000000";
const CONTENT: &str = "Hello ((name)),\n\nYour request **((number))** has been received.\n\n* one\n* two\n";

pub struct Home {
    folder: TempDir,
    binary: PathBuf,
    pub engine: Engine,
    pub database: Database,
    /// The one that is measured.
    pub tenant: Tenant,
    /// Another one beside it.
    pub neighbour: Tenant,
    cluster: Option<Arc<Cluster>>,
}

impl Home {
    /// Makes everything but the running program. A cluster is needed for PostgreSQL.
    pub async fn make(
        binary: &Path,
        within: &Path,
        engine: Engine,
        cluster: Option<Arc<Cluster>>,
    ) -> anyhow::Result<Self> {
        let folder = TempDir::with_prefix_in("facteur-bench-", within)?;
        let database = match engine {
            Engine::Sqlite => Database::Sqlite { file: folder.path().join("data/facteur.db") },
            Engine::Postgres => {
                let cluster = cluster.as_ref().context("there is no PostgreSQL server")?;
                Database::Postgres { url: cluster.make_database().await? }
            }
        };
        let office = Office { binary, data: &folder.path().join("data"), database: &database };
        let tenant = office.open_service("Bench").await?;
        let neighbour = office.open_service("Neighbour").await?;
        Ok(Self { binary: binary.to_owned(), engine, database, tenant, neighbour, cluster, folder })
    }

    /// Starts the program, with these settings in its environment.
    pub async fn start(&self, settings: &[(&str, String)]) -> anyhow::Result<Program> {
        let mut command = Command::new(&self.binary);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(self.data());
        settle_database(&mut command, &self.database);
        command.env("FACTEUR_LOG", "info").envs(settings.iter().map(|(name, value)| (name, value)));
        Program::start(command, self.cluster.clone()).await
    }

    /// A key of the measured service that may manage reports. The program must not run, or it learns of the key later.
    pub async fn key_for_reports(&self) -> anyhow::Result<String> {
        let office = Office { binary: &self.binary, data: &self.data(), database: &self.database };
        office.make_key(&self.tenant.id, "test", "reports", &["--permission", "manage_reports"]).await
    }

    /// Lets the lists of the measured service have so many rows. The program has no command for it.
    pub async fn allow_rows(&self, most: u64) -> anyhow::Result<()> {
        let (service, most) = (self.tenant.service()?.as_uuid(), i64::try_from(most)?);
        match &self.database {
            Database::Sqlite { file } => {
                let allow = "INSERT INTO job_settings (service_id, most_rows) VALUES (?1, ?2)";
                rows::sqlite::open(file)?.execute(allow, (service.as_bytes(), most))?;
            }
            Database::Postgres { url } => {
                let allow = "INSERT INTO job_settings (service_id, most_rows) VALUES ($1, $2)";
                connect(url).await?.execute(allow, &[&service, &most]).await?;
            }
        }
        Ok(())
    }

    /// What seals rows of a service, so that the program can open them. The program must not run.
    pub async fn sealer(&self, service: ServiceId) -> anyhow::Result<Sealer> {
        let keyring = Keyring::open(&self.data().join("keyring"))?;
        let store = match &self.database {
            Database::Sqlite { file } => Store::open_sqlite(file, keyring)?,
            Database::Postgres { url } => {
                Store::open_postgres(&Secret::new(url.as_str()), keyring, SystemClock.now()).await?
            }
        };
        let sealer = Sealer::of(&store, service).await?;
        store.shutdown().await?;
        Ok(sealer)
    }

    /// Takes the database away as well, where it is not in the folder.
    pub async fn remove(self) -> anyhow::Result<()> {
        if let (Database::Postgres { url }, Some(cluster)) = (&self.database, &self.cluster) {
            cluster.drop_database(url).await?;
        }
        self.folder.close().context("the folder of a round cannot be removed")
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

/// Runs administration commands.
struct Office<'h> {
    binary: &'h Path,
    data: &'h Path,
    database: &'h Database,
}

impl Office<'_> {
    async fn open_service(&self, name: &str) -> anyhow::Result<Tenant> {
        let service = self.run(&["service", "create", "--live", "--name", name]).await?;
        let service = text(&service, "id")?;
        let limits = ["--rate", "--daily-email", "--annual-email"].map(|limit| [limit, NO_LIMIT]);
        let of_service = ["service", "limits", "--service", &service];
        self.run(&[&of_service, limits.as_flattened()].concat()).await?;
        let live = self.make_key(&service, "live", "live", &[]).await?;
        let test = self.make_key(&service, "test", "test", &[]).await?;
        let template = ["template", "create", "--service", &service, "--type", "email", "--name", "Bench"];
        let words = ["--subject", "News for ((name))", "--content", CONTENT];
        let template = text(&self.run(&[&template[..], &words].concat()).await?, "id")?;
        Ok(Tenant { id: service, live, test, template })
    }

    async fn make_key(
        &self,
        service: &str,
        kind: &str,
        name: &str,
        permissions: &[&str],
    ) -> anyhow::Result<String> {
        let create = ["key", "create", "--service", service, "--type", kind, "--name", name];
        text(&self.run(&[&create, permissions].concat()).await?, "key")
    }

    async fn run(&self, arguments: &[&str]) -> anyhow::Result<Value> {
        let mut command = Command::new(self.binary);
        command.args(arguments).args(["--json", "--data-dir"]).arg(self.data).kill_on_drop(true);
        settle_database(&mut command, self.database);
        let output = timeout(LONGEST_COMMAND, command.output())
            .await
            .with_context(|| format!("`facteur {}` does not end", arguments.join(" ")))??;
        if !output.status.success() {
            bail!("`facteur {}`: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}

fn settle_database(command: &mut Command, database: &Database) {
    match database {
        Database::Sqlite { .. } => command.env_remove("FACTEUR_DATABASE_URL"),
        Database::Postgres { url } => command.env("FACTEUR_DATABASE_URL", url),
    };
}

fn text(value: &Value, name: &str) -> anyhow::Result<String> {
    Ok(value[name].as_str().with_context(|| format!("no {name}"))?.to_owned())
}

/// Does this program know databases other than SQLite?
pub async fn knows_postgres(binary: &Path) -> anyhow::Result<bool> {
    let help = Command::new(binary).args(["serve", "--help"]).kill_on_drop(true).output();
    let help = timeout(LONGEST_COMMAND, help).await.context("`facteur serve --help` does not end")??;
    Ok(String::from_utf8_lossy(&help.stdout).contains("database-url"))
}
