//! `GET /v2/reports` (contract §3.10).

use super::{ReportBody, ReportKeeper};
use crate::json;
use crate::query::{self, Query};
use crate::refusal::{ErrorsBody, Refusal};
use crate::schema::Violations;
use crate::state::Api;
use crate::v2::notifications::list::Links;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use facteur_model::id::ReportId;
use serde::Serialize;

pub const PATH: &str = super::ask::PATH;

#[utoipa::path(
    get,
    path = PATH,
    tag = "reports",
    params(("older_than" = Option<uuid::Uuid>, Query)),
    responses(
        (status = 200, body = ReportsBody),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
    ),
)]
pub async fn list_reports(
    State(api): State<Api>,
    keeper: ReportKeeper,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let query = Query::parse(query.as_deref());
    let mut violations = Violations::default();
    let older_than = query.id("older_than", ReportId::parse, &mut violations);
    query.check_unknown(&["older_than"], &mut violations);
    if !violations.is_empty() {
        return Err(Refusal::invalid(violations));
    }
    let found = api.app.reports(&keeper.by, keeper.service, older_than).await?;
    let link = |older_than: Option<ReportId>| {
        let cursor = older_than.map(|id| ("older_than", id.to_string().into()));
        query::link(&api.app.settings().base_url, PATH, cursor)
    };
    let body = ReportsBody {
        links: Links { current: link(older_than), next: found.last().map(|last| link(Some(last.id))) },
        reports: found.iter().map(ReportBody::from).collect(),
    };
    Ok(json::answer(StatusCode::OK, &body))
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Reports)]
pub struct ReportsBody {
    reports: Vec<ReportBody>,
    links: Links,
}
