//! Text message senders of a service: numbers and short names. They are not secret.

use crate::error::Error;
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

/// Adds a sender. A new default takes the place of the old one.
pub async fn insert(tx: &mut Transaction, service: ServiceId, sender: &SmsSender) -> Result<(), Error> {
    let _ = (tx, service, sender);
    unimplemented!()
}
