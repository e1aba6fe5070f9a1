//! Archiving a template, after a look at when it was last used.

use super::{not_changed, show_archived};
use crate::page::{Flash, Page};
use crate::refused::Answer;
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use facteur_app::Need;
use facteur_model::id::TemplateId;
use facteur_model::person::Right;

pub fn routes() -> Vec<Route> {
    let manage = Access::Service(Need::Right(Right::ManageTemplates));
    vec![
        Route::get("/services/{service}/templates/{template}/archive", manage, ask),
        Route::post("/services/{service}/templates/{template}/archive", manage, archive),
    ]
}

#[derive(Template)]
#[template(path = "templates/archive.html")]
struct Archive {
    page: Page,
    question: String,
    last_use: String,
    keys: Vec<String>,
    back: String,
}

async fn ask(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let id = visit.id("template", TemplateId::parse)?;
    let template = visit.app().read_template(&by, service, id, None).await?;
    if template.archived_at.is_some() {
        return show_archived(&visit, id).await;
    }
    let usage = visit.app().template_usage(&by, service, id).await?;
    let t = visit.words();
    let page = visit.page("template-archive-title");
    let shown = Archive {
        question: t.say1("template-archive-question", "name", &template.name),
        last_use: match usage.last {
            // A day is UTC's; its noon is on the same day everywhere in Canada.
            Some(day) => {
                t.say1("template-last-use", "date", t.date(day.start().plus(facteur_model::time::DAY / 2)))
            }
            None => t.say("template-never-used"),
        },
        keys: usage.keys.into_iter().map(|key| key.name).collect(),
        back: page.at(&format!("/templates/{id}")),
        page,
    };
    visit.show(&shown)
}

async fn archive(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let id = visit.id("template", TemplateId::parse)?;
    let template = visit.app().read_template(&by, service, id, None).await?;
    if let Err(error) = visit.app().archive_template(&by, service, id).await {
        return not_changed(&visit, id, error).await;
    }
    let said = visit.words().say1("template-archived-now", "name", &template.name);
    visit.go_saying(&format!("/services/{service}/templates"), Flash::done(said)).await
}
