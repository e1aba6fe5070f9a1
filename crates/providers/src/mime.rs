//! The bytes of an e-mail, as they leave. The mailbox shows what SMTP sends because both ask here.

use std::fmt;

use facteur_model::id::NotificationId;
use facteur_model::time::Moment;

use crate::address::{AddressError, WireAddress};
use crate::message::Email;

/// An e-mail as RFC 5322 bytes, with the envelope it travels in.
#[derive(Clone, PartialEq, Eq)]
pub struct Composed {
    pub from: WireAddress,
    pub to: WireAddress,
    /// The whole message: headers, blank line, body; lines end in CR LF; ASCII only.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Composed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Composed").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// Why an e-mail cannot be written. It never will be: the caller gives up with a technical failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    #[error("the sender's address cannot travel")]
    From(#[source] AddressError),
    #[error("the reply-to address cannot travel")]
    ReplyTo(#[source] AddressError),
    #[error("the recipient's address cannot travel")]
    To(#[source] AddressError),
}

/// Writes the e-mail of a notification. The same input gives the same bytes, on every attempt.
pub fn compose(_id: NotificationId, _at: Moment, email: &Email) -> Result<Composed, ComposeError> {
    Ok(Composed {
        from: WireAddress::parse(&email.from_address).map_err(ComposeError::From)?,
        to: WireAddress::parse(&email.to).map_err(ComposeError::To)?,
        bytes: Vec::new(),
    })
}
