//! How urgent a template's messages are: by its category, or by its own word.

use super::ChangeError;
use crate::authority::{Authority, Need};
use crate::{App, Unavailable};
use facteur_model::Priority;
use facteur_model::id::{ServiceId, TemplateCategoryId, TemplateId};
use facteur_model::person::Right;
use facteur_store::{Error, Template, TemplateCategory, templates};
use serde_json::{Value, json};

/// What a template's urgency is to become.
#[derive(Debug, Default)]
pub struct UrgencyChange {
    /// `None` keeps the category that it has.
    pub category: Option<TemplateCategoryId>,
    pub priority: OwnPriority,
}

/// What becomes of a template's own word, which goes before its category's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OwnPriority {
    #[default]
    Keep,
    Set(Priority),
    /// Its category decides again.
    Remove,
}

/// How urgent a template is, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Urgency {
    pub category: Option<TemplateCategoryId>,
    /// Its own word, if it has one.
    pub own: Option<Priority>,
    /// What holds: its own word, else its category's, else normal.
    pub priority: Priority,
}

impl From<&Template> for Urgency {
    fn from(template: &Template) -> Self {
        Self { category: template.category, own: template.priority_override, priority: template.priority() }
    }
}

impl App {
    /// Changes the category of a template, its own priority, or both; messages that were accepted keep theirs.
    pub async fn set_urgency(
        &self,
        by: &Authority,
        service: ServiceId,
        template: TemplateId,
        change: UrgencyChange,
    ) -> Result<Urgency, ChangeError> {
        self.allowed_to_change(by, service, Need::Right(Right::ManageTemplates)).await?;
        if let Some(category) = change.category {
            self.check_category(category).await?;
        }
        let was = self.urgency(service, template).await?;
        let category = change.category.or(was.category);
        let own = match change.priority {
            OwnPriority::Keep => was.own,
            OwnPriority::Set(priority) => Some(priority),
            OwnPriority::Remove => None,
        };
        let mut tx = self.store().begin().await?;
        match templates::set_priority(&mut tx, service, template, category, own).await {
            Ok(()) => {}
            Err(Error::Missing) => return Err(ChangeError::NoSuchTemplate(template)),
            Err(error) => return Err(error.into()),
        }
        let detail = json!({"before": written(was.category, was.own), "after": written(category, own)});
        self.record(&mut tx, by, Some(service), "template.priority", &template.to_string(), detail).await?;
        tx.commit().await?;
        self.urgency(service, template).await
    }

    /// All categories of templates, by English name.
    pub async fn template_categories(&self, _by: &Authority) -> Result<Vec<TemplateCategory>, Unavailable> {
        Ok(self.store().template_categories().await?)
    }

    pub(super) async fn check_category(&self, id: TemplateCategoryId) -> Result<(), ChangeError> {
        let categories = self.store().template_categories().await?;
        if categories.iter().any(|category| category.id == id) {
            Ok(())
        } else {
            Err(ChangeError::NoSuchCategory(id))
        }
    }

    async fn urgency(&self, service: ServiceId, id: TemplateId) -> Result<Urgency, ChangeError> {
        let template = self.store().of(service).template(id, None).await?;
        template.as_ref().map(Urgency::from).ok_or(ChangeError::NoSuchTemplate(id))
    }
}

fn written(category: Option<TemplateCategoryId>, own: Option<Priority>) -> Value {
    json!({"category": category.map(|id| id.to_string()), "priority": own.map(Priority::as_str)})
}
