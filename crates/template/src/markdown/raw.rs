//! Markup: elements and comments that pass through as they are (template dialect §4.2 and §4.4).
//!
//! In HTML that is the markup of previews, since all other `<` are escaped; in plain text it is what the
//! author typed.

use std::collections::HashMap;

use super::language::MARK;
use crate::whitespace;

/// Longer tags are text. It bounds the search for the end of a tag.
const MOST_IN_TAG: usize = 2_000;

/// Elements that stand in a line and so begin no block.
const INLINE_ELEMENTS: [&str; 33] = [
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup",
    "time", "u", "var", "wbr",
];

/// What is known of the elements of a text.
#[derive(Default)]
pub(super) struct Elements {
    /// Elements that are not closed, if they begin at this position or behind it.
    not_closed: HashMap<String, usize>,
    comments_not_closed: Option<usize>,
}

impl Elements {
    /// The end of the block of markup at `at`: an element or a comment, behind it a blank line or nothing.
    pub(super) fn block_at(&mut self, text: &str, at: usize) -> Option<usize> {
        let start = at + text[at..].bytes().take_while(|&byte| byte == b' ').count();
        if !text[start..].starts_with('<') {
            return None;
        }
        if text[start..].starts_with("<!--") {
            let closed = self.comment(text, start, block_end);
            return closed.and_then(|end| block_end(text, end));
        }
        if !begins_block(&text[start..]) {
            return None;
        }
        let tag = tag(&text[start..])?;
        let behind_tag = start + tag.length;
        let closed = if tag.empty { None } else { self.element(text, tag.name, behind_tag, block_end) };
        let end = block_end(text, closed.unwrap_or(behind_tag))?;
        if text[start..end].contains(MARK) {
            // A language begins or ends in it. Do not look as far again for the next element of this name.
            self.not_closed.insert(tag.name.to_owned(), at);
            return None;
        }
        Some(end)
    }

    /// The end of the markup at `at` within a line: an element with its content, a lone tag, or a comment.
    pub(super) fn inline_at(&mut self, text: &str, at: usize) -> Option<usize> {
        let anywhere = |_: &str, end: usize| Some(end);
        if text[at..].starts_with("<!--") {
            return self.comment(text, at, anywhere);
        }
        let tag = tag(&text[at..])?;
        let behind_tag = at + tag.length;
        let closed = if tag.empty { None } else { self.element(text, tag.name, behind_tag, anywhere) };
        Some(closed.unwrap_or(behind_tag))
    }

    /// The position behind the first closing tag that stands where `fits` allows.
    fn element(
        &mut self,
        text: &str,
        name: &str,
        from: usize,
        fits: impl Fn(&str, usize) -> Option<usize>,
    ) -> Option<usize> {
        if self.not_closed.get(name).is_some_and(|&position| from >= position) {
            return None;
        }
        let closing = format!("</{name}>");
        let ends = text[from..].match_indices(&closing).map(|(index, _)| from + index + closing.len());
        let end = ends.into_iter().find(|&end| fits(text, end).is_some());
        if end.is_none() {
            self.not_closed.insert(name.to_owned(), from);
        }
        end
    }

    fn comment(
        &mut self,
        text: &str,
        from: usize,
        fits: impl Fn(&str, usize) -> Option<usize>,
    ) -> Option<usize> {
        const BEGIN: usize = "<!--".len();
        const END: usize = "-->".len();
        if self.comments_not_closed.is_some_and(|position| from >= position) {
            return None;
        }
        let content = from + BEGIN;
        let mut ends = text[content..].match_indices("-->").map(|(index, _)| content + index + END);
        let end = ends.find(|&end| fits(text, end).is_some());
        if end.is_none() {
            self.comments_not_closed = Some(from);
        }
        end
    }
}

/// Whether a line begins with a tag that begins a block.
pub(super) fn begins_block(line: &str) -> bool {
    line.strip_prefix('<').and_then(name).is_some_and(|name| !INLINE_ELEMENTS.contains(&name))
}

/// The end of a block whose markup ends at `at`: a blank line or the end of the text must follow.
fn block_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    if rest.trim_start_matches(whitespace::is_space).is_empty() {
        return Some(text.len());
    }
    let behind = rest.trim_start_matches(' ');
    let breaks = behind.bytes().take_while(|&byte| byte == b'\n').count();
    (breaks >= 2).then(|| text.len() - behind.len() + breaks)
}

struct Tag<'t> {
    name: &'t str,
    length: usize,
    /// Whether it ends in `/>` and so has no content.
    empty: bool,
}

/// The opening tag that `text` begins with.
fn tag(text: &str) -> Option<Tag<'_>> {
    let text = &text[..text.floor_char_boundary(MOST_IN_TAG)];
    let name = name(text.strip_prefix('<')?)?;
    // Most of what is not a tag has no end at all.
    let mut rest = text.contains('>').then(|| &text[1 + name.len()..])?;
    loop {
        let spaced = rest.trim_start_matches(whitespace::is_space);
        if let Some(behind) = spaced.strip_prefix('>') {
            return Some(Tag { name, length: text.len() - behind.len(), empty: false });
        }
        if let Some(behind) = spaced.strip_prefix("/>") {
            return Some(Tag { name, length: text.len() - behind.len(), empty: true });
        }
        rest = attribute(spaced)?;
    }
}

/// What follows a letter of an attribute's name, with its value if it is the last letter.
fn attribute(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(|c: char| c.is_ascii_alphabetic() || c == '-')?;
    let Some(value) = rest.trim_start_matches(whitespace::is_space).strip_prefix('=') else {
        return Some(rest);
    };
    let value = value.trim_start_matches(whitespace::is_space);
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            return quoted.split_once(quote).map(|(_, behind)| behind);
        }
    }
    let end =
        value.find(|c: char| whitespace::is_space(c) || matches!(c, '\'' | '"' | '>')).unwrap_or(value.len());
    (end > 0).then(|| &value[end..])
}

/// The name of an element. An address such as `<ada@example.ca>` or `<https://…>` begins with none.
fn name(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !is_word(c)).unwrap_or(text.len());
    if end == 0 {
        return None;
    }
    let (name, behind) = text.split_at(end);
    let mark = behind.trim_start_matches(|c: char| !(is_word(c) || c == '@' || whitespace::is_space(c)));
    (!behind.starts_with(":/") && !mark.starts_with('@')).then_some(name)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What stands between `<` and `>` at the beginning of `text`, if it is an address: its end, and whether it is one
/// of an email.
pub(super) fn autolink(text: &str) -> Option<(&str, bool)> {
    let text = &text[..text.floor_char_boundary(MOST_IN_TAG)];
    let inside = text.strip_prefix('<')?;
    let address = &inside[..inside.find('>')?];
    // The last of both signs decides, with something on both sides of it.
    let (last, _) = address.char_indices().next_back()?;
    let at = address[..last].rfind('@').max(address[..last].rfind(':')).filter(|&at| at > 0)?;
    (!address.contains(' ')).then(|| (address, address[at..].starts_with('@')))
}
