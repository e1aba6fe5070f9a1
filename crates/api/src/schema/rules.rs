//! What a field may hold (contract §3.0, §3.1).

use super::Violations;
use crate::echo;
use facteur_i18n::Message;
use facteur_model::recipient::{EmailAddress, International, PhoneError, PhoneNumber};
use serde_json::{Map, Value};

/// The most characters of a reference (contract §9 item 2).
pub const LONGEST_REFERENCE: usize = 1_000;
/// The most characters of an unsubscribe link: mail servers fold or refuse longer headers.
const LONGEST_URL: usize = 2_000;

/// Text, or the violation that it is none.
pub fn text(field: &'static str, value: Value, violations: &mut Violations) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        other => wrong_type(field, &other, "string", violations),
    }
}

/// The caller's own name for a message.
pub fn reference(field: &'static str, value: Value, violations: &mut Violations) -> Option<String> {
    let text = text(field, value, violations)?;
    check_reference(field, &text, violations).then_some(text)
}

/// Whether a reference is short enough and free of control characters, wherever it was written.
pub fn check_reference(field: &'static str, text: &str, violations: &mut Violations) -> bool {
    let mut right = true;
    // Counting characters is needed only when the bytes are many.
    if text.len() > LONGEST_REFERENCE && text.chars().nth(LONGEST_REFERENCE).is_some() {
        violations.push(Message::TooLong { field, value: echo::text(text) });
        right = false;
    }
    if text.contains(char::is_control) {
        violations.push(Message::ControlCharacter { field });
        right = false;
    }
    right
}

/// An identifier. Whatever is wrong with it, the words are the same.
pub fn id<T>(parse: fn(&str) -> Option<T>) -> impl super::Rule<T> {
    move |field, value, violations: &mut Violations| {
        let id = value.as_str().and_then(parse);
        if id.is_none() {
            violations.push(Message::NotAUuid { field });
        }
        id
    }
}

/// An object, without a look at what it holds.
pub fn object(field: &'static str, value: Value, violations: &mut Violations) -> Option<Map<String, Value>> {
    match value {
        Value::Object(fields) => Some(fields),
        other => wrong_type(field, &other, "object", violations),
    }
}

/// The address that an e-mail goes to (contract §3.1.1).
pub fn email(field: &'static str, value: Value, violations: &mut Violations) -> Option<EmailAddress> {
    let text = text(field, value, violations)?;
    let address = EmailAddress::parse(&text).ok();
    if address.is_none() {
        violations.push(Message::EmailNotValid);
    }
    address
}

/// The number that a text message goes to (contract §3.1.2).
pub fn phone(field: &'static str, value: Value, violations: &mut Violations) -> Option<PhoneNumber> {
    let text = text(field, value, violations)?;
    PhoneNumber::parse(&text, International::Allowed)
        .map_err(|error| violations.push(phone_message(error)))
        .ok()
}

fn phone_message(error: PhoneError) -> Message {
    match error {
        PhoneError::Semicolon => Message::PhoneNotValid,
        PhoneError::NotLocal => Message::PhoneNotLocal,
        PhoneError::NotInternational => Message::PhoneNotInternational,
        PhoneError::TooShort => Message::PhoneTooShort,
        PhoneError::UnsupportedCountry(country) => {
            Message::PhoneCountryUnsupported { country: u64::from(country) }
        }
    }
}

/// A link that a mail program calls when somebody unsubscribes (contract §8.4 item 1), or null.
pub fn unsubscribe_url(field: &'static str, value: Value, violations: &mut Violations) -> Option<String> {
    if value.is_null() {
        return None;
    }
    let url = text(field, value, violations)?;
    let host = url.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
    // It becomes a header of the e-mail, between angle brackets.
    let fits_a_header = url.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>'));
    if host.is_none_or(str::is_empty) || !fits_a_header || url.len() > LONGEST_URL {
        violations.push(Message::UrlNotHttps { field });
        return None;
    }
    Some(url)
}

/// Names of personalisation whose values are made inert (contract §8.4 item 1), or null.
pub fn names(field: &'static str, value: Value, violations: &mut Violations) -> Option<Vec<String>> {
    match value {
        Value::Null => None,
        Value::Array(items) => items
            .into_iter()
            .map(|item| text(field, item, violations))
            .collect::<Vec<_>>()
            .into_iter()
            .collect(),
        other => wrong_type(field, &other, "array, null", violations),
    }
}

/// Says that a value is not of the type that it must have.
pub fn wrong_type<T>(
    field: &'static str,
    value: &Value,
    kind: &'static str,
    violations: &mut Violations,
) -> Option<T> {
    violations.push(Message::WrongType { field, value: echo::value(value), kind });
    None
}
