//! What callers read back.

use crate::FileView;
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{NotificationId, TemplateId};
use facteur_model::job::InJob;
use facteur_model::notification::{Description, Status};
use facteur_model::time::Moment;
use facteur_store::JobRows;

/// A notification as its service sees it (contract §3.5).
pub struct NotificationView {
    pub id: NotificationId,
    pub channel: Channel,
    pub key_type: KeyType,
    pub reference: Option<String>,
    /// As the caller wrote it.
    pub recipient: String,
    pub status: Status,
    pub description: Description,
    pub provider_response: Option<String>,
    pub template: TemplateId,
    pub template_version: u32,
    pub body: String,
    /// E-mail only.
    pub subject: Option<String>,
    pub created_at: Moment,
    pub created_by_name: Option<String>,
    /// The row of a job that it was, if it was one.
    pub job: Option<InJob>,
    pub sent_at: Option<Moment>,
    pub completed_at: Option<Moment>,
    pub scheduled_for: Option<Moment>,
}

/// Which notifications to list (contract §3.6). Empty lists mean "any".
#[derive(Debug, Default)]
pub struct NotificationFilter {
    pub channels: Vec<Channel>,
    pub statuses: Vec<Status>,
    pub reference: Option<String>,
    pub older_than: Option<NotificationId>,
    /// Whether rows of jobs are among them.
    pub job_rows: JobRows,
}

/// Notifications on one page of a list (contract §3.6).
pub const PAGE: usize = 250;

/// A version of a template (contract §3.7).
#[derive(Debug, Clone)]
pub struct TemplateView {
    pub id: TemplateId,
    pub channel: Channel,
    pub name: String,
    pub subject: Option<String>,
    pub body: String,
    pub version: u32,
    pub created_at: Moment,
    pub updated_at: Option<Moment>,
    pub created_by: String,
    /// Names in the order of first appearance, subject first.
    pub placeholders: Vec<String>,
}

/// A template filled in, before anything is sent (contract §3.8).
pub struct Preview {
    pub id: TemplateId,
    pub channel: Channel,
    pub version: u32,
    pub body: String,
    /// E-mail only.
    pub html: Option<String>,
    /// E-mail only.
    pub subject: Option<String>,
}

/// Why a template cannot be shown or previewed.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    #[error("no such template in this service")]
    NotFound,
    #[error("personalisation is missing")]
    MissingPersonalisation { names: Vec<String> },
    #[error("the store could not say")]
    Unavailable(#[from] crate::Unavailable),
}

/// One line of the mailbox: a message that stayed here, because a test key sent it or because no
/// provider that reaches the outside is configured.
pub struct MailboxEntry {
    pub id: NotificationId,
    pub channel: Channel,
    pub key_type: KeyType,
    pub to: String,
    /// E-mail only.
    pub subject: Option<String>,
    pub handed_over_at: Moment,
}

/// One page of the mailbox.
pub struct MailboxPage {
    pub entries: Vec<MailboxEntry>,
    /// The oldest message that was looked at, in the mailbox or not: the next page begins after it.
    pub last_seen: Option<NotificationId>,
}

/// A message exactly as it would have left.
pub enum MailboxMessage {
    Email {
        entry: MailboxEntry,
        from: String,
        reply_to: Option<String>,
        text: String,
        html: String,
        mime: Vec<u8>,
        files: Vec<FileView>,
    },
    Sms {
        entry: MailboxEntry,
        from: Option<String>,
        text: String,
        /// `gsm7` or `ucs2`.
        encoding: &'static str,
        units: usize,
        parts: u32,
    },
}
