//! Blocks of a language or of a direction: `[[fr]]` … `[[/fr]]` (template dialect §5).
//!
//! Before the blocks are parsed each tag is put on a line of its own, as [`MARK`] and a letter, so that it
//! ends a paragraph and opens or closes a [`Block::Language`](super::ast::Block::Language).

/// Stands at the beginning of a line that is a tag. A noncharacter: no text holds it once it is prepared.
pub(super) const MARK: char = '\u{fdd0}';

/// Deeper nesting is left as text.
const DEEPEST_NESTING: usize = 6;

/// What to do with tags.
#[derive(Clone, Copy)]
pub(super) enum Tags {
    /// They enclose blocks.
    Obeyed,
    /// They are text, to be removed at the end.
    Literal,
}

/// What a tag says of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    English,
    French,
    RightToLeft,
}

/// A tag's place: before or behind its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    Open(Tag),
    Close(Tag),
}

/// Every spelling, its meaning and its letter in a marked line.
const SPELLINGS: [(&str, Edge, char); 6] = [
    ("[[en]]", Edge::Open(Tag::English), 'E'),
    ("[[/en]]", Edge::Close(Tag::English), 'e'),
    ("[[fr]]", Edge::Open(Tag::French), 'F'),
    ("[[/fr]]", Edge::Close(Tag::French), 'f'),
    ("[[rtl]]", Edge::Open(Tag::RightToLeft), 'R'),
    ("[[/rtl]]", Edge::Close(Tag::RightToLeft), 'r'),
];

/// Puts the tags that enclose something on marked lines. Those of a language count only if both languages are
/// opened as often as closed; direction counts on its own. Tags that cross each other stay text, all of them.
pub(super) fn isolate(text: &str) -> String {
    if !text.contains("[[") {
        return text.to_owned();
    }
    let balanced = |tag| {
        let count = |edge| found(text).filter(|(_, _, found, _)| *found == edge).count();
        count(Edge::Open(tag)) == count(Edge::Close(tag))
    };
    let languages = balanced(Tag::English) && balanced(Tag::French);
    let direction = balanced(Tag::RightToLeft);
    let counts = |edge| match edge {
        Edge::Open(Tag::RightToLeft) | Edge::Close(Tag::RightToLeft) => direction,
        Edge::Open(_) | Edge::Close(_) => languages,
    };
    let tags = || found(text).filter(|(_, _, edge, _)| counts(*edge));
    if !nest_well(tags().map(|(_, _, edge, _)| edge)) {
        return text.to_owned();
    }
    let mut isolated = String::with_capacity(text.len());
    let mut from = 0;
    for (start, end, _, letter) in tags() {
        isolated.push_str(&text[from..start]);
        isolated.extend(['\n', MARK, letter, '\n']);
        from = end;
    }
    isolated.push_str(&text[from..]);
    isolated
}

/// Removes every tag, whether it enclosed anything or not.
pub(super) fn remove(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for (start, end, _, _) in found(text) {
        kept.push_str(&text[from..start]);
        from = end;
    }
    kept.push_str(&text[from..]);
    kept
}

/// What a marked line says; `None` for any other text.
pub(super) fn edge(text: &str) -> Option<Edge> {
    let letter = text.strip_prefix(MARK)?.chars().next()?;
    SPELLINGS.iter().find(|spelling| spelling.2 == letter).map(|spelling| spelling.1)
}

fn found(text: &str) -> impl Iterator<Item = (usize, usize, Edge, char)> {
    text.match_indices('[').filter_map(|(at, _)| {
        let spelling = SPELLINGS.iter().find(|spelling| text[at..].starts_with(spelling.0))?;
        Some((at, at + spelling.0.len(), spelling.1, spelling.2))
    })
}

fn nest_well(edges: impl Iterator<Item = Edge>) -> bool {
    let mut open = Vec::new();
    for edge in edges {
        match edge {
            Edge::Open(tag) if open.len() < DEEPEST_NESTING => open.push(tag),
            Edge::Close(tag) if open.last() == Some(&tag) => {
                open.pop();
            }
            Edge::Open(_) | Edge::Close(_) => return false,
        }
    }
    open.is_empty()
}
