//! Plain text (template dialect §11). Texts are escaped here and decoded at the end: that way typography can
//! tell the markup from the signs of the author.

use super::ast::{Block, Document, Inline, Inlines, List};
use super::entity;
use crate::whitespace;

/// The width of a line across.
const COLUMNS: usize = 65;

/// Renders a document whose texts are not escaped.
pub(super) fn render(document: &Document) -> String {
    render_as(document, Face::Message)
}

/// What the text is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// To be read instead of the HTML.
    Message,
    /// To be seen beside the subject: no lines across, no targets of links.
    Preheader,
}

pub(super) fn render_as(document: &Document, face: Face) -> String {
    let mut writer = Writer { face, text: String::new() };
    writer.blocks(&document.blocks);
    for note in &document.notes {
        writer.blocks(note);
    }
    writer.text
}

struct Writer {
    face: Face,
    text: String,
}

impl Writer {
    fn blocks(&mut self, blocks: &[Block<Inlines>]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block<Inlines>) {
        match block {
            Block::Break => self.text.push('\n'),
            Block::Rule => {
                if self.face == Face::Message {
                    self.paragraph(&"=".repeat(COLUMNS));
                }
            }
            Block::Heading { level: level @ (1 | 2), text } if self.face == Face::Message => {
                let text = self.aside(|writer| writer.spans(text));
                let above = if *level == 1 { "\n\n\n" } else { "\n\n" };
                self.text.extend([above, &text, "\n", &"-".repeat(COLUMNS)]);
            }
            Block::Heading { text, .. } | Block::Paragraph(text) => {
                let text = self.aside(|writer| writer.spans(text));
                self.paragraph(&text);
            }
            Block::Lines(text) => self.spans(text),
            Block::Code(code) => self.text.push_str(&entity::escape_ampersands(code)),
            Block::Callout(blocks) | Block::Language { blocks, .. } => self.blocks(blocks),
            Block::List(list) => self.list(list),
            Block::Html(markup) => self.text.push_str(markup),
        }
    }

    fn paragraph(&mut self, text: &str) {
        if !whitespace::trim(text).is_empty() {
            self.text.extend(["\n\n", text]);
        }
    }

    fn list(&mut self, list: &List<Inlines>) {
        self.text.push('\n');
        for (item, number) in list.items.iter().zip(1_u32..) {
            let content = self.aside(|writer| writer.blocks(item));
            let content = whitespace::trim(&content);
            if list.ordered {
                self.text.extend(["\n", &number.to_string(), ". ", content]);
            } else {
                self.text.extend(["\n• ", content]);
            }
        }
    }

    fn spans(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.text.push_str(&entity::escape(text)),
                Inline::Code(text) | Inline::BareUrl(text) | Inline::Autolink { target: text, .. } => {
                    self.text.push_str(&entity::escape_ampersands(text));
                }
                Inline::LineBreak => self.text.push('\n'),
                Inline::Strong(content) => self.between("**", content),
                Inline::Emphasis(content) => self.between("_", content),
                Inline::Link { target, title, text } => self.link(target, title.as_deref(), text),
                Inline::Html(markup) => self.text.push_str(markup),
            }
        }
    }

    fn between(&mut self, mark: &str, content: &[Inline]) {
        self.text.push_str(mark);
        self.spans(content);
        self.text.push_str(mark);
    }

    fn link(&mut self, target: &str, title: Option<&str>, text: &[Inline]) {
        self.spans(text);
        if let Some(title) = title.filter(|title| !title.is_empty()) {
            self.text.extend([" (", &entity::escape_ampersands(title), ")"]);
        }
        if self.face == Face::Message {
            self.text.extend([": ", &entity::escape_ampersands(target)]);
        }
    }

    /// What `write` writes, without adding it.
    fn aside(&mut self, write: impl FnOnce(&mut Self)) -> String {
        let before = std::mem::take(&mut self.text);
        write(self);
        std::mem::replace(&mut self.text, before)
    }
}
