//! Ranges of addresses, as operators write them.

use std::net::IpAddr;

/// Addresses that begin alike: `10.0.0.0/8`, or one alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// As 128 bits, IPv4 in its place among them.
    first: u128,
    bits: u32,
}

/// What of an address is compared: IPv4 lies among the mapped addresses of IPv6.
fn number(address: IpAddr) -> u128 {
    let six = match address {
        IpAddr::V4(four) => four.to_ipv6_mapped(),
        IpAddr::V6(six) => six,
    };
    u128::from(six)
}

impl Network {
    /// `127.0.0.0/8` and `::1`.
    pub const OF_THIS_MACHINE: [Network; 2] =
        [Network { first: 0xffff_7f00_0000, bits: 104 }, Network { first: 1, bits: 128 }];

    /// Reads `address/bits`, or an address alone. Nothing else may stand behind the bits of the network.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().ok()?;
        let (width, offset) = if address.is_ipv4() { (32, 96) } else { (128, 0) };
        let bits = match bits {
            Some(bits) => bits.trim().parse().ok().filter(|bits: &u32| *bits <= width)?,
            None => width,
        };
        let network = Self { first: number(address), bits: bits + offset };
        (network.first & !network.mask() == 0).then_some(network)
    }

    fn mask(self) -> u128 {
        // Shifting by the whole width is no shift at all: it has to be said apart.
        128_u32.checked_sub(self.bits).and_then(|rest| u128::MAX.checked_shl(rest)).unwrap_or(0)
    }

    /// Is the address one of these? An IPv4 address is the same in its mapped form.
    pub fn holds(self, address: IpAddr) -> bool {
        number(address) & self.mask() == self.first
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holds(network: &str, address: &str) -> bool {
        Network::parse(network).expect("a network").holds(address.parse().expect("an address"))
    }

    #[test]
    fn a_network_holds_what_begins_like_it() {
        assert!(holds("10.20.0.0/16", "10.20.255.1") && !holds("10.20.0.0/16", "10.21.0.1"));
        assert!(holds("10.20.0.0/16", "::ffff:10.20.0.1"), "a mapped address is the same");
        assert!(holds("fd12::/16", "fd12::1") && !holds("fd12::/16", "fd13::1"));
        assert!(holds("192.0.2.7", "192.0.2.7") && !holds("192.0.2.7", "192.0.2.8"));
        assert!(holds("0.0.0.0/0", "203.0.113.9") && holds("::/0", "2001:db8::1"));
    }

    #[test]
    fn a_network_is_written_with_its_bits_and_nothing_behind_them() {
        for text in
            ["10.0.0.0/8", "0.0.0.0/0", "::/0", "fd00::/8", "192.0.2.1", "2001:db8::1/128", "10.1.0.0/16"]
        {
            assert!(Network::parse(text).is_some(), "{text}");
        }
        for text in ["", "10.0.0.1/8", "10.0.0.0/33", "::1/129", "x/8", "10.0.0.0/-1", "10.0.0.0/8/8"] {
            assert!(Network::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn this_machine_is_known() {
        for (address, is_here) in
            [("127.0.0.1", true), ("127.255.0.9", true), ("::1", true), ("128.0.0.1", false)]
        {
            let address = address.parse().expect("an address");
            assert_eq!(Network::OF_THIS_MACHINE.iter().any(|network| network.holds(address)), is_here);
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in ".{0,60}") {
            let _ = Network::parse(&text);
        }
    }
}
