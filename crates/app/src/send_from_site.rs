//! Sending one message from the site: as a member, with the reach of a live key.

use crate::auth::Caller;
use crate::authority::{Authority, Need};
use crate::operate::ChangeError;
use crate::{
    Accepted, App, HoldError, IdempotencyKey, MessageRequest, Schedule, SendError, SendRequest, Settings,
    SiteFile,
};
use facteur_model::id::{NotificationId, ServiceId, TemplateId};
use facteur_model::person::Right;
use facteur_store::{ReplyTo, SmsSender};
use serde_json::{Map, Value};
use tracing::warn;

/// Characters of what a form calls its message by.
const LONGEST_TOKEN: usize = 64;

/// One message that somebody wrote on the site.
pub struct SiteMessage {
    pub template: TemplateId,
    pub personalisation: Map<String, Value>,
    /// Files in the place of values, by the names of these.
    pub files: Vec<(String, SiteFile)>,
    pub schedule: Schedule,
    pub message: MessageRequest,
    /// Drawn with the preview, so that sending it twice sends once.
    pub token: String,
    /// SHA-256 of everything above.
    pub digest: [u8; 32],
}

/// Says nothing of the recipient and the values.
impl std::fmt::Debug for SiteMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SiteMessage").field("template", &self.template).finish_non_exhaustive()
    }
}

/// Why a message was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SiteSendError {
    /// The person may not send for this service.
    #[error("the message may not be sent by this person")]
    Change(#[from] ChangeError),
    #[error("a file of the message was refused")]
    File(#[from] HoldError),
    #[error("the message was refused")]
    Refused(#[from] SendError),
}

/// From whom messages of a service may come.
#[derive(Debug, Clone)]
pub struct SendingFrom {
    /// The address of e-mails.
    pub address: String,
    pub reply_tos: Vec<ReplyTo>,
    pub sms_senders: Vec<SmsSender>,
    /// The sender of texts when the service has none of its own.
    pub usual_sms_sender: Option<String>,
    /// The name that stands in front of texts.
    pub prefix: Option<String>,
}

impl App {
    /// From whom the messages of a service may come, defaults first.
    pub async fn sending_from(&self, by: &Authority, service: ServiceId) -> Result<SendingFrom, ChangeError> {
        let view = self.allowed(by, service, Need::Membership).await?;
        let mut reply_tos: Vec<_> = view.usable_reply_tos().cloned().collect();
        reply_tos.sort_by_key(|reply_to| !reply_to.is_default);
        let mut sms_senders: Vec<_> = view.sms_senders().cloned().collect();
        sms_senders.sort_by_key(|sender| !sender.is_default);
        Ok(SendingFrom {
            address: self.sending_address(view.service()),
            reply_tos,
            sms_senders,
            usual_sms_sender: self.settings().default_sms_sender.clone(),
            prefix: view.text_prefix().map(str::to_owned),
        })
    }

    /// Sends one message for a service that the person is a member of. `None` when it went to a recipient for smoke
    /// tests: then it was accepted, and nothing of it is kept.
    pub async fn send_from_site(
        &self,
        by: &Authority,
        service: ServiceId,
        message: SiteMessage,
    ) -> Result<Option<NotificationId>, SiteSendError> {
        let view = self.allowed(by, service, Need::OwnRight(Right::SendMessages)).await?;
        let person = by.user().ok_or(ChangeError::NotAllowed)?;
        let caller = Caller::person(view, person);
        let has_files = !message.files.is_empty();
        let (files, room) = self.files_as_values(&message.files).await?;
        let token: String =
            message.token.chars().filter(char::is_ascii_alphanumeric).take(LONGEST_TOKEN).collect();
        // With the person in it: a token guessed or repeated by somebody else is another key.
        let key = IdempotencyKey { key: format!("site:{person}:{token}"), digest: message.digest };
        let mut personalisation = message.personalisation;
        personalisation.extend(files);
        let request = SendRequest {
            template: message.template,
            personalisation,
            reference: None,
            schedule: message.schedule,
            message: message.message,
        };
        let sent = self.send(&caller, request, Some(key), written_id).await.result?;
        drop(room);
        if has_files {
            // The message is on its way, whatever becomes of the counter.
            if let Err(failure) = self.forgive_held_files(person).await {
                let error = &failure as &dyn std::error::Error;
                warn!(error, "Files that were sent still count as kept");
            }
        }
        let id = std::str::from_utf8(&sent.body).ok().and_then(NotificationId::parse);
        // Only what `written_id` wrote is kept under such a key.
        let id = id.expect("the kept answer is the message's id");
        let kept = self.store().of(service).notification(id).await.map_err(ChangeError::from)?;
        Ok(kept.map(|_| id))
    }
}

/// The answer that is kept with the idempotency key.
fn written_id(_settings: &Settings, accepted: &Accepted) -> Vec<u8> {
    accepted.id.to_string().into_bytes()
}
