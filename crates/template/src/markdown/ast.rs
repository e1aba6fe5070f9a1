//! The tree between parser and renderers.

use super::language::Tag;

/// A parsed text.
pub(super) struct Document {
    pub blocks: Vec<Block<Inlines>>,
    /// What the footnotes say; it comes after everything else (template dialect §4).
    pub notes: Vec<Vec<Block<Inlines>>>,
}

/// The content of one paragraph, heading or line.
pub(super) type Inlines = Vec<Inline>;

/// A part of the text with lines of its own. `T` is its text: a `String` until all definitions are known, then
/// [`Inlines`].
pub(super) enum Block<T> {
    /// Blank lines that show.
    Break,
    /// A line across.
    Rule,
    Heading {
        level: usize,
        text: T,
    },
    Paragraph(T),
    /// Text directly in a list item, without a paragraph around it.
    Lines(T),
    /// Text nobody interprets; it shows without any frame.
    Code(String),
    Callout(Vec<Block<T>>),
    List(List<T>),
    /// Markup of our own, or in plain text anybody's, passed through.
    Html(String),
    Language {
        tag: Tag,
        blocks: Vec<Block<T>>,
    },
}

pub(super) struct List<T> {
    pub ordered: bool,
    pub items: Vec<Vec<Block<T>>>,
}

/// A part of a line.
pub(super) enum Inline {
    Text(String),
    /// Text that is not Markdown; it shows like any other.
    Code(String),
    LineBreak,
    Strong(Inlines),
    Emphasis(Inlines),
    Link {
        target: String,
        title: Option<String>,
        text: Inlines,
    },
    /// An address of the web that stands in the text by itself.
    BareUrl(String),
    /// What stands between `<` and `>`: an address of the web, or of an email.
    Autolink {
        target: String,
        email: bool,
    },
    Html(String),
}

/// Replaces every text of a tree. The tree is as deep as the parser allows, so this may recurse.
pub(super) fn map<T, U>(blocks: Vec<Block<T>>, text_to: &impl Fn(T) -> U) -> Vec<Block<U>> {
    blocks
        .into_iter()
        .map(|block| match block {
            Block::Break => Block::Break,
            Block::Rule => Block::Rule,
            Block::Heading { level, text } => Block::Heading { level, text: text_to(text) },
            Block::Paragraph(text) => Block::Paragraph(text_to(text)),
            Block::Lines(text) => Block::Lines(text_to(text)),
            Block::Code(code) => Block::Code(code),
            Block::Callout(blocks) => Block::Callout(map(blocks, text_to)),
            Block::List(List { ordered, items }) => {
                let items = items.into_iter().map(|item| map(item, text_to)).collect();
                Block::List(List { ordered, items })
            }
            Block::Html(html) => Block::Html(html),
            Block::Language { tag, blocks } => Block::Language { tag, blocks: map(blocks, text_to) },
        })
        .collect()
}
