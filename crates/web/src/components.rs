//! The parts that forms are made of, each written once: label, hint, error and field belong together for every reader.

use crate::form::{Errors, Form};
use askama::Template;
use facteur_i18n::Words;
use std::fmt;

/// HTML that has been written by a template of ours, and is not escaped again.
#[derive(Debug, Clone, Default)]
pub struct Markup(String);

impl Markup {
    /// What a template of ours renders to.
    pub fn of(template: &impl Template) -> Self {
        Self(template.render().unwrap_or_else(|error| {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "A part of a page could not be written"
            );
            String::new()
        }))
    }

    /// HTML that `facteur_template` or a drawing of ours has written and escaped.
    pub fn written(html: String) -> Self {
        Self(html)
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Markup {}

/// Writes the fields of one form: filled with what was sent, marked with what is wrong. Labels and hints are keys of
/// messages.
pub struct Fields<'a> {
    t: Words,
    form: &'a Form,
    errors: &'a Errors,
}

/// A choice among radio buttons or boxes.
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
    pub disabled: bool,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None, disabled: false }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Not to be chosen now; the hint says why.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.disabled = true;
        self
    }
}

/// A line to type in.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The `type` attribute.
    pub kind: &'a str,
    /// The `autocomplete` attribute.
    pub autocomplete: &'a str,
    /// The `inputmode` attribute.
    pub mode: &'a str,
    /// Key of the hint's message; empty for none.
    pub hint: &'a str,
    /// As wide as this many characters; 0 for the whole line.
    pub width: u32,
    /// The most characters that are taken; 0 for no limit here.
    pub most: u32,
}

impl Default for Input<'_> {
    fn default() -> Self {
        Self { kind: "text", autocomplete: "off", mode: "", hint: "", width: 0, most: 0 }
    }
}

#[derive(Template)]
#[template(path = "components/input.html")]
struct InputView<'a> {
    name: &'a str,
    label: String,
    hint: Option<String>,
    error: Option<&'a str>,
    value: &'a str,
    input: Input<'a>,
}

#[derive(Template)]
#[template(path = "components/area.html")]
struct AreaView<'a> {
    name: &'a str,
    label: String,
    hint: Option<String>,
    error: Option<&'a str>,
    value: &'a str,
    rows: u32,
    /// What the script counts: `characters`, `parts`, or nothing.
    counts: &'a str,
}

#[derive(Template)]
#[template(path = "components/choices.html")]
struct ChoicesView<'a> {
    name: &'a str,
    kind: &'a str,
    legend: String,
    hint: Option<String>,
    error: Option<&'a str>,
    choices: Vec<(&'a Choice, bool)>,
}

#[derive(Template)]
#[template(path = "components/select.html")]
struct SelectView<'a> {
    name: &'a str,
    label: String,
    hint: Option<String>,
    error: Option<&'a str>,
    choices: Vec<(&'a Choice, bool)>,
}

#[derive(Template)]
#[template(path = "components/summary.html")]
struct SummaryView<'a> {
    title: String,
    errors: Vec<(&'a str, &'a str)>,
}

impl<'a> Fields<'a> {
    pub fn new(t: Words, form: &'a Form, errors: &'a Errors) -> Self {
        Self { t, form, errors }
    }

    fn hint(&self, key: &str) -> Option<String> {
        (!key.is_empty()).then(|| self.t.say(key))
    }

    /// A line of text.
    pub fn text(&self, name: &str, label: &str) -> Markup {
        self.input(name, label, Input::default())
    }

    /// A line with more to say about it.
    pub fn input(&self, name: &str, label: &str, input: Input<'_>) -> Markup {
        // A password is never sent back.
        let value = if input.kind == "password" { "" } else { self.form.raw(name) };
        let (label, hint, error) = (self.t.say(label), self.hint(input.hint), self.errors.of(name));
        Markup::of(&InputView { name, label, hint, error, value, input })
    }

    /// An e-mail address.
    pub fn email(&self, name: &str, label: &str, hint: &str) -> Markup {
        let input = Input { kind: "email", autocomplete: "email", mode: "email", hint, ..Input::default() };
        self.input(name, label, input)
    }

    /// A password. `autocomplete` is `current-password` or `new-password`.
    pub fn password(&self, name: &str, label: &str, hint: &str, autocomplete: &str) -> Markup {
        self.input(name, label, Input { kind: "password", autocomplete, hint, ..Input::default() })
    }

    /// A longer text.
    pub fn area(&self, name: &str, label: &str, hint: &str, rows: u32) -> Markup {
        self.counted_area(name, label, hint, rows, "")
    }

    /// A longer text whose length the script shows: `counts` is `characters` or `parts`.
    pub fn counted_area(&self, name: &str, label: &str, hint: &str, rows: u32, counts: &str) -> Markup {
        let (label, hint, error) = (self.t.say(label), self.hint(hint), self.errors.of(name));
        Markup::of(&AreaView { name, label, hint, error, value: self.form.raw(name), rows, counts })
    }

    /// One of several.
    pub fn radios(&self, name: &str, legend: &str, hint: &str, choices: &[Choice]) -> Markup {
        let chosen = self.form.text(name);
        let choices = choices.iter().map(|choice| (choice, choice.value == chosen)).collect();
        self.choices(name, "radio", legend, hint, choices)
    }

    /// Any of several.
    pub fn boxes(&self, name: &str, legend: &str, hint: &str, choices: &[Choice]) -> Markup {
        let is_ticked = |choice: &Choice| self.form.all(name).any(|value| value == choice.value);
        let choices = choices.iter().map(|choice| (choice, is_ticked(choice))).collect();
        self.choices(name, "checkbox", legend, hint, choices)
    }

    fn choices(
        &self,
        name: &str,
        kind: &str,
        legend: &str,
        hint: &str,
        choices: Vec<(&Choice, bool)>,
    ) -> Markup {
        let (legend, hint, error) = (self.t.say(legend), self.hint(hint), self.errors.of(name));
        Markup::of(&ChoicesView { name, kind, legend, hint, error, choices })
    }

    /// One of many, in a list that opens.
    pub fn select(&self, name: &str, label: &str, hint: &str, choices: &[Choice]) -> Markup {
        let chosen = self.form.text(name);
        let choices = choices.iter().map(|choice| (choice, choice.value == chosen)).collect();
        let (label, hint, error) = (self.t.say(label), self.hint(hint), self.errors.of(name));
        Markup::of(&SelectView { name, label, hint, error, choices })
    }

    /// What is wrong, at the top of the page, with a link to each field; nothing when nothing is.
    pub fn summary(&self) -> Markup {
        if self.errors.is_empty() {
            return Markup::default();
        }
        Markup::of(&SummaryView { title: self.t.say("form-problem"), errors: self.errors.iter().collect() })
    }
}
