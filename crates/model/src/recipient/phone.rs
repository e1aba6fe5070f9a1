//! Telephone numbers.

mod area_codes;
mod numbering;
mod rates;

use std::fmt;

use numbering::Found;

/// Characters a submitted phone number may have. A number with its name and extension fits many times.
const LONGEST_TEXT: usize = 256;

/// Shortest E.164 text that is sent to, `+` included.
const SHORTEST_E164: usize = 8;

/// Whether numbers outside North America are acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum International {
    /// Any supported country.
    Allowed,
    /// Country code 1 only: Canada, the United States, the Caribbean.
    LocalOnly,
}

/// Why a text is not a phone number to send to. `Display` is the contract's text (§3.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// The text holds a semicolon, which separates several numbers or hides an address parameter.
    #[error("Not a valid number")]
    Semicolon,
    /// North American numbers only, and the first number of the text, if any, is not one.
    #[error("Not a valid local number")]
    NotLocal,
    /// No valid number in the text.
    #[error("Not a valid international number")]
    NotInternational,
    /// A valid number, too short for a text message.
    #[error("Not enough digits")]
    TooShort,
    /// A valid number of a country without a rate.
    #[error("Country code {0} is not supported")]
    UnsupportedCountry(u16),
}

/// A phone number that a text message can be sent to.
///
/// The text as submitted is what the API stores and returns; [`e164`](Self::e164) is what is sent to.
/// Two values are equal when typed alike; to learn whether they reach the same phone, compare `e164`.
///
/// ```
/// use facteur_model::recipient::{International, PhoneNumber};
///
/// let number = PhoneNumber::parse("(613) 253-2222 ext. 5", International::LocalOnly)?;
/// assert_eq!(number.as_typed(), "(613) 253-2222 ext. 5");
/// assert_eq!(number.e164(), "+16132532222");
/// assert_eq!(number.human_readable(), "+1 613-253-2222 ext. 5");
/// # Ok::<(), facteur_model::recipient::PhoneError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber {
    typed: String,
    e164: String,
    units: u8,
    found: Found,
}

impl PhoneNumber {
    /// Reads the first phone number of a text (contract §3.1.2, templates §17).
    pub fn parse(text: &str, international: International) -> Result<Self, PhoneError> {
        let none = match international {
            International::Allowed => PhoneError::NotInternational,
            International::LocalOnly => PhoneError::NotLocal,
        };
        if is_too_long(text) {
            return Err(none);
        }
        if text.contains(';') {
            return Err(PhoneError::Semicolon);
        }
        if text.chars().any(is_refused_control) {
            return Err(none);
        }
        let found = match international {
            International::Allowed => numbering::number_in(text),
            International::LocalOnly => numbering::local_number_in(text),
        };
        let found = found.ok_or(none)?;
        let e164 = found.e164();
        if e164.len() < SHORTEST_E164 {
            return Err(PhoneError::TooShort);
        }
        let country = found.country_code();
        let units = rates::units_per_fragment(country).ok_or(PhoneError::UnsupportedCountry(country))?;
        Ok(Self { typed: text.to_owned(), e164, units, found })
    }

    /// The text exactly as submitted. Never log it.
    pub fn as_typed(&self) -> &str {
        &self.typed
    }

    /// `+` and digits: what providers take, and what two numbers are compared by.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// The country calling code, such as 1 or 44.
    pub fn country_code(&self) -> u16 {
        self.found.country_code()
    }

    /// Whether the number is outside North America, hence needs a service with international texts.
    pub fn is_international(&self) -> bool {
        !self.found.is_north_american()
    }

    /// The number grouped as its country writes it, with country code and extension.
    pub fn human_readable(&self) -> String {
        self.found.human_readable()
    }

    /// What one fragment sent to this number counts for, in units of one domestic fragment.
    pub fn billable_units(&self) -> u8 {
        self.units
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last_two = self.e164.get(self.e164.len().saturating_sub(2)..).unwrap_or_default();
        write!(f, "PhoneNumber(…{last_two})")
    }
}

/// A phone text for people: the number it means in international grouping, or the text itself when it means none
/// (templates §17).
pub fn human_readable_phone(text: &str) -> String {
    if is_too_long(text) || text.chars().any(is_refused_control) {
        return text.to_owned();
    }
    numbering::number_in(text).map_or_else(|| text.to_owned(), |found| found.human_readable())
}

fn is_too_long(text: &str) -> bool {
    text.chars().nth(LONGEST_TEXT).is_some()
}

/// Control characters that no keyboard or spreadsheet puts beside a number.
fn is_refused_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\u{b}' | '\u{c}' | '\r')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn local(text: &str) -> Result<String, PhoneError> {
        PhoneNumber::parse(text, International::LocalOnly).map(|number| number.e164)
    }

    fn anywhere(text: &str) -> Result<String, PhoneError> {
        PhoneNumber::parse(text, International::Allowed).map(|number| number.e164)
    }

    #[test]
    fn a_number_may_be_written_in_many_ways() {
        for text in [
            "6132532222",
            "613-253-2222",
            "(613) 253.2222",
            "1 613 253 2222",
            "011 1 613 253 2222",
            "６１３２５３２２２２",
            "613–253–2222",
            "call 613-253-2222 now",
            "613-253-2222 ext. 5",
            "613-253-2222, 613-253-2223",
            "613-253-2222\n",
        ] {
            assert_eq!(local(text).as_deref(), Ok("+16132532222"), "{text}");
            assert_eq!(anywhere(text).as_deref(), Ok("+16132532222"), "{text}");
        }
    }

    #[test]
    fn what_touches_a_letter_a_currency_or_further_digits_is_no_number() {
        for text in [
            "a6132532222",
            "6132532222é",
            "$6132532222",
            "61325322222",
            "613-253-2222-1",
            "1-800-FLOWERS",
            "",
        ] {
            assert_eq!(local(text), Err(PhoneError::NotLocal), "{text}");
            assert_eq!(anywhere(text), Err(PhoneError::NotInternational), "{text}");
        }
    }

    #[test]
    fn a_foreign_number_needs_its_plus() {
        assert_eq!(anywhere("+44 7911 123456").as_deref(), Ok("+447911123456"));
        for text in ["447911123456", "011 44 7911 123456", "00447911123456", "07911 123456"] {
            assert_eq!(anywhere(text), Err(PhoneError::NotInternational), "{text}");
        }
    }

    #[test]
    fn a_local_service_does_not_pick_the_second_number_of_a_text() {
        assert_eq!(local("+447911123456 or 6132532222"), Err(PhoneError::NotLocal));
    }

    #[test]
    fn every_refusal_has_the_text_of_the_contract() {
        let refusal = |text| PhoneNumber::parse(text, International::Allowed).expect_err(text).to_string();
        assert_eq!(refusal("6132532222;ext=5"), "Not a valid number");
        assert_eq!(refusal("6131532222"), "Not a valid international number");
        assert_eq!(refusal("+431110"), "Not enough digits");
        assert_eq!(refusal("+53 5 1234567"), "Country code 53 is not supported");
        let refused = PhoneNumber::parse("+447911123456", International::LocalOnly).expect_err("foreign");
        assert_eq!(refused.to_string(), "Not a valid local number");
    }

    #[test]
    fn the_number_knows_its_country_and_its_price() {
        let british = PhoneNumber::parse("+447911123456 ext 3", International::Allowed).expect("a number");
        assert_eq!(
            (british.country_code(), british.is_international(), british.billable_units()),
            (44, true, 6)
        );
        assert_eq!(british.human_readable(), "+44 7911 123456 x3");

        let jamaican = PhoneNumber::parse("658-234-5678", International::LocalOnly).expect("a number");
        assert_eq!(
            (jamaican.country_code(), jamaican.is_international(), jamaican.billable_units()),
            (1, false, 1)
        );
    }

    #[test]
    fn a_text_for_people_stays_itself_when_it_holds_no_number() {
        assert_eq!(human_readable_phone("6132532222"), "+1 613-253-2222");
        assert_eq!(human_readable_phone("1-800-FLOWERS"), "1-800-FLOWERS");
        assert_eq!(human_readable_phone("6132532222;ext=12"), "+1 613-253-2222 ext. 12");
    }

    #[test]
    fn long_texts_and_control_characters_are_refused() {
        let padded = |blanks: usize| format!("{}6132532222", " ".repeat(blanks));
        assert!(local(&padded(LONGEST_TEXT - 10)).is_ok());
        assert_eq!(local(&padded(LONGEST_TEXT - 9)), Err(PhoneError::NotLocal));
        assert_eq!(anywhere("6132532222\0"), Err(PhoneError::NotInternational));
        assert_eq!(anywhere("\u{1b}6132532222"), Err(PhoneError::NotInternational));
    }

    #[test]
    fn a_log_line_shows_the_last_two_digits_only() {
        let number = PhoneNumber::parse("613 253 2222", International::LocalOnly).expect("a number");
        assert_eq!(format!("{number:?}"), "PhoneNumber(…22)");
    }

    fn digits(text: &str) -> String {
        text.chars().filter(char::is_ascii_digit).collect()
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = PhoneNumber::parse(&text, International::Allowed);
            let _ = human_readable_phone(&text);
        }

        #[test]
        fn nor_does_a_text_that_looks_like_numbers(text in "[-+0-9 ().,:/\\[\\]\\\\x#*~ext$é–\u{200b}\u{a0}１٦\n]{0,256}") {
            let _ = PhoneNumber::parse(&text, International::Allowed);
            let _ = PhoneNumber::parse(&text, International::LocalOnly);
        }

        #[test]
        fn a_local_number_is_ten_consecutive_digits_of_its_text(text in "[-+0-9 ().,/x#*~ext–]{7,40}") {
            if let Ok(number) = PhoneNumber::parse(&text, International::LocalOnly) {
                let national = number.e164().strip_prefix("+1").expect("a local number has country code 1");
                prop_assert_eq!(national.len(), 10);
                prop_assert!(digits(&text).contains(national));
            }
        }

        #[test]
        fn e164_is_its_own_normal_form(text in "\\+?[1-9][0-9]{6,14}") {
            if let Ok(number) = PhoneNumber::parse(&text, International::Allowed) {
                prop_assert_eq!(anywhere(number.e164()), Ok(number.e164.clone()));
                prop_assert_eq!(anywhere(&number.human_readable()), Ok(number.e164.clone()));
            }
        }
    }
}
