//! Lists: where they end and what their items hold (template dialect §4.3).

use super::definition;
use super::language::{self, Edge};
use super::lines::{behind_breaks, first_line, indent};
use crate::whitespace;

/// A list at the beginning of a text.
pub(super) struct Found {
    pub length: usize,
    pub ordered: bool,
    pub items: Vec<Item>,
}

/// One item, without its marker and its indent.
pub(super) struct Item {
    pub text: String,
    /// Whether blank lines are in it or around it: then its text stands in paragraphs.
    pub loose: bool,
}

/// The list that `rest` begins with.
pub(super) fn find(rest: &str) -> Option<Found> {
    let indent = indent(rest);
    let marker = marker(&rest[indent..])?;
    let least = least_length(rest, indent + marker.length + 1)?;
    let (length, raw_items) = capture(rest, indent, least);
    Some(Found { length, ordered: marker.ordered, items: items(raw_items) })
}

/// Whether a line, without its indent, is three or more of `-`, `*` and `_`.
pub(super) fn is_rule_without_indent(line: &str) -> bool {
    let marks = line.bytes().filter(|byte| matches!(byte, b'-' | b'*' | b'_')).count();
    marks >= 3 && !line.starts_with(' ') && line.bytes().all(|byte| matches!(byte, b'-' | b'*' | b'_' | b' '))
}

/// Whether `rest` begins with a marker of the kind that ends a paragraph: `+` is one, `•` is not.
pub(super) fn splits_paragraph(rest: &str) -> bool {
    let line = first_line(rest).trim_start_matches(' ');
    let behind_sign = line.strip_prefix(['*', '+', '-']);
    let number = behind_sign.unwrap_or(line);
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let behind_number = number[digits..].strip_prefix('.').filter(|_| digits > 0);
    let Some(behind) = behind_number.or(behind_sign) else { return false };
    // At the very end of the text a marker without text is only a line.
    behind.starts_with(' ') && (behind.len() > 1 || first_line(rest).len() < rest.len())
}

struct Marker {
    length: usize,
    ordered: bool,
}

/// The marker that `text` begins with, if a space follows it.
fn marker(text: &str) -> Option<Marker> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let length = match text[digits..].chars().next()? {
        '.' if digits > 0 => digits + 1,
        sign @ ('*' | '-' | '•') if digits == 0 => sign.len_utf8(),
        _ => return None,
    };
    text[length..].starts_with(' ').then_some(Marker { length, ordered: digits > 0 })
}

/// The shortest a list can be whose text begins at `start`: the text has two characters, the first of them not
/// a single `*`, or it is no list.
fn least_length(rest: &str, start: usize) -> Option<usize> {
    let text = &rest[start..];
    let first = match text.chars().next()? {
        '*' if text.starts_with("**") => 2,
        '*' => return None,
        other => other.len_utf8(),
    };
    Some(start + first + text[first..].chars().next()?.len_utf8())
}

/// A list's items as they are written, and the length of all.
fn capture(rest: &str, indent: usize, least: usize) -> (usize, Vec<String>) {
    let mut items = vec![String::new()];
    let mut at = 0;
    // The languages open in the item: how many, and where the first of them began.
    let mut open = 0;
    let mut open_at = (0, 0);
    loop {
        let line = first_line(&rest[at..]);
        let is_item = at > 0 && is_item(line, indent);
        // A language is closed in the item where it is opened, or the list ends before it.
        let ends_before = match language::edge(line) {
            Some(Edge::Close(_)) if open == 0 => Some((at, items.last().map_or(0, String::len))),
            _ if is_item && open > 0 => Some(open_at),
            edge => {
                if matches!(edge, Some(Edge::Open(_))) {
                    if open == 0 {
                        open_at = (at, items.last().map_or(0, String::len));
                    }
                    open += 1;
                } else if edge.is_some() {
                    open -= 1;
                }
                None
            }
        };
        if let Some((length, item_length)) = ends_before {
            return cut(items, length, item_length);
        }
        let line_end = at + line.len();
        let next = behind_breaks(rest, line_end);
        if is_item {
            // The line break before an item is not part of the one before.
            items.last_mut().map(String::pop);
            items.push(String::new());
        }
        if let Some(item) = items.last_mut()
            && !(at > 0 && is_bare_marker(line, indent))
        {
            item.push_str(&rest[at..next]);
        }
        if next == rest.len() || ends(rest, line_end.max(least), next, indent) {
            return if open > 0 { cut(items, open_at.0, open_at.1) } else { (next, items) };
        }
        at = next;
    }
}

fn cut(mut items: Vec<String>, length: usize, item_length: usize) -> (usize, Vec<String>) {
    if let Some(item) = items.last_mut() {
        item.truncate(item_length);
    }
    (length, items)
}

/// Whether the list ends with the line breaks from `breaks` to `next`.
fn ends(rest: &str, breaks: usize, next: usize, indent: usize) -> bool {
    let breaks = next.saturating_sub(breaks);
    let text = &rest[next..];
    let line = first_line(text);
    match breaks {
        0 => false,
        _ if is_rule_without_indent(line) || is_rule_without_indent(without(line, indent).unwrap_or("")) => {
            true
        }
        _ if definition::link(text).is_some() || definition::note(text).is_some() => true,
        1 => false,
        2 => !line.starts_with(' ') && !is_item(line, indent),
        _ => true,
    }
}

/// A line with the indent of the list and a marker with a space: the next item. Without the space it is text of
/// the item before, such as `-5 degrees`.
fn is_item(line: &str, indent: usize) -> bool {
    without(line, indent).is_some_and(|line| marker(line).is_some())
}

/// A line that is only a marker: an item somebody has not written. A number alone may end a sentence.
fn is_bare_marker(line: &str, indent: usize) -> bool {
    matches!(without(line, indent), Some("*" | "-" | "•"))
}

fn without(line: &str, indent: usize) -> Option<&str> {
    line.bytes().take(indent).all(|byte| byte == b' ').then(|| line.get(indent..)).flatten()
}

/// Takes markers and indents away, and finds out which items are loose.
fn items(raw: Vec<String>) -> Vec<Item> {
    let last = raw.len() - 1;
    let mut blank_before = false;
    let mut items = Vec::with_capacity(raw.len());
    for (index, raw) in raw.into_iter().enumerate() {
        let text = outdented(&raw);
        let blank_inside = text.trim_end_matches(whitespace::is_space).contains("\n\n");
        let blank_behind = index < last && text.ends_with('\n');
        let loose = blank_before || blank_inside || blank_behind;
        if index < last && !text.is_empty() {
            blank_before = blank_behind;
        }
        items.push(Item { text, loose });
    }
    items
}

/// An item without its marker; its lines without as many spaces as indent and marker take.
fn outdented(raw: &str) -> String {
    let indent = indent(raw);
    let (marker_bytes, marker_width) = marker(&raw[indent..])
        .map_or((0, 0), |marker| (marker.length, raw[indent..indent + marker.length].chars().count()));
    let text = &raw[indent + marker_bytes..];
    if !text.contains("\n ") {
        return text.to_owned();
    }
    let width = indent + marker_width;
    let outdent = |line: &str| line.bytes().take(width).take_while(|&byte| byte == b' ').count();
    text.split_inclusive('\n').map(|line| &line[outdent(line)..]).collect()
}
