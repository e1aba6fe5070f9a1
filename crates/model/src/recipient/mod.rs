//! Whom a message goes to: e-mail addresses and phone numbers, parsed once at the door.
//!
//! No type here shows its address in `Debug` or has a `Display`: what reaches a log by accident is harmless.
//! Whoever needs the address asks for it by name.

mod email;
mod phone;
mod safelist;
pub mod special;

pub use email::{AddressError, EmailAddress};
pub use phone::{International, PhoneError, PhoneNumber, human_readable_phone};
pub use safelist::{Safelist, SafelistEntry, SafelistError, format_for_comparison};

/// Whom one message goes to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// Reached by e-mail.
    Email(EmailAddress),
    /// Reached by text message.
    Phone(PhoneNumber),
}

impl Recipient {
    /// The form that two recipients are compared by: the address in lower case, or the number as E.164.
    pub fn normalised(&self) -> String {
        match self {
            Self::Email(address) => address.normalised(),
            Self::Phone(number) => number.e164().to_owned(),
        }
    }

    /// The address as typed, which the API stores and returns. Never log it.
    pub fn as_typed(&self) -> &str {
        match self {
            Self::Email(address) => address.as_str(),
            Self::Phone(number) => number.as_typed(),
        }
    }
}

impl From<EmailAddress> for Recipient {
    fn from(address: EmailAddress) -> Self {
        Self::Email(address)
    }
}

impl From<PhoneNumber> for Recipient {
    fn from(number: PhoneNumber) -> Self {
        Self::Phone(number)
    }
}
