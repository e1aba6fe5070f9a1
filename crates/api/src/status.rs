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
    let body = if simple {
        StatusBody {
            status: "ok",
            current_time_utc: None,
            commit_sha: None,
            build_time: None,
            db_version: None,
        }
    } else {
        StatusBody {
            status: "ok",
            current_time_utc: Some(api.app.now().to_status_text()),
            commit_sha: Some(&api.settings.commit),
            build_time: Some(&api.settings.build_time),
            db_version: Some(api.app.database_version()),
        }
    };
    json::answer(StatusCode::OK, &body)
}

/// Load balancers ask for the first field only (`?simple`).
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Status)]
pub struct StatusBody<'a> {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    current_time_utc: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    commit_sha: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    build_time: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    db_version: Option<String>,
}
