//! HTML without its looks, by the four rules of the vectors.

use std::borrow::Cow;

/// Drops the presentation table around lists and the `style` attributes; quotes attributes with `"`;
/// writes `<br>` for `<br />`.
pub(super) fn semantic_html(html: &str) -> String {
    let mut semantic = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        semantic.push_str(&rest[..at]);
        let Some(length) = tag_length(&rest[at..]) else {
            semantic.push('<');
            rest = &rest[at + 1..];
            continue;
        };
        semantic.push_str(&semantic_tag(&rest[at..at + length]));
        rest = &rest[at + length..];
    }
    semantic.push_str(rest);
    semantic
}

/// A tag without its looks; empty for the parts of a table, which only ever holds a list.
fn semantic_tag(tag: &str) -> Cow<'_, str> {
    let inside = tag[1..tag.len() - 1].trim_end_matches(['/', ' ']);
    let (name, mut attributes) = inside.split_once(' ').unwrap_or((inside, ""));
    if matches!(name.trim_start_matches('/'), "table" | "tr" | "td") {
        return Cow::Borrowed("");
    }
    let mut semantic = format!("<{name}");
    while let Some((attribute, value)) = attributes.split_once('=') {
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\'')).unwrap_or(' ');
        let value = value.trim_start_matches(quote);
        let (value, rest) = value.split_once(quote).unwrap_or((value, ""));
        let attribute = attribute.trim();
        if attribute != "style" {
            semantic.extend([" ", attribute, "=\"", value, "\""]);
        }
        attributes = rest;
    }
    semantic.push('>');
    Cow::Owned(semantic)
}

/// The length of the tag that `html` begins with; `>` inside quotes does not end it.
fn tag_length(html: &str) -> Option<usize> {
    let after = html[1..].trim_start_matches('/').chars().next()?;
    if !after.is_ascii_alphabetic() {
        return None;
    }
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match quote {
            Some(open) if open == byte => quote = None,
            None if byte == b'>' => return Some(at + 1),
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_go_and_meaning_stays() {
        let html = "<table role=\"presentation\" style=\"padding: 0;\"><tr><td style=\"x\"><ul style=\"y\">\
                    <li style=\"z\">1 < 2<br />3</li></ul></td></tr></table>\
                    <a style=\"w\" href='?a>b' title=\"it's\">x</a>";
        assert_eq!(semantic_html(html), "<ul><li>1 < 2<br>3</li></ul><a href=\"?a>b\" title=\"it's\">x</a>");
    }
}
