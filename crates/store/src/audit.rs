//! The audit log: who changed what, and when. It only grows.

use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::session::{Row, statements, values};
use crate::store::Store;
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

statements! {
    APPEND = "
        INSERT INTO audit_events (id, at, service_id, actor, action, subject, detail)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";

    NEWEST = "
        SELECT id, at, service_id, actor, action, subject, detail
        FROM audit_events
        ORDER BY id DESC
        LIMIT $1";

    NEWEST_OF_SERVICE = "
        SELECT id, at, service_id, actor, action, subject, detail
        FROM audit_events
        WHERE service_id = $1
        ORDER BY id DESC
        LIMIT $2";
}

/// Appends an event, in the transaction of the change that it records.
pub async fn append(tx: &mut Transaction, event: &AuditEvent) -> Result<(), Error> {
    let AuditEvent { id, at, service, actor, action, subject, detail } = event;
    let values =
        values![*id, *at, *service, actor.as_str(), action.as_str(), subject.as_str(), detail.as_str()];
    tx.execute(APPEND, values).await.map(drop)
}

impl Store {
    /// The newest audit events of the whole installation, newest first.
    pub async fn audit(&self, most: usize) -> Result<Vec<AuditEvent>, Error> {
        self.engine().list(NEWEST, values![most]).await?.iter_mut().map(read).collect()
    }
}

impl ServiceStore {
    /// The newest audit events of the service, newest first.
    pub async fn audit(&self, most: usize) -> Result<Vec<AuditEvent>, Error> {
        let mut rows = self.store().engine().list(NEWEST_OF_SERVICE, values![self.id(), most]).await?;
        rows.iter_mut().map(read).collect()
    }
}

fn read(row: &mut Row) -> Result<AuditEvent, Error> {
    Ok(AuditEvent {
        id: row.take()?,
        at: row.take()?,
        service: row.take()?,
        actor: row.take()?,
        action: row.take()?,
        subject: row.take()?,
        detail: row.take()?,
    })
}
