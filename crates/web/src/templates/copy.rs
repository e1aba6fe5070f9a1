//! Copying a template within its service.

use super::not_changed;
use crate::page::Flash;
use crate::refused::Answer;
use crate::routes::{Access, Route};
use crate::visit::Visit;
use facteur_app::Need;
use facteur_model::id::TemplateId;
use facteur_model::person::Right;
use std::collections::HashSet;

/// Characters of a template's name.
const LONGEST_NAME: usize = 255;
/// Characters that the number of a copy may take.
const ROOM: usize = 20;

pub fn routes() -> Vec<Route> {
    let manage = Access::Service(Need::Right(Right::ManageTemplates));
    vec![Route::post("/services/{service}/templates/{template}/copy", manage, copy)]
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
    let copy = match visit.app().copy_template(&by, service, id, &name).await {
        Ok(copy) => copy,
        Err(error) => return not_changed(&visit, id, error).await,
    };
    let said = t.say1("template-copied", "name", &name);
    visit.go_saying(&format!("/services/{service}/templates/{copy}"), Flash::done(said)).await
}
