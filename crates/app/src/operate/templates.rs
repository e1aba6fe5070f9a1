//! Writing templates: making, changing, restoring, copying and archiving them.

use super::{ChangeError, TemplateDraft, TemplateFault, invalid, template_faults};
use crate::App;
use crate::authority::{Authority, Need};
use crate::directory::ServiceView;
use facteur_model::id::{ServiceId, TemplateCategoryId, TemplateId};
use facteur_model::person::Right;
use facteur_model::{Channel, Priority};
use facteur_store::{Error, NewVersion, SmsPrefix, Template, Visibility, folders, templates};
use serde_json::json;

/// A template to be made.
pub struct TemplateRequest {
    pub service: ServiceId,
    pub channel: Channel,
    pub name: String,
    /// E-mail needs one; a text has none.
    pub subject: Option<String>,
    pub content: String,
    pub category: Option<TemplateCategoryId>,
    /// How urgent its messages are, whatever the category says.
    pub priority: Option<Priority>,
}

/// Why a template was not changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    #[error("the template is archived")]
    Archived,
    /// Somebody else has saved a version meanwhile: what they wrote would be lost.
    #[error("version {0} has been saved meanwhile")]
    Outdated(u32),
    #[error("the template was not changed")]
    Change(#[from] ChangeError),
}

impl From<Error> for EditError {
    fn from(error: Error) -> Self {
        EditError::Change(error.into())
    }
}

impl App {
    /// Makes the first version of a template.
    pub async fn create_template(
        &self,
        by: &Authority,
        wanted: TemplateRequest,
    ) -> Result<TemplateId, ChangeError> {
        let view = self.allowed_to_change(by, wanted.service, Need::Right(Right::ManageTemplates)).await?;
        check(&view, wanted.channel, &wanted.name, wanted.subject.as_deref(), &wanted.content)?;
        if let Some(category) = wanted.category {
            self.check_category(category).await?;
        }
        let now = self.now();
        let template = Template {
            id: TemplateId::new(now, self.chance()),
            service: wanted.service,
            channel: wanted.channel,
            name: wanted.name.trim().to_owned(),
            subject: wanted.subject,
            content: wanted.content,
            version: 1,
            created_at: now,
            updated_at: None,
            created_by: by.actor(),
            archived_at: None,
            visibility: Visibility::Shown,
            category: wanted.category,
            priority_override: wanted.priority,
            // Not stored with the template: reading it finds what the category says by then.
            category_priority: None,
        };
        let mut tx = self.store().begin().await?;
        templates::insert(&mut tx, &template).await?;
        let detail = json!({
            "name": template.name,
            "type": template.channel.as_str(),
            "category": template.category.map(|id| id.to_string()),
            "priority": template.priority_override.map(Priority::as_str),
        });
        self.record(&mut tx, by, Some(template.service), "template.create", &template.id.to_string(), detail)
            .await?;
        tx.commit().await?;
        Ok(template.id)
    }

    /// Writes the next version of a template and says its number. `base` is the version that was changed;
    /// a change of nothing makes no version.
    pub async fn edit_template(
        &self,
        by: &Authority,
        id: TemplateId,
        base: u32,
        wanted: TemplateRequest,
    ) -> Result<u32, EditError> {
        let service = wanted.service;
        let view = self.allowed_to_change(by, service, Need::Right(Right::ManageTemplates)).await?;
        let was = self.usable_template(service, id).await?;
        check(&view, was.channel, &wanted.name, wanted.subject.as_deref(), &wanted.content)?;
        if let Some(category) = wanted.category {
            self.check_category(category).await?;
        }
        if was.version != base {
            return Err(EditError::Outdated(was.version));
        }
        let version = NewVersion {
            name: wanted.name.trim().to_owned(),
            subject: wanted.subject,
            content: wanted.content,
            at: self.now(),
            by: by.actor(),
        };
        let is_same =
            version.name == was.name && version.subject == was.subject && version.content == was.content;
        let category = wanted.category.or(was.category);
        let mut tx = self.store().begin().await?;
        if category != was.category {
            templates::set_priority(&mut tx, service, id, category, was.priority_override).await?;
        }
        let mut number = was.version;
        if !is_same {
            number = templates::add_version(&mut tx, service, id, &version).await?;
            if number != base + 1 {
                return Err(EditError::Outdated(number - 1));
            }
        }
        let detail = json!({"version": number, "category": category.map(|id| id.to_string())});
        self.record(&mut tx, by, Some(service), "template.edit", &id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(number)
    }

    /// Makes an earlier version of a template the newest again, and says its new number.
    pub async fn restore_template(
        &self,
        by: &Authority,
        service: ServiceId,
        id: TemplateId,
        version: u32,
    ) -> Result<u32, EditError> {
        self.allowed_to_change(by, service, Need::Right(Right::ManageTemplates)).await?;
        self.usable_template(service, id).await?;
        let earlier = self.store().of(service).template(id, Some(version)).await?;
        let earlier = earlier.ok_or(ChangeError::NoSuchTemplate(id))?;
        let again = NewVersion {
            name: earlier.name,
            subject: earlier.subject,
            content: earlier.content,
            at: self.now(),
            by: by.actor(),
        };
        let mut tx = self.store().begin().await?;
        let number = templates::add_version(&mut tx, service, id, &again).await?;
        let detail = json!({"version": number, "restored": version});
        self.record(&mut tx, by, Some(service), "template.restore", &id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(number)
    }

    /// Makes a template that says the same under another name, in the same folder.
    pub async fn copy_template(
        &self,
        by: &Authority,
        service: ServiceId,
        id: TemplateId,
        name: &str,
    ) -> Result<TemplateId, EditError> {
        let view = self.allowed_to_change(by, service, Need::Right(Right::ManageTemplates)).await?;
        let was = self.usable_template(service, id).await?;
        check(&view, was.channel, name, was.subject.as_deref(), &was.content)?;
        let folder = self.store().of(service).folder_of(id).await?;
        let now = self.now();
        let copy = Template {
            id: TemplateId::new(now, self.chance()),
            name: name.trim().to_owned(),
            version: 1,
            created_at: now,
            updated_at: None,
            created_by: by.actor(),
            category_priority: None,
            ..was
        };
        let mut tx = self.store().begin().await?;
        templates::insert(&mut tx, &copy).await?;
        if folder.is_some() {
            folders::place(&mut tx, service, copy.id, folder).await?;
        }
        let detail = json!({"name": copy.name, "copy_of": id.to_string()});
        self.record(&mut tx, by, Some(service), "template.copy", &copy.id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(copy.id)
    }

    /// Archives a template: nothing can be sent with it any more. It leaves its folder, which may then be removed.
    pub async fn archive_template(
        &self,
        by: &Authority,
        service: ServiceId,
        id: TemplateId,
    ) -> Result<(), EditError> {
        self.allowed_to_change(by, service, Need::Right(Right::ManageTemplates)).await?;
        let was = self.usable_template(service, id).await?;
        let mut tx = self.store().begin().await?;
        templates::archive(&mut tx, service, id, self.now()).await?;
        folders::place(&mut tx, service, id, None).await?;
        let detail = json!({"name": was.name});
        self.record(&mut tx, by, Some(service), "template.archive", &id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The latest version of a template that is shown and not archived.
    async fn usable_template(&self, service: ServiceId, id: TemplateId) -> Result<Template, EditError> {
        let found = self.store().of(service).template(id, None).await?;
        let found = found.filter(|template| template.visibility == Visibility::Shown);
        let found = found.ok_or(ChangeError::NoSuchTemplate(id))?;
        if found.archived_at.is_some() { Err(EditError::Archived) } else { Ok(found) }
    }
}

impl ServiceView {
    /// The name that stands in front of the service's texts.
    pub fn text_prefix(&self) -> Option<&str> {
        let service = self.service();
        (service.sms_prefix == SmsPrefix::Shown).then_some(service.name.as_str())
    }
}

fn check(
    view: &ServiceView,
    channel: Channel,
    name: &str,
    subject: Option<&str>,
    content: &str,
) -> Result<(), ChangeError> {
    let draft = TemplateDraft { channel, name, subject, content, prefix: view.text_prefix() };
    match template_faults(&draft).first() {
        None => Ok(()),
        Some(fault) => Err(invalid(TemplateFault::field(*fault), fault.to_string())),
    }
}
