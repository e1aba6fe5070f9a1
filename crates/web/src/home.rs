//! The first page, and the operator's colour.

use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use axum::http::header;
use axum::response::IntoResponse;

pub fn routes() -> Vec<Route> {
    vec![Route::get("/", Access::Public, home), Route::get(ACCENT, Access::Public, accent)]
}

/// A style of its own, because the policy of the pages allows none within them.
const ACCENT: &str = "/accent.css";

/// The operator's colour in the place of the design system's.
async fn accent(visit: Visit) -> Answer {
    let colour =
        visit.settings().accent.as_deref().filter(|text| is_colour(text)).ok_or(Refused::NotFound)?;
    let style = format!(":root {{ --gcds-bg-primary: {colour}; }}\n");
    Ok(([(header::CONTENT_TYPE, "text/css; charset=utf-8")], style).into_response())
}

/// `#` and six hexadecimal digits: nothing else gets into the style.
fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
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

#[cfg(test)]
mod tests {
    use super::is_colour;

    #[test]
    fn only_a_colour_gets_into_the_style() {
        assert!(is_colour("#26374a"));
        for other in ["", "26374a", "#26374", "#26374g", "red", "#26374a; } body { display: none"] {
            assert!(!is_colour(other), "{other}");
        }
    }
}
