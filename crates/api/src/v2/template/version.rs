//! `GET /v2/template/{id}/version/{version}` (contract §3.7).

use super::TemplateBody;
use crate::authorization::Authenticated;
use crate::json;
use crate::path::{PathValues, VersionNumber};
use crate::refusal::{ErrorsBody, NotFoundBody, Refusal};
use crate::schema::Violations;
use crate::state::Api;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use facteur_i18n::Message;
use facteur_model::id::TemplateId;

pub const PATH: &str = "/v2/template/{id}/version/{version}";

#[utoipa::path(
    get,
    path = PATH,
    tag = "templates",
    params(("id" = uuid::Uuid, Path), ("version" = u32, Path, minimum = 1)),
    responses(
        (status = 200, body = TemplateBody<'_>),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
        (status = 404, body = NotFoundBody),
    ),
)]
pub async fn show_template_version(
    State(api): State<Api>,
    version: VersionNumber,
    path: PathValues,
    Authenticated(caller): Authenticated,
) -> Result<Response, Refusal> {
    let mut violations = Violations::default();
    let id = path.id("id", TemplateId::parse, &mut violations);
    if version.get() == Some(0) {
        violations.push(Message::BelowMinimum { field: "version", value: 0, minimum: 1 });
    }
    let id = id.filter(|_| violations.is_empty()).ok_or_else(|| Refusal::invalid(violations))?;
    let version = version.get().ok_or_else(Refusal::no_result)?;
    let view = api.app.template(&caller, id, Some(version)).await?;
    Ok(json::answer(StatusCode::OK, &TemplateBody::from(&view)))
}
