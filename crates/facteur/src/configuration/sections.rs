//! The parts of the configuration.

use facteur_model::secret::Secret;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::path::PathBuf;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

/// Where e-mails of team and live keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EmailProvider {
    /// They stay here, and are read at `/v2/mailbox`.
    Mailbox,
    /// To a mail server.
    Smtp,
}

/// Where text messages of team and live keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmsProvider {
    /// They stay here, and are read at `/v2/mailbox`.
    Mailbox,
}

/// How long a test key's message takes to be "delivered".
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SimulatorSection {
    pub least_delay_ms: u32,
    pub most_delay_ms: u32,
}

impl Default for SimulatorSection {
    fn default() -> Self {
        Self { least_delay_ms: 300, most_delay_ms: 1_200 }
    }
}

/// The mail server.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmtpSection {
    pub host: Option<String>,
    pub port: u16,
    pub tls: SmtpTls,
    pub username: Option<String>,
    pub password: Option<Password>,
    /// The name given in EHLO; the machine's own unless set.
    pub hello_name: Option<String>,
    /// A PEM file of further certificate authorities to trust.
    pub root_certificates: Option<PathBuf>,
    /// Lets `tls = "none"` be used with a server on another machine. Everything can then be read on the way.
    pub allow_plain: bool,
    pub most_connections: u32,
}

impl Default for SmtpSection {
    fn default() -> Self {
        Self {
            host: None,
            port: 587,
            tls: SmtpTls::Starttls,
            username: None,
            password: None,
            hello_name: None,
            root_certificates: None,
            allow_plain: false,
            most_connections: 8,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    /// TLS from the first byte (usually port 465).
    Implicit,
    /// TLS by STARTTLS, and no message without it (usually port 587).
    Starttls,
    /// No TLS.
    None,
}

/// A password that no `Debug` shows.
#[derive(Debug, Clone)]
pub struct Password(pub Secret);

impl From<&str> for Password {
    fn from(text: &str) -> Self {
        Self(Secret::new(text))
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Secret::new(text)))
    }
}

impl Serialize for Password {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Only the masked configuration is ever written out; this holds even for one that is not.
        serializer.serialize_str("********")
    }
}
