//! Codes on paper, for whoever has lost their second factor. Each is good once; only keyed hashes are kept.

use crate::error::Error;
use crate::session::{statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::UserId;
use facteur_model::secret::Secret;
use facteur_model::time::Moment;

statements! {
    INSERT = "INSERT INTO recovery_codes (user_id, code_mac) VALUES ($1, $2)";

    USE = "UPDATE recovery_codes SET used_at = $1 WHERE user_id = $2 AND code_mac = $3 AND used_at IS NULL";

    FORGET = "DELETE FROM recovery_codes WHERE user_id = $1";

    LEFT = "SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL";
}

/// The kind of secret, for its hash.
const KIND: &str = "recovery";

/// Replaces a person's codes; without new ones, the person has none.
pub async fn replace(tx: &mut Transaction, user: UserId, codes: &[Secret]) -> Result<(), Error> {
    tx.execute(FORGET, values![user]).await?;
    for code in codes {
        let mac = tx.keyring().token_mac(KIND, code);
        tx.execute(INSERT, values![user, mac]).await?;
    }
    Ok(())
}

/// Uses a code of a person up; says whether it was one.
pub async fn take(tx: &mut Transaction, user: UserId, code: &Secret, now: Moment) -> Result<bool, Error> {
    let mac = tx.keyring().token_mac(KIND, code);
    Ok(tx.execute(USE, values![now, user, mac]).await? > 0)
}

impl Store {
    /// How many codes of a person have not been used.
    pub async fn recovery_codes_left(&self, user: UserId) -> Result<u64, Error> {
        let row = self.engine().optional(LEFT, values![user]).await?;
        row.map_or(Ok(0), |mut row| row.take())
    }
}
