//! People's accounts: signing in with two factors, links by e-mail, and what people change about themselves.
//!
//! Nothing here tells a stranger whether an address has an account: what differs is written in a letter to its owner.

mod browser;
#[cfg_attr(not(feature = "webauthn"), path = "accounts/no_ceremonies.rs")]
mod ceremonies;
mod codes;
mod links;
mod names;
mod own_letters;
mod passkeys;
mod passwords;
mod profile;
mod security;
mod sign_in;
mod throttle;
mod totp;

pub use browser::Browser;
pub(crate) use ceremonies::Ceremonies;
pub use links::{Registered, Registration};
pub use own_letters::OwnLetter;
pub use passkeys::{PasskeyCeremony, PasskeyView};
pub(crate) use passwords::Hasher;
pub use passwords::{PasswordTrouble, password_trouble};
pub use profile::{Account, Topic};
pub use security::{PastSignIn, PastVisit};
pub use totp::SharedSecret;

use crate::operate::{ChangeError, check_text};
use crate::{App, Reader, Unavailable};
use facteur_model::recipient::EmailAddress;
use facteur_model::time::Moment;
use facteur_store::User;

/// The version of the terms of use that people accept when they register.
pub(crate) const TERMS: u32 = 1;

/// Why something about an account was not done.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Which of them it was is not said.
    #[error("the address, the password or the code is not right")]
    Wrong,
    #[error("too many tries; the next one is looked at in {seconds} s")]
    TooMany { seconds: u64 },
    #[error("the link was used, has expired, or never was")]
    Gone,
    #[error("the password has to be given again")]
    ProveAgain,
    #[error("the password is not good enough: {0:?}")]
    Password(PasswordTrouble),
    #[error("the address has an account already")]
    AddressTaken,
    /// The field that is not right; the value is not repeated.
    #[error("the {0} is not right")]
    Invalid(&'static str),
    #[error("this person may not do this")]
    NotAllowed,
    #[error("there is no such passkey, or none can be used here")]
    NoPasskey,
    #[error("a person has at most {most} passkeys")]
    TooManyPasskeys { most: usize },
    #[error("the store did not take the change")]
    Unavailable(#[from] Unavailable),
}

impl From<facteur_store::Error> for AccountError {
    fn from(error: facteur_store::Error) -> Self {
        AccountError::Unavailable(error.into())
    }
}

impl From<ChangeError> for AccountError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Unavailable(unavailable) => AccountError::Unavailable(unavailable),
            ChangeError::Invalid { what, .. } => AccountError::Invalid(what),
            _ => AccountError::NotAllowed,
        }
    }
}

/// A person's name as it is kept.
fn checked_name(name: &str) -> Result<String, AccountError> {
    /// As long as a service's name.
    const LONGEST: usize = 255;
    check_text("name", name, LONGEST)?;
    Ok(name.trim().to_owned())
}

/// An address in the spelling by which addresses are compared.
fn checked_email(email: &str) -> Result<String, AccountError> {
    let address = EmailAddress::parse(email).map_err(|_| AccountError::Invalid("email"))?;
    // The installation has to be able to write to it.
    if address.has_ascii_local_part() {
        Ok(address.normalised())
    } else {
        Err(AccountError::Invalid("email"))
    }
}

/// Somebody with an account, as the reader of a letter.
fn reader(user: &User) -> Reader<'_> {
    let language = user.language.as_deref().and_then(facteur_i18n::Language::from_tag);
    Reader { email: &user.profile.email, language }
}

/// `2026-11-23 12:00 UTC`, for letters in either language.
fn printed(moment: Moment) -> String {
    let text = moment.to_rfc3339();
    format!("{} {} UTC", &text[..10], &text[11..16])
}

impl App {
    /// An address of the site, for a letter.
    fn link(&self, path: &str) -> String {
        format!("{}{path}", self.settings().base_url)
    }
}
