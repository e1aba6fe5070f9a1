//! The fields of a template, as requests name them.

use crate::echo;
use crate::schema::{Violations, rules};
use facteur_app::{MOST_SUBJECT, Placement};
use facteur_i18n::Message;
use facteur_model::Channel;
use facteur_model::id::{FolderId, TemplateCategoryId};
use serde_json::Value;

pub const FOLDER: &str = "parent_folder_id";

/// Text that says something.
pub fn filled(field: &'static str, value: Value, violations: &mut Violations) -> Option<String> {
    let text = rules::text(field, value, violations)?;
    if text.trim().is_empty() {
        violations.push(Message::TooShort { field, value: echo::text(&text) });
        return None;
    }
    Some(text)
}

/// A subject, or what a text message has in its place.
pub fn subject(field: &'static str, value: Value, violations: &mut Violations) -> Option<String> {
    let text = rules::text(field, value, violations)?;
    if text.chars().count() > MOST_SUBJECT {
        violations.push(Message::TooLong { field, value: echo::text(&text) });
        return None;
    }
    Some(text)
}

/// `sms` or `email`.
pub fn channel(field: &'static str, value: Value, violations: &mut Violations) -> Option<Channel> {
    let channel = value.as_str().and_then(Channel::from_wire);
    if channel.is_none() {
        let values = "sms, email".to_owned();
        violations.push(Message::NotOneOf { field, value: echo::value(&value), values });
    }
    channel
}

/// A category's id: what is wrong with it has words of its own.
pub fn category(
    _field: &'static str,
    value: Value,
    violations: &mut Violations,
) -> Option<TemplateCategoryId> {
    let id = value.as_str().and_then(TemplateCategoryId::parse);
    if id.is_none() {
        violations.push(Message::CategoryNotAUuid);
    }
    id
}

/// A folder's id, or null for none.
pub fn placement(field: &'static str, value: Value, violations: &mut Violations) -> Option<Placement> {
    if value.is_null() {
        return Some(Placement::Top);
    }
    rules::id(FolderId::parse)(field, value, violations).map(Placement::In)
}
