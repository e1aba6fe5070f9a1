//! How long a text message is, and how many parts carry it (templates.md §15).

use super::charset::{Class, class};

/// How the characters of a message travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The GSM default alphabet and its extension table.
    Gsm7,
    /// Sixteen bits a unit.
    Ucs2,
}

/// The length of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// How it travels.
    pub encoding: Encoding,
    /// Units of that encoding.
    pub units: usize,
    /// Parts it is billed as, at least one.
    pub parts: u32,
}

impl Length {
    /// Measures a text that holds only allowed characters; any other counts as one of GSM-7.
    ///
    /// ```
    /// use facteur_template::sms::{Encoding, Length};
    /// assert_eq!(Length::of("10 €"), Length { encoding: Encoding::Gsm7, units: 5, parts: 1 });
    /// assert_eq!(Length::of("reçu"), Length { encoding: Encoding::Ucs2, units: 4, parts: 1 });
    /// ```
    pub fn of(text: &str) -> Self {
        let mut wide = false;
        let (mut septets, mut code_units) = (0, 0);
        for character in text.chars() {
            let class = class(character);
            wide |= class == Some(Class::Wide);
            septets += if class == Some(Class::Extension) { 2 } else { 1 };
            code_units += character.len_utf16();
        }
        if wide { Self::new(Encoding::Ucs2, code_units) } else { Self::new(Encoding::Gsm7, septets) }
    }

    fn new(encoding: Encoding, units: usize) -> Self {
        // A part of several gives up room for the header that puts them in order.
        let (alone, among_several) = match encoding {
            Encoding::Gsm7 => (160, 153),
            Encoding::Ucs2 => (70, 67),
        };
        let parts = if units <= alone { 1 } else { units.div_ceil(among_several) };
        Self { encoding, units, parts: u32::try_from(parts).unwrap_or(u32::MAX) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(text: &str) -> u32 {
        Length::of(text).parts
    }

    #[test]
    fn a_message_of_gsm_letters_holds_160_alone_and_153_in_each_of_several() {
        assert_eq!([0, 160, 161, 306, 307, 612].map(|n| parts(&"é".repeat(n))), [1, 1, 2, 2, 3, 4]);
        assert_eq!([80, 81].map(|n| parts(&"€".repeat(n))), [1, 2]);
    }

    #[test]
    fn one_other_letter_makes_it_70_and_67() {
        assert_eq!([70, 71, 134, 135].map(|n| parts(&"ê".repeat(n))), [1, 2, 2, 3]);
        assert_eq!(parts(&format!("{}ç", "a".repeat(70))), 2);
    }

    #[test]
    fn a_syllabic_beyond_the_basic_plane_takes_two_units() {
        assert_eq!(Length::of("\u{11ab6}"), Length { encoding: Encoding::Ucs2, units: 2, parts: 1 });
    }

    proptest! {
        #[test]
        fn a_longer_text_never_takes_fewer_units_of_its_encoding(a in "\\PC{0,200}", b in "\\PC{0,200}") {
            let (short, long) = (Length::of(&a), Length::of(&format!("{a}{b}")));
            if short.encoding == long.encoding {
                prop_assert!(short.units <= long.units);
            }
            prop_assert!(short.parts <= long.parts);
        }
    }
}
