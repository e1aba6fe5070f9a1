//! What one service can see: the tenant is in the handle.

use crate::audit::AuditEvent;
use crate::error::Error;
use crate::notifications::{Attempt, Filter, Notification};
use crate::store::Store;
use crate::templates::Template;
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{NotificationId, ServiceId, TemplateId};
use facteur_model::time::{Day, FiscalYear, Moment};

/// The part of the store that belongs to one service.
#[derive(Debug, Clone)]
pub struct ServiceStore {
    store: Store,
    service: ServiceId,
}

impl ServiceStore {
    pub(crate) fn new(store: Store, service: ServiceId) -> Self {
        Self { store, service }
    }

    /// The service.
    pub fn id(&self) -> ServiceId {
        self.service
    }

    /// A template: the given version, or the latest one. Archived and hidden ones too.
    pub async fn template(&self, id: TemplateId, version: Option<u32>) -> Result<Option<Template>, Error> {
        let _ = (&self.store, id, version);
        unimplemented!()
    }

    /// The latest versions of the templates that lists show, by name, then e-mails before text messages.
    pub async fn templates(&self, channel: Option<Channel>) -> Result<Vec<Template>, Error> {
        let _ = channel;
        unimplemented!()
    }

    /// One notification.
    pub async fn notification(&self, id: NotificationId) -> Result<Option<Notification>, Error> {
        let _ = id;
        unimplemented!()
    }

    /// Notifications, newest first.
    pub async fn notifications(&self, filter: &Filter) -> Result<Vec<Notification>, Error> {
        let _ = filter;
        unimplemented!()
    }

    /// The digest of the request that was answered under an idempotency key, and the answer, until they expire.
    pub async fn answered(
        &self,
        key_type: KeyType,
        key: &str,
        now: Moment,
    ) -> Result<Option<([u8; 32], Vec<u8>)>, Error> {
        let _ = (key_type, key, now);
        unimplemented!()
    }

    /// What has been used of the allowances: on the day, and in the fiscal year.
    pub async fn used(&self, channel: Channel, day: Day, year: FiscalYear) -> Result<(u64, u64), Error> {
        let _ = (channel, day, year);
        unimplemented!()
    }

    /// Notifications to a recipient, newest first, as far as [`Store::index_recipients`] has come.
    pub async fn recipients_matching(
        &self,
        recipient: &str,
        most: usize,
    ) -> Result<Vec<NotificationId>, Error> {
        let _ = (recipient, most);
        unimplemented!()
    }

    /// The attempts to deliver a notification, first to last.
    pub async fn attempts(&self, notification: NotificationId) -> Result<Vec<Attempt>, Error> {
        let _ = notification;
        unimplemented!()
    }

    /// The newest audit events of the service, newest first.
    pub async fn audit(&self, most: usize) -> Result<Vec<AuditEvent>, Error> {
        let _ = most;
        unimplemented!()
    }
}
