//! The Markdown of emails: one parser, from text to a tree, and three renderers of that tree.
//!
//! The dialect is older than CommonMark and differs from it on purpose: `#` makes a second-level heading,
//! `^` a callout, `•` a bullet, `*` needs no flanking, and `[[en]]` … `[[/en]]` say the language of what they
//! enclose. Its rules are those of the template dialect §4 to §6 and §11.
//!
//! Every step is linear in the text, or bounded by one of the `MOST_…` and `DEEPEST_…` constants; nothing
//! recurses deeper than they allow, and no text panics.
//!
//! ```
//! use facteur_template::markdown::{to_plain, to_preheader};
//! assert_eq!(to_plain("Bring\n* an _id_\n* a photo").trim_start(), "Bring\n\n• an _id_\n• a photo");
//! assert_eq!(to_preheader("See [the form](https://example.ca).").trim(), "See the form.");
//! ```

mod ast;
mod block;
mod definition;
mod emphasis;
mod entity;
mod fence;
mod html;
mod inline;
mod language;
mod lines;
mod link;
mod list;
mod plain;
mod preheader;
mod raw;
mod table;

use ast::Document;

/// Renders escaped text as the HTML of an email's body.
///
/// Markup in `text` is obeyed: it can only be ours, because substitution has escaped everybody else's. The
/// result still wants [`crate::typography::apply`].
pub fn to_html(text: &str) -> String {
    html::render(&parse(text, language::Tags::Obeyed))
}

/// Renders text that has not been escaped as plain text.
///
/// What the text spelled as an entity stays one, so the result still wants
/// [`crate::typography::apply_plain`] and then [`crate::escape::decode_entities`].
pub fn to_plain(text: &str) -> String {
    plain::render(&parse(text, language::Tags::Obeyed))
}

/// Renders escaped text as the text shown beside the subject in a list of messages: without rules and
/// without the targets of links.
///
/// The result still wants [`crate::typography::apply`], and its spaces collapsed.
pub fn to_preheader(text: &str) -> String {
    preheader::render(&parse(text, language::Tags::Literal))
}

fn parse(text: &str, tags: language::Tags) -> Document {
    let text = lines::prepare(text);
    let (blocks, definitions, notes) = match tags {
        language::Tags::Obeyed => block::parse(&lines::blank_lines_emptied(&language::isolate(&text))),
        language::Tags::Literal => block::parse(&text),
    };
    let inline = |text: String| inline::parse(&text, &definitions);
    Document {
        blocks: ast::map(blocks, &inline),
        notes: notes.into_iter().map(|note| ast::map(note, &inline)).collect(),
    }
}

#[cfg(test)]
mod tests;
