//! Accepting one message.

mod error;
mod request;

pub use error::SendError;
pub use request::{
    Accepted, AcceptedContent, IdempotencyKey, MessageRequest, Sanitised, Schedule, SendRequest,
};

use facteur_model::allowance::Rate;

/// What came of a send.
pub struct Sending {
    /// Where the caller stands within its rate; absent when the call was refused before it counted.
    pub rate: Option<Rate>,
    pub result: Result<Sent, SendError>,
}

/// A message was accepted.
pub struct Sent {
    /// The answer, as `respond` wrote it.
    pub body: Vec<u8>,
    pub replay: Replay,
}

/// Whether the answer is of this call or of an earlier one with the same idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replay {
    First,
    Again,
}
