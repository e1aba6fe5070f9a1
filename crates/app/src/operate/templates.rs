//! Writing templates: making, changing, restoring, copying and archiving them.

use super::template_draft::{Faulty, check_template};
use super::{ChangeError, Placement};
use crate::App;
use crate::authority::{Authority, Need};
use crate::directory::ServiceView;
use facteur_model::id::{FolderId, ServiceId, TemplateCategoryId, TemplateId};
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

/// Where a copy of a template goes, and what it is called there.
#[derive(Debug, Clone, Copy)]
pub struct CopyRequest<'a> {
    pub to: ServiceId,
    pub name: &'a str,
}

/// What a template is to say and where it is to be, from its next version on.
pub(super) struct Revision {
    pub(super) name: String,
    pub(super) subject: Option<String>,
    pub(super) content: String,
    pub(super) category: Option<TemplateCategoryId>,
    pub(super) folder: Placement,
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

impl From<Faulty> for EditError {
    fn from(faulty: Faulty) -> Self {
        EditError::Change(faulty.into())
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
        check_template(&view, wanted.channel, &wanted.name, wanted.subject.as_deref(), &wanted.content)?;
        if let Some(category) = wanted.category {
            self.check_category(category).await?;
        }
        self.keep_new_template(by, wanted, None).await
    }

    /// Writes a template that may be written.
    pub(super) async fn keep_new_template(
        &self,
        by: &Authority,
        wanted: TemplateRequest,
        folder: Option<FolderId>,
    ) -> Result<TemplateId, ChangeError> {
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
        if folder.is_some() {
            folders::place(&mut tx, template.service, template.id, folder).await?;
        }
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
        check_template(&view, was.channel, &wanted.name, wanted.subject.as_deref(), &wanted.content)?;
        if let Some(category) = wanted.category {
            self.check_category(category).await?;
        }
        if was.version != base {
            return Err(EditError::Outdated(was.version));
        }
        let category = wanted.category.or(was.category);
        let revised = Revision {
            name: wanted.name,
            subject: wanted.subject,
            content: wanted.content,
            category,
            folder: Placement::AsItIs,
        };
        self.revise_template(by, &was, None, revised).await
    }

    /// Writes the next version of a template that may be written, and says its number. A change of nothing makes none.
    /// `folder` is where the template is.
    pub(super) async fn revise_template(
        &self,
        by: &Authority,
        was: &Template,
        folder: Option<FolderId>,
        revised: Revision,
    ) -> Result<u32, EditError> {
        let (service, id) = (was.service, was.id);
        let Revision { name, subject, content, category, folder: placement } = revised;
        let version =
            NewVersion { name: name.trim().to_owned(), subject, content, at: self.now(), by: by.actor() };
        let is_same =
            version.name == was.name && version.subject == was.subject && version.content == was.content;
        let moves = placement.moves_from(folder);
        if is_same && category == was.category && !moves {
            return Ok(was.version);
        }
        let mut tx = self.store().begin().await?;
        if category != was.category {
            templates::set_priority(&mut tx, service, id, category, was.priority_override).await?;
        }
        if moves {
            folders::place(&mut tx, service, id, placement.folder()).await?;
        }
        let number = templates::add_version(&mut tx, service, id, &version).await?;
        if number != was.version + 1 {
            return Err(EditError::Outdated(number - 1));
        }
        let mut detail = json!({"version": number, "category": category.map(|id| id.to_string())});
        if moves {
            detail["folder"] = placement.folder().map(|id| id.to_string()).into();
        }
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

    /// Makes a template that says the same under another name: in the same folder, or in another service at the top.
    /// Whoever copies it there has to be one of those who write its templates.
    pub async fn copy_template(
        &self,
        by: &Authority,
        service: ServiceId,
        id: TemplateId,
        copy: CopyRequest<'_>,
    ) -> Result<TemplateId, EditError> {
        let CopyRequest { to, name } = copy;
        let is_here = to == service;
        let need = Need::Right(Right::ManageTemplates);
        let view = if is_here {
            self.allowed_to_change(by, service, need).await?
        } else {
            self.allowed(by, service, Need::Membership).await?;
            self.allowed_to_change(by, to, Need::OwnRight(Right::ManageTemplates)).await?
        };
        let was = self.usable_template(service, id).await?;
        check_template(&view, was.channel, name, was.subject.as_deref(), &was.content)?;
        let folder = if is_here { self.store().of(service).folder_of(id).await? } else { None };
        let now = self.now();
        let copy = Template {
            id: TemplateId::new(now, self.chance()),
            service: to,
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
            folders::place(&mut tx, to, copy.id, folder).await?;
        }
        let mut detail = json!({"name": copy.name, "copy_of": id.to_string()});
        if !is_here {
            detail["from_service"] = service.to_string().into();
        }
        self.record(&mut tx, by, Some(to), "template.copy", &copy.id.to_string(), detail).await?;
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
        // The last version says who archived it, and when.
        let detail = json!({"name": was.name});
        let last = NewVersion {
            name: was.name,
            subject: was.subject,
            content: was.content,
            at: self.now(),
            by: by.actor(),
        };
        templates::add_version(&mut tx, service, id, &last).await?;
        templates::archive(&mut tx, service, id, self.now()).await?;
        folders::place(&mut tx, service, id, None).await?;
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
