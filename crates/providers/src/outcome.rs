//! What became of one attempt.

use facteur_model::notification::{Reason, Status};
use facteur_model::time::Micros;

use crate::mime::ComposeError;

/// What a provider says of one attempt.
///
/// A `response` is what the other side answered, fit to be stored and shown: one line of at most
/// 500 characters, without control characters and without the recipient's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The message is in the provider's hands: `Sending`, `Sent` or `Delivered`.
    HandedOver { status: Status, response: Option<String> },
    /// It will never be taken. Do not try again.
    Refused { status: Status, reason: Option<Reason>, response: Option<String> },
    /// Nothing was delivered; try again later, not before `after` when the provider says so.
    Retry { response: Option<String>, after: Option<Micros> },
    /// Nothing was delivered, because the provider asks for less at a time: about itself, not about this message.
    Throttled { response: Option<String>, after: Option<Micros> },
    /// Nothing was delivered, because the provider itself cannot be reached or used.
    Unreachable { response: Option<String> },
    /// It may or may not have been delivered, and nobody can tell: trying again may send it twice.
    Unknown { response: Option<String> },
}

impl Outcome {
    /// An e-mail that cannot be written: no attempt can change that.
    pub(crate) fn cannot_be_written(error: ComposeError) -> Self {
        Self::never(&format!("{error}: {}", error.reason()))
    }

    /// What no provider of this kind can ever do, and why.
    pub(crate) fn never(why: &str) -> Self {
        Self::Refused { status: Status::TechnicalFailure, reason: None, response: Some(why.to_owned()) }
    }
}
