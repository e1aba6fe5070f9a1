//! Who wants no more texts of the service, and since when; a manager may end it, with a reason.

use super::{search_field, searched};
use crate::components::Markup;
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use crate::when;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{ChangeError, LiftedBy, Need, OptOut, OptOuts};
use facteur_model::id::OptOutId;
use facteur_model::person::Right;
use facteur_model::recipient::human_readable_phone;
use facteur_model::time::Moment;

const MANAGE: Need = Need::Right(Right::ManageService);

pub fn routes() -> Vec<Route> {
    let see = Access::Service(Need::Right(Right::ViewActivity));
    let manage = Access::Service(MANAGE);
    vec![
        Route::get("/services/{service}/opt-outs", see, list),
        Route::post("/services/{service}/opt-outs", see, search),
        Route::get("/services/{service}/opt-outs/{opt_out}/remove", manage, ask),
        Route::post("/services/{service}/opt-outs/{opt_out}/remove", manage, remove),
    ]
}

#[derive(Template)]
#[template(path = "received/opt_outs.html")]
struct List {
    page: Page,
    summary: Markup,
    search: Markup,
    rows: Vec<Row>,
    is_search: bool,
    older: Option<String>,
}

struct Row {
    number: String,
    word: String,
    since: Markup,
    ended: Option<String>,
    reason: Option<String>,
    /// Where it is ended, for whoever may.
    remove: Option<String>,
}

#[derive(Template)]
#[template(path = "received/remove_opt_out.html")]
struct Remove {
    page: Page,
    summary: Markup,
    path: String,
    reason: Markup,
}

async fn list(visit: Visit) -> Answer {
    let before = match visit.query().text("before") {
        "" => None,
        micros => Some(Moment::from_micros(micros.parse().map_err(|_| Refused::NotFound)?)),
    };
    let found = visit.app().opt_outs(&visit.authority()?, visit.service()?, before).await?;
    draw(&visit, StatusCode::OK, &Form::default(), &Errors::default(), found, false)
}

async fn search(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    match searched(&visit) {
        Ok(number) => {
            let found = visit.app().opt_out_of(&by, service, number).await?;
            draw(&visit, StatusCode::OK, visit.form(), &Errors::default(), found, true)
        }
        Err(errors) => {
            let found = visit.app().opt_outs(&by, service, None).await?;
            draw(&visit, StatusCode::BAD_REQUEST, visit.form(), &errors, found, false)
        }
    }
}

fn draw(
    visit: &Visit,
    status: StatusCode,
    form: &Form,
    errors: &Errors,
    found: OptOuts,
    is_search: bool,
) -> Answer {
    let page = visit.page("optout-title");
    let here = page.at("/opt-outs");
    let OptOuts { entries, people, older } = found;
    let rows = entries.into_iter().map(|entry| row(visit, &here, &people, entry)).collect();
    visit.show_as(
        status,
        &List {
            summary: visit.fields(form, errors).summary(),
            search: search_field(visit, form, errors),
            rows,
            is_search,
            older: older.map(|before| format!("{here}?before={}", before.micros())),
            page,
        },
    )
}

fn row(
    visit: &Visit,
    here: &str,
    people: &std::collections::HashMap<facteur_model::id::UserId, String>,
    entry: OptOut,
) -> Row {
    let t = visit.words();
    let may_end = entry.lifted.is_none() && visit.may(MANAGE);
    let (ended, reason) = match entry.lifted {
        None => (None, None),
        Some(lifted) => {
            let at = t.date_time(lifted.at);
            match lifted.by {
                LiftedBy::Word(word) => (Some(t.say2("optout-ended-word", "word", word, "at", at)), None),
                LiftedBy::Member { who, reason } => {
                    let name = who.and_then(|who| people.get(&who).cloned());
                    let name = name.unwrap_or_else(|| t.say("optout-operator"));
                    (Some(t.say2("optout-ended-member", "name", name, "at", at)), Some(reason))
                }
            }
        }
    };
    Row {
        number: human_readable_phone(&entry.number),
        word: entry.word,
        since: when::date_time(&t, entry.since),
        ended,
        reason,
        remove: may_end.then(|| format!("{here}/{}/remove", entry.id)),
    }
}

async fn ask(visit: Visit) -> Answer {
    write(&visit, StatusCode::OK, &Form::default(), &Errors::default())
}

fn write(visit: &Visit, status: StatusCode, form: &Form, errors: &Errors) -> Answer {
    let id = visit.id("opt_out", OptOutId::parse)?;
    let fields = visit.fields(form, errors);
    let page = visit.page("optout-remove-title");
    visit.show_as(
        status,
        &Remove {
            summary: fields.summary(),
            path: page.at(&format!("/opt-outs/{id}/remove")),
            reason: fields.area("reason", "optout-reason", "optout-reason-hint", 3),
            page,
        },
    )
}

async fn remove(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let id = visit.id("opt_out", OptOutId::parse)?;
    let reason = visit.form().text("reason").replace('\n', " ");
    match visit.app().lift_opt_out(&by, service, id, &reason).await {
        Ok(()) => {
            let done = Flash::done(visit.say("optout-removed"));
            visit.go_saying(&format!("/services/{service}/opt-outs"), done).await
        }
        Err(ChangeError::Invalid { .. }) => {
            let mut errors = Errors::default();
            errors.add("reason", visit.say("optout-reason-wrong"));
            write(&visit, StatusCode::BAD_REQUEST, visit.form(), &errors)
        }
        Err(error) => Err(error.into()),
    }
}
