//! `DELETE /v2/manage-template/{id}` (contract §3.9).

use super::{Keeper, ManagedTemplateBody, show};
use crate::json;
use crate::path::PathValues;
use crate::refusal::{ErrorsBody, Refusal};
use crate::state::Api;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use facteur_app::{App, ManageError, ManagedTemplate};
use facteur_model::id::TemplateId;

#[utoipa::path(
    delete,
    path = show::PATH,
    tag = "manage-template",
    params(("id" = uuid::Uuid, Path)),
    responses(
        (status = 200, body = ManagedTemplateBody<'_>),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
        (status = 404, body = ErrorsBody),
    ),
)]
pub async fn archive_managed_template(
    State(api): State<Api>,
    path: PathValues,
    keeper: Keeper,
) -> Result<Response, Refusal> {
    let id = path.only_id("id", TemplateId::parse)?;
    match archive(&api.app, &keeper, id).await {
        Ok(managed) => Ok(json::answer(StatusCode::OK, &ManagedTemplateBody::from(&managed))),
        Err(error) => Err(keeper.refuse(&api, error).await),
    }
}

async fn archive(app: &App, keeper: &Keeper, id: TemplateId) -> Result<ManagedTemplate, ManageError> {
    app.archive_template(&keeper.by, keeper.service, id).await?;
    app.managed_template(&keeper.by, keeper.service, id).await
}
