//! Finding the placeholders of a template, and naming what is missing (templates.md §2).

mod fill;

use std::collections::HashSet;

pub use fill::{Gaps, Setting, Style};

use crate::values::{Values, normalise_name};

/// Text with placeholders, taken apart once and filled as often as needed.
#[derive(Clone, Debug)]
pub struct Pattern {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Placeholder(Placeholder),
}

/// `((name))` or `((name??text))`.
#[derive(Clone, Debug)]
pub struct Placeholder {
    name: String,
    key: String,
    condition: Option<String>,
}

impl Placeholder {
    /// The name as the author spelled it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it shows or hides a text of its own, instead of a value.
    pub fn is_conditional(&self) -> bool {
        self.condition.is_some()
    }

    fn new(body: &str) -> Self {
        let (name, condition) = match body.split_once("??") {
            Some((name, text)) => (name, Some(text.to_owned())),
            None => (body, None),
        };
        Self { name: name.to_owned(), key: normalise_name(name), condition }
    }
}

impl Pattern {
    /// Takes a text apart. Two opening brackets, the last two of their run, begin a placeholder; the first
    /// two closing brackets end it. Placeholders do not nest.
    pub fn parse(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((start, end)) = find(rest) {
            if start > 0 {
                pieces.push(Piece::Text(rest[..start].to_owned()));
            }
            let (from, to) = (start + OPEN.len(), end - CLOSE.len());
            let owed = brackets_owed(&rest[from..to], &rest[end..]);
            let body = &rest[from..to + owed];
            // Only `(()))` has a bracket for a body, and then it has no name.
            let body = if body == ")" { "" } else { body };
            pieces.push(Piece::Placeholder(Placeholder::new(body)));
            rest = &rest[end + owed..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Self { pieces }
    }

    /// Every placeholder, in order of appearance, repetitions included.
    pub fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Placeholder(placeholder) => Some(placeholder),
            Piece::Text(_) => None,
        })
    }

    /// The text without its placeholders, conditional text included in what goes.
    pub fn without_placeholders(&self) -> String {
        self.pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Text(text) => Some(text.as_str()),
                Piece::Placeholder(_) => None,
            })
            .collect()
    }
}

/// The names of placeholders as spelled, in order of appearance, each spelling once.
pub fn names<'a>(placeholders: impl Iterator<Item = &'a Placeholder>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    placeholders.map(Placeholder::name).filter(|name| seen.insert(*name)).collect()
}

/// The names that `values` leaves without a value.
pub fn missing<'a>(placeholders: impl Iterator<Item = &'a Placeholder>, values: &Values) -> Vec<&'a str> {
    names(placeholders.filter(|placeholder| values.by_key(&placeholder.key).is_none()))
}

const OPEN: &str = "((";
const CLOSE: &str = "))";

/// Where the first placeholder begins and ends.
fn find(text: &str) -> Option<(usize, usize)> {
    let opening = text.find(OPEN)?;
    let run = text[opening..].bytes().take_while(|byte| *byte == b'(').count();
    let start = opening + run - OPEN.len();
    let body = start + OPEN.len();
    // At least one character stands between the brackets, whatever it is: `(())` is no placeholder.
    let first = text[body..].chars().next()?;
    let search_from = body + first.len_utf8();
    // Without a closing pair here there is none further on either, so the search is over.
    let close = text[search_from..].find(CLOSE)?;
    Some((start, search_from + close + CLOSE.len()))
}

/// How many of the closing brackets that follow a conditional close a bracket of its own text.
/// Without them the text `((a??see (b)))` would end in `(b`, and leave a bracket behind when hidden.
fn brackets_owed(body: &str, after: &str) -> usize {
    let Some((_, text)) = body.split_once("??") else { return 0 };
    let open = text.bytes().fold(0_usize, |open, byte| match byte {
        b'(' => open + 1,
        b')' => open.saturating_sub(1),
        _ => open,
    });
    after.bytes().take(open).take_while(|byte| *byte == b')').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(text: &str) -> Vec<String> {
        names(Pattern::parse(text).placeholders()).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn names_come_in_order_each_spelling_once() {
        assert_eq!(names_in("((b)) ((a)) ((b)) ((B)) ((a??x))"), ["b", "a", "B"]);
    }

    #[test]
    fn the_innermost_brackets_count() {
        assert_eq!(names_in("(((a))) ((((b))))"), ["a", "b"]);
        assert_eq!(names_in("((a(b)c))"), ["a(b)c"]);
        assert_eq!(names_in("((a((b))c))"), ["a((b"]);
    }

    #[test]
    fn what_is_not_a_placeholder_is_text() {
        for text in ["(())", "((a)", "(a)", "((", "((a) )", ""] {
            assert_eq!(names_in(text), [""; 0], "{text}");
            assert_eq!(Pattern::parse(text).without_placeholders(), text);
        }
        assert_eq!(names_in("(( ))"), [" "]);
    }

    #[test]
    fn the_name_of_a_conditional_stops_at_the_question() {
        assert_eq!(names_in("((is it?? yes ?? no))((??t))"), ["is it", ""]);
    }

    #[test]
    fn missing_names_are_listed_as_spelled() {
        let pattern = Pattern::parse("((First Name)) ((first_name)) ((c??x)) ((d))");
        let mut values = Values::empty();
        values.insert("d", "".into());
        assert_eq!(missing(pattern.placeholders(), &values), ["First Name", "first_name", "c"]);
        values.insert("firstname", "Ada".into());
        assert_eq!(missing(pattern.placeholders(), &values), ["c"]);
    }
}
