//! A service's messages as its people see them: the list, the search, one message with all that happened to it.

use crate::authority::{Authority, Need};
use crate::directory::ServiceView;
use crate::files::{FileView, MessageFile};
use crate::operate::{ChangeError, Timeline};
use crate::render::sms_text;
use crate::totals::REAL_KEYS;
use crate::webhooks::WebhookLine;
use crate::{App, Unavailable, render};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, NotificationId, ServiceId, TemplateId, UserId};
use facteur_model::job::InJob;
use facteur_model::notification::{Description, Fate, Status, describe};
use facteur_model::person::Right;
use facteur_model::recipient::{EmailAddress, International, PhoneNumber};
use facteur_model::time::{Day, Moment};
use facteur_providers::Message;
use facteur_store::{Counted, Counts, Cursor, Filter, Listing, Notification};

/// Messages on one page of the list.
pub const LIST_PAGE: usize = 50;
/// Messages of a key type at which one page of the list looks.
const MOST_EXAMINED: usize = 10_000;
/// Messages that a search shows.
pub const MOST_FOUND: usize = 50;
/// A message and its timeline are for whoever has one of these rights.
pub const SEE_MESSAGE: Need = Need::AnyOf(&[Right::ViewActivity, Right::SendMessages, Right::ManageApiKeys]);

/// When the listed messages were accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// As far back as messages are kept, in whole UTC days.
    Kept,
    /// So many UTC days, today among them.
    Days(u32),
    /// From a moment to another.
    Between(Moment, Moment),
}

/// Which messages the list shows.
#[derive(Debug, Clone)]
pub struct ListRequest {
    /// Those of test keys, in place of all others?
    pub test: bool,
    pub channel: Option<Channel>,
    /// Empty for any.
    pub fates: Vec<Fate>,
    pub template: Option<TemplateId>,
    /// A key, or a person who sent through the site.
    pub sender: Option<ApiKeyId>,
    pub period: Period,
    pub cursor: Cursor,
}

/// A page of the list.
pub struct MessageList {
    pub messages: Vec<MessageLine>,
    /// Where the pages before and after this one begin.
    pub newer: Option<NotificationId>,
    pub older: Option<NotificationId>,
    /// Was this as far as one page looks? Then `older`, or `newer`, leads on from there.
    pub is_cut: bool,
    /// What became of all that the filter finds, whatever the status.
    pub counts: ListCounts,
    /// From when on messages are shown.
    pub since: Moment,
}

/// Numbers above the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListCounts {
    pub total: u64,
    pub in_transit: u64,
    pub delivered: u64,
    pub failed: u64,
    /// Are there more than were counted?
    pub at_least: bool,
}

/// A line of the list. Without `Debug`: it holds the recipient.
pub struct MessageLine {
    pub id: NotificationId,
    pub channel: Channel,
    pub key_type: KeyType,
    pub recipient: String,
    pub reference: Option<String>,
    pub template: TemplateId,
    pub template_name: String,
    pub status: Status,
    pub description: Description,
    /// `None` for what was called off.
    pub fate: Option<Fate>,
    pub created_at: Moment,
    /// When the status was reached.
    pub status_at: Moment,
    /// The row of a job that it was, if it was one.
    pub job: Option<InJob>,
}

/// What the list can be narrowed to.
pub struct ListChoices {
    /// Templates that lists show.
    pub templates: Vec<(TemplateId, Channel, String)>,
    /// Keys, revoked ones included, newest first.
    pub keys: Vec<(ApiKeyId, String)>,
    /// Members who may send through the site.
    pub people: Vec<(ApiKeyId, String)>,
}

/// Who sent a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentBy {
    /// A program, with the key of this name.
    Key { id: ApiKeyId, name: String },
    /// A person, through the site.
    Person { name: String },
    /// A key or a person that is known no more.
    Unknown,
}

/// One message with all that happened to it. Without `Debug`: it is personal.
pub struct MessageView {
    pub line: MessageLine,
    pub template_version: u32,
    pub sent_by: SentBy,
    pub content: MessageContent,
    pub timeline: Timeline,
    /// What webhooks were told of it, oldest first.
    pub webhooks: Vec<WebhookLine>,
}

/// What a message says, exactly as it left or will leave.
pub enum MessageContent {
    Email {
        from: String,
        reply_to: Option<String>,
        subject: String,
        text: String,
        html: String,
        files: Vec<FileView>,
    },
    Sms {
        from: Option<String>,
        text: String,
        parts: u32,
    },
}

impl App {
    /// A page of a service's messages.
    pub async fn messages(
        &self,
        by: &Authority,
        service: ServiceId,
        request: &ListRequest,
    ) -> Result<MessageList, ChangeError> {
        let view = self.allowed(by, service, Need::Membership).await?;
        let store = self.store().of(service);
        let (since, until) = self.span(&view, request.period);
        let mut listing = Listing {
            key_types: key_types(request.test),
            kinds: kinds(request.channel, &request.fates),
            template: request.template,
            sender: request.sender,
            since,
            until,
            cursor: request.cursor,
            most: LIST_PAGE + 1,
            most_examined: MOST_EXAMINED,
        };
        let mut listed = store.listing(&listing).await?;
        if matches!(listing.cursor, Cursor::NewerThan(_))
            && listed.looked_to.is_none()
            && listed.found.len() <= LIST_PAGE
        {
            // The first page, whole.
            listing.cursor = Cursor::Newest;
            listed = store.listing(&listing).await?;
        }
        let counts = self.list_counts(&view, request, &listing).await?;
        let more = listed.found.len() > LIST_PAGE;
        let mut found = listed.found;
        let toward_newer = matches!(listing.cursor, Cursor::NewerThan(_));
        if more && toward_newer {
            found.remove(0);
        }
        found.truncate(LIST_PAGE);
        let first = found.first().map(|notification| notification.id);
        let last = found.last().map(|notification| notification.id);
        let (newer, older) = match listing.cursor {
            Cursor::Newest => (None, if more { last } else { listed.looked_to }),
            Cursor::OlderThan(id) => (first.or(Some(id)), if more { last } else { listed.looked_to }),
            Cursor::NewerThan(id) => (if more { first } else { listed.looked_to }, last.or(Some(id))),
        };
        Ok(MessageList {
            messages: self.lines(found).await?,
            newer,
            older,
            is_cut: listed.looked_to.is_some(),
            counts,
            since,
        })
    }

    /// What the list can be narrowed to.
    pub async fn list_choices(&self, by: &Authority, service: ServiceId) -> Result<ListChoices, ChangeError> {
        let view = self.allowed(by, service, Need::Membership).await?;
        let templates = self.store().of(service).templates(None).await?;
        let senders = view.members().iter().filter(|member| member.rights.contains(Right::SendMessages));
        Ok(ListChoices {
            templates: templates
                .into_iter()
                .map(|template| (template.id, template.channel, template.name))
                .collect(),
            keys: view.keys().iter().rev().map(|key| (key.id, key.name.clone())).collect(),
            people: senders
                .filter_map(|member| Some((ApiKeyId::from_uuid(member.id.as_uuid()), member.name.clone()?)))
                .collect(),
        })
    }

    /// From when to when messages are shown. Days that are not kept whole are left out, so that the list shows as many as
    /// the totals count.
    fn span(&self, view: &ServiceView, period: Period) -> (Moment, Moment) {
        let tomorrow = self.now().day().next();
        let kept = tomorrow.back(view.service().retention.days());
        match period {
            Period::Kept => (kept.start(), tomorrow.start()),
            Period::Days(days) => (tomorrow.back(days).max(kept).start(), tomorrow.start()),
            Period::Between(since, until) => (since, until),
        }
    }

    async fn list_counts(
        &self,
        view: &ServiceView,
        request: &ListRequest,
        listing: &Listing,
    ) -> Result<ListCounts, ChangeError> {
        let store = self.store().of(view.service().id);
        let is_wanted = |channel: Channel| request.channel.is_none_or(|wanted| wanted == channel);
        if let Period::Between(..) = request.period {
            let (kinds, is_whole) = store.kinds(listing).await?;
            let mut counts = ListCounts { at_least: !is_whole, ..ListCounts::default() };
            for (channel, status, number) in kinds.into_iter().filter(|(channel, ..)| is_wanted(*channel)) {
                counts.total += number;
                match Fate::of(channel, status) {
                    Some(Fate::InTransit) => counts.in_transit += number,
                    Some(Fate::Delivered) => counts.delivered += number,
                    Some(Fate::Technical | Fate::Temporary | Fate::Permanent) => counts.failed += number,
                    None => {}
                }
            }
            return Ok(counts);
        }
        let last: Day = self.now().day();
        let counted = Counted {
            days: listing.since.day()..=last,
            key_types: listing.key_types.clone(),
            template: request.template,
            sender: request.sender,
        };
        let mut sum = Counts::default();
        for count in store.counts_by_day(&counted).await? {
            if is_wanted(count.channel) {
                sum += count.counts;
            }
        }
        Ok(ListCounts {
            total: sum.requested,
            in_transit: sum.in_transit(),
            delivered: sum.delivered,
            failed: sum.failed(),
            at_least: false,
        })
    }

    /// Messages to exactly this recipient, or with exactly this reference, newest first, [`MOST_FOUND`] at most. Those
    /// of test keys are among them.
    pub async fn find_messages(
        &self,
        by: &Authority,
        service: ServiceId,
        wanted: &str,
    ) -> Result<Vec<MessageLine>, ChangeError> {
        self.allowed(by, service, Need::Membership).await?;
        let store = self.store().of(service);
        let with_reference =
            Filter { reference: Some(wanted.to_owned()), most: MOST_FOUND, ..Filter::default() };
        let mut found = store.notifications(&with_reference).await?;
        let mut recipients = Vec::new();
        if let Ok(address) = EmailAddress::parse(wanted) {
            recipients.push(address.normalised());
        }
        if let Ok(number) = PhoneNumber::parse(wanted, International::Allowed) {
            recipients.push(number.e164().to_owned());
        }
        for recipient in recipients {
            for id in store.recipients_matching(&recipient, MOST_FOUND).await? {
                if !found.iter().any(|known| known.id == id) {
                    found.extend(store.notification(id).await?);
                }
            }
        }
        found.sort_by_key(|notification| std::cmp::Reverse(notification.id));
        found.truncate(MOST_FOUND);
        Ok(self.lines(found).await?)
    }

    /// Does the service have a message with this id? For whoever may see the list.
    pub async fn has_message(
        &self,
        by: &Authority,
        service: ServiceId,
        id: NotificationId,
    ) -> Result<bool, ChangeError> {
        self.allowed(by, service, Need::Membership).await?;
        Ok(self.store().of(service).notification(id).await?.is_some())
    }

    /// One message; `None` when the service has no such message, or keeps it no longer.
    pub async fn message(
        &self,
        by: &Authority,
        service: ServiceId,
        id: NotificationId,
    ) -> Result<Option<MessageView>, ChangeError> {
        let view = self.allowed(by, service, SEE_MESSAGE).await?;
        let Some(notification) = self.store().of(service).notification(id).await? else { return Ok(None) };
        let Some(timeline) = self.timeline(by, service, id).await? else { return Ok(None) };
        let content = self.content(&view, &notification).await?;
        let sent_by = self.sent_by(&view, notification.key).await?;
        let template_version = notification.template_version;
        let line = self.line(notification).await?;
        let webhooks = self.told_of_message(service, id).await?;
        Ok(Some(MessageView { line, template_version, sent_by, content, timeline, webhooks }))
    }

    async fn content(
        &self,
        view: &ServiceView,
        notification: &Notification,
    ) -> Result<MessageContent, Unavailable> {
        let from = self.renderable(notification).await?;
        let subject = render::subject(&from);
        let files = MessageFile::all_of(&notification.content)?.iter().map(MessageFile::view).collect();
        Ok(match self.outgoing(view, &from, notification.attempts.max(1)).message {
            Message::Email(email) => MessageContent::Email {
                from: email.from_address,
                reply_to: email.reply_to,
                subject: subject.unwrap_or(email.subject),
                text: email.text,
                html: email.html,
                files,
            },
            Message::Sms(sms) => {
                let text = sms_text(view, &from);
                MessageContent::Sms { from: sms.from, text: text.text, parts: text.parts }
            }
        })
    }

    /// Under the id of a key stands that of a person when the message was sent through the site.
    pub(crate) async fn sent_by(&self, view: &ServiceView, id: ApiKeyId) -> Result<SentBy, Unavailable> {
        if let Some(key) = view.keys().iter().find(|key| key.id == id) {
            return Ok(SentBy::Key { id, name: key.name.clone() });
        }
        let person = UserId::from_uuid(id.as_uuid());
        if let Some(name) = view.member(person).and_then(|member| member.name.clone()) {
            return Ok(SentBy::Person { name });
        }
        Ok(match self.store().user(person).await? {
            Some(user) => SentBy::Person { name: user.profile.name },
            None => SentBy::Unknown,
        })
    }

    pub(crate) async fn lines(&self, found: Vec<Notification>) -> Result<Vec<MessageLine>, Unavailable> {
        let mut lines = Vec::with_capacity(found.len());
        for notification in found {
            lines.push(self.line(notification).await?);
        }
        Ok(lines)
    }

    async fn line(&self, notification: Notification) -> Result<MessageLine, Unavailable> {
        let Notification { service, template, template_version, channel, status, .. } = notification;
        let version = self.directory().version(service, template, template_version).await?;
        Ok(MessageLine {
            id: notification.id,
            channel,
            key_type: notification.key_type,
            recipient: notification.content.to,
            reference: notification.content.reference,
            template,
            template_name: version.map(|compiled| compiled.template.name.clone()).unwrap_or_default(),
            status,
            description: describe(channel, status, notification.reason),
            fate: Fate::of(channel, status),
            created_at: notification.created_at,
            job: notification.job,
            status_at: notification
                .completed_at
                .or(notification.updated_at)
                .unwrap_or(notification.created_at),
        })
    }
}

fn key_types(test: bool) -> Vec<KeyType> {
    if test { vec![KeyType::Test] } else { REAL_KEYS.to_vec() }
}

/// Every status of the wanted groups, on the wanted channel; empty when all are wanted.
pub(crate) fn kinds(channel: Option<Channel>, fates: &[Fate]) -> Vec<(Channel, Status)> {
    if channel.is_none() && fates.is_empty() {
        return Vec::new();
    }
    let is_wanted = |channel, status| {
        fates.is_empty() || Fate::of(channel, status).is_some_and(|fate| fates.contains(&fate))
    };
    Channel::ALL
        .into_iter()
        .filter(|one| channel.is_none_or(|wanted| wanted == *one))
        .flat_map(|channel| Status::ALL.into_iter().map(move |status| (channel, status)))
        .filter(|(channel, status)| is_wanted(*channel, *status))
        .collect()
}
