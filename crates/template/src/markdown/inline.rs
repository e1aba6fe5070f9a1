//! What stands within lines: emphasis, links, code, line breaks and escapes (template dialect §4.4).

use std::collections::HashMap;

use super::ast::{Inline, Inlines};
use super::definition::Definitions;
use super::emphasis::{Markers, Weight};
use super::link::{self, Target};
use super::raw::{self, Elements};
use crate::{links, whitespace};

/// Deeper nesting is text. What the syntax allows is less: neither emphasis nor a link can hold its like.
const DEEPEST_NESTING: usize = 12;

/// Parses the text of a paragraph, a heading or a line.
pub(super) fn parse(text: &str, definitions: &Definitions) -> Inlines {
    Place { definitions, in_link: false, depth: 0 }.parse(text)
}

/// Where a text stands.
#[derive(Clone, Copy)]
struct Place<'d> {
    definitions: &'d Definitions,
    in_link: bool,
    depth: usize,
}

impl Place<'_> {
    fn parse(self, text: &str) -> Inlines {
        let text = text.trim_end_matches('\n');
        if self.depth > DEEPEST_NESTING {
            return vec![Inline::Text(text.to_owned())];
        }
        let mut scanner = Scanner::new(text, self);
        let mut at = 0;
        while at < text.len() {
            at = scanner.step(at);
        }
        scanner.inlines
    }

    fn inner(self, text: &str) -> Inlines {
        Self { depth: self.depth + 1, ..self }.parse(text)
    }
}

struct Scanner<'t, 'd> {
    text: &'t str,
    place: Place<'d>,
    inlines: Inlines,
    markers: Markers,
    code_fences: CodeFences,
    struck_until: Vec<usize>,
    elements: Elements,
    /// Behind it there is only space.
    content_end: usize,
    /// Behind it no bracket closes.
    last_bracket: usize,
}

impl<'t, 'd> Scanner<'t, 'd> {
    fn new(text: &'t str, place: Place<'d>) -> Self {
        Self {
            text,
            place,
            inlines: Vec::new(),
            markers: Markers::of(text),
            code_fences: CodeFences::of(text),
            struck_until: strike_ends(text),
            elements: Elements::default(),
            content_end: text.trim_end_matches(whitespace::is_space).len(),
            last_bracket: text.rfind(']').unwrap_or(0),
        }
    }

    /// Parses what stands at `at` and returns the position behind it.
    fn step(&mut self, at: usize) -> usize {
        let found = match self.text.as_bytes()[at] {
            b'\\' => self.escape(at),
            b'<' => self.markup(at),
            b'h' => self.bare_url(at),
            b'!' | b'[' => self.link(at),
            b'*' | b'_' => self.emphasis(at),
            b'`' => self.code(at),
            b'~' => self.strike(at),
            b' ' | b'\n' => self.line_break(at),
            _ => None,
        };
        found.unwrap_or_else(|| self.plain(at))
    }

    /// Text up to the next sign that may mean something.
    fn plain(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let first = match rest.as_bytes()[0] {
            // A run that closes nowhere closes nowhere from its middle either.
            b'`' => run(rest, b'`'),
            b' ' => run(rest, b' '),
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
        let stops = |byte: u8| {
            matches!(byte, b'\\' | b'<' | b'!' | b'[' | b'_' | b'*' | b'`' | b'~' | b' ' | b'\n' | b'h')
        };
        let length = rest.as_bytes()[first..].iter().position(|&byte| stops(byte));
        let end = length.map_or(self.text.len(), |length| at + first + length);
        self.push_text(&self.text[at..end]);
        end
    }

    fn push_text(&mut self, text: &str) {
        if let Some(Inline::Text(before)) = self.inlines.last_mut() {
            before.push_str(text);
        } else {
            self.inlines.push(Inline::Text(text.to_owned()));
        }
    }

    fn escape(&mut self, at: usize) -> Option<usize> {
        let end = at + 2;
        let escaped = self.text.as_bytes().get(at + 1)?;
        if !br"\`*{}[]()#+-.!_>~|".contains(escaped) {
            return None;
        }
        self.push_text(&self.text[at + 1..end]);
        Some(end)
    }

    fn markup(&mut self, at: usize) -> Option<usize> {
        if let Some(end) = self.elements.inline_at(self.text, at) {
            self.inlines.push(Inline::Html(self.text[at..end].to_owned()));
            return Some(end);
        }
        let (target, email) = raw::autolink(&self.text[at..])?;
        self.inlines.push(Inline::Autolink { target: target.to_owned(), email });
        Some(at + target.len() + "<>".len())
    }

    fn bare_url(&mut self, at: usize) -> Option<usize> {
        let mut url = links::bare_url(&self.text[at..])?;
        // Between `<` and `>`, which are escaped, the address is what is between them.
        if self.text[..at].ends_with("&lt;") {
            url = url.split_once("&gt;").map_or(url, |(url, _)| url);
        }
        if self.place.in_link {
            self.push_text(url);
        } else {
            self.inlines.push(Inline::BareUrl(url.to_owned()));
        }
        Some(at + url.len())
    }

    /// A link, an image (which is left out) or the mark of a footnote (likewise).
    fn link(&mut self, at: usize) -> Option<usize> {
        let image = self.text.as_bytes()[at] == b'!';
        let open = at + usize::from(image);
        if open >= self.last_bracket || !self.text[open..].starts_with('[') {
            return None;
        }
        if let Some(end) = self.footnote(open).filter(|_| !image) {
            return Some(end);
        }
        let (found, target, title) = link::candidates(self.text, open).find_map(|found| {
            match found.to {
                Target::Url { url, title } => Some((url.to_owned(), title.map(str::to_owned))),
                Target::Key(key) => self.place.definitions.link(key).cloned(),
            }
            .map(|(target, title)| (found, target, title))
        })?;
        if !image {
            let text = Place { in_link: true, ..self.place }.inner(found.text);
            self.inlines.push(Inline::Link { target, title, text });
        }
        Some(found.end)
    }

    fn footnote(&self, open: usize) -> Option<usize> {
        let key = self.text[open..].strip_prefix("[^")?;
        let key = &key[..key.floor_char_boundary(MOST_IN_FOOTNOTE_KEY)];
        let key = &key[..key.find(']')?];
        self.place.definitions.has_note(key).then(|| open + "[^]".len() + key.len())
    }

    fn emphasis(&mut self, at: usize) -> Option<usize> {
        let span = self.markers.span_at(self.text, at)?;
        let content = self.place.inner(&self.text[span.content.0..span.content.1]);
        self.inlines.push(match span.weight {
            Weight::Bold => Inline::Strong(content),
            Weight::Italic => Inline::Emphasis(content),
        });
        Some(span.end)
    }

    fn code(&mut self, at: usize) -> Option<usize> {
        let (content, end) = self.code_fences.code_at(self.text, at)?;
        self.inlines.push(Inline::Code(content.to_owned()));
        Some(end)
    }

    /// Struck text: it shows like any other, without its marks.
    fn strike(&mut self, at: usize) -> Option<usize> {
        let content = self.text[at..].strip_prefix("~~")?;
        let start = at + 2;
        if content.starts_with(whitespace::is_space) {
            return None;
        }
        let close = *self.struck_until.get(self.struck_until.partition_point(|&end| end <= start))?;
        let mut inner = self.place.inner(&self.text[start..close]);
        self.inlines.append(&mut inner);
        Some(close + 2)
    }

    /// A line break, with the spaces before it.
    fn line_break(&mut self, at: usize) -> Option<usize> {
        let end = at + run(&self.text[at..], b' ');
        if !self.text[end..].starts_with('\n') || end + 1 >= self.content_end {
            return None;
        }
        self.inlines.push(Inline::LineBreak);
        Some(end + 1)
    }
}

/// Longer keys of footnotes are text.
const MOST_IN_FOOTNOTE_KEY: usize = 1_000;

fn run(text: &str, sign: u8) -> usize {
    text.bytes().take_while(|&byte| byte == sign).count()
}

/// The places of `~~` behind something that is no space.
fn strike_ends(text: &str) -> Vec<usize> {
    let ends = text.bytes().enumerate().skip(1).filter(|&(at, _)| {
        text.as_bytes()[at..].starts_with(b"~~") && !text[..at].ends_with(whitespace::is_space)
    });
    ends.map(|(at, _)| at).collect()
}

/// The runs of backticks of a text, by their length.
struct CodeFences(HashMap<usize, Vec<usize>>);

impl CodeFences {
    fn of(text: &str) -> Self {
        let mut runs: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut at = 0;
        while let Some(index) = text[at..].find('`') {
            let length = run(&text[at + index..], b'`');
            runs.entry(length).or_default().push(at + index);
            at += index + length;
        }
        Self(runs)
    }

    /// The code that the run of backticks at `at` opens, and the position behind it: as many of them close it, and
    /// if there are not so many anywhere, fewer.
    fn code_at<'t>(&self, text: &'t str, at: usize) -> Option<(&'t str, usize)> {
        let length = run(&text[at..], b'`');
        for length in (1..=length).rev() {
            let Some(runs) = self.0.get(&length) else { continue };
            let Some(&close) = runs.get(runs.partition_point(|&start| start <= at)) else { continue };
            let content = &text[at + length..close];
            let trimmed = whitespace::trim(content);
            return Some((if trimmed.is_empty() { " " } else { trimmed }, close + length));
        }
        None
    }
}
