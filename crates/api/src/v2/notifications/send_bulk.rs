//! `POST /v2/notifications/bulk` (contract §3.4).

use super::bulk_body::{self, BulkBody, Csv, Rows};
use crate::authorization::Authenticated;
use crate::body::BulkBytes;
use crate::json::{self, Shown};
use crate::refusal::{ErrorsBody, Refusal, Trouble, refuse_bulk, refuse_crowded, refuse_send};
use crate::schema::{Form, Violations, rules, schedule};
use crate::state::Api;
use crate::telemetry::Visit;
use crate::{echo, idempotency, rate_limit};
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use facteur_app::{
    BulkAccepted, BulkError, BulkRequest, BulkSending, IdempotencyKey, Replay, Schedule, SendError, Settings,
    Unavailable,
};
use facteur_i18n::Message;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, JobId, ReplyToId, ServiceId, TemplateId};
use facteur_model::recipient_table::Bounds;
use facteur_model::time::Moment;
use serde::{Serialize, Serializer};

pub const PATH: &str = "/v2/notifications/bulk";

/// The most characters of what a caller calls its list.
const LONGEST_NAME: usize = 255;
/// Who the contract says made every job of a program.
const NOBODY: &str = "6af522d0-2915-4e52-83a3-3690455a5fe6";
const NOBODYS_NAME: &str = "Notify service user";

#[utoipa::path(
    post,
    path = PATH,
    tag = "notifications",
    params(("Idempotency-Key" = Option<String>, Header)),
    request_body = BulkRequestBody,
    responses(
        (status = 201, body = BulkAcceptedBody<'_>),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
        (status = 409, body = ErrorsBody),
        (status = 413, body = ErrorsBody),
        (status = 422, body = ErrorsBody),
        (status = 429, body = ErrorsBody),
    ),
)]
pub async fn send_bulk(
    State(api): State<Api>,
    Authenticated(caller): Authenticated,
    BulkBytes { parts, bytes, held }: BulkBytes,
) -> Response {
    let arrived = Visit::of(&parts.extensions).arrived;
    let most_rows = match api.app.most_job_rows(&caller).await {
        Ok(most_rows) => most_rows,
        Err(unavailable) => return Refusal::from(unavailable).into_response(),
    };
    let is_suspended = caller.is_suspended();
    // A list of many megabytes takes its time: not on the threads that serve the others.
    let read = tokio::task::spawn_blocking(move || {
        let bounds = Bounds::new(most_rows as usize, bytes.len().max(1));
        let body = bulk_body::read(&bytes, bounds)?;
        if is_suspended {
            return Err(Refusal::new(StatusCode::FORBIDDEN, "BadRequestError", Message::ServiceSuspended));
        }
        let request = request(body, bounds, most_rows, arrived)?;
        let key = idempotency::of(&parts.headers, &parts.method, PATH, &bytes);
        Ok((request, key.map_err(Refusal::invalid_with)?))
    });
    let (request, key): (BulkRequest, Option<IdempotencyKey>) = match read.await {
        Ok(Ok(read)) => read,
        Ok(Err(refusal)) => return refusal.into_response(),
        Err(failure) => {
            let broken = Unavailable::Broken(Box::new(failure));
            return Refusal::internal(Trouble::Store(broken.into())).into_response();
        }
    };
    let BulkSending { rate, result } = api.app.send_bulk(&caller, request, key, respond).await;
    drop(held);
    let rate = match &result {
        Err(BulkError::Refused(SendError::RateExceeded { rate, .. })) => Some(*rate),
        Ok(_) | Err(_) => rate,
    };
    let mut response = match result {
        Ok(sent) => {
            let mut response = json::raw(StatusCode::CREATED, sent.body);
            if sent.replay == Replay::Again {
                response.headers_mut().insert(idempotency::REPLAYED, HeaderValue::from_static("true"));
            }
            response
        }
        Err(BulkError::Refused(error)) => refuse_send(error, api.app.settings()).into_response(),
        Err(BulkError::Unreadable(error)) => {
            Refusal::bad_request(Message::ListUnreadable { kind: bulk_body::kind_of(&error) }).into_response()
        }
        Err(BulkError::List(error)) => refuse_bulk(error).into_response(),
        Err(BulkError::Crowded(rows)) => refuse_crowded(&rows).into_response(),
    };
    if let Some(rate) = rate {
        rate_limit::answer_headers(rate, arrived, response.headers_mut());
    }
    response
}

/// The fields of the body, in the order of the contract's schema.
fn request(body: BulkBody, bounds: Bounds, most_rows: u32, now: Moment) -> Result<BulkRequest, Refusal> {
    let BulkBody { fields, rows, csv, other } = body;
    if let Some(other) = other {
        let mut violations = Violations::default();
        violations.push(Message::WrongRootType { value: echo::value(&other), kind: "object" });
        return Err(Refusal::invalid(violations));
    }
    let mut form = Form::new(fields);
    let name = form.required("name", name);
    let template = form.required("template_id", rules::id(TemplateId::parse));
    let has_rows = rows.is_some();
    let from_rows = form.given(|violations| check_rows(rows, bounds, violations));
    let text = form.given(|violations| check_csv(csv, violations));
    // Under this name stands either kind of id; both are read alike.
    let sender = form.optional("reply_to_id", |field, value, violations: &mut Violations| match value {
        serde_json::Value::Null => None,
        value => rules::id(ReplyToId::parse)(field, value, violations),
    });
    let schedule = form.optional("scheduled_for", schedule::schedule(now));
    form.optional("reference", rules::text);
    let violations = form.finish();
    let (Some(name), Some(template)) = (name, template) else { return Err(Refusal::invalid(violations)) };
    if !violations.is_empty() {
        return Err(Refusal::invalid(violations));
    }
    let text = text.filter(|text| !text.is_empty());
    let table = match (from_rows, text) {
        (Some(table), None) => table,
        (None, Some(text)) if !has_rows => bulk_body::table_of_csv(&text, bounds),
        _ => return Err(Refusal::bad_request(Message::RowsOrCsv)),
    };
    Ok(BulkRequest {
        name,
        template,
        sender: sender.map(ReplyToId::as_uuid),
        scheduled_for: match schedule.unwrap_or(Schedule::Now) {
            Schedule::Now => None,
            Schedule::At { moment, .. } => Some(moment),
        },
        most_rows,
        table,
    })
}

/// What the caller calls its list: any line of text, also an empty one.
fn name(field: &'static str, value: serde_json::Value, violations: &mut Violations) -> Option<String> {
    let text = rules::text(field, value, violations)?;
    if text.chars().nth(LONGEST_NAME).is_some() {
        violations.push(Message::TooLong { field, value: echo::text(&text) });
        return None;
    }
    if text.contains(char::is_control) {
        violations.push(Message::ControlCharacter { field });
        return None;
    }
    Some(text)
}

type ReadTable = Result<std::sync::Arc<facteur_model::recipient_table::Table>, facteur_app::Unreadable>;

/// A header and at least one row, and not more than the service may have. The rows are not repeated: they are people's.
fn check_rows(rows: Option<Rows>, bounds: Bounds, violations: &mut Violations) -> Option<ReadTable> {
    let field = "rows";
    match rows? {
        Rows::Other(value) => rules::wrong_type(field, &value, "array", violations),
        Rows::List { count, .. } if count < 2 => {
            let value = if count == 0 { "[]" } else { "[…]" };
            violations.push(Message::TooShort { field, value: value.to_owned() });
            None
        }
        Rows::List { count, .. } if count > bounds.rows + 1 => {
            violations.push(Message::TooLong { field, value: "[…]".to_owned() });
            None
        }
        Rows::List { table, .. } => Some(table),
    }
}

fn check_csv(csv: Option<Csv>, violations: &mut Violations) -> Option<String> {
    match csv? {
        Csv::Text(text) => Some(text),
        Csv::Other(value) => rules::wrong_type("csv", &value, "string", violations),
    }
}

/// Writes the answer. The product keeps it with the idempotency key, so it depends on nothing else.
fn respond(_settings: &Settings, accepted: &BulkAccepted) -> Vec<u8> {
    let job = &accepted.job;
    let details = job.details.as_ref();
    json::to_bytes(&BulkAcceptedBody {
        data: BulkJob {
            created_by: Named { id: NOBODY, name: NOBODYS_NAME },
            created_at: WithOffset(job.created_at),
            updated_at: None,
            processing_started: None,
            processing_finished: None,
            api_key: KeyOfJob {
                id: Shown(ApiKeyId::from_uuid(job.sender.as_uuid())),
                name: &accepted.key_name,
                key_type: wire_type(job.key_type),
            },
            job_status: job.state.as_str(),
            scheduled_for: job.scheduled_for.map(WithOffset),
            service_name: ServiceName { name: &accepted.service_name },
            sender_id: details.and_then(|details| details.sender_id.as_deref()),
            template_type: job.channel.as_str(),
            service: Shown(job.service),
            template: Shown(job.template),
            id: Shown(job.id),
            original_file_name: details.map_or("", |details| details.name.as_str()),
            template_version: job.template_version,
            notification_count: job.rows,
            archived: false,
        },
    })
}

/// As the contract spells it: a live key is a normal one.
fn wire_type(key_type: KeyType) -> &'static str {
    match key_type {
        KeyType::Live => "normal",
        KeyType::Team | KeyType::Test => key_type.as_str(),
    }
}

/// A moment as the contract writes it in this object only (§7.1).
struct WithOffset(Moment);

impl Serialize for WithOffset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.0.to_rfc3339();
        serializer.collect_str(&format_args!("{}+00:00", text.trim_end_matches('Z')))
    }
}

/// What was accepted.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = BulkAccepted)]
pub struct BulkAcceptedBody<'a> {
    data: BulkJob<'a>,
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = BulkJob)]
pub struct BulkJob<'a> {
    #[schema(inline)]
    created_by: Named<'a>,
    #[schema(value_type = String, format = DateTime)]
    created_at: WithOffset,
    #[schema(value_type = Option<String>, format = DateTime)]
    updated_at: Option<WithOffset>,
    #[schema(value_type = Option<String>, format = DateTime)]
    processing_started: Option<WithOffset>,
    #[schema(value_type = Option<String>, format = DateTime)]
    processing_finished: Option<WithOffset>,
    #[schema(inline)]
    api_key: KeyOfJob<'a>,
    job_status: &'static str,
    #[schema(value_type = Option<String>, format = DateTime)]
    scheduled_for: Option<WithOffset>,
    #[schema(inline)]
    service_name: ServiceName<'a>,
    #[schema(value_type = Option<uuid::Uuid>)]
    sender_id: Option<&'a str>,
    template_type: &'static str,
    #[schema(value_type = uuid::Uuid)]
    service: Shown<ServiceId>,
    #[schema(value_type = uuid::Uuid)]
    template: Shown<TemplateId>,
    #[schema(value_type = uuid::Uuid)]
    id: Shown<JobId>,
    original_file_name: &'a str,
    template_version: u32,
    notification_count: u32,
    archived: bool,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Named<'a> {
    id: &'a str,
    name: &'a str,
}

#[derive(Serialize, utoipa::ToSchema)]
struct KeyOfJob<'a> {
    #[schema(value_type = uuid::Uuid)]
    id: Shown<ApiKeyId>,
    name: &'a str,
    key_type: &'static str,
}

#[derive(Serialize, utoipa::ToSchema)]
struct ServiceName<'a> {
    name: &'a str,
}

/// The body, for the API reference.
#[derive(utoipa::ToSchema)]
#[schema(as = BulkRequest)]
#[expect(dead_code, reason = "read field by field, so that every violation is found at once")]
pub struct BulkRequestBody {
    #[schema(max_length = 255)]
    name: String,
    template_id: uuid::Uuid,
    #[schema(min_items = 2)]
    rows: Option<Vec<Vec<String>>>,
    csv: Option<String>,
    reply_to_id: Option<uuid::Uuid>,
    scheduled_for: Option<String>,
    reference: Option<String>,
}
