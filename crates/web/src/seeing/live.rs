//! Numbers of a page that stays up to date: its script asks for them, and is told when nothing has changed.

use crate::refused::{Answer, Refused};
use aws_lc_rs::digest;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use facteur_model::hex;
use serde_json::{Map, Value};

/// Texts by the id of the element that shows them.
pub fn answer(headers: &HeaderMap, numbers: Map<String, Value>) -> Answer {
    let body = Value::Object(numbers).to_string();
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
