//! Why a message was not sent, in the words of whoever wrote it. Every reason has its words, or this does not compile.

use super::chosen_files;
use crate::refused::Refused;
use crate::visit::Visit;
use facteur_app::{Crowded, SendError, SiteSendError};
use facteur_i18n::Words;
use facteur_model::Channel;
use facteur_model::allowance::Exhausted;
use facteur_model::policy::Refusal;
use facteur_model::recipient::PhoneError;
use facteur_model::service::Mode;

/// The field that a refusal is about, and what to say.
pub fn said(visit: &Visit, error: SiteSendError) -> Result<(&'static str, String), Refused> {
    let error = match error {
        SiteSendError::Change(change) => return Err(change.into()),
        SiteSendError::File(error) => return Ok(("send", chosen_files::refusal(visit, error)?)),
        SiteSendError::Refused(error) => error,
    };
    let t = visit.words();
    let words = match error {
        SendError::Unavailable(unavailable) => return Err(unavailable.into()),
        SendError::Suspended => ("send", t.say("send-refused-suspended")),
        SendError::ChannelNotPermitted(Channel::Email) => ("send", t.say("send-refused-email-off")),
        SendError::ChannelNotPermitted(Channel::Sms) => ("send", t.say("send-refused-sms-off")),
        SendError::EmailsPaused => ("send", t.say("send-refused-emails-paused")),
        SendError::NumberCrowded(Crowded::Equal { limit, .. }) => {
            ("to", t.say1("send-refused-equal-texts", "limit", limit))
        }
        SendError::NumberCrowded(Crowded::Any { limit, .. }) => {
            ("to", t.say1("send-refused-texts", "limit", limit))
        }
        SendError::RateExceeded { rate, .. } => ("send", t.say1("send-refused-rate", "limit", rate.limit)),
        SendError::TemplateNotFound => ("send", t.say("send-refused-no-template")),
        SendError::TemplateOfOtherChannel { .. } => ("send", t.say("send-refused-other-channel")),
        SendError::TemplateArchived(_) => ("send", t.say("send-refused-archived")),
        SendError::MissingPersonalisation { names, .. } => {
            ("send", t.say1("send-refused-missing", "names", t.list(&names)))
        }
        SendError::SmsTooLong { limit } => ("send", t.say1("send-refused-too-long", "limit", limit)),
        SendError::Blank => ("send", t.say("send-refused-blank")),
        SendError::Exhausted { channel, mode, what, resets_in } => {
            let at = visit.app().now().plus(resets_in);
            let (limit, key) = match (what, channel, mode) {
                (Exhausted::Daily { limit }, Channel::Email, Mode::Trial) => {
                    (limit, "send-refused-trial-day-email")
                }
                (Exhausted::Daily { limit }, Channel::Sms, Mode::Trial) => {
                    (limit, "send-refused-trial-day-sms")
                }
                (Exhausted::Daily { limit }, Channel::Email, Mode::Live) => (limit, "send-refused-day-email"),
                (Exhausted::Daily { limit }, Channel::Sms, Mode::Live) => (limit, "send-refused-day-sms"),
                (Exhausted::Annual { limit }, Channel::Email, _) => (limit, "send-refused-year-email"),
                (Exhausted::Annual { limit }, Channel::Sms, _) => (limit, "send-refused-year-sms"),
            };
            let when = match what {
                Exhausted::Daily { .. } => t.hour(at),
                Exhausted::Annual { .. } => t.date(at),
            };
            ("send", t.say2(key, "limit", limit, "when", when))
        }
        SendError::ReplyToNotFound { .. } => ("sender", t.say("send-refused-reply-to")),
        SendError::SmsSenderNotFound { .. } => ("sender", t.say("send-refused-sender")),
        SendError::RecipientRefused { refusal: Refusal::TrialMode, .. } => {
            ("to", t.say("send-refused-trial"))
        }
        SendError::RecipientRefused { refusal: Refusal::TeamKey, .. } => ("to", t.say("send-refused-team")),
        SendError::InternationalNotPermitted => ("to", t.say("send-refused-international")),
        SendError::UndeliverableAddress => ("to", t.say("send-refused-undeliverable")),
        SendError::DocumentsNotPermitted => ("send", t.say("send-refused-documents")),
        SendError::FileUnreadable { .. }
        | SendError::FileTypeNotSupported { .. }
        | SendError::FileNamedOtherwise { .. } => ("send", t.say("send-refused-file")),
        SendError::FilesUnreachable => ("send", t.say("send-refused-files-away")),
        SendError::IdempotencyKeyReused => ("send", t.say("send-refused-twice")),
        SendError::IdempotencyInProgress => ("send", t.say("send-refused-in-progress")),
        // A person has no key; what takes one away here is the end of the service.
        SendError::KeyRevoked => ("send", t.say("send-refused-no-service")),
    };
    Ok(words)
}

/// Why a text is no phone number to send to.
pub fn said_of_phone(t: &Words, error: PhoneError) -> String {
    match error {
        PhoneError::Semicolon => t.say("send-phone-semicolon"),
        PhoneError::NotLocal => t.say("send-phone-not-local"),
        PhoneError::NotInternational => t.say("send-phone-invalid"),
        PhoneError::TooShort => t.say("send-phone-short"),
        PhoneError::UnsupportedCountry(code) => t.say1("send-phone-country", "code", format!("+{code}")),
    }
}
