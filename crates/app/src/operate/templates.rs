//! Writing templates.

use super::{ChangeError, check_name, invalid};
use crate::App;
use crate::authority::{Authority, Need};
use facteur_model::id::{ServiceId, TemplateCategoryId, TemplateId};
use facteur_model::person::Right;
use facteur_model::{Channel, Priority};
use facteur_store::{Template, templates};
use facteur_template::SmsTemplate;
use facteur_template::limits::{MAX_EMAIL_CHARACTERS, MAX_SMS_UNITS};
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

impl App {
    /// Makes the first version of a template.
    pub async fn create_template(
        &self,
        by: &Authority,
        wanted: TemplateRequest,
    ) -> Result<TemplateId, ChangeError> {
        check_name("name", &wanted.name)?;
        check_content(&wanted)?;
        self.allowed(by, wanted.service, Need::Right(Right::ManageTemplates)).await?;
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
            visibility: facteur_store::Visibility::Shown,
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
}

fn check_content(wanted: &TemplateRequest) -> Result<(), ChangeError> {
    if wanted.content.trim().is_empty() {
        return Err(invalid("content", "cannot be empty"));
    }
    for (what, text) in
        [("content", wanted.content.as_str()), ("subject", wanted.subject.as_deref().unwrap_or_default())]
    {
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(invalid(what, "cannot hold control characters"));
        }
    }
    match (wanted.channel, &wanted.subject) {
        (Channel::Email, None) => return Err(invalid("subject", "is required for an email")),
        (Channel::Email, Some(subject)) if subject.trim().is_empty() => {
            return Err(invalid("subject", "cannot be empty"));
        }
        (Channel::Sms, Some(_)) => return Err(invalid("subject", "a text message has none")),
        (Channel::Email, Some(_)) | (Channel::Sms, None) => {}
    }
    let (length, limit) = match wanted.channel {
        Channel::Email => (wanted.content.chars().count(), MAX_EMAIL_CHARACTERS),
        Channel::Sms => (SmsTemplate::parse(&wanted.content).source_count(None), MAX_SMS_UNITS),
    };
    if length > limit {
        return Err(invalid(
            "content",
            format!("Content has a character count greater than the limit of {limit}"),
        ));
    }
    Ok(())
}
