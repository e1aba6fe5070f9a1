//! What a message says and to whom: the part of a notification that is sealed.

use std::fmt;

/// The personal part of a notification, sealed as one value with the key of its service.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Content {
    /// The recipient as the caller wrote it.
    pub to: String,
    /// The recipient in the one spelling by which it is found again.
    pub to_normalised: String,
    /// The caller's own reference.
    pub reference: Option<String>,
    /// The values for the template, a JSON object.
    pub personalisation: String,
    /// The reply-to address chosen for this message.
    pub reply_to: Option<String>,
    /// The text message sender chosen for this message.
    pub sender: Option<String>,
    /// Where a person may unsubscribe with one click.
    pub unsubscribe_url: Option<String>,
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Content(…)")
    }
}
