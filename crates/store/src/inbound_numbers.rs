//! Numbers that people can write to, each of one service.

use crate::error::Error;
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::{InboundNumberId, ServiceId};
use facteur_model::time::Moment;

/// A number that people can write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundNumber {
    /// Its id, which stands in the address that its provider calls.
    pub id: InboundNumberId,
    /// The service whose it is.
    pub service: ServiceId,
    /// The number itself: E.164, or a short code.
    pub number: String,
    /// Of the secret with which its provider proves itself.
    pub secret_mac: [u8; 32],
    /// Since when it is the service's.
    pub created_at: Moment,
}

/// What [`read`] reads, in its order.
macro_rules! number_columns {
    () => {
        "id, service_id, number, secret_mac, created_at"
    };
}

statements! {
    INSERT = concat!("
        INSERT INTO inbound_numbers (", number_columns!(), ")
        VALUES ($1, $2, $3, $4, $5)");

    SET_SECRET = "UPDATE inbound_numbers SET secret_mac = $1 WHERE id = $2";

    REMOVE = "DELETE FROM inbound_numbers WHERE id = $1";

    ONE = concat!("SELECT ", number_columns!(), " FROM inbound_numbers WHERE id = $1");

    LIST = concat!("SELECT ", number_columns!(), " FROM inbound_numbers ORDER BY number");
}

fn read(mut row: Row) -> Result<InboundNumber, Error> {
    Ok(InboundNumber {
        id: row.take()?,
        service: row.take()?,
        number: row.take()?,
        secret_mac: row.take()?,
        created_at: row.take()?,
    })
}

impl Store {
    /// The number with this id.
    pub async fn inbound_number(&self, id: InboundNumberId) -> Result<Option<InboundNumber>, Error> {
        self.engine().optional(ONE, values![id]).await?.map(read).transpose()
    }

    /// All numbers.
    pub async fn inbound_numbers(&self) -> Result<Vec<InboundNumber>, Error> {
        self.engine().list(LIST, values![]).await?.into_iter().map(read).collect()
    }
}

/// Adds a number. [`Error::Exists`] when a service has it already.
pub async fn insert(tx: &mut Transaction, number: &InboundNumber) -> Result<(), Error> {
    tx.touch(number.service);
    let InboundNumber { id, service, number, secret_mac, created_at } = number;
    let values = values![*id, *service, number.as_str(), *secret_mac, *created_at];
    tx.execute(INSERT, values).await.map(drop)
}

/// Gives a number another secret: the one before is worth nothing from now on.
pub async fn set_secret(tx: &mut Transaction, id: InboundNumberId, mac: [u8; 32]) -> Result<(), Error> {
    tx.change(SET_SECRET, values![mac, id]).await
}

/// Takes a number away. What it received stays.
pub async fn remove(tx: &mut Transaction, number: &InboundNumber) -> Result<(), Error> {
    tx.touch(number.service);
    tx.change(REMOVE, values![number.id]).await
}
