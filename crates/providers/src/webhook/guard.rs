//! Where calls may go.

use super::MOST_URL;
use crate::provider::Later;
use facteur_model::network::Network;
use reqwest::Url;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Ports that every service may call.
const PORTS: [u16; 2] = [443, 8_443];

fn same_prefix(one: u128, other: u128, bits: u8) -> bool {
    bits == 0 || (one ^ other) >> (128 - u32::from(bits)) == 0
}

/// What the operator allows besides the public Internet by `https` on the usual ports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressRules {
    /// Ranges that may be called although they are not public; there `http` is allowed, too.
    pub networks: Vec<Network>,
    /// Further ports.
    pub ports: Vec<u16>,
}

/// Why an address is none to call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlRefused {
    /// It is no address of the Web, or too long.
    #[error("this is not an address that can be called")]
    NotAUrl,
    /// It does not begin with `https://`.
    #[error("the address has to begin with https://")]
    NotHttps,
    /// It holds a name and a password.
    #[error("the address holds a user name or a password")]
    Credentials,
    /// Its port is not allowed.
    #[error("this port is not allowed")]
    Port,
    /// It names a place that is not public.
    #[error("the address is not public")]
    NotPublic,
}

/// The address of an endpoint, as far as it can be judged by itself.
pub(super) struct Target {
    pub(super) url: Url,
    /// Is it called without TLS? Then every address has to be in a range that the operator named.
    pub(super) is_plain: bool,
}

impl AddressRules {
    /// May this address be connected to? `is_plain`: without TLS.
    pub(super) fn allows(&self, address: IpAddr, is_plain: bool) -> bool {
        let address = plain_form(address);
        self.networks.iter().any(|network| network.holds(address)) || (!is_plain && is_public(address))
    }

    /// May this address be called, as far as can be said without looking up its name?
    pub fn check(&self, url: &str) -> Result<(), UrlRefused> {
        self.target(url).map(drop)
    }

    pub(super) fn target(&self, text: &str) -> Result<Target, UrlRefused> {
        // What the parser would silently take away is nothing that somebody meant.
        let is_odd = |byte: u8| byte.is_ascii_control() || byte == b' ' || byte == b'\\';
        if text.len() > MOST_URL || text.bytes().any(is_odd) {
            return Err(UrlRefused::NotAUrl);
        }
        let url = Url::parse(text).map_err(|_| UrlRefused::NotAUrl)?;
        let is_plain = match url.scheme() {
            "https" => false,
            "http" if !self.networks.is_empty() => true,
            _ => return Err(UrlRefused::NotHttps),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(UrlRefused::Credentials);
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(UrlRefused::NotAUrl)?;
        let port = url.port_or_known_default().ok_or(UrlRefused::NotAUrl)?;
        if !PORTS.contains(&port) && !self.ports.contains(&port) {
            return Err(UrlRefused::Port);
        }
        // A literal is connected to without any look-up, so this is its only check.
        let literal: Option<IpAddr> = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
        let refused = match literal {
            Some(address) => !self.allows(address, is_plain),
            None => is_local_name(host) && self.networks.is_empty(),
        };
        if refused { Err(UrlRefused::NotPublic) } else { Ok(Target { url, is_plain }) }
    }
}

fn is_local_name(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    !host.contains('.') || host.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case("localhost"))
}

/// The IPv4 address inside an IPv4-mapped one: the system connects to that.
fn plain_form(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

/// Is this an address of the public Internet?
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// The special-purpose registry of IANA (RFC 6890 and its successors), as ranges that are not public.
fn is_public_v4(address: Ipv4Addr) -> bool {
    const SPECIAL: [(Ipv4Addr, u8); 15] = [
        (Ipv4Addr::UNSPECIFIED, 8),
        (Ipv4Addr::new(10, 0, 0, 0), 8),
        // Carrier-grade NAT.
        (Ipv4Addr::new(100, 64, 0, 0), 10),
        (Ipv4Addr::new(127, 0, 0, 0), 8),
        // Link-local, with the metadata services of clouds.
        (Ipv4Addr::new(169, 254, 0, 0), 16),
        (Ipv4Addr::new(172, 16, 0, 0), 12),
        (Ipv4Addr::new(192, 0, 0, 0), 24),
        (Ipv4Addr::new(192, 0, 2, 0), 24),
        (Ipv4Addr::new(192, 88, 99, 0), 24),
        (Ipv4Addr::new(192, 168, 0, 0), 16),
        (Ipv4Addr::new(198, 18, 0, 0), 15),
        (Ipv4Addr::new(198, 51, 100, 0), 24),
        (Ipv4Addr::new(203, 0, 113, 0), 24),
        // Multicast, and what is reserved up to the broadcast address.
        (Ipv4Addr::new(224, 0, 0, 0), 4),
        (Ipv4Addr::new(240, 0, 0, 0), 4),
    ];
    // Azure's own services answer there on every machine.
    let wire = Ipv4Addr::new(168, 63, 129, 16);
    address != wire
        && !SPECIAL.iter().any(|(network, bits)| {
            same_prefix(u128::from(network.to_bits()) << 96, u128::from(address.to_bits()) << 96, *bits)
        })
}

/// Only global unicast, and of that nothing that stands for an IPv4 address or a private use.
fn is_public_v6(address: Ipv6Addr) -> bool {
    const GLOBAL: (u128, u8) = (0x2000 << 112, 3);
    const SPECIAL: [(u128, u8); 5] = [
        // IETF protocols, Teredo among them.
        (0x2001 << 112, 23),
        (0x2001_0db8 << 96, 32),
        // 6to4: an IPv4 address is inside.
        (0x2002 << 112, 16),
        (0x3fff << 112, 20),
        (0x3ffe << 112, 16),
    ];
    let bits = address.to_bits();
    same_prefix(GLOBAL.0, bits, GLOBAL.1)
        && !SPECIAL.iter().any(|(network, length)| same_prefix(*network, bits, *length))
}

/// Looks names up.
pub trait Resolver: Send + Sync + 'static {
    /// All addresses of a name.
    fn resolve(&self, host: String) -> Later<'static, io::Result<Vec<IpAddr>>>;
}

/// The operating system's.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

impl Resolver for SystemResolver {
    fn resolve(&self, host: String) -> Later<'static, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rules(networks: &[&str], ports: &[u16]) -> AddressRules {
        let networks = networks.iter().map(|text| Network::parse(text).unwrap()).collect();
        AddressRules { networks, ports: ports.to_vec() }
    }

    #[test]
    fn only_public_addresses_are_allowed() {
        let strict = AddressRules::default();
        for inside in [
            "127.0.0.1",
            "127.255.255.254",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "168.63.129.16",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::a00:1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::1",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
            "100::1",
            "5f00::1",
            "fec0::1",
        ] {
            assert!(!strict.allows(inside.parse().unwrap(), false), "{inside}");
        }
        for outside in
            ["8.8.8.8", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1", "::ffff:8.8.8.8", "2a00::1"]
        {
            assert!(strict.allows(outside.parse().unwrap(), false), "{outside}");
            assert!(!strict.allows(outside.parse().unwrap(), true), "{outside} without TLS");
        }
    }

    #[test]
    fn an_operator_can_open_a_range_and_nothing_besides() {
        let open = rules(&["10.20.0.0/16", "127.0.0.1", "fd12::/16"], &[]);
        for (address, allowed) in [
            ("10.20.3.4", true),
            ("::ffff:10.20.3.4", true),
            ("10.21.0.1", false),
            ("127.0.0.1", true),
            ("127.0.0.2", false),
            ("fd12::5", true),
            ("fd13::5", false),
        ] {
            for plain in [false, true] {
                assert_eq!(open.allows(address.parse().unwrap(), plain), allowed, "{address}");
            }
        }
    }

    #[test]
    fn an_address_is_judged_before_anything_is_looked_up() {
        let strict = AddressRules::default();
        let judged = |text: &str| strict.target(text).map(|_| ());
        for (url, refused) in [
            ("https://hooks.example.ca/a?b=c", None),
            ("https://hooks.example.ca:8443/", None),
            ("https://8.8.8.8/", None),
            ("http://hooks.example.ca/", Some(UrlRefused::NotHttps)),
            ("ftp://hooks.example.ca/", Some(UrlRefused::NotHttps)),
            ("https://hooks.example.ca:22/", Some(UrlRefused::Port)),
            ("https://u@hooks.example.ca/", Some(UrlRefused::Credentials)),
            ("https://u:p@hooks.example.ca/", Some(UrlRefused::Credentials)),
            ("https://localhost/", Some(UrlRefused::NotPublic)),
            ("https://a.localhost./", Some(UrlRefused::NotPublic)),
            ("https://intranet/", Some(UrlRefused::NotPublic)),
            ("https://127.0.0.1/", Some(UrlRefused::NotPublic)),
            // Other spellings of the same.
            ("https://2130706433/", Some(UrlRefused::NotPublic)),
            ("https://0x7f.1/", Some(UrlRefused::NotPublic)),
            ("https://0177.0.0.1/", Some(UrlRefused::NotPublic)),
            ("https://１２７.0.0.1/", Some(UrlRefused::NotPublic)),
            ("https://[::1]/", Some(UrlRefused::NotPublic)),
            ("https://[::ffff:a9fe:a9fe]/", Some(UrlRefused::NotPublic)),
            ("https://[fd00:ec2::254]/", Some(UrlRefused::NotPublic)),
            ("https://169.254.169.254/latest", Some(UrlRefused::NotPublic)),
            ("https://a b/", Some(UrlRefused::NotAUrl)),
            ("https://a\n.example.ca/", Some(UrlRefused::NotAUrl)),
            ("https:\\\\a.example.ca", Some(UrlRefused::NotAUrl)),
            ("hooks.example.ca", Some(UrlRefused::NotAUrl)),
            ("", Some(UrlRefused::NotAUrl)),
        ] {
            assert_eq!(judged(url).err(), refused, "{url}");
        }
        let open = rules(&["127.0.0.1"], &[9_000]);
        assert!(open.target("http://127.0.0.1:9000/").is_ok());
        assert_eq!(open.target("http://127.0.0.2:9000/").err(), Some(UrlRefused::NotPublic));
        assert_eq!(open.target("http://8.8.8.8:443/").err(), Some(UrlRefused::NotPublic));
    }

    impl std::fmt::Debug for Target {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("Target(…)")
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_quietly(text in "\\PC*") {
            let _ = AddressRules::default().target(&text);
            let _ = AddressRules::default().target(&format!("https://{text}"));
            let _ = Network::parse(&text);
        }

        #[test]
        fn an_ipv4_address_is_judged_alike_in_both_spellings(bits: u32) {
            let v4 = Ipv4Addr::from_bits(bits);
            let strict = AddressRules::default();
            let mapped = IpAddr::V6(v4.to_ipv6_mapped());
            prop_assert_eq!(strict.allows(IpAddr::V4(v4), false), strict.allows(mapped, false));
        }
    }
}
