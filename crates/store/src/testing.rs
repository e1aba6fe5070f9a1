//! What only tests and measurements need: databases on a real server, totals without their messages, and messages without
//! their totals.

use crate::content::Content;
use crate::error::Error;
use crate::notifications::seal_content;
use crate::seal::SealingKey;
use crate::session::{Statement, values};
use crate::store::Store;
use crate::tallies::Counts;
use crate::transaction::Transaction;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, NotificationId, ServiceId, TemplateId};
use facteur_model::notification::Status;
use facteur_model::secret::Secret;
use facteur_model::time::Day;
use facteur_model::{Channel, Lane, Priority};
use std::str::FromStr;
use std::sync::Arc;

/// Makes an empty database with this name on the server that `url` names, and gives its URL.
pub async fn new_database(url: &Secret, name: &str) -> Result<Secret, Error> {
    let config = tokio_postgres::Config::from_str(url.expose())?;
    let (client, connection) = config.connect(tokio_postgres::NoTls).await?;
    let link = tokio::spawn(connection);
    client.batch_execute(&format!("CREATE DATABASE {name}")).await?;
    drop(client);
    // The link ends with its client.
    let _ = link.await;
    let server = url.expose().rsplit_once('/').map_or(url.expose(), |(server, _)| server);
    Ok(Secret::new(format!("{server}/{name}")))
}

/// Says what became of the messages that each of some counters counts, in place of what was known of them.
pub async fn put_counts(
    store: &Store,
    service: ServiceId,
    counted: &[(Day, Channel, KeyType, ApiKeyId, TemplateId)],
    counts: Counts,
) -> Result<(), Error> {
    const FORGET: Statement = Statement {
        name: "testing::FORGET",
        sql: "
        DELETE FROM tallies
        WHERE service_id = $1 AND day = $2 AND channel = $3 AND key_type = $4 AND sender_id = $5 AND template_id = $6",
    };
    const PUT: Statement = Statement {
        name: "testing::PUT",
        sql: "
        INSERT INTO tallies (service_id, day, channel, key_type, sender_id, template_id, requested, units, delivered,
                             technical, temporary, permanent)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    };
    let mut tx = store.begin().await?;
    for (day, channel, key_type, sender, template) in counted.iter().copied() {
        let counter = values![service, day, channel, key_type, sender, template];
        let Counts { requested, units, delivered, technical, temporary, permanent } = counts;
        let numbers = values![requested, units, delivered, technical, temporary, permanent];
        tx.execute(FORGET, counter.clone()).await?;
        tx.execute(PUT, [counter, numbers].concat()).await?;
    }
    tx.commit().await
}

/// A message that is over, as [`put_messages`] writes it.
pub struct PutMessage {
    /// Its identifier, which says when it was accepted.
    pub id: NotificationId,
    /// Its key.
    pub key: ApiKeyId,
    /// The type of that key.
    pub key_type: KeyType,
    /// E-mail or text message.
    pub channel: Channel,
    /// Its template, in the first version.
    pub template: TemplateId,
    /// What became of it.
    pub status: Status,
    /// To whom.
    pub to: String,
}

/// Writes messages into a SQLite file, for measurements with very many: none is accepted, counted or sent.
pub async fn put_messages(store: &Store, service: ServiceId, messages: Vec<PutMessage>) -> Result<(), Error> {
    const PUT: Statement = Statement {
        name: "testing::PUT_MESSAGE",
        sql: "
            INSERT INTO notifications
                (id, service_id, api_key_id, key_type, channel, template_id, template_version, created_at, completed_at,
                 status, parts, attempts, lane, sealed_content)
            VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7, $8, 1, 1, $9, $10)",
    };
    let key = store.data_key(service).await?;
    let mut tx = store.begin().await?;
    for PutMessage { id, key: sender, key_type, channel, template, status, to } in messages {
        let personalisation = "{}".to_owned();
        let content = Content { to_normalised: to.clone(), to, personalisation, ..Content::default() };
        let sealed = seal_content(&key, id, &content);
        let lane = Lane::Real(channel, Priority::Normal);
        let (at, status) = (id.drawn_at(), status.code());
        let values = values![id, service, sender, key_type, channel, template, at, status, lane, sealed];
        tx.execute(PUT, values).await?;
    }
    tx.commit().await
}

/// Seals what messages of one service say, for rows that somebody else writes.
pub struct Sealer(Arc<SealingKey>);

impl Sealer {
    /// With the key of a service.
    pub async fn of(store: &Store, service: ServiceId) -> Result<Self, Error> {
        store.data_key(service).await.map(Self)
    }

    /// As the row of the message with this id has it; it opens in no other.
    pub fn seal(&self, id: NotificationId, content: &Content) -> Vec<u8> {
        seal_content(&self.0, id, content)
    }
}

/// Writes down that messages were asked for with a template, as accepting them does.
pub async fn tally(
    tx: &mut Transaction,
    service: ServiceId,
    template: TemplateId,
    sender: ApiKeyId,
    day: Day,
    requested: u32,
) -> Result<(), Error> {
    const TALLY: Statement = Statement {
        name: "testing::TALLY",
        sql: "
            INSERT INTO tallies
                (service_id, day, channel, key_type, sender_id, template_id, requested, units, delivered, technical,
                 temporary, permanent)
            VALUES ($1, $2, 0, 0, $3, $4, $5, 0, 0, 0, 0, 0)",
    };
    tx.execute(TALLY, values![service, day, sender, template, requested]).await.map(drop)
}
