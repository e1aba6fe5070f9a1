//! `facteur migrate`: everything from the SQLite file to a PostgreSQL database.

use crate::administer::Output;
use crate::cli::Migrate;
use crate::configuration::{Configuration, DatabaseUrl};
use crate::wiring;
use anyhow::{Context, bail};
use facteur_model::hex;
use facteur_model::secret::Secret;
use facteur_store::{Keyring, MovedTable, Moving, Progress};
use serde_json::json;
use std::ffi::OsString;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// How many rows pass between two lines about them.
const ROWS_BETWEEN_LINES: u64 = 50_000;

/// Moves, or goes on with a move that was cut off.
pub async fn run(configuration: &Configuration, migrate: &Migrate) -> anyhow::Result<Output> {
    let named = match &migrate.from {
        Some(from) => sqlite_path(from)?,
        None => configuration.database_path(),
    };
    let to = match (&migrate.to, &configuration.database_url) {
        (Some(to), _) => Secret::new(to.as_str()),
        (None, Some(DatabaseUrl(url))) => url.clone(),
        (None, None) => bail!("where to? Name the PostgreSQL database with --to or FACTEUR_DATABASE_URL"),
    };
    let retired = with_ending(&named, ".moved");
    // The last run was cut off when all but its last step was done.
    let file = if !named.exists() && retired.exists() { &retired } else { &named };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let lock = wiring::lock_folder(folder)?;
    let path = configuration.keyring_path();
    let keyring =
        Keyring::open(&path).with_context(|| format!("the keyring {} cannot be used", path.display()))?;

    let mut moving = Moving::begin(file, &lock, &to, keyring).await.context("the move cannot begin")?;
    let mut said = None;
    while let Some(progress) = moving.step().await.context(RESUME)? {
        say(&mut said, progress);
    }
    eprintln!("Everything is there; comparing");
    let verified = moving
        .verify(|MovedTable { table, tally }| eprintln!("  {table}: {} rows are the same", tally.rows))
        .await
        .context(RESUME)?;
    let (tables, unopened) = (verified.tables().to_vec(), verified.unopened());
    verified.finish(&retired).await.context(RESUME)?;
    Ok(output(&tables, unopened, &retired))
}

/// What an error is not the end of.
const RESUME: &str = "the move is not finished; nothing is lost, and the same command goes on with it";

/// Now and then a line on the side, for whoever waits.
fn say(said: &mut Option<Progress>, now: Progress) {
    let quiet = said.is_some_and(|said| said.table == now.table && now.rows < said.rows + ROWS_BETWEEN_LINES);
    if !quiet {
        eprintln!("  {}: {} rows", now.table, now.rows);
        *said = Some(now);
    }
}

fn output(tables: &[MovedTable], unopened: u64, retired: &Path) -> Output {
    let mut text = String::new();
    let mut objects = Vec::with_capacity(tables.len());
    for MovedTable { table, tally } in tables {
        let sha256 = hex(&tally.sha256);
        let _ = writeln!(text, "{table:20} {:>10} rows  {sha256}", tally.rows);
        objects.push(json!({"table": table, "rows": tally.rows, "sha256": sha256}));
    }
    if unopened > 0 {
        let _ = writeln!(text, "{unopened} messages do not open, as before; nobody finds them by recipient.");
    }
    let retired = retired.display().to_string();
    let _ = write!(
        text,
        "Everything was moved, and is the same on both sides. The file is {retired} now: keep it until you trust the \
         move.\nGive every server this database_url, and the same keyring."
    );
    Output::new(text, json!({"tables": objects, "unopened": unopened, "retired": retired}))
}

fn sqlite_path(from: &str) -> anyhow::Result<PathBuf> {
    match from.strip_prefix("sqlite:") {
        Some(path) if !path.is_empty() => Ok(PathBuf::from(path)),
        _ => bail!("--from names a file, such as sqlite:facteur-data/facteur.db"),
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}
