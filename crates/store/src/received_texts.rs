//! Text messages that people sent to a service. Who they are and what they wrote is sealed.

use crate::error::Error;
use crate::notifications::last_id_before;
use crate::of_service::ServiceStore;
use crate::seal::{Purpose, SealingKey};
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::{ReceivedTextId, ServiceId};
use facteur_model::time::Moment;
use std::fmt;

/// A text that somebody sent.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceivedText {
    /// Its id, drawn when it came.
    pub id: ReceivedTextId,
    /// The number of ours that it was sent to.
    pub number: String,
    /// The number that it came from: E.164, or as the provider told it.
    pub sender: String,
    /// What it says.
    pub content: String,
}

/// Says nothing of the person.
impl fmt::Debug for ReceivedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceivedText").field("id", &self.id).finish_non_exhaustive()
    }
}

statements! {
    INSERT = "
        INSERT INTO received_texts
            (id, service_id, number, provider_tag, sender_tag, sealed_sender, sealed_content)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (service_id, provider_tag) DO NOTHING";

    KNOWN = "SELECT id FROM received_texts WHERE service_id = $1 AND provider_tag = $2";

    LATEST = "
        SELECT id, number, sealed_sender, sealed_content
        FROM received_texts
        WHERE service_id = $1
        ORDER BY id DESC
        LIMIT $2";

    OLDER = "
        SELECT id, number, sealed_sender, sealed_content
        FROM received_texts
        WHERE service_id = $1 AND id < $2
        ORDER BY id DESC
        LIMIT $3";

    // The newest text of each person: whoever has written again since is further up.
    CONVERSATIONS = "
        SELECT id, number, sealed_sender, sealed_content
        FROM received_texts text
        WHERE service_id = $1
          AND NOT EXISTS (
              SELECT 1
              FROM received_texts newer
              WHERE newer.service_id = text.service_id
                AND newer.sender_tag = text.sender_tag
                AND newer.id > text.id)
        ORDER BY id DESC
        LIMIT $2";

    OLDER_CONVERSATIONS = "
        SELECT id, number, sealed_sender, sealed_content
        FROM received_texts text
        WHERE service_id = $1
          AND id < $2
          AND NOT EXISTS (
              SELECT 1
              FROM received_texts newer
              WHERE newer.service_id = text.service_id
                AND newer.sender_tag = text.sender_tag
                AND newer.id > text.id)
        ORDER BY id DESC
        LIMIT $3";

    OF_SENDER = "
        SELECT id, number, sealed_sender, sealed_content
        FROM received_texts
        WHERE service_id = $1 AND sender_tag = $2
        ORDER BY id DESC
        LIMIT $3";

    ONE = "
        SELECT id, number, sealed_sender, sealed_content
        FROM received_texts
        WHERE service_id = $1 AND id = $2";

    FORGET = "
        DELETE FROM received_texts
        WHERE service_id = $1
          AND id IN (
              SELECT id
              FROM received_texts
              WHERE service_id = $2 AND id < $3
              ORDER BY id
              LIMIT $4)";
}

const SENDER: &str = "received_texts.sealed_sender";
const CONTENT: &str = "received_texts.sealed_content";

fn read(mut row: Row, key: &SealingKey) -> Result<ReceivedText, Error> {
    let (id, number) = (row.take()?, row.take()?);
    let id: ReceivedTextId = id;
    let (sender, content): (Vec<u8>, Vec<u8>) = (row.take()?, row.take()?);
    let place = id.as_uuid();
    Ok(ReceivedText {
        id,
        number,
        sender: key.open_text(SENDER, place.as_bytes(), &sender)?,
        content: key.open_text(CONTENT, place.as_bytes(), &content)?,
    })
}

/// Keeps a text; answers with the id under which it is kept already when its provider has told of it before.
pub async fn insert(
    tx: &mut Transaction,
    service: ServiceId,
    text: &ReceivedText,
    provider_id: &str,
) -> Result<Option<ReceivedTextId>, Error> {
    let told = tx.keyring().tag(Purpose::ReceivedText, service, &format!("{}\0{provider_id}", text.number));
    let sender = tx.keyring().tag(Purpose::Recipient, service, &text.sender);
    let key = tx.data_key(service).await?;
    let place = text.id.as_uuid();
    let values = values![
        text.id,
        service,
        text.number.as_str(),
        told,
        sender,
        key.seal(SENDER, place.as_bytes(), text.sender.as_bytes()),
        key.seal(CONTENT, place.as_bytes(), text.content.as_bytes()),
    ];
    if tx.execute(INSERT, values).await? > 0 {
        return Ok(None);
    }
    let mut known = tx.optional(KNOWN, values![service, told]).await?.ok_or(Error::Missing)?;
    Ok(Some(known.take()?))
}

impl Store {
    /// Forgets the oldest texts of a service that came before a moment, and says how many: 0 means that none is left.
    pub async fn forget_received(
        &self,
        service: ServiceId,
        before: Moment,
        most: usize,
    ) -> Result<usize, Error> {
        // Every id is ordered by its time, whatever it names.
        let first_kept = ReceivedTextId::from_uuid(last_id_before(before).as_uuid());
        let mut tx = self.begin().await?;
        let forgotten = tx.execute(FORGET, values![service, service, first_kept, most]).await?;
        tx.commit().await?;
        Ok(forgotten)
    }
}

impl ServiceStore {
    /// The texts that came before one, or all, newest first.
    pub async fn received_texts(
        &self,
        older_than: Option<ReceivedTextId>,
        most: usize,
    ) -> Result<Vec<ReceivedText>, Error> {
        match older_than {
            None => self.received(LATEST, values![self.id(), most]).await,
            Some(id) => self.received(OLDER, values![self.id(), id, most]).await,
        }
    }

    /// The newest text of each person, newest first.
    pub async fn conversations(
        &self,
        older_than: Option<ReceivedTextId>,
        most: usize,
    ) -> Result<Vec<ReceivedText>, Error> {
        match older_than {
            None => self.received(CONVERSATIONS, values![self.id(), most]).await,
            Some(id) => self.received(OLDER_CONVERSATIONS, values![self.id(), id, most]).await,
        }
    }

    /// What came from one number, newest first.
    pub async fn received_from(&self, sender: &str, most: usize) -> Result<Vec<ReceivedText>, Error> {
        let tag = self.store().keyring().tag(Purpose::Recipient, self.id(), sender);
        self.received(OF_SENDER, values![self.id(), tag, most]).await
    }

    /// One text.
    pub async fn received_text(&self, id: ReceivedTextId) -> Result<Option<ReceivedText>, Error> {
        Ok(self.received(ONE, values![self.id(), id]).await?.pop())
    }

    async fn received(
        &self,
        statement: crate::session::Statement,
        values: Vec<crate::session::Value>,
    ) -> Result<Vec<ReceivedText>, Error> {
        let rows = self.store().engine().list(statement, values).await?;
        let key = self.store().data_key(self.id()).await?;
        rows.into_iter().map(|row| read(row, &key)).collect()
    }
}
