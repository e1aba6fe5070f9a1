//! Where a session stopped, and why.

use lettre::transport::smtp::Error;

/// How far a session had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// Waiting for one of our own connections to be free.
    Turn,
    /// The name's look-up, the connection, TLS, the greeting and `EHLO`.
    Connect,
    /// `AUTH`.
    Login,
    /// `MAIL FROM`.
    Sender,
    /// `RCPT TO`.
    Recipient,
    /// `DATA`, and the message up to its end mark, without which a server must not deliver it.
    Content,
    /// From the end mark on: the message is in the server's hands.
    Verdict,
}

/// Why it stopped there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cause {
    /// The server said no.
    Reply {
        code: u16,
        text: String,
    },
    /// The connection broke, could not be made, or carried something that is not SMTP.
    Broken(String),
    TimedOut,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) step: Step,
    pub(super) cause: Cause,
}

impl Failure {
    pub(super) fn broken(step: Step, why: impl Into<String>) -> Self {
        Self { step, cause: Cause::Broken(why.into()) }
    }

    pub(super) fn timed_out(step: Step) -> Self {
        Self { step, cause: Cause::TimedOut }
    }

    pub(super) fn from_lettre(step: Step, error: &Error) -> Self {
        let Some(code) = error.status() else {
            return Self::broken(step, error.to_string());
        };
        let text = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
        Self { step, cause: Cause::Reply { code: code.into(), text } }
    }

    /// Is the connection still good for another message? Not when it broke, nor when the server
    /// takes its leave.
    pub(super) fn leaves_a_connection(&self) -> bool {
        matches!(self.cause, Cause::Reply { code, .. } if code != 421)
    }
}
