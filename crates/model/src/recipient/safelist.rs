//! The people whom a service in trial, or one of its team keys, may write to (contract §2, templates §19).

use std::collections::HashSet;
use std::fmt;

use super::{EmailAddress, International, PhoneNumber, Recipient};

/// A text that is neither an e-mail address nor a phone number. `Display` is the contract's text and holds the
/// value, for the person who typed it; never log it.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("Invalid safelist: \"{value}\"")]
pub struct SafelistError {
    value: String,
}

impl fmt::Debug for SafelistError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SafelistError(…)")
    }
}

/// One address of a safelist.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SafelistEntry(Recipient);

impl SafelistEntry {
    /// Reads an e-mail address, or else a phone number of any supported country.
    ///
    /// The address comes first: `6132532222@example.ca` is somebody's mailbox, though the reference takes it
    /// for the telephone number.
    pub fn parse(text: &str) -> Result<Self, SafelistError> {
        if let Ok(address) = EmailAddress::parse(text) {
            return Ok(Self(Recipient::Email(address)));
        }
        PhoneNumber::parse(text, International::Allowed)
            .map(|number| Self(Recipient::Phone(number)))
            .map_err(|_| SafelistError { value: text.to_owned() })
    }

    /// Whom the entry stands for.
    pub fn recipient(&self) -> &Recipient {
        &self.0
    }

    /// What recipients are compared with; see [`Recipient::normalised`].
    pub fn normalised(&self) -> String {
        self.0.normalised()
    }
}

impl From<Recipient> for SafelistEntry {
    fn from(recipient: Recipient) -> Self {
        Self(recipient)
    }
}

/// A set of people, found whatever the form in which their address is typed.
///
/// ```
/// use facteur_model::recipient::{International, PhoneNumber, Recipient, Safelist, SafelistEntry};
///
/// let safelist: Safelist = [SafelistEntry::parse("(613) 253-2222")?].into_iter().collect();
/// let recipient = Recipient::Phone(PhoneNumber::parse("+1.613.253.2222", International::LocalOnly)?);
/// assert!(safelist.contains(&recipient));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Safelist {
    normalised: HashSet<String>,
}

impl Safelist {
    /// Whether a message may go to this recipient.
    pub fn contains(&self, recipient: &Recipient) -> bool {
        self.normalised.contains(&recipient.normalised())
    }

    /// Whether nobody may be written to.
    pub fn is_empty(&self) -> bool {
        self.normalised.is_empty()
    }
}

impl FromIterator<SafelistEntry> for Safelist {
    fn from_iter<I: IntoIterator<Item = SafelistEntry>>(entries: I) -> Self {
        Self { normalised: entries.into_iter().map(|entry| entry.normalised()).collect() }
    }
}

impl Extend<SafelistEntry> for Safelist {
    fn extend<I: IntoIterator<Item = SafelistEntry>>(&mut self, entries: I) {
        self.normalised.extend(entries.into_iter().map(|entry| entry.normalised()));
    }
}

impl fmt::Debug for Safelist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Safelist({} entries)", self.normalised.len())
    }
}

/// A text as the reference compares it with a safelist: normalised when it is an address, itself when it is not.
///
/// For showing and for comparing texts that may be invalid. An empty result equals nothing.
pub fn format_for_comparison(text: &str) -> String {
    SafelistEntry::parse(text).map_or_else(|_| text.to_owned(), |entry| entry.normalised())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn safelist(entries: &[&str]) -> Safelist {
        entries.iter().map(|text| SafelistEntry::parse(text).expect("an address of the test")).collect()
    }

    fn recipient(text: &str) -> Recipient {
        SafelistEntry::parse(text).expect("an address of the test").0
    }

    #[test]
    fn an_address_is_found_whatever_its_case() {
        assert!(safelist(&["ada@example.ca"]).contains(&recipient(" ADA@Example.CA ")));
        assert!(!safelist(&["ada@example.ca"]).contains(&recipient("xada@example.ca")));
    }

    #[test]
    fn an_international_number_is_found_whatever_its_spacing() {
        assert!(safelist(&["+44 7911 123456"]).contains(&recipient("+447911123456")));
    }

    #[test]
    fn a_mailbox_named_like_a_phone_number_is_not_that_phone() {
        let list = safelist(&["6132532222"]);
        assert!(!list.contains(&recipient("6132532222@example.ca")));
        assert!(!safelist(&["6132532222@a.ca"]).contains(&recipient("6132532222@b.ca")));
    }

    #[test]
    fn an_empty_safelist_lets_nobody_through() {
        assert!(!Safelist::default().contains(&recipient("ada@example.ca")));
        assert!(Safelist::default().is_empty());
    }

    #[test]
    fn what_is_no_address_is_refused_with_the_text_of_the_contract() {
        let refused = SafelistEntry::parse("not valid").expect_err("no address");
        assert_eq!(refused.to_string(), r#"Invalid safelist: "not valid""#);
        assert!(SafelistEntry::parse("").is_err());
        assert!(SafelistEntry::parse("+53 5 1234567").is_err(), "no texts go to Cuba");
    }

    #[test]
    fn a_log_line_never_holds_an_address() {
        let line = format!(
            "{:?} {:?} {:?}",
            SafelistEntry::parse("ada@example.ca"),
            SafelistEntry::parse("ada@example"),
            safelist(&["ada@example.ca"])
        );
        assert_eq!(
            line,
            "Ok(SafelistEntry(Email(EmailAddress(…@example.ca)))) Err(SafelistError(…)) Safelist(1 entries)"
        );
    }
}
