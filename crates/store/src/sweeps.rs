//! Work in small steps that no request waits for.

use crate::error::Error;
use crate::notifications::open_content;
use crate::seal::Purpose;
use crate::session::{statements, values};
use crate::store::Store;
use facteur_model::id::{ApiKeyId, NotificationId, ServiceId};
use facteur_model::time::Moment;

statements! {
    NOT_INDEXED = "
        SELECT sequence, id, service_id, sealed_content
        FROM notifications
        WHERE sequence > (SELECT value FROM counters WHERE name = 'indexed')
        ORDER BY sequence
        LIMIT $1";
}

impl Store {
    /// Writes down when keys were last used, in one commit. A later time stays. No epoch moves: nothing
    /// that decides about a request has changed.
    pub async fn note_key_use(&self, uses: Vec<(ApiKeyId, Moment)>) -> Result<(), Error> {
        self.engine().note_key_use(uses).await
    }

    /// Gives back every lease: what a dead process held is due at once, and its late outcomes are refused.
    /// Only for a process that knows itself alone with the database, such as at the start of the one server.
    pub async fn release_leases(&self, now: Moment) -> Result<usize, Error> {
        self.engine().release_leases(now).await
    }

    /// Deletes expired idempotency rows, `most` at a time, and says how many: fewer than `most` means done.
    pub async fn sweep_idempotency(&self, now: Moment, most: usize) -> Result<usize, Error> {
        self.engine().sweep_idempotency(now, most).await
    }

    /// Makes the next `most` notifications findable by recipient, and says how many: fewer than `most`
    /// means that the index has caught up.
    pub async fn index_recipients(&self, most: usize) -> Result<usize, Error> {
        let rows = self.engine().list(NOT_INDEXED, values![most]).await?;
        let count = rows.len();
        let (mut entries, mut up_to) = (Vec::with_capacity(count), 0);
        for mut row in rows {
            up_to = row.take()?;
            let (id, service): (NotificationId, ServiceId) = (row.take()?, row.take()?);
            let sealed: Vec<u8> = row.take()?;
            let key = self.data_key(service).await?;
            match open_content(&key, id, &sealed) {
                Ok(content) => {
                    let tag = self.keyring().tag(Purpose::Recipient, service, &content.to_normalised);
                    entries.push((service, tag, id));
                }
                // A value that does not open must not stop the index for ever.
                Err(error) => {
                    tracing::error!(notification.id = %id, %error, "Left notification {id} out of the index");
                }
            }
        }
        if count > 0 {
            self.engine().index_recipients(entries, up_to).await?;
        }
        Ok(count)
    }
}
