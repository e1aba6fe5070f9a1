//! `placeholders`: names, conditions, gaps, and filling in each mode.

use facteur_template::escape::Mode;
use facteur_template::placeholder::{self, Gaps, Pattern, Placeholder, Setting, Style};
use serde_json::{Map, Value, json};

use super::{Fields, Input};

pub(super) fn fill(input: &Input) -> Fields {
    let pattern = Pattern::parse(input.text("content"));
    let values = input.values();
    let style = Style {
        mode: match input.text("html_mode") {
            "escape" => Mode::Escape,
            "strip" => Mode::Strip,
            _ => Mode::Passthrough,
        },
        setting: if input.flag("markdown_lists") { Setting::Markdown } else { Setting::Sentence },
        gaps: gaps(input),
    };
    vec![
        ("placeholders", json!(placeholder::names(pattern.placeholders()))),
        ("conditional", conditional(&pattern)),
        ("missing", json!(placeholder::missing(pattern.placeholders(), &values))),
        ("rendered", json!(pattern.fill(&values, style))),
    ]
}

/// What the case wants to see where a value is missing.
pub(super) fn gaps(input: &Input) -> Gaps {
    if input.flag("redact_missing") { Gaps::Redacted } else { Gaps::Shown }
}

/// A name is conditional when any placeholder of that spelling is.
fn conditional(pattern: &Pattern) -> Value {
    let mut names = Map::new();
    for placeholder in pattern.placeholders() {
        let known = names.get(placeholder.name()).and_then(Value::as_bool).unwrap_or(false);
        let conditional = known || Placeholder::is_conditional(placeholder);
        names.insert(placeholder.name().to_owned(), Value::Bool(conditional));
    }
    Value::Object(names)
}
