//! How to reach the mail server.

use std::fmt;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use facteur_model::secret::Secret;

/// How to reach the mail server.
#[derive(Debug, Clone)]
pub struct Settings {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub login: Option<Login>,
    /// What we call ourselves in `EHLO`; the machine's own name when there is none.
    pub ehlo_name: Option<String>,
    pub timeouts: Timeouts,
    /// A PEM file of certificates to trust besides the well-known ones: a private authority's.
    pub trusted_roots: Option<PathBuf>,
    /// The most connections open at once.
    pub most_connections: NonZeroUsize,
}

impl Settings {
    /// `STARTTLS` required, no login, ten connections at most.
    pub fn new(host: impl Into<String>, port: u16) -> Self {
        Self {
            host: host.into(),
            port,
            tls: Tls::StartTls,
            login: None,
            ehlo_name: None,
            timeouts: Timeouts::default(),
            trusted_roots: None,
            most_connections: const { NonZeroUsize::new(10).expect("ten is not zero") },
        }
    }

    /// The longest that one attempt can take. Whoever lends a message out should lend it for longer.
    pub fn longest_attempt(&self) -> Duration {
        // The silence of a stale connection; log in, sender, recipient, `DATA`, message, reset.
        const ANSWERS: u32 = 7;
        const LEAVE: Duration = Duration::from_secs(5);
        self.timeouts.connect * 2 + self.timeouts.command * ANSWERS + LEAVE
    }
}

/// How the connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte, as on port 465.
    Implicit,
    /// After `STARTTLS`, as on port 587; without it nothing is sent.
    StartTls,
    /// Not at all, and only to this very machine.
    NoneOnLoopback,
    /// Not at all, wherever the server is: the operator has said so in as many words.
    NoneAnywhere,
}

/// Who we are to the mail server.
#[derive(Clone)]
pub struct Login {
    /// Often somebody's address: not for logs either.
    pub username: String,
    pub password: Secret,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(…)")
    }
}

/// How long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For one of our own connections to be free; and again from the name's look-up to the answer to `EHLO`.
    pub connect: Duration,
    /// For each answer after that.
    pub command: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), command: Duration::from_mins(1) }
    }
}

/// Settings that can never work.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("the mail server has no host name")]
    NoHost,
    #[error("mail may go unencrypted to this machine only, and {host} is another")]
    PlainOutside { host: String },
    #[error("the name for EHLO must be a host name or an address in brackets")]
    EhloName,
    #[error("could not read the trusted certificates in {path}")]
    TrustedRoots { path: PathBuf, source: std::io::Error },
    #[error("{path} holds no certificate in PEM form")]
    NotCertificates { path: PathBuf },
    #[error("could not set up TLS")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
}
