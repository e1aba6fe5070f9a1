//! Passkeys and security keys of people. What the device gave, and what its owner calls it, is sealed.

use crate::error::Error;
use crate::keyring::Keyring;
use crate::seal::Purpose;
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::{PasskeyId, UserId};
use facteur_model::secret::Secret;
use facteur_model::time::Moment;
use std::fmt;

/// A passkey.
#[derive(Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Under which lists show it.
    pub id: PasskeyId,
    /// Whose it is.
    pub user: UserId,
    /// What its owner calls it.
    pub name: String,
    /// The credential's id and public key, as the room that checks signatures writes them.
    pub credential: Secret,
    /// How often the device says that it has signed; 0 from those that do not count.
    pub counter: u32,
    /// Since when it is there.
    pub created_at: Moment,
    /// When it was last used.
    pub last_used_at: Option<Moment>,
}

impl fmt::Debug for Passkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passkey").field("id", &self.id).field("user", &self.user).finish_non_exhaustive()
    }
}

/// What [`read`] reads, in its order.
macro_rules! passkey_columns {
    () => {
        "id, user_id, sealed_name, sealed_credential, counter, created_at, last_used_at"
    };
}

statements! {
    INSERT = "
        INSERT INTO passkeys
            (id, user_id, credential_tag, sealed_name, sealed_credential, counter, created_at, last_used_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

    OF_USER = concat!("SELECT ", passkey_columns!(), " FROM passkeys WHERE user_id = $1 ORDER BY id");

    BY_CREDENTIAL = concat!("SELECT ", passkey_columns!(), " FROM passkeys WHERE credential_tag = $1");

    COUNT = "SELECT COUNT(*) FROM passkeys WHERE user_id = $1";

    /// A device that counts has to have counted on: of two copies of one, the second to come is refused.
    USE = "
        UPDATE passkeys
        SET sealed_credential = $1, counter = $2, last_used_at = $3
        WHERE id = $4 AND (counter < $2 OR (counter = 0 AND $2 = 0))";

    RENAME = "UPDATE passkeys SET sealed_name = $1 WHERE id = $2 AND user_id = $3";

    REMOVE = "DELETE FROM passkeys WHERE id = $1 AND user_id = $2";
}

const NAME: &str = "passkeys.sealed_name";
const CREDENTIAL: &str = "passkeys.sealed_credential";

fn read(row: &mut Row, keyring: &Keyring) -> Result<Passkey, Error> {
    let id: PasskeyId = row.take()?;
    let bound = id.as_uuid();
    let user = row.take()?;
    let name: Vec<u8> = row.take()?;
    let credential: Vec<u8> = row.take()?;
    Ok(Passkey {
        id,
        user,
        name: keyring.people().open_text(NAME, bound.as_bytes(), &name)?,
        credential: keyring.people().open_text(CREDENTIAL, bound.as_bytes(), &credential).map(Secret::new)?,
        counter: row.take()?,
        created_at: row.take()?,
        last_used_at: row.take()?,
    })
}

fn seal(keyring: &Keyring, place: &'static str, id: PasskeyId, text: &str) -> Vec<u8> {
    keyring.people().seal(place, id.as_uuid().as_bytes(), text.as_bytes())
}

/// Writes a new passkey. `credential` is the id by which its device knows it; [`Error::Exists`] when somebody has it.
pub async fn insert(tx: &mut Transaction, credential: &str, passkey: &Passkey) -> Result<(), Error> {
    let values = values![
        passkey.id,
        passkey.user,
        tx.keyring().people_tag(Purpose::Credential, credential),
        seal(tx.keyring(), NAME, passkey.id, &passkey.name),
        seal(tx.keyring(), CREDENTIAL, passkey.id, passkey.credential.expose()),
        passkey.counter,
        passkey.created_at,
        passkey.last_used_at,
    ];
    tx.execute(INSERT, values).await.map(drop)
}

/// How many a person has, as of this transaction.
pub async fn count(tx: &mut Transaction, user: UserId) -> Result<usize, Error> {
    let row = tx.optional(COUNT, values![user]).await?;
    let count: u32 = row.map_or(Ok(0), |mut row| row.take())?;
    Ok(count as usize)
}

/// Notes that a passkey was used, with what it is then. `false` when its counter has not gone on, or it was removed.
pub async fn note_use(tx: &mut Transaction, passkey: &Passkey, now: Moment) -> Result<bool, Error> {
    let credential = seal(tx.keyring(), CREDENTIAL, passkey.id, passkey.credential.expose());
    Ok(tx.execute(USE, values![credential, passkey.counter, now, passkey.id]).await? > 0)
}

/// Gives a passkey of a person another name. [`Error::Missing`] when there is none.
pub async fn rename(tx: &mut Transaction, user: UserId, id: PasskeyId, name: &str) -> Result<(), Error> {
    let name = seal(tx.keyring(), NAME, id, name);
    tx.change(RENAME, values![name, id, user]).await
}

/// Forgets a passkey of a person. [`Error::Missing`] when there is none.
pub async fn remove(tx: &mut Transaction, user: UserId, id: PasskeyId) -> Result<(), Error> {
    tx.change(REMOVE, values![id, user]).await
}

impl Store {
    /// A person's passkeys, the oldest first.
    pub async fn passkeys_of(&self, user: UserId) -> Result<Vec<Passkey>, Error> {
        let mut rows = self.engine().list(OF_USER, values![user]).await?;
        rows.iter_mut().map(|row| read(row, self.keyring())).collect()
    }

    /// The passkey that its device knows by this id.
    pub async fn passkey_with(&self, credential: &str) -> Result<Option<Passkey>, Error> {
        let tag = self.keyring().people_tag(Purpose::Credential, credential);
        let row = self.engine().optional(BY_CREDENTIAL, values![tag]).await?;
        row.map(|mut row| read(&mut row, self.keyring())).transpose()
    }
}
