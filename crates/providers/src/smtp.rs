//! E-mail through a mail server, by SMTP.

mod settings;

pub use settings::{Login, Settings, SettingsError, Timeouts, Tls};

use crate::message::Outgoing;
use crate::outcome::Outcome;
use crate::provider::{Later, Provider, Reach};

/// A mail server that takes our e-mail and carries it further.
#[derive(Debug)]
pub struct Smtp {
    #[expect(dead_code, reason = "signatures first")]
    settings: Settings,
}

impl Smtp {
    /// Checks the settings and reads the root certificate; connects to nothing yet.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        Ok(Self { settings })
    }
}

impl Provider for Smtp {
    fn name(&self) -> &'static str {
        "smtp"
    }

    fn reaches_outside(&self) -> Reach {
        Reach::Outside
    }

    fn deliver<'a>(&'a self, _outgoing: &'a Outgoing) -> Later<'a, Outcome> {
        Box::pin(async { Outcome::Retry { response: None, after: None } })
    }

    fn check(&self) -> Later<'_, Result<(), String>> {
        Box::pin(async { Ok(()) })
    }
}
