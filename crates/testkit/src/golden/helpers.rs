//! `helpers`: small functions by name.

use facteur_template::email::break_gov_uk;
use facteur_template::escape::Mode;
use facteur_template::placeholder::{Gaps, Pattern, Setting, Style};
use facteur_template::{Value, Values, links, normalise_name, whitespace};
use serde_json::json;

use super::{Fields, Input};

pub(super) fn helper(input: &Input) -> Fields {
    let text = input.text("value");
    let output = match input.text("op") {
        "normalise_key" => json!(normalise_name(text)),
        "is_truthy" => json!(Value::from_json(input.json("value")).is_yes()),
        "strip_whitespace" => json!(whitespace::strip_whitespace(text)),
        "strip_and_remove_obscure_whitespace" => json!(whitespace::strip_and_remove_zero_width(text)),
        "normalise_whitespace" => json!(whitespace::normalise_whitespace(text)),
        "normalise_newlines" => json!(whitespace::normalise_newlines(text)),
        "sanitise_link_url" => json!(links::sanitise_link_url(text)),
        "bare_url_href" => json!(links::bare_url_href(text)),
        "find_bare_urls" => json!(links::find_bare_urls(text)),
        "list_to_text" => json!(sentence(Value::from_json(input.json("value")))),
        "break_gov_uk" => json!(break_gov_uk(text)),
        unknown => json!(format!("no helper is called {unknown}")),
    };
    vec![("output", output)]
}

fn sentence(list: Value) -> String {
    let mut values = Values::empty();
    values.insert("list", list);
    let style = Style { mode: Mode::Passthrough, setting: Setting::Sentence, gaps: Gaps::Shown };
    Pattern::parse("((list))").fill(&values, style)
}
