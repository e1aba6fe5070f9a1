//! `GET /v2/notifications/{notification_id}` (contract §3.5).

use super::NotificationBody;
use crate::authorization::Authenticated;
use crate::body::JsonBody;
use crate::json;
use crate::path::PathValues;
use crate::refusal::{ErrorsBody, PlainBody, Refusal};
use crate::state::Api;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use facteur_model::id::NotificationId;

pub const PATH: &str = "/v2/notifications/{notification_id}";

#[utoipa::path(
    get,
    path = PATH,
    tag = "notifications",
    params(("notification_id" = uuid::Uuid, Path)),
    responses(
        (status = 200, body = NotificationBody<'_>),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
        (status = 404, body = PlainBody),
    ),
)]
pub async fn show_notification(
    State(api): State<Api>,
    path: PathValues,
    Authenticated(caller): Authenticated,
) -> Result<Response, Refusal> {
    let id = path.only_id("notification_id", NotificationId::parse)?;
    let view = api.app.notification(&caller, id).await?.ok_or_else(Refusal::notification_not_found)?;
    Ok(json::answer(StatusCode::OK, &NotificationBody::new(api.app.settings(), &view)))
}

/// `POST /v2/notifications/…` of a kind that is not sent here: nothing is found, but only a caller with
/// a key and a body learns it (contract §7.3).
pub async fn send_unknown_kind(_: Authenticated, _: JsonBody) -> Refusal {
    Refusal::path_not_found()
}
