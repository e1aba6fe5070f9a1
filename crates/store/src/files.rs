//! Files that are sent with messages: what is known of them. Their content is not in the database, and their keys are in
//! no table of their own.

use crate::error::Error;
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::{FileId, NotificationId, ServiceId};
use facteur_model::time::Moment;

/// What the scanner said of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// Nothing yet.
    Unscanned,
    /// It is clean.
    Clean,
    /// It is harmful. Nothing follows from here.
    Infected,
}

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Its identifier.
    pub id: FileId,
    /// Whose it is.
    pub service: ServiceId,
    /// The message that it goes with.
    pub notification: NotificationId,
    /// When it was taken in.
    pub created_at: Moment,
    /// Until when it is kept.
    pub expires_at: Moment,
    /// In bytes.
    pub size: u64,
    /// What the scanner said.
    pub state: FileState,
    /// Name, type and so on, sealed with the file's own key.
    pub sealed_detail: Vec<u8>,
}

statements! {
    INSERT = "
        INSERT INTO files
            (id, service_id, notification_id, created_at, expires_at, size, state, kept, stored, sealed_detail)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 1, $8)";

    FIND = "
        SELECT id, service_id, notification_id, created_at, expires_at, size, state, sealed_detail
        FROM files
        WHERE id = $1";

    // What was found to be harmful stays so.
    SET_STATE = "UPDATE files SET state = $1 WHERE id = $2 AND state <> 2";

    UNSETTLED = "
        SELECT id, service_id, notification_id, created_at, expires_at, size, state, sealed_detail
        FROM files
        WHERE kept = 0 AND created_at <= $1
        ORDER BY created_at
        LIMIT $2";

    KEEP = "UPDATE files SET kept = 1 WHERE id = $1";

    EXPIRED = "
        SELECT id, service_id, notification_id, created_at, expires_at, size, state, sealed_detail
        FROM files
        WHERE stored = 1 AND expires_at <= $1
        ORDER BY expires_at
        LIMIT $2";

    EMPTY = "UPDATE files SET stored = 0 WHERE id = $1";

    DELETE = "DELETE FROM files WHERE id = $1";

    FORGET = "
        DELETE FROM files
        WHERE id IN (
            SELECT id
            FROM files
            WHERE stored = 0 AND expires_at <= $1
            ORDER BY expires_at
            LIMIT $2)";
}

/// Writes down a file whose content is about to be stored.
pub async fn insert(tx: &mut Transaction, file: &StoredFile) -> Result<(), Error> {
    let values = values![
        file.id,
        file.service,
        file.notification,
        file.created_at,
        file.expires_at,
        file.size,
        code(file.state),
        file.sealed_detail.as_slice(),
    ];
    tx.execute(INSERT, values).await.map(drop)
}

/// What the scanner said.
pub async fn set_state(tx: &mut Transaction, id: FileId, state: FileState) -> Result<(), Error> {
    tx.execute(SET_STATE, values![code(state), id]).await.map(drop)
}

/// The message of this file exists.
pub async fn keep(tx: &mut Transaction, id: FileId) -> Result<(), Error> {
    tx.execute(KEEP, values![id]).await.map(drop)
}

/// The content is gone; the row says so for a while.
pub async fn empty(tx: &mut Transaction, id: FileId) -> Result<(), Error> {
    tx.execute(EMPTY, values![id]).await.map(drop)
}

/// Forgets a file whose content is gone.
pub async fn delete(tx: &mut Transaction, id: FileId) -> Result<(), Error> {
    tx.execute(DELETE, values![id]).await.map(drop)
}

/// Forgets files whose content has been gone since before a moment, `most` at a time, and says how many.
pub async fn forget(tx: &mut Transaction, before: Moment, most: usize) -> Result<usize, Error> {
    tx.execute(FORGET, values![before, most]).await
}

impl Store {
    /// What is known of a file. Whoever asks proves with the file's key that they may know.
    pub async fn file(&self, id: FileId) -> Result<Option<StoredFile>, Error> {
        self.engine().optional(FIND, values![id]).await?.map(|mut row| read(&mut row)).transpose()
    }

    /// Files taken in before a moment of whose messages nobody knows yet whether they exist, oldest first.
    pub async fn unsettled_files(&self, before: Moment, most: usize) -> Result<Vec<StoredFile>, Error> {
        self.engine().list(UNSETTLED, values![before, most]).await?.iter_mut().map(read).collect()
    }

    /// Files whose time is over and whose content is still there, oldest first.
    pub async fn expired_files(&self, now: Moment, most: usize) -> Result<Vec<StoredFile>, Error> {
        self.engine().list(EXPIRED, values![now, most]).await?.iter_mut().map(read).collect()
    }
}

fn read(row: &mut Row) -> Result<StoredFile, Error> {
    Ok(StoredFile {
        id: row.take()?,
        service: row.take()?,
        notification: row.take()?,
        created_at: row.take()?,
        expires_at: row.take()?,
        size: row.take()?,
        state: match row.take::<i64>()? {
            1 => FileState::Clean,
            2 => FileState::Infected,
            // A state that this version does not know is no permission.
            _ => FileState::Unscanned,
        },
        sealed_detail: row.take()?,
    })
}

/// A state as stored. Never renumber.
fn code(state: FileState) -> i64 {
    match state {
        FileState::Unscanned => 0,
        FileState::Clean => 1,
        FileState::Infected => 2,
    }
}
