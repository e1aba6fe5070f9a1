//! Addresses as mail servers take them: ASCII from end to end.

use std::fmt;

/// An e-mail address that can stand in a header and in the SMTP envelope: ASCII, the domain punycoded.
#[derive(Clone, PartialEq, Eq)]
pub struct WireAddress {
    local: String,
    domain: String,
}

/// Why an address cannot travel. Never says the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("the part before the @ has characters beyond ASCII, which mail servers may not take")]
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
        let domain = idna::domain_to_ascii(domain).map_err(|_| AddressError::Malformed)?;
        Ok(Self { local: local.to_owned(), domain })
    }

    pub fn local_part(&self) -> &str {
        &self.local
    }

    /// In ASCII: `xn--…` where it has to be.
    pub fn domain(&self) -> &str {
        &self.domain
    }
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
