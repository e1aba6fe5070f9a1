//! A visit that would end goes on. The script of the pages asks, when the person presses the button of the warning.

use super::refuse;
use crate::refused::Answer;
use crate::routes::{Access, Route};
use crate::visit::Visit;
use axum::response::IntoResponse;
use facteur_model::time::SECOND;

pub fn routes() -> Vec<Route> {
    vec![Route::post("/session/extend", Access::SignedIn, extend)]
}

/// Answers with the seconds that the visit has from now.
async fn extend(visit: Visit) -> Answer {
    let visitor = visit.signed_in()?;
    match visit.app().extend_visit(visitor).await {
        Ok(ends) => Ok((ends.since(visit.app().now()) / SECOND).to_string().into_response()),
        Err(error) => refuse(&visit, error),
    }
}
