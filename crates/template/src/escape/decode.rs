//! From entities back to characters, as browsers read them.

use std::borrow::Cow;

use super::{LONGEST_NAME, named};

/// Replaces every HTML entity by its text, including the old names without a semicolon (`&copy`).
///
/// ```
/// use facteur_template::escape::decode_entities;
/// assert_eq!(decode_entities("&lt;b&gt; &copy 2026 R&D"), "<b> © 2026 R&D");
/// ```
pub fn decode_entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = decode_first(rest, &mut decoded).unwrap_or_else(|| {
            decoded.push('&');
            1
        });
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// Decodes the entity that `text` begins with; returns the bytes it took.
fn decode_first(text: &str, decoded: &mut String) -> Option<usize> {
    if let Some(number) = text.strip_prefix("&#") {
        return decode_number(number, decoded).map(|length| length + 2);
    }
    let name = &text[1..];
    let alphanumeric = name.bytes().take(LONGEST_NAME).take_while(u8::is_ascii_alphanumeric).count();
    let terminated = alphanumeric + usize::from(name.as_bytes().get(alphanumeric) == Some(&b';'));
    // The longest known beginning wins: `&notit;` is `¬it;`.
    (2..=terminated).rev().find_map(|length| {
        decoded.push_str(named(&name[..length])?);
        Some(length + 1)
    })
}

/// Decodes what follows `&#`; returns the bytes it took.
fn decode_number(text: &str, decoded: &mut String) -> Option<usize> {
    let (radix, prefix) = if text.starts_with(['x', 'X']) { (16, 1) } else { (10, 0) };
    let digits = text[prefix..].bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    if digits == 0 {
        return None;
    }
    let end = prefix + digits;
    // More digits than fit a u32 are certainly beyond Unicode.
    let number = u32::from_str_radix(&text[prefix..end], radix).unwrap_or(u32::MAX);
    decoded.extend(numbered(number));
    Some(end + usize::from(text.as_bytes().get(end) == Some(&b';')))
}

/// The character of a numeric reference. Numbers of the C1 range mean windows-1252, as on the web;
/// control characters and noncharacters mean nothing.
fn numbered(number: u32) -> Option<char> {
    const WINDOWS_1252: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match number {
        0 => Some('\u{fffd}'),
        0x80..=0x9f => Some(WINDOWS_1252[(number - 0x80) as usize]),
        0x01..=0x08 | 0x0b | 0x0e..=0x1f | 0x7f | 0xfdd0..=0xfdef => None,
        _ if number <= 0x10_ffff && number & 0xfffe == 0xfffe => None,
        _ => Some(char::from_u32(number).unwrap_or('\u{fffd}')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_need_no_semicolon_when_the_web_says_so() {
        assert_eq!(decode_entities("&amp;lt; &ltx &eacute"), "&lt; <x é");
        assert_eq!(decode_entities("&notit; &notin;"), "¬it; ∉");
        assert_eq!(decode_entities("&hearts &hearts;"), "&hearts ♥");
    }

    #[test]
    fn numbers_mean_characters() {
        assert_eq!(decode_entities("&#39;&#x2014;&#128512;&#65"), "'—😀A");
        assert_eq!(decode_entities("&#146;&#0;&#xD800;&#99999999999;"), "’\u{fffd}\u{fffd}\u{fffd}");
        assert_eq!(decode_entities("a&#1;b&#xFFFE;c"), "abc");
    }

    #[test]
    fn whatever_is_no_entity_stays() {
        assert_eq!(decode_entities("& && &; &#; &#x; &é;"), "& && &; &#; &#x; &é;");
    }
}
