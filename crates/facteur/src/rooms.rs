//! Which room a request is for: programs speak to the API, people to the site, and both have one address.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use tower::ServiceExt;

/// The API alone, or with the site beside it.
pub fn router(api: Router, site: Option<Router>) -> Router {
    let Some(site) = site else { return api };
    Router::new().fallback(move |request: Request| {
        let room = if is_for_the_api(request.uri().path(), request.headers()) { &api } else { &site };
        room.clone().oneshot(request)
    })
}

fn is_for_the_api(path: &str, headers: &HeaderMap) -> bool {
    // GOV.UK's node client writes `//v2/…` when its base URL ends with a slash.
    let path = path.trim_start_matches('/');
    match path {
        // Programs ask here whether the system answers; a browser wants the first page.
        "" => !wants_a_page(headers),
        "_status" | "metrics" | "v2" => true,
        _ => path.starts_with("v2/"),
    }
}

fn wants_a_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn programs_find_the_api_and_people_the_site() {
        let mut browser = HeaderMap::new();
        browser.insert(header::ACCEPT, HeaderValue::from_static("text/html,application/xhtml+xml,*/*;q=0.8"));
        let program = HeaderMap::new();
        for path in
            ["/v2/notifications", "//v2/notifications/email", "/_status", "/metrics", "/v2/openapi-en"]
        {
            assert!(is_for_the_api(path, &browser), "{path}");
        }
        for path in ["/sign-in", "/services/1/api", "/documentation", "/v20"] {
            assert!(!is_for_the_api(path, &program), "{path}");
        }
        assert!(is_for_the_api("/", &program));
        assert!(!is_for_the_api("/", &browser));
    }
}
