//! `POST /v2/notifications/email` (contract §3.1).

use super::{AcceptedBody, sending};
use crate::authorization::Authenticated;
use crate::body::BodyWithFiles;
use crate::refusal::{ErrorsBody, Refusal};
use crate::schema::{Form, personalisation, rules, schedule};
use crate::state::Api;
use axum::extract::State;
use axum::response::Response;
use facteur_app::{MessageRequest, Schedule, SendRequest};
use facteur_model::Channel;
use facteur_model::id::{ReplyToId, TemplateId};
use facteur_model::time::Moment;

pub const PATH: &str = "/v2/notifications/email";

#[utoipa::path(
    post,
    path = PATH,
    tag = "notifications",
    params(("Idempotency-Key" = Option<String>, Header)),
    request_body = EmailRequest,
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
pub async fn send_email(
    State(api): State<Api>,
    Authenticated(caller): Authenticated,
    BodyWithFiles(body): BodyWithFiles,
) -> Response {
    sending::send(&api, &caller, PATH, body, read).await
}

/// The fields of the body, in the order of the contract's schema.
pub fn read(mut form: Form, now: Moment) -> Result<SendRequest, Refusal> {
    let reference = form.optional("reference", rules::reference);
    let to = form.required("email_address", rules::email);
    let template = form.required("template_id", rules::id(TemplateId::parse));
    let personalisation =
        form.optional(personalisation::FIELD, personalisation::personalisation(Channel::Email));
    let schedule = form.optional("scheduled_for", schedule::schedule(now));
    let reply_to = form.optional("email_reply_to_id", rules::id(ReplyToId::parse));
    let unsubscribe_url = form.optional("one_click_unsubscribe_url", rules::unsubscribe_url);
    let sanitise = form.optional("sanitise_content_for", rules::names);
    let violations = form.finish();
    match (to, template) {
        (Some(to), Some(template)) if violations.is_empty() => Ok(SendRequest {
            template,
            personalisation: personalisation.unwrap_or_default(),
            reference,
            schedule: schedule.unwrap_or(Schedule::Now),
            message: MessageRequest::Email {
                to,
                reply_to,
                unsubscribe_url,
                sanitise: sanitise.unwrap_or_default(),
            },
        }),
        _ => Err(Refusal::invalid(violations)),
    }
}

/// The body, for the API reference.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "read field by field, so that every violation is found at once")]
pub struct EmailRequest {
    #[schema(max_length = 1000)]
    reference: Option<String>,
    #[schema(format = Email)]
    email_address: String,
    template_id: uuid::Uuid,
    personalisation: Option<std::collections::BTreeMap<String, serde_json::Value>>,
    scheduled_for: Option<String>,
    email_reply_to_id: Option<uuid::Uuid>,
    #[schema(format = "uri")]
    one_click_unsubscribe_url: Option<String>,
    sanitise_content_for: Option<Vec<String>>,
}
