//! What a caller asks for and what it is answered, in types; the wire's words are the API's.

use facteur_model::Channel;
use facteur_model::id::{NotificationId, ReplyToId, ServiceId, SmsSenderId, TemplateId};
use facteur_model::recipient::{EmailAddress, PhoneNumber, Recipient};
use facteur_model::time::Moment;
use serde_json::{Map, Value};
use std::fmt;

/// One message to one recipient, already valid in itself (contract §3.1).
pub struct SendRequest {
    pub template: TemplateId,
    pub personalisation: Map<String, Value>,
    /// The caller's own name for the message.
    pub reference: Option<String>,
    pub schedule: Schedule,
    pub message: MessageRequest,
}

/// The part of a request that differs by channel.
pub enum MessageRequest {
    Email {
        to: EmailAddress,
        reply_to: Option<ReplyToId>,
        /// Becomes `List-Unsubscribe` with one click.
        unsubscribe_url: Option<String>,
        /// Names of personalisation whose Markdown and links are made inert (contract §8.4 item 3).
        sanitise: Vec<String>,
    },
    Sms {
        to: PhoneNumber,
        sender: Option<SmsSenderId>,
    },
}

/// When to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schedule {
    Now,
    /// `text` is what the caller wrote: the answer repeats it (contract §3.1).
    At {
        moment: Moment,
        text: String,
    },
}

impl MessageRequest {
    pub fn channel(&self) -> Channel {
        match self {
            MessageRequest::Email { .. } => Channel::Email,
            MessageRequest::Sms { .. } => Channel::Sms,
        }
    }

    pub fn recipient(&self) -> Recipient {
        match self {
            MessageRequest::Email { to, .. } => Recipient::Email(to.clone()),
            MessageRequest::Sms { to, .. } => Recipient::Phone(to.clone()),
        }
    }
}

/// Says nothing of the recipient, the reference or the personalisation.
impl fmt::Debug for SendRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendRequest")
            .field("template", &self.template)
            .field("channel", &self.message.channel())
            .field("schedule", &self.schedule)
            .finish_non_exhaustive()
    }
}

/// A caller's promise that the same key means the same request (24 hours, per service and key type).
pub struct IdempotencyKey {
    /// 1 to 255 characters.
    pub key: String,
    /// SHA-256 of the method, the path and the body.
    pub digest: [u8; 32],
}

/// What was accepted: enough to write the 201 (contract §3.1).
pub struct Accepted {
    pub id: NotificationId,
    pub service: ServiceId,
    pub reference: Option<String>,
    pub template: TemplateId,
    pub template_version: u32,
    pub schedule: Schedule,
    pub content: AcceptedContent,
    /// What sanitising changed, by name of personalisation, in the order of the request.
    pub sanitised: Vec<(String, Sanitised)>,
}

pub enum AcceptedContent {
    Email { from_email: String, subject: String, body: String, unsubscribe_url: Option<String> },
    Sms { from_number: Option<String>, body: String },
}

/// One value before and after sanitising.
#[derive(Clone)]
pub struct Sanitised {
    pub unsanitised: String,
    pub sanitised: String,
}
