//! The mailbox: messages that stayed here, because a test key sent them or because no provider that reaches the outside
//! is configured (contract §9).

use crate::auth::Caller;
use crate::authority::{Authority, Need};
use crate::directory::ServiceView;
use crate::files::MessageFile;
use crate::operate::ChangeError;
use crate::render::{self, sms_text};
use crate::view::{MailboxEntry, MailboxMessage, MailboxPage, PAGE};
use crate::{App, Unavailable, meter};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{NotificationId, ServiceId};
use facteur_model::notification::Status;
use facteur_model::person::Right;
use facteur_providers::{Message, mime};
use facteur_store::{Filter, Notification};
use facteur_template::Encoding;
use serde_json::json;

/// Messages on one page of the site's mailbox.
const SITE_PAGE: usize = 50;
/// Messages looked at for one page: among many that have left, those that stayed may be far apart.
const MOST_LOOKS: usize = 8;
/// Messages deleted in one step, so that no accept waits long behind it.
const MOST_PURGED_AT_ONCE: usize = 500;
/// Steps of one request; whoever asked is told that there are more.
const MOST_STEPS: usize = 20;

/// Of which keys the mailbox shows messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MailboxKeys {
    #[default]
    All,
    TestOnly,
}

/// How much of the source of a message is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// As it would have left, its files inside.
    Whole,
    /// Its files named, and empty.
    WithoutFiles,
}

/// Which messages of a mailbox to list.
#[derive(Debug, Default)]
pub struct MailboxFilter {
    pub keys: MailboxKeys,
    pub channel: Option<Channel>,
    pub older_than: Option<NotificationId>,
}

/// What a purge did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purged {
    /// So many messages are gone, and no finished one is left.
    All(usize),
    /// So many messages are gone, and there are more.
    Some(usize),
}

impl App {
    /// The newest messages of the service's mailbox, [`PAGE`] at most.
    pub async fn mailbox(
        &self,
        caller: &Caller,
        older_than: Option<NotificationId>,
    ) -> Result<MailboxPage, Unavailable> {
        let filter = Filter { older_than, most: PAGE, ..Filter::default() };
        let found = self.store().of(caller.service_id()).notifications(&filter).await?;
        let entries = self.entries(&found).await?;
        Ok(MailboxPage { entries, last_seen: found.last().map(|last| last.id) })
    }

    /// One message of the mailbox, rendered on demand.
    pub async fn mailbox_message(
        &self,
        caller: &Caller,
        id: NotificationId,
        source: Source,
    ) -> Result<Option<MailboxMessage>, Unavailable> {
        self.message_in(&caller.service, id, source).await
    }

    /// The newest messages of a service's mailbox, for its people. `last_seen` is there when there are more.
    pub async fn service_mailbox(
        &self,
        by: &Authority,
        service: ServiceId,
        filter: &MailboxFilter,
    ) -> Result<MailboxPage, ChangeError> {
        self.allowed(by, service, Need::Right(Right::ManageApiKeys)).await?;
        let store = self.store().of(service);
        let mut filter = Filter {
            key_types: match filter.keys {
                MailboxKeys::All => Vec::new(),
                MailboxKeys::TestOnly => vec![KeyType::Test],
            },
            channels: filter.channel.into_iter().collect(),
            older_than: filter.older_than,
            most: PAGE,
            ..Filter::default()
        };
        let mut entries = Vec::new();
        for _ in 0..MOST_LOOKS {
            let found = store.notifications(&filter).await?;
            for notification in found.iter().filter(|notification| stayed_here(notification)) {
                if entries.len() == SITE_PAGE {
                    let last_seen = entries.last().map(|entry: &MailboxEntry| entry.id);
                    return Ok(MailboxPage { entries, last_seen });
                }
                entries.push(self.entry(notification).await?);
            }
            if found.len() < PAGE {
                return Ok(MailboxPage { entries, last_seen: None });
            }
            filter.older_than = found.last().map(|last| last.id);
        }
        Ok(MailboxPage { entries, last_seen: filter.older_than })
    }

    /// The newest messages of a service's mailbox to one recipient: a page of them at most.
    pub async fn search_mailbox(
        &self,
        by: &Authority,
        service: ServiceId,
        recipient: &str,
    ) -> Result<Vec<MailboxEntry>, ChangeError> {
        self.allowed(by, service, Need::Right(Right::ManageApiKeys)).await?;
        let store = self.store().of(service);
        let mut entries = Vec::new();
        for recipient in crate::message_log::recipients_in(recipient) {
            let mut older_than = None;
            for _ in 0..MOST_LOOKS {
                let found = store.notifications_to(&recipient, older_than, PAGE).await?;
                entries.append(&mut self.entries(&found).await?);
                older_than = found.last().map(|last| last.id);
                if found.len() < PAGE || entries.len() >= SITE_PAGE {
                    break;
                }
            }
        }
        entries.truncate(SITE_PAGE);
        Ok(entries)
    }

    /// One message of a service's mailbox, for its people.
    pub async fn service_mailbox_message(
        &self,
        by: &Authority,
        service: ServiceId,
        id: NotificationId,
    ) -> Result<Option<MailboxMessage>, ChangeError> {
        let view = self.allowed(by, service, Need::Right(Right::ManageApiKeys)).await?;
        Ok(self.message_in(&view, id, Source::WithoutFiles).await?)
    }

    /// Deletes what test keys sent. Messages that still wait stay until they are finished.
    pub async fn purge_mailbox(&self, by: &Authority, service: ServiceId) -> Result<Purged, ChangeError> {
        self.allowed(by, service, Need::Right(Right::ManageApiKeys)).await?;
        let before = self.now();
        // First, so that no deletion is without its line.
        let mut tx = self.store().begin().await?;
        self.record(&mut tx, by, Some(service), "mailbox.purge", &service.to_string(), json!({})).await?;
        tx.commit().await?;
        let mut purged = 0;
        for _ in 0..MOST_STEPS {
            let gone =
                self.store().forget_of_type(service, KeyType::Test, before, MOST_PURGED_AT_ONCE).await?;
            if gone == 0 {
                return Ok(Purged::All(purged));
            }
            meter::forgotten(gone);
            purged += gone;
            tokio::task::yield_now().await;
        }
        Ok(Purged::Some(purged))
    }

    async fn message_in(
        &self,
        service: &ServiceView,
        id: NotificationId,
        source: Source,
    ) -> Result<Option<MailboxMessage>, Unavailable> {
        let found = self.store().of(service.service().id).notification(id).await?;
        let Some(notification) = found.filter(stayed_here) else { return Ok(None) };
        let from = self.renderable(&notification).await?;
        let mut outgoing = self.outgoing(service, &from, notification.attempts.max(1));
        if let (Message::Email(email), Source::Whole) = (&mut outgoing.message, source) {
            email.attachments = self.attachments(&notification).await?;
        }
        let files = MessageFile::all_of(&notification.content)?.iter().map(MessageFile::view).collect();
        let entry = entry(&notification, render::subject(&from));
        Ok(match outgoing.message {
            Message::Email(email) => Some(MailboxMessage::Email {
                // An address that mail cannot carry never became a message.
                mime: match mime::compose(outgoing.id, outgoing.at, &email) {
                    Ok(composed) => composed.bytes,
                    Err(_) => return Ok(None),
                },
                entry,
                from: email.from_address,
                reply_to: email.reply_to,
                text: email.text,
                html: email.html,
                files,
            }),
            Message::Sms(sms) => {
                let text = sms_text(service, &from);
                Some(MailboxMessage::Sms {
                    entry,
                    from: sms.from,
                    encoding: match text.encoding {
                        Encoding::Gsm7 => "gsm7",
                        Encoding::Ucs2 => "ucs2",
                    },
                    units: text.units,
                    parts: text.parts,
                    text: text.text,
                })
            }
        })
    }

    async fn entries(&self, found: &[Notification]) -> Result<Vec<MailboxEntry>, Unavailable> {
        let mut entries = Vec::new();
        for notification in found.iter().filter(|notification| stayed_here(notification)) {
            entries.push(self.entry(notification).await?);
        }
        Ok(entries)
    }

    async fn entry(&self, notification: &Notification) -> Result<MailboxEntry, Unavailable> {
        let from = self.renderable(notification).await?;
        Ok(entry(notification, render::subject(&from)))
    }
}

/// Was this message handed over without ever leaving? An attempt is written down only for providers
/// that reach the outside.
fn stayed_here(notification: &Notification) -> bool {
    notification.attempts == 0 && notification.sent_at.is_some() && notification.status != Status::Created
}

fn entry(notification: &Notification, subject: Option<String>) -> MailboxEntry {
    MailboxEntry {
        id: notification.id,
        channel: notification.channel,
        key_type: notification.key_type,
        to: notification.content.to.clone(),
        subject,
        handed_over_at: notification.sent_at.unwrap_or(notification.created_at),
    }
}
