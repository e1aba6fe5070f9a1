//! Seeing what was sent: the dashboard, the messages, one message, the usage report.

mod dashboard;
mod drawing;
mod message;
mod messages;
mod reports;
mod status;
mod usage;

use crate::refused::{Answer, Refused};
use crate::routes::Route;
use aws_lc_rs::digest;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use facteur_model::hex;

pub fn routes() -> Vec<Route> {
    [dashboard::routes(), messages::routes(), message::routes(), reports::routes(), usage::routes()]
        .into_iter()
        .flatten()
        .collect()
}

/// The texts of a page that stays up to date, by the ids of their places; nothing but a status for whoever has them.
fn live(headers: &HeaderMap, texts: &serde_json::Map<String, serde_json::Value>) -> Answer {
    let body = serde_json::to_string(texts).map_err(|_| Refused::Panic)?;
    let tag = tag_of(&body);
    let tag_value = HeaderValue::try_from(&tag).map_err(|_| Refused::Panic)?;
    if headers.get(header::IF_NONE_MATCH).is_some_and(|held| held.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag_value)]).into_response());
    }
    let kind = HeaderValue::from_static("application/json");
    Ok(([(header::ETAG, tag_value), (header::CONTENT_TYPE, kind)], body).into_response())
}

fn tag_of(body: &str) -> String {
    let digest = digest::digest(&digest::SHA256, body.as_bytes());
    format!("\"{}\"", hex(&digest.as_ref()[..16]))
}
