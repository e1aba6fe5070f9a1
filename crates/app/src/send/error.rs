//! Why a message was not accepted. Each variant is a situation; the words are the API's and the site's.

use crate::one_number::Crowded;
use facteur_model::Channel;
use facteur_model::allowance::{Exhausted, Rate};
use facteur_model::api_key::KeyType;
use facteur_model::id::{ReplyToId, ServiceId, SmsSenderId, TemplateId};
use facteur_model::policy::Refusal;
use facteur_model::service::Mode;
use facteur_model::time::Micros;

#[derive(Debug, thiserror::Error)]
pub enum SendError {
    #[error("the key was revoked while its request came in")]
    KeyRevoked,
    #[error("the service is suspended")]
    Suspended,
    #[error("the service may not send by {}", .0.as_str())]
    ChannelNotPermitted(Channel),
    /// Too many of its e-mails came back.
    #[error("the e-mails of the service are paused")]
    EmailsPaused,
    #[error("more than {} calls a minute with {} keys", rate.limit, key_type.as_str())]
    RateExceeded { key_type: KeyType, rate: Rate },
    #[error("no such template in this service")]
    TemplateNotFound,
    #[error("the template is for {}, the call is for {}", template.as_str(), call.as_str())]
    TemplateOfOtherChannel { template: Channel, call: Channel },
    #[error("template {0} has been archived")]
    TemplateArchived(TemplateId),
    #[error("personalisation is missing for template {template}")]
    MissingPersonalisation { template: TemplateId, names: Vec<String> },
    #[error("the text is longer than {limit} units")]
    SmsTooLong { limit: usize },
    #[error("the message is blank")]
    Blank,
    /// `resets_in` is the time until the allowance starts anew.
    #[error("an allowance is used up")]
    Exhausted { channel: Channel, mode: Mode, what: Exhausted, resets_in: Micros },
    #[error("the number has had as many texts as it may get within an hour")]
    NumberCrowded(Crowded),
    #[error("no such reply-to address in this service")]
    ReplyToNotFound { id: ReplyToId, service: ServiceId },
    #[error("no such text message sender in this service")]
    SmsSenderNotFound { id: SmsSenderId, service: ServiceId },
    #[error("the recipient may not be reached")]
    RecipientRefused { refusal: Refusal, service: ServiceId },
    #[error("the service may not send to other countries")]
    InternationalNotPermitted,
    #[error("the local part of the address cannot be delivered")]
    UndeliverableAddress,
    #[error("the service may not send documents")]
    DocumentsNotPermitted,
    #[error("the content of a file cannot be read")]
    FileUnreadable { key: String },
    #[error("files of the type {media_type} are not sent")]
    FileTypeNotSupported { media_type: String },
    #[error("a file is named as something else than {media_type}")]
    FileNamedOtherwise { name: String, media_type: &'static str },
    #[error("files cannot be stored now")]
    FilesUnreachable,
    #[error("the idempotency key was used with another body")]
    IdempotencyKeyReused,
    #[error("a call with this idempotency key is still being answered")]
    IdempotencyInProgress,
    #[error("the store did not take the message")]
    Unavailable(#[from] crate::Unavailable),
}
