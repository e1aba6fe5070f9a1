//! The ways out: each provider takes one finished message and says what became of it.
//!
//! A provider knows nothing of services, limits or the database. It gets an [`Outgoing`] and
//! answers with an [`Outcome`]; whether and when to try again is decided by the caller.

mod address;
pub mod files;
pub mod mailbox;
mod message;
pub mod mime;
mod outcome;
mod provider;
mod response;
pub mod simulator;
pub mod smtp;
pub mod webhook;

pub use address::{AddressError, WireAddress};
pub use mailbox::Mailbox;
pub use message::{Attachment, Email, Encoding, Language, Message, Outgoing, Sms};
pub use outcome::Outcome;
pub use provider::{Later, Provider, Reach};
pub use simulator::Simulator;
pub use smtp::Smtp;
