//! The message log: what a service sent and what became of it, for the people who integrate the API.

use crate::App;
use crate::authority::{Authority, Need};
use crate::directory::ServiceView;
use crate::operate::ChangeError;
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, NotificationId, ServiceId, TemplateId};
use facteur_model::notification::{Description, Status, describe};
use facteur_model::person::Right;
use facteur_model::recipient::{EmailAddress, International, PhoneNumber};
use facteur_model::time::{DAY, Moment};
use facteur_store::{Cursor, Filter, Listing, Notification};

/// Messages on one page.
const LOG_PAGE: usize = 50;
/// Messages of a key type at which one page of a filter looks.
const MOST_EXAMINED: usize = 10_000;
/// The longest reference that the API takes; a longer text finds nothing.
const LONGEST_SEARCH: usize = 1_000;

/// Which messages to list. Empty lists mean "any".
#[derive(Debug, Default)]
pub struct LogFilter {
    /// Not asked about when a key is named, which has its own type.
    pub key_types: Vec<KeyType>,
    pub key: Option<ApiKeyId>,
    pub statuses: Vec<Status>,
    pub from: Option<Moment>,
    pub until: Option<Moment>,
    pub place: LogPlace,
}

/// Which page of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LogPlace {
    #[default]
    Newest,
    OlderThan(NotificationId),
    NewerThan(NotificationId),
}

/// One page of the log, newest first.
pub struct LogPage {
    pub entries: Vec<LogEntry>,
    /// The older page begins after this message.
    pub older: Option<NotificationId>,
    /// The newer page ends before this message.
    pub newer: Option<NotificationId>,
    /// Was this as far as one page looks? Then `older`, or `newer`, leads on from there.
    pub is_cut: bool,
}

/// One message. Without `Debug`: it holds the recipient.
pub struct LogEntry {
    pub id: NotificationId,
    pub channel: Channel,
    pub key_type: KeyType,
    /// The name of the key; absent for what somebody sent through the site.
    pub key_name: Option<String>,
    pub recipient: String,
    pub reference: Option<String>,
    pub template: TemplateId,
    pub template_name: Option<String>,
    pub template_version: u32,
    pub status: Status,
    pub description: Description,
    pub created_at: Moment,
    pub scheduled_for: Option<Moment>,
    pub sent_at: Option<Moment>,
    pub completed_at: Option<Moment>,
}

/// A key as filters name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyName {
    pub id: ApiKeyId,
    pub name: String,
    pub key_type: KeyType,
}

impl App {
    /// The keys of a service, revoked ones included, oldest first: their messages are still there.
    pub async fn key_names(&self, by: &Authority, service: ServiceId) -> Result<Vec<KeyName>, ChangeError> {
        let view = self.allowed(by, service, Need::Right(Right::ManageApiKeys)).await?;
        let name = |key: &facteur_store::ApiKey| KeyName {
            id: key.id,
            name: key.name.clone(),
            key_type: key.key_type,
        };
        Ok(view.keys().iter().map(name).collect())
    }

    /// A page of the message log.
    pub async fn message_log(
        &self,
        by: &Authority,
        service: ServiceId,
        wanted: &LogFilter,
    ) -> Result<LogPage, ChangeError> {
        let view = self.allowed(by, service, Need::Right(Right::ManageApiKeys)).await?;
        let key_types = match wanted.key {
            None => wanted.key_types.clone(),
            Some(key) => match view.keys().iter().find(|own| own.id == key) {
                Some(key) => vec![key.key_type],
                None => return Ok(LogPage { entries: Vec::new(), older: None, newer: None, is_cut: false }),
            },
        };
        if wanted.key.is_some() || !wanted.statuses.is_empty() {
            return self.narrow_log(&view, key_types, wanted).await;
        }
        let mut filter = Filter {
            key_types,
            from: wanted.from,
            until: wanted.until,
            most: LOG_PAGE + 1,
            ..Filter::default()
        };
        let store = self.store().of(service);
        if let LogPlace::NewerThan(id) = wanted.place {
            let mut found = store.notifications_after(&filter, id).await?;
            if !found.is_empty() {
                let is_more = found.len() > LOG_PAGE;
                if is_more {
                    found.remove(0);
                }
                let newer = found.first().filter(|_| is_more).map(|first| first.id);
                let older = found.last().map(|last| last.id);
                let entries = self.log_entries(&view, &found).await?;
                return Ok(LogPage { entries, older, newer, is_cut: false });
            }
        }
        if let LogPlace::OlderThan(id) = wanted.place {
            filter.older_than = Some(id);
        }
        let mut found = store.notifications(&filter).await?;
        let older = page_of(&mut found);
        let newer = found.first().filter(|_| filter.older_than.is_some()).map(|first| first.id);
        Ok(LogPage { entries: self.log_entries(&view, &found).await?, older, newer, is_cut: false })
    }

    /// A page of what a filter finds. It looks at a bounded number of messages, however rare those are that fit.
    async fn narrow_log(
        &self,
        view: &ServiceView,
        key_types: Vec<KeyType>,
        wanted: &LogFilter,
    ) -> Result<LogPage, ChangeError> {
        let kinds = Channel::ALL
            .into_iter()
            .flat_map(|channel| wanted.statuses.iter().map(move |status| (channel, *status)))
            .collect();
        let mut listing = Listing {
            key_types: if key_types.is_empty() { KeyType::ALL.to_vec() } else { key_types },
            kinds,
            template: None,
            sender: wanted.key,
            since: wanted.from.unwrap_or(Moment::from_micros(0)),
            until: wanted.until.unwrap_or(self.now().plus(DAY)),
            cursor: match wanted.place {
                LogPlace::Newest => Cursor::Newest,
                LogPlace::OlderThan(id) => Cursor::OlderThan(id),
                LogPlace::NewerThan(id) => Cursor::NewerThan(id),
            },
            most: LOG_PAGE + 1,
            most_examined: MOST_EXAMINED,
        };
        let store = self.store().of(view.service().id);
        let mut listed = store.listing(&listing).await?;
        if matches!(listing.cursor, Cursor::NewerThan(_))
            && listed.found.is_empty()
            && listed.looked_to.is_none()
        {
            listing.cursor = Cursor::Newest;
            listed = store.listing(&listing).await?;
        }
        let (mut found, looked_to) = (listed.found, listed.looked_to);
        let is_more = found.len() > LOG_PAGE;
        let (older, newer) = if let Cursor::NewerThan(_) = listing.cursor {
            if is_more {
                found.remove(0);
            }
            let newer = found.first().filter(|_| is_more).map(|first| first.id).or(looked_to);
            (found.last().map(|last| last.id), newer)
        } else {
            let older = page_of(&mut found).or(looked_to);
            let is_later = matches!(listing.cursor, Cursor::OlderThan(_));
            (older, found.first().filter(|_| is_later).map(|first| first.id))
        };
        let entries = self.log_entries(view, &found).await?;
        Ok(LogPage { entries, older, newer, is_cut: looked_to.is_some() })
    }

    /// The messages to a recipient, or with a reference, of all key types, newest first. Recipients are found within
    /// a minute of their message.
    pub async fn search_log(
        &self,
        by: &Authority,
        service: ServiceId,
        text: &str,
        older_than: Option<NotificationId>,
    ) -> Result<LogPage, ChangeError> {
        let view = self.allowed(by, service, Need::Right(Right::ManageApiKeys)).await?;
        let text = text.trim();
        let mut found = Vec::new();
        if !text.is_empty() && text.chars().count() <= LONGEST_SEARCH {
            let store = self.store().of(service);
            for recipient in recipients_in(text) {
                found.extend(store.notifications_to(&recipient, older_than, LOG_PAGE + 1).await?);
            }
            let reference = Some(text.to_owned());
            let filter = Filter { reference, older_than, most: LOG_PAGE + 1, ..Filter::default() };
            found.extend(store.notifications(&filter).await?);
            found.sort_by_key(|notification| std::cmp::Reverse(notification.id));
            found.dedup_by_key(|notification| notification.id);
        }
        let older = page_of(&mut found);
        Ok(LogPage { entries: self.log_entries(&view, &found).await?, older, newer: None, is_cut: false })
    }

    async fn log_entries(
        &self,
        view: &ServiceView,
        found: &[Notification],
    ) -> Result<Vec<LogEntry>, ChangeError> {
        let mut entries = Vec::with_capacity(found.len());
        for notification in found {
            let Notification { template, template_version, .. } = *notification;
            let version = self.directory().version(notification.service, template, template_version).await?;
            let key = view.keys().iter().find(|key| key.id == notification.key);
            entries.push(LogEntry {
                id: notification.id,
                channel: notification.channel,
                key_type: notification.key_type,
                key_name: key.map(|key| key.name.clone()),
                recipient: notification.content.to.clone(),
                reference: notification.content.reference.clone(),
                template,
                template_name: version.map(|version| version.template.name.clone()),
                template_version,
                status: notification.status,
                description: describe(notification.channel, notification.status, notification.reason),
                created_at: notification.created_at,
                scheduled_for: notification.scheduled_for,
                sent_at: notification.sent_at,
                completed_at: notification.completed_at,
            });
        }
        Ok(entries)
    }
}

/// What a text may mean as a recipient, in the form by which it is found.
pub(crate) fn recipients_in(text: &str) -> Vec<String> {
    let email = EmailAddress::parse(text).ok().map(|email| email.normalised());
    let phone = PhoneNumber::parse(text, International::Allowed).ok().map(|phone| phone.e164().to_owned());
    email.into_iter().chain(phone).collect()
}

/// Cuts what was found to a page; if there was more, the older page begins after the last of it.
fn page_of(found: &mut Vec<Notification>) -> Option<NotificationId> {
    let is_more = found.len() > LOG_PAGE;
    found.truncate(LOG_PAGE);
    found.last().filter(|_| is_more).map(|last| last.id)
}
