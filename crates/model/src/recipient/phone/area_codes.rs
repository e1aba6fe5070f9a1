//! North American area codes that opened after the numbering data which the contract was observed with
//! (libphonenumber 8.13.55; ours is newer).
//!
//! GC Notify refuses these numbers as not valid, so Facteur does. The price is known: a person in British
//! Columbia with a 257 number cannot be texted. Once the contract is observed again with newer data, this file
//! shrinks or goes; nothing else depends on it.

/// An area code, and the first digits of the exchanges that were not open.
const NOT_OPEN: [(&str, &str); 13] = [
    ("257", ANY), // British Columbia
    ("273", ANY), // Quebec
    ("274", "3456789"),
    ("324", ANY),
    ("353", ANY),
    ("472", "356"),
    ("532", ANY), // personal numbers, as 500 and 533
    ("686", ANY),
    ("738", ANY),
    ("748", ANY),
    ("821", ANY),
    ("975", ANY),
    ("983", "5"),
];

/// Exchanges start with 2 to 9 in the whole of North America.
const ANY: &str = "23456789";

/// Whether a valid number, given as E.164, was not yet one for the contract.
pub(super) fn opened_since(e164: &str) -> bool {
    let Some(national) = e164.strip_prefix("+1") else { return false };
    NOT_OPEN.iter().any(|(area, exchanges)| {
        national.strip_prefix(area).is_some_and(|rest| rest.starts_with(|c| exchanges.contains(c)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_a_younger_area_code_is_not_yet_valid() {
        assert!(opened_since("+12572345678"));
        assert!(!opened_since("+12502345678"));
    }

    #[test]
    fn an_area_code_that_was_opening_counts_only_with_its_first_exchanges() {
        assert!(!opened_since("+12742345678"));
        assert!(opened_since("+12745550123"));
    }

    #[test]
    fn only_north_american_numbers_are_concerned() {
        assert!(!opened_since("+25729561234"));
        assert!(!opened_since(""));
    }
}
