//! HTML, with the look in `style` attributes because mail programs drop style sheets (template dialect §4.5).

use super::ast::{Block, Document, Inline, List};
use super::entity;
use super::language::Tag;
use crate::escape::decode_entities;
use crate::{links, whitespace};

const PARAGRAPH: &str = "Margin: 0 0 20px 0; font-size: 19px; line-height: 25px; color: #0B0C0C;";
const TITLE: &str =
    "Margin: 0 0 20px 0; padding: 0; font-size: 27px; line-height: 35px; font-weight: bold; color: #0B0C0C;";
const SUBTITLE: &str =
    "Margin: 0 0 15px 0; padding: 0; line-height: 26px; color: #0B0C0C;font-size: 24px; font-weight: bold;";
const RULE: &str = "border: 0; height: 1px; background: #BFC1C3; Margin: 30px 0 30px 0;";
const CALLOUT: &str = "Margin: 0 0 20px 0; border-left: 10px solid #BFC1C3;padding: 15px 0 0.1px 15px; font-size: 19px; line-height: 25px;";
const CELL: &str = "font-family: Helvetica, Arial, sans-serif;";
const ITEM: &str = "Margin: 5px 0 5px; padding: 0 0 0 5px; font-size: 19px; line-height: 25px; color: #0B0C0C; text-align:start;";
const LINK: &str = "word-wrap: break-word; word-break: break-word;";

/// Renders a document whose texts are escaped.
pub(super) fn render(document: &Document) -> String {
    let mut html = String::new();
    blocks(&document.blocks, Lists::Outermost, &mut html);
    for note in &document.notes {
        blocks(note, Lists::Outermost, &mut html);
    }
    html
}

/// Whether lists stand in another one; then nothing keeps them from what follows.
#[derive(Clone, Copy)]
enum Lists {
    Outermost,
    Nested,
}

fn blocks(blocks: &[Block<Vec<Inline>>], lists: Lists, html: &mut String) {
    for block in blocks {
        self::block(block, lists, html);
    }
}

fn block(block: &Block<Vec<Inline>>, lists: Lists, html: &mut String) {
    match block {
        Block::Break => html.push_str("<br />"),
        Block::Rule => html.extend(["<hr style=\"", RULE, "\">"]),
        Block::Heading { level: 1, text } => element("h2", TITLE, &inlines(text), html),
        Block::Heading { level: 2, text } => element("h3", SUBTITLE, &inlines(text), html),
        Block::Heading { text, .. } | Block::Paragraph(text) => {
            let text = inlines(text);
            if !whitespace::trim(&text).is_empty() {
                element("p", PARAGRAPH, &text, html);
            }
        }
        Block::Lines(text) => html.push_str(&inlines(text)),
        Block::Code(code) => html.push_str(&entity::escape(code)),
        Block::Callout(content) => {
            let mut quoted = String::new();
            blocks(content, lists, &mut quoted);
            element("blockquote", CALLOUT, &quoted, html);
        }
        Block::List(list) => self::list(list, lists, html),
        Block::Html(markup) => html.push_str(markup),
        Block::Language { tag, blocks: content } => {
            html.push_str(match tag {
                Tag::English => "<div lang=\"en-ca\">",
                Tag::French => "<div lang=\"fr-ca\">",
                Tag::RightToLeft => "<div dir=\"rtl\">",
            });
            blocks(content, lists, html);
            html.push_str("</div>");
        }
    }
}

/// A list in a table of one cell: some mail programs ignore the padding of lists, none that of cells.
fn list(list: &List<Vec<Inline>>, lists: Lists, html: &mut String) {
    let padding = match lists {
        Lists::Outermost => "0 0 20px 0",
        Lists::Nested => "0",
    };
    let (name, sign) = if list.ordered { ("ol", "decimal") } else { ("ul", "disc") };
    html.extend([
        "<table role=\"presentation\" style=\"padding: ",
        padding,
        ";\"><tr><td style=\"",
        CELL,
        "\">",
    ]);
    html.extend(["<", name, " style=\"margin: 0; padding: 0; list-style-type: ", sign]);
    html.push_str("; margin-inline-start: 20px;\">");
    for item in &list.items {
        let mut content = String::new();
        blocks(item, Lists::Nested, &mut content);
        element("li", ITEM, whitespace::trim(&content), html);
    }
    html.extend(["</", name, "></td></tr></table>"]);
}

fn element(name: &str, style: &str, content: &str, html: &mut String) {
    html.extend(["<", name, " style=\"", style, "\">", content, "</", name, ">"]);
}

fn inlines(inlines: &[Inline]) -> String {
    let mut html = String::new();
    spans(inlines, Links::Active, &mut html);
    html
}

/// Whether links lead anywhere. In the text of a link they cannot: HTML does not nest them.
#[derive(Clone, Copy)]
enum Links {
    Active,
    Inert,
}

fn spans(inlines: &[Inline], links: Links, html: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => html.push_str(&entity::escape(text)),
            Inline::LineBreak => html.push_str("<br />"),
            Inline::Strong(content) => {
                html.push_str("<strong>");
                spans(content, links, html);
                html.push_str("</strong>");
            }
            Inline::Emphasis(content) => {
                html.push_str("<em>");
                spans(content, links, html);
                html.push_str("</em>");
            }
            Inline::Link { target, title, text } => {
                if matches!(links, Links::Inert) {
                    spans(text, Links::Inert, html);
                } else {
                    open_link(&href(target), title.as_deref(), html);
                    spans(text, Links::Inert, html);
                    html.push_str("</a>");
                }
            }
            Inline::BareUrl(url) => bare_url(url, html),
            Inline::Autolink { target, email: true } => html.push_str(&entity::escape(target)),
            Inline::Autolink { target, email: false } => {
                open_link(&href(target), None, html);
                html.push_str(&entity::escape(target));
                html.push_str("</a>");
            }
            Inline::Html(markup) => html.push_str(markup),
        }
    }
}

/// The target as an attribute. It is decoded before its scheme is looked at, as the reader's program will do; and
/// then escaped once, so that each `&` arrives as it was typed.
fn href(target: &str) -> String {
    entity::attribute(links::sanitise_link_url(&decode_entities(&entity::escape_ampersands(target))))
}

fn open_link(href: &str, title: Option<&str>, html: &mut String) {
    html.extend(["<a style=\"", LINK, "\" href=\"", href, "\""]);
    if let Some(title) = title.filter(|title| !title.is_empty()) {
        let title = entity::attribute(&decode_entities(&entity::escape_ampersands(title)));
        html.extend([" title=\"", &title, "\""]);
    }
    html.push('>');
}

fn bare_url(url: &str, html: &mut String) {
    let url = entity::escape(url);
    open_link(&links::bare_url_href(&url), None, html);
    html.push_str(&url);
    html.push_str("</a>");
}
