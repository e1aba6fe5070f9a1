//! Text message senders of a service: numbers and short names. They are not secret.

use crate::error::Error;
use crate::session::{Row, statements, values};
use crate::transaction::Transaction;
use facteur_model::id::{ServiceId, SmsSenderId};
use facteur_model::time::Moment;

/// Whom a service's text messages come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmsSender {
    /// Its identifier.
    pub id: SmsSenderId,
    /// The number or the name.
    pub sender: String,
    /// Is it used when a request names none?
    pub is_default: bool,
    /// Since when it may no longer be used.
    pub archived_at: Option<Moment>,
}

statements! {
    INSERT = "
        INSERT INTO sms_senders (id, service_id, sender, is_default, archived_at)
        VALUES ($1, $2, $3, $4, $5)";

    UPDATE = "
        UPDATE sms_senders
        SET sender = $1, is_default = $2, archived_at = $3
        WHERE id = $4 AND service_id = $5";

    FORGET_DEFAULT = "
        UPDATE sms_senders
        SET is_default = 0
        WHERE service_id = $1 AND is_default = 1";
}

/// Adds a sender. A new default takes the place of the old one.
pub async fn insert(tx: &mut Transaction, service: ServiceId, sender: &SmsSender) -> Result<(), Error> {
    let SmsSender { id, sender: text, is_default, archived_at } = sender;
    if *is_default {
        tx.execute(FORGET_DEFAULT, values![service]).await?;
    }
    tx.execute(INSERT, values![*id, service, text.as_str(), *is_default, *archived_at]).await?;
    tx.touch(service);
    Ok(())
}

/// Replaces all of a sender but its id. A new default takes the place of the old one. [`Error::Missing`] when the
/// service has none with this id.
pub async fn update(tx: &mut Transaction, service: ServiceId, sender: &SmsSender) -> Result<(), Error> {
    let SmsSender { id, sender: text, is_default, archived_at } = sender;
    if *is_default {
        tx.execute(FORGET_DEFAULT, values![service]).await?;
    }
    tx.touch(service);
    tx.change(UPDATE, values![text.as_str(), *is_default, *archived_at, *id, service]).await
}

/// Reads `id, sender, is_default, archived_at`.
pub(crate) fn read(row: &mut Row) -> Result<SmsSender, Error> {
    Ok(SmsSender { id: row.take()?, sender: row.take()?, is_default: row.take()?, archived_at: row.take()? })
}
