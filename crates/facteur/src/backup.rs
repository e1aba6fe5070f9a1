//! `facteur backup` and `facteur restore`: the SQLite file, whole, and back. The keyring goes its own way.

use crate::administer::Output;
use crate::configuration::Configuration;
use crate::wiring;
use anyhow::{Context, ensure};
use facteur_store::{Backup, Keyring, Store};
use serde_json::json;
use std::path::Path;

/// What is not in a backup. Files are sealed: a copy of their folder can be made at any time, before or after this one.
const REMARK: &str = "The keyring is not in it: keep a copy of it elsewhere. The files that go with messages are not in it \
    either: copy their folder or bucket after this.";

/// Writes a copy of the database to a new file, beside a running server or without one.
pub async fn back_up(configuration: &Configuration, file: &Path) -> anyhow::Result<Output> {
    let store = wiring::open_existing_store(configuration).await?;
    let backup = store.backup_to(file).await;
    store.shutdown().await.context("the database could not be closed")?;
    let backup = backup.with_context(|| format!("there is no backup at {}", file.display()))?;
    Ok(output("Backed up to", file, backup, REMARK))
}

/// Makes the database of the data folder from a backup.
pub fn restore(configuration: &Configuration, file: &Path) -> anyhow::Result<Output> {
    ensure!(
        configuration.database_url.is_none(),
        "database_url is set: a PostgreSQL database is restored by pg_restore, or from its base backup"
    );
    let folder = &configuration.data_dir;
    wiring::make_private_folder(folder)?;
    let _lock = wiring::lock_folder(folder)?;
    let path = configuration.keyring_path();
    let keyring =
        Keyring::open(&path).with_context(|| format!("the keyring {} cannot be used", path.display()))?;
    let database = configuration.database_path();
    let restored = Store::restore_sqlite(file, &database, &keyring)
        .with_context(|| format!("{} was not restored to {}", file.display(), database.display()))?;
    let warning = "What was sent since the backup was made is due again in it.";
    Ok(output("Restored to", &database, restored, warning))
}

fn output(done: &str, file: &Path, backup: Backup, remark: &str) -> Output {
    let Backup { version, bytes, notifications } = backup;
    let file = file.display().to_string();
    Output::new(
        format!("{done} {file}: {notifications} messages, {bytes} bytes.\n{remark}"),
        json!({"file": file, "bytes": bytes, "notifications": notifications, "version": version}),
    )
}
