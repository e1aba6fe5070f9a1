//! `GET /v2/reports/{report_id}/content` (contract §3.10).

use super::ReportKeeper;
use crate::path::PathValues;
use crate::refusal::{ErrorsBody, Refusal};
use crate::state::Api;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use facteur_app::{ReportFile, ReportFormat};
use facteur_model::id::ReportId;
use futures_util::stream;

pub const PATH: &str = "/v2/reports/{report_id}/content";

#[utoipa::path(
    get,
    path = PATH,
    tag = "reports",
    params(("report_id" = uuid::Uuid, Path)),
    responses(
        (status = 200, content_type = "text/csv", body = String),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
        (status = 404, body = ErrorsBody),
        (status = 409, body = ErrorsBody),
    ),
)]
pub async fn download_report(
    State(api): State<Api>,
    path: PathValues,
    keeper: ReportKeeper,
) -> Result<Response, Refusal> {
    let id = path.only_id("report_id", ReportId::parse)?;
    let mut file = api.app.report_file(&keeper.by, keeper.service, id, ReportFormat::Csv).await?;
    let name = HeaderValue::try_from(format!("attachment; filename=\"{id}.csv\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv")),
        (header::CONTENT_DISPOSITION, name.expect("an id fits a header")),
        // A reader to whom less comes knows that the file is not whole.
        (header::CONTENT_LENGTH, HeaderValue::from(file.report().bytes)),
    ];
    // Before the answer begins: a store out of reach is still a 503.
    let first = file.next().await?;
    let rest = stream::try_unfold(file, |mut file: ReportFile| async move {
        Ok::<_, facteur_app::Unavailable>(file.next().await?.map(|piece| (piece, file)))
    });
    let pieces = futures_util::StreamExt::chain(stream::iter(first.map(Ok)), rest);
    Ok((headers, Body::from_stream(pieces)).into_response())
}
