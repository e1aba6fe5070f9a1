//! What an operator and, later, a team may change. Each change and its line in the audit log are
//! one transaction.

mod activity;
mod deletion;
mod departures;
mod folders;
mod going_live;
mod keeping;
mod keys;
mod managed_templates;
mod own_services;
mod pauses;
mod people;
mod platform;
mod safelist;
mod senders;
mod service_settings;
mod services;
mod team;
mod template_draft;
mod template_reading;
mod templates;
mod timeline;
mod urgency;

pub use activity::{Activity, ActivityPage, Extent};
pub use departures::{DepartureShown, KeyInQuestion, OpenDeparture};
pub use folders::FolderError;
pub use going_live::{
    AMOUNTS, Decision, GoLiveError, GoLiveQueued, GoLiveStep, GoingLive, Progress, RECIPIENTS, Task, USES,
    UseCase, VOLUMES, Volume,
};
pub use keys::{
    Author, CreatedKey, DayOfKey, KeyRequest, KeyState, KeySummary, KeyView, MOST_EXPIRY_DAYS, MOST_HOLDER,
    MOST_OVERLAP_DAYS, Rotated, Unsent,
};
pub use managed_templates::{ManageError, ManagedTemplate, Placement, TemplateChange};
pub use own_services::{FirstSteps, OwnService, OwnServiceRequest};
pub use platform::{Circuit, PersonError, PersonFound, ProviderSeen};
pub use safelist::{AddedToSafelist, MOST_ADDED, MOST_LABEL, SafelistError, SafelistView, SafelistedView};
pub use senders::{ReplyToError, SenderError, Verification};
pub use service_settings::{ServiceLabel, Setting, Switch};
pub use services::{LimitsChange, ServiceRequest};
pub use team::{InvitationShown, Removed, Team, TeamError};
pub use template_draft::{MOST_SUBJECT, TemplateDraft, TemplateFault, template_faults};
pub use template_reading::{TemplateSender, TemplateUsage};
pub use templates::{CopyRequest, EditError, TemplateRequest};
pub use timeline::{AttemptEnd, Timeline, TimelineAttempt, TimelinePersonal};
pub use urgency::{OwnPriority, Urgency, UrgencyChange};

use crate::authority::Authority;
use crate::{App, Unavailable};
use facteur_model::id::{
    ApiKeyId, AuditEventId, ReplyToId, ServiceId, SmsSenderId, TemplateCategoryId, TemplateId,
};
use facteur_model::policy::LiveKeyInTrial;
use facteur_model::service::{SendingNameError, ServiceNameError, Standing};
use facteur_store::{AuditEvent, Transaction, audit};
use serde_json::Value;

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("this person may not do this")]
    NotAllowed,
    #[error("there is no service {0}")]
    NoSuchService(ServiceId),
    #[error("the service has no template {0}")]
    NoSuchTemplate(TemplateId),
    #[error("there is no template category {0}")]
    NoSuchCategory(TemplateCategoryId),
    #[error("there is no API key {0}")]
    NoSuchKey(ApiKeyId),
    #[error("API key {0} is revoked already")]
    AlreadyRevoked(ApiKeyId),
    #[error("a service has at most {most} keys that work")]
    TooManyKeys { most: usize },
    #[error("API key {0} has a successor already")]
    AlreadyReplaced(ApiKeyId),
    #[error("this is paused already")]
    AlreadyPaused,
    #[error("this is not paused")]
    NotPaused,
    #[error("the service has an active key named “{0}” already")]
    NameTaken(String),
    #[error("the service is {}", .0.as_str())]
    NotActive(Standing),
    #[error(transparent)]
    ServiceName(#[from] ServiceNameError),
    #[error(transparent)]
    SendingName(#[from] SendingNameError),
    #[error("one person can have at most {most} services in trial mode")]
    TooManyServices { most: usize },
    #[error(transparent)]
    ReplyTo(#[from] ReplyToError),
    #[error("there is no reply-to address {0}")]
    NoSuchReplyTo(ReplyToId),
    #[error(transparent)]
    Sender(#[from] SenderError),
    #[error("there is no text message sender {0}")]
    NoSuchSender(SmsSenderId),
    #[error("a live key can be created only once the service is live")]
    LiveKeyInTrial(#[from] LiveKeyInTrial),
    /// `what` is the field, `why` what is wrong with it; the value is not repeated.
    #[error("{what}: {why}")]
    Invalid { what: &'static str, why: String },
    #[error("the store did not take the change")]
    Unavailable(#[from] Unavailable),
}

impl From<facteur_store::Error> for ChangeError {
    fn from(error: facteur_store::Error) -> Self {
        ChangeError::Unavailable(error.into())
    }
}

pub(crate) fn invalid(what: &'static str, why: impl Into<String>) -> ChangeError {
    ChangeError::Invalid { what, why: why.into() }
}

/// A name that people read, of at most 255 characters.
fn check_name(what: &'static str, name: &str) -> Result<(), ChangeError> {
    check_text(what, name, 255)
}

/// A line that people read: not blank, not longer than that, nothing that controls a terminal or a page.
pub(crate) fn check_text(what: &'static str, text: &str, most_characters: usize) -> Result<(), ChangeError> {
    if text.trim().is_empty() {
        return Err(invalid(what, "cannot be empty"));
    }
    if text.chars().count() > most_characters {
        return Err(invalid(what, format!("cannot be longer than {most_characters} characters")));
    }
    if text.chars().any(char::is_control) {
        return Err(invalid(what, "cannot hold control characters"));
    }
    Ok(())
}

impl App {
    /// Writes down who did what, in the same transaction. `detail` must hold nothing personal.
    pub(crate) async fn record(
        &self,
        tx: &mut Transaction,
        by: &Authority,
        service: Option<ServiceId>,
        action: &str,
        subject: &str,
        mut detail: Value,
    ) -> Result<(), ChangeError> {
        if let (Some(key), Value::Object(fields)) = (by.api_key(), &mut detail) {
            fields.insert("api_key".to_owned(), key.to_string().into());
        }
        let at = self.now();
        let event = AuditEvent {
            id: AuditEventId::new(at, self.chance()),
            at,
            service,
            actor: by.actor(),
            action: action.to_owned(),
            subject: subject.to_owned(),
            detail: detail.to_string(),
        };
        Ok(audit::append(tx, &event).await?)
    }
}
