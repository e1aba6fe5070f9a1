//! Failures in a row, and from when another try is looked at. Of what failed there is only a keyed tag.

use crate::error::Error;
use crate::seal::Purpose;
use crate::session::{statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::time::Moment;

/// How often something failed in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    /// How often.
    pub failures: u32,
    /// From when another try is looked at.
    pub open_at: Moment,
}

statements! {
    READ = "SELECT failures, open_at FROM throttles WHERE tag = $1";

    SET = "
        INSERT INTO throttles (tag, failures, open_at)
        VALUES ($1, $2, $3)
        ON CONFLICT (tag) DO UPDATE SET failures = excluded.failures, open_at = excluded.open_at";

    CLEAR = "DELETE FROM throttles WHERE tag = $1";

    SWEEP = "DELETE FROM throttles WHERE open_at < $1";
}

/// What has failed so far, as of this transaction.
pub async fn read(tx: &mut Transaction, what: &str) -> Result<Option<Throttle>, Error> {
    let tag = tx.keyring().people_tag(Purpose::Throttle, what);
    let row = tx.optional(READ, values![tag]).await?;
    row.map(|mut row| Ok(Throttle { failures: row.take()?, open_at: row.take()? })).transpose()
}

/// Writes down what has failed so far.
pub async fn set(tx: &mut Transaction, what: &str, throttle: Throttle) -> Result<(), Error> {
    let tag = tx.keyring().people_tag(Purpose::Throttle, what);
    tx.execute(SET, values![tag, throttle.failures, throttle.open_at]).await.map(drop)
}

/// Forgets the failures of something.
pub async fn clear(tx: &mut Transaction, what: &str) -> Result<(), Error> {
    let tag = tx.keyring().people_tag(Purpose::Throttle, what);
    tx.execute(CLEAR, values![tag]).await.map(drop)
}

/// Forgets what has been open since before a moment.
pub async fn sweep(tx: &mut Transaction, before: Moment) -> Result<(), Error> {
    tx.execute(SWEEP, values![before]).await.map(drop)
}

impl Store {
    /// What has failed so far.
    pub async fn throttle(&self, what: &str) -> Result<Option<Throttle>, Error> {
        let tag = self.keyring().people_tag(Purpose::Throttle, what);
        let row = self.engine().optional(READ, values![tag]).await?;
        row.map(|mut row| Ok(Throttle { failures: row.take()?, open_at: row.take()? })).transpose()
    }
}
