//! Finds a telephone number in a text. The only file that knows the phone number library.
//!
//! The library is asked twice, as GC Notify asks it (contract §3.1.2): first as if the text had been written
//! in North America, then accepting only numbers that start with `+`. The second question is what refuses
//! `011 44 7911 123456`: dialled from Canada it is a British number, yet the contract wants the `+`.

use rlibphonenumber::phonenumber_matcher::{FindNumberExt, Leniency};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};

use super::area_codes;

/// The calling code shared by Canada, the United States and the Caribbean.
const NORTH_AMERICA: u16 = 1;

/// A valid number of the world's numbering plans, with its extension if one was written.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Found(rlibphonenumber::PhoneNumber);

impl Found {
    /// Zero, which belongs to no country, should the library's data ever hold a code that is not one.
    pub(super) fn country_code(&self) -> u16 {
        u16::try_from(self.0.country_code).unwrap_or_default()
    }

    pub(super) fn is_north_american(&self) -> bool {
        self.country_code() == NORTH_AMERICA
    }

    /// `+16132532222`: no extension, no spaces.
    pub(super) fn e164(&self) -> String {
        PHONE_NUMBER_UTIL.format(&self.0, PhoneNumberFormat::E164).into_owned()
    }

    /// `+1 613-253-2222 ext. 5`: grouped as in its country, with the extension.
    pub(super) fn human_readable(&self) -> String {
        PHONE_NUMBER_UTIL.format(&self.0, PhoneNumberFormat::International).into_owned()
    }
}

/// The number that a text means, or nothing.
pub(super) fn number_in(text: &str) -> Option<Found> {
    local_number_in(text).or_else(|| first_number(text, None))
}

/// The number that a text means, provided that it is a North American one.
///
/// Only the first number of the text counts: `+44 7911 123456 or 613-253-2222` is not local.
pub(super) fn local_number_in(text: &str) -> Option<Found> {
    first_number(text, Some(Region::US)).filter(Found::is_north_american)
}

fn first_number(text: &str, assumed: Option<Region>) -> Option<Found> {
    text.phone_number_matcher_builder()
        .leniency(Leniency::Valid)
        .preferred_region(assumed)
        // No `max_tries`: callers bound the text, and the library subtracts below zero when it meets the limit.
        //
        // The other matcher panics when a pattern of the library's data is broken; this one reports it, and
        // would report it for ever, so the first report ends the search.
        .build_fallible()
        .map_while(Result::ok)
        .map(|found| Found(found.number))
        .find(|found| !area_codes::opened_since(&found.e164()))
}

/// Every calling code of the library's data.
#[cfg(test)]
pub(super) fn calling_codes() -> impl Iterator<Item = u16> {
    PHONE_NUMBER_UTIL
        .get_supported_calling_codes()
        .map(|code| u16::try_from(code).expect("a calling code has at most three digits"))
}
