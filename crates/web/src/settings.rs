//! What the operator decides about the site, and what else it is given.

use axum::Router;

use serde_json::Value;
use std::sync::Arc;

/// Settings of the site.
#[derive(Debug, Clone, Default)]
pub struct WebSettings {
    /// Whether pages carry the Government of Canada signature and wordmark. Only its own bodies turn it on.
    pub government_of_canada_signature: bool,
    /// A colour for the band under the header, as `#rrggbb`; the design system's own unless set.
    pub accent: Option<String>,
    /// E-mail domains whose people may register; everybody's when empty.
    pub registration_domains: Vec<String>,
    /// Where people write for help.
    pub support_email: Option<String>,
    /// The API's OpenAPI description in English and in French, for its page.
    pub reference: Option<Arc<[Value; 2]>>,
    /// Shows the installation's own letters to whoever asks: for the demonstration, which has no mail server.
    pub open_mailbox: bool,
    /// The API, which the playground asks without a socket.
    pub api: Option<Router>,
}
