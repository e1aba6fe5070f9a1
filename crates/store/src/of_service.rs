//! What one service can see: the tenant is in the handle.
//!
//! The methods stand with what they read: templates in `templates`, notifications in `notifications`.

use crate::error::Error;
use crate::hot::sealed::{idempotency_tag, open_answer};
use crate::session::{Row, statements, values};
use crate::store::Store;
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::ServiceId;
use facteur_model::time::{Day, FiscalYear, Moment};

/// The part of the store that belongs to one service.
#[derive(Debug, Clone)]
pub struct ServiceStore {
    store: Store,
    service: ServiceId,
}

statements! {
    ANSWERED = "
        SELECT sealed_answer
        FROM idempotency
        WHERE service_id = $1 AND key_tag = $2 AND expires_at > $3";

    USED_ON_DAY = "
        SELECT used
        FROM allowance_used
        WHERE service_id = $1 AND channel = $2 AND period_kind = 0 AND period = $3";

    USED_IN_YEAR = "
        SELECT used
        FROM allowance_used
        WHERE service_id = $1 AND channel = $2 AND period_kind = 1 AND period = $3";
}

impl ServiceStore {
    pub(crate) fn new(store: Store, service: ServiceId) -> Self {
        Self { store, service }
    }

    /// The service.
    pub fn id(&self) -> ServiceId {
        self.service
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// The digest of the request that was answered under an idempotency key, and the answer, until they expire.
    pub async fn answered(
        &self,
        key_type: KeyType,
        key: &str,
        now: Moment,
    ) -> Result<Option<([u8; 32], Vec<u8>)>, Error> {
        let tag = idempotency_tag(self.store.keyring(), self.service, key_type, key);
        let found = self.store.engine().optional(ANSWERED, values![self.service, tag, now]).await?;
        let Some(mut row) = found else { return Ok(None) };
        let sealed: Vec<u8> = row.take()?;
        let key = self.store.data_key(self.service).await?;
        open_answer(&key, tag, &sealed).map(Some)
    }

    /// What has been used of the allowances: on the day, and in the fiscal year.
    pub async fn used(&self, channel: Channel, day: Day, year: FiscalYear) -> Result<(u64, u64), Error> {
        let engine = self.store.engine();
        let today = engine.optional(USED_ON_DAY, values![self.service, channel, day]).await?;
        let this_year = engine.optional(USED_IN_YEAR, values![self.service, channel, year]).await?;
        let units = |row: Option<Row>| row.map_or(Ok(0), |mut row| row.take());
        Ok((units(today)?, units(this_year)?))
    }
}
