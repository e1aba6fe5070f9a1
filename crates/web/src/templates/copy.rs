//! Copying a template within its service, and to another one of the same person.

use super::not_changed;
use crate::components::{Choice, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{CopyRequest, Need, OwnService};
use facteur_model::id::{ServiceId, TemplateId};
use facteur_model::person::Right;
use std::collections::HashSet;

/// Characters of a template's name.
const LONGEST_NAME: usize = 255;
/// Characters that the number of a copy may take.
const ROOM: usize = 20;

pub fn routes() -> Vec<Route> {
    let manage = Access::Service(Need::Right(Right::ManageTemplates));
    let member = Access::Service(Need::Membership);
    vec![
        Route::post("/services/{service}/templates/{template}/copy", manage, copy),
        Route::get("/services/{service}/templates/{template}/copy-to", member, ask),
        Route::post("/services/{service}/templates/{template}/copy-to", member, copy_to),
    ]
}

async fn copy(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let id = visit.id("template", TemplateId::parse)?;
    let template = visit.app().read_template(&by, service, id, None).await?;
    let outlines = visit.app().template_outlines(&by, service).await?;
    let names: HashSet<_> = outlines.iter().map(|outline| outline.name.to_lowercase()).collect();
    let base: String = template.name.chars().take(LONGEST_NAME - ROOM).collect();
    let t = visit.words();
    let name = (1..=outlines.len() + 1)
        .map(|number| t.say2("template-copy-name", "name", &base, "number", number))
        .find(|name| !names.contains(&name.to_lowercase()))
        // There is one number more than there are templates.
        .unwrap_or(base);
    let copy =
        match visit.app().copy_template(&by, service, id, CopyRequest { to: service, name: &name }).await {
            Ok(copy) => copy,
            Err(error) => return not_changed(&visit, id, error).await,
        };
    let said = t.say1("template-copied", "name", &name);
    visit.go_saying(&format!("/services/{service}/templates/{copy}"), Flash::done(said)).await
}

#[derive(Template)]
#[template(path = "templates/copy_to.html")]
struct CopyTo {
    page: Page,
    summary: Markup,
    services: Markup,
    lead: String,
    back: String,
}

/// Other services in which the person writes templates.
pub(super) async fn others(visit: &Visit) -> Result<Vec<OwnService>, Refused> {
    let here = visit.service()?;
    let mut services = visit.app().own_services(&visit.authority()?).await?;
    services.retain(|seat| {
        let writes = seat.rights.is_some_and(|rights| rights.contains(Right::ManageTemplates));
        seat.service.id != here && writes && seat.is_open_to_changes()
    });
    Ok(services)
}

async fn ask(visit: Visit) -> Answer {
    draw(&visit, StatusCode::OK, &Form::default(), &Errors::default()).await
}

async fn draw(visit: &Visit, status: StatusCode, form: &Form, errors: &Errors) -> Answer {
    let id = visit.id("template", TemplateId::parse)?;
    let template = visit.app().read_template(&visit.authority()?, visit.service()?, id, None).await?;
    let services = others(visit).await?;
    let choices: Vec<_> =
        services.iter().map(|seat| Choice::new(seat.service.id.to_string(), &seat.service.name)).collect();
    let fields = visit.fields(form, errors);
    let page = visit.page("template-copy-to-title");
    let shown = CopyTo {
        summary: fields.summary(),
        services: fields.radios("service", "template-copy-to-service", "", &choices),
        lead: visit.words().say1("template-copy-to-lead", "name", &template.name),
        back: page.at(&format!("/templates/{id}")),
        page,
    };
    visit.show_as(status, &shown)
}

async fn copy_to(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let id = visit.id("template", TemplateId::parse)?;
    let wanted = ServiceId::parse(visit.form().text("service"));
    let others = others(&visit).await?;
    let Some(to) = others.into_iter().map(|seat| seat.service).find(|other| Some(other.id) == wanted) else {
        let mut errors = Errors::default();
        errors.add("service", visit.say("template-copy-to-missing"));
        return draw(&visit, StatusCode::BAD_REQUEST, visit.form(), &errors).await;
    };
    let name = visit.app().read_template(&by, service, id, None).await?.name;
    let copy = match visit.app().copy_template(&by, service, id, CopyRequest { to: to.id, name: &name }).await
    {
        Ok(copy) => copy,
        Err(error) => return not_changed(&visit, id, error).await,
    };
    let said = visit.words().say2("template-copied-to", "name", &name, "service", &to.name);
    visit.go_saying(&format!("/services/{}/templates/{copy}", to.id), Flash::done(said)).await
}
