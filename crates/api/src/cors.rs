//! Which pages may call the API from a browser (contract §1.9).

use axum::http::{HeaderMap, HeaderValue, header};

/// The pages that may.
pub struct Origins(Vec<HeaderValue>);

impl Origins {
    /// Origins that cannot stand in a header are left out: no browser would ever send them.
    pub fn new(origins: &[String]) -> Self {
        Self(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect())
    }

    /// Adds what every answer says, and the caller's own origin if it is one of these.
    pub fn answer_headers(&self, origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("Content-Type,Authorization"),
        );
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("GET,PUT,POST,PATCH,DELETE"),
        );
        headers.append(header::VARY, HeaderValue::from_static("Origin, Accept-Language"));
        if let Some(origin) = origin.filter(|origin| self.0.contains(origin)) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        }
    }
}
