//! Accounts: signing in and out, registering, and what people change about themselves (admin-ui §1.1).

mod details;
mod extend;
mod forgotten;
mod mailbox;
mod profile;
mod prove;
pub(crate) mod register;
mod second_factor;
mod set_up;
mod sign_in;
mod two_factor;
mod visits;

use crate::components::Markup;
use crate::form::Errors;
use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::routes::Route;
use crate::visit::Visit;
use askama::Template;
use axum::http::{HeaderValue, header};
use facteur_app::{AccountError, PasswordTrouble};
use facteur_model::secret::Secret;

pub fn routes() -> Vec<Route> {
    [
        sign_in::routes(),
        two_factor::routes(),
        register::routes(),
        forgotten::routes(),
        set_up::routes(),
        profile::routes(),
        prove::routes(),
        details::routes(),
        second_factor::routes(),
        visits::routes(),
        extend::routes(),
        mailbox::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[derive(Template)]
#[template(path = "account/too_many.html")]
struct TooMany {
    page: Page,
    seconds: u64,
}

/// A page that is one form, or one button.
#[derive(Template)]
#[template(path = "account/form.html")]
struct FormPage {
    page: Page,
    paragraphs: Vec<String>,
    summary: Markup,
    fields: Vec<Markup>,
    action: String,
    next: Option<String>,
    button: String,
    /// Where whoever changes their mind goes.
    back: Option<&'static str>,
}

/// A page that says something.
#[derive(Template)]
#[template(path = "account/said.html")]
struct Said {
    page: Page,
    paragraphs: Vec<String>,
    /// Path and label of where to go on to.
    link: Option<(&'static str, String)>,
}

/// The link's secret in the path.
fn link_of(visit: &Visit) -> Result<Secret, Refused> {
    Ok(Secret::new(visit.parameter("token")?))
}

/// Notes beside its field what a form has caused; gives back what it cannot have.
fn explain(visit: &Visit, errors: &mut Errors, error: AccountError) -> Result<(), AccountError> {
    let (field, key) = match error {
        AccountError::Password(PasswordTrouble::TooShort) => ("password", "account-password-short"),
        AccountError::Password(PasswordTrouble::TooLong) => ("password", "account-password-long"),
        AccountError::Password(PasswordTrouble::Guessable) => ("password", "account-password-guessable"),
        AccountError::Invalid("name") => ("name", "account-name-wrong"),
        AccountError::Invalid("email") => ("email", "account-email-wrong"),
        AccountError::Invalid("phone") => ("phone", "account-phone-wrong"),
        AccountError::AddressTaken => ("email", "account-email-taken"),
        other => return Err(other),
    };
    errors.add(field, visit.say(key));
    Ok(())
}

/// The page for whoever has to wait before the next try.
fn too_many(visit: &Visit, seconds: u64) -> Answer {
    let refused = Refused::TooMany(seconds);
    let page = TooMany { page: visit.page("account-too-many-title"), seconds };
    let mut response = visit.show_as(refused.status(), &page)?;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    Ok(response)
}

/// What a page's own form did not cause, or cannot say beside a field.
fn refuse(visit: &Visit, error: AccountError) -> Answer {
    match error {
        AccountError::TooMany { seconds } => too_many(visit, seconds),
        AccountError::Gone => Err(Refused::Gone),
        AccountError::NotAllowed => Err(Refused::Forbidden),
        AccountError::ProveAgain => prove::ask(visit),
        AccountError::Unavailable(unavailable) => Err(unavailable.into()),
        AccountError::Wrong
        | AccountError::Password(_)
        | AccountError::AddressTaken
        | AccountError::Invalid(_) => Err(Refused::Unreadable),
    }
}

/// A path with the place to go on to, which stays at home.
fn with_next(path: &str, next: &str) -> String {
    if next == "/" {
        return path.to_owned();
    }
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{path}?next={next}")
}
