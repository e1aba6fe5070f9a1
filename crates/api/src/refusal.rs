//! What the API answers when it does not do what was asked (contract §0: envelopes E1 and E2).
//!
//! A handler returns a [`Refusal`]; the words are chosen where the answer leaves
//! ([`crate::telemetry`]), because only there the reader's language is known.

mod auth;
mod bulk;
mod manage_template;
mod report;
mod send;
mod template;
mod unavailable;

pub use bulk::{refuse_bulk, refuse_crowded};
pub use manage_template::{CATEGORY, CategoryBody, TemplateViolations};
pub use send::refuse_send;

use crate::schema::Violations;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use facteur_app::Unavailable;
use facteur_i18n::{Language, Message};
use serde::Serialize;
use std::sync::Arc;

/// The name of a kind of error, which programs compare.
pub type Class = &'static str;

pub const VALIDATION_ERROR: Class = "ValidationError";
pub const BAD_REQUEST: Class = "BadRequestError";
const AUTH_ERROR: Class = "AuthError";
const NO_RESULT: Class = "NoResultFound";

/// An answer that is not what the caller hoped for.
#[derive(Debug, Clone)]
pub struct Refusal {
    status: StatusCode,
    envelope: Envelope,
    retry_after_seconds: Option<u32>,
    trouble: Option<Trouble>,
}

#[derive(Debug, Clone)]
enum Envelope {
    /// E2: every answer of `/v2`, but for the few that are E1.
    Errors(Vec<(Class, Message)>),
    /// E2, with the categories of templates that there are (contract §3.9).
    WithCategories(Vec<(Class, Message)>, Vec<CategoryBody>),
    /// E1: unknown routes, wrong methods, and a notification that is not found.
    Plain(Message),
}

/// What has to be written to the log, once, where the answer leaves.
#[derive(Debug, Clone)]
pub enum Trouble {
    Store(Arc<Unavailable>),
    Panic,
}

impl Refusal {
    pub fn new(status: StatusCode, class: Class, message: Message) -> Self {
        Self::of(status, Envelope::Errors(vec![(class, message)]))
    }

    fn of(status: StatusCode, envelope: Envelope) -> Self {
        Self { status, envelope, retry_after_seconds: None, trouble: None }
    }

    /// 400, with everything that is wrong.
    pub fn invalid(violations: Violations) -> Self {
        let errors = violations.into_messages().into_iter().map(|message| (VALIDATION_ERROR, message));
        Self::of(StatusCode::BAD_REQUEST, Envelope::Errors(errors.collect()))
    }

    /// 400, with the one thing that is wrong.
    pub fn invalid_with(message: Message) -> Self {
        Self::new(StatusCode::BAD_REQUEST, VALIDATION_ERROR, message)
    }

    pub fn bad_request(message: Message) -> Self {
        Self::new(StatusCode::BAD_REQUEST, BAD_REQUEST, message)
    }

    /// 401 of contract §1.1: the header itself is missing or not understood.
    pub fn unauthorized(message: Message) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, AUTH_ERROR, message)
    }

    /// 404 of anything but a notification (contract §7.7).
    pub fn no_result() -> Self {
        Self::new(StatusCode::NOT_FOUND, NO_RESULT, Message::NoResultFound)
    }

    /// 404 of a notification: E1, as clients see it today (contract §3.5).
    pub fn notification_not_found() -> Self {
        Self::of(StatusCode::NOT_FOUND, Envelope::Plain(Message::NotificationNotFound))
    }

    /// 404 of a path that leads nowhere (contract §7.3).
    pub fn path_not_found() -> Self {
        Self::of(StatusCode::NOT_FOUND, Envelope::Plain(Message::PathNotFound))
    }

    /// 405 (contract §7.3). The router adds `Allow`.
    pub fn method_not_allowed() -> Self {
        Self::of(StatusCode::METHOD_NOT_ALLOWED, Envelope::Plain(Message::MethodNotAllowed))
    }

    /// 413 (contract §7.5).
    pub fn body_too_large(limit: usize) -> Self {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "PayloadTooLarge", Message::BodyTooLarge { limit })
    }

    /// 503: too many large requests at once.
    pub fn no_room() -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Self::new(status, "ServiceUnavailable", Message::UnavailableForNow).after(5)
    }

    /// 500, for a defect.
    pub fn internal(trouble: Trouble) -> Self {
        let refusal =
            Self::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError", Message::InternalError);
        Self { trouble: Some(trouble), ..refusal }
    }

    fn after(self, seconds: u32) -> Self {
        Self { retry_after_seconds: Some(seconds.max(1)), ..self }
    }

    #[cfg(test)]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    pub fn retry_after_seconds(&self) -> Option<u32> {
        self.retry_after_seconds
    }

    pub fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// The name of the error; the first when there are several, which are nearly always of one kind.
    pub fn class(&self) -> Class {
        match &self.envelope {
            Envelope::Errors(errors) | Envelope::WithCategories(errors, _) => {
                errors.first().map_or(BAD_REQUEST, |(class, _)| class)
            }
            // E1 has none; this is what the others of its status have.
            Envelope::Plain(_) => NO_RESULT,
        }
    }

    /// Its messages, a line each.
    pub fn reasons(&self, language: Language) -> String {
        match &self.envelope {
            Envelope::Errors(errors) | Envelope::WithCategories(errors, _) => {
                let texts = errors.iter().map(|(_, message)| message.text(language));
                texts.collect::<Vec<_>>().join("\n")
            }
            Envelope::Plain(message) => message.text(language),
        }
    }

    /// The body of the answer. A reader of French finds the French beside the English, never instead.
    pub fn to_json(&self, language: Language) -> Vec<u8> {
        let french = |message: &Message| match language {
            Language::En => None,
            Language::Fr => Some(message.text(Language::Fr)),
        };
        let errors = |errors: &[(Class, Message)], template_categories| ErrorsBody {
            status_code: self.status.as_u16(),
            errors: errors
                .iter()
                .map(|(error, message)| ErrorBody {
                    error,
                    message: message.text(Language::En),
                    message_fr: french(message),
                })
                .collect(),
            template_categories,
        };
        let body = match &self.envelope {
            Envelope::Errors(found) => serde_json::to_vec(&errors(found, None)),
            Envelope::WithCategories(found, categories) => {
                serde_json::to_vec(&errors(found, Some(categories.clone())))
            }
            Envelope::Plain(message) => serde_json::to_vec(&PlainBody {
                result: "error",
                message: message.text(Language::En),
                message_fr: french(message),
            }),
        };
        body.expect("text and numbers always become JSON")
    }
}

/// The refusal travels with the answer until the door puts it into words.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Envelope E2.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Errors)]
pub struct ErrorsBody {
    status_code: u16,
    errors: Vec<ErrorBody>,
    /// Only where the category of a template is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    template_categories: Option<Vec<CategoryBody>>,
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Error)]
struct ErrorBody {
    error: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_fr: Option<String>,
}

/// Envelope E1.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PlainError)]
pub struct PlainBody {
    result: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_fr: Option<String>,
}

/// A 404 of a path with a number in it: E1 when it is no number, E2 when nothing has that number.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = NotFound)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes answers that are written elsewhere")]
pub enum NotFoundBody {
    Result(ErrorsBody),
    Route(PlainBody),
}

#[cfg(test)]
mod tests;
