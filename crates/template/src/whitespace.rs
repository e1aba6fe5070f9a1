//! What counts as space, and the ways of tidying it (templates.md §1 and §21).

use std::borrow::Cow;

/// The six characters without width that copying and pasting leaves behind.
pub const ZERO_WIDTH: [char; 6] = ['\u{180e}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}'];

/// Whether a character is one of [`ZERO_WIDTH`].
pub fn is_zero_width(character: char) -> bool {
    ZERO_WIDTH.contains(&character)
}

/// Space, tab, LF, CR, VT and FF; unlike [`char::is_ascii_whitespace`] VT counts.
pub fn is_ascii_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
}

/// Every space of Unicode, and the four information separators that the contract also takes for one.
pub fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
}

/// Every character that ends a line; CR LF together end one.
pub fn is_line_break(character: char) -> bool {
    matches!(character, '\n'..='\r' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Removes spaces of every kind at both ends.
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// Removes ASCII space and zero-width characters at both ends; the inside is untouched.
pub fn strip_whitespace(text: &str) -> &str {
    text.trim_matches(|character| is_ascii_space(character) || is_zero_width(character))
}

/// Removes zero-width characters.
pub fn remove_zero_width(text: &str) -> Cow<'_, str> {
    if text.contains(is_zero_width) {
        Cow::Owned(text.replace(is_zero_width, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// Removes zero-width characters everywhere, then ASCII space at both ends.
pub fn strip_and_remove_zero_width(text: &str) -> String {
    remove_zero_width(text).trim_matches(is_ascii_space).to_owned()
}

/// Removes zero-width characters, trims, and makes every run of spaces one space. No line break survives,
/// so a header made of this text cannot be split.
///
/// ```
/// use facteur_template::whitespace::normalise_whitespace;
/// assert_eq!(normalise_whitespace(" Avis\u{a0}:\r\n demain\u{200b} "), "Avis : demain");
/// ```
pub fn normalise_whitespace(text: &str) -> String {
    collapse_spaces(&remove_zero_width(text))
}

/// Trims, and makes every run of spaces one space.
pub fn collapse_spaces(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}

/// Makes every line break LF; the one at the very end, if any, goes.
pub fn normalise_newlines(text: &str) -> String {
    let mut normalised = String::with_capacity(text.len());
    let mut after_cr = false;
    for character in text.chars() {
        if !is_line_break(character) {
            normalised.push(character);
        } else if !(after_cr && character == '\n') {
            normalised.push('\n');
        }
        after_cr = character == '\r';
    }
    if normalised.ends_with('\n') {
        normalised.pop();
    }
    normalised
}

/// Removes the spaces and tabs that stand before a comma or a full stop.
///
/// ```
/// use facteur_template::whitespace::remove_space_before_punctuation;
/// assert_eq!(remove_space_before_punctuation("Ada , hello ."), "Ada, hello.");
/// ```
pub fn remove_space_before_punctuation(text: &str) -> Cow<'_, str> {
    let is_blank = |character: char| matches!(character, ' ' | '\t');
    if !text.contains([',', '.']) || !text.contains(is_blank) {
        return Cow::Borrowed(text);
    }
    let mut tidy = String::with_capacity(text.len());
    for piece in text.split_inclusive([',', '.']) {
        match piece.char_indices().next_back() {
            Some((at, mark @ (',' | '.'))) => {
                tidy.push_str(piece[..at].trim_end_matches(is_blank));
                tidy.push(mark);
            }
            _ => tidy.push_str(piece),
        }
    }
    Cow::Owned(tidy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stripping_leaves_no_break_spaces_alone() {
        assert_eq!(strip_whitespace("\u{200b} \u{200b} a\u{2060}b \u{feff}"), "a\u{2060}b");
        assert_eq!(strip_whitespace("\u{a0}a\u{a0}"), "\u{a0}a\u{a0}");
        assert_eq!(strip_and_remove_zero_width("\u{200b} a\u{200d}b\n"), "ab");
    }

    #[test]
    fn normalising_knows_every_space() {
        assert_eq!(normalise_whitespace("\u{2003}a\u{1f}\u{202f}b\u{3000}"), "a b");
        assert_eq!(normalise_whitespace("a\u{200b}b"), "ab");
        assert_eq!(normalise_whitespace(" \u{200b} "), "");
    }

    #[test]
    fn every_line_break_is_one_newline() {
        assert_eq!(normalise_newlines("a\r\nb\rc\u{85}d\u{2028}e\n\n"), "a\nb\nc\nd\ne\n");
        assert_eq!(normalise_newlines("a\n\rb\r\r\nc"), "a\n\nb\n\nc");
    }

    #[test]
    fn only_blanks_before_commas_and_full_stops_go() {
        assert_eq!(remove_space_before_punctuation("a \t, b .5 ; c\n."), "a, b.5 ; c\n.");
    }
}
