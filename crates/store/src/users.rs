//! People with an account. Who they are is sealed; their passwords are kept as hashes only.

use crate::content::{read_fields, write_fields};
use crate::error::Error;
use crate::keyring::Keyring;
use crate::seal::Purpose;
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::UserId;
use facteur_model::person::{SecondFactor, UserStanding};
use facteur_model::secret::Secret;
use facteur_model::time::Moment;
use std::fmt;

/// Somebody with an account.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Who it is.
    pub id: UserId,
    /// What they are called, and where they are reached.
    pub profile: Profile,
    /// The Argon2id hash of the password, once one has been chosen.
    pub password: Option<Secret>,
    /// Whether the account may be used.
    pub standing: UserStanding,
    /// Does this person look after the whole installation?
    pub administrator: bool,
    /// `en` or `fr`, once the person has chosen.
    pub language: Option<String>,
    /// What proves the person besides the password.
    pub second_factor: SecondFactor,
    /// The secret shared with an authenticator app.
    pub totp: Option<Secret>,
    /// The time step of the last code that was taken from the app.
    pub totp_step: Option<i64>,
    /// Topics of which the person wants no e-mail, separated by commas.
    pub muted: String,
    /// The version of the terms of use that the person accepted; 0 for none.
    pub terms: u32,
    /// Since when there is the account.
    pub created_at: Moment,
    /// When the password was chosen.
    pub password_at: Option<Moment>,
}

/// The personal part of an account.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// The full name.
    pub name: String,
    /// The e-mail address, in the spelling by which it is compared.
    pub email: String,
    /// The phone number, as E.164.
    pub phone: Option<String>,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.id).field("standing", &self.standing).finish_non_exhaustive()
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Profile(…)")
    }
}

/// What [`read`] reads, in its order.
macro_rules! user_columns {
    () => {
        "id, sealed_profile, password, standing, administrator, language, second_factor, sealed_totp, totp_step, \
         muted, terms, created_at, password_at"
    };
}

statements! {
    INSERT = "
        INSERT INTO users
            (id, email_tag, sealed_profile, password, standing, administrator, language, second_factor, sealed_totp,
             totp_step, muted, terms, created_at, password_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

    SET_PROFILE = "UPDATE users SET email_tag = $1, sealed_profile = $2 WHERE id = $3";

    SET_PASSWORD = "UPDATE users SET password = $1, password_at = $2 WHERE id = $3";

    SET_STANDING = "UPDATE users SET standing = $1 WHERE id = $2";

    SET_ADMINISTRATOR = "UPDATE users SET administrator = $1 WHERE id = $2";

    SET_FACTOR = "UPDATE users SET second_factor = $1, sealed_totp = $2, totp_step = $3 WHERE id = $4";

    SET_MUTED = "UPDATE users SET muted = $1 WHERE id = $2";

    SET_TERMS = "UPDATE users SET terms = $1 WHERE id = $2";

    /// Changes nothing, and holds the row until the commit.
    HOLD = "UPDATE users SET terms = terms WHERE id = $1";

    TAKE_STEP = "
        UPDATE users
        SET totp_step = $1
        WHERE id = $2 AND second_factor = 'app' AND (totp_step IS NULL OR totp_step < $1)";

    SET_LANGUAGE = "UPDATE users SET language = $1 WHERE id = $2";

    BY_ID = concat!("SELECT ", user_columns!(), " FROM users WHERE id = $1");

    BY_EMAIL = concat!("SELECT ", user_columns!(), " FROM users WHERE email_tag = $1");

    ALL = concat!("SELECT ", user_columns!(), " FROM users ORDER BY id");

    ANY_ADMINISTRATOR = "SELECT 1 FROM users WHERE administrator = 1 AND standing = 'active' LIMIT 1";
}

const PROFILE: &str = "users.sealed_profile";
const TOTP: &str = "users.sealed_totp";

fn read(row: &mut Row, keyring: &Keyring) -> Result<User, Error> {
    let id: UserId = row.take()?;
    let bound = id.as_uuid();
    let sealed: Vec<u8> = row.take()?;
    let unsealable = Error::Unsealable { place: PROFILE };
    let profile = keyring.people().open(PROFILE, bound.as_bytes(), &sealed)?;
    let [name, email, phone] = read_fields(&profile).ok_or(unsealable)?;
    let profile = Profile { name: name.ok_or(unsealable)?, email: email.ok_or(unsealable)?, phone };
    let password: Option<String> = row.take()?;
    let standing = row.take_as(UserStanding::from_stored)?;
    let administrator = row.take()?;
    let language = row.take()?;
    let second_factor = row.take_as(SecondFactor::from_stored)?;
    let sealed: Option<Vec<u8>> = row.take()?;
    let totp =
        sealed.map(|sealed| keyring.people().open_text(TOTP, bound.as_bytes(), &sealed)).transpose()?;
    Ok(User {
        id,
        profile,
        password: password.map(Secret::new),
        standing,
        administrator,
        language,
        second_factor,
        totp: totp.map(Secret::new),
        totp_step: row.take()?,
        muted: row.take()?,
        terms: row.take()?,
        created_at: row.take()?,
        password_at: row.take()?,
    })
}

/// The parts of a user that are kept sealed or tagged: tag, profile, authenticator secret.
fn sealed(keyring: &Keyring, user: &User) -> (Option<[u8; 16]>, Vec<u8>, Option<Vec<u8>>) {
    let bound = user.id.as_uuid();
    let Profile { name, email, phone } = &user.profile;
    let profile = write_fields(&[Some(name.as_str()), Some(email.as_str()), phone.as_deref()]);
    let tag = (user.standing != UserStanding::Closed).then(|| keyring.people_tag(Purpose::UserEmail, email));
    let totp = user
        .totp
        .as_ref()
        .map(|secret| keyring.people().seal(TOTP, bound.as_bytes(), secret.expose().as_bytes()));
    (tag, keyring.people().seal(PROFILE, bound.as_bytes(), &profile), totp)
}

/// Writes a new account. [`Error::Exists`] when the address has one already.
pub async fn insert(tx: &mut Transaction, user: &User) -> Result<(), Error> {
    let (tag, profile, totp) = sealed(tx.keyring(), user);
    let values = values![
        user.id,
        tag,
        profile,
        user.password.as_ref().map(Secret::expose),
        user.standing.as_str(),
        user.administrator,
        user.language.as_deref(),
        user.second_factor.as_str(),
        totp,
        user.totp_step,
        user.muted.as_str(),
        user.terms,
        user.created_at,
        user.password_at,
    ];
    tx.execute(INSERT, values).await.map(drop)
}

/// Changes what is different from what was read, and leaves the rest as somebody else may have changed it meanwhile.
/// [`Error::Exists`] when the new address has an account already; a closed account gives its address free.
pub async fn update(tx: &mut Transaction, was: &User, user: &User) -> Result<(), Error> {
    let (tag, profile, totp) = sealed(tx.keyring(), user);
    let closes = was.standing != user.standing && user.standing == UserStanding::Closed;
    if was.profile != user.profile || closes {
        tx.change(SET_PROFILE, values![tag, profile, user.id]).await?;
    }
    if (&was.password, was.password_at) != (&user.password, user.password_at) {
        let password = user.password.as_ref().map(Secret::expose);
        tx.change(SET_PASSWORD, values![password, user.password_at, user.id]).await?;
    }
    if was.standing != user.standing {
        tx.change(SET_STANDING, values![user.standing.as_str(), user.id]).await?;
    }
    if was.administrator != user.administrator {
        tx.change(SET_ADMINISTRATOR, values![user.administrator, user.id]).await?;
    }
    if was.language != user.language {
        tx.change(SET_LANGUAGE, values![user.language.as_deref(), user.id]).await?;
    }
    if (was.second_factor, &was.totp, was.totp_step) != (user.second_factor, &user.totp, user.totp_step) {
        let values = values![user.second_factor.as_str(), totp, user.totp_step, user.id];
        tx.change(SET_FACTOR, values).await?;
    }
    if was.muted != user.muted {
        tx.change(SET_MUTED, values![user.muted.as_str(), user.id]).await?;
    }
    if was.terms != user.terms {
        tx.change(SET_TERMS, values![user.terms, user.id]).await?;
    }
    Ok(())
}

/// Holds an account until the commit, so that of two that count something of it the second sees what the first did.
pub async fn hold(tx: &mut Transaction, user: UserId) -> Result<(), Error> {
    tx.change(HOLD, values![user]).await
}

/// Notes the time step of a code that an app has shown. `false` when this one or a later one was taken before: of two
/// at once, one gets it.
pub async fn take_step(tx: &mut Transaction, user: UserId, step: i64) -> Result<bool, Error> {
    Ok(tx.execute(TAKE_STEP, values![step, user]).await? > 0)
}

/// Notes the language that somebody reads, and nothing else: it happens beside whatever else changes the account.
pub async fn set_language(tx: &mut Transaction, id: UserId, language: &str) -> Result<(), Error> {
    tx.change(SET_LANGUAGE, values![language, id]).await
}

impl Store {
    /// The account with this id.
    pub async fn user(&self, id: UserId) -> Result<Option<User>, Error> {
        let row = self.engine().optional(BY_ID, values![id]).await?;
        row.map(|mut row| read(&mut row, self.keyring())).transpose()
    }

    /// The account with this address, in the spelling by which addresses are compared.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<User>, Error> {
        let tag = self.keyring().people_tag(Purpose::UserEmail, email);
        let row = self.engine().optional(BY_EMAIL, values![tag]).await?;
        row.map(|mut row| read(&mut row, self.keyring())).transpose()
    }

    /// Every account, oldest first. Addresses are sealed, so a search among them has to open them all.
    pub async fn users(&self) -> Result<Vec<User>, Error> {
        let mut rows = self.engine().list(ALL, values![]).await?;
        rows.iter_mut().map(|row| read(row, self.keyring())).collect()
    }

    /// Is there anybody who looks after the installation?
    pub async fn has_administrator(&self) -> Result<bool, Error> {
        Ok(self.engine().optional(ANY_ADMINISTRATOR, values![]).await?.is_some())
    }
}
