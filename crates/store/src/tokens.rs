//! Links and codes that were handed out, each for one use. What the person holds is kept as a keyed hash.

use crate::error::Error;
use crate::keyring::Keyring;
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::UserId;
use facteur_model::secret::Secret;
use facteur_model::time::Moment;
use std::fmt;

/// A link or a code.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// For what it may be used. A secret that was handed out for one purpose is worth nothing for another.
    pub purpose: &'static str,
    /// Whose it is, if it is anybody's.
    pub user: Option<UserId>,
    /// When it was handed out.
    pub created_at: Moment,
    /// Until when it may be used.
    pub ends_at: Moment,
    /// What it is about, such as a new address.
    pub detail: Option<Secret>,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("purpose", &self.purpose)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

statements! {
    INSERT = "
        INSERT INTO tokens (token_mac, purpose, user_id, created_at, ends_at, sealed_detail)
        VALUES ($1, $2, $3, $4, $5, $6)";

    OPEN = "
        SELECT user_id, created_at, ends_at, sealed_detail
        FROM tokens
        WHERE token_mac = $1 AND purpose = $2 AND used_at IS NULL AND ends_at > $3";

    USE = "UPDATE tokens SET used_at = $1 WHERE token_mac = $2 AND used_at IS NULL";

    VOID_OF_USER = "UPDATE tokens SET used_at = $1 WHERE user_id = $2 AND used_at IS NULL";

    VOID_FOR_USER = "UPDATE tokens SET used_at = $1 WHERE user_id = $2 AND purpose = $3 AND used_at IS NULL";

    VOID_PURPOSE = "UPDATE tokens SET used_at = $1 WHERE purpose = $2 AND used_at IS NULL";

    LATEST = "
        SELECT created_at
        FROM tokens
        WHERE user_id = $1 AND purpose = $2
        ORDER BY created_at DESC
        LIMIT 1";

    SWEEP = "DELETE FROM tokens WHERE ends_at <= $1";
}

const DETAIL: &str = "tokens.sealed_detail";

fn read(row: &mut Row, keyring: &Keyring, purpose: &'static str, mac: &[u8; 32]) -> Result<Token, Error> {
    let (user, created_at, ends_at) = (row.take()?, row.take()?, row.take()?);
    let sealed: Option<Vec<u8>> = row.take()?;
    let detail = sealed.map(|sealed| keyring.people().open_text(DETAIL, mac, &sealed)).transpose()?;
    Ok(Token { purpose, user, created_at, ends_at, detail: detail.map(Secret::new) })
}

/// Writes down what was handed out. [`Error::Exists`] when the same was handed out before.
pub async fn insert(tx: &mut Transaction, secret: &Secret, token: &Token) -> Result<(), Error> {
    let mac = tx.keyring().token_mac(token.purpose, secret);
    let sealed = token
        .detail
        .as_ref()
        .map(|detail| tx.keyring().people().seal(DETAIL, &mac, detail.expose().as_bytes()));
    let values = values![mac, token.purpose, token.user, token.created_at, token.ends_at, sealed];
    tx.execute(INSERT, values).await.map(drop)
}

/// Uses a link or a code up. `None` when it never was, has ended, or was used: of two at once, one gets it.
pub async fn take(
    tx: &mut Transaction,
    purpose: &'static str,
    secret: &Secret,
    now: Moment,
) -> Result<Option<Token>, Error> {
    let mac = tx.keyring().token_mac(purpose, secret);
    let Some(mut row) = tx.optional(OPEN, values![mac, purpose, now]).await? else { return Ok(None) };
    let token = read(&mut row, tx.keyring(), purpose, &mac)?;
    let used = tx.execute(USE, values![now, mac]).await?;
    Ok((used > 0).then_some(token))
}

/// Makes every link and code of a person worthless.
pub async fn void_all(tx: &mut Transaction, user: UserId, now: Moment) -> Result<(), Error> {
    tx.execute(VOID_OF_USER, values![now, user]).await.map(drop)
}

/// Makes those of a person for one purpose worthless.
pub async fn void(tx: &mut Transaction, user: UserId, purpose: &str, now: Moment) -> Result<(), Error> {
    tx.execute(VOID_FOR_USER, values![now, user, purpose]).await.map(drop)
}

/// Makes everybody's for one purpose worthless.
pub async fn void_purpose(tx: &mut Transaction, purpose: &str, now: Moment) -> Result<(), Error> {
    tx.execute(VOID_PURPOSE, values![now, purpose]).await.map(drop)
}

/// Forgets what has ended.
pub async fn sweep(tx: &mut Transaction, now: Moment) -> Result<(), Error> {
    tx.execute(SWEEP, values![now]).await.map(drop)
}

impl Store {
    /// A link or a code that may still be used.
    pub async fn token(
        &self,
        purpose: &'static str,
        secret: &Secret,
        now: Moment,
    ) -> Result<Option<Token>, Error> {
        let mac = self.keyring().token_mac(purpose, secret);
        let row = self.engine().optional(OPEN, values![mac, purpose, now]).await?;
        row.map(|mut row| read(&mut row, self.keyring(), purpose, &mac)).transpose()
    }

    /// When the person was last sent something for this purpose.
    pub async fn latest_token(&self, user: UserId, purpose: &str) -> Result<Option<Moment>, Error> {
        let row = self.engine().optional(LATEST, values![user, purpose]).await?;
        row.map(|mut row| row.take()).transpose()
    }
}
