//! The audit log: who changed what, and when. It only grows.

use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::{AuditEventId, ServiceId};
use facteur_model::time::Moment;
use uuid::Uuid;

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

/// Which events to show.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only what was done to this kind of thing: the part of the action before its dot.
    pub group: Option<String>,
    /// Not earlier than this.
    pub from: Option<Moment>,
    /// Earlier than this.
    pub until: Option<Moment>,
    /// Only what is older than this event.
    pub before: Option<AuditEventId>,
}

impl AuditFilter {
    /// The patterns and bounds, for the statements: `$1` to `$4`.
    fn values(&self) -> (String, Moment, Moment, AuditEventId) {
        // No group's name holds what LIKE would take for a wildcard.
        let plain = |group: &&String| group.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let pattern = match &self.group {
            None => "%".to_owned(),
            Some(group) => format!("{}.%", Some(group).filter(plain).map_or("-", String::as_str)),
        };
        (
            pattern,
            self.from.unwrap_or(Moment::from_micros(i64::MIN)),
            self.until.unwrap_or(Moment::from_micros(i64::MAX)),
            self.before.unwrap_or(AuditEventId::from_uuid(Uuid::max())),
        )
    }
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

    PAGE = "
        SELECT id, at, service_id, actor, action, subject, detail
        FROM audit_events
        WHERE action LIKE $1 AND at >= $2 AND at < $3 AND id < $4
        ORDER BY id DESC
        LIMIT $5";

    PAGE_OF_SERVICE = "
        SELECT id, at, service_id, actor, action, subject, detail
        FROM audit_events
        WHERE service_id = $1 AND action LIKE $2 AND at >= $3 AND at < $4 AND id < $5
        ORDER BY id DESC
        LIMIT $6";
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

    /// Audit events of the whole installation that pass the filter, newest first.
    pub async fn audit_page(&self, filter: &AuditFilter, most: usize) -> Result<Vec<AuditEvent>, Error> {
        let (pattern, from, until, before) = filter.values();
        let values = values![pattern, from, until, before, most];
        self.engine().list(PAGE, values).await?.iter_mut().map(read).collect()
    }
}

impl ServiceStore {
    /// The newest audit events of the service, newest first.
    pub async fn audit(&self, most: usize) -> Result<Vec<AuditEvent>, Error> {
        let mut rows = self.store().engine().list(NEWEST_OF_SERVICE, values![self.id(), most]).await?;
        rows.iter_mut().map(read).collect()
    }

    /// Audit events of the service that pass the filter, newest first.
    pub async fn audit_page(&self, filter: &AuditFilter, most: usize) -> Result<Vec<AuditEvent>, Error> {
        let (pattern, from, until, before) = filter.values();
        let values = values![self.id(), pattern, from, until, before, most];
        let mut rows = self.store().engine().list(PAGE_OF_SERVICE, values).await?;
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
