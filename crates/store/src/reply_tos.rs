//! Reply-to addresses of a service. They are the service's own, and not secret.

use crate::error::Error;
use crate::session::{Row, statements, values};
use crate::transaction::Transaction;
use facteur_model::id::{ReplyToId, ServiceId};
use facteur_model::time::Moment;

/// Where the answers to a service's e-mails go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTo {
    /// Its identifier.
    pub id: ReplyToId,
    /// The address.
    pub address: String,
    /// Is it used when a request names none?
    pub is_default: bool,
    /// Since when it may no longer be used.
    pub archived_at: Option<Moment>,
}

statements! {
    INSERT = "
        INSERT INTO reply_tos (id, service_id, address, is_default, archived_at)
        VALUES ($1, $2, $3, $4, $5)";

    FORGET_DEFAULT = "
        UPDATE reply_tos
        SET is_default = 0
        WHERE service_id = $1 AND is_default = 1";
}

/// Adds an address. A new default takes the place of the old one.
pub async fn insert(tx: &mut Transaction, service: ServiceId, reply_to: &ReplyTo) -> Result<(), Error> {
    let ReplyTo { id, address: text, is_default, archived_at } = reply_to;
    if *is_default {
        tx.execute(FORGET_DEFAULT, values![service]).await?;
    }
    tx.execute(INSERT, values![*id, service, text.as_str(), *is_default, *archived_at]).await?;
    tx.touch(service);
    Ok(())
}

/// Reads `id, address, is_default, archived_at`.
pub(crate) fn read(row: &mut Row) -> Result<ReplyTo, Error> {
    Ok(ReplyTo { id: row.take()?, address: row.take()?, is_default: row.take()?, archived_at: row.take()? })
}
