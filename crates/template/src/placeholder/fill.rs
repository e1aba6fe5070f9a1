//! Filling a template with values, in one pass (templates.md §2.2 to §2.5).

use std::borrow::Cow;

use super::{Pattern, Piece, Placeholder};
use crate::escape::Mode;
use crate::values::{Value, Values};

/// How a template is filled.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// What happens to markup, in the template as in the values.
    pub mode: Mode,
    /// What the filled text will be read as.
    pub setting: Setting,
    /// What stands where a value is missing.
    pub gaps: Gaps,
}

/// What a filled text will be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// A sentence, or a text message: a list reads `a, b and c`.
    Sentence,
    /// Markdown: a list becomes bullets.
    Markdown,
    /// Markdown on its way to HTML: a missing conditional of several lines is shown as blocks.
    Blocks,
}

/// What a preview shows where a value is missing. Nothing is ever sent with a gap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gaps {
    /// The placeholder itself, marked.
    #[default]
    Shown,
    /// The word `[hidden]`: the value existed, but is not for these eyes.
    Redacted,
}

impl Pattern {
    /// Puts values in the place of placeholders. What comes from a value is never searched for placeholders.
    pub fn fill(&self, values: &Values, style: Style) -> String {
        let mut filled = String::new();
        let mut in_link_target = false;
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => {
                    in_link_target = ends_in_link_target(text, in_link_target);
                    filled.push_str(&style.mode.sanitise(text));
                }
                Piece::Placeholder(placeholder) => match values.by_key(&placeholder.key) {
                    Some(value) => push_value(&mut filled, placeholder, value, style),
                    // A mark inside an address would be part of it.
                    None if in_link_target && style.setting != Setting::Sentence => {
                        filled.push_str(&style.mode.sanitise(&placeholder.name));
                    }
                    None => push_gap(&mut filled, placeholder, style),
                },
            }
        }
        filled
    }
}

/// Whether what follows `text` is the target of a Markdown link, which `](` begins and `)` ends.
fn ends_in_link_target(text: &str, in_target_before: bool) -> bool {
    let (began, target) = match text.rfind("](") {
        Some(at) => (true, &text[at + 2..]),
        None => (in_target_before, text),
    };
    began && !target.contains([')', '\n'])
}

fn push_value(filled: &mut String, placeholder: &Placeholder, value: &Value, style: Style) {
    if let Some(text) = &placeholder.condition {
        if value.is_yes() {
            filled.push_str(&style.mode.sanitise(text));
        }
        return;
    }
    match value {
        Value::Text(text) => filled.push_str(&style.mode.sanitise(text)),
        Value::Truth(truth) => filled.push_str(if *truth { "true" } else { "false" }),
        Value::Number(number) => filled.push_str(&number.to_string()),
        Value::List(items) => push_list(filled, items, style),
        Value::Missing => {}
    }
}

fn push_list(filled: &mut String, items: &[String], style: Style) {
    let mut items = items.iter().filter(|item| !item.is_empty()).peekable();
    let mut first = true;
    while let Some(item) = items.next() {
        filled.push_str(match (style.setting, first, items.peek().is_none()) {
            (Setting::Sentence, true, _) => "",
            (Setting::Sentence, false, false) => ", ",
            (Setting::Sentence, false, true) => " and ",
            (Setting::Markdown | Setting::Blocks, true, _) => "\n\n* ",
            (Setting::Markdown | Setting::Blocks, false, _) => "\n* ",
        });
        filled.push_str(&style.mode.sanitise(item));
        first = false;
    }
}

fn push_gap(filled: &mut String, placeholder: &Placeholder, style: Style) {
    if style.gaps == Gaps::Redacted {
        filled.push_str("<mark class='placeholder-redacted'>[hidden]</mark>");
        return;
    }
    let name = style.mode.sanitise(&placeholder.name);
    let parts: [&str; 5] = match &placeholder.condition {
        None => ["<mark class='placeholder'>((", &name, "", "", "))</mark>"],
        Some(text) if style.setting == Setting::Blocks && text.contains('\n') => {
            let blocks = crate::markdown::to_html(&style.mode.sanitise(text));
            let opening = "<div class='placeholder-conditional'><span class='condition'>((";
            return filled.extend([opening, &name, "??</span>", &blocks, "))</div>\n"]);
        }
        Some(text) => {
            let text = one_line(style.mode.sanitise(text));
            let opening = "<mark class='placeholder-conditional'><span class='condition'>((";
            return filled.extend([opening, &name, "??</span>", &text, "))</mark>"]);
        }
    };
    filled.extend(parts);
}

/// A mark cannot hold line breaks, which Markdown would read as its own.
fn one_line(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\n') { Cow::Owned(text.trim_matches('\n').replace('\n', "<br>")) } else { text }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SENTENCE: Style = Style { mode: Mode::Passthrough, setting: Setting::Sentence, gaps: Gaps::Shown };
    const MARKDOWN: Style = Style { setting: Setting::Markdown, ..SENTENCE };
    const ESCAPED: Style = Style { mode: Mode::Escape, ..SENTENCE };

    fn fill(text: &str, values: &serde_json::Value, style: Style) -> String {
        let values = Values::from_json(values.as_object().expect("an object"));
        Pattern::parse(text).fill(&values, style)
    }

    #[test]
    fn values_take_the_place_of_placeholders() {
        let values = json!({ "First name": "Zoé", "n": 3, "is_vip": "oui" });
        let text = "Hi ((first_name))((is vip??, our VIP)), ((N)) left (((n))).";
        assert_eq!(fill(text, &values, SENTENCE), "Hi Zoé, our VIP, 3 left (3).");
    }

    #[test]
    fn a_value_is_never_searched_for_placeholders() {
        assert_eq!(fill("((a)))) ((b", &json!({ "a": "((b", "b": "no" }), SENTENCE), "((b)) ((b");
    }

    #[test]
    fn a_hidden_conditional_takes_its_brackets_along() {
        let text = "x((c?? see (a (b))))y (((c??z)))";
        assert_eq!(fill(text, &json!({ "c": "yes" }), SENTENCE), "x see (a (b))y (z)");
        assert_eq!(fill(text, &json!({ "c": "no" }), SENTENCE), "xy ()");
    }

    #[test]
    fn a_list_is_a_sentence_or_bullets_and_an_empty_list_is_nothing() {
        let values = json!({ "l": ["a", null, "b", "c"], "none": [""] });
        assert_eq!(fill("Bring ((l)).((none))", &values, SENTENCE), "Bring a, b and c.");
        assert_eq!(fill("Bring ((l)).((none))", &values, MARKDOWN), "Bring \n\n* a\n* b\n* c.");
    }

    #[test]
    fn names_with_markup_find_their_value_all_the_same() {
        assert_eq!(fill("<((a & b))>", &json!({ "a&b": "<i>" }), ESCAPED), "&lt;&lt;i&gt;&gt;");
    }

    #[test]
    fn a_gap_shows_what_should_stand_there() {
        assert_eq!(fill("((a))", &json!({}), ESCAPED), "<mark class='placeholder'>((a))</mark>");
        assert_eq!(
            fill("((a??b\nc\n))", &json!({}), ESCAPED),
            "<mark class='placeholder-conditional'><span class='condition'>((a??</span>b<br>c))</mark>"
        );
        let redacted = Style { gaps: Gaps::Redacted, ..ESCAPED };
        assert_eq!(fill("((a))", &json!({}), redacted), "<mark class='placeholder-redacted'>[hidden]</mark>");
    }

    #[test]
    fn a_gap_in_an_address_is_its_bare_name() {
        assert_eq!(fill("[t](((u)))", &json!({}), MARKDOWN), "[t](u)");
        assert_eq!(
            fill("[t](https://a.ca/((x))/((y))) ((z))", &json!({}), MARKDOWN),
            "[t](https://a.ca/x/y) <mark class='placeholder'>((z))</mark>"
        );
    }
}
