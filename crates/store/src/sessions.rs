//! Visits of people who signed in. The id that the browser holds is kept as a keyed hash.

use crate::content::{read_fields, write_fields};
use crate::error::Error;
use crate::keyring::Keyring;
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::{SessionId, UserId};
use facteur_model::person::{Client, SessionStage};
use facteur_model::secret::Secret;
use facteur_model::time::Moment;

/// A visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserSession {
    /// Under which lists show it; worth nothing to a browser.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// How far the person has proved who they are.
    pub stage: SessionStage,
    /// When it began.
    pub created_at: Moment,
    /// When it was last used, to within a few minutes.
    pub seen_at: Moment,
    /// When it ends unless it is used.
    pub ends_at: Moment,
    /// When the person last gave a password or second factor.
    pub proved_at: Moment,
    /// From where.
    pub client: Client,
}

/// What is kept for a page of a visit. Without `Debug`: it may be a secret.
pub struct Said {
    /// What it is.
    pub text: String,
    sealed: Vec<u8>,
}

macro_rules! session_columns {
    () => {
        "id, user_id, stage, created_at, seen_at, ends_at, proved_at, sealed_client"
    };
}

statements! {
    INSERT = "
        INSERT INTO sessions
            (id_mac, id, user_id, stage, created_at, seen_at, ends_at, proved_at, sealed_client)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

    BY_SECRET = concat!("SELECT ", session_columns!(), " FROM sessions WHERE id_mac = $1 AND ends_at > $2");

    OF_USER = concat!("
        SELECT ", session_columns!(), "
        FROM sessions
        WHERE user_id = $1 AND ends_at > $2
        ORDER BY seen_at DESC");

    PROLONG = "UPDATE sessions SET seen_at = $1, ends_at = $2 WHERE id = $3";

    PROVED = "UPDATE sessions SET proved_at = $1 WHERE id = $2";

    END = "DELETE FROM sessions WHERE id = $1 AND user_id = $2";

    END_ALL = "DELETE FROM sessions WHERE user_id = $1";

    END_OTHERS = "DELETE FROM sessions WHERE user_id = $1 AND id <> $2";

    SWEEP = "DELETE FROM sessions WHERE ends_at <= $1";

    SAY_ONCE = "UPDATE sessions SET sealed_once = $1 WHERE id = $2";

    SAID_ONCE = "SELECT sealed_once FROM sessions WHERE id = $1 AND sealed_once IS NOT NULL";

    FORGET_SAID = "UPDATE sessions SET sealed_once = NULL WHERE id = $1 AND sealed_once = $2";
}

const CLIENT: &str = "sessions.sealed_client";
const ONCE: &str = "sessions.sealed_once";
/// The kind of secret, for its hash.
const KIND: &str = "session";

fn read(row: &mut Row, keyring: &Keyring) -> Result<UserSession, Error> {
    let id: SessionId = row.take()?;
    Ok(UserSession {
        id,
        user: row.take()?,
        stage: row.take_as(SessionStage::from_stored)?,
        created_at: row.take()?,
        seen_at: row.take()?,
        ends_at: row.take()?,
        proved_at: row.take()?,
        client: open_client(keyring, CLIENT, id.as_uuid().as_bytes(), &row.take::<Vec<u8>>()?)?,
    })
}

/// Seals from where somebody came.
pub(crate) fn seal_client(keyring: &Keyring, place: &'static str, row: &[u8], client: &Client) -> Vec<u8> {
    let fields = write_fields(&[Some(&client.address), Some(&client.agent)]);
    keyring.people().seal(place, row, &fields)
}

/// Reads what [`seal_client`] wrote.
pub(crate) fn open_client(
    keyring: &Keyring,
    place: &'static str,
    row: &[u8],
    sealed: &[u8],
) -> Result<Client, Error> {
    let unsealable = Error::Unsealable { place };
    let [address, agent] = read_fields(&keyring.people().open(place, row, sealed)?).ok_or(unsealable)?;
    Ok(Client { address: address.unwrap_or_default(), agent: agent.unwrap_or_default() })
}

/// Begins a visit. `secret` is what the browser holds.
pub async fn insert(tx: &mut Transaction, secret: &Secret, session: &UserSession) -> Result<(), Error> {
    let client = seal_client(tx.keyring(), CLIENT, session.id.as_uuid().as_bytes(), &session.client);
    let values = values![
        tx.keyring().token_mac(KIND, secret),
        session.id,
        session.user,
        session.stage.as_str(),
        session.created_at,
        session.seen_at,
        session.ends_at,
        session.proved_at,
        client,
    ];
    tx.execute(INSERT, values).await.map(drop)
}

/// Notes that a visit goes on, and until when.
pub async fn prolong(tx: &mut Transaction, id: SessionId, seen: Moment, ends: Moment) -> Result<(), Error> {
    tx.execute(PROLONG, values![seen, ends, id]).await.map(drop)
}

/// Notes that the person has just given a password or a second factor.
pub async fn proved(tx: &mut Transaction, id: SessionId, at: Moment) -> Result<(), Error> {
    tx.execute(PROVED, values![at, id]).await.map(drop)
}

/// Ends one visit of a person; says whether there was one.
pub async fn end(tx: &mut Transaction, user: UserId, id: SessionId) -> Result<bool, Error> {
    Ok(tx.execute(END, values![id, user]).await? > 0)
}

/// Ends every visit of a person, but for one if it is named.
pub async fn end_all(tx: &mut Transaction, user: UserId, but: Option<SessionId>) -> Result<(), Error> {
    match but {
        None => tx.execute(END_ALL, values![user]).await.map(drop),
        Some(kept) => tx.execute(END_OTHERS, values![user, kept]).await.map(drop),
    }
}

/// Forgets visits that have ended.
pub async fn sweep(tx: &mut Transaction, now: Moment) -> Result<(), Error> {
    tx.execute(SWEEP, values![now]).await.map(drop)
}

/// Keeps something for the next page of a visit, in the place of what was kept before.
pub async fn say_once(tx: &mut Transaction, id: SessionId, said: &str) -> Result<(), Error> {
    let sealed = tx.keyring().people().seal(ONCE, id.as_uuid().as_bytes(), said.as_bytes());
    tx.execute(SAY_ONCE, values![sealed, id]).await.map(drop)
}

/// Forgets what was kept for the next page, and nothing that was kept since; says whether it was still there.
pub async fn forget_said(tx: &mut Transaction, id: SessionId, said: &Said) -> Result<bool, Error> {
    Ok(tx.execute(FORGET_SAID, values![id, said.sealed.as_slice()]).await? > 0)
}

impl Store {
    /// The visit whose id the browser holds, unless it has ended.
    pub async fn session(&self, secret: &Secret, now: Moment) -> Result<Option<UserSession>, Error> {
        let mac = self.keyring().token_mac(KIND, secret);
        let row = self.engine().optional(BY_SECRET, values![mac, now]).await?;
        row.map(|mut row| read(&mut row, self.keyring())).transpose()
    }

    /// What is kept for the next page of a visit.
    pub async fn said(&self, id: SessionId) -> Result<Option<Said>, Error> {
        let Some(mut row) = self.engine().optional(SAID_ONCE, values![id]).await? else { return Ok(None) };
        let sealed: Vec<u8> = row.take()?;
        let text = self.keyring().people().open_text(ONCE, id.as_uuid().as_bytes(), &sealed)?;
        Ok(Some(Said { text, sealed }))
    }

    /// A person's visits, the latest first.
    pub async fn sessions_of(&self, user: UserId, now: Moment) -> Result<Vec<UserSession>, Error> {
        let mut rows = self.engine().list(OF_USER, values![user, now]).await?;
        rows.iter_mut().map(|row| read(row, self.keyring())).collect()
    }
}
