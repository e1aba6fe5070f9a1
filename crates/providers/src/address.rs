//! Addresses as mail servers take them: ASCII from end to end.

use std::fmt;

/// The longest local part that is written. The door lets 320 characters through in all.
const LONGEST_LOCAL_PART: usize = 320;
const LONGEST_DOMAIN: usize = 253;
const LONGEST_LABEL: usize = 63;

/// An e-mail address that can stand in a header and in the SMTP envelope: ASCII, the domain
/// punycoded, the local part quoted where it has to be. Nothing in it can end a line or a bracket.
#[derive(Clone, PartialEq, Eq)]
pub struct WireAddress {
    local: String,
    domain: String,
}

/// Why an address cannot travel. Never says the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("the part before the @ has characters that not every mail server takes")]
    LocalPartNotAscii,
    #[error("not an address that a mail server takes")]
    Malformed,
}

impl WireAddress {
    pub fn parse(address: &str) -> Result<Self, AddressError> {
        let (local, domain) = address.rsplit_once('@').ok_or(AddressError::Malformed)?;
        if !local.is_ascii() {
            return Err(AddressError::LocalPartNotAscii);
        }
        if local.is_empty() || local.len() > LONGEST_LOCAL_PART || !local.bytes().all(is_local) {
            return Err(AddressError::Malformed);
        }
        let domain = if domain.is_ascii() {
            // Not through IDNA: it refuses `xn--` labels that it cannot decode, which DNS does not mind.
            domain.to_ascii_lowercase()
        } else {
            idna::domain_to_ascii(domain).map_err(|_| AddressError::Malformed)?
        };
        if domain.len() > LONGEST_DOMAIN || !domain.split('.').all(is_label) {
            return Err(AddressError::Malformed);
        }
        // Such dots are real in a few old inboxes, and correct only between quotes (RFC 5321 §4.1.2).
        let quoted = local.starts_with('.') || local.ends_with('.') || local.contains("..");
        let local = if quoted { format!("\"{local}\"") } else { local.to_owned() };
        Ok(Self { local, domain })
    }

    /// The part before the @, without quotes.
    pub fn local_part(&self) -> &str {
        self.local.trim_matches('"')
    }

    /// In ASCII: `xn--…` where it has to be.
    pub fn domain(&self) -> &str {
        &self.domain
    }
}

/// The characters of RFC 5322's `dot-atom`.
fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

fn is_label(label: &str) -> bool {
    (1..=LONGEST_LABEL).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

impl fmt::Display for WireAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

impl fmt::Debug for WireAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WireAddress(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(address: &str) -> String {
        WireAddress::parse(address).unwrap().to_string()
    }

    #[test]
    fn the_domain_travels_in_ascii() {
        assert_eq!(written("info@québec.ca"), "info@xn--qubec-csa.ca");
        assert_eq!(written("o'Brien+news@Example.CA"), "o'Brien+news@example.ca");
        assert_eq!(written("facteur@localhost"), "facteur@localhost");
    }

    #[test]
    fn what_the_door_lets_through_can_travel() {
        for typed in
            ["Jean@Montréal.ca", "a@b.xn--p1ai", "{x}|~@a-b.co", "a.@ｅｘａｍｐｌｅ．ca", "a@xn--0.ca"]
        {
            let address = facteur_model::recipient::EmailAddress::parse(typed).unwrap();
            let wire = WireAddress::parse(address.as_str()).unwrap();
            assert_eq!(wire.domain(), address.domain_ascii());
            assert_eq!(wire.local_part(), address.local_part());
        }
    }

    #[test]
    fn odd_dots_are_quoted() {
        assert_eq!(written(".jean.@example.ca"), "\".jean.\"@example.ca");
        assert_eq!(written("jean.tremblay@example.ca"), "jean.tremblay@example.ca");
    }

    #[test]
    fn a_local_part_beyond_ascii_cannot_travel() {
        assert_eq!(WireAddress::parse("andré@example.ca"), Err(AddressError::LocalPartNotAscii));
    }

    #[test]
    fn nothing_that_could_end_a_line_or_a_bracket_is_an_address() {
        for address in [
            "",
            "@",
            "a@",
            "@b.ca",
            "no-at-sign",
            "a b@c.ca",
            "a@b .ca",
            "a>@b.ca",
            "a@b.ca>",
            "a\r\nBcc: x@y.ca",
            "a@b.ca\r\nBcc: x",
            "a@b..ca",
            "a@[127.0.0.1]",
            "\"a b\"@c.ca",
            "a@b@c.ca",
            "a\0@b.ca",
            "a@b.ca\0",
        ] {
            assert_eq!(WireAddress::parse(address), Err(AddressError::Malformed), "{address:?}");
        }
    }
}
