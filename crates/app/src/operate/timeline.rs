//! What happened to one message, for whoever has to explain it.

use super::ChangeError;
use crate::App;
use crate::authority::Authority;
use crate::message::SEE_MESSAGE;
use facteur_model::api_key::KeyType;
use facteur_model::id::{NotificationId, ServiceId, TemplateId};
use facteur_model::notification::{Description, Status, describe};
use facteur_model::time::Moment;
use facteur_model::{Channel, Lane};
use facteur_store::{Attempt, Notification};
use serde_json::json;

/// A message from its acceptance to now. Without `Debug`: it holds the recipient.
pub struct Timeline {
    pub id: NotificationId,
    pub service: ServiceId,
    pub channel: Channel,
    pub key_type: KeyType,
    pub template: TemplateId,
    pub template_version: u32,
    pub status: Status,
    pub description: Description,
    /// The queue that it waits in, or waited in.
    pub lane: Lane,
    pub created_at: Moment,
    pub scheduled_for: Option<Moment>,
    pub sent_at: Option<Moment>,
    pub completed_at: Option<Moment>,
    pub updated_at: Option<Moment>,
    /// Text message parts; 1 for an e-mail.
    pub parts: u32,
    /// First to last.
    pub attempts: Vec<TimelineAttempt>,
    pub personal: TimelinePersonal,
}

/// The part of a timeline that is shown only to those who ask for it.
pub struct TimelinePersonal {
    /// As the caller wrote it.
    pub recipient: String,
    /// Personal, because providers like to repeat the address.
    pub provider_response: Option<String>,
}

/// One try to hand a message to a provider.
pub struct TimelineAttempt {
    /// 1 for the first.
    pub number: u32,
    pub provider: String,
    pub started_at: Moment,
    pub ended_at: Option<Moment>,
    pub outcome: AttemptEnd,
    /// What the provider said: personal, as in [`TimelinePersonal`].
    pub response: Option<String>,
}

/// How an attempt ended, as far as anybody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptEnd {
    /// In a word of the worker's, such as `handed-over` or `retry`.
    Known(String),
    /// It is over, and nobody knows whether the provider took the message.
    Unknown,
    /// No end is written: it runs now, or a crash cut it off.
    Open,
}

impl AttemptEnd {
    pub fn as_str(&self) -> &str {
        match self {
            AttemptEnd::Known(word) => word,
            AttemptEnd::Unknown => "unknown",
            AttemptEnd::Open => "open",
        }
    }
}

impl App {
    /// The timeline of a message; `None` when the service has no such message, or keeps it no longer, or when there is no
    /// such service.
    pub async fn timeline(
        &self,
        by: &Authority,
        service: ServiceId,
        id: NotificationId,
    ) -> Result<Option<Timeline>, ChangeError> {
        match self.allowed(by, service, SEE_MESSAGE).await {
            Ok(_) => {}
            Err(ChangeError::NoSuchService(_)) => return Ok(None),
            Err(error) => return Err(error),
        }
        let store = self.store().of(service);
        let Some(notification) = store.notification(id).await? else { return Ok(None) };
        // The attempts second: of a message that had ended before, none can have been caught half written.
        let attempts = store.attempts(id).await?;
        Ok(Some(timeline(notification, attempts)))
    }

    /// Writes into the audit log that somebody is about to be shown whom a message went to.
    pub async fn note_personal_look(&self, by: &Authority, of: &Timeline) -> Result<(), ChangeError> {
        self.allowed(by, of.service, SEE_MESSAGE).await?;
        let mut tx = self.store().begin().await?;
        let subject = of.id.to_string();
        self.record(&mut tx, by, Some(of.service), "notification.look", &subject, json!({})).await?;
        Ok(tx.commit().await?)
    }
}

fn timeline(notification: Notification, attempts: Vec<Attempt>) -> Timeline {
    let last = attempts.last().map(|attempt| attempt.number);
    let attempts = attempts
        .into_iter()
        .map(|attempt| {
            // Only the last attempt of a message that somebody still works on can be running.
            let may_run = last == Some(attempt.number) && !notification.status.is_complete();
            TimelineAttempt {
                number: attempt.number,
                outcome: match (attempt.outcome, attempt.ended_at) {
                    (Some(word), _) => AttemptEnd::Known(word),
                    (None, None) if may_run => AttemptEnd::Open,
                    (None, _) => AttemptEnd::Unknown,
                },
                provider: attempt.provider,
                started_at: attempt.started_at,
                ended_at: attempt.ended_at,
                response: attempt.detail,
            }
        })
        .collect();
    Timeline {
        id: notification.id,
        service: notification.service,
        channel: notification.channel,
        key_type: notification.key_type,
        template: notification.template,
        template_version: notification.template_version,
        status: notification.status,
        description: describe(notification.channel, notification.status, notification.reason),
        lane: notification.lane,
        created_at: notification.created_at,
        scheduled_for: notification.scheduled_for,
        sent_at: notification.sent_at,
        completed_at: notification.completed_at,
        updated_at: notification.updated_at,
        parts: notification.parts,
        attempts,
        personal: TimelinePersonal {
            recipient: notification.content.to,
            provider_response: notification.provider_response,
        },
    }
}
