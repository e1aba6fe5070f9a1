//! The safelist: strangers whom a team key may reach. Its entries are sealed.

use crate::error::Error;
use crate::seal::{Purpose, SealingKey};
use crate::session::{Row, statements, values};
use crate::transaction::Transaction;
use facteur_model::id::ServiceId;

statements! {
    INSERT = "
        INSERT INTO safelist (service_id, entry_tag, sealed_entry)
        VALUES ($1, $2, $3)
        ON CONFLICT (service_id, entry_tag) DO NOTHING";
}

const ENTRY: &str = "safelist.sealed_entry";

/// Adds an address or a phone number, in the spelling by which it is compared. Twice is as good as once.
pub async fn insert(tx: &mut Transaction, service: ServiceId, entry: &str) -> Result<(), Error> {
    let tag = tx.keyring().tag(Purpose::SafelistEntry, service, entry);
    let sealed = tx.data_key(service).await?.seal(ENTRY, &tag, entry.as_bytes());
    tx.execute(INSERT, values![service, tag, sealed]).await?;
    tx.touch(service);
    Ok(())
}

/// Reads `entry_tag, sealed_entry`.
pub(crate) fn read(row: &mut Row, key: &SealingKey) -> Result<String, Error> {
    let (tag, sealed): (Vec<u8>, Vec<u8>) = (row.take()?, row.take()?);
    key.open_text(ENTRY, &tag, &sealed)
}
