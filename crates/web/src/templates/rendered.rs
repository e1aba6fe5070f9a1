//! What a template looks like to its reader, filled in or with its gaps marked.

use crate::components::Markup;
use askama::Template;
use facteur_i18n::Words;
use facteur_model::Channel;
use facteur_template::placeholder::{Gaps, Pattern, Setting, Style};
use facteur_template::sms::{Encoding, Length, charset};
use facteur_template::{EmailTemplate, SmsTemplate, Value, Values, escape, normalise_name};

/// The source of a message.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub channel: Channel,
    pub subject: &'a str,
    pub content: &'a str,
    /// The name that stands in front of a text.
    pub prefix: Option<&'a str>,
}

/// A name that a template wants a value for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// As the author spelled it first.
    pub name: String,
    /// Does it only show or hide words of the template?
    pub is_conditional: bool,
}

#[derive(Template)]
#[template(path = "templates/email.html")]
struct EmailView<'a> {
    t: &'a Words,
    subject: Markup,
    html: Markup,
    plain: String,
}

#[derive(Template)]
#[template(path = "templates/sms.html")]
struct SmsView {
    text: Markup,
    length: String,
    encoding: String,
    /// What stands in front of the characters that become question marks.
    lost: Option<String>,
}

impl Source<'_> {
    /// The names in the order of first appearance, those of the subject first, each once.
    pub fn wanted(&self) -> Vec<Wanted> {
        let mut wanted: Vec<(String, Wanted)> = Vec::new();
        for text in [self.subject, self.content] {
            for placeholder in Pattern::parse(text).placeholders() {
                let key = normalise_name(placeholder.name());
                let is_conditional = placeholder.is_conditional();
                match wanted.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, known)) => known.is_conditional &= is_conditional,
                    None => {
                        wanted.push((key, Wanted { name: placeholder.name().to_owned(), is_conditional }));
                    }
                }
            }
        }
        wanted.into_iter().map(|(_, wanted)| wanted).collect()
    }

    /// The message with its placeholders marked.
    pub fn with_gaps(&self, t: &Words) -> Markup {
        match self.channel {
            Channel::Email => {
                let email = EmailTemplate::parse(self.subject, self.content);
                let none = Values::empty();
                let mut spelled = Values::empty();
                for Wanted { name, is_conditional } in self.wanted() {
                    let text = if is_conditional { "yes".to_owned() } else { format!("(({name}))") };
                    spelled.insert(&name, Value::Text(text));
                }
                Markup::of(&EmailView {
                    t,
                    subject: Markup::written(email.subject_preview(&none, Gaps::Shown)),
                    html: Markup::written(without_styles(&email.html_preview(&none, Gaps::Shown))),
                    plain: email.plain(&spelled),
                })
            }
            Channel::Sms => {
                let style =
                    Style { mode: escape::Mode::Passthrough, setting: Setting::Sentence, gaps: Gaps::Shown };
                let body = Pattern::parse(&escaped(&charset::encode(self.content)));
                let text = format!("{}{}", self.shown_prefix(), body.fill(&Values::empty(), style).trim());
                let length = SmsTemplate::parse(self.content).source_length(self.prefix);
                self.sms(t, text, "template-length", length)
            }
        }
    }

    /// The message as its reader gets it; everything it wants must be there.
    pub fn filled(&self, t: &Words, values: &Values) -> Markup {
        match self.channel {
            Channel::Email => {
                let email = EmailTemplate::parse(self.subject, self.content);
                Markup::of(&EmailView {
                    t,
                    subject: Markup::written(escaped(&email.subject(values))),
                    html: Markup::written(without_styles(&email.html(values))),
                    plain: email.plain(values),
                })
            }
            Channel::Sms => {
                let sms = SmsTemplate::parse(self.content).render(values, self.prefix);
                let length = Length { encoding: sms.encoding, units: sms.units, parts: sms.parts };
                self.sms(t, escaped(&sms.text), "template-length-filled", length)
            }
        }
    }

    fn shown_prefix(&self) -> String {
        self.prefix.map(|name| format!("{}: ", escaped(&charset::encode(name)))).unwrap_or_default()
    }

    fn sms(&self, t: &Words, text: String, said: &str, length: Length) -> Markup {
        let lost = facteur_template::sms_incompatible_characters(self.content);
        let lost: Vec<String> = lost.into_iter().map(String::from).collect();
        Markup::of(&SmsView {
            text: Markup::written(text),
            length: t.say2(said, "units", length.units, "parts", length.parts),
            encoding: t.say(match length.encoding {
                Encoding::Gsm7 => "template-encoding-gsm",
                Encoding::Ucs2 => "template-encoding-unicode",
            }),
            lost: (!lost.is_empty()).then(|| t.say1("template-lost", "characters", lost.join(" "))),
        })
    }
}

/// Text that nothing can mistake for markup, in an element or an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// The HTML of an e-mail without its `style` attributes: the site's policy drops them, and its own style sheet knows
/// better. The renderer quotes every attribute, so quotes can be trusted within a tag.
fn without_styles(html: &str) -> String {
    const STYLE: &str = " style=\"";
    let mut plain = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = end_of_tag(rest);
        let (mut tag, after) = rest.split_at(end);
        while let Some(start) = tag.find(STYLE) {
            plain.push_str(&tag[..start]);
            let value = &tag[start + STYLE.len()..];
            tag = value.find('"').map_or("", |close| &value[close + 1..]);
        }
        plain.push_str(tag);
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// The bytes of the tag that `text` begins with, its `>` included; one in quotes does not end it.
fn end_of_tag(text: &str) -> usize {
    let mut quoted = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, quoted) {
            (b'"' | b'\'', None) => quoted = Some(byte),
            (_, Some(quote)) if byte == quote => quoted = None,
            (b'>', None) => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_i18n::Language;

    fn email(subject: &str, content: &str) -> String {
        let source = Source { channel: Channel::Email, subject, content, prefix: None };
        source.with_gaps(&Words::new(Language::En, "UTC")).to_string()
    }

    fn sms(content: &str, prefix: Option<&str>) -> String {
        let source = Source { channel: Channel::Sms, subject: "", content, prefix };
        source.with_gaps(&Words::new(Language::En, "UTC")).to_string()
    }

    #[test]
    fn names_are_wanted_once_however_they_are_spelled() {
        let source = Source {
            channel: Channel::Email,
            subject: "((First name))",
            content: "((first_name)) ((vip??x)) ((who??y)) ((who))",
            prefix: None,
        };
        let wanted: Vec<_> =
            source.wanted().into_iter().map(|wanted| (wanted.name, wanted.is_conditional)).collect();
        assert_eq!(wanted, [("First name".into(), false), ("vip".into(), true), ("who".into(), false)]);
    }

    #[test]
    fn styles_go_and_nothing_else() {
        let html = "<p style=\"a: 'b' > c\">x style=\"y\" &lt;</p><a style=\"d\" href=\"/e\" title=\"&quot; >\">f</a>";
        assert_eq!(without_styles(html), "<p>x style=\"y\" &lt;</p><a href=\"/e\" title=\"&quot; >\">f</a>");
    }

    #[test]
    fn an_email_keeps_its_form_without_any_style_and_marks_its_gaps() {
        let html = email("Hi ((name))", "# Title\n\n* [one](https://a.ca)\n* ((two))");
        assert!(!html.contains("style="), "{html}");
        assert!(html.contains("<h2>Title</h2>") && html.contains("href=\"https://a.ca\""), "{html}");
        assert_eq!(html.matches("<mark class='placeholder'>").count(), 2, "{html}");
    }

    #[test]
    fn hostile_words_are_only_words() {
        for html in [
            email(
                "<script>1</script>",
                "<script>2</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))",
            ),
            sms("<script>3</script> ((<b onclick=x>))", Some("<i>A & B</i>")),
        ] {
            for wrong in ["<script", "<img", "<b ", "<i>", "javascript:alert(1)\""] {
                assert!(!html.contains(wrong), "{wrong} in {html}");
            }
        }
    }

    #[test]
    fn a_text_shows_its_prefix_and_its_parts() {
        let html = sms("Bring ((papers))", Some("Parcs"));
        assert!(html.contains("Parcs: Bring <mark class='placeholder'>((papers))</mark>"), "{html}");
    }
}
