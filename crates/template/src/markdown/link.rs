//! The syntax of links: `[text](target "title")`, `[text][key]` and `[key]` (template dialect §4.4).

use crate::whitespace;

/// Longer texts between brackets are no links. It bounds the search for the closing bracket.
const MOST_IN_BRACKETS: usize = 1_000;

/// Longer targets, titles included, are no links. It bounds the search for the closing bracket.
const MOST_IN_TARGET: usize = 8_000;

/// A link in a text, by positions.
pub(super) struct Link<'t> {
    pub text: &'t str,
    pub to: Target<'t>,
    pub end: usize,
}

/// Where a link leads.
pub(super) enum Target<'t> {
    /// To an address.
    Url { url: &'t str, title: Option<&'t str> },
    /// To what is defined elsewhere.
    Key(&'t str),
}

/// The possible links whose bracket opens at `open`, the one to be preferred first. Whether a key is defined is
/// for the caller to know.
pub(super) fn candidates(text: &str, open: usize) -> impl Iterator<Item = Link<'_>> {
    let closings = closings(text, open);
    let between = move |close: usize| &text[open + 1..close];
    let with_url = closings.iter().rev().find_map(|&close| {
        let (url, title, end) = url(text, close + 1)?;
        Some(Link { text: between(close), to: Target::Url { url, title }, end })
    });
    let with_key = closings.iter().rev().find_map(|&close| {
        let (key, end) = key(text, close + 1)?;
        let key = if key.is_empty() { between(close) } else { key };
        Some(Link { text: between(close), to: Target::Key(key), end })
    });
    let alone = closings.first().map(|&close| Link {
        text: between(close),
        to: Target::Key(between(close)),
        end: close + 1,
    });
    [with_url, with_key, alone].into_iter().flatten()
}

/// The brackets that may close the one at `open`. Its text may hold one level of brackets, and closing ones to
/// which none belongs as long as another follows before the next opening one.
fn closings(text: &str, open: usize) -> Vec<usize> {
    let bytes = text.as_bytes();
    let limit = bytes.len().min(open + MOST_IN_BRACKETS);
    let find = |from: usize, signs: [u8; 2]| {
        bytes[from..limit].iter().position(|byte| signs.contains(byte)).map(|index| from + index)
    };
    let mut closings = Vec::new();
    let mut at = open + 1;
    while let Some(bracket) = find(at, *b"[]") {
        if bytes[bracket] == b'[' {
            match find(bracket + 1, *b"]^") {
                Some(end) if bytes[end] == b']' => at = end + 1,
                _ => break,
            }
        } else {
            closings.push(bracket);
            at = bracket + 1;
            if find(at, *b"[]").is_none_or(|next| bytes[next] == b'[') {
                break;
            }
        }
    }
    closings
}

/// The `(target "title")` at `open`: target, title, and the position behind it.
fn url(text: &str, open: usize) -> Option<(&str, Option<&str>, usize)> {
    let limit = text.floor_char_boundary(open + MOST_IN_TARGET);
    let inside = text[open..limit].strip_prefix('(')?;
    let inside = inside.trim_start_matches(whitespace::is_space);
    let start = limit - inside.len();
    bracketed_url(inside).or_else(|| plain_url(inside)).map(|(url, title, end)| (url, title, start + end))
}

/// `<target> "title")`.
fn bracketed_url(inside: &str) -> Option<(&str, Option<&str>, usize)> {
    let (url, behind) = inside.strip_prefix('<')?.split_once('>')?;
    let title_at = inside.len() - behind.len();
    let (title, length) = title_and_close(behind)?;
    Some((url, title, title_at + length))
}

/// `target "title")`: the target ends at the first `)`, or before a title that is followed by one.
fn plain_url(inside: &str) -> Option<(&str, Option<&str>, usize)> {
    let close = inside.find(')')?;
    let mut titles = true;
    let mut at = 0;
    while titles && let Some(space) = inside[at..close].find(whitespace::is_space).map(|index| at + index) {
        let behind = inside[space..].trim_start_matches(whitespace::is_space);
        at = inside.len() - behind.len();
        if at < close && behind.starts_with(['"', '\'']) {
            match title_and_close(&inside[space..]) {
                Some((title @ Some(_), length)) => return Some((&inside[..space], title, space + length)),
                // What ends no title here ends none further on.
                _ => titles = false,
            }
        }
        if at > close {
            break;
        }
    }
    Some((inside[..close].trim_end_matches(whitespace::is_space), None, close + 1))
}

/// A title, if there is one, and `)`; also their length.
fn title_and_close(text: &str) -> Option<(Option<&str>, usize)> {
    let behind = text.trim_start_matches(whitespace::is_space);
    if let Some(quoted) = behind.strip_prefix(['"', '\'']).filter(|_| behind.len() < text.len()) {
        for (at, _) in quoted.match_indices(['"', '\'']) {
            let closed = quoted[at + 1..].trim_start_matches(whitespace::is_space).strip_prefix(')');
            if let Some(rest) = closed {
                return Some((Some(&quoted[..at]), text.len() - rest.len()));
            }
        }
    }
    behind.strip_prefix(')').map(|rest| (None, text.len() - rest.len()))
}

/// The `[key]` at `at`, space before it allowed: the key and the position behind it.
fn key(text: &str, at: usize) -> Option<(&str, usize)> {
    let limit = text.floor_char_boundary(at + MOST_IN_BRACKETS);
    let inside = text[at..limit].trim_start_matches(whitespace::is_space).strip_prefix('[')?;
    let end = inside.find(['^', ']'])?;
    inside[end..].starts_with(']').then(|| (&inside[..end], limit - inside.len() + end + 1))
}
