//! Typography: curly quotes and dashes (template dialect §7).
//!
//! Four steps, each one pass: spaces before commas and full stops go, quotes become curly, those in email
//! addresses become straight again, and a hyphen between spaces becomes an en dash.

mod quotes;

use crate::whitespace::{is_line_break, is_space, remove_space_before_punctuation};

/// Improves HTML. Tags stay as they are, as do the quotes in links and code.
///
/// ```
/// use facteur_template::typography::apply;
/// assert_eq!(apply("<p>\"L'été\" - <em>enfin</em> .</p>"), "<p>“L’été” – <em>enfin</em>.</p>");
/// ```
pub fn apply(text: &str) -> String {
    improve(text, quotes::Escapes::Entities)
}

/// Improves plain text.
///
/// ```
/// use facteur_template::typography::apply_plain;
/// assert_eq!(apply_plain(r#"a 5\" disk - "new""#), "a 5\" disk – “new”");
/// ```
pub fn apply_plain(text: &str) -> String {
    improve(text, quotes::Escapes::Characters)
}

fn improve(text: &str, escapes: quotes::Escapes) -> String {
    let text = quotes::curl(&remove_space_before_punctuation(text), escapes);
    dashes(&straight_in_addresses(&text), Lines::Kept)
}

/// Makes the quotes in `o’brien@example.ca` straight: they are part of the address.
fn straight_in_addresses(text: &str) -> String {
    if !text.contains('@') {
        return text.to_owned();
    }
    let mut straight = String::with_capacity(text.len());
    for word in text.split_inclusive(is_space) {
        let address = word.trim_end_matches(is_space);
        let inside = address.char_indices().skip(1).any(|(at, c)| c == '@' && at + 1 < address.len());
        if inside {
            straight.push_str(&address.replace(['‘', '’'], "'"));
            straight.push_str(&word[address.len()..]);
        } else {
            straight.push_str(word);
        }
    }
    straight
}

/// What becomes of the end of a line beside a dash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    /// It stays, and the dash as well: it may begin a list.
    Kept,
    /// It counts as a space.
    Joined,
}

/// Makes an en dash of each one to three hyphens or dashes between spaces.
pub(crate) fn dashes(text: &str, lines: Lines) -> String {
    const MOST: usize = 3;
    let mut dashed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_space) {
        dashed.push_str(&rest[..at]);
        let spaced = &rest[at..];
        let dash = spaced.trim_start_matches(is_space);
        let behind = dash.trim_start_matches(['-', '–', '—']);
        let space = &spaced[..spaced.len() - dash.len()];
        let count = dash[..dash.len() - behind.len()].chars().count();
        let next = behind.trim_start_matches(is_space);
        let space_behind = &behind[..behind.len() - next.len()];
        let in_line =
            lines == Lines::Joined || !space.contains(is_line_break) && !space_behind.contains(is_line_break);
        if (1..=MOST).contains(&count) && !space_behind.is_empty() && in_line {
            dashed.push_str(" – ");
            rest = next;
        } else {
            dashed.push_str(space);
            rest = dash;
        }
    }
    dashed.push_str(rest);
    dashed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_follow_the_words() {
        assert_eq!(apply("\"'nested' quote\" it's John's"), "“‘nested’ quote” it’s John’s");
        assert_eq!(apply("(\"x\") ['y'] word-\"z\""), "(“x”) [‘y’] word-“z”");
        assert_eq!(apply("5'10\" \" ' \""), "5‘10” ” ‘ “");
    }

    #[test]
    fn quotes_of_tags_links_and_code_stay() {
        assert_eq!(apply("<a href=\"x\">\"it's\"</a> \"it's\""), "<a href=\"x\">\"it's\"</a> “it’s”");
        assert_eq!(apply("<pre>'x'</pre><b>'x'</b>"), "<pre>'x'</pre><b>‘x’</b>");
        assert_eq!(apply("\"<strong>x</strong>\""), "“<strong>x</strong>”");
        assert_eq!(apply("<!-- \"a\" --> 'b' < 'c'"), "<!-- \"a\" --> ‘b’ < ‘c’");
    }

    #[test]
    fn an_escaped_quote_stays_straight() {
        assert_eq!(apply(r#"\"x\" \\"#), "&#34;x&#34; &#92;");
        assert_eq!(apply_plain(r#"\"x\" \\"#), "\"x\" \\");
    }

    #[test]
    fn addresses_keep_their_apostrophes() {
        assert_eq!(apply("'a@b.ca' o'neil@b.ca @l'agence"), "'a@b.ca' o'neil@b.ca @l’agence");
    }

    #[test]
    fn a_hyphen_between_spaces_is_a_dash() {
        assert_eq!(apply("9 - 5 --- x\u{a0}—\u{a0}y e-mail"), "9 – 5 – x – y e-mail");
        assert_eq!(apply("a ---- b - - c -"), "a ---- b – - c -");
    }

    #[test]
    fn a_dash_does_not_join_lines() {
        assert_eq!(apply_plain("a -\nb\n- c"), "a -\nb\n- c");
        assert_eq!(dashes("a -\nb\n\n- c", Lines::Joined), "a – b – c");
    }
}
