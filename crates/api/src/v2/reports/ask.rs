//! `POST /v2/reports` (contract §3.10, §5.4).

use super::ReportKeeper;
use crate::body::JsonBody;
use crate::echo;
use crate::json::{self, Shown};
use crate::refusal::{ErrorsBody, Refusal};
use crate::schema::{self, Form, Violations, rules};
use crate::state::Api;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use facteur_app::{Language, MOST_REPORTS, REPORT_DAYS, ReportError, ReportKind, ReportRequest};
use facteur_i18n::Message;
use facteur_model::id::{JobId, ReportId};
use facteur_model::time::{Moment, SECOND};
use serde::Serialize;
use serde_json::Value;

pub const PATH: &str = "/v2/reports";

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

#[utoipa::path(
    post,
    path = PATH,
    tag = "reports",
    request_body = NewReportRequest,
    responses(
        (status = 202, body = AskedBody),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
        (status = 404, body = ErrorsBody),
        (status = 413, body = ErrorsBody),
        (status = 429, body = ErrorsBody),
    ),
)]
pub async fn ask_for_report(
    State(api): State<Api>,
    keeper: ReportKeeper,
    request: Request,
) -> Result<Response, Refusal> {
    // Before the body is read; but only what is accepted counts (contract §9 item 25).
    if let Err(error) = api.app.may_ask_for_report(&keeper.by, keeper.service).await {
        return refuse(&api, error);
    }
    let body = JsonBody::from_request(request, &api).await?;
    let fields = schema::object(body.value).map_err(Refusal::invalid)?;
    let wanted = read(Form::new(fields)).map_err(Refusal::invalid)?;
    match api.app.ask_for_report(&keeper.by, keeper.service, &wanted).await {
        Ok(report) => {
            let body = AskedBody { report_id: Shown(report.id), status: report.status.as_str() };
            let mut response = json::answer(StatusCode::ACCEPTED, &body);
            let place = HeaderValue::try_from(format!("{PATH}/{}", report.id));
            response.headers_mut().insert(header::LOCATION, place.expect("an id fits a header"));
            Ok(response)
        }
        Err(error) => refuse(&api, error),
    }
}

fn read(mut form: Form) -> Result<ReportRequest, Violations> {
    let kind = form.required("report_type", |field, value, violations: &mut Violations| {
        one_of(field, &value, &ReportKind::ALL.map(ReportKind::as_str), violations)
            .and_then(ReportKind::from_stored)
    });
    let language = form.required("language", |field, value, violations: &mut Violations| {
        one_of(field, &value, &Language::ALL.map(Language::tag), violations).and_then(Language::from_tag)
    });
    let job = if kind == Some(ReportKind::Job) {
        form.required("job_id", rules::id(JobId::parse))
    } else {
        form.optional("job_id", |field, value, violations: &mut Violations| {
            if value.is_null() { None } else { rules::id(JobId::parse)(field, value, violations) }
        })
    };
    let violations = form.finish();
    match (kind, language) {
        (Some(kind), Some(language)) if violations.is_empty() => {
            Ok(ReportRequest { kind, job, language, days: REPORT_DAYS })
        }
        _ => Err(violations),
    }
}

/// One of a few words, or the violation that it is none of them.
fn one_of(
    field: &'static str,
    value: &Value,
    words: &[&'static str],
    violations: &mut Violations,
) -> Option<&'static str> {
    let found = words.iter().find(|word| value.as_str() == Some(word)).copied();
    if found.is_none() {
        violations.push(Message::NotOneOf { field, value: echo::value(value), values: words.join(", ") });
    }
    found
}

/// A limit that is reached is told in headers too.
fn refuse(api: &Api, error: ReportError) -> Result<Response, Refusal> {
    let ReportError::TooMany { again_at } = error else { return Err(error.into()) };
    let refusal = Refusal::too_many_reports(seconds_until(again_at, api.app.now()));
    let mut response = refusal.into_response();
    let headers = response.headers_mut();
    headers.insert(LIMIT, HeaderValue::from(MOST_REPORTS));
    headers.insert(REMAINING, HeaderValue::from(0));
    headers.insert(RESET, HeaderValue::from(again_at.plus(SECOND - 1).epoch_seconds()));
    Ok(response)
}

/// Rounded up: who waits that long is let in.
fn seconds_until(moment: Moment, now: Moment) -> u32 {
    let micros = moment.since(now).max(0);
    u32::try_from((micros + SECOND - 1) / SECOND).unwrap_or(u32::MAX)
}

/// The body, for the API reference.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "read field by field, so that every violation is found at once")]
pub struct NewReportRequest {
    #[schema(pattern = "^(sms|email|job)$")]
    report_type: String,
    #[schema(pattern = "^(en|fr)$")]
    language: String,
    job_id: Option<uuid::Uuid>,
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AcceptedReport)]
pub struct AskedBody {
    #[schema(value_type = uuid::Uuid)]
    report_id: Shown<ReportId>,
    status: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn wrong(body: Value) -> Vec<String> {
        let Value::Object(fields) = body else { panic!("an object") };
        let violations = read(Form::new(fields)).expect_err("violations");
        violations.into_messages().iter().map(|message| message.text(Language::En)).collect()
    }

    #[test]
    fn everything_is_said_at_once_in_the_order_of_the_schema() {
        for (body, expected) in [
            (
                json!({"report_type": "fax", "language": "de", "job_id": "x", "days": 3}),
                vec![
                    "report_type fax is not one of [sms, email, job]",
                    "language de is not one of [en, fr]",
                    "job_id is not a valid UUID",
                    "Additional properties are not allowed (days was unexpected)",
                ],
            ),
            (json!({}), vec!["report_type is a required property", "language is a required property"]),
            (json!({"report_type": "job", "language": "en"}), vec!["job_id is a required property"]),
            (
                json!({"report_type": "job", "language": "en", "job_id": null}),
                vec!["job_id is not a valid UUID"],
            ),
            (
                json!({"report_type": null, "language": 1}),
                vec!["report_type None is not one of [sms, email, job]", "language 1 is not one of [en, fr]"],
            ),
        ] {
            assert_eq!(wrong(body), expected);
        }
    }

    #[test]
    fn a_job_narrows_any_report() {
        let given = |body: Value| match body {
            Value::Object(fields) => read(Form::new(fields)).expect("a request"),
            _ => panic!("an object"),
        };
        let id = "0193fac7-0000-7000-8000-000000000001";
        assert_eq!(given(json!({"report_type": "sms", "language": "fr", "job_id": null})).job, None);
        let job = given(json!({"report_type": "job", "language": "fr", "job_id": id})).job;
        assert_eq!(job.map(|job| job.to_string()).as_deref(), Some(id));
    }
}
