//! Curly quotes (template dialect §7.2).
//!
//! The rules run one after the other over each text between two tags, and each looks only at the neighbours of a
//! quote, so all of it is linear.

use crate::whitespace::is_space;

/// How to write what the author escaped with a backslash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    Entities,
    Characters,
}

/// Elements in which quotes stay. Their names are taken as beginnings: the content of `<abbr>` stays too.
const SKIPPED: [&str; 9] = ["pre", "samp", "code", "tt", "kbd", "script", "style", "math", "a"];

/// Makes quotes curly.
pub(super) fn curl(text: &str, escapes: Escapes) -> String {
    let mut curled = String::with_capacity(text.len());
    let mut skipped: Vec<&str> = Vec::new();
    let mut before = None;
    for token in Tokens::of(text) {
        match token {
            Token::Tag(tag) => {
                curled.push_str(tag);
                skip(tag, &mut skipped);
            }
            Token::Text(text) => {
                if skipped.is_empty() {
                    curl_text(text, before, escapes, &mut curled);
                } else {
                    curled.push_str(text);
                }
                before = text.chars().next_back();
            }
        }
    }
    curled
}

/// Remembers which of the [`SKIPPED`] elements are open.
fn skip(tag: &str, open: &mut Vec<&'static str>) {
    let name = tag.trim_start_matches('<');
    let (closes, name) = name.strip_prefix('/').map_or((false, name), |name| (true, name));
    let begins = |skipped: &&str| {
        name.as_bytes().get(..skipped.len()).is_some_and(|name| name.eq_ignore_ascii_case(skipped.as_bytes()))
    };
    match SKIPPED.into_iter().find(begins) {
        Some(skipped) if !closes => open.push(skipped),
        Some(skipped) if open.last() == Some(&skipped) => {
            open.pop();
        }
        _ => {}
    }
}

enum Token<'t> {
    Tag(&'t str),
    Text(&'t str),
}

/// Tags and comments, and what stands between them.
struct Tokens<'t> {
    rest: &'t str,
    /// Whether a comment, or a tag, may still end.
    comments: bool,
    tags: bool,
}

impl<'t> Tokens<'t> {
    fn of(text: &'t str) -> Self {
        Self { rest: text, comments: true, tags: true }
    }

    fn tag_end(&mut self) -> Option<usize> {
        if self.comments && self.rest.starts_with("<!--") {
            match comment_end(self.rest) {
                Some(end) => return Some(end),
                None => self.comments = false,
            }
        }
        let end = self.rest.find('>').map(|end| end + 1);
        self.tags = end.is_some();
        end
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        if self.rest.is_empty() {
            return None;
        }
        let (token, rest) = if self.tags && self.rest.starts_with('<') {
            match self.tag_end() {
                Some(end) => (Token::Tag(&self.rest[..end]), &self.rest[end..]),
                None => (Token::Text(self.rest), ""),
            }
        } else {
            let end = self.rest.find('<').unwrap_or(self.rest.len());
            // Where no tag ends any more, all the rest is one text.
            let end = if self.rest[end..].contains('>') { end } else { self.rest.len() };
            (Token::Text(&self.rest[..end]), &self.rest[end..])
        };
        self.rest = rest;
        Some(token)
    }
}

fn comment_end(text: &str) -> Option<usize> {
    let mut from = "<!--".len();
    while let Some(index) = text[from..].find("--") {
        let behind = text[from + index + "--".len()..].trim_start_matches(is_space);
        if let Some(rest) = behind.strip_prefix('>') {
            return Some(text.len() - rest.len());
        }
        from += index + 1;
    }
    None
}

/// A character of a text, and whether the author escaped it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Plain(char),
    Escaped(char),
}

use Sign::{Escaped, Plain};

impl Sign {
    fn is_space(self) -> bool {
        matches!(self, Plain(c) if is_space(c))
    }

    fn is_word(self) -> bool {
        matches!(self, Plain(c) if c.is_alphanumeric() || c == '_')
    }

    fn is_digit(self) -> bool {
        matches!(self, Plain(c) if c.is_numeric())
    }

    /// Whether a quote behind it may close. Not so behind what opens something itself.
    fn may_be_closed(self) -> bool {
        !matches!(self, Plain(' ' | '\t' | '\r' | '\n' | '[' | '{' | '(' | '-'))
    }
}

fn curl_text(text: &str, before: Option<char>, escapes: Escapes, curled: &mut String) {
    if !text.contains(['"', '\'', '\\']) {
        curled.push_str(text);
        return;
    }
    let mut signs = signs(text);
    if let [Plain(quote @ ('"' | '\''))] = signs[..] {
        let closes = before.is_some_and(|c| !is_space(c));
        curled.push(match (quote, closes) {
            ('"', true) => '”',
            ('"', false) => '“',
            (_, true) => '’',
            (_, false) => '‘',
        });
        return;
    }
    pairs(&mut signs);
    singles(&mut signs);
    doubles(&mut signs);
    for sign in signs {
        match (sign, escapes) {
            (Plain(character), _) | (Escaped(character), Escapes::Characters) => curled.push(character),
            (Escaped(character), Escapes::Entities) => {
                curled.extend(["&#", &u32::from(character).to_string(), ";"]);
            }
        }
    }
}

fn signs(text: &str) -> Vec<Sign> {
    let mut signs = Vec::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let escapable = |next: &char| matches!(next, '\\' | '"' | '\'' | '.' | '-' | '`');
        let escaped = if character == '\\' { characters.next_if(escapable) } else { None };
        signs.push(escaped.map_or(Plain(character), Escaped));
    }
    signs
}

/// Two different quotes before a word open both.
fn pairs(signs: &mut [Sign]) {
    for at in 0..signs.len().saturating_sub(2) {
        if signs[at + 2].is_word() {
            match signs[at..at + 2] {
                [Plain('"'), Plain('\'')] => signs[at..at + 2].copy_from_slice(&[Plain('“'), Plain('‘')]),
                [Plain('\''), Plain('"')] => signs[at..at + 2].copy_from_slice(&[Plain('‘'), Plain('“')]),
                _ => {}
            }
        }
    }
}

fn singles(signs: &mut [Sign]) {
    const QUOTE: Sign = Plain('\'');
    open_before_words(signs, QUOTE, '‘');
    // The decade in `of'90s`.
    for at in 1..signs.len() {
        let decade =
            |behind: &[Sign]| behind[0].is_digit() && behind[1].is_digit() && behind[2] == Plain('s');
        if signs[at] == QUOTE && signs[at - 1].is_word() && signs.get(at + 1..at + 4).is_some_and(decade) {
            signs[at] = Plain('’');
        }
    }
    // Each of both rules takes a quote and its neighbours as one, so a quote it has passed is no neighbour.
    let mut at = 1;
    while at < signs.len() {
        let next = signs.get(at + 1);
        let stays = next.is_some_and(|next| next.is_space() || next.is_digit()) || is_plural_s(signs, at + 1);
        if signs[at] == QUOTE && signs[at - 1].may_be_closed() && !stays {
            signs[at] = Plain('’');
            at += 1;
        }
        at += 1;
    }
    let mut at = 1;
    while at < signs.len() {
        let fits = signs.get(at + 1).is_some_and(|next| next.is_space()) || is_plural_s(signs, at + 1);
        if signs[at] == QUOTE && signs[at - 1].may_be_closed() && fits {
            signs[at] = Plain('’');
            at += 2;
        }
        at += 1;
    }
    open_rest(signs, QUOTE, '‘');
}

fn doubles(signs: &mut [Sign]) {
    const QUOTE: Sign = Plain('"');
    open_before_words(signs, QUOTE, '“');
    for at in 0..signs.len() {
        let punctuation = |sign: &Sign| matches!(sign, Plain(c) if c.is_ascii_punctuation());
        let closes = signs.get(at + 1).is_some_and(|next| next.is_space() || at == 0 && punctuation(next));
        if signs[at] == QUOTE && closes {
            signs[at] = Plain('”');
        }
    }
    let mut at = 1;
    while at < signs.len() {
        if signs[at] == QUOTE && signs[at - 1].may_be_closed() {
            signs[at] = Plain('”');
            at += 1;
        }
        at += 1;
    }
    open_rest(signs, QUOTE, '“');
}

/// A quote opens between a space, or a dash spelled out, and a word.
fn open_before_words(signs: &mut [Sign], quote: Sign, opening: char) {
    const SPELLED: [&str; 8] =
        ["&nbsp;", "--", "&mdash;", "&ndash;", "&#8211;", "&#8212;", "&#x2013;", "&#x2014;"];
    let spelled = |before: &[Sign], word: &str| {
        before.len() >= word.len()
            && before[before.len() - word.len()..].iter().copied().eq(word.chars().map(Plain))
    };
    for at in 1..signs.len() {
        if signs[at] == quote && signs.get(at + 1).is_some_and(|next| next.is_word()) {
            let before = &signs[..at];
            if signs[at - 1].is_space() || SPELLED.iter().any(|word| spelled(before, word)) {
                signs[at] = Plain(opening);
            }
        }
    }
}

fn open_rest(signs: &mut [Sign], quote: Sign, opening: char) {
    for sign in signs.iter_mut().filter(|sign| **sign == quote) {
        *sign = Plain(opening);
    }
}

/// An `s` that ends a word, as in `John's`.
fn is_plural_s(signs: &[Sign], at: usize) -> bool {
    signs.get(at) == Some(&Plain('s')) && signs.get(at + 1).is_none_or(|next| !next.is_word())
}
