//! Finding notifications and their attempts.

use super::{Attempt, DETAIL, Filter, JobRows, Notification, RawNotification, attempt_row, last_id_before};
use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::seal::Purpose;
use crate::session::{Row, Statement, Value, channel_code, key_type_code, statements, values};
use crate::store::Store;
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::NotificationId;
use facteur_model::notification::Status;

statements! {
    FIND = concat!("
        SELECT ", super::notification_columns!(), "
        FROM notifications
        WHERE id = $1 AND service_id = $2");

    EXISTS = "SELECT 1 FROM notifications WHERE id = $1 AND service_id = $2";

    // Channels and statuses come as sets of bits, so that one text serves every filter. The casts are for
    // PostgreSQL, which shifts a BIGINT by an INTEGER only.
    LIST = concat!("
        SELECT ", super::notification_columns!(), "
        FROM notifications
        WHERE service_id = $1
          AND key_type = $2
          AND id < $3
          AND id >= $4
          AND (CAST(1 AS BIGINT) << CAST(channel AS INTEGER)) & $5 <> 0
          AND (CAST(1 AS BIGINT) << CAST(status AS INTEGER)) & $6 <> 0
          AND (api_key_id = $7 OR $7 IS NULL)
          AND (job_id IS NULL OR $8 = 1)
        ORDER BY id DESC
        LIMIT $9");

    // The way back, from a page to the one before it.
    LIST_NEWER = concat!("
        SELECT ", super::notification_columns!(), "
        FROM notifications
        WHERE service_id = $1
          AND key_type = $2
          AND id > $3
          AND id < $4
          AND (CAST(1 AS BIGINT) << CAST(channel AS INTEGER)) & $5 <> 0
          AND (CAST(1 AS BIGINT) << CAST(status AS INTEGER)) & $6 <> 0
          AND (api_key_id = $7 OR $7 IS NULL)
          AND (job_id IS NULL OR $8 = 1)
        ORDER BY id
        LIMIT $9");

    LIST_WITH_REFERENCE = concat!("
        SELECT ", super::notification_columns!(), "
        FROM notifications
        WHERE service_id = $1
          AND reference_tag = $2
          AND id < $3
          AND id >= $4
          AND (CAST(1 AS BIGINT) << CAST(channel AS INTEGER)) & $5 <> 0
          AND (CAST(1 AS BIGINT) << CAST(status AS INTEGER)) & $6 <> 0
          AND (CAST(1 AS BIGINT) << CAST(key_type AS INTEGER)) & $7 <> 0
          AND (api_key_id = $8 OR $8 IS NULL)
          AND (job_id IS NULL OR $9 = 1)
        ORDER BY id DESC
        LIMIT $10");

    MATCHING_RECIPIENT = "
        SELECT notification_id
        FROM recipient_index
        WHERE service_id = $1 AND recipient_tag = $2 AND notification_id < $3
        ORDER BY notification_id DESC
        LIMIT $4";

    ATTEMPTS = "
        SELECT number, provider, started_at, ended_at, outcome, sealed_detail
        FROM attempts
        WHERE notification_id = $1 AND service_id = $2
        ORDER BY number";
}

/// Before every id that can be drawn.
const BEFORE_ALL: NotificationId = NotificationId::from_uuid(uuid::Uuid::nil());
/// After every id that can be drawn.
const AFTER_ALL: NotificationId = NotificationId::from_uuid(uuid::Uuid::max());

impl ServiceStore {
    /// One notification.
    pub async fn notification(&self, id: NotificationId) -> Result<Option<Notification>, Error> {
        let found = self.store().engine().optional(FIND, values![id, self.id()]).await?;
        match found {
            None => Ok(None),
            Some(mut row) => self.store().open_notification(RawNotification::read(&mut row)?).await.map(Some),
        }
    }

    /// Notifications, newest first.
    pub async fn notifications(&self, filter: &Filter) -> Result<Vec<Notification>, Error> {
        let before = match filter.older_than {
            None => AFTER_ALL,
            Some(id) => match self.store().engine().optional(EXISTS, values![id, self.id()]).await? {
                Some(_) => id,
                None => return Ok(Vec::new()),
            },
        };
        let engine = self.store().engine();
        let (mut raw, mut before) = (Vec::new(), before.min(filter.end()));
        for from in engine.spans(before) {
            let from = from.max(filter.start());
            let mut span = read(engine.lists(self.lists(filter, before, from)).await?)?;
            span.sort_by_key(|raw| std::cmp::Reverse(raw.plain.id));
            raw.append(&mut span);
            if raw.len() >= filter.most || from == filter.start() {
                break;
            }
            before = from;
        }
        raw.truncate(filter.most);
        self.open_all(raw).await
    }

    /// The next notifications after one, newest first. A filter's reference and its `older_than` do not count here.
    pub async fn notifications_after(
        &self,
        filter: &Filter,
        id: NotificationId,
    ) -> Result<Vec<Notification>, Error> {
        let Filter { key_types, key, job_rows, channels, statuses, most, .. } = filter;
        let with_jobs = *job_rows == JobRows::Included;
        let after = id.max(filter.start());
        let channels = bits(channels, &Channel::ALL, channel_code);
        let statuses = bits(statuses, &Status::ALL, Status::code);
        let key_types = if key_types.is_empty() { &KeyType::ALL[..] } else { key_types };
        let list = |key_type: &KeyType| {
            let (service, end) = (self.id(), filter.end());
            let values = values![service, *key_type, after, end, channels, statuses, *key, with_jobs, *most];
            (LIST_NEWER, values)
        };
        let mut raw = read(self.store().engine().lists(key_types.iter().map(list).collect()).await?)?;
        raw.sort_by_key(|raw| raw.plain.id);
        raw.truncate(*most);
        raw.reverse();
        self.open_all(raw).await
    }

    /// Leaves out what does not open.
    pub(crate) async fn open_all(&self, raw: Vec<RawNotification>) -> Result<Vec<Notification>, Error> {
        if raw.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.store().data_key(self.id()).await?;
        let open = |raw: RawNotification| {
            let id = raw.plain.id;
            match raw.open(&key) {
                // One damaged row must not take the page away from all the others on it.
                Err(error @ Error::Unsealable { .. }) => {
                    tracing::error!(notification.id = %id, %error, "Left notification {id} out of a list");
                    None
                }
                opened => Some(opened),
            }
        };
        raw.into_iter().filter_map(open).collect()
    }

    /// One list for each key type, because each is in order by itself; or one for a reference.
    fn lists(
        &self,
        filter: &Filter,
        before: NotificationId,
        from: NotificationId,
    ) -> Vec<(Statement, Vec<Value>)> {
        let channels = bits(&filter.channels, &Channel::ALL, channel_code);
        let statuses = bits(&filter.statuses, &Status::ALL, Status::code);
        let key_types = filter.key_types.as_slice();
        let with_jobs = filter.job_rows == JobRows::Included;
        if let Some(reference) = &filter.reference {
            let tag = self.store().keyring().tag(Purpose::Reference, self.id(), reference);
            let key_types = bits(key_types, &KeyType::ALL, key_type_code);
            let values = values![
                self.id(),
                tag,
                before,
                from,
                channels,
                statuses,
                key_types,
                filter.key,
                with_jobs,
                filter.most
            ];
            return vec![(LIST_WITH_REFERENCE, values)];
        }
        let key_types = if key_types.is_empty() { &KeyType::ALL } else { key_types };
        let list = |key_type: &KeyType| {
            let (service, key) = (self.id(), filter.key);
            let most = filter.most;
            (LIST, values![service, *key_type, before, from, channels, statuses, key, with_jobs, most])
        };
        key_types.iter().map(list).collect()
    }

    /// Notifications to a recipient, newest first, as far as [`Store::index_recipients`] has come.
    pub async fn recipients_matching(
        &self,
        recipient: &str,
        most: usize,
    ) -> Result<Vec<NotificationId>, Error> {
        self.ids_to(recipient, AFTER_ALL, most).await
    }

    async fn ids_to(
        &self,
        recipient: &str,
        before: NotificationId,
        most: usize,
    ) -> Result<Vec<NotificationId>, Error> {
        let tag = self.store().keyring().tag(Purpose::Recipient, self.id(), recipient);
        let values = values![self.id(), tag, before, most];
        let rows = self.store().engine().list(MATCHING_RECIPIENT, values).await?;
        rows.into_iter().map(|mut row| row.take()).collect()
    }

    /// The notifications to a recipient, newest first, as far as [`Store::index_recipients`] has come. `recipient` is
    /// in its normalised form.
    pub async fn notifications_to(
        &self,
        recipient: &str,
        older_than: Option<NotificationId>,
        most: usize,
    ) -> Result<Vec<Notification>, Error> {
        let ids = self.ids_to(recipient, older_than.unwrap_or(AFTER_ALL), most).await?;
        let finds = ids.iter().map(|id| (FIND, values![*id, self.id()])).collect();
        let mut raw = read(self.store().engine().lists(finds).await?)?;
        raw.sort_by_key(|raw| std::cmp::Reverse(raw.plain.id));
        self.open_all(raw).await
    }

    /// The attempts to deliver a notification, first to last.
    pub async fn attempts(&self, notification: NotificationId) -> Result<Vec<Attempt>, Error> {
        let rows = self.store().engine().list(ATTEMPTS, values![notification, self.id()]).await?;
        let mut attempts = Vec::with_capacity(rows.len());
        for mut row in rows {
            let mut attempt = Attempt {
                number: row.take()?,
                provider: row.take()?,
                started_at: row.take()?,
                ended_at: row.take()?,
                outcome: row.take()?,
                detail: None,
            };
            let sealed: Option<Vec<u8>> = row.take()?;
            if let Some(sealed) = sealed {
                let key = self.store().data_key(self.id()).await?;
                let bound = attempt_row(notification, attempt.number);
                attempt.detail = Some(key.open_text(DETAIL, &bound, &sealed)?);
            }
            attempts.push(attempt);
        }
        Ok(attempts)
    }
}

impl Store {
    pub(crate) async fn open_notification(&self, raw: RawNotification) -> Result<Notification, Error> {
        let key = self.data_key(raw.plain.service).await?;
        raw.open(&key)
    }
}

impl Filter {
    /// Not after every id that is asked for.
    fn start(&self) -> NotificationId {
        self.from.map_or(BEFORE_ALL, last_id_before)
    }

    /// After every id that is asked for.
    fn end(&self) -> NotificationId {
        self.until.map_or(AFTER_ALL, last_id_before)
    }
}

fn read(lists: Vec<Vec<Row>>) -> Result<Vec<RawNotification>, Error> {
    lists.into_iter().flatten().map(|mut row| RawNotification::read(&mut row)).collect()
}

/// The members of a set as bits; an empty set means all.
fn bits<T: Copy>(chosen: &[T], all: &[T], code: impl Fn(T) -> i64) -> i64 {
    let chosen = if chosen.is_empty() { all } else { chosen };
    chosen.iter().fold(0, |bits, one| bits | 1 << code(*one))
}
