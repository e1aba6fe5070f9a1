//! `GET /v2/received-text-messages` (contract §3.11). No number here receives texts, so the list is empty.

use crate::authorization::Authenticated;
use crate::json;
use crate::query::{self, Query};
use crate::refusal::{ErrorsBody, Refusal};
use crate::schema::Violations;
use crate::state::Api;
use crate::v2::notifications::list::Links;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use facteur_model::id::parse_uuid;
use serde::Serialize;

pub const PATH: &str = "/v2/received-text-messages";

#[utoipa::path(
    get,
    path = PATH,
    tag = "received-text-messages",
    params(("older_than" = Option<uuid::Uuid>, Query)),
    responses(
        (status = 200, body = ReceivedTextMessagesBody),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
    ),
)]
pub async fn list_received_text_messages(
    State(api): State<Api>,
    _: Authenticated,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let query = Query::parse(query.as_deref());
    let mut violations = Violations::default();
    query.id("older_than", parse_uuid, &mut violations);
    query.check_unknown(&["older_than"], &mut violations);
    if !violations.is_empty() {
        return Err(Refusal::invalid(violations));
    }
    let cursor = query.first("older_than").map(|id| ("older_than", id.into()));
    let current = query::link(&api.app.settings().base_url, PATH, cursor);
    let body = ReceivedTextMessagesBody { received_text_messages: [], links: Links { current, next: None } };
    Ok(json::answer(StatusCode::OK, &body))
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ReceivedTextMessages)]
pub struct ReceivedTextMessagesBody {
    #[schema(value_type = Vec<Object>)]
    received_text_messages: [(); 0],
    links: Links,
}
