//! Reading back: notifications, templates, the mailbox (contract §3.5 to §3.8).

use crate::auth::Caller;
use crate::compiled::{Compiled, CompiledContent};
use crate::render::{self, sms_text};
use crate::view::{
    MailboxEntry, MailboxMessage, MailboxPage, NotificationFilter, NotificationView, PAGE, Preview,
    TemplateError, TemplateView,
};
use crate::{App, Unavailable};
use facteur_model::Channel;
use facteur_model::id::{NotificationId, TemplateId};
use facteur_model::notification::{Status, describe};
use facteur_providers::{Message, mime};
use facteur_store::{Filter, Notification, Template};
use facteur_template::{Encoding, Values};
use serde_json::{Map, Value};

impl App {
    /// A notification of the caller's service, by any of its keys (contract §2.2).
    pub async fn notification(
        &self,
        caller: &Caller,
        id: NotificationId,
    ) -> Result<Option<NotificationView>, Unavailable> {
        match self.store().of(caller.service_id()).notification(id).await? {
            Some(notification) => self.view(&notification).await.map(Some),
            None => Ok(None),
        }
    }

    /// The newest notifications of the caller's key type, [`PAGE`] at most (contract §3.6).
    pub async fn notifications(
        &self,
        caller: &Caller,
        filter: &NotificationFilter,
    ) -> Result<Vec<NotificationView>, Unavailable> {
        let filter = Filter {
            key_type: Some(caller.key_type()),
            channels: filter.channels.clone(),
            statuses: filter.statuses.clone(),
            reference: filter.reference.clone(),
            older_than: filter.older_than,
            most: PAGE,
        };
        let found = self.store().of(caller.service_id()).notifications(&filter).await?;
        let mut views = Vec::with_capacity(found.len());
        for notification in &found {
            views.push(self.view(notification).await?);
        }
        Ok(views)
    }

    async fn view(&self, notification: &Notification) -> Result<NotificationView, Unavailable> {
        let from = self.renderable(notification).await?;
        Ok(NotificationView {
            id: notification.id,
            channel: notification.channel,
            key_type: notification.key_type,
            reference: notification.content.reference.clone(),
            recipient: notification.content.to.clone(),
            status: notification.status,
            description: describe(notification.channel, notification.status, notification.reason),
            provider_response: notification.provider_response.clone(),
            template: notification.template,
            template_version: notification.template_version,
            body: from.template.body(&from.values),
            subject: render::subject(&from),
            created_at: notification.created_at,
            created_by_name: None,
            sent_at: notification.sent_at,
            completed_at: notification.completed_at,
            scheduled_for: notification.scheduled_for,
        })
    }

    /// A template, archived ones included, hidden ones not; `None` means its current version.
    pub async fn template(
        &self,
        caller: &Caller,
        id: TemplateId,
        version: Option<u32>,
    ) -> Result<TemplateView, TemplateError> {
        let current = self.directory().template(&caller.service, id).await?.ok_or(TemplateError::NotFound)?;
        let Some(version) = version else { return Ok(template_view(&current)) };
        let found = self.directory().version(caller.service_id(), id, version).await?;
        found.map(|found| template_view(&found)).ok_or(TemplateError::NotFound)
    }

    /// The service's templates by name, then channel; without archived and hidden ones.
    pub async fn templates(
        &self,
        caller: &Caller,
        channel: Option<Channel>,
    ) -> Result<Vec<TemplateView>, Unavailable> {
        let found = self.store().of(caller.service_id()).templates(channel).await?;
        Ok(found.into_iter().map(|template: Template| template_view(&Compiled::new(template))).collect())
    }

    /// The template filled in. Works on archived templates too.
    pub async fn preview(
        &self,
        caller: &Caller,
        id: TemplateId,
        personalisation: &Map<String, Value>,
    ) -> Result<Preview, TemplateError> {
        let template =
            self.directory().template(&caller.service, id).await?.ok_or(TemplateError::NotFound)?;
        let values = Values::from_json(personalisation);
        let names = template.missing(&values);
        if !names.is_empty() {
            return Err(TemplateError::MissingPersonalisation { names });
        }
        Ok(Preview {
            id,
            channel: template.channel(),
            version: template.template.version,
            body: template.body(&values),
            html: match &template.content {
                CompiledContent::Email(email) => Some(email.html(&values)),
                CompiledContent::Sms(_) => None,
            },
            subject: template.subject(&values),
        })
    }

    /// The newest messages of the service's mailbox, [`PAGE`] at most.
    pub async fn mailbox(
        &self,
        caller: &Caller,
        older_than: Option<NotificationId>,
    ) -> Result<MailboxPage, Unavailable> {
        let filter = Filter {
            key_type: None,
            channels: Vec::new(),
            statuses: Vec::new(),
            reference: None,
            older_than,
            most: PAGE,
        };
        let found = self.store().of(caller.service_id()).notifications(&filter).await?;
        let mut entries = Vec::new();
        for notification in found.iter().filter(|notification| stayed_here(notification)) {
            let from = self.renderable(notification).await?;
            entries.push(entry(notification, render::subject(&from)));
        }
        Ok(MailboxPage { entries, last_seen: found.last().map(|last| last.id) })
    }

    /// One message of the mailbox, rendered on demand.
    pub async fn mailbox_message(
        &self,
        caller: &Caller,
        id: NotificationId,
    ) -> Result<Option<MailboxMessage>, Unavailable> {
        let found = self.store().of(caller.service_id()).notification(id).await?;
        let Some(notification) = found.filter(stayed_here) else { return Ok(None) };
        let from = self.renderable(&notification).await?;
        let outgoing = self.outgoing(&caller.service, &from, notification.attempts.max(1));
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
            }),
            Message::Sms(sms) => {
                let text = sms_text(&caller.service, &from);
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
}

fn template_view(compiled: &Compiled) -> TemplateView {
    let template = &compiled.template;
    TemplateView {
        id: template.id,
        channel: template.channel,
        name: template.name.clone(),
        subject: template.subject.clone(),
        body: template.content.clone(),
        version: template.version,
        created_at: template.created_at,
        updated_at: template.updated_at,
        created_by: template.created_by.clone(),
        placeholders: compiled.placeholders(),
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
