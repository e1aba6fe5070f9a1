//! Reply-to addresses of a service. They are the service's own, and not secret.

use crate::error::Error;
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

/// Adds an address. A new default takes the place of the old one.
pub async fn insert(tx: &mut Transaction, service: ServiceId, reply_to: &ReplyTo) -> Result<(), Error> {
    let _ = (tx, service, reply_to);
    unimplemented!()
}
