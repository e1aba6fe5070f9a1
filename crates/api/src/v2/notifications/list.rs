//! `GET /v2/notifications` (contract §3.6).

use super::NotificationBody;
use crate::authorization::Authenticated;
use crate::json;
use crate::query::{self, Query};
use crate::refusal::{ErrorsBody, Refusal};
use crate::schema::{Violations, rules};
use crate::state::Api;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use facteur_app::{JobRows, NotificationFilter, NotificationView, Settings};
use facteur_model::Channel;
use facteur_model::id::NotificationId;
use facteur_model::notification::Status;
use serde::Serialize;
use std::borrow::Cow;

pub const PATH: &str = "/v2/notifications";

const PARAMETERS: [&str; 5] = ["template_type", "status", "reference", "older_than", "include_jobs"];
/// `letter` may be asked for; nothing is ever found.
const TEMPLATE_TYPES: [&str; 3] = ["sms", "email", "letter"];
/// One value, comma and all: a slip of the reference that became contract. No message ever has this status.
const ODD_STATUS: &str = "accepted, received";
const INCLUDE_JOBS: [&str; 4] = ["true", "True", "false", "False"];

#[utoipa::path(
    get,
    path = PATH,
    tag = "notifications",
    params(
        ("template_type" = Option<Vec<String>>, Query),
        ("status" = Option<Vec<String>>, Query),
        ("reference" = Option<String>, Query),
        ("older_than" = Option<uuid::Uuid>, Query),
        ("include_jobs" = Option<String>, Query),
    ),
    responses(
        (status = 200, body = NotificationsBody<'_>),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
    ),
)]
pub async fn list_notifications(
    State(api): State<Api>,
    Authenticated(caller): Authenticated,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let query = Query::parse(query.as_deref());
    let views = match read(&query)? {
        Some(filter) => api.app.notifications(&caller, &filter).await?,
        None => Vec::new(),
    };
    Ok(json::answer(StatusCode::OK, &page(api.app.settings(), &query, &views)))
}

/// What is asked for; nothing when no notification can be so.
fn read(query: &Query) -> Result<Option<NotificationFilter>, Refusal> {
    let mut violations = Violations::default();
    let channels = channels(query, &mut violations);
    let statuses = statuses(query, &mut violations);
    let reference = query.first("reference");
    if let Some(reference) = reference {
        rules::check_reference("reference", reference, &mut violations);
    }
    let older_than = query.id("older_than", NotificationId::parse, &mut violations);
    let mut job_rows = JobRows::LeftOut;
    if let Some(include_jobs) = query.first("include_jobs") {
        query::check_one_of("include_jobs", include_jobs, &INCLUDE_JOBS, &mut violations);
        if include_jobs.eq_ignore_ascii_case("true") {
            job_rows = JobRows::Included;
        }
    }
    query.check_unknown(&PARAMETERS, &mut violations);
    if !violations.is_empty() {
        return Err(Refusal::invalid(violations));
    }
    let (Some(channels), Some(statuses)) = (channels, statuses) else { return Ok(None) };
    let reference = reference.map(str::to_owned);
    Ok(Some(NotificationFilter { channels, statuses, reference, older_than, job_rows }))
}

/// The channels asked for, none meaning any; nothing when only letters are.
fn channels(query: &Query, violations: &mut Violations) -> Option<Vec<Channel>> {
    let mut channels = Vec::new();
    let mut asked = false;
    for text in query.all("template_type") {
        asked = true;
        query::check_one_of("template_type", text, &TEMPLATE_TYPES, violations);
        add(&mut channels, Channel::from_wire(text));
    }
    (!asked || !channels.is_empty()).then_some(channels)
}

/// The statuses asked for, none meaning any; nothing when only impossible ones are.
fn statuses(query: &Query, violations: &mut Violations) -> Option<Vec<Status>> {
    let mut statuses = Vec::new();
    let mut asked = false;
    for text in query.all("status") {
        asked = true;
        match Status::parse(text) {
            Some(Status::Failed) => add(&mut statuses, Status::FAILURES),
            Some(status) => add(&mut statuses, [status]),
            None => {
                let allowed: Vec<&str> =
                    Status::ALL.map(Status::as_str).into_iter().chain([ODD_STATUS]).collect();
                query::check_one_of("status", text, &allowed, violations);
            }
        }
    }
    (!asked || !statuses.is_empty()).then_some(statuses)
}

fn add<T: PartialEq>(to: &mut Vec<T>, items: impl IntoIterator<Item = T>) {
    for item in items {
        if !to.contains(&item) {
            to.push(item);
        }
    }
}

fn page<'a>(settings: &'a Settings, query: &Query, views: &'a [NotificationView]) -> NotificationsBody<'a> {
    let filters = || {
        let repeated = query.all("template_type").map(|value| ("template_type", value));
        let repeated = repeated.chain(query.all("status").map(|value| ("status", value)));
        let single = ["reference", "include_jobs"];
        let single = single.into_iter().filter_map(|name| Some((name, query.first(name)?)));
        repeated.chain(single).map(|(name, value)| (name, Cow::from(value)))
    };
    // The cursor comes first: GOV.UK's python client takes the first UUID it sees, and a reference may be one.
    let link = |older_than: Option<String>| {
        let cursor = older_than.map(|id| ("older_than", Cow::from(id)));
        query::link(&settings.base_url, PATH, cursor.into_iter().chain(filters()))
    };
    NotificationsBody {
        notifications: views.iter().map(|view| NotificationBody::new(settings, view)).collect(),
        links: Links {
            current: link(query.first("older_than").map(str::to_owned)),
            next: views.last().map(|last| link(Some(last.id.to_string()))),
        },
    }
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Notifications)]
pub struct NotificationsBody<'a> {
    notifications: Vec<NotificationBody<'a>>,
    links: Links,
}

/// Where this page is and where the one after it. A page that is empty has none after it.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Links {
    #[schema(format = "uri")]
    pub current: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub next: Option<String>,
}

#[cfg(test)]
mod tests;
