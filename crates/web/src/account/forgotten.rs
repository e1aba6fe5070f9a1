//! A forgotten password: asking for a link, and choosing a new one with it.

use super::{FormPage, explain, link_of, refuse};
use crate::form::{Errors, Form};
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use axum::http::StatusCode;
use facteur_model::person::SessionStage;
use facteur_model::secret::Secret;

pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/forgot-password", Access::Public, show),
        Route::post("/forgot-password", Access::Public, send),
        Route::get("/new-password/{token}", Access::Public, show_new),
        Route::post("/new-password/{token}", Access::Public, choose),
    ]
}

fn page(visit: &Visit, form: &Form, errors: &Errors) -> FormPage {
    let fields = visit.fields(form, errors);
    FormPage {
        page: visit.page("account-forgot-title"),
        paragraphs: vec![visit.say("account-forgot-text")],
        summary: fields.summary(),
        fields: vec![fields.email("email", "account-email", "")],
        action: "/forgot-password".to_owned(),
        next: None,
        button: visit.say("account-forgot-button"),
        back: Some("/sign-in"),
    }
}

async fn show(visit: Visit) -> Answer {
    visit.show(&page(&visit, &Form::default(), &Errors::default()))
}

async fn send(visit: Visit) -> Answer {
    let form = visit.form();
    match visit.app().forget_password(form.text("email"), visit.language(), visit.client()).await {
        Ok(()) => visit.go("/check-your-email"),
        Err(error) => {
            let mut errors = Errors::default();
            match explain(&visit, &mut errors, error) {
                Ok(()) => visit.show_as(StatusCode::BAD_REQUEST, &page(&visit, form, &errors)),
                Err(other) => refuse(&visit, other),
            }
        }
    }
}

fn new_page(visit: &Visit, errors: &Errors) -> FormPage {
    let form = Form::default();
    let fields = visit.fields(&form, errors);
    FormPage {
        page: visit.page("account-new-password-title"),
        paragraphs: vec![visit.say("account-new-password-text")],
        summary: fields.summary(),
        fields: vec![fields.password(
            "password",
            "account-new-password",
            "account-password-hint",
            "new-password",
        )],
        action: visit.path().to_owned(),
        next: None,
        button: visit.say("button-save"),
        back: None,
    }
}

async fn show_new(visit: Visit) -> Answer {
    if visit.app().chooser(&link_of(&visit)?).await?.is_none() {
        return Err(Refused::Gone);
    }
    visit.show(&new_page(&visit, &Errors::default()))
}

async fn choose(visit: Visit) -> Answer {
    let password = Secret::new(visit.form().raw("password"));
    match visit.app().choose_password(&link_of(&visit)?, &password, visit.client()).await {
        Ok((held, SessionStage::Full)) => visit.go_as("/accounts", &held),
        Ok((held, SessionStage::SecondFactor)) => visit.go_as("/two-factor", &held),
        Err(error) => {
            let mut errors = Errors::default();
            match explain(&visit, &mut errors, error) {
                Ok(()) => visit.show_as(StatusCode::BAD_REQUEST, &new_page(&visit, &errors)),
                Err(other) => refuse(&visit, other),
            }
        }
    }
}
