//! `GET /v2/template/{id}` (contract §3.7).

use super::TemplateBody;
use crate::authorization::Authenticated;
use crate::json;
use crate::path::PathValues;
use crate::refusal::{ErrorsBody, Refusal};
use crate::state::Api;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use facteur_model::id::TemplateId;

pub const PATH: &str = "/v2/template/{id}";

#[utoipa::path(
    get,
    path = PATH,
    tag = "templates",
    params(("id" = uuid::Uuid, Path)),
    responses(
        (status = 200, body = TemplateBody<'_>),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
        (status = 404, body = ErrorsBody),
    ),
)]
pub async fn show_template(
    State(api): State<Api>,
    path: PathValues,
    Authenticated(caller): Authenticated,
) -> Result<Response, Refusal> {
    let id = path.only_id("id", TemplateId::parse)?;
    let view = api.app.template(&caller, id, None).await?;
    Ok(json::answer(StatusCode::OK, &TemplateBody::from(&view)))
}
