//! The dialect by example, in the order of its rules.

mod blocks;
mod faces;
mod languages;
mod limits;
mod lists;
mod spans;

use crate::escape::escape_html;

/// HTML without its look: no `style`, no tables around lists.
fn html(text: &str) -> String {
    semantic(&super::to_html(&escape_html(text)))
}

/// Plain text as the message shows it.
fn plain(text: &str) -> String {
    let text = super::to_plain(text);
    crate::escape::decode_entities(&text).trim_start().to_owned()
}

fn semantic(html: &str) -> String {
    let mut bare = String::new();
    for (index, piece) in html.split(" style=\"").enumerate() {
        bare.push_str(if index == 0 { piece } else { piece.split_once('"').expect("the end of a style").1 });
    }
    bare.replace("<table role=\"presentation\"><tr><td>", "")
        .replace("</td></tr></table>", "")
        .replace("<br />", "<br>")
}
