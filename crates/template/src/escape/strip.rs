//! Removing tags while keeping their text.

use std::borrow::Cow;

use super::escape_html;

/// Removes tags, comments and declarations, and escapes the text between them. The text inside
/// `<script>` or `<style>` is text like any other. A tag that never ends is text too.
pub fn strip_tags(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return escape_html(text);
    }
    let mut stripped = String::with_capacity(text.len());
    let mut text_from = 0;
    let mut looking_from = 0;
    while let Some(found) = text[looking_from..].find('<') {
        let at = looking_from + found;
        match markup_length(&text[at..]) {
            Markup::Complete(length) => {
                // Piece by piece, lest `&l<b>t;` become an entity that nobody wrote.
                stripped.push_str(&escape_html(&text[text_from..at]));
                text_from = at + length;
                looking_from = text_from;
            }
            Markup::Absent => looking_from = at + 1,
            // An open tag swallows everything to the end, so there is nothing further to look for.
            Markup::Unfinished => break,
        }
    }
    stripped.push_str(&escape_html(&text[text_from..]));
    Cow::Owned(stripped)
}

enum Markup {
    Absent,
    Complete(usize),
    Unfinished,
}

/// What begins at the `<` that `text` begins with.
fn markup_length(text: &str) -> Markup {
    let until = |end: &str, from: usize| {
        text[from..].find(end).map_or(Markup::Unfinished, |at| Markup::Complete(from + at + end.len()))
    };
    match text.as_bytes() {
        [b'<', b'!', b'-', b'-', ..] => match until("-->", 2) {
            // A comment without an end hides all that follows.
            Markup::Unfinished => Markup::Complete(text.len()),
            complete => complete,
        },
        [b'<', b'/', next, ..] | [b'<', next, ..] if next.is_ascii_alphabetic() => tag_length(text),
        [b'<', b'!' | b'?', ..] | [b'<', b'/', _, ..] => until(">", 2),
        _ => Markup::Absent,
    }
}

/// A tag ends at the first `>` outside the quotes of an attribute value.
fn tag_length(text: &str) -> Markup {
    let mut quote = None;
    let mut before_value = false;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'>') => return Markup::Complete(at + 1),
            (None, b'"' | b'\'') if before_value => quote = Some(byte),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before_value = quote.is_none() && byte == b'=';
        }
    }
    Markup::Unfinished
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_their_text_stays() {
        assert_eq!(strip_tags("<b>bold</b> text"), "bold text");
        assert_eq!(strip_tags("<script>alert('x')</script>"), "alert('x')");
        assert_eq!(strip_tags("a<br/>b<img src=x>"), "ab");
        assert_eq!(strip_tags("<a title='1 > 0' href=\"?a>b\">y</a>"), "y");
    }

    #[test]
    fn comments_and_declarations_go_entirely() {
        assert_eq!(strip_tags("a<!-- c > d -->b<!DOCTYPE html>c<?php x ?>d<![CDATA[e]]>f"), "abcdf");
    }

    #[test]
    fn a_bracket_that_opens_no_tag_is_text() {
        assert_eq!(strip_tags("1 < 2 & a <3 <"), "1 &lt; 2 &amp; a &lt;3 &lt;");
        assert_eq!(strip_tags("a <b c"), "a &lt;b c");
    }

    #[test]
    fn removing_a_tag_never_makes_markup() {
        assert_eq!(strip_tags("&l<b>t;"), "&amp;lt;");
        assert_eq!(strip_tags("<<b>script>"), "&lt;script&gt;");
    }
}
