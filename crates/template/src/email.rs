//! Emails: what each of their faces is made of (templates.md §3, §8, §9, §11, §12).

use std::borrow::Cow;

use crate::escape::{Mode, decode_entities, entity_length};
use crate::limits::MAX_PREHEADER;
use crate::placeholder::{self, Gaps, Pattern, Placeholder, Setting, Style};
use crate::values::Values;
use crate::{markdown, subject, typography, whitespace};

/// An email template, parsed once per version.
///
/// ```
/// use facteur_template::{EmailTemplate, Value, Values};
/// let template = EmailTemplate::parse("Rendez-vous du ((date))", "Bonjour ((nom)),\n\nBring ((papers))");
/// assert_eq!(template.placeholders(), ["date", "nom", "papers"]);
///
/// let mut values = Values::empty();
/// values.insert("nom", Value::from("Zoé"));
/// values.insert("papers", Value::List(vec!["a card".into(), "a photo".into()]));
/// assert_eq!(template.missing(&values), ["date"]);
/// assert_eq!(template.body(&values), "Bonjour Zoé,\n\nBring \n\n* a card\n* a photo");
/// ```
#[derive(Clone, Debug)]
pub struct EmailTemplate {
    subject: Pattern,
    body: Pattern,
    source_characters: usize,
}

impl EmailTemplate {
    /// Takes the subject and the content of a template apart.
    pub fn parse(subject: &str, content: &str) -> Self {
        Self {
            subject: Pattern::parse(subject),
            body: Pattern::parse(content),
            source_characters: content.chars().count(),
        }
    }

    /// The names of the placeholders, those of the subject first, each spelling once.
    pub fn placeholders(&self) -> Vec<&str> {
        placeholder::names(self.all_placeholders())
    }

    /// The names that `values` leaves without a value, as spelled, in order of appearance.
    pub fn missing(&self, values: &Values) -> Vec<&str> {
        placeholder::missing(self.all_placeholders(), values)
    }

    /// The subject as the header that is sent: plain text on one line.
    pub fn subject(&self, values: &Values) -> String {
        subject::header(&self.subject, values)
    }

    /// The subject as HTML text.
    pub fn subject_html(&self, values: &Values) -> String {
        self.subject_preview(values, Gaps::Shown)
    }

    /// The subject as HTML text, with a choice of what to show where a value is missing.
    pub fn subject_preview(&self, values: &Values, gaps: Gaps) -> String {
        subject::html(&self.subject, values, gaps)
    }

    /// The content with its values, still Markdown: `body` in the answers of the API.
    pub fn body(&self, values: &Values) -> String {
        let style = Style { mode: Mode::Passthrough, setting: Setting::Markdown, gaps: Gaps::Shown };
        self.body.fill(values, style)
    }

    /// The content as HTML, to be put into a layout.
    pub fn html(&self, values: &Values) -> String {
        self.html_preview(values, Gaps::Shown)
    }

    /// The content as HTML, with a choice of what to show where a value is missing.
    pub fn html_preview(&self, values: &Values, gaps: Gaps) -> String {
        let style = Style { mode: Mode::Escape, setting: Setting::Blocks, gaps };
        typography::apply(&markdown::to_html(&readable(&self.body.fill(values, style))))
    }

    /// The content as plain text, for readers who do without HTML; it ends with one newline.
    pub fn plain(&self, values: &Values) -> String {
        let text = typography::apply_plain(&markdown::to_plain(&readable(&self.body(values))));
        let text = decode_entities(&text);
        format!("{}\n", text.trim_start_matches(whitespace::is_space))
    }

    /// The beginning of the content as one line of HTML text, for the list of messages in a mailbox.
    pub fn preheader(&self, values: &Values) -> String {
        self.preheader_preview(values, Gaps::Shown)
    }

    /// The preheader, with a choice of what to show where a value is missing.
    pub fn preheader_preview(&self, values: &Values, gaps: Gaps) -> String {
        let style = Style { mode: Mode::Escape, setting: Setting::Markdown, gaps };
        let text = typography::apply(&markdown::to_preheader(&readable(&self.body.fill(values, style))));
        whitespace::trim(cut(&whitespace::collapse_spaces(&text))).to_owned()
    }

    /// The characters of the body once filled; of the source while anything is missing.
    pub fn character_count(&self, values: &Values) -> usize {
        if self.missing(values).is_empty() {
            self.body(values).chars().count()
        } else {
            self.source_characters
        }
    }

    /// Whether the content, once filled, holds nothing but space.
    pub fn is_blank(&self, values: &Values) -> bool {
        whitespace::trim(&self.body(values)).is_empty()
    }

    fn all_placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.subject.placeholders().chain(self.body.placeholders())
    }
}

/// Prepares filled text for Markdown.
fn readable(text: &str) -> Cow<'_, str> {
    match break_gov_uk(text) {
        // The line separator is invisible, and Markdown does not know it.
        text if text.contains('\u{2028}') => Cow::Owned(text.replace('\u{2028}', "")),
        text => text,
    }
}

/// Keeps mail programs from making a link of a bare `gov.uk`, by a zero-width space after the full stop.
///
/// ```
/// use facteur_template::email::break_gov_uk;
/// assert_eq!(break_gov_uk("gov.uk, www.gov.uk, gov.uk/x"), "gov.\u{200b}uk, www.gov.uk, gov.uk/x");
/// ```
pub fn break_gov_uk(text: &str) -> Cow<'_, str> {
    const NAME: &[u8] = b"gov.uk";
    const BREAK_AT: usize = "gov.".len();
    let bytes = text.as_bytes();
    let bare = bytes.windows(NAME.len()).enumerate().filter(|(at, window)| {
        window.eq_ignore_ascii_case(NAME)
            && !at.checked_sub(1).is_some_and(|before| matches!(bytes[before], b'.' | b'/'))
            && !matches!(bytes.get(at + NAME.len()), Some(b'/' | b'?'))
    });
    let mut broken = String::new();
    let mut from = 0;
    for (at, _) in bare {
        broken.push_str(&text[from..at + BREAK_AT]);
        broken.push('\u{200b}');
        from = at + BREAK_AT;
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    broken.push_str(&text[from..]);
    Cow::Owned(broken)
}

/// The first [`MAX_PREHEADER`] characters, less the entity that the cut would break.
fn cut(text: &str) -> &str {
    let Some((end, _)) = text.char_indices().nth(MAX_PREHEADER) else { return text };
    let broken =
        text[..end].rfind('&').filter(|at| entity_length(&text[*at..]).is_some_and(|n| at + n > end));
    &text[..broken.unwrap_or(end)]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values(json: &serde_json::Value) -> Values {
        Values::from_json(json.as_object().expect("an object"))
    }

    #[test]
    fn the_subject_comes_first_and_a_spelling_only_once() {
        let template = EmailTemplate::parse("((b)) ((a))", "((c)) ((a)) ((A))");
        assert_eq!(template.placeholders(), ["b", "a", "c", "A"]);
        assert_eq!(template.missing(&values(&json!({ "a": "x" }))), ["b", "c"]);
    }

    #[test]
    fn the_header_is_never_escaped_and_the_title_always() {
        let template = EmailTemplate::parse("((v))", "");
        let values = values(&json!({ "v": "R&D <x>\r\nBcc: a@b.ca" }));
        assert_eq!(template.subject(&values), "R&D <x> Bcc: a@b.ca");
        assert_eq!(template.subject_html(&values), "R&amp;D &lt;x&gt; Bcc: a@b.ca");
    }

    #[test]
    fn while_something_is_missing_the_source_is_counted() {
        let template = EmailTemplate::parse("", "((é))!");
        assert_eq!(template.character_count(&Values::empty()), 6);
        assert_eq!(template.character_count(&values(&json!({ "é": "Zoé" }))), 4);
    }

    #[test]
    fn an_email_of_spaces_is_blank() {
        assert!(EmailTemplate::parse("Hi", " \n\u{a0}").is_blank(&Values::empty()));
        assert!(EmailTemplate::parse("Hi", "((c??x))").is_blank(&values(&json!({ "c": "no" }))));
        assert!(!EmailTemplate::parse("Hi", "((x))").is_blank(&Values::empty()));
    }

    #[test]
    fn a_preheader_is_cut_between_entities() {
        let text = format!("{}&amp;b", "a".repeat(MAX_PREHEADER - 2));
        assert_eq!(cut(&text), "a".repeat(MAX_PREHEADER - 2));
        let text = format!("{}&amp;b", "a".repeat(MAX_PREHEADER - 5));
        assert!(cut(&text).ends_with("a&amp;"));
    }
}
