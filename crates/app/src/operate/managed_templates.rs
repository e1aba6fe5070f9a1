//! Templates as programs look after them, with a key that may (contract §3.9).
//!
//! What is written and recorded is what the site writes and records; the questions come in the contract's order.

use super::template_draft::{Faulty, check_template};
use super::templates::Revision;
use super::{ChangeError, EditError, TemplateFault, TemplateRequest};
use crate::authority::{Authority, Need, user_of_actor};
use crate::directory::ServiceView;
use crate::{App, Unavailable};
use facteur_model::Channel;
use facteur_model::id::{FolderId, ServiceId, TemplateCategoryId, TemplateId};
use facteur_model::person::Right;
use facteur_model::service::Permission;
use facteur_store::{Error, Template, TemplateCategory, Visibility};

/// Times that a change is tried again because somebody else's came first.
const MOST_TRIES: usize = 5;

/// A template with everything that is known of it.
pub struct ManagedTemplate {
    pub template: Template,
    pub service_name: String,
    /// The address of the person who made its newest version; the operator's name.
    pub author: String,
    pub category: Option<TemplateCategory>,
    pub folder: Option<FolderId>,
}

/// Where a template is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Placement {
    #[default]
    AsItIs,
    /// In no folder.
    Top,
    In(FolderId),
}

impl Placement {
    /// The folder, where one is named.
    pub(super) fn folder(self) -> Option<FolderId> {
        match self {
            Placement::AsItIs | Placement::Top => None,
            Placement::In(folder) => Some(folder),
        }
    }

    /// Is it somewhere else than there?
    pub(super) fn moves_from(self, there: Option<FolderId>) -> bool {
        self != Placement::AsItIs && self.folder() != there
    }
}

/// What is to change; what is not named stays.
#[derive(Debug, Clone, Default)]
pub struct TemplateChange {
    pub name: Option<String>,
    pub content: Option<String>,
    /// A text message has none, whatever is said here.
    pub subject: Option<String>,
    pub category: Option<TemplateCategoryId>,
    pub folder: Placement,
}

/// Why a template was not made, changed or archived.
#[derive(Debug, thiserror::Error)]
pub enum ManageError {
    #[error("the service has no such template")]
    NoSuchTemplate,
    #[error("there is no such category")]
    NoSuchCategory,
    #[error("the service has no such folder")]
    NoSuchFolder,
    #[error("the service may not send messages of this type")]
    ChannelNotPermitted(Channel),
    #[error("the template is archived")]
    Archived,
    #[error("others kept changing the template")]
    Outdated,
    /// Everything that is wrong with what it would say.
    #[error("the template would not be right")]
    Faulty(Vec<TemplateFault>),
    #[error("nothing was changed")]
    Change(#[from] ChangeError),
}

impl From<Error> for ManageError {
    fn from(error: Error) -> Self {
        ManageError::Change(error.into())
    }
}

impl From<Faulty> for ManageError {
    fn from(faulty: Faulty) -> Self {
        ManageError::Faulty(faulty.all)
    }
}

impl From<EditError> for ManageError {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Archived => ManageError::Archived,
            EditError::Outdated(_) => ManageError::Outdated,
            EditError::Change(ChangeError::NoSuchTemplate(_)) => ManageError::NoSuchTemplate,
            EditError::Change(error) => ManageError::Change(error),
        }
    }
}

impl App {
    /// A template of the service; archived ones too, hidden ones not.
    pub async fn managed_template(
        &self,
        by: &Authority,
        service: ServiceId,
        id: TemplateId,
    ) -> Result<ManagedTemplate, ManageError> {
        let view = self.allowed(by, service, Need::Right(Right::ManageTemplates)).await?;
        let template = self.shown_template(service, id).await?;
        let category = match template.category {
            Some(id) => self.store().template_categories().await?.into_iter().find(|one| one.id == id),
            None => None,
        };
        Ok(ManagedTemplate {
            service_name: view.service().name.clone(),
            author: self.address_of_author(&view, &template.created_by).await.map_err(ChangeError::from)?,
            folder: self.store().of(service).folder_of(id).await?,
            category,
            template,
        })
    }

    /// Makes a template, in a folder or at the top.
    pub async fn make_managed_template(
        &self,
        by: &Authority,
        wanted: TemplateRequest,
        folder: Option<FolderId>,
    ) -> Result<ManagedTemplate, ManageError> {
        let service = wanted.service;
        let view = self.allowed(by, service, Need::Right(Right::ManageTemplates)).await?;
        self.check_places(service, wanted.category, folder).await?;
        if !view.service().permissions.contains(Permission::from(wanted.channel)) {
            return Err(ManageError::ChannelNotPermitted(wanted.channel));
        }
        check_template(&view, wanted.channel, &wanted.name, wanted.subject.as_deref(), &wanted.content)?;
        let id = self.keep_new_template(by, wanted, folder).await?;
        self.managed_template(by, service, id).await
    }

    /// Changes a template. Who else changes it at the same moment does not lose what they wrote.
    pub async fn change_managed_template(
        &self,
        by: &Authority,
        service: ServiceId,
        id: TemplateId,
        change: TemplateChange,
    ) -> Result<ManagedTemplate, ManageError> {
        let view = self.allowed(by, service, Need::Right(Right::ManageTemplates)).await?;
        let mut outcome = Err(ManageError::Outdated);
        for _ in 0..MOST_TRIES {
            outcome = self.try_change(by, &view, id, change.clone()).await;
            if !matches!(outcome, Err(ManageError::Outdated)) {
                break;
            }
        }
        outcome?;
        self.managed_template(by, service, id).await
    }

    async fn try_change(
        &self,
        by: &Authority,
        view: &ServiceView,
        id: TemplateId,
        change: TemplateChange,
    ) -> Result<(), ManageError> {
        let service = view.service().id;
        let was = self.shown_template(service, id).await?;
        if was.archived_at.is_some() {
            return Err(ManageError::Archived);
        }
        self.check_places(service, change.category, change.folder.folder()).await?;
        let revised = Revision {
            name: change.name.unwrap_or_else(|| was.name.clone()),
            subject: match was.channel {
                Channel::Email => change.subject.or_else(|| was.subject.clone()),
                Channel::Sms => None,
            },
            content: change.content.unwrap_or_else(|| was.content.clone()),
            category: change.category.or(was.category),
            folder: change.folder,
        };
        check_template(view, was.channel, &revised.name, revised.subject.as_deref(), &revised.content)?;
        let is_in = self.store().of(service).folder_of(id).await?;
        self.revise_template(by, &was, is_in, revised).await?;
        Ok(())
    }

    async fn shown_template(&self, service: ServiceId, id: TemplateId) -> Result<Template, ManageError> {
        let found = self.store().of(service).template(id, None).await?;
        let shown = found.filter(|template| template.visibility == Visibility::Shown);
        shown.ok_or(ManageError::NoSuchTemplate)
    }

    async fn check_places(
        &self,
        service: ServiceId,
        category: Option<TemplateCategoryId>,
        folder: Option<FolderId>,
    ) -> Result<(), ManageError> {
        if let Some(category) = category {
            match self.check_category(category).await {
                Err(ChangeError::NoSuchCategory(_)) => return Err(ManageError::NoSuchCategory),
                outcome => outcome?,
            }
        }
        if let Some(folder) = folder
            && !self.store().of(service).folders().await?.iter().any(|one| one.id == folder)
        {
            return Err(ManageError::NoSuchFolder);
        }
        Ok(())
    }

    /// The address of a version's author, as the contract shows it; the name that stands there for anybody else.
    pub(crate) async fn address_of_author(
        &self,
        view: &ServiceView,
        actor: &str,
    ) -> Result<String, Unavailable> {
        let Some(person) = user_of_actor(actor) else { return Ok(actor.to_owned()) };
        if let Some(member) = view.member(person) {
            return Ok(member.email.clone());
        }
        let user = self.store().user(person).await?;
        Ok(user.map_or_else(|| actor.to_owned(), |user| user.profile.email))
    }
}
