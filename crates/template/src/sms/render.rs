//! From a template to the text that is sent (templates.md §13).

use unicode_normalization::UnicodeNormalization;

use super::charset::encode;
use super::count::{Encoding, Length};
use crate::escape::Mode;
use crate::placeholder::{self, Gaps, Pattern, Setting, Style};
use crate::values::Values;
use crate::whitespace;

const STYLE: Style = Style { mode: Mode::Passthrough, setting: Setting::Sentence, gaps: Gaps::Shown };

/// A text message template, parsed once per version.
///
/// ```
/// use facteur_template::{SmsTemplate, Value, Values};
/// let template = SmsTemplate::parse("Bonjour ((prénom)), votre colis est prêt.");
/// let mut values = Values::empty();
/// values.insert("prénom", Value::from("Zoé"));
/// let sms = template.render(&values, Some("Parcs"));
/// assert_eq!(sms.text, "Parcs: Bonjour Zoé, votre colis est prêt.");
/// assert_eq!((sms.units, sms.parts), (41, 1));
/// ```
#[derive(Clone, Debug)]
pub struct SmsTemplate {
    pattern: Pattern,
    /// The content, trimmed and then without its placeholders: the spaces beside those stay, and count.
    source: String,
}

/// A text message as it is sent, and what it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsText {
    /// The message.
    pub text: String,
    /// How it travels.
    pub encoding: Encoding,
    /// Units of that encoding; more than [`crate::limits::MAX_SMS_UNITS`] is too long.
    pub units: usize,
    /// Parts it is billed as.
    pub parts: u32,
}

impl SmsTemplate {
    /// Takes the content of a template apart.
    pub fn parse(content: &str) -> Self {
        Self {
            pattern: Pattern::parse(content),
            source: Pattern::parse(whitespace::trim(content)).without_placeholders(),
        }
    }

    /// The names of the placeholders, in order of appearance, each spelling once.
    pub fn placeholders(&self) -> Vec<&str> {
        placeholder::names(self.pattern.placeholders())
    }

    /// The names that `values` leaves without a value, as spelled, in order of appearance.
    pub fn missing(&self, values: &Values) -> Vec<&str> {
        placeholder::missing(self.pattern.placeholders(), values)
    }

    /// The message for one recipient; `prefix` is the name of the service, where it is shown.
    pub fn render(&self, values: &Values, prefix: Option<&str>) -> SmsText {
        let text = encoded(&self.pattern.fill(values, STYLE), prefix);
        let text = whitespace::remove_space_before_punctuation(&text);
        let text = whitespace::trim(&whitespace::normalise_newlines(&text)).to_owned();
        let Length { encoding, units, parts } = Length::of(&text);
        SmsText { text, encoding, units, parts }
    }

    /// The units of the content before anyone's values: every placeholder counts for nothing.
    pub fn source_count(&self, prefix: Option<&str>) -> usize {
        self.source_length(prefix).units
    }

    /// As [`SmsTemplate::source_count`], with encoding and parts.
    pub fn source_length(&self, prefix: Option<&str>) -> Length {
        Length::of(&whitespace::normalise_newlines(&encoded(&self.source, prefix)))
    }

    /// Whether nothing would be sent but the name of the service.
    pub fn is_blank(&self, values: &Values) -> bool {
        self.render(values, None).text.is_empty()
    }
}

/// Puts the prefix in front, and makes every character one that can be sent.
fn encoded(body: &str, prefix: Option<&str>) -> String {
    let prefix = prefix.map(whitespace::trim).filter(|name| !name.is_empty());
    let text = match prefix {
        Some(name) => format!("{name}: {body}"),
        None => body.to_owned(),
    };
    // An accent typed apart from its letter joins it first, and every width of space is a space:
    // French has no-break spaces in its numbers and before its colons.
    encode(&text.nfc().map(|c| if is_other_space(c) { ' ' } else { c }).collect::<String>())
}

fn is_other_space(character: char) -> bool {
    matches!(
        character,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(content: &str) -> String {
        SmsTemplate::parse(content).render(&Values::empty(), None).text
    }

    #[test]
    fn the_name_of_the_service_comes_first() {
        let template = SmsTemplate::parse("  Hi");
        let sent = |prefix| template.render(&Values::empty(), prefix).text;
        assert_eq!(sent(Some(" Forêts ")), "Forêts:   Hi");
        assert_eq!(sent(Some(" ")), "Hi");
        assert_eq!(sent(None), "Hi");
    }

    #[test]
    fn no_markup_is_read_and_nothing_is_escaped() {
        assert_eq!(sent("# A & <b>\n* b  c"), "# A & <b>\n* b  c");
    }

    #[test]
    fn line_ends_and_the_space_before_a_full_stop_are_tidied() {
        assert_eq!(sent("One , two\t.\r\n\r\nThree\n\n"), "One, two.\n\nThree");
    }

    #[test]
    fn french_spaces_are_spaces_and_loose_accents_join_their_letter() {
        assert_eq!(sent("Total\u{a0}: 10\u{202f}000\u{a0}$, e\u{301}te\u{301}"), "Total : 10 000 $, été");
    }

    #[test]
    fn before_values_a_placeholder_counts_for_nothing() {
        let template = SmsTemplate::parse(" Hello ((name))((c?? and more)) \n");
        assert_eq!(template.source_count(None), "Hello ".len());
        assert_eq!(template.source_count(Some("Svc")), "Svc: Hello ".len());
    }

    #[test]
    fn a_message_without_a_visible_character_is_blank() {
        for content in ["", " \n", "\u{200b}", "\u{a0}", "((c??x))"] {
            let mut values = Values::empty();
            values.insert("c", "no".into());
            assert!(SmsTemplate::parse(content).is_blank(&values), "{content:?}");
        }
        assert!(!SmsTemplate::parse("((name))").is_blank(&Values::empty()));
    }
}
