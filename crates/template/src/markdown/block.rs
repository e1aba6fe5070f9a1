//! Blocks: headings, rules, callouts, paragraphs, and the order in which they are tried (template dialect
//! §4.2).

use super::ast::{Block, List};
use super::definition::{self, Definitions};
use super::fence::Fences;
use super::language::{self, Edge, Tag};
use super::lines::{behind_breaks, first_line, indent, join};
use super::raw::{self, Elements};
use super::{list, table};

/// A callout in a callout in a callout: as deep as this, then `^` is text. The same holds for lists.
const DEEPEST_NESTING: usize = 6;

/// A text's blocks, the links it defines, and what its footnotes say.
pub(super) type Parsed = (Vec<Block<String>>, Definitions, Vec<Vec<Block<String>>>);

/// Parses a prepared text.
pub(super) fn parse(text: &str) -> Parsed {
    let mut parser = Parser::default();
    let blocks = parser.loose_blocks(text, Within::Text);
    (blocks, parser.definitions, parser.notes)
}

/// Where blocks stand; it decides which of them there are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// The text itself, or a callout.
    Text,
    /// An item of a list: no headings with `#`, no tables, no definitions, no paragraphs.
    Item,
    /// A footnote: no definitions.
    Note,
}

#[derive(Default)]
struct Parser {
    definitions: Definitions,
    notes: Vec<Vec<Block<String>>>,
    callouts: usize,
    lists: usize,
}

impl Parser {
    /// The blocks of anything but a tight item: text outside of a paragraph becomes one.
    fn loose_blocks(&mut self, text: &str, within: Within) -> Vec<Block<String>> {
        let mut blocks = self.blocks(text, within);
        loosen(&mut blocks);
        blocks
    }

    fn blocks(&mut self, text: &str, within: Within) -> Vec<Block<String>> {
        let source = &mut Source::new(text.trim_end_matches('\n'));
        let mut tree = Tree::default();
        let mut at = 0;
        while at < source.text.len() {
            at = self.block(source, at, within, &mut tree);
        }
        tree.finish()
    }

    /// Parses the block at `at` and returns the position behind it.
    fn block(&mut self, source: &mut Source<'_>, at: usize, within: Within, tree: &mut Tree) -> usize {
        let text = source.text;
        let rest = &text[at..];
        if rest.starts_with('\n') {
            let end = behind_breaks(text, at);
            if end - at > 1 {
                tree.push(Block::Break);
            }
            return end;
        }
        if let Some(edge) = language::edge(rest) {
            tree.turn(edge);
            return behind_breaks(text, at + first_line(rest).len());
        }
        let own_line = behind_breaks(text, at + first_line(rest).len());
        if within == Within::Text && is_rule(first_line(rest)) {
            tree.push(Block::Rule);
            return own_line;
        }
        if let Some((length, code)) = indented_code(rest) {
            tree.push(Block::Code(code));
            return at + length;
        }
        if let Some((end, code)) = source.fences.code_at(text, at) {
            tree.push(Block::Code(code.to_owned()));
            return end;
        }
        if within != Within::Item {
            if let Some((level, heading)) = heading(first_line(rest)) {
                tree.push(Block::Heading { level, text: heading.to_owned() });
                return own_line;
            }
            if let Some(length) = table::without_outer_pipes(rest) {
                return at + length;
            }
        }
        if let Some((level, length)) = underlined_heading(rest) {
            tree.push(Block::Heading { level, text: first_line(rest).to_owned() });
            return at + length;
        }
        if within != Within::Text && is_rule(first_line(rest)) {
            tree.push(Block::Rule);
            return own_line;
        }
        if let Some(length) = callout_length(rest) {
            self.callout(&rest[..length], tree);
            return at + length;
        }
        if let Some(found) = list::find(rest) {
            self.list(rest, &found, tree);
            return at + found.length;
        }
        if let Some(end) = source.elements.block_at(text, at) {
            tree.push(Block::Html(text[at..end].to_owned()));
            return end;
        }
        if within == Within::Text {
            if let Some(link) = definition::link(rest) {
                let length = link.length;
                self.definitions.add_link(link);
                return at + length;
            }
            if let Some(note) = definition::note(rest) {
                self.definitions.add_note(note.key);
                let blocks = self.loose_blocks(&note.text, Within::Note);
                self.notes.push(blocks);
                return at + note.length;
            }
        }
        if within != Within::Item {
            if let Some(length) = table::with_outer_pipes(rest) {
                return at + length;
            }
            let end = paragraph_end(source, at);
            tree.push(Block::Paragraph(text[at..end].to_owned()));
            return behind_breaks(text, end);
        }
        tree.push_lines(first_line(rest));
        at + first_line(rest).len()
    }

    fn callout(&mut self, marked: &str, tree: &mut Tree) {
        if self.callouts == DEEPEST_NESTING {
            tree.push_lines(marked.trim_end_matches('\n'));
            return;
        }
        let mut content = String::with_capacity(marked.len());
        for line in marked.split_inclusive('\n') {
            let unmarked = line.trim_start_matches(' ').strip_prefix('^');
            content.push_str(unmarked.map_or(line, |rest| rest.strip_prefix(' ').unwrap_or(rest)));
        }
        self.callouts += 1;
        let blocks = self.loose_blocks(&content, Within::Text);
        self.callouts -= 1;
        tree.push(Block::Callout(blocks));
    }

    fn list(&mut self, rest: &str, found: &list::Found, tree: &mut Tree) {
        if self.lists == DEEPEST_NESTING {
            tree.push_lines(rest[..found.length].trim_end_matches('\n'));
            return;
        }
        self.lists += 1;
        let items = found.items.iter().map(|item| {
            if item.loose {
                self.loose_blocks(&item.text, Within::Item)
            } else {
                self.blocks(&item.text, Within::Item)
            }
        });
        let items = items.collect();
        self.lists -= 1;
        tree.push(Block::List(List { ordered: found.ordered, items }));
    }
}

/// A text being parsed, and what has been learned of it on the way.
struct Source<'t> {
    text: &'t str,
    fences: Fences,
    elements: Elements,
}

impl<'t> Source<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, fences: Fences::default(), elements: Elements::default() }
    }
}

/// Blocks in the making, inside the languages that are open.
#[derive(Default)]
struct Tree {
    blocks: Vec<Block<String>>,
    open: Vec<(Tag, Vec<Block<String>>)>,
}

impl Tree {
    fn push(&mut self, block: Block<String>) {
        self.blocks.push(block);
    }

    /// Lines that follow each other are one text, so that what begins in one may end in the next.
    fn push_lines(&mut self, lines: &str) {
        match self.blocks.last_mut() {
            Some(Block::Lines(before)) => join(before, lines),
            _ => self.push(Block::Lines(lines.to_owned())),
        }
    }

    fn turn(&mut self, edge: Edge) {
        match edge {
            Edge::Open(tag) => self.open.push((tag, std::mem::take(&mut self.blocks))),
            Edge::Close(_) => self.close(),
        }
    }

    fn close(&mut self) {
        if let Some((tag, outside)) = self.open.pop() {
            let blocks = std::mem::replace(&mut self.blocks, outside);
            self.push(Block::Language { tag, blocks });
        }
    }

    fn finish(mut self) -> Vec<Block<String>> {
        while !self.open.is_empty() {
            self.close();
        }
        self.blocks
    }
}

/// Makes paragraphs of lines.
fn loosen(blocks: &mut [Block<String>]) {
    for block in blocks {
        match block {
            Block::Lines(text) => *block = Block::Paragraph(std::mem::take(text)),
            Block::Language { blocks, .. } => loosen(blocks),
            _ => {}
        }
    }
}

/// Three or more of `-`, `*` and `_`, with nothing but spaces between them.
fn is_rule(line: &str) -> bool {
    indent(line) <= 3 && list::is_rule_without_indent(line.trim_start_matches(' '))
}

/// Lines with four spaces before them, and blank lines between them and behind.
fn indented_code(rest: &str) -> Option<(usize, String)> {
    const INDENT: &str = "    ";
    let mut length = 0;
    let mut code = String::new();
    while let Some(line) = rest[length..].strip_prefix(INDENT).map(first_line)
        && !line.is_empty()
    {
        let end = length + INDENT.len() + line.len();
        length = behind_breaks(rest, end);
        code.push_str(line);
        code.push_str(&rest[end..length]);
    }
    (length > 0).then_some((length, code))
}

/// `#` to `######`, and some text without the `#` behind it. If there is no other text, one of them is it.
fn heading(line: &str) -> Option<(usize, &str)> {
    const LOWEST: usize = 6;
    let line = line.trim_start_matches(' ');
    let marks = line.bytes().take_while(|&byte| byte == b'#').count();
    if marks == 0 || line.len() == 1 {
        return None;
    }
    let level = if marks == line.len() { (marks - 1).min(LOWEST) } else { marks.min(LOWEST) };
    let spaced = &line[level..];
    let text = spaced.trim_start_matches(' ');
    if text.is_empty() {
        return Some((level, " "));
    }
    let closed = text.trim_end_matches(' ').trim_end_matches('#').trim_end_matches(' ');
    let first = text.chars().next().map_or(0, char::len_utf8);
    Some((level, &text[..closed.len().max(first)]))
}

/// A line above a line of `=` or `-`. Returns the level, and the length with one line break.
fn underlined_heading(rest: &str) -> Option<(usize, usize)> {
    let (line, below) = rest.split_once('\n')?;
    let underline = first_line(below);
    let marks = underline.trim_matches(' ');
    if line.is_empty() || marks.is_empty() || marks.bytes().any(|byte| !matches!(byte, b'=' | b'-')) {
        return None;
    }
    let level = if marks.ends_with('=') { 1 } else { 2 };
    let length = line.len() + 1 + underline.len();
    Some((level, (length + 1).min(rest.len())))
}

/// A line with `^` and more, the lines up to a blank one, and again if another `^` follows.
fn callout_length(rest: &str) -> Option<usize> {
    let begins = |at: usize| {
        let line = first_line(&rest[at..]).trim_start_matches(' ');
        line.len() > 1 && line.starts_with('^')
    };
    let mut end = 0;
    let mut depth = 0;
    let mut outermost = 0;
    while begins(end) {
        loop {
            // A language that does not begin and end in the callout ends it.
            match language::edge(&rest[end..]) {
                Some(Edge::Open(_)) => {
                    if depth == 0 {
                        outermost = end;
                    }
                    depth += 1;
                }
                Some(Edge::Close(_)) if depth == 0 => return Some(end),
                Some(Edge::Close(_)) => depth -= 1,
                None => {}
            }
            end += first_line(&rest[end..]).len();
            let line_end = end;
            end = behind_breaks(rest, end);
            if end - line_end != 1 || end == rest.len() {
                break;
            }
        }
        if depth > 0 {
            return Some(outermost);
        }
    }
    (end > 0).then_some(end)
}

/// The end of the paragraph at `at`: before a blank line, or before a line that begins something else.
fn paragraph_end(source: &mut Source<'_>, at: usize) -> usize {
    let text = source.text;
    let mut end = at + first_line(&text[at..]).len();
    while end < text.len() && text.as_bytes()[end + 1] != b'\n' && !interrupts(source, end + 1) {
        end += 1 + first_line(&text[end + 1..]).len();
    }
    end
}

/// Whether the line at `at` ends a paragraph. It does so for more than becomes a block: `+` and `>` split
/// paragraphs as they do in other dialects; `^` and `•` do not.
fn interrupts(source: &mut Source<'_>, at: usize) -> bool {
    let rest = &source.text[at..];
    let line = first_line(rest);
    language::edge(rest).is_some()
        || is_rule(line)
        || heading(line).is_some()
        || underlined_heading(rest).is_some()
        || line.trim_start_matches(' ').strip_prefix('>').is_some_and(|quoted| !quoted.is_empty())
        || list::splits_paragraph(rest)
        || definition::link(rest).is_some()
        || definition::note(rest).is_some()
        || raw::begins_block(rest)
        || source.fences.code_at(source.text, at).is_some()
}
