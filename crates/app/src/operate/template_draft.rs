//! What a template may say, asked before it is written (templates.md §1, admin-ui §1.7).

use super::{ChangeError, invalid};
use crate::directory::ServiceView;
use facteur_model::Channel;
use facteur_template::SmsTemplate;
use facteur_template::limits::{MAX_EMAIL_CHARACTERS, MAX_NAME, MAX_SMS_UNITS, units_at_acceptance};
use facteur_template::placeholder::Pattern;

/// The most characters of a subject: more than any mail program shows, less than a header line may hold.
pub const MOST_SUBJECT: usize = 900;

/// A template as somebody wrote it.
#[derive(Debug, Clone, Copy)]
pub struct TemplateDraft<'a> {
    pub channel: Channel,
    pub name: &'a str,
    /// E-mail needs one; a text has none.
    pub subject: Option<&'a str>,
    pub content: &'a str,
    /// The service's name, where it stands in front of texts.
    pub prefix: Option<&'a str>,
}

/// What is wrong with a draft. `Display` is what the command line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TemplateFault {
    #[error("cannot be empty")]
    NameMissing,
    #[error("cannot be longer than {} characters", MAX_NAME)]
    NameTooLong,
    #[error("cannot hold control characters")]
    NameUnprintable,
    #[error("is required for an email")]
    SubjectMissing,
    #[error("a text message has none")]
    SubjectOfText,
    #[error("cannot be longer than {} characters", MOST_SUBJECT)]
    SubjectTooLong,
    #[error("cannot hold control characters")]
    SubjectUnprintable,
    #[error("cannot have commas between double brackets")]
    SubjectCommas,
    #[error("cannot be empty")]
    ContentMissing,
    /// With how long it is; texts are counted in the units of their encoding.
    #[error("Content has a character count greater than the limit of {limit}")]
    ContentTooLong { length: usize, limit: usize },
    #[error("cannot hold control characters")]
    ContentUnprintable,
    #[error("cannot have commas between double brackets")]
    ContentCommas,
}

impl TemplateFault {
    /// The field that it is about.
    pub fn field(self) -> &'static str {
        match self {
            Self::NameMissing | Self::NameTooLong | Self::NameUnprintable => "name",
            Self::SubjectMissing
            | Self::SubjectOfText
            | Self::SubjectTooLong
            | Self::SubjectUnprintable
            | Self::SubjectCommas => "subject",
            Self::ContentMissing
            | Self::ContentTooLong { .. }
            | Self::ContentUnprintable
            | Self::ContentCommas => "content",
        }
    }
}

/// What is wrong with a draft.
pub(super) struct Faulty {
    first: TemplateFault,
    pub(super) all: Vec<TemplateFault>,
}

impl From<Faulty> for ChangeError {
    /// Told of the first: a person mends one after the other.
    fn from(faulty: Faulty) -> Self {
        invalid(faulty.first.field(), faulty.first.to_string())
    }
}

/// May this service have a template that says so?
pub(super) fn check_template(
    view: &ServiceView,
    channel: Channel,
    name: &str,
    subject: Option<&str>,
    content: &str,
) -> Result<(), Faulty> {
    let faults =
        template_faults(&TemplateDraft { channel, name, subject, content, prefix: view.text_prefix() });
    match faults.first() {
        None => Ok(()),
        Some(&first) => Err(Faulty { first, all: faults }),
    }
}

/// Everything that is wrong with a draft.
pub fn template_faults(draft: &TemplateDraft<'_>) -> Vec<TemplateFault> {
    let mut faults = Vec::new();
    if draft.name.trim().is_empty() {
        faults.push(TemplateFault::NameMissing);
    } else if draft.name.trim().chars().count() > MAX_NAME {
        faults.push(TemplateFault::NameTooLong);
    } else if draft.name.chars().any(char::is_control) {
        faults.push(TemplateFault::NameUnprintable);
    }
    match (draft.channel, draft.subject) {
        (Channel::Sms, None) => {}
        (Channel::Sms, Some(_)) => faults.push(TemplateFault::SubjectOfText),
        (Channel::Email, None) => faults.push(TemplateFault::SubjectMissing),
        (Channel::Email, Some(subject)) if subject.trim().is_empty() => {
            faults.push(TemplateFault::SubjectMissing);
        }
        (Channel::Email, Some(subject)) => {
            if subject.chars().count() > MOST_SUBJECT {
                faults.push(TemplateFault::SubjectTooLong);
            }
            if is_unprintable(subject) {
                faults.push(TemplateFault::SubjectUnprintable);
            }
            if has_commas(subject) {
                faults.push(TemplateFault::SubjectCommas);
            }
        }
    }
    if draft.content.trim().is_empty() {
        faults.push(TemplateFault::ContentMissing);
    }
    if is_unprintable(draft.content) {
        faults.push(TemplateFault::ContentUnprintable);
    }
    let (length, limit) = match draft.channel {
        Channel::Email => (draft.content.chars().count(), MAX_EMAIL_CHARACTERS),
        Channel::Sms => {
            let units = SmsTemplate::parse(draft.content).source_count(None);
            (units_at_acceptance(units, draft.prefix), MAX_SMS_UNITS)
        }
    };
    if length > limit {
        faults.push(TemplateFault::ContentTooLong { length, limit });
    }
    if has_commas(draft.content) {
        faults.push(TemplateFault::ContentCommas);
    }
    faults
}

fn is_unprintable(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// A name with a comma could not be the heading of a column in a file of recipients.
fn has_commas(text: &str) -> bool {
    Pattern::parse(text).placeholders().any(|placeholder| placeholder.name().contains(','))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(channel: Channel, name: &str, subject: Option<&str>, content: &str) -> Vec<TemplateFault> {
        template_faults(&TemplateDraft { channel, name, subject, content, prefix: None })
    }

    #[test]
    fn a_whole_template_is_right() {
        let content = "Hello ((name))((vip??, our guest))";
        assert_eq!(faults(Channel::Email, "Greeting", Some("Hi ((name))"), content), []);
        assert_eq!(faults(Channel::Sms, "Greeting", None, content), []);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        assert_eq!(
            faults(Channel::Email, " ", Some("((a,b))"), "\u{7}((c, d))"),
            [
                TemplateFault::NameMissing,
                TemplateFault::SubjectCommas,
                TemplateFault::ContentUnprintable,
                TemplateFault::ContentCommas
            ]
        );
        assert_eq!(
            faults(Channel::Sms, &"a".repeat(256), Some("x"), " "),
            [TemplateFault::NameTooLong, TemplateFault::SubjectOfText, TemplateFault::ContentMissing]
        );
    }

    #[test]
    fn the_name_of_the_service_takes_room_in_a_text() {
        let content = "a".repeat(MAX_SMS_UNITS);
        let draft = TemplateDraft {
            channel: Channel::Sms,
            name: "n",
            subject: None,
            content: &content,
            prefix: Some("Parcs"),
        };
        assert_eq!(template_faults(&TemplateDraft { prefix: None, ..draft }), []);
        let limit = MAX_SMS_UNITS;
        assert_eq!(template_faults(&draft), [TemplateFault::ContentTooLong { length: limit + 7, limit }]);
    }
}
