//! Notifications as they are read.

mod listing;
mod read;

use crate::content::Content;
use crate::error::Error;
use crate::seal::SealingKey;
use crate::session::Row;
use facteur_model::api_key::KeyType;
use facteur_model::chance::Chance;
use facteur_model::id::{ApiKeyId, JobId, NotificationId, ServiceId, TemplateId};
use facteur_model::job::InJob;
use facteur_model::notification::{Reason, Status};
use facteur_model::time::Moment;
use facteur_model::{Channel, Lane};
use std::fmt;

/// One message to one recipient, with what became of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Notification {
    /// Its identifier.
    pub id: NotificationId,
    /// The service that sent it.
    pub service: ServiceId,
    /// The key with which it was sent.
    pub key: ApiKeyId,
    /// The type of that key.
    pub key_type: KeyType,
    /// E-mail or text message.
    pub channel: Channel,
    /// Its template.
    pub template: TemplateId,
    /// The version of the template.
    pub template_version: u32,
    /// When it was accepted.
    pub created_at: Moment,
    /// When the caller wants it sent.
    pub scheduled_for: Option<Moment>,
    /// When a provider took it.
    pub sent_at: Option<Moment>,
    /// When it reached a status after which little can happen.
    pub completed_at: Option<Moment>,
    /// When it last changed, if it did.
    pub updated_at: Option<Moment>,
    /// What it is now.
    pub status: Status,
    /// Why it failed, where that is known.
    pub reason: Option<Reason>,
    /// What the provider said.
    pub provider_response: Option<String>,
    /// Text message parts; 1 for an e-mail.
    pub parts: u32,
    /// How many attempts have been opened.
    pub attempts: u32,
    /// The queue it waits in, or waited in.
    pub lane: Lane,
    /// The row of a job that it was, if it was one.
    pub job: Option<InJob>,
    /// The personal part.
    pub content: Content,
}

impl fmt::Debug for Notification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notification")
            .field("id", &self.id)
            .field("service", &self.service)
            .field("channel", &self.channel)
            .field("status", &self.status)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// Which notifications to list, newest first. Empty lists mean "any".
#[derive(Clone, Default)]
pub struct Filter {
    /// Only those sent with keys of these types.
    pub key_types: Vec<KeyType>,
    /// Only those sent with this key.
    pub key: Option<ApiKeyId>,
    /// Whether rows of jobs are among them.
    pub job_rows: JobRows,
    /// Only these channels.
    pub channels: Vec<Channel>,
    /// Only these statuses.
    pub statuses: Vec<Status>,
    /// Only those with exactly this reference.
    pub reference: Option<String>,
    /// Only those accepted at this moment or later.
    pub from: Option<Moment>,
    /// Only those accepted before this moment.
    pub until: Option<Moment>,
    /// Only those older than this one; an unknown one gives an empty list.
    pub older_than: Option<NotificationId>,
    /// How many at most.
    pub most: usize,
}

/// Are the rows of jobs in a list?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum JobRows {
    /// They are messages like all others.
    #[default]
    Included,
    /// Only what was sent one by one.
    LeftOut,
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filter")
            .field("key_types", &self.key_types)
            .field("key", &self.key)
            .field("job_rows", &self.job_rows)
            .field("channels", &self.channels)
            .field("statuses", &self.statuses)
            .field("from", &self.from)
            .field("until", &self.until)
            .field("older_than", &self.older_than)
            .field("most", &self.most)
            .finish_non_exhaustive()
    }
}

/// One try to hand a notification to a provider.
#[derive(Clone, PartialEq, Eq)]
pub struct Attempt {
    /// 1 for the first.
    pub number: u32,
    /// The name of the provider.
    pub provider: String,
    /// When it began.
    pub started_at: Moment,
    /// When its outcome was written; `None` while it runs, and for ever when the process died in it.
    pub ended_at: Option<Moment>,
    /// How it ended; `None` means unknown.
    pub outcome: Option<String>,
    /// What the provider said.
    pub detail: Option<String>,
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("number", &self.number)
            .field("provider", &self.provider)
            .field("started_at", &self.started_at)
            .field("ended_at", &self.ended_at)
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

/// Where the content stands, and the words of providers.
const CONTENT: &str = "notifications.sealed_content";
pub(crate) const RESPONSE: &str = "notifications.sealed_response";
pub(crate) const DETAIL: &str = "attempts.sealed_detail";

/// What [`RawNotification::read`] reads, in its order.
macro_rules! notification_columns {
    () => {
        "id, service_id, api_key_id, key_type, channel, template_id, template_version, created_at, \
         scheduled_for, sent_at, completed_at, updated_at, status, reason, parts, attempts, \
         lane, job_id, job_row, sealed_response, sealed_content"
    };
}
pub(crate) use notification_columns;

/// A notification whose sealed part has not been opened.
#[derive(Clone)]
pub(crate) struct RawNotification {
    /// Everything else.
    pub(crate) plain: Notification,
    sealed_response: Option<Vec<u8>>,
    sealed_content: Vec<u8>,
}

impl RawNotification {
    pub(crate) fn read(row: &mut Row) -> Result<Self, Error> {
        Ok(Self {
            plain: Notification {
                id: row.take()?,
                service: row.take()?,
                key: row.take()?,
                key_type: row.take()?,
                channel: row.take()?,
                template: row.take()?,
                template_version: row.take()?,
                created_at: row.take()?,
                scheduled_for: row.take()?,
                sent_at: row.take()?,
                completed_at: row.take()?,
                updated_at: row.take()?,
                status: row.take()?,
                reason: row.take_optional_as(Reason::from_stored)?,
                provider_response: None,
                parts: row.take()?,
                attempts: row.take()?,
                lane: row.take()?,
                job: read_job(row)?,
                content: Content::default(),
            },
            sealed_response: row.take()?,
            sealed_content: row.take()?,
        })
    }

    pub(crate) fn open(self, key: &SealingKey) -> Result<Notification, Error> {
        let Self { plain, sealed_response, sealed_content } = self;
        let row = plain.id.as_uuid();
        let open = |sealed: Vec<u8>| key.open_text(RESPONSE, row.as_bytes(), &sealed);
        Ok(Notification {
            provider_response: sealed_response.map(open).transpose()?,
            content: open_content(key, plain.id, &sealed_content)?,
            ..plain
        })
    }
}

pub(crate) fn read_job(row: &mut Row) -> Result<Option<InJob>, Error> {
    let (job, in_job): (Option<JobId>, Option<u32>) = (row.take()?, row.take()?);
    Ok(job.zip(in_job).map(|(job, row)| InJob { job, row }))
}

pub(crate) fn seal_content(key: &SealingKey, id: NotificationId, content: &Content) -> Vec<u8> {
    key.seal(CONTENT, id.as_uuid().as_bytes(), &content.to_bytes())
}

pub(crate) fn open_content(key: &SealingKey, id: NotificationId, sealed: &[u8]) -> Result<Content, Error> {
    let plain = key.open(CONTENT, id.as_uuid().as_bytes(), sealed)?;
    Content::from_bytes(&plain).ok_or(Error::Unsealable { place: CONTENT })
}

/// What the words of one attempt are bound to.
pub(crate) fn attempt_row(id: NotificationId, number: u32) -> [u8; 20] {
    let mut row = [0; 20];
    row[..16].copy_from_slice(id.as_uuid().as_bytes());
    row[16..].copy_from_slice(&number.to_be_bytes());
    row
}

/// Before every id that is drawn at a moment or later, and after every earlier one.
pub(crate) fn last_id_before(moment: Moment) -> NotificationId {
    struct Zeros;
    impl Chance for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }
    NotificationId::new(moment, &Zeros)
}

#[cfg(test)]
pub(crate) use listing::STATEMENTS as LISTING_STATEMENTS;
pub use listing::{Cursor, Listed, Listing};
#[cfg(test)]
pub(crate) use read::STATEMENTS;
