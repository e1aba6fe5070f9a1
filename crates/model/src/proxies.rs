//! Which proxies are believed when they say for whom they speak.

use crate::network::Network;
use std::net::{IpAddr, SocketAddr};

/// Hops of a request that are looked at: more is nobody's network.
const MOST_HOPS: usize = 32;

/// The networks whose proxies are believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

impl Default for TrustedProxies {
    /// Proxies on this machine.
    fn default() -> Self {
        Self(Network::OF_THIS_MACHINE.to_vec())
    }
}

impl TrustedProxies {
    /// Those on this machine, and those of these networks.
    pub fn and(networks: impl IntoIterator<Item = Network>) -> Self {
        let mut trusted = Self::default();
        trusted.0.extend(networks);
        trusted
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.holds(address))
    }

    /// Whose request it is: the nearest hop that is not trusted, from the peer backwards along `X-Forwarded-For`, whose
    /// lines are given in order. What stands farther away could be anybody's word.
    pub fn client<'a>(
        &self,
        peer: Option<IpAddr>,
        forwarded: impl DoubleEndedIterator<Item = &'a str>,
    ) -> Option<IpAddr> {
        let mut client = peer?.to_canonical();
        for hop in forwarded.rev().flat_map(|line| line.rsplit(',')).take(MOST_HOPS) {
            if !self.trust(client) {
                break;
            }
            let Some(address) = hop_address(hop.trim()) else { break };
            client = address;
        }
        Some(client)
    }
}

/// An address, with or without a port.
fn hop_address(text: &str) -> Option<IpAddr> {
    let address =
        text.parse::<IpAddr>().or_else(|_| text.parse::<SocketAddr>().map(|with_port| with_port.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn client(trusted: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let networks = trusted.iter().map(|text| Network::parse(text).expect("a network"));
        let peer = peer.parse().expect("an address");
        let client = TrustedProxies::and(networks).client(Some(peer), forwarded.iter().copied());
        client.expect("there is a peer").to_string()
    }

    #[test]
    fn only_a_trusted_proxy_says_for_whom_it_speaks() {
        for (trusted, peer, forwarded, expected) in [
            (&[][..], "127.0.0.1", &["203.0.113.9"][..], "203.0.113.9"),
            (&[], "::1", &["203.0.113.9"], "203.0.113.9"),
            (&[], "10.0.0.1", &["203.0.113.9"], "10.0.0.1"),
            (&["10.0.0.0/8"], "10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            (&["10.0.0.0/8"], "::ffff:10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            // What the client wrote itself stands to the left of what the proxies saw.
            (&["10.0.0.0/8"], "10.0.0.1", &["1.2.3.4, 203.0.113.9, 10.9.9.9"], "203.0.113.9"),
            (&["10.0.0.0/8"], "10.0.0.1", &["1.2.3.4", "203.0.113.9"], "203.0.113.9"),
            (&["10.0.0.0/8"], "10.0.0.1", &["10.0.0.7"], "10.0.0.7"),
            (&["10.0.0.0/8"], "10.0.0.1", &["1.2.3.4, nonsense"], "10.0.0.1"),
            (&["fd00::/8"], "fd12::1", &["[2001:db8::1]:443"], "2001:db8::1"),
            (&["192.0.2.7"], "192.0.2.7", &["198.51.100.1:5000"], "198.51.100.1"),
            (&["192.0.2.7"], "192.0.2.8", &["198.51.100.1"], "192.0.2.8"),
            (&[], "127.0.0.1", &[], "127.0.0.1"),
        ] {
            assert_eq!(client(trusted, peer, forwarded), expected, "{trusted:?} {peer} {forwarded:?}");
        }
        assert_eq!(TrustedProxies::default().client(None, ["203.0.113.9"].into_iter()), None);
    }

    proptest! {
        #[test]
        fn any_header_is_read(line in "[0-9a-f:., \\[\\]]{0,60}") {
            let _ = TrustedProxies::default().client(Some(IpAddr::from([127, 0, 0, 1])), [line.as_str()].into_iter());
        }
    }
}
