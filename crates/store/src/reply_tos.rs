//! Reply-to addresses of a service. They are the service's own, and not secret.

use crate::error::Error;
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::{NotificationId, ReplyToId, ServiceId};
use facteur_model::service::ReplyToState;
use facteur_model::time::Moment;

/// Where the answers to a service's e-mails go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTo {
    /// Its identifier.
    pub id: ReplyToId,
    /// The address.
    pub address: String,
    /// Is it used when a request names none?
    pub is_default: bool,
    /// Since when it may no longer be used.
    pub archived_at: Option<Moment>,
    /// What is known of the address.
    pub state: ReplyToState,
    /// The address that takes the place of a verified one, once it is verified itself.
    pub next_address: Option<String>,
    /// The message that is on its way to the address, or to the next one.
    pub check: Option<NotificationId>,
    /// When the last such message was sent.
    pub checked_at: Option<Moment>,
}

/// What [`read`] reads, in its order.
macro_rules! reply_to_columns {
    () => {
        "id, address, is_default, archived_at, state, next_address, check_id, checked_at"
    };
}
pub(crate) use reply_to_columns;

statements! {
    INSERT = "
        INSERT INTO reply_tos
            (id, service_id, address, is_default, archived_at, state, next_address, check_id, checked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

    UPDATE = "
        UPDATE reply_tos
        SET address = $1, is_default = $2, archived_at = $3, state = $4, next_address = $5, check_id = $6,
            checked_at = $7
        WHERE id = $8 AND service_id = $9";

    FORGET_DEFAULT = "
        UPDATE reply_tos
        SET is_default = 0
        WHERE service_id = $1 AND is_default = 1";

    STILL_CHECKED = "
        SELECT 1
        FROM reply_tos
        WHERE id = $1 AND service_id = $2 AND check_id = $3 AND archived_at IS NULL";

    CHECKED = concat!("
        SELECT service_id, ", reply_to_columns!(), "
        FROM reply_tos
        WHERE check_id IS NOT NULL AND archived_at IS NULL
        ORDER BY id
        LIMIT $1");
}

/// Adds an address. A new default takes the place of the old one.
pub async fn insert(tx: &mut Transaction, service: ServiceId, reply_to: &ReplyTo) -> Result<(), Error> {
    let ReplyTo { id, address: text, is_default, archived_at, state, .. } = reply_to;
    if *is_default {
        tx.execute(FORGET_DEFAULT, values![service]).await?;
    }
    let values = values![
        *id,
        service,
        text.as_str(),
        *is_default,
        *archived_at,
        state.as_str(),
        reply_to.next_address.as_deref(),
        reply_to.check,
        reply_to.checked_at,
    ];
    tx.execute(INSERT, values).await?;
    tx.touch(service);
    Ok(())
}

/// Replaces all of an address but its id. A new default takes the place of the old one. [`Error::Missing`] when the
/// service has none with this id.
pub async fn update(tx: &mut Transaction, service: ServiceId, reply_to: &ReplyTo) -> Result<(), Error> {
    let ReplyTo { id, address: text, is_default, archived_at, state, .. } = reply_to;
    if *is_default {
        tx.execute(FORGET_DEFAULT, values![service]).await?;
    }
    let values = values![
        text.as_str(),
        *is_default,
        *archived_at,
        state.as_str(),
        reply_to.next_address.as_deref(),
        reply_to.check,
        reply_to.checked_at,
        *id,
        service,
    ];
    tx.touch(service);
    tx.change(UPDATE, values).await
}

/// Is this message still the one that decides about the address?
pub async fn is_checked_by(
    tx: &mut Transaction,
    service: ServiceId,
    id: ReplyToId,
    check: NotificationId,
) -> Result<bool, Error> {
    Ok(tx.optional(STILL_CHECKED, values![id, service, check]).await?.is_some())
}

impl Store {
    /// Addresses of all services to which a message is on its way, oldest first.
    pub async fn checked_reply_tos(&self, most: usize) -> Result<Vec<(ServiceId, ReplyTo)>, Error> {
        let mut rows = self.engine().list(CHECKED, values![most]).await?;
        rows.iter_mut().map(|row| Ok((row.take()?, read(row)?))).collect()
    }
}

pub(crate) fn read(row: &mut Row) -> Result<ReplyTo, Error> {
    Ok(ReplyTo {
        id: row.take()?,
        address: row.take()?,
        is_default: row.take()?,
        archived_at: row.take()?,
        state: row.take_as(ReplyToState::from_stored)?,
        next_address: row.take()?,
        check: row.take()?,
        checked_at: row.take()?,
    })
}
