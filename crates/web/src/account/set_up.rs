//! The first start: whoever holds the link of the log becomes the administrator.

use super::register::{person_fields, registration};
use super::{FormPage, explain, link_of, refuse};
use crate::form::{Errors, Form};
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use axum::http::StatusCode;

pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/set-up/{token}", Access::Public, show),
        Route::post("/set-up/{token}", Access::Public, set_up),
    ]
}

fn page(visit: &Visit, form: &Form, errors: &Errors) -> FormPage {
    FormPage {
        page: visit.page("account-set-up-title"),
        paragraphs: vec![visit.say("account-set-up-text")],
        summary: visit.fields(form, errors).summary(),
        fields: person_fields(visit, form, errors),
        action: visit.path().to_owned(),
        next: None,
        button: visit.say("account-set-up-button"),
        back: None,
    }
}

async fn show(visit: Visit) -> Answer {
    if !visit.app().can_set_up(&link_of(&visit)?).await? {
        return Err(Refused::Gone);
    }
    visit.show(&page(&visit, &Form::default(), &Errors::default()))
}

async fn set_up(visit: Visit) -> Answer {
    match visit.app().set_up(&link_of(&visit)?, registration(&visit), visit.client()).await {
        Ok(held) => visit.go_as("/accounts", &held),
        Err(error) => {
            let mut errors = Errors::default();
            match explain(&visit, &mut errors, error) {
                Ok(()) => visit.show_as(StatusCode::BAD_REQUEST, &page(&visit, visit.form(), &errors)),
                Err(other) => refuse(&visit, other),
            }
        }
    }
}
