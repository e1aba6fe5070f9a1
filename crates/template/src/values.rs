//! What a sender supplies to fill a template (templates.md §2.1 to §2.3).

use std::collections::HashMap;
use std::fmt;

use serde_json::Number;

/// The form under which a name is looked up: lower case, without spaces, `_` and `-`. Nothing else is folded.
///
/// ```
/// use facteur_template::normalise_name;
/// assert_eq!(normalise_name("First_Name"), normalise_name("first-name"));
/// assert_ne!(normalise_name("prénom"), normalise_name("prenom"));
/// ```
pub fn normalise_name(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// One supplied value.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// Text, inserted as it is.
    Text(String),
    /// A JSON boolean, written `true` or `false`.
    Truth(bool),
    /// A JSON number, written as JSON writes it.
    Number(Number),
    /// A list: a sentence in subjects and text messages, bullets in the body of an email.
    List(Vec<String>),
    /// Named but not supplied (JSON `null`): the same as not being there.
    Missing,
}

impl Value {
    /// Reads a JSON value. Items of a list that say nothing (`null`, `""`, `0`, `false`) are dropped;
    /// an object that is not an attachment becomes its JSON text.
    pub fn from_json(json: &serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Missing,
            serde_json::Value::Bool(truth) => Self::Truth(*truth),
            serde_json::Value::Number(number) => Self::Number(number.clone()),
            serde_json::Value::String(text) => Self::Text(text.clone()),
            serde_json::Value::Array(items) => {
                Self::List(items.iter().filter(|item| says_something(item)).map(item_text).collect())
            }
            object @ serde_json::Value::Object(_) => Self::Text(object.to_string()),
        }
    }

    /// Whether the value shows the text of a conditional, in English or in French.
    pub fn is_yes(&self) -> bool {
        const YES: [&str; 11] =
            ["yes", "y", "true", "t", "1", "include", "show", "oui", "vrai", "inclure", "afficher"];
        match self {
            Self::Text(text) => {
                let text = text.to_lowercase();
                YES.contains(&text.as_str())
            }
            Self::Truth(truth) => *truth,
            // The integer only: `1.0` is a measure, not an answer.
            Self::Number(number) => number.as_u64() == Some(1),
            Self::List(_) | Self::Missing => false,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Personal data stays out of logs: only the kind is shown.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(…)",
            Self::Truth(_) => "Truth(…)",
            Self::Number(_) => "Number(…)",
            Self::List(_) => "List(…)",
            Self::Missing => "Missing",
        })
    }
}

/// Personalisation: values by normalised name.
///
/// ```
/// use facteur_template::{Values, Value};
/// let mut values = Values::empty();
/// values.insert("First name", Value::from("Ada"));
/// assert_eq!(values.get("first_name"), Some(&Value::from("Ada")));
/// assert_eq!(format!("{values:?}"), "Values(1 supplied)");
/// ```
#[derive(Clone, Default)]
pub struct Values(HashMap<String, Value>);

impl Values {
    /// No values at all.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Reads the `personalisation` object of a request. Of two names that normalise alike the last wins.
    pub fn from_json(personalisation: &serde_json::Map<String, serde_json::Value>) -> Self {
        let mut values = Self::empty();
        for (name, value) in personalisation {
            values.insert(name, Value::from_json(value));
        }
        values
    }

    /// Whether nothing was given, not even a `null`.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Supplies a value, in place of any that had the same name.
    pub fn insert(&mut self, name: &str, value: Value) {
        self.0.insert(normalise_name(name), value);
    }

    /// The value supplied for a name, however it is spelled.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.by_key(&normalise_name(name))
    }

    /// As [`Values::get`], for a name that has been normalised already.
    pub(crate) fn by_key(&self, key: &str) -> Option<&Value> {
        self.0.get(key).filter(|value| **value != Value::Missing)
    }
}

/// Personal data stays out of logs: only the number of values is shown.
impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Values({} supplied)", self.0.len())
    }
}

fn says_something(item: &serde_json::Value) -> bool {
    match item {
        serde_json::Value::Null => false,
        serde_json::Value::Bool(truth) => *truth,
        serde_json::Value::Number(number) => number.as_f64() != Some(0.0),
        serde_json::Value::String(text) => !text.is_empty(),
        serde_json::Value::Array(items) => !items.is_empty(),
        serde_json::Value::Object(fields) => !fields.is_empty(),
    }
}

fn item_text(item: &serde_json::Value) -> String {
    match item {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_keep_everything_but_case_and_the_three_separators() {
        assert_eq!(normalise_name("Prénom _-1"), "prénom1");
        assert_eq!(normalise_name("a\u{a0}b\tc.d"), "a\u{a0}b\tc.d");
        // Letter by letter: a final sigma is a sigma like any other.
        assert_eq!(normalise_name("ΑΣ"), "ασ");
    }

    #[test]
    fn a_yes_is_a_yes_in_both_languages() {
        for yes in [json!("yes"), json!("OUI"), json!("Vrai"), json!("afficher"), json!(true), json!(1)] {
            assert!(Value::from_json(&yes).is_yes(), "{yes}");
        }
        for no in [json!("on"), json!("yes "), json!(""), json!(false), json!(2), json!(1.0), json!(["yes"])]
        {
            assert!(!Value::from_json(&no).is_yes(), "{no}");
        }
    }

    #[test]
    fn a_list_drops_the_items_that_say_nothing() {
        let list = Value::from_json(&json!(["a", null, "", 0, false, true, 2.5]));
        assert!(list == Value::List(vec!["a".into(), "true".into(), "2.5".into()]));
    }

    #[test]
    fn null_is_the_same_as_not_supplied_and_the_last_spelling_wins() {
        let json = json!({ "a": null, "b_c": "1", "B C": "2" });
        let values = Values::from_json(json.as_object().expect("an object"));
        assert_eq!(values.get("a"), None);
        assert_eq!(values.get("bc"), Some(&Value::from("2")));
        assert!(!values.is_empty());
    }

    #[test]
    fn debug_never_shows_a_value() {
        assert_eq!(format!("{:?}", Value::from("613-555-0100")), "Text(…)");
    }
}
