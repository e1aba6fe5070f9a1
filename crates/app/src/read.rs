//! Reading back: notifications, templates (contract §3.5 to §3.8).

use crate::auth::Caller;
use crate::compiled::{Compiled, CompiledContent};
use crate::render;
use crate::view::{NotificationFilter, NotificationView, PAGE, Preview, TemplateError, TemplateView};
use crate::{App, Unavailable};
use facteur_model::Channel;
use facteur_model::id::{NotificationId, TemplateId};
use facteur_model::notification::describe;
use facteur_store::{Filter, Notification, Template};
use facteur_template::Values;
use serde_json::{Map, Value};
use std::collections::HashMap;

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
            key_types: vec![caller.key_type()],
            job_rows: filter.job_rows,
            channels: filter.channels.clone(),
            statuses: filter.statuses.clone(),
            reference: filter.reference.clone(),
            older_than: filter.older_than,
            most: PAGE,
            ..Filter::default()
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
            job: notification.job,
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
        let found = match version {
            None => Some(current),
            Some(version) => self.directory().version(caller.service_id(), id, version).await?,
        };
        let found = found.ok_or(TemplateError::NotFound)?;
        let mut view = template_view(&found);
        view.created_by = self.address_of_author(&caller.service, &view.created_by).await?;
        Ok(view)
    }

    /// The service's templates by name, then channel; without archived and hidden ones.
    pub async fn templates(
        &self,
        caller: &Caller,
        channel: Option<Channel>,
    ) -> Result<Vec<TemplateView>, Unavailable> {
        let found = self.store().of(caller.service_id()).templates(channel).await?;
        let mut views: Vec<_> =
            found.into_iter().map(|template: Template| template_view(&Compiled::new(template))).collect();
        let mut authors: HashMap<String, String> = HashMap::new();
        for view in &mut views {
            if !authors.contains_key(&view.created_by) {
                let author = self.address_of_author(&caller.service, &view.created_by).await?;
                authors.insert(view.created_by.clone(), author);
            }
            view.created_by.clone_from(&authors[&view.created_by]);
        }
        Ok(views)
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
