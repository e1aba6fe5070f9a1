//! Recipients that stand for an outcome instead of a person (contract §2.1 and §4).
//!
//! They are compared normalised, where the reference sometimes compares the text as submitted:
//! `514-930-1633` means the same phone as `+15149301633`.

use super::Recipient;

/// Addresses that accept a message and forget it: validated and rendered, never stored, counted or sent.
pub const SMOKE_TEST_EMAILS: [&str; 3] = [
    "simulate-delivered@notification.canada.ca",
    "simulate-delivered-2@notification.canada.ca",
    "simulate-delivered-3@notification.canada.ca",
];

/// Numbers that accept a message and forget it, as E.164.
pub const SMOKE_TEST_PHONES: [&str; 3] = ["+16132532222", "+16132532223", "+16132532224"];

/// A delivery that fails for now, when a test key sends to it.
pub const TEMPORARY_FAILURE_PHONE: &str = "+15149301633";
/// A delivery that fails for good, when a test key sends to it.
pub const PERMANENT_FAILURE_PHONE: &str = "+15149301632";
/// A delivery that fails for now, when a test key sends to it.
pub const TEMPORARY_FAILURE_EMAIL: &str = "temp-fail@simulator.notify";
/// A delivery that fails for good, when a test key sends to it.
pub const PERMANENT_FAILURE_EMAIL: &str = "perm-fail@simulator.notify";
/// The address to test success with; every address that is not one of the above succeeds as well.
pub const DELIVERED_EMAIL: &str = "delivered@simulator.notify";

/// How the delivery of a message sent with a test key ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SimulatedOutcome {
    /// The message arrives.
    Delivered,
    /// The carrier or the mailbox cannot take it now.
    TemporaryFailure,
    /// No such number or address.
    PermanentFailure,
}

/// Whether a message to this recipient is checked, answered and forgotten, whatever the key (contract §4).
///
/// Asked before [`simulated_outcome`]: these recipients win over a test key.
pub fn is_smoke_test(recipient: &Recipient) -> bool {
    let normalised = recipient.normalised();
    match recipient {
        Recipient::Email(_) => SMOKE_TEST_EMAILS.contains(&normalised.as_str()),
        Recipient::Phone(_) => SMOKE_TEST_PHONES.contains(&normalised.as_str()),
    }
}

/// How a message to this recipient ends under a test key (contract §2.1). Other keys give it no meaning.
pub fn simulated_outcome(recipient: &Recipient) -> SimulatedOutcome {
    let (temporary, permanent) = match recipient {
        Recipient::Email(_) => (TEMPORARY_FAILURE_EMAIL, PERMANENT_FAILURE_EMAIL),
        Recipient::Phone(_) => (TEMPORARY_FAILURE_PHONE, PERMANENT_FAILURE_PHONE),
    };
    let normalised = recipient.normalised();
    if normalised == temporary {
        SimulatedOutcome::TemporaryFailure
    } else if normalised == permanent {
        SimulatedOutcome::PermanentFailure
    } else {
        SimulatedOutcome::Delivered
    }
}

#[cfg(test)]
mod tests {
    use super::super::{EmailAddress, International, PhoneNumber};
    use super::*;

    fn email(text: &str) -> Recipient {
        EmailAddress::parse(text).expect("an address of the test").into()
    }

    fn phone(text: &str) -> Recipient {
        PhoneNumber::parse(text, International::Allowed).expect("a number of the test").into()
    }

    #[test]
    fn a_smoke_test_recipient_is_known_however_it_is_typed() {
        for text in ["+16132532222", "613-253-2223", "(613) 253 2224 ext. 1"] {
            assert!(is_smoke_test(&phone(text)), "{text}");
        }
        for address in SMOKE_TEST_EMAILS {
            assert!(is_smoke_test(&email(&address.to_uppercase())), "{address}");
        }
        assert!(!is_smoke_test(&phone("613-253-2225")));
        assert!(!is_smoke_test(&email("simulate-delivered-4@notification.canada.ca")));
    }

    #[test]
    fn a_test_key_chooses_the_outcome_by_the_recipient() {
        use SimulatedOutcome::{Delivered, PermanentFailure, TemporaryFailure};

        for (recipient, outcome) in [
            (phone("514-930-1633"), TemporaryFailure),
            (phone("+1 514 930 1632"), PermanentFailure),
            (phone("+15149301631"), Delivered),
            (email("temp-fail@simulator.notify"), TemporaryFailure),
            (email("Perm-Fail@simulator.notify"), PermanentFailure),
            (email(DELIVERED_EMAIL), Delivered),
            (email("ada@example.ca"), Delivered),
        ] {
            assert_eq!(simulated_outcome(&recipient), outcome, "{recipient:?}");
        }
    }
}
