//! What became of a message, in words (admin-ui §1.11).

use facteur_app::MessageLine;
use facteur_i18n::Words;
use facteur_model::notification::{Description, Fate};

/// The part of the keys of its messages that names what became of a message.
pub fn key(line: &MessageLine) -> &'static str {
    if line.fate == Some(Fate::InTransit) {
        return "in-transit";
    }
    match line.description {
        Description::InTransit | Description::Sent => "in-transit",
        Description::Delivered => "delivered",
        Description::Failed => "failed",
        Description::TechIssue => "tech-issue",
        Description::ContentOrInboxIssue => "content-or-inbox",
        Description::CarrierIssue => "carrier",
        Description::Blocked => "blocked",
        Description::NoSuchAddress => "no-such-address",
        Description::NoSuchNumber => "no-such-number",
        Description::InternationalUnreachable => "international",
        Description::AttachmentHasVirus => "virus",
        Description::ExceedsProtectedA => "protected-a",
        Description::Cancelled => "cancelled",
    }
}

/// A few words.
pub fn words(t: &Words, line: &MessageLine) -> String {
    t.say(&format!("status-{}", key(line)))
}

/// Did it fail?
pub fn is_failed(line: &MessageLine) -> bool {
    line.fate.is_some_and(|fate| Fate::FAILURES.contains(&fate))
}
