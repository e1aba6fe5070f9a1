//! All that the request path needs to know of a service, in one consistent read.

use crate::api_keys::ApiKey;
use crate::members::Member;
use crate::reply_tos::ReplyTo;
use crate::services::Service;
use crate::sms_senders::SmsSender;
use std::fmt;

/// A service with its keys, people and senders, as of one moment. Cache it until its epoch changes.
#[derive(Clone, PartialEq, Eq)]
pub struct ServiceSnapshot {
    /// The service.
    pub service: Service,
    /// Its keys, revoked ones included, oldest first.
    pub keys: Vec<ApiKey>,
    /// Its people.
    pub members: Vec<Member>,
    /// Its safelist.
    pub safelist: Vec<String>,
    /// Its reply-to addresses, archived ones included.
    pub reply_tos: Vec<ReplyTo>,
    /// Its text message senders, archived ones included.
    pub sms_senders: Vec<SmsSender>,
    /// The service's change counter: equal to [`Store::service_epoch`](crate::Store::service_epoch) for as
    /// long as nothing of this has changed.
    pub epoch: i64,
}

impl fmt::Debug for ServiceSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceSnapshot")
            .field("service", &self.service)
            .field("epoch", &self.epoch)
            .finish_non_exhaustive()
    }
}
