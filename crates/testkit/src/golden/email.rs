//! `email_body_html`, `email_plain`, `email_preheader`, `subject`, `typography`.

use facteur_template::EmailTemplate;
use serde_json::json;

use super::placeholders::gaps;
use super::semantic::semantic_html;
use super::{Fields, Input};

/// The look is our own, so only the meaning of the HTML is compared.
pub(super) fn body_html(input: &Input) -> Fields {
    let html = content(input).html_preview(&input.values(), gaps(input));
    vec![("semantic_html", json!(semantic_html(&html)))]
}

pub(super) fn plain(input: &Input) -> Fields {
    vec![("text", json!(content(input).plain(&input.values())))]
}

pub(super) fn preheader(input: &Input) -> Fields {
    vec![("preheader", json!(content(input).preheader_preview(&input.values(), gaps(input))))]
}

pub(super) fn subject(input: &Input) -> Fields {
    let template = EmailTemplate::parse(input.text("subject"), "");
    let values = input.values();
    vec![
        ("html", json!(template.subject_preview(&values, gaps(input)))),
        ("plain", json!(template.subject(&values))),
        ("missing", json!(template.missing(&values))),
    ]
}

pub(super) fn typography(input: &Input) -> Fields {
    vec![("output", json!(facteur_template::typography::apply(input.text("text"))))]
}

fn content(input: &Input) -> EmailTemplate {
    EmailTemplate::parse("", input.text("content"))
}
