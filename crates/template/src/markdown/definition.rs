//! Definitions: `[key]: https://… "title"` for links, `[^key]: text` for footnotes.

use std::collections::{HashMap, HashSet};

use super::language::MARK;
use super::lines::{behind_breaks, first_line, indent};
use crate::whitespace;

/// Longer keys are text. It bounds the search for the bracket that ends one.
const MOST_IN_KEY: usize = 1_000;

/// What a text defines, whatever the place.
#[derive(Default)]
pub(super) struct Definitions {
    links: HashMap<String, (String, Option<String>)>,
    notes: HashSet<String>,
}

impl Definitions {
    pub(super) fn add_link(&mut self, link: Link<'_>) {
        let target = (link.target.to_owned(), link.title.map(str::to_owned));
        self.links.insert(normalised(link.key), target);
    }

    pub(super) fn add_note(&mut self, key: &str) {
        self.notes.insert(normalised(key));
    }

    /// The target and the title of a link.
    pub(super) fn link(&self, key: &str) -> Option<&(String, Option<String>)> {
        if self.links.is_empty() { None } else { self.links.get(&normalised(key)) }
    }

    pub(super) fn has_note(&self, key: &str) -> bool {
        !self.notes.is_empty() && self.notes.contains(&normalised(key))
    }
}

/// Keys are the same whatever their case and their spaces.
fn normalised(key: &str) -> String {
    let mut normal = String::with_capacity(key.len());
    let mut in_space = false;
    for character in key.chars().flat_map(char::to_lowercase) {
        let space = whitespace::is_space(character);
        if !space {
            normal.push(character);
        } else if !in_space {
            normal.push(' ');
        }
        in_space = space;
    }
    normal
}

/// A definition of a link, at the beginning of a text.
pub(super) struct Link<'t> {
    pub length: usize,
    key: &'t str,
    target: &'t str,
    title: Option<&'t str>,
}

/// The definition of a link that `rest` begins with.
pub(super) fn link(rest: &str) -> Option<Link<'_>> {
    let start = indent(rest);
    let (key, behind_key) = key(rest[start..].strip_prefix('[')?, &['^'])?;
    let line = first_line(behind_key.strip_prefix(':')?).trim_start_matches(' ');
    let line = line.strip_prefix('<').unwrap_or(line);
    let target_ends = |c: char| c == '>' || whitespace::is_space(c);
    let (target, behind) = line.split_at(line.find(target_ends).unwrap_or(line.len()));
    let behind = behind.strip_prefix('>').unwrap_or(behind).trim_end_matches(' ');
    let title = if behind.is_empty() {
        None
    } else {
        let quoted = behind.strip_prefix(' ')?.trim_start_matches(' ').strip_prefix(['"', '('])?;
        Some(quoted.strip_suffix(['"', ')']).filter(|title| !title.is_empty())?)
    };
    if target.is_empty() {
        return None;
    }
    let end = rest.len() - behind_key.len() + first_line(behind_key).len();
    Some(Link { length: behind_breaks(rest, end), key, target, title })
}

/// A definition of a footnote, at the beginning of a text.
pub(super) struct Note<'t> {
    pub length: usize,
    pub key: &'t str,
    /// What it says, without the indent its further lines share.
    pub text: String,
}

/// The definition of a footnote that `rest` begins with; lines that begin with a space belong to it.
pub(super) fn note(rest: &str) -> Option<Note<'_>> {
    let (key, behind_key) = key(rest.strip_prefix("[^")?, &[])?;
    let text = behind_key.strip_prefix(':')?.trim_start_matches(' ');
    let mut end = behind_breaks(text, first_line(text).len());
    while text[end..].starts_with(' ') {
        end = behind_breaks(text, end + first_line(&text[end..]).len());
    }
    let length = rest.len() - text.len() + end;
    let text = text[..end].trim_end_matches('\n');
    let indents = text.split('\n').skip(1).map(indent).filter(|&indent| indent > 0);
    let shared = indents.min().unwrap_or(0);
    let outdent = |line: &str| indent(line).min(shared);
    let text = text.split_inclusive('\n').map(|line| &line[outdent(line)..]).collect();
    Some(Note { length, key, text })
}

/// A key up to its `]`, and what follows; none of `without` may stand in it.
fn key<'t>(text: &'t str, without: &[char]) -> Option<(&'t str, &'t str)> {
    let most = text.floor_char_boundary(MOST_IN_KEY);
    let (key, _) = text[..most].split_once(']')?;
    let behind = &text[key.len() + 1..];
    (!key.is_empty() && !key.contains(without) && !key.contains(MARK)).then_some((key, behind))
}
