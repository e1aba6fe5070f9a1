//! Why a message was not accepted, in the contract's words (§3.1, §5).

use super::{BAD_REQUEST, Class, Refusal};
use crate::echo;
use axum::http::StatusCode;
use facteur_app::{Crowded, SendError, Settings};
use facteur_i18n::Message;
use facteur_model::Channel;
use facteur_model::allowance::{Exhausted, RATE_WINDOW_SECONDS};
use facteur_model::policy::Refusal as Unreachable;
use facteur_model::service::Mode;
use facteur_model::time::{Micros, SECOND};

/// The answer to a send that was not accepted. The settings know where the pages on keys are.
pub fn refuse_send(error: SendError, settings: &Settings) -> Refusal {
    let bad_request = Refusal::bad_request;
    match error {
        SendError::KeyRevoked => Refusal::new(StatusCode::FORBIDDEN, "AuthError", Message::KeyRevoked),
        SendError::Suspended => Refusal::new(StatusCode::FORBIDDEN, BAD_REQUEST, Message::ServiceSuspended),
        SendError::ChannelNotPermitted(channel) => {
            bad_request(Message::ChannelNotPermitted { channel: channel.as_str() })
        }
        // The team reads why on its dashboard; programs get the contract's words (§5.6).
        SendError::EmailsPaused => {
            bad_request(Message::ChannelNotPermitted { channel: Channel::Email.as_str() })
        }
        SendError::NumberCrowded(crowded) => {
            let (message, seconds) = match crowded {
                Crowded::Equal { limit, seconds } => {
                    (Message::EqualTextsLimit { limit: limit.into() }, seconds)
                }
                Crowded::Any { limit, seconds } => (Message::TextsLimit { limit: limit.into() }, seconds),
            };
            Refusal::new(StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsError", message).after(seconds)
        }
        SendError::RateExceeded { key_type, rate } => {
            let message = Message::RateExceeded {
                key_type: key_type.upper(),
                limit: u64::from(rate.limit),
                seconds: u64::from(RATE_WINDOW_SECONDS),
            };
            Refusal::new(StatusCode::TOO_MANY_REQUESTS, "RateLimitError", message).after(rate.reset_seconds)
        }
        SendError::TemplateNotFound => bad_request(Message::TemplateNotFound),
        SendError::TemplateOfOtherChannel { template, call } => {
            bad_request(Message::TemplateOfOtherChannel { template: template.as_str(), call: call.as_str() })
        }
        SendError::TemplateArchived(template) => {
            bad_request(Message::TemplateArchived { template: template.to_string() })
        }
        SendError::MissingPersonalisation { template, names } => {
            bad_request(Message::PersonalisationMissing {
                template: template.to_string(),
                names: names.join(", "),
            })
        }
        SendError::SmsTooLong { limit } => {
            bad_request(Message::SmsTooLong { limit: u64::try_from(limit).unwrap_or(u64::MAX) })
        }
        SendError::Blank => bad_request(Message::MessageBlank),
        SendError::Exhausted { channel, mode, what, resets_in } => {
            let (class, message) = exhausted(channel, mode, what);
            Refusal::new(StatusCode::TOO_MANY_REQUESTS, class, message).after(whole_seconds(resets_in))
        }
        SendError::ReplyToNotFound { id, service } => {
            bad_request(Message::ReplyToNotFound { id: id.to_string(), service: service.to_string() })
        }
        SendError::SmsSenderNotFound { id, service } => {
            bad_request(Message::SmsSenderNotFound { id: id.to_string(), service: service.to_string() })
        }
        SendError::RecipientRefused { refusal, service } => {
            let keys_page = settings.keys_documentation_url.clone();
            bad_request(match refusal {
                Unreachable::TeamKey => Message::TeamKeyRefused { service: service.to_string(), keys_page },
                Unreachable::TrialMode => Message::TrialModeRefused { keys_page },
            })
        }
        SendError::InternationalNotPermitted => bad_request(Message::InternationalNotPermitted),
        SendError::UndeliverableAddress => Refusal::invalid_with(Message::EmailNotValid),
        SendError::DocumentsNotPermitted => bad_request(Message::DocumentsNotPermitted),
        SendError::FileUnreadable { key } => {
            Refusal::invalid_with(Message::FileNotBase64 { key: echo::text(&key) })
        }
        SendError::FileTypeNotSupported { media_type } => bad_request(Message::FileTypeNotSupported {
            media_type,
            supported: facteur_app::supported().collect::<Vec<_>>().join(", "),
        }),
        SendError::FileNamedOtherwise { name, media_type } => bad_request(Message::FileNamedOtherwise {
            name: echo::text(&name),
            media_type: media_type.to_owned(),
        }),
        SendError::FilesUnreachable => {
            Refusal::new(StatusCode::SERVICE_UNAVAILABLE, BAD_REQUEST, Message::FilesUnreachable).after(10)
        }
        SendError::IdempotencyKeyReused => Refusal::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "IdempotencyKeyReused",
            Message::IdempotencyKeyReused,
        ),
        SendError::IdempotencyInProgress => {
            Refusal::new(StatusCode::CONFLICT, "IdempotencyInProgress", Message::IdempotencyInProgress)
                .after(1)
        }
        SendError::Unavailable(unavailable) => Refusal::from(unavailable),
    }
}

/// The class names the mode, the limit and the channel, each in its own way (contract §5.2, §5.3).
fn exhausted(channel: Channel, mode: Mode, what: Exhausted) -> (Class, Message) {
    let class = match (mode, what, channel) {
        (Mode::Live, Exhausted::Daily { .. }, Channel::Email) => "LiveServiceTooManyEmailRequestsError",
        (Mode::Live, Exhausted::Daily { .. }, Channel::Sms) => "LiveServiceTooManySMSRequestsError",
        (Mode::Trial, Exhausted::Daily { .. }, Channel::Email) => "TrialServiceTooManyEmailRequestsError",
        (Mode::Trial, Exhausted::Daily { .. }, Channel::Sms) => "TrialServiceTooManySMSRequestsError",
        (Mode::Live, Exhausted::Annual { .. }, Channel::Email) => {
            "LiveServiceRequestExceedsEmailAnnualLimitError"
        }
        (Mode::Live, Exhausted::Annual { .. }, Channel::Sms) => {
            "LiveServiceRequestExceedsSMSAnnualLimitError"
        }
        (Mode::Trial, Exhausted::Annual { .. }, Channel::Email) => {
            "TrialServiceRequestExceedsEmailAnnualLimitError"
        }
        (Mode::Trial, Exhausted::Annual { .. }, Channel::Sms) => {
            "TrialServiceRequestExceedsSMSAnnualLimitError"
        }
    };
    let message = match (what, channel) {
        (Exhausted::Daily { limit }, Channel::Email) => Message::DailyEmailLimit { limit },
        (Exhausted::Daily { limit }, Channel::Sms) => Message::DailySmsLimit { limit },
        (Exhausted::Annual { limit }, Channel::Email) => Message::AnnualEmailLimit { limit },
        (Exhausted::Annual { limit }, Channel::Sms) => Message::AnnualSmsLimit { limit },
    };
    (class, message)
}

/// Rounded up: who waits that long is let in.
fn whole_seconds(span: Micros) -> u32 {
    let seconds = span.div_euclid(SECOND) + i64::from(span.rem_euclid(SECOND) > 0);
    u32::try_from(seconds.max(1)).unwrap_or(u32::MAX)
}
