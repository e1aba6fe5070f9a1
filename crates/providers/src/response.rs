//! What the other side said, made fit to be stored and shown.

use crate::address::WireAddress;

/// The most characters that are kept.
pub(crate) const LONGEST_RESPONSE: usize = 500;

/// Stands where a part of an address was.
const HIDDEN: &str = "[…]";

/// One line without control characters and without anybody's address, 500 characters at most;
/// nothing when nothing is left.
///
/// Servers like to repeat the address they talk about, and not always the one we gave: everything
/// that looks like an address goes, and so does the recipient's local part on its own.
pub(crate) fn presentable(text: &str, recipient: Option<&WireAddress>) -> Option<String> {
    let mut clean = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control() || is_invisible(c)) {
        if word.is_empty() {
            continue;
        }
        if !clean.is_empty() {
            clean.push(' ');
        }
        clean.push_str(&hide_addresses(word));
    }
    if let Some(recipient) = recipient {
        clean = hide_name(&clean, recipient.local_part());
    }
    let kept: String = clean.chars().take(LONGEST_RESPONSE).collect();
    let kept = kept.trim_end();
    (!kept.is_empty()).then(|| kept.to_owned())
}

/// Line separators and the marks that turn the direction of writing: they would disturb the line.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Hides what stands around each @, as far as an address can reach; quotes and brackets stay.
fn hide_addresses(word: &str) -> String {
    if !word.contains('@') {
        return word.to_owned();
    }
    let is_edge = |c: char| "<>()[]{}\"',;:".contains(c);
    word.split_inclusive(is_edge)
        .map(|piece| {
            let text = piece.trim_end_matches(is_edge);
            if text.contains('@') { format!("{HIDDEN}{}", &piece[text.len()..]) } else { piece.to_owned() }
        })
        .collect()
}

/// Hides a name wherever it stands as a word of its own, whatever its case.
fn hide_name(text: &str, name: &str) -> String {
    // Only ASCII letters change case here, so that places in one are places in the other.
    let (haystack, needle) = (text.to_ascii_lowercase(), name.to_ascii_lowercase());
    if needle.is_empty() {
        return text.to_owned();
    }
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in haystack.match_indices(&needle) {
        let end = at + needle.len();
        let alone = !haystack[..at].ends_with(char::is_alphanumeric)
            && !haystack[end..].starts_with(char::is_alphanumeric);
        if at >= from && alone {
            clean.push_str(&text[from..at]);
            clean.push_str(HIDDEN);
            from = end;
        }
    }
    clean.push_str(&text[from..]);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        let recipient = WireAddress::parse("jean.tremblay@exemple.ca").unwrap();
        presentable(text, Some(&recipient)).unwrap_or_default()
    }

    #[test]
    fn an_address_in_an_answer_is_hidden() {
        assert_eq!(
            shown("5.1.1 <jean.tremblay@exemple.ca>: Recipient address rejected"),
            "5.1.1 <[…]>: Recipient address rejected"
        );
        assert_eq!(shown("Jean.Tremblay@EXEMPLE.ca... User unknown"), "[…] User unknown");
        assert_eq!(shown("relayed to other@example.org, refused"), "relayed to […], refused");
    }

    #[test]
    fn so_is_the_name_alone_or_in_disguise() {
        assert_eq!(shown("No such user 'Jean.Tremblay' here"), "No such user '[…]' here");
        assert_eq!(shown("bounce+jean.tremblay=exemple.ca"), "bounce+[…]=exemple.ca");
        assert_eq!(shown("jean.tremblay%40exemple.ca"), "[…]%40exemple.ca");
    }

    #[test]
    fn an_answer_is_one_short_line() {
        assert_eq!(shown("first\r\nsecond\tthird\0 \u{2028}fourth"), "first second third fourth");
        assert_eq!(shown(&"é".repeat(9_000)).chars().count(), LONGEST_RESPONSE);
        assert_eq!(shown(" \r\n "), "");
    }

    proptest! {
        #[test]
        fn whatever_is_said_the_address_does_not_come_through(
            before in any::<String>(), after in any::<String>(), upper in any::<bool>(),
        ) {
            let address = "jean.tremblay@exemple.ca";
            let address = if upper { address.to_uppercase() } else { address.to_owned() };
            let shown = shown(&format!("{before}{address}{after}"));
            prop_assert!(!shown.to_lowercase().contains("jean.tremblay@exemple.ca"), "{shown:?}");
            prop_assert!(!shown.contains(char::is_control));
            prop_assert!(shown.chars().count() <= LONGEST_RESPONSE);
        }
    }
}
