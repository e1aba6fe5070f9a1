//! The safelist: strangers whom a team key may reach. Its entries and what people write beside them are sealed.

use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::seal::{Purpose, SealingKey};
use crate::session::{Row, statements, values};
use crate::transaction::Transaction;
use facteur_model::id::{ServiceId, UserId};
use facteur_model::time::Moment;
use std::fmt;

/// An entry of a safelist.
#[derive(Clone, PartialEq, Eq)]
pub struct Safelisted {
    /// The address or the phone number, in the spelling by which it is compared.
    pub entry: String,
    /// What people wrote beside it.
    pub label: Option<String>,
    /// Who added it; nobody when the operator did.
    pub added_by: Option<UserId>,
    /// When it was added.
    pub added_at: Moment,
}

/// Says nothing: it is personal.
impl fmt::Debug for Safelisted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Safelisted(…)")
    }
}

impl Safelisted {
    /// An entry that the operator adds, without a label.
    pub fn new(entry: impl Into<String>, added_at: Moment) -> Self {
        Self { entry: entry.into(), label: None, added_by: None, added_at }
    }
}

statements! {
    INSERT = "
        INSERT INTO safelist (service_id, entry_tag, sealed_entry, sealed_label, added_by, added_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (service_id, entry_tag) DO NOTHING";

    REMOVE = "DELETE FROM safelist WHERE service_id = $1 AND entry_tag = $2";

    LIST = "
        SELECT entry_tag, sealed_entry, sealed_label, added_by, added_at
        FROM safelist
        WHERE service_id = $1";
}

const ENTRY: &str = "safelist.sealed_entry";
const LABEL: &str = "safelist.sealed_label";

/// Adds an entry; says `false` when it is there already, which stays as it is.
pub async fn insert(tx: &mut Transaction, service: ServiceId, added: &Safelisted) -> Result<bool, Error> {
    let tag = tx.keyring().tag(Purpose::SafelistEntry, service, &added.entry);
    let key = tx.data_key(service).await?;
    let entry = key.seal(ENTRY, &tag, added.entry.as_bytes());
    let label = added.label.as_ref().map(|label| key.seal(LABEL, &tag, label.as_bytes()));
    tx.touch(service);
    let values = values![service, tag, entry, label, added.added_by, added.added_at];
    Ok(tx.execute(INSERT, values).await? > 0)
}

/// Takes an entry off the list; says `false` when it was not there.
pub async fn remove(tx: &mut Transaction, service: ServiceId, entry: &str) -> Result<bool, Error> {
    let tag = tx.keyring().tag(Purpose::SafelistEntry, service, entry);
    tx.touch(service);
    Ok(tx.execute(REMOVE, values![service, tag]).await? > 0)
}

/// Reads `entry_tag, sealed_entry`.
pub(crate) fn read(row: &mut Row, key: &SealingKey) -> Result<String, Error> {
    let (tag, sealed): (Vec<u8>, Vec<u8>) = (row.take()?, row.take()?);
    key.open_text(ENTRY, &tag, &sealed)
}

impl ServiceStore {
    /// The whole safelist, in the order of its entries.
    pub async fn safelist(&self) -> Result<Vec<Safelisted>, Error> {
        let mut rows = self.store().engine().list(LIST, values![self.id()]).await?;
        let key = self.store().data_key(self.id()).await?;
        let mut list = Vec::with_capacity(rows.len());
        for row in &mut rows {
            let (tag, entry, label): (Vec<u8>, Vec<u8>, Option<Vec<u8>>) =
                (row.take()?, row.take()?, row.take()?);
            list.push(Safelisted {
                entry: key.open_text(ENTRY, &tag, &entry)?,
                label: label.map(|label| key.open_text(LABEL, &tag, &label)).transpose()?,
                added_by: row.take()?,
                added_at: row.take()?,
            });
        }
        list.sort_by(|one, other| one.entry.cmp(&other.entry));
        Ok(list)
    }
}
