//! The values for a template's placeholders (contract §3.1.3).

use super::{Violations, files, rules};
use facteur_app::FileSettings;
use facteur_i18n::Message;
use facteur_model::Channel;
use facteur_template::limits::{MAX_PERSONALISATION, personalisation_size};
use serde_json::{Map, Value};

pub const FIELD: &str = "personalisation";

/// The rule of `personalisation`. An object among its values is a file, which only an e-mail can carry.
pub fn personalisation(channel: Channel) -> impl super::Rule<Map<String, Value>> {
    move |field, value, violations: &mut Violations| {
        let values = rules::object(field, value, violations)?;
        for value in values.values() {
            if let Value::Object(file) = value {
                match channel {
                    Channel::Email => files::check_shape(field, file, violations),
                    Channel::Sms => violations.push(Message::FilesInTextMessage),
                }
            }
        }
        check_characters(field, &values, violations);
        Some(values)
    }
}

/// The rule of `personalisation` in a preview, where nothing is attached.
pub fn for_preview(
    field: &'static str,
    value: Value,
    violations: &mut Violations,
) -> Option<Map<String, Value>> {
    let values = rules::object(field, value, violations)?;
    check_characters(field, &values, violations);
    Some(values)
}

/// What is asked once the schema is satisfied: the size of the values, then the files one by one.
pub fn check_size(values: &Map<String, Value>, settings: FileSettings) -> Violations {
    let mut violations = check_values_size(values);
    files::check_content(values, settings, &mut violations);
    violations
}

/// The size of the values alone.
pub fn check_values_size(values: &Map<String, Value>) -> Violations {
    let mut violations = Violations::default();
    let size = personalisation_size(values);
    if size > MAX_PERSONALISATION {
        let (size, limit) = (count(size), count(MAX_PERSONALISATION));
        violations.push(Message::PersonalisationTooLarge { size, limit });
    }
    violations
}

pub(super) fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn check_characters(field: &'static str, values: &Map<String, Value>, violations: &mut Violations) {
    let wrong = values.iter().any(|(name, value)| {
        // The content of a file is base64, which is checked as such.
        holds_control(name) || (!value.is_object() && holds_control_within(value))
    });
    if wrong {
        violations.push(Message::ControlCharacter { field });
    }
}

fn holds_control_within(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => holds_control(text),
        Value::Array(items) => items.iter().any(holds_control_within),
        Value::Object(fields) => {
            fields.iter().any(|(name, value)| holds_control(name) || holds_control_within(value))
        }
    }
}

/// Characters that mean nothing in a message. Tabs and line ends do; U+0080 to U+009F stay, because text
/// from old Windows programs is full of them.
fn holds_control(text: &str) -> bool {
    text.bytes().any(|byte| byte == 0x7f || (byte < b' ' && !matches!(byte, b'\t'..=b'\r')))
}
