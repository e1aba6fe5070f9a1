//! What is remembered of the client that used a key: enough to recognise the program, nothing of where it runs.

use std::net::IpAddr;

/// The longest product name that is kept.
const LONGEST: usize = 40;

/// The two kinds of network addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AddressFamily {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl AddressFamily {
    pub const ALL: [AddressFamily; 2] = [AddressFamily::V4, AddressFamily::V6];

    /// An IPv4 address in the clothes of IPv6 is what it is underneath.
    pub fn of(address: IpAddr) -> Self {
        if address.to_canonical().is_ipv4() { AddressFamily::V4 } else { AddressFamily::V6 }
    }

    /// As it is stored.
    pub fn number(self) -> u32 {
        match self {
            AddressFamily::V4 => 4,
            AddressFamily::V6 => 6,
        }
    }

    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.number() == number)
    }

    /// The same word in every language.
    pub fn as_str(self) -> &'static str {
        match self {
            AddressFamily::V4 => "IPv4",
            AddressFamily::V6 => "IPv6",
        }
    }
}

/// The client that used a key. Its address is not here: the family alone says nothing about anybody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyClient {
    pub family: Option<AddressFamily>,
    /// The product that the client calls itself, such as `NOTIFY-API-PYTHON-CLIENT`.
    pub product: Option<String>,
}

impl KeyClient {
    /// From the address of the connection and the `User-Agent` of the request.
    pub fn of(address: Option<IpAddr>, agent: &str) -> Self {
        Self { family: address.map(AddressFamily::of), product: product(agent) }
    }
}

/// The first product of a `User-Agent`, without its version; nothing when it does not look like one, because clients
/// may write whatever they like there.
fn product(agent: &str) -> Option<String> {
    let word = agent.split_ascii_whitespace().next()?;
    let name = word.split('/').next()?;
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.+".contains(&byte));
    (is_plain && !name.is_empty() && name.len() <= LONGEST).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_known_by_its_first_product() {
        for (agent, expected) in [
            ("NOTIFY-API-PYTHON-CLIENT/9.0.0", Some("NOTIFY-API-PYTHON-CLIENT")),
            ("curl/8.5.0", Some("curl")),
            ("Mozilla/5.0 (X11; Linux x86_64)", Some("Mozilla")),
            ("axios", Some("axios")),
        ] {
            assert_eq!(product(agent).as_deref(), expected, "{agent}");
        }
    }

    #[test]
    fn what_is_no_product_is_not_kept() {
        for agent in ["", "   ", "zoe@example.ca", "<b>x</b>", "/1.0", "é/1", &"a".repeat(41)] {
            assert_eq!(product(agent), None, "{agent}");
        }
    }

    #[test]
    fn of_an_address_only_the_family_stays() {
        for (address, family) in [
            ("192.0.2.1", AddressFamily::V4),
            ("2001:db8::1", AddressFamily::V6),
            ("::ffff:192.0.2.1", AddressFamily::V4),
        ] {
            let client = KeyClient::of(Some(address.parse().unwrap()), "");
            assert_eq!(client, KeyClient { family: Some(family), product: None });
            assert_eq!(AddressFamily::from_number(family.number()), Some(family));
        }
        assert_eq!(AddressFamily::from_number(5), None);
    }
}
