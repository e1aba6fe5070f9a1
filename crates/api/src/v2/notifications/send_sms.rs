//! `POST /v2/notifications/sms` (contract §3.1).

use super::{AcceptedBody, sending};
use crate::authorization::Authenticated;
use crate::body::JsonBody;
use crate::refusal::{ErrorsBody, Refusal};
use crate::schema::{Form, personalisation, rules, schedule};
use crate::state::Api;
use axum::extract::State;
use axum::response::Response;
use facteur_app::{MessageRequest, Schedule, SendRequest};
use facteur_model::Channel;
use facteur_model::id::{SmsSenderId, TemplateId};
use facteur_model::time::Moment;

pub const PATH: &str = "/v2/notifications/sms";

#[utoipa::path(
    post,
    path = PATH,
    tag = "notifications",
    params(("Idempotency-Key" = Option<String>, Header)),
    request_body = SmsRequest,
    responses(
        (status = 201, body = AcceptedBody<'_>),
        (status = 400, body = ErrorsBody),
        (status = 403, body = ErrorsBody),
        (status = 409, body = ErrorsBody),
        (status = 413, body = ErrorsBody),
        (status = 422, body = ErrorsBody),
        (status = 429, body = ErrorsBody),
    ),
)]
pub async fn send_sms(
    State(api): State<Api>,
    Authenticated(caller): Authenticated,
    body: JsonBody,
) -> Response {
    sending::send(&api, &caller, PATH, body, read).await
}

/// The fields of the body, in the order of the contract's schema.
pub fn read(mut form: Form, now: Moment) -> Result<SendRequest, Refusal> {
    let reference = form.optional("reference", rules::reference);
    let to = form.required("phone_number", rules::phone);
    let template = form.required("template_id", rules::id(TemplateId::parse));
    let personalisation =
        form.optional(personalisation::FIELD, personalisation::personalisation(Channel::Sms));
    let schedule = form.optional("scheduled_for", schedule::schedule(now));
    let sender = form.optional("sms_sender_id", rules::id(SmsSenderId::parse));
    let violations = form.finish();
    match (to, template) {
        (Some(to), Some(template)) if violations.is_empty() => Ok(SendRequest {
            template,
            personalisation: personalisation.unwrap_or_default(),
            reference,
            schedule: schedule.unwrap_or(Schedule::Now),
            message: MessageRequest::Sms { to, sender },
        }),
        _ => Err(Refusal::invalid(violations)),
    }
}

/// The body, for the API reference.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "read field by field, so that every violation is found at once")]
pub struct SmsRequest {
    #[schema(max_length = 1000)]
    reference: Option<String>,
    phone_number: String,
    template_id: uuid::Uuid,
    personalisation: Option<std::collections::BTreeMap<String, serde_json::Value>>,
    scheduled_for: Option<String>,
    sms_sender_id: Option<uuid::Uuid>,
}
