//! The second step of signing in: a code.

use super::{refuse, with_next};
use crate::components::{Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::Answer;
use crate::routes::{Access, Route};
use crate::visit::{Visit, own_path};
use askama::Template;
use axum::http::StatusCode;
use facteur_app::AccountError;
use facteur_model::person::SecondFactor;

pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/two-factor", Access::HalfSignedIn, show),
        Route::post("/two-factor", Access::HalfSignedIn, give_code),
        Route::post("/two-factor/resend", Access::HalfSignedIn, resend),
    ]
}

#[derive(Template)]
#[template(path = "account/two_factor.html")]
struct TwoFactor {
    page: Page,
    next: String,
    by_email: bool,
    summary: Markup,
    code: Markup,
}

fn page(visit: &Visit, next: &str, errors: &Errors) -> TwoFactor {
    // A code that was wrong is not shown again: nobody corrects one.
    let form = Form::default();
    let fields = visit.fields(&form, errors);
    let by_email = visit.visitor().is_some_and(|visitor| visitor.second_factor() == SecondFactor::Email);
    let input = Input {
        autocomplete: "one-time-code",
        hint: if by_email { "account-code-hint" } else { "account-code-app-hint" },
        width: 12,
        most: 20,
        ..Input::default()
    };
    TwoFactor {
        page: visit.page("account-two-factor-title"),
        next: next.to_owned(),
        by_email,
        summary: fields.summary(),
        code: fields.input("code", "account-code", input),
    }
}

async fn show(visit: Visit) -> Answer {
    let next = own_path(visit.query().text("next"));
    if visit.signed_in().is_ok() {
        return visit.go(next);
    }
    visit.show(&page(&visit, next, &Errors::default()))
}

async fn give_code(visit: Visit) -> Answer {
    let next = own_path(visit.form().text("next"));
    if visit.signed_in().is_ok() {
        return visit.go(next);
    }
    let Some(visitor) = visit.visitor() else { return visit.go("/sign-in") };
    match visit.app().give_code(visitor, visit.form().text("code"), visit.client()).await {
        Ok(held) => visit.go_as(next, &held),
        Err(AccountError::Wrong) => {
            let mut errors = Errors::default();
            errors.add("code", visit.say("account-code-wrong"));
            visit.show_as(StatusCode::BAD_REQUEST, &page(&visit, next, &errors))
        }
        Err(error) => refuse(&visit, error),
    }
}

async fn resend(visit: Visit) -> Answer {
    let next = own_path(visit.form().text("next"));
    let Some(visitor) = visit.visitor() else { return visit.go("/sign-in") };
    match visit.app().send_code(visitor).await {
        Ok(()) => {
            visit
                .go_saying(&with_next("/two-factor", next), Flash::done(visit.say("account-code-sent")))
                .await
        }
        Err(error) => refuse(&visit, error),
    }
}
