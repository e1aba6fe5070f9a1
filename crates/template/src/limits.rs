//! How much is too much (templates.md §1).

use serde_json::{Map, Value};

/// The most units of a text message, its prefix included: four parts.
pub const MAX_SMS_UNITS: usize = 612;

/// The most characters of the body of an email.
pub const MAX_EMAIL_CHARACTERS: usize = 50_000;

/// The most characters of the name of a template.
pub const MAX_NAME: usize = 255;

/// The most characters of the preheader, the line that a mailbox shows beside the subject.
pub const MAX_PREHEADER: usize = 256;

/// The most characters of the values of one request, as [`personalisation_size`] counts them.
pub const MAX_PERSONALISATION: usize = 51_200;

/// The most files of one email.
pub const MAX_ATTACHMENTS: usize = 10;

/// The most bytes of one file, decoded.
pub const MAX_ATTACHMENT_BYTES: usize = 10 * 1024 * 1024;

/// The units that a text message is held to [`MAX_SMS_UNITS`] by when it is accepted: those of the message without
/// its prefix, and one for each character of the name that will be shown, of the colon and of the space (§15).
///
/// ```
/// use facteur_template::limits::units_at_acceptance;
/// assert_eq!(units_at_acceptance(610, None), 610);
/// assert_eq!(units_at_acceptance(610, Some("Été")), 615);
/// ```
pub fn units_at_acceptance(units: usize, prefix: Option<&str>) -> usize {
    units + prefix.map_or(0, |name| name.chars().count() + ": ".len())
}

/// The characters of all values written as text, one after the other. Objects, which are files, are left out:
/// they have limits of their own.
///
/// ```
/// use facteur_template::limits::personalisation_size;
/// let json = serde_json::json!({ "name": "Zoé", "paid": true, "file": { "file": "aGVsbG8=" } });
/// assert_eq!(personalisation_size(json.as_object().unwrap()), 3 + 4);
/// ```
pub fn personalisation_size(personalisation: &Map<String, Value>) -> usize {
    personalisation
        .values()
        .filter(|value| !value.is_object())
        .map(|value| match value {
            Value::String(text) => text.chars().count(),
            other => written_size(other),
        })
        .sum()
}

/// The length of a value written out with a space after each comma and colon.
fn written_size(value: &Value) -> usize {
    const BRACKETS: usize = 2;
    let separators = |items: usize| ", ".len() * items.saturating_sub(1);
    match value {
        Value::Array(items) => {
            BRACKETS + separators(items.len()) + items.iter().map(written_size).sum::<usize>()
        }
        Value::Object(fields) => {
            let field =
                |(name, value): (&String, &Value)| name.chars().count() + "'': ".len() + written_size(value);
            BRACKETS + separators(fields.len()) + fields.iter().map(field).sum::<usize>()
        }
        Value::String(text) => "''".len() + text.chars().count(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string().len(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_and_numbers_count_as_written() {
        let json = json!({ "a": ["x", "é"], "b": 1.5, "c": null, "d": [] });
        let size = personalisation_size(json.as_object().expect("an object"));
        assert_eq!(size, "['x', 'é']".chars().count() + "1.5".len() + "null".len() + "[]".len());
    }
}
