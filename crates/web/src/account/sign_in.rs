//! The first step of signing in, and signing out.

use super::passkeys::sign_in_form;
use super::{refuse, with_next};
use crate::components::Markup;
use crate::form::{Errors, Form};
use crate::page::Page;
use crate::refused::Answer;
use crate::routes::{Access, Route};
use crate::visit::{Visit, own_path};
use askama::Template;
use axum::http::StatusCode;
use facteur_app::AccountError;
use facteur_model::secret::Secret;

pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/sign-in", Access::Public, show),
        Route::post("/sign-in", Access::Public, sign_in),
        Route::post("/sign-out", Access::Public, sign_out),
    ]
}

#[derive(Template)]
#[template(path = "account/sign_in.html")]
struct SignIn {
    page: Page,
    next: String,
    summary: Markup,
    email: Markup,
    password: Markup,
    passkey: Markup,
}

fn page(visit: &Visit, next: &str, form: &Form, errors: &Errors) -> SignIn {
    let fields = visit.fields(form, errors);
    SignIn {
        page: visit.page("account-sign-in-title"),
        next: next.to_owned(),
        summary: fields.summary(),
        email: fields.email("email", "account-email", ""),
        password: fields.password("password", "account-password", "", "current-password"),
        passkey: sign_in_form(visit, next),
    }
}

/// The page once more, saying that what was given is not right.
pub(super) fn show_wrong(visit: &Visit, next: &str, said: &str) -> Answer {
    let mut errors = Errors::default();
    errors.add("email", visit.say(said));
    visit.show_as(StatusCode::BAD_REQUEST, &page(visit, next, visit.form(), &errors))
}

async fn show(visit: Visit) -> Answer {
    let next = own_path(visit.query().text("next"));
    if visit.signed_in().is_ok() {
        return visit.go(next);
    }
    visit.show(&page(&visit, next, &Form::default(), &Errors::default()))
}

async fn sign_in(visit: Visit) -> Answer {
    let form = visit.form();
    let next = own_path(form.text("next"));
    let password = Secret::new(form.raw("password"));
    match visit.app().sign_in(form.text("email"), &password, visit.client(), visit.visitor()).await {
        Ok(held) => visit.go_as(&with_next("/two-factor", next), &held),
        Err(AccountError::Wrong) => show_wrong(&visit, next, "account-sign-in-wrong"),
        Err(error) => refuse(&visit, error),
    }
}

async fn sign_out(visit: Visit) -> Answer {
    if let Some(visitor) = visit.visitor() {
        visit.app().end_visit(visitor).await?;
    }
    visit.go_as_nobody("/sign-in")
}
