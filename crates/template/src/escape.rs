//! Making text safe for HTML, and knowing what an entity means (templates.md §2.4).

mod decode;
mod entities;
mod strip;

use std::borrow::Cow;

pub use decode::decode_entities;
pub use strip::strip_tags;

use entities::ENTITIES;

/// What happens to the text of a template, and to each value, before they meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Nothing: text messages, the plain part of an email, `body` in the API.
    Passthrough,
    /// Markup is shown instead of obeyed: HTML emails and titles.
    Escape,
    /// Tags are removed, then what remains is escaped.
    Strip,
}

impl Mode {
    /// Applies the mode to one piece of text.
    ///
    /// ```
    /// use facteur_template::escape::Mode;
    /// assert_eq!(Mode::Passthrough.sanitise("<b>R&D</b>"), "<b>R&D</b>");
    /// assert_eq!(Mode::Escape.sanitise("<b>R&D</b>"), "&lt;b&gt;R&amp;D&lt;/b&gt;");
    /// assert_eq!(Mode::Strip.sanitise("<b>R&D</b>"), "R&amp;D");
    /// ```
    pub fn sanitise(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Passthrough => Cow::Borrowed(text),
            Self::Escape => escape_html(text),
            Self::Strip => strip_tags(text),
        }
    }
}

/// Escapes `<`, `>` and every `&` that does not already begin a complete entity. Quotes stay as they
/// are: the result is text, never an attribute. Control characters become `?`, line ends become LF.
///
/// ```
/// use facteur_template::escape::escape_html;
/// assert_eq!(escape_html("1 < 2 && &copy; &copy"), "1 &lt; 2 &amp;&amp; &copy; &amp;copy");
/// ```
pub fn escape_html(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(needs_care) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    let mut plain_from = 0;
    for (at, byte) in text.bytes().enumerate().filter(|&(_, byte)| needs_care(byte)) {
        escaped.push_str(&text[plain_from..at]);
        plain_from = at + 1;
        match byte {
            b'<' => escaped.push_str("&lt;"),
            b'>' => escaped.push_str("&gt;"),
            b'&' if entity_length(&text[at..]).is_some() => escaped.push('&'),
            b'&' => escaped.push_str("&amp;"),
            b'\r' if text.as_bytes().get(at + 1) == Some(&b'\n') => {}
            b'\r' => escaped.push('\n'),
            0 => {}
            _ => escaped.push('?'),
        }
    }
    escaped.push_str(&text[plain_from..]);
    Cow::Owned(escaped)
}

/// Every such byte is ASCII, so the positions around it are character boundaries.
fn needs_care(byte: u8) -> bool {
    matches!(byte, b'<' | b'>' | b'&') || byte < 0x20 && !matches!(byte, b'\t' | b'\n')
}

/// The length in bytes of the complete entity that `text` begins with: a known name with its semicolon,
/// or a numeric reference, whatever its number (`&#;` included).
pub fn entity_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'&') {
        return None;
    }
    if bytes.get(1) == Some(&b'#') {
        let hexadecimal = matches!(bytes.get(2), Some(b'x' | b'X'));
        let digits_from = if hexadecimal { 3 } else { 2 };
        let digit = |byte: &u8| if hexadecimal { byte.is_ascii_hexdigit() } else { byte.is_ascii_digit() };
        let digits = bytes[digits_from..].iter().take_while(|byte| digit(byte)).count();
        let end = digits_from + digits;
        return (bytes.get(end) == Some(&b';')).then_some(end + 1);
    }
    let name = bytes[1..].iter().take(LONGEST_NAME).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let end = name + 2;
    (bytes.get(end - 1) == Some(&b';') && named(&text[1..end]).is_some()).then_some(end)
}

/// Bytes in the longest entity name, semicolon included.
const LONGEST_NAME: usize = 32;

/// What a named entity stands for; `name` without `&`, with its semicolon if it has one.
fn named(name: &str) -> Option<&'static str> {
    ENTITIES.binary_search_by(|(known, _)| (*known).cmp(name)).ok().map(|index| ENTITIES[index].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_no_name_is_longer_than_promised() {
        assert!(ENTITIES.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(ENTITIES.iter().map(|(name, _)| name.len()).max(), Some(LONGEST_NAME));
    }

    #[test]
    fn text_without_markup_is_not_copied() {
        assert!(matches!(escape_html("L'été, \"déjà\"\n\tici"), Cow::Borrowed(_)));
    }

    #[test]
    fn an_ampersand_is_escaped_unless_it_begins_a_complete_entity() {
        assert_eq!(escape_html("R&D"), "R&amp;D");
        assert_eq!(escape_html("&eacute; &#39; &#x2014; &#;"), "&eacute; &#39; &#x2014; &#;");
        assert_eq!(escape_html("&nope; &#xZZ; &copy"), "&amp;nope; &amp;#xZZ; &amp;copy");
        assert_eq!(escape_html("&EACUTE; &"), "&amp;EACUTE; &amp;");
    }

    #[test]
    fn escaping_twice_is_escaping_once() {
        let once = escape_html("<a href=\"?x=1&copy=2\">&lt;</a>").into_owned();
        assert_eq!(escape_html(&once), once);
    }

    #[test]
    fn control_characters_cannot_hide_in_html() {
        assert_eq!(escape_html("a\0b\u{1}c\u{c}d\r\ne\rf\u{7f}"), "ab?c?d\ne\nf\u{7f}");
    }
}
