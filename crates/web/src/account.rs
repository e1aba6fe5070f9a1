//! Accounts: signing in and out, registering, and what people change about themselves (admin-ui §1.1).

mod sign_in;
mod two_factor;

use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::routes::Route;
use crate::visit::Visit;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use facteur_app::AccountError;

pub fn routes() -> Vec<Route> {
    [sign_in::routes(), two_factor::routes()].into_iter().flatten().collect()
}

#[derive(Template)]
#[template(path = "account/too_many.html")]
struct TooMany {
    page: Page,
    seconds: u64,
}

/// The page for whoever has to wait before the next try.
fn too_many(visit: &Visit, seconds: u64) -> Answer {
    let page = TooMany { page: visit.page("account-too-many-title"), seconds };
    let mut response = visit.show_as(StatusCode::TOO_MANY_REQUESTS, &page)?;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    Ok(response)
}

/// What a page's own form did not cause, or cannot say beside a field.
fn refuse(visit: &Visit, error: AccountError) -> Answer {
    match error {
        AccountError::TooMany { seconds } => too_many(visit, seconds),
        AccountError::Gone => Err(Refused::Gone),
        AccountError::NotAllowed | AccountError::ProveAgain => Err(Refused::Forbidden),
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
