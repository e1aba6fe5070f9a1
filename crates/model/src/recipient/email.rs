//! E-mail addresses.

use std::fmt;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

/// Bytes of a submitted address looked at, blanks around it included. Four times what the longest address needs.
const LONGEST_INPUT: usize = 4 * 4 * LONGEST_ADDRESS;

/// Characters of an address (contract §3.1.1).
const LONGEST_ADDRESS: usize = 320;

/// Characters of a domain in its ASCII form.
const LONGEST_DOMAIN: usize = 253;

/// Characters of one label of a domain in its ASCII form.
const LONGEST_LABEL: usize = 63;

/// Invisible characters that copying from a web page or a document leaves in an address.
const ZERO_WIDTH: [char; 6] = ['\u{180e}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}'];

/// The blanks trimmed around an address. Others, such as the no-break space, make it invalid.
const BLANKS: [char; 6] = [' ', '\t', '\n', '\r', '\u{b}', '\u{c}'];

/// The text is not an e-mail address. `Display` is the contract's text (§3.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Not a valid email address")]
pub struct AddressError;

/// An e-mail address that GC Notify would accept (contract §3.1.1, templates §18).
///
/// Blanks around it and invisible characters inside it are gone; case and accents are as typed.
/// Equality is equality of that text; to learn whether two values reach the same person, compare
/// [`normalised`](Self::normalised).
///
/// ```
/// use facteur_model::recipient::EmailAddress;
///
/// let address = EmailAddress::parse(" Jean@Montréal.ca\n")?;
/// assert_eq!(address.as_str(), "Jean@Montréal.ca");
/// assert_eq!(address.normalised(), "jean@montréal.ca");
/// assert_eq!(address.domain_ascii(), "xn--montral-fya.ca");
/// # Ok::<(), facteur_model::recipient::AddressError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    address: String,
    /// Where the `@` is.
    at: usize,
    domain_ascii: String,
}

impl EmailAddress {
    /// Reads an address as a person, a spreadsheet or a program submits it.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        if text.len() > LONGEST_INPUT {
            return Err(AddressError);
        }
        let visible = text.replace(ZERO_WIDTH, "");
        let address = visible.trim_matches(BLANKS);
        if address.chars().nth(LONGEST_ADDRESS).is_some() || address.contains("..") {
            return Err(AddressError);
        }
        let (local, domain) = address.split_once('@').ok_or(AddressError)?;
        if local.is_empty() || !local.chars().all(is_local_character) {
            return Err(AddressError);
        }
        let domain_ascii = ascii_domain(domain).ok_or(AddressError)?;
        Ok(Self { at: local.len(), domain_ascii, address: address.to_owned() })
    }

    /// The address as typed, cleaned. Never log it.
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// The whole address in lower case: what two addresses are compared by.
    ///
    /// A domain typed in letters and the same domain typed as `xn--…` stay different, as in GC Notify.
    pub fn normalised(&self) -> String {
        self.address.to_lowercase()
    }

    /// The domain as DNS and SMTP want it: lower case, international labels as `xn--…`.
    pub fn domain_ascii(&self) -> &str {
        &self.domain_ascii
    }

    /// Whether every mail server can be asked to deliver to this address.
    ///
    /// The contract accepts `é@example.ca`, but only servers with SMTPUTF8 take it; GC Notify reports such a
    /// message as a technical failure after accepting it.
    pub fn has_ascii_local_part(&self) -> bool {
        self.local_part().is_ascii()
    }

    /// What stands before the `@`, as typed. Never log it.
    pub fn local_part(&self) -> &str {
        &self.address[..self.at]
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress(…@{})", self.domain_ascii)
    }
}

/// ASCII letters, digits and the punctuation of an unquoted local part, and U+00C0 to U+00FF: the Latin-1
/// letters, with `×` and `÷` among them.
fn is_local_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c) || ('\u{c0}'..='\u{ff}').contains(&c)
}

/// The ASCII form of a domain that mail can be sent to, or nothing.
fn ascii_domain(typed: &str) -> Option<String> {
    if typed.chars().any(|c| c == '@' || c.is_control()) {
        return None;
    }
    let ascii = if typed.is_ascii() {
        // Not through UTS-46: it would refuse `xn--` labels that it cannot decode, which DNS does not mind.
        typed.to_ascii_lowercase()
    } else {
        // Which ASCII characters and how many is decided below, for every domain.
        Uts46::new()
            .to_ascii(typed.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow, DnsLength::Ignore)
            .ok()?
            .into_owned()
    };
    let (rest, top_level) = ascii.rsplit_once('.')?;
    let acceptable =
        ascii.len() <= LONGEST_DOMAIN && rest.split('.').all(is_label) && is_top_level_label(top_level);
    acceptable.then_some(ascii)
}

/// Groups of letters and digits joined by single hyphens; after the prefix `xn-` the groups may be none.
fn is_label(label: &str) -> bool {
    if label.len() > LONGEST_LABEL {
        return false;
    }
    match label.strip_prefix("xn-") {
        Some("") => true,
        Some(rest) => are_groups(rest.strip_prefix('-').unwrap_or(rest)),
        None => are_groups(label),
    }
}

/// Two letters or more, or an international label. Digits alone are refused, hence IPv4 addresses.
fn is_top_level_label(label: &str) -> bool {
    if !(2..=LONGEST_LABEL).contains(&label.len()) {
        return false;
    }
    match label.strip_prefix("xn--") {
        Some(encoded) => are_groups(encoded),
        None => label.bytes().all(|b| b.is_ascii_lowercase()),
    }
}

fn are_groups(text: &str) -> bool {
    text.split('-')
        .all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn accepts(text: &str) -> bool {
        EmailAddress::parse(text).is_ok()
    }

    #[test]
    fn blanks_around_and_invisible_characters_inside_are_forgiven() {
        let address = EmailAddress::parse("\t je\u{200b}an@\u{2060}example.ca\r\n").expect("an address");
        assert_eq!(address.as_str(), "jean@example.ca");
    }

    #[test]
    fn a_no_break_space_is_not() {
        assert!(!accepts("\u{a0}jean@example.ca"));
        assert!(!accepts("jean@\u{a0}example.ca"));
    }

    #[test]
    fn case_is_kept_and_ignored_when_comparing() {
        let address = EmailAddress::parse("Éloïse@GC.ca").expect("an address");
        assert_eq!(address.as_str(), "Éloïse@GC.ca");
        assert_eq!(address.normalised(), "éloïse@gc.ca");
        assert_eq!(address.domain_ascii(), "gc.ca");
    }

    #[test]
    fn an_accented_local_part_is_accepted_and_known_to_be_hard_to_deliver() {
        assert!(!EmailAddress::parse("é@example.ca").expect("accepted").has_ascii_local_part());
        assert!(EmailAddress::parse("e@québec.ca").expect("accepted").has_ascii_local_part());
    }

    #[test]
    fn the_local_part_is_lenient_where_the_contract_is() {
        for text in [".a@example.ca", "a.@example.ca", "o'neil@example.ca", "×@example.ca", "{|}@example.ca"]
        {
            assert!(accepts(text), "{text}");
        }
        for text in ["@example.ca", "a..b@example.ca", "\"a\"@example.ca", "a b@example.ca", "ł@example.ca"]
        {
            assert!(!accepts(text), "{text}");
        }
    }

    #[test]
    fn a_domain_has_labels_of_letters_digits_and_single_hyphens() {
        for text in
            ["a@b.ca", "a@1.2.3.ca", "a@a-b.ca", "a@xn--bcher-kva.ca", "a@x.xn--p1ai", "a@example。ca"]
        {
            assert!(accepts(text), "{text}");
        }
        for text in [
            "a@localhost",
            "a@example.c",
            "a@example.ca.",
            "a@.example.ca",
            "a@-x.ca",
            "a@x-.ca",
            "a@x--y.ca",
            "a@x_y.ca",
            "a@1.2.3.4",
            "a@[1.2.3.4]",
            "a@xn--.ca",
            "a@℀.ca",
        ] {
            assert!(!accepts(text), "{text}");
        }
    }

    #[test]
    fn lengths_are_counted_in_characters_of_the_cleaned_address() {
        let of_length = |length: usize| format!("{}@example.ca", "é".repeat(length - "@example.ca".len()));
        assert!(accepts(&of_length(LONGEST_ADDRESS)));
        assert!(accepts(&format!("  {}\u{200b}", of_length(LONGEST_ADDRESS))));
        assert!(!accepts(&of_length(LONGEST_ADDRESS + 1)));

        assert!(accepts(&format!("a@{}.ca", "b".repeat(LONGEST_LABEL))));
        assert!(!accepts(&format!("a@{}.ca", "b".repeat(LONGEST_LABEL + 1))));
        assert!(!accepts(&" ".repeat(1_000_000)));
    }

    #[test]
    fn control_characters_are_refused() {
        for text in
            ["a\0@example.ca", "a@exam\0ple.ca", "\u{1f}a@example.ca", "a@example.ca\u{85}", "a\n@example.ca"]
        {
            assert!(!accepts(text), "{text:?}");
        }
    }

    #[test]
    fn a_log_line_shows_the_domain_only() {
        let address = EmailAddress::parse("Jean.Tremblay@Montréal.ca").expect("an address");
        assert_eq!(format!("{address:?}"), "EmailAddress(…@xn--montral-fya.ca)");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = EmailAddress::parse(&text);
        }

        #[test]
        fn a_normalised_address_is_its_own_normal_form(text in "[A-Za-zÀ-ÿ0-9.'+-]{1,12}@([A-Za-z0-9éÉßİ-]{1,6}\\.){1,3}(ca|QUEBEC|рф)") {
            if let Ok(address) = EmailAddress::parse(&text) {
                let again = EmailAddress::parse(&address.normalised());
                prop_assert_eq!(again.as_ref().map(EmailAddress::normalised), Ok(address.normalised()));
                prop_assert!(address.domain_ascii().is_ascii());
            }
        }
    }
}
