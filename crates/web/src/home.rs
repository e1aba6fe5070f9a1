//! The first page, and the language.

use crate::page::Page;
use crate::refused::Answer;
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;

pub fn routes() -> Vec<Route> {
    vec![Route::get("/", Access::Public, home)]
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    page: Page,
}

/// Whoever signed in goes on to their services; everybody else reads what this is.
async fn home(visit: Visit) -> Answer {
    if visit.signed_in().is_ok() {
        return visit.go("/accounts");
    }
    visit.show(&Home { page: visit.page("home-title") })
}
