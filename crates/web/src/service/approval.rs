//! From how many rows on a second person has to approve a list.

use super::pages::FormPage;
use super::{CHANGES, at, open_to_changes, saved};
use crate::components::Input;
use crate::form::{Errors, Form};
use crate::refused::Answer;
use crate::routes::Route;
use crate::visit::Visit;
use facteur_model::job::MOST_ROWS;

pub fn routes() -> Vec<Route> {
    const APPROVAL: &str = "/services/{service}/service-settings/list-approval";
    vec![Route::get(APPROVAL, CHANGES, ask), Route::post(APPROVAL, CHANGES, set)]
}

async fn ask(visit: Visit) -> Answer {
    let settings = visit.app().job_settings(&visit.authority()?, visit.service()?).await?;
    let rows = settings.approval_from.map(|rows| rows.to_string()).unwrap_or_default();
    show(&visit, &Form::default().with("rows", rows), &Errors::default())
}

fn show(visit: &Visit, form: &Form, errors: &Errors) -> Answer {
    open_to_changes(visit)?;
    let fields = visit.fields(form, errors);
    let rows = Input { mode: "numeric", width: 6, most: 6, hint: "bulk-approval-hint", ..Input::default() };
    let page = FormPage {
        page: visit.page("bulk-approval-title"),
        lead: vec![visit.say("bulk-approval-lead")],
        fields: vec![fields.input("rows", "bulk-approval-rows", rows)],
        summary: fields.summary(),
        button: visit.say("button-save"),
        back: at(visit, "")?,
    };
    page.answer(visit, errors)
}

async fn set(visit: Visit) -> Answer {
    let typed = visit.form().text("rows");
    let rows = typed.parse().ok().filter(|rows| (1..=MOST_ROWS).contains(rows));
    if rows.is_none() && !typed.is_empty() {
        let mut errors = Errors::default();
        errors.add("rows", visit.words().say1("bulk-approval-invalid", "most", MOST_ROWS));
        return show(&visit, visit.form(), &errors);
    }
    visit.app().set_job_approval(&visit.authority()?, visit.service()?, rows).await?;
    saved(&visit, "").await
}
