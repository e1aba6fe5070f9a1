//! Reports of a service's messages as files, for keys that may manage them (contract §3.10).

pub mod ask;
pub mod content;
pub mod list;
pub mod show;

use crate::authorization::Authenticated;
use crate::json::{Shown, Timestamp};
use crate::refusal::Refusal;
use crate::state::Api;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use facteur_app::{Authority, Report, ReportAuthor};
use facteur_model::api_key::Scope;
use facteur_model::id::{ApiKeyId, ReportId, ServiceId};
use serde::Serialize;

/// The extractor of every route here: whoever calls, if their key may manage reports.
pub struct ReportKeeper {
    pub by: Authority,
    pub service: ServiceId,
}

impl FromRequestParts<Api> for ReportKeeper {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Refusal> {
        let Authenticated(caller) = Authenticated::from_request_parts(parts, api).await?;
        let by = caller.authority(Scope::ManageReports).ok_or_else(Refusal::reports_not_managed)?;
        Ok(Self { by, service: caller.service_id() })
    }
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Report)]
pub struct ReportBody {
    #[schema(value_type = uuid::Uuid)]
    id: Shown<ReportId>,
    report_type: &'static str,
    #[schema(value_type = uuid::Uuid)]
    service_id: Shown<ServiceId>,
    status: &'static str,
    #[schema(value_type = String, format = DateTime)]
    requested_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    completed_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
    #[schema(value_type = Option<uuid::Uuid>)]
    api_key_id: Option<Shown<ApiKeyId>>,
}

impl From<&Report> for ReportBody {
    fn from(report: &Report) -> Self {
        Self {
            id: Shown(report.id),
            report_type: report.kind.as_str(),
            service_id: Shown(report.service),
            status: report.status.as_str(),
            requested_at: Timestamp(report.requested_at),
            completed_at: report.completed_at.map(Timestamp),
            expires_at: report.expires_at.map(Timestamp),
            api_key_id: match report.author {
                ReportAuthor::Key(key) => Some(Shown(key)),
                ReportAuthor::Person(_) => None,
            },
        }
    }
}
