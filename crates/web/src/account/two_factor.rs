//! The second step of signing in: a code.

use super::passkeys::second_step_form;
use super::{refuse, with_next};
use crate::components::{Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
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
    /// The key of what is asked for.
    text: &'static str,
    by_email: bool,
    summary: Markup,
    /// For whoever has a passkey.
    passkey: Markup,
    code: Markup,
}

async fn page(visit: &Visit, next: &str, errors: &Errors) -> Result<TwoFactor, Refused> {
    // A code that was wrong is not shown again: nobody corrects one.
    let form = Form::default();
    let fields = visit.fields(&form, errors);
    let visitor = visit.visitor().ok_or(Refused::SignIn)?;
    let (text, hint) = match visit.app().second_factor(visitor) {
        SecondFactor::Email => ("account-two-factor-email", "account-code-hint"),
        SecondFactor::App => ("account-two-factor-app", "account-code-app-hint"),
        SecondFactor::Passkey => ("passkey-two-factor", "passkey-code-hint"),
    };
    let has_passkeys = visit.app().has_passkeys(visitor).await?;
    let input = Input { autocomplete: "one-time-code", hint, width: 12, most: 20, ..Input::default() };
    Ok(TwoFactor {
        page: visit.page("account-two-factor-title"),
        next: next.to_owned(),
        text,
        by_email: text == "account-two-factor-email",
        summary: fields.summary(),
        passkey: if has_passkeys { second_step_form(visit, next) } else { Markup::default() },
        code: fields.input("code", "account-code", input),
    })
}

/// The page once more, saying that what was given is not right.
pub(super) async fn show_wrong(visit: &Visit, next: &str, said: &str) -> Answer {
    let mut errors = Errors::default();
    errors.add("code", visit.say(said));
    visit.show_as(StatusCode::BAD_REQUEST, &page(visit, next, &errors).await?)
}

async fn show(visit: Visit) -> Answer {
    let next = own_path(visit.query().text("next"));
    if visit.signed_in().is_ok() {
        return visit.go(next);
    }
    // A visit that ended a moment ago leads to its beginning.
    visit.show(&page(&visit, next, &Errors::default()).await?)
}

async fn give_code(visit: Visit) -> Answer {
    let next = own_path(visit.form().text("next"));
    if visit.signed_in().is_ok() {
        return visit.go(next);
    }
    let Some(visitor) = visit.visitor() else { return visit.go("/sign-in") };
    match visit.app().give_code(visitor, visit.form().text("code"), visit.client()).await {
        Ok(held) => visit.go_as(next, &held),
        Err(AccountError::Wrong) => show_wrong(&visit, next, "account-code-wrong").await,
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
