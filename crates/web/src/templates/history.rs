//! The versions of a template: who wrote them, what changed, and back to one of them.

use super::difference::{Difference, difference};
use super::not_changed;
use super::rendered::Source;
use crate::components::Markup;
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use facteur_app::Need;
use facteur_model::id::TemplateId;
use facteur_model::person::Right;
use std::collections::HashMap;

pub fn routes() -> Vec<Route> {
    let history = Access::Service(Need::Either(Right::ViewActivity, Right::ManageTemplates));
    let manage = Access::Service(Need::Right(Right::ManageTemplates));
    vec![
        Route::get("/services/{service}/templates/{template}/versions", history, versions),
        Route::get(
            "/services/{service}/templates/{template}/versions/{version}",
            Access::Service(Need::Membership),
            version,
        ),
        Route::post("/services/{service}/templates/{template}/versions/{version}/restore", manage, restore),
    ]
}

#[derive(Template)]
#[template(path = "templates/versions.html")]
struct Versions {
    page: Page,
    name: String,
    back: String,
    rows: Vec<Row>,
}

struct Row {
    path: String,
    label: String,
    name: String,
    author: String,
    at: String,
    at_machine: String,
    is_current: bool,
}

async fn versions(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let id = visit.id("template", TemplateId::parse)?;
    let app = visit.app();
    let template = app.read_template(&by, service, id, None).await?;
    let versions = app.template_versions(&by, service, id).await?;
    let t = visit.words();
    // A few people write many versions.
    let mut authors: HashMap<&str, String> = HashMap::new();
    for version in &versions {
        if !authors.contains_key(version.created_by.as_str()) {
            let author = app.template_author(&by, service, &version.created_by).await?;
            let author = author.unwrap_or_else(|| t.say("template-author-operator"));
            authors.insert(&version.created_by, author);
        }
    }
    let page = visit.page("template-history-title");
    let back = page.at(&format!("/templates/{id}"));
    let rows = versions
        .iter()
        .map(|version| Row {
            path: format!("{back}/versions/{}", version.number),
            label: t.say1("template-version", "number", version.number),
            name: version.name.clone(),
            author: authors.get(version.created_by.as_str()).cloned().unwrap_or_default(),
            at: t.date_time(version.created_at),
            at_machine: version.created_at.to_rfc3339(),
            is_current: version.number == template.version,
        })
        .collect();
    visit.show(&Versions { page, name: template.name, back, rows })
}

#[derive(Template)]
#[template(path = "templates/version.html")]
struct Version {
    page: Page,
    back: String,
    is_current: bool,
    may_restore: bool,
    may_see_history: bool,
    name: String,
    author: String,
    at: String,
    at_machine: String,
    message: Markup,
    comparison: Option<Comparison>,
    /// Another comparison: with the current version, or with the one before.
    other: Option<(String, String)>,
    restore: String,
}

struct Comparison {
    earlier: String,
    later: String,
    name: Option<Difference>,
    subject: Option<Difference>,
    content: Difference,
    is_same: bool,
}

async fn version(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let id = visit.id("template", TemplateId::parse)?;
    let number: u32 = visit.parameter("version")?.parse().map_err(|_| Refused::NotFound)?;
    let app = visit.app();
    let current = app.read_template(&by, service, id, None).await?;
    let shown = app.read_template(&by, service, id, Some(number)).await?;
    let t = visit.words();
    let with_current = visit.query().text("with") == "current";
    let other = if with_current { current.version } else { number.saturating_sub(1) };
    let comparison = if other == 0 || other == number {
        None
    } else {
        let other = app.read_template(&by, service, id, Some(other)).await?;
        let (earlier, later) = if other.version < number { (&other, &shown) } else { (&shown, &other) };
        let changed = |one: &str, two: &str| (one != two).then(|| difference(one, two));
        let text = |subject: &Option<String>| subject.clone().unwrap_or_default();
        let name = changed(&earlier.name, &later.name);
        let subject = changed(&text(&earlier.subject), &text(&later.subject));
        Some(Comparison {
            earlier: t.say1("template-version", "number", earlier.version),
            later: t.say1("template-version", "number", later.version),
            is_same: name.is_none() && subject.is_none() && earlier.content == later.content,
            name,
            subject,
            content: difference(&earlier.content, &later.content),
        })
    };
    let author = app.template_author(&by, service, &shown.created_by).await?;
    let from = app.sending_from(&by, service).await?;
    let at = shown.updated_at.unwrap_or(shown.created_at);
    let page = visit.page_titled(t.say1("template-version", "number", number));
    let back = page.at(&format!("/templates/{id}"));
    let source = Source {
        channel: shown.channel,
        subject: shown.subject.as_deref().unwrap_or_default(),
        content: &shown.content,
        prefix: from.prefix.as_deref(),
    };
    let is_current = number == current.version;
    let here = format!("{back}/versions/{number}");
    let shown = Version {
        may_restore: !is_current && current.archived_at.is_none() && page.may(Right::ManageTemplates),
        may_see_history: visit.may(Need::Either(Right::ViewActivity, Right::ManageTemplates)),
        is_current,
        name: shown.name.clone(),
        author: author.unwrap_or_else(|| t.say("template-author-operator")),
        at: t.date_time(at),
        at_machine: at.to_rfc3339(),
        message: source.with_gaps(&t),
        comparison,
        other: match (with_current, is_current) {
            (true, _) if number > 1 => Some((here.clone(), t.say("template-compare-previous"))),
            (false, false) => Some((format!("{here}?with=current"), t.say("template-compare-current"))),
            _ => None,
        },
        restore: format!("{here}/restore"),
        back,
        page,
    };
    visit.show(&shown)
}

async fn restore(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let id = visit.id("template", TemplateId::parse)?;
    let number: u32 = visit.parameter("version")?.parse().map_err(|_| Refused::NotFound)?;
    let made = match visit.app().restore_template(&by, service, id, number).await {
        Ok(made) => made,
        Err(error) => return not_changed(&visit, id, error).await,
    };
    let said = visit.words().say2("template-restored", "number", number, "made", made);
    visit.go_saying(&format!("/services/{service}/templates/{id}"), Flash::done(said)).await
}
