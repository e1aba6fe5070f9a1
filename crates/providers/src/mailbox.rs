//! The built-in mailbox: where messages go when nothing may leave the machine.

use facteur_model::notification::Status;

use crate::message::Outgoing;
use crate::outcome::Outcome;
use crate::provider::{Later, Provider, Reach};

/// Takes every message and stores none: a reader renders it again, from the notification, with
/// [`crate::mime::compose`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Mailbox;

impl Provider for Mailbox {
    fn name(&self) -> &'static str {
        "mailbox"
    }

    fn reaches_outside(&self) -> Reach {
        Reach::Inside
    }

    fn deliver<'a>(&'a self, _outgoing: &'a Outgoing) -> Later<'a, Outcome> {
        Box::pin(async { Outcome::HandedOver { status: Status::Delivered, response: None } })
    }

    fn check(&self) -> Later<'_, Result<(), String>> {
        Box::pin(async { Ok(()) })
    }
}
