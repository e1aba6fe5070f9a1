//! `facteur template` and `facteur category`.

use super::output::{Output, or_none};
use super::service_id;
use crate::cli::{CategoryCommand, NewTemplate, TemplateCommand};
use anyhow::{Context, bail};
use facteur_app::{App, Authority, OwnPriority, TemplateRequest, Urgency, UrgencyChange};
use facteur_model::Priority;
use facteur_model::id::{TemplateCategoryId, TemplateId};
use facteur_store::TemplateCategory;
use serde_json::{Value, json};

pub async fn template(app: &App, by: &Authority, command: TemplateCommand) -> anyhow::Result<Output> {
    match command {
        TemplateCommand::Create(wanted) => create(app, by, wanted).await,
        TemplateCommand::Priority { template, service, category, priority, no_priority } => {
            let id = TemplateId::parse(&template)
                .with_context(|| format!("{template} is not the id of a template"))?;
            let own = match priority {
                _ if no_priority => OwnPriority::Remove,
                Some(name) => OwnPriority::Set(name.into()),
                None => OwnPriority::Keep,
            };
            let service = service_id(&service)?;
            let change = UrgencyChange { category: category_id(app, by, category).await?, priority: own };
            Ok(urgency(id, &app.set_urgency(by, service, id, change).await?))
        }
    }
}

pub async fn category(app: &App, by: &Authority, command: CategoryCommand) -> anyhow::Result<Output> {
    match command {
        CategoryCommand::List => Ok(categories(&app.template_categories(by).await?)),
    }
}

async fn create(app: &App, by: &Authority, wanted: NewTemplate) -> anyhow::Result<Output> {
    let NewTemplate { service, channel, name, subject, content, category, priority } = wanted;
    let wanted = TemplateRequest {
        service: service_id(&service)?,
        channel: channel.into(),
        name,
        subject,
        content,
        category: category_id(app, by, category).await?,
        priority: priority.map(Priority::from),
    };
    Ok(Output::created(app.create_template(by, wanted).await?))
}

/// The category that somebody means by its id, or by its name in either language and any case.
async fn category_id(
    app: &App,
    by: &Authority,
    text: Option<String>,
) -> anyhow::Result<Option<TemplateCategoryId>> {
    let Some(text) = text else { return Ok(None) };
    if let Some(id) = TemplateCategoryId::parse(&text) {
        return Ok(Some(id));
    }
    let meant = text.trim().to_lowercase();
    let is_meant = |category: &TemplateCategory| {
        [&category.name_en, &category.name_fr].into_iter().any(|name| name.to_lowercase() == meant)
    };
    let categories = app.template_categories(by).await?;
    let mut found = categories.iter().filter(|category| is_meant(category));
    match (found.next(), found.next()) {
        (Some(category), None) => Ok(Some(category.id)),
        (Some(_), Some(_)) => bail!("several categories are named {text}: say which by its id"),
        (None, _) => bail!("there is no category {text}: `facteur category list` shows them all"),
    }
}

fn urgency(template: TemplateId, urgency: &Urgency) -> Output {
    let Urgency { category, own, priority } = urgency;
    let why = match (own, category) {
        (Some(_), _) => "the template's own",
        (None, Some(_)) => "its category's",
        (None, None) => "it has no category",
    };
    Output::new(
        format!("The template's priority is {}: {why}", priority.as_str()),
        json!({
            "id": template.to_string(),
            "category": category.map(|id| id.to_string()),
            "own_priority": own.map(Priority::as_str),
            "priority": priority.as_str(),
        }),
    )
}

fn categories(categories: &[TemplateCategory]) -> Output {
    let lines: Vec<String> = categories
        .iter()
        .map(|category| {
            let hidden = if category.hidden { "  (hidden)" } else { "" };
            format!(
                "{}  email {:8}  sms {:8}  {} / {}{hidden}",
                category.id,
                category.email_priority.as_str(),
                category.sms_priority.as_str(),
                category.name_en,
                category.name_fr
            )
        })
        .collect();
    let objects: Vec<Value> = categories
        .iter()
        .map(|category| {
            json!({
                "id": category.id.to_string(),
                "name_en": category.name_en,
                "name_fr": category.name_fr,
                "email_priority": category.email_priority.as_str(),
                "sms_priority": category.sms_priority.as_str(),
                "hidden": category.hidden,
            })
        })
        .collect();
    Output::new(or_none(&lines), json!({"categories": objects}))
}
