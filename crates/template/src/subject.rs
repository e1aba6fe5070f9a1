//! Subjects: one line, no Markdown (templates.md §8).

use crate::escape::Mode;
use crate::placeholder::{Gaps, Pattern, Setting, Style};
use crate::typography;
use crate::values::Values;
use crate::whitespace;

/// The header of an email. Without a line break, whatever the values hold, so no other header can be slipped in.
pub(crate) fn header(subject: &Pattern, values: &Values) -> String {
    let style = Style { mode: Mode::Passthrough, setting: Setting::Sentence, gaps: Gaps::Shown };
    one_line(&typography::apply_plain(&subject.fill(values, style)))
}

/// The subject as HTML text, for titles and previews.
pub(crate) fn html(subject: &Pattern, values: &Values, gaps: Gaps) -> String {
    let style = Style { mode: Mode::Escape, setting: Setting::Sentence, gaps };
    one_line(&typography::apply(&subject.fill(values, style)))
}

/// Normalises whitespace, but keeps the joiners that hold an emoji or a word of Persian together.
fn one_line(text: &str) -> String {
    let is_joiner = |c: char| matches!(c, '\u{200c}' | '\u{200d}');
    if !text.contains(is_joiner) {
        return whitespace::normalise_whitespace(text);
    }
    let holds = |neighbour: Option<char>| {
        neighbour.is_some_and(|c| !c.is_ascii() && !whitespace::is_space(c) && !whitespace::is_zero_width(c))
    };
    let mut kept = String::with_capacity(text.len());
    let mut before = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let joins = is_joiner(character) && holds(before) && holds(characters.peek().copied());
        if joins || !whitespace::is_zero_width(character) {
            kept.push(character);
        }
        before = Some(character);
    }
    whitespace::collapse_spaces(&kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_one_line() {
        assert_eq!(one_line(" Avis\u{a0}:\r\nBcc: x@y.ca\u{200b} "), "Avis : Bcc: x@y.ca");
    }

    #[test]
    fn joiners_stay_where_they_join() {
        assert_eq!(one_line("👨\u{200d}👩\u{200d}👧 a\u{200d}b \u{200c}"), "👨\u{200d}👩\u{200d}👧 ab");
        assert_eq!(one_line("می\u{200c}خواهم"), "می\u{200c}خواهم");
    }
}
