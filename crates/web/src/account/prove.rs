//! The password once more, before something is changed that keeps the account safe.

use super::{FormPage, refuse};
use crate::form::{Errors, Form};
use crate::refused::Answer;
use crate::routes::{Access, Route};
use crate::visit::{Visit, own_path};
use axum::http::StatusCode;
use facteur_app::AccountError;
use facteur_model::secret::Secret;

pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/user-profile/prove", Access::SignedIn, show),
        Route::post("/user-profile/prove", Access::SignedIn, prove),
    ]
}

/// Leads to the password, and from there back to this page.
pub(super) fn ask(visit: &Visit) -> Answer {
    ask_before(visit, visit.path())
}

/// Leads to the password, and from there to another page: of a form that was sent, the page that it begins with.
pub(crate) fn ask_before(visit: &Visit, path: &str) -> Answer {
    let next: String = form_urlencoded::byte_serialize(path.as_bytes()).collect();
    visit.go(&format!("/user-profile/prove?next={next}"))
}

/// Has the password been given a moment ago?
pub(crate) fn is_proved(visit: &Visit) -> bool {
    visit.signed_in().is_ok_and(|visitor| visitor.has_just_proved(visit.app().now()))
}

fn page(visit: &Visit, next: &str, errors: &Errors) -> FormPage {
    let form = Form::default();
    let fields = visit.fields(&form, errors);
    FormPage {
        page: visit.page("account-prove-title"),
        paragraphs: vec![visit.say("account-prove-text")],
        summary: fields.summary(),
        fields: vec![fields.password("password", "account-password", "", "current-password")],
        action: "/user-profile/prove".to_owned(),
        next: Some(next.to_owned()),
        button: visit.say("button-continue"),
        back: Some("/user-profile"),
    }
}

async fn show(visit: Visit) -> Answer {
    visit.show(&page(&visit, own_path(visit.query().text("next")), &Errors::default()))
}

async fn prove(visit: Visit) -> Answer {
    let next = own_path(visit.form().text("next"));
    let password = Secret::new(visit.form().raw("password"));
    match visit.app().prove(visit.signed_in()?, &password, visit.client()).await {
        Ok(()) => visit.go(next),
        Err(AccountError::Wrong) => {
            let mut errors = Errors::default();
            errors.add("password", visit.say("account-prove-wrong"));
            visit.show_as(StatusCode::BAD_REQUEST, &page(&visit, next, &errors))
        }
        Err(error) => refuse(&visit, error),
    }
}
