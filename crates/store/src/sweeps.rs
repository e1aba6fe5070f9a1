//! Work in small steps that no request waits for.

use crate::error::Error;
use crate::notifications::{last_id_before, open_content};
use crate::seal::{Purpose, Tag};
use crate::session::{Row, statements};
use crate::store::Store;
use facteur_model::api_key::{KeyClient, KeyType};
use facteur_model::id::{ApiKeyId, NotificationId, ServiceId};
use facteur_model::time::Moment;

statements! {
    SWEEP_IDEMPOTENCY = "
        DELETE FROM idempotency
        WHERE (service_id, key_tag) IN (
            SELECT service_id, key_tag
            FROM idempotency
            WHERE expires_at <= $1
            ORDER BY expires_at
            LIMIT $2)";
}

/// The last use of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// The key.
    pub key: ApiKeyId,
    /// When.
    pub at: Moment,
    /// By what.
    pub client: KeyClient,
}

/// A message to forget.
pub(crate) struct Finished {
    pub(crate) id: NotificationId,
    pub(crate) service: ServiceId,
    /// Where it stands in the recipient index, if it does.
    pub(crate) recipient: Option<Tag>,
}

impl Store {
    /// Writes down when keys were last used, in one commit. A later time stays. No epoch moves: nothing
    /// that decides about a request has changed.
    pub async fn note_key_use(&self, uses: Vec<KeyUse>) -> Result<(), Error> {
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

    /// Deletes the oldest finished messages of a service that were accepted before a moment, up to `most` for each
    /// key type, with their attempts, and says how many: 0 means that none is left. Nothing that waits to be
    /// sent or for a receipt is deleted.
    pub async fn forget(&self, service: ServiceId, before: Moment, most: usize) -> Result<usize, Error> {
        let rows = self.engine().finished(service, last_id_before(before), most).await?;
        self.forget_rows(service, rows).await
    }

    /// As [`Store::forget`], of one key type only.
    pub async fn forget_of_type(
        &self,
        service: ServiceId,
        key_type: KeyType,
        before: Moment,
        most: usize,
    ) -> Result<usize, Error> {
        let before = last_id_before(before);
        let rows = self.engine().finished_of_type(service, key_type, before, most).await?;
        self.forget_rows(service, rows).await
    }

    async fn forget_rows(&self, service: ServiceId, rows: Vec<Row>) -> Result<usize, Error> {
        let mut finished = Vec::new();
        for mut row in rows {
            let id = row.take()?;
            // Only an engine whose index stands apart needs to know where the message is in it.
            let sealed: Option<Vec<u8>> = row.take()?;
            let content = match sealed {
                Some(sealed) => open_content(&*self.data_key(service).await?, id, &sealed).ok(),
                None => None,
            };
            let tag = |recipient: &str| self.keyring().tag(Purpose::Recipient, service, recipient);
            finished.push(Finished {
                id,
                service,
                recipient: content.map(|content| tag(&content.to_normalised)),
            });
        }
        if finished.is_empty() { Ok(0) } else { self.engine().forget(finished).await }
    }

    /// Makes the next `most` notifications findable by recipient, and says how many: fewer than `most`
    /// means that the index has caught up.
    pub async fn index_recipients(&self, most: usize) -> Result<usize, Error> {
        let rows = self.engine().not_indexed(most).await?;
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
