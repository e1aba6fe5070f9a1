//! What the product does: accept, deliver, settle, create a key, look up what became of a message.
//!
//! Every operation takes the caller's authority as a value, owns its transaction, and writes its
//! audit event in the same transaction. Nothing here speaks HTTP, HTML or SQL.

mod auth;
mod directory;
mod send;
mod settings;
mod unavailable;
mod view;

pub use auth::{AuthError, Caller, MissingScope, Scoped};
pub use send::{
    Accepted, AcceptedContent, IdempotencyKey, MessageRequest, Replay, Sanitised, Schedule, SendError, SendRequest,
    Sending, Sent,
};
pub use settings::{Settings, Signature};
pub use unavailable::Unavailable;
pub use view::{
    MailboxEntry, MailboxMessage, NotificationFilter, NotificationView, PAGE, Preview, TemplateError, TemplateView,
};

use facteur_model::Channel;
use facteur_model::id::{NotificationId, TemplateId};
use facteur_model::time::Moment;
use serde_json::{Map, Value};

/// The product. Cheap to clone; every clone is the same one.
#[derive(Clone)]
pub struct App;

impl App {
    pub fn settings(&self) -> &Settings {
        unimplemented!()
    }

    /// The time by this installation's clock.
    pub fn now(&self) -> Moment {
        unimplemented!()
    }

    /// The schema version of the database, for `/_status`.
    pub fn database_version(&self) -> String {
        unimplemented!()
    }

    /// `ApiKey-v1`: the checks of contract §1.4, in order.
    pub async fn authenticate_key(&self, _text: &str) -> Result<Caller, AuthError> {
        unimplemented!()
    }

    /// `Bearer`: the checks of contract §1.5, in order. `arrived` is when the request came in.
    pub async fn authenticate_token(&self, _token: &str, _arrived: Moment) -> Result<Caller, AuthError> {
        unimplemented!()
    }

    /// Accepts one message; when it returns [`Sent`], the message is durable.
    ///
    /// `respond` writes the answer, so that it can be kept with the idempotency key in the same commit.
    pub async fn send(
        &self,
        _caller: &Caller,
        _request: SendRequest,
        _idempotency: Option<IdempotencyKey>,
        _respond: fn(&Settings, &Accepted) -> Vec<u8>,
    ) -> Sending {
        unimplemented!()
    }

    /// A notification of the caller's service, by any of its keys (contract §2.2).
    pub async fn notification(
        &self,
        _caller: &Caller,
        _id: NotificationId,
    ) -> Result<Option<NotificationView>, Unavailable> {
        unimplemented!()
    }

    /// The newest notifications of the caller's key type, [`PAGE`] at most (contract §3.6).
    pub async fn notifications(
        &self,
        _caller: &Caller,
        _filter: &NotificationFilter,
    ) -> Result<Vec<NotificationView>, Unavailable> {
        unimplemented!()
    }

    /// A template, archived ones included, hidden ones not; `None` means its current version.
    pub async fn template(
        &self,
        _caller: &Caller,
        _id: TemplateId,
        _version: Option<u32>,
    ) -> Result<TemplateView, TemplateError> {
        unimplemented!()
    }

    /// The service's templates by name, then channel; without archived and hidden ones.
    pub async fn templates(
        &self,
        _caller: &Caller,
        _channel: Option<Channel>,
    ) -> Result<Vec<TemplateView>, Unavailable> {
        unimplemented!()
    }

    /// The template filled in. Works on archived templates too.
    pub async fn preview(
        &self,
        _caller: &Caller,
        _id: TemplateId,
        _personalisation: &Map<String, Value>,
    ) -> Result<Preview, TemplateError> {
        unimplemented!()
    }

    /// The newest messages of the service's mailbox, [`PAGE`] at most.
    pub async fn mailbox(
        &self,
        _caller: &Caller,
        _older_than: Option<NotificationId>,
    ) -> Result<Vec<MailboxEntry>, Unavailable> {
        unimplemented!()
    }

    /// One message of the mailbox, rendered on demand.
    pub async fn mailbox_message(
        &self,
        _caller: &Caller,
        _id: NotificationId,
    ) -> Result<Option<MailboxMessage>, Unavailable> {
        unimplemented!()
    }
}
