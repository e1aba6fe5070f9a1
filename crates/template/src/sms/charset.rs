//! The characters a text message may hold, and what becomes of the others (templates.md §14).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// What an allowed character costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// One unit of GSM-7.
    Basic,
    /// Two units of GSM-7: an escape and the character.
    Extension,
    /// Not in GSM-7: it makes the whole message UCS-2.
    Wide,
}

/// The class of an allowed character; `None` for all others.
pub fn class(character: char) -> Option<Class> {
    match character {
        '^' | '{' | '}' | '\\' | '[' | '~' | ']' | '|' | '€' => Some(Class::Extension),
        '`' => None,
        '\n' | '\r' | '\u{1b}' | ' '..='~' => Some(Class::Basic),
        '\u{80}'.. if within(GSM, character) => Some(Class::Basic),
        '\u{80}'.. if within(FRENCH_AND_WELSH, character) || within(SYLLABICS, character) => {
            Some(Class::Wide)
        }
        _ => None,
    }
}

/// Makes every character one that a text message may hold.
///
/// An accent that has no place goes and its letter stays; typographic quotes and dashes become plain;
/// no-break and zero-width spaces vanish; what is left over becomes `?`.
///
/// ```
/// use facteur_template::sms::charset::encode;
/// assert_eq!(encode("L’été – “Š” … 😀"), "L'été - \"S\" ... ?");
/// ```
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for character in text.chars() {
        if class(character).is_some() {
            encoded.push(character);
            continue;
        }
        match character {
            '–' | '—' => encoded.push('-'),
            '…' => encoded.push_str("..."),
            '‘' | '’' => encoded.push('\''),
            '“' | '”' => encoded.push('"'),
            '\u{200b}' | '\u{a0}' => {}
            '\t' => encoded.push(' '),
            other => encoded.push(allowed_base(other).unwrap_or('?')),
        }
    }
    encoded
}

/// The characters of a text that [`encode`] would turn into `?`, sorted, each once.
///
/// ```
/// use facteur_template::sms_incompatible_characters;
/// assert_eq!(sms_incompatible_characters("« Où ? » 👍👍"), ['«', '»', '👍']);
/// ```
pub fn sms_incompatible_characters(text: &str) -> Vec<char> {
    let lost =
        |c: &char| !matches!(c, '–' | '—' | '…' | '‘' | '’' | '“' | '”' | '\u{200b}' | '\u{a0}' | '\t');
    let mut characters: Vec<char> =
        text.chars().filter(|c| class(*c).is_none() && lost(c) && allowed_base(*c).is_none()).collect();
    characters.sort_unstable();
    characters.dedup();
    characters
}

/// The allowed character nearest to one that is not: as few accents less as possible (`ǖ` gives `ü`, `ậ` gives `a`).
fn allowed_base(character: char) -> Option<char> {
    let mut parts = Vec::new();
    decompose_canonical(character, |part| parts.push(part));
    (1..=parts.len()).rev().find_map(|kept| {
        let mut composed = parts[..kept].iter().copied().nfc();
        let base = composed.next()?;
        (composed.next().is_none() && !is_combining_mark(base) && class(base).is_some()).then_some(base)
    })
}

/// Inclusive ranges in ascending order.
type Ranges = &'static [(char, char)];

fn within(ranges: Ranges, character: char) -> bool {
    let after = ranges.partition_point(|(first, _)| *first <= character);
    after > 0 && character <= ranges[after - 1].1
}

/// GSM 03.38 beyond ASCII, without its extension table.
#[rustfmt::skip]
const GSM: Ranges = &[
    ('¡', '¡'), ('£', '¥'), ('§', '§'), ('¿', '¿'), ('Ä', 'Ç'), ('É', 'É'), ('Ñ', 'Ñ'), ('Ö', 'Ö'), ('Ø', 'Ø'),
    ('Ü', 'Ü'), ('ß', 'à'), ('ä', 'æ'), ('è', 'é'), ('ì', 'ì'), ('ñ', 'ò'), ('ö', 'ö'), ('ø', 'ù'), ('ü', 'ü'),
    ('Γ', 'Δ'), ('Θ', 'Θ'), ('Λ', 'Λ'), ('Ξ', 'Ξ'), ('Π', 'Π'), ('Σ', 'Σ'), ('Φ', 'Φ'), ('Ψ', 'Ω'),
];

/// The letters of French and Welsh that GSM 03.38 lacks.
#[rustfmt::skip]
const FRENCH_AND_WELSH: Ranges = &[
    ('À', 'À'), ('Â', 'Â'), ('Ê', 'Ë'), ('Î', 'Ï'), ('Ô', 'Ô'), ('Ù', 'Ù'), ('Û', 'Û'), ('â', 'â'), ('ç', 'ç'),
    ('ê', 'ë'), ('î', 'ï'), ('ô', 'ô'), ('û', 'û'), ('Œ', 'œ'), ('Ŵ', 'ŷ'),
];

/// The syllabics of Inuktitut, Cree and Ojibwe.
#[rustfmt::skip]
const SYLLABICS: Ranges = &[
    ('\u{1401}', '\u{1401}'), ('\u{1403}', '\u{1406}'), ('\u{140a}', '\u{140b}'), ('\u{141e}', '\u{141e}'),
    ('\u{1424}', '\u{1424}'), ('\u{1426}', '\u{1427}'), ('\u{142f}', '\u{142f}'), ('\u{1431}', '\u{1434}'),
    ('\u{1438}', '\u{1439}'), ('\u{1449}', '\u{144a}'), ('\u{144c}', '\u{144c}'), ('\u{144e}', '\u{1451}'),
    ('\u{1455}', '\u{1456}'), ('\u{1466}', '\u{1466}'), ('\u{146b}', '\u{146b}'), ('\u{146d}', '\u{1470}'),
    ('\u{1472}', '\u{1473}'), ('\u{1483}', '\u{1483}'), ('\u{1489}', '\u{1489}'), ('\u{148b}', '\u{148e}'),
    ('\u{1490}', '\u{1491}'), ('\u{14a1}', '\u{14a1}'), ('\u{14a3}', '\u{14a3}'), ('\u{14a5}', '\u{14a8}'),
    ('\u{14aa}', '\u{14ab}'), ('\u{14bb}', '\u{14bb}'), ('\u{14c0}', '\u{14c0}'), ('\u{14c2}', '\u{14c5}'),
    ('\u{14c7}', '\u{14c8}'), ('\u{14d0}', '\u{14d0}'), ('\u{14d3}', '\u{14d3}'), ('\u{14d5}', '\u{14d7}'),
    ('\u{14da}', '\u{14da}'), ('\u{14ea}', '\u{14ea}'), ('\u{14ed}', '\u{14ed}'), ('\u{14ef}', '\u{14f2}'),
    ('\u{14f4}', '\u{14f5}'), ('\u{1505}', '\u{1505}'), ('\u{1510}', '\u{1516}'), ('\u{1525}', '\u{1526}'),
    ('\u{1528}', '\u{152b}'), ('\u{152d}', '\u{152e}'), ('\u{153e}', '\u{153e}'), ('\u{1542}', '\u{1542}'),
    ('\u{1546}', '\u{1548}'), ('\u{154b}', '\u{154b}'), ('\u{1550}', '\u{1550}'), ('\u{1553}', '\u{1553}'),
    ('\u{1555}', '\u{1557}'), ('\u{1559}', '\u{1559}'), ('\u{155d}', '\u{155d}'), ('\u{1574}', '\u{1577}'),
    ('\u{1579}', '\u{1579}'), ('\u{157b}', '\u{157c}'), ('\u{157f}', '\u{1581}'), ('\u{1583}', '\u{1583}'),
    ('\u{1585}', '\u{1585}'), ('\u{158f}', '\u{1591}'), ('\u{1593}', '\u{1593}'), ('\u{1595}', '\u{1596}'),
    ('\u{15a0}', '\u{15a2}'), ('\u{15a4}', '\u{15a4}'), ('\u{15a6}', '\u{15a6}'), ('\u{15a8}', '\u{15aa}'),
    ('\u{15ac}', '\u{15ac}'), ('\u{15ae}', '\u{15af}'), ('\u{166f}', '\u{1673}'), ('\u{1675}', '\u{1675}'),
    ('\u{18d4}', '\u{18dc}'), ('\u{11ab0}', '\u{11ab2}'), ('\u{11ab4}', '\u{11ab4}'),
    ('\u{11ab6}', '\u{11ab8}'), ('\u{11aba}', '\u{11aba}'),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Every character that decomposes, or that an alphabet uses, is below.
    const ALL: std::ops::RangeInclusive<char> = '\0'..='\u{2ffff}';

    #[test]
    fn the_tables_hold_what_the_contract_counts() {
        let count = |wanted| ALL.filter(|c| class(*c) == Some(wanted)).count();
        assert_eq!(count(Class::Wide), 23 + 154);
        assert_eq!(count(Class::Extension), 9);
        assert_eq!(count(Class::Basic) + count(Class::Extension) + count(Class::Wide), 314);
        for ranges in [GSM, FRENCH_AND_WELSH, SYLLABICS] {
            assert!(ranges.is_sorted_by(|a, b| a.0 <= a.1 && a.1 < b.0));
        }
    }

    #[test]
    fn letters_of_french_and_inuktitut_stay() {
        assert_eq!(encode("Où êtes-vous? Œuvre, ça: ᐃᓄᒃᑎᑐᑦ"), "Où êtes-vous? Œuvre, ça: ᐃᓄᒃᑎᑐᑦ");
    }

    #[test]
    fn an_accent_without_a_place_goes_and_the_letter_stays() {
        assert_eq!(encode("ÈŸǖšậ"), "EYüsa");
        assert_eq!(encode("й가か\u{301}"), "????");
    }

    #[test]
    fn encoding_twice_is_encoding_once() {
        for character in ALL {
            let once = encode(character.encode_utf8(&mut [0; 4]));
            assert!(once.chars().all(|c| class(c).is_some()), "{character:?} gives {once:?}");
        }
    }

    #[test]
    fn the_incompatible_are_those_that_become_question_marks() {
        for character in ALL {
            let text = character.to_string();
            let lost = character != '?' && encode(&text) == "?";
            assert_eq!(!sms_incompatible_characters(&text).is_empty(), lost, "{character:?}");
        }
    }
}
