//! Making values inert on request (`sanitise_content_for`, contract §8.4 item 3).
//!
//! For values that strangers typed into a form: links go, and what Markdown would interpret is
//! escaped, so that the value reads as it was typed and does nothing.

use super::Sanitised;
use facteur_template::normalise_name;
use serde_json::{Map, Value};
use std::collections::HashSet;

/// What Markdown may interpret.
const ESCAPED: &[char] =
    &['`', '*', '_', '(', ')', '\\', '{', '}', '[', ']', '<', '>', '#', '+', '-', '.', '!', '|'];

/// Sanitises the named values in place and says which changed, by their name in the personalisation.
///
/// Names match as placeholders do: ignoring case, spaces, `_` and `-`.
pub fn personalisation(values: &mut Map<String, Value>, names: &[String]) -> Vec<(String, Sanitised)> {
    let names: HashSet<String> = names.iter().map(|name| normalise_name(name)).collect();
    let mut changed = Vec::new();
    for (name, value) in values.iter_mut() {
        let Value::String(text) = value else { continue };
        if !names.contains(&normalise_name(name)) {
            continue;
        }
        let sanitised = sanitise(text);
        if sanitised != *text {
            let unsanitised = std::mem::replace(text, sanitised.clone());
            changed.push((name.clone(), Sanitised { unsanitised, sanitised }));
        }
    }
    changed
}

fn sanitise(text: &str) -> String {
    let mut sanitised = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = word_length(rest);
        if word == 0 {
            push_escaped(&mut sanitised, first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (here, after) = rest.split_at(word);
        if let Some(at) = scheme_at(here) {
            // A whole address goes: shown broken, people would mend it and follow it.
            here[..at].chars().for_each(|c| push_escaped(&mut sanitised, c));
            rest = &rest[at + address_length(&rest[at..])..];
            continue;
        }
        if looks_like_a_host(here) {
            for c in here.chars() {
                push_escaped(&mut sanitised, c);
                if c == '.' {
                    sanitised.push(' ');
                }
            }
        } else {
            here.chars().for_each(|c| push_escaped(&mut sanitised, c));
        }
        rest = after;
    }
    sanitised
}

fn push_escaped(out: &mut String, c: char) {
    if ESCAPED.contains(&c) {
        out.push('\\');
    }
    out.push(c);
}

/// Bytes of the run of characters that hosts and schemes are made of.
fn word_length(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '/'))).unwrap_or(text.len())
}

/// Where `http://` or `https://` begins, in any case.
fn scheme_at(word: &str) -> Option<usize> {
    let lower = word.to_ascii_lowercase();
    let plain = lower.find("http://");
    let secure = lower.find("https://");
    match (plain, secure) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Bytes of an address, up to white space or a bracket that cannot belong to it.
fn address_length(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || matches!(c, ')' | '(' | '<' | '>' | '"' | '[' | ']'))
        .unwrap_or(text.len())
}

/// `evil.link`: labels joined by dots, the last one of two letters or more.
fn looks_like_a_host(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    let host = word.split('/').next().unwrap_or_default();
    let mut labels = host.split('.');
    let last = labels.next_back().unwrap_or_default();
    host.contains('.')
        && last.len() >= 2
        && last.chars().all(char::is_alphabetic)
        && labels.all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn links_go_and_markdown_is_escaped() {
        for (typed, inert) in [
            ("User, [click here](https://evil.link)", "User, \\[click here\\]\\(\\)"),
            ("https://evil.link/a?b=c hello", " hello"),
            ("go to evil.link now", "go to evil\\. link now"),
            ("3d844edf-8d35-48ac-975b-e847b4f122b0", "3d844edf\\-8d35\\-48ac\\-975b\\-e847b4f122b0"),
            ("Zoé", "Zoé"),
            ("HTTPS://EVIL.LINK", ""),
            ("# a * b", "\\# a \\* b"),
        ] {
            assert_eq!(sanitise(typed), inert, "{typed}");
        }
    }

    #[test]
    fn only_named_text_values_change_and_names_match_as_placeholders_do() {
        let mut values = json!({"First Name": "*x*", "other": "*y*", "count": 1});
        let changed =
            personalisation(values.as_object_mut().unwrap(), &["first_name".into(), "count".into()]);
        assert_eq!(values, json!({"First Name": "\\*x\\*", "other": "*y*", "count": 1}));
        assert_eq!(changed.len(), 1);
        assert_eq!((changed[0].0.as_str(), changed[0].1.unsanitised.as_str()), ("First Name", "*x*"));
    }
}
