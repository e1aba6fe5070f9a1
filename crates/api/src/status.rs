//! `GET /` and `/_status`: is anybody there (contract §3.13)?

use crate::json;
use crate::query::Query;
use crate::state::Api;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

pub const PATH: &str = "/_status";
pub const ROOT: &str = "/";

#[utoipa::path(
    get,
    path = PATH,
    tag = "status",
    security(()),
    params(("simple" = Option<String>, Query)),
    responses((status = 200, body = StatusBody<'_>)),
)]
pub async fn show_status(State(api): State<Api>, RawQuery(query): RawQuery) -> Response {
    let simple = Query::parse(query.as_deref()).first("simple").is_some_and(|value| !value.is_empty());
    let details = (!simple).then(|| Details {
        current_time_utc: api.app.now().to_status_text(),
        commit_sha: &api.settings.commit,
        build_time: &api.settings.build_time,
        db_version: api.app.database_version(),
    });
    json::answer(StatusCode::OK, &StatusBody { status: "ok", details })
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Status)]
pub struct StatusBody<'a> {
    status: &'static str,
    #[serde(flatten)]
    details: Option<Details<'a>>,
}

/// What load balancers do not need.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = StatusDetails)]
struct Details<'a> {
    current_time_utc: String,
    commit_sha: &'a str,
    build_time: &'a str,
    db_version: String,
}
