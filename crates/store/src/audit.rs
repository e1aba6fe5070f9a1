//! The audit log: who changed what, and when. It only grows.

use crate::error::Error;
use crate::transaction::Transaction;
use facteur_model::id::{AuditEventId, ServiceId};
use facteur_model::time::Moment;

/// One change that someone made. It must not name a recipient: the log is kept in clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// Its identifier.
    pub id: AuditEventId,
    /// When it happened.
    pub at: Moment,
    /// The service it concerns, if one.
    pub service: Option<ServiceId>,
    /// Who did it.
    pub actor: String,
    /// What was done, such as `api_key.create`.
    pub action: String,
    /// To what, such as a key's id.
    pub subject: String,
    /// Before and after, as JSON.
    pub detail: String,
}

/// Appends an event, in the transaction of the change that it records.
pub async fn append(tx: &mut Transaction, event: &AuditEvent) -> Result<(), Error> {
    let _ = (tx, event);
    unimplemented!()
}
