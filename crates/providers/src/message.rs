//! A finished message, ready to leave. Its `Debug` never shows who it is for or what it says.

use std::fmt;
use std::sync::Arc;

use facteur_model::Channel;
use facteur_model::id::{NotificationId, ServiceId};
use facteur_model::time::Moment;

/// One message on its way to one recipient, for one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub id: NotificationId,
    pub service: ServiceId,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// When the message was accepted; the same on every attempt, so that the bytes are the same too.
    pub at: Moment,
    pub message: Message,
}

/// The content, by channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    Email(Email),
    Sms(Sms),
}

impl Message {
    pub fn channel(&self) -> Channel {
        match self {
            Message::Email(_) => Channel::Email,
            Message::Sms(_) => Channel::Sms,
        }
    }
}

/// An e-mail, rendered.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    /// The name beside the address, as people read it: the service's.
    pub from_name: String,
    pub from_address: String,
    pub reply_to: Option<String>,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Where one click unsubscribes (RFC 8058): an `https` address.
    pub unsubscribe_url: Option<String>,
    /// Said in `Content-Language` when it is known.
    pub language: Option<Language>,
    pub attachments: Vec<Attachment>,
}

/// A file that travels inside an e-mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// As people see it.
    pub name: String,
    /// Such as `application/pdf`.
    pub media_type: &'static str,
    pub content: Arc<Vec<u8>>,
}

/// The language of a message's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    English,
    French,
    /// Both, one after the other.
    Bilingual,
}

/// A text message, rendered.
#[derive(Clone, PartialEq, Eq)]
pub struct Sms {
    /// The number or the name it comes from; the provider's own choice when there is none.
    pub from: Option<String>,
    /// E.164: `+16135550100`.
    pub to: String,
    pub text: String,
    /// How many parts the text is sent and charged in.
    pub parts: u32,
    pub encoding: Encoding,
}

/// How the characters of a text message travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// The GSM alphabet: 160 characters in a single part.
    Gsm,
    /// UCS-2: 70 characters in a single part.
    Unicode,
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Email").field("language", &self.language).finish_non_exhaustive()
    }
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment").field("media_type", &self.media_type).finish_non_exhaustive()
    }
}

impl fmt::Debug for Sms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sms")
            .field("parts", &self.parts)
            .field("encoding", &self.encoding)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_debugged_message_says_neither_who_nor_what() {
        let secret = "personne@exemple.ca";
        let email = Email {
            from_name: secret.into(),
            from_address: secret.into(),
            reply_to: Some(secret.into()),
            to: secret.into(),
            subject: secret.into(),
            text: secret.into(),
            html: secret.into(),
            unsubscribe_url: Some(secret.into()),
            language: Some(Language::French),
            attachments: vec![Attachment {
                name: secret.into(),
                media_type: "text/plain",
                content: Arc::new(secret.into()),
            }],
        };
        let sms = Sms {
            from: Some(secret.into()),
            to: secret.into(),
            text: secret.into(),
            parts: 1,
            encoding: Encoding::Gsm,
        };
        for message in [Message::Email(email), Message::Sms(sms)] {
            assert!(!format!("{message:?}").contains("exemple"), "{message:?}");
        }
    }
}
