//! `GET /v2/reports/{report_id}` (contract §3.10).

use super::{ReportBody, ReportKeeper};
use crate::json;
use crate::path::PathValues;
use crate::refusal::{ErrorsBody, Refusal};
use crate::state::Api;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use facteur_model::id::ReportId;

pub const PATH: &str = "/v2/reports/{report_id}";

#[utoipa::path(
    get,
    path = PATH,
    tag = "reports",
    params(("report_id" = uuid::Uuid, Path)),
    responses(
        (status = 200, body = ReportBody),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
        (status = 404, body = ErrorsBody),
    ),
)]
pub async fn show_report(
    State(api): State<Api>,
    path: PathValues,
    keeper: ReportKeeper,
) -> Result<Response, Refusal> {
    let id = path.only_id("report_id", ReportId::parse)?;
    let report = api.app.report(&keeper.by, keeper.service, id).await?;
    Ok(json::answer(StatusCode::OK, &ReportBody::from(&report)))
}
