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

    /// Nothing comes back while the next try waits. The row is held from here to the commit, so that tries that come at
    /// once, to whichever node, are counted one after the other.
    COUNT = "
        INSERT INTO throttles (tag, failures, open_at)
        VALUES ($1, 1, $2)
        ON CONFLICT (tag) DO UPDATE
        SET failures = CASE WHEN throttles.open_at <= $3 THEN 1 ELSE throttles.failures + 1 END,
            open_at = excluded.open_at
        WHERE throttles.open_at <= excluded.open_at
        RETURNING failures";

    CLOSE_UNTIL = "UPDATE throttles SET open_at = $1 WHERE tag = $2";

    TAKE_BACK = "UPDATE throttles SET failures = failures - 1, open_at = $1 WHERE tag = $2 AND failures > 0";

    /// Changes nothing, and takes as long as a change.
    WRITE_AGAIN = "UPDATE throttles SET failures = failures WHERE tag = $1";

    CLEAR = "DELETE FROM throttles WHERE tag = $1";

    SWEEP = "DELETE FROM throttles WHERE open_at < $1";
}

/// Counts one failure more, and says the how manieth in a row it is: the first, when the last one was before
/// `forgotten`. `None`, and nothing is counted, when the next try is looked at only later.
pub async fn count(
    tx: &mut Transaction,
    what: &str,
    now: Moment,
    forgotten: Moment,
) -> Result<Option<u32>, Error> {
    let tag = tx.keyring().people_tag(Purpose::Throttle, what);
    let row = tx.optional(COUNT, values![tag, now, forgotten]).await?;
    row.map(|mut row| row.take()).transpose()
}

/// Lets nothing be looked at before a moment.
pub async fn close_until(tx: &mut Transaction, what: &str, open_at: Moment) -> Result<(), Error> {
    let tag = tx.keyring().people_tag(Purpose::Throttle, what);
    tx.execute(CLOSE_UNTIL, values![open_at, tag]).await.map(drop)
}

/// What has failed so far, as of this transaction.
pub async fn read(tx: &mut Transaction, what: &str) -> Result<Option<Throttle>, Error> {
    let tag = tx.keyring().people_tag(Purpose::Throttle, what);
    let row = tx.optional(READ, values![tag]).await?;
    row.map(|mut row| Ok(Throttle { failures: row.take()?, open_at: row.take()? })).transpose()
}

/// Takes one failure back, and looks at the next try at once.
pub async fn take_back(tx: &mut Transaction, what: &str, now: Moment) -> Result<(), Error> {
    let tag = tx.keyring().people_tag(Purpose::Throttle, what);
    tx.execute(TAKE_BACK, values![now, tag]).await.map(drop)
}

/// Does the work of a change, and changes nothing.
pub async fn write_again(tx: &mut Transaction, what: &str) -> Result<(), Error> {
    let tag = tx.keyring().people_tag(Purpose::Throttle, what);
    tx.execute(WRITE_AGAIN, values![tag]).await.map(drop)
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
