//! The part of a key that a person reads.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest name inside a key.
const LONGEST: usize = 40;

/// The name as it stands inside a key: `[a-z0-9_]`, 1 to 40 characters.
///
/// Accents fall off, ligatures open, white space and hyphens become `_`, everything else goes. The
/// name that people gave the key is kept beside it, untouched. A name of symbols only becomes `key`.
///
/// ```
/// use facteur_model::api_key::printed_name;
/// assert_eq!(printed_name("Clé d'équipe — Québec"), "cle_dequipe_quebec");
/// assert_eq!(printed_name("日本"), "key");
/// ```
pub fn printed_name(name: &str) -> String {
    let mut printed = String::with_capacity(LONGEST);
    for letter in name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        let piece = match letter {
            'a'..='z' | '0'..='9' => {
                printed.push(letter);
                continue;
            }
            'œ' => "oe",
            'æ' => "ae",
            'ß' => "ss",
            'ø' => "o",
            'ł' => "l",
            'đ' | 'ð' => "d",
            '_' | '-' => "_",
            c if c.is_whitespace() => "_",
            _ => continue,
        };
        // One underscore is enough, and none leads: a leading one would merge with the hyphen before it.
        if piece != "_" || !(printed.is_empty() || printed.ends_with('_')) {
            printed.push_str(piece);
        }
    }
    printed.truncate(LONGEST);
    let kept = printed.trim_end_matches('_').len();
    printed.truncate(kept);
    if printed.is_empty() { "key".to_owned() } else { printed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_spelled_so_that_a_header_can_carry_them() {
        for (given, printed) in [
            ("My Test Key", "my_test_key"),
            ("Clé d'équipe — Québec", "cle_dequipe_quebec"),
            ("a--b__c..d", "a_b_cd"),
            ("A.B.C", "abc"),
            ("Key#1!", "key1"),
            ("_lead", "lead"),
            ("!_x", "x"),
            ("Cœur", "coeur"),
            ("日本 key", "key"),
            ("###", "key"),
            ("", "key"),
        ] {
            assert_eq!(printed_name(given), printed, "{given}");
        }
        assert_eq!(printed_name(&"é ".repeat(300)).len(), 39);
    }

    proptest! {
        #[test]
        fn any_name_prints_as_one_to_forty_plain_characters(name in ".*") {
            let printed = printed_name(&name);
            prop_assert!((1..=40).contains(&printed.len()));
            prop_assert!(printed.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_')));
            prop_assert!(!printed.starts_with('_'));
        }
    }
}
