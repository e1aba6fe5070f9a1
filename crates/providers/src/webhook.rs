//! Calls to the endpoints of services: addresses that strangers chose, so every one of them is suspect.
//!
//! A call goes to an address that was looked up, checked and pinned in one step: the name is asked once, every answer has to
//! be allowed, and the connection is made to just these addresses. No redirect is followed, no proxy is used, and of the
//! answer only the beginning is read.

mod guard;
mod messenger;

pub use guard::{AddressRules, Resolver, SystemResolver, UrlRefused};
pub use messenger::{HttpMessenger, NoMessenger};

use crate::provider::Later;
use facteur_model::secret::Secret;
use std::fmt;
use std::time::Duration;

/// How long a connection may take to come about, the look-up of the name included.
pub const CONNECT: Duration = Duration::from_secs(2);
/// How long a call may take in all.
pub const WHOLE: Duration = Duration::from_secs(5);
/// So much is kept of an answer, in bytes.
pub const MOST_EXCERPT: usize = 1_024;
/// The longest address, in bytes.
pub const MOST_URL: usize = 2_000;

/// One call.
#[derive(Clone)]
pub struct Call {
    /// Where to.
    pub url: Secret,
    /// What stands in `Authorization: Bearer …`.
    pub token: Secret,
    /// Further headers; none of the names or values comes from outside.
    pub headers: Vec<(&'static str, String)>,
    /// JSON.
    pub body: Vec<u8>,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Call(…)")
    }
}

/// What came back.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The beginning of the body, as text that may be shown.
    pub excerpt: String,
    /// How long to wait, should the server have said so.
    pub retry_after: Option<Duration>,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Why nothing came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// It leads to where services may not call.
    #[error("the address is not allowed")]
    Forbidden,
    /// The name, the server or its certificate is not there.
    #[error("the endpoint cannot be reached")]
    Unreachable,
    /// It took too long.
    #[error("the endpoint did not answer in time")]
    TimedOut,
}

/// Whoever makes the calls.
pub trait Messenger: Send + Sync {
    /// May this address be called, as far as can be said without looking up its name?
    fn check(&self, url: &str) -> Result<(), UrlRefused>;

    /// Makes one call. May be dropped at any time.
    fn call(&self, call: Call) -> Later<'_, Result<Reply, Trouble>>;
}

/// The beginning of an answer as text: what is no UTF-8 is replaced, and nothing in it controls a terminal or a page.
fn excerpt(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes.get(..MOST_EXCERPT).unwrap_or(bytes));
    let shown = |letter: char| letter == '\n' || letter == '\t' || !letter.is_control();
    text.chars().map(|letter| if shown(letter) { letter } else { '\u{FFFD}' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_excerpt_is_short_and_harmless(bytes in prop::collection::vec(any::<u8>(), 0..3_000)) {
            let text = excerpt(&bytes);
            prop_assert!(text.chars().count() <= MOST_EXCERPT);
            prop_assert!(text.chars().all(|letter| letter == '\n' || letter == '\t' || !letter.is_control()));
        }
    }
}
