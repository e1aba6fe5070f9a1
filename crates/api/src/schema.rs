//! The validation engine (contract §3.0): every violation of a request at once, in the contract's
//! order, with its exact words.
//!
//! A [`Form`] hands out the fields of a JSON object one by one, in the order of the contract's schema;
//! each rule gives back the value in its right type, or says what is wrong with it. What was required
//! and absent comes after, what nobody asked for comes last.
//!
//! ```text
//! let mut form = Form::new(fields);
//! let reference = form.optional("reference", rules::reference);
//! let template = form.required("template_id", rules::id(TemplateId::parse));
//! let violations = form.finish();
//! ```

pub mod files;
pub mod personalisation;
pub mod rules;
pub mod schedule;

use crate::echo;
use facteur_i18n::Message;
use serde_json::{Map, Value};

/// The most violations that one answer lists. A request with more is not a slip but noise.
const MOST_VIOLATIONS: usize = 100;

/// What is wrong with a request, each thing once.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Violations(Vec<Message>);

impl Violations {
    pub fn push(&mut self, message: Message) {
        if self.0.len() < MOST_VIOLATIONS && !self.0.contains(&message) {
            self.0.push(message);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn into_messages(self) -> Vec<Message> {
        self.0
    }
}

impl Extend<Message> for Violations {
    fn extend<T: IntoIterator<Item = Message>>(&mut self, messages: T) {
        for message in messages {
            self.push(message);
        }
    }
}

/// What a rule makes of a field: the value in its right type, or nothing and a violation.
pub trait Rule<T>: FnOnce(&'static str, Value, &mut Violations) -> Option<T> {}

impl<T, F: FnOnce(&'static str, Value, &mut Violations) -> Option<T>> Rule<T> for F {}

/// The fields of a request, handed out in the order of the schema.
pub struct Form {
    fields: Map<String, Value>,
    violations: Violations,
    missing: Vec<&'static str>,
}

impl Form {
    pub fn new(fields: Map<String, Value>) -> Self {
        Self { fields, violations: Violations::default(), missing: Vec::new() }
    }

    /// A field that must be there.
    pub fn required<T>(&mut self, name: &'static str, rule: impl Rule<T>) -> Option<T> {
        if !self.fields.contains_key(name) {
            self.missing.push(name);
        }
        self.optional(name, rule)
    }

    /// A field that may be absent.
    pub fn optional<T>(&mut self, name: &'static str, rule: impl Rule<T>) -> Option<T> {
        // The order of what is left does not matter: unknown names are sorted before they are shown.
        let value = self.fields.swap_remove(name)?;
        rule(name, value, &mut self.violations)
    }

    /// Is there a field of this name still to be read?
    pub fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// Says that a field must be there because of what another one says.
    pub fn lacks(&mut self, name: &'static str) {
        self.missing.push(name);
    }

    /// A field that was read before, in its place among the others.
    pub fn given<T>(&mut self, check: impl FnOnce(&mut Violations) -> T) -> T {
        check(&mut self.violations)
    }

    /// Everything that is wrong; fields that nobody asked for are.
    pub fn finish(self) -> Violations {
        let unknown = unknown_fields(self.fields.keys().map(String::as_str));
        let mut violations = self.finish_ignoring_others();
        violations.extend(unknown);
        violations
    }

    /// Everything that is wrong; fields that nobody asked for are not (contract §3.8).
    pub fn finish_ignoring_others(mut self) -> Violations {
        let missing = self.missing.into_iter();
        self.violations.extend(missing.map(|name| Message::FieldRequired { name: name.to_owned() }));
        self.violations
    }
}

/// The message about names that the schema does not have.
pub fn unknown_fields<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> Option<Message> {
    let count = u64::try_from(names.len()).unwrap_or(u64::MAX);
    (count > 0).then(|| Message::FieldsUnknown { names: echo::names(names), count })
}

/// The fields of a body, which must be an object (contract §7.4).
pub fn object(body: Value) -> Result<Map<String, Value>, Violations> {
    match body {
        Value::Object(fields) => Ok(fields),
        other => {
            let mut violations = Violations::default();
            violations.push(Message::WrongRootType { value: echo::value(&other), kind: "object" });
            Err(violations)
        }
    }
}

#[cfg(test)]
mod tests;
