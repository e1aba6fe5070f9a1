//! Escaping that leaves entities alone: text reaches the renderers escaped once, or not at all.

use std::borrow::Cow;

/// Escapes `<`, `>`, and each `&` that begins nothing like an entity.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    escape_those(text, &['&', '<', '>'])
}

/// Escapes each `&` that begins nothing like an entity. It keeps `&region=` in an address from being decoded as
/// `®ion=` at the end.
pub(super) fn escape_ampersands(text: &str) -> Cow<'_, str> {
    escape_those(text, &['&'])
}

fn escape_those<'t>(text: &'t str, signs: &[char]) -> Cow<'t, str> {
    if !text.contains(signs) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    let mut from = 0;
    for (at, sign) in text.match_indices(signs) {
        escaped.push_str(&text[from..at]);
        from = at + 1;
        escaped.push_str(match sign {
            "<" => "&lt;",
            ">" => "&gt;",
            _ if looks_like_entity(&text[from..]) => "&",
            _ => "&amp;",
        });
    }
    escaped.push_str(&text[from..]);
    Cow::Owned(escaped)
}

/// Whether `text` continues an entity whose `&` stands before it.
fn looks_like_entity(text: &str) -> bool {
    /// Bytes in the longest name, and enough for any number.
    const LONGEST: usize = 40;
    let name = text.strip_prefix('#').unwrap_or(text);
    let end = name.floor_char_boundary(LONGEST);
    name[..end]
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .is_some_and(|end| end > 0 && name[end..].starts_with(';'))
}

/// Escapes what has been decoded, to be put between the quotes of an attribute.
pub(super) fn attribute(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#x27;"),
            _ => escaped.push(character),
        }
    }
    escaped
}
