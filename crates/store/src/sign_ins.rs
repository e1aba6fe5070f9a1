//! What was tried at a person's account, for its owner to read. From where is sealed.

use crate::error::Error;
use crate::session::{Row, statements, values};
use crate::sessions::{open_client, seal_client};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::{SignInId, UserId};
use facteur_model::person::{Client, SignInOutcome};
use facteur_model::time::Moment;

/// One try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Which one.
    pub id: SignInId,
    /// At whose account.
    pub user: UserId,
    /// When.
    pub at: Moment,
    /// How it ended.
    pub outcome: SignInOutcome,
    /// From where.
    pub client: Client,
}

statements! {
    INSERT = "
        INSERT INTO sign_ins (id, user_id, at, outcome, sealed_client)
        VALUES ($1, $2, $3, $4, $5)";

    OF_USER = "
        SELECT id, user_id, at, outcome, sealed_client
        FROM sign_ins
        WHERE user_id = $1
        ORDER BY id DESC
        LIMIT $2";

    WITH_OUTCOME = "
        SELECT id, user_id, at, outcome, sealed_client
        FROM sign_ins
        WHERE user_id = $1 AND outcome = $2
        ORDER BY id DESC
        LIMIT $3";

    SWEEP = "DELETE FROM sign_ins WHERE at < $1";
}

const CLIENT: &str = "sign_ins.sealed_client";

/// Writes a try down.
pub async fn insert(tx: &mut Transaction, sign_in: &SignIn) -> Result<(), Error> {
    let client = seal_client(tx.keyring(), CLIENT, sign_in.id.as_uuid().as_bytes(), &sign_in.client);
    let values = values![sign_in.id, sign_in.user, sign_in.at, sign_in.outcome.as_str(), client];
    tx.execute(INSERT, values).await.map(drop)
}

/// Forgets tries before a moment.
pub async fn sweep(tx: &mut Transaction, before: Moment) -> Result<(), Error> {
    tx.execute(SWEEP, values![before]).await.map(drop)
}

impl Store {
    /// The latest tries at a person's account, the latest first.
    pub async fn sign_ins_of(&self, user: UserId, most: usize) -> Result<Vec<SignIn>, Error> {
        let mut rows = self.engine().list(OF_USER, values![user, most]).await?;
        rows.iter_mut().map(|row| self.read_sign_in(row)).collect()
    }

    /// Those that ended in this way, the latest first.
    pub async fn sign_ins_with(
        &self,
        user: UserId,
        outcome: SignInOutcome,
        most: usize,
    ) -> Result<Vec<SignIn>, Error> {
        let mut rows = self.engine().list(WITH_OUTCOME, values![user, outcome.as_str(), most]).await?;
        rows.iter_mut().map(|row| self.read_sign_in(row)).collect()
    }

    fn read_sign_in(&self, row: &mut Row) -> Result<SignIn, Error> {
        let id: SignInId = row.take()?;
        Ok(SignIn {
            id,
            user: row.take()?,
            at: row.take()?,
            outcome: row.take_as(SignInOutcome::from_stored)?,
            client: open_client(self.keyring(), CLIENT, id.as_uuid().as_bytes(), &row.take::<Vec<u8>>()?)?,
        })
    }
}
