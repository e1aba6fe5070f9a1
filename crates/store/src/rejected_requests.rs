//! Calls of authenticated callers that the API refused, for whoever writes the client. They are kept for days.

use crate::content::{read_fields, write_fields};
use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::session::{Row, Value, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::chance::Chance;
use facteur_model::id::{ApiKeyId, RejectedRequestId, ServiceId};
use facteur_model::time::Moment;
use std::fmt;

/// A call that was refused.
#[derive(Clone, PartialEq, Eq)]
pub struct RejectedRequest {
    /// Its identifier.
    pub id: RejectedRequestId,
    /// The service that called.
    pub service: ServiceId,
    /// The key with which it called; or the person who tried from the site.
    pub key: ApiKeyId,
    /// When.
    pub at: Moment,
    /// The method of HTTP.
    pub method: String,
    /// The pattern of the path, never the path itself.
    pub route: String,
    /// The status of the answer.
    pub status: u32,
    /// The name of the error, which programs compare.
    pub error: String,
    /// The messages in English, a line each; they may repeat values of the request.
    pub english: String,
    /// The same in French.
    pub french: String,
}

impl fmt::Debug for RejectedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RejectedRequest")
            .field("id", &self.id)
            .field("service", &self.service)
            .field("route", &self.route)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Which refused calls to list, newest first.
#[derive(Debug, Clone, Default)]
pub struct RejectedFilter {
    /// Only those with this key.
    pub key: Option<ApiKeyId>,
    /// Only those with this status.
    pub status: Option<u32>,
    /// Only those older than this one.
    pub older_than: Option<RejectedRequestId>,
    /// How many at most.
    pub most: usize,
}

statements! {
    INSERT = "
        INSERT INTO rejected_requests
            (id, service_id, api_key_id, at, method, route, status, error, sealed_text)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

    LIST = "
        SELECT id, api_key_id, at, method, route, status, error, sealed_text
        FROM rejected_requests
        WHERE service_id = $1
          AND id < $2
          AND (api_key_id = $3 OR $3 IS NULL)
          AND (status = $4 OR $4 IS NULL)
        ORDER BY id DESC
        LIMIT $5";

    // Ids grow with time: no index on the time is needed.
    SWEEP = "
        DELETE FROM rejected_requests
        WHERE id IN (SELECT id FROM rejected_requests WHERE id < $1 ORDER BY id LIMIT $2)";
}

const TEXT: &str = "rejected_requests.sealed_text";
/// After every id that can be drawn.
const AFTER_ALL: RejectedRequestId = RejectedRequestId::from_uuid(uuid::Uuid::max());

/// Writes down a refused call.
pub async fn insert(tx: &mut Transaction, rejected: &RejectedRequest) -> Result<(), Error> {
    let text = write_fields(&[Some(&rejected.english), Some(&rejected.french)]);
    let sealed = tx.data_key(rejected.service).await?.seal(TEXT, rejected.id.as_uuid().as_bytes(), &text);
    let values = values![
        rejected.id,
        rejected.service,
        rejected.key,
        rejected.at,
        rejected.method.as_str(),
        rejected.route.as_str(),
        rejected.status,
        rejected.error.as_str(),
        sealed,
    ];
    tx.execute(INSERT, values).await.map(drop)
}

/// Forgets up to `most` of the refused calls from before a moment, and says how many.
pub async fn sweep(tx: &mut Transaction, before: Moment, most: usize) -> Result<usize, Error> {
    struct Zeros;
    impl Chance for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }
    tx.execute(SWEEP, values![RejectedRequestId::new(before, &Zeros), most]).await
}

impl ServiceStore {
    /// Refused calls of the service, newest first.
    pub async fn rejected_requests(&self, filter: &RejectedFilter) -> Result<Vec<RejectedRequest>, Error> {
        let RejectedFilter { key, status, older_than, most } = filter;
        let before = older_than.unwrap_or(AFTER_ALL);
        let values: Vec<Value> = values![self.id(), before, *key, *status, *most];
        let rows = self.store().engine().list(LIST, values).await?;
        let mut rejected = Vec::with_capacity(rows.len());
        for mut row in rows {
            rejected.push(read(self.store(), self.id(), &mut row).await?);
        }
        Ok(rejected)
    }
}

async fn read(store: &Store, service: ServiceId, row: &mut Row) -> Result<RejectedRequest, Error> {
    let mut rejected = RejectedRequest {
        id: row.take()?,
        service,
        key: row.take()?,
        at: row.take()?,
        method: row.take()?,
        route: row.take()?,
        status: row.take()?,
        error: row.take()?,
        english: String::new(),
        french: String::new(),
    };
    let sealed: Vec<u8> = row.take()?;
    let text = store.data_key(service).await?.open(TEXT, rejected.id.as_uuid().as_bytes(), &sealed)?;
    let [english, french] = read_fields(&text).ok_or(Error::Unsealable { place: TEXT })?;
    rejected.english = english.unwrap_or_default();
    rejected.french = french.unwrap_or_default();
    Ok(rejected)
}
