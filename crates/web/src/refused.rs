//! What a page cannot be shown for; the door gives it its words.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use facteur_app::{ChangeError, Unavailable};
use std::sync::Arc;

/// What a handler answers.
pub type Answer = Result<Response, Refused>;

/// Why there is no page.
#[derive(Debug, Clone)]
pub enum Refused {
    /// Nobody has signed in, or not with both factors: the sign-in page comes first.
    SignIn,
    /// The person may not.
    Forbidden,
    /// The service is suspended or deleted.
    NotActive,
    /// There is no such page, or not for this person.
    NotFound,
    /// It was here, and is no more: a link that was used, for instance.
    Gone,
    /// The method is not one that this page takes.
    Method,
    /// The form did not come from a page of this visit.
    ForeignForm,
    /// What came cannot be read.
    Unreadable,
    /// What came is too large.
    TooLarge,
    /// Too often; seconds until it is worth trying again.
    TooMany(u64),
    /// The store is out of reach for a moment, or failed.
    Unavailable(Arc<Unavailable>),
    /// A handler panicked.
    Panic,
}

impl Refused {
    pub fn status(&self) -> StatusCode {
        match self {
            Refused::SignIn => StatusCode::UNAUTHORIZED,
            Refused::Forbidden | Refused::NotActive => StatusCode::FORBIDDEN,
            Refused::NotFound => StatusCode::NOT_FOUND,
            Refused::Gone => StatusCode::GONE,
            Refused::Method => StatusCode::METHOD_NOT_ALLOWED,
            Refused::ForeignForm | Refused::Unreadable => StatusCode::BAD_REQUEST,
            Refused::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refused::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Refused::Unavailable(unavailable) => match **unavailable {
                Unavailable::ForNow { .. } => StatusCode::SERVICE_UNAVAILABLE,
                Unavailable::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
            },
            Refused::Panic => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The part of its messages' keys that names it.
    pub fn key(&self) -> &'static str {
        match self {
            Refused::SignIn => "sign-in",
            Refused::Forbidden => "forbidden",
            Refused::NotActive => "not-active",
            Refused::NotFound => "not-found",
            Refused::Gone => "gone",
            Refused::Method => "method",
            Refused::ForeignForm => "foreign-form",
            Refused::Unreadable => "unreadable",
            Refused::TooLarge => "too-large",
            Refused::TooMany(_) => "too-many",
            Refused::Unavailable(unavailable) => match **unavailable {
                Unavailable::ForNow { .. } => "unavailable",
                Unavailable::Broken(_) => "broken",
            },
            Refused::Panic => "broken",
        }
    }

    /// Seconds after which it is worth trying again.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Refused::TooMany(seconds) => Some(*seconds),
            Refused::Unavailable(unavailable) => match **unavailable {
                Unavailable::ForNow { retry_after_seconds, .. } => Some(u64::from(retry_after_seconds)),
                Unavailable::Broken(_) => None,
            },
            _ => None,
        }
    }
}

/// Leaves itself in the answer for the door, which knows the language.
impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Unavailable> for Refused {
    fn from(unavailable: Unavailable) -> Self {
        Refused::Unavailable(Arc::new(unavailable))
    }
}

/// For what a page's own form cannot cause; what it can cause, the page says next to the field.
impl From<ChangeError> for Refused {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Unavailable(unavailable) => unavailable.into(),
            ChangeError::NotAllowed => Refused::Forbidden,
            ChangeError::NotActive(_) => Refused::NotActive,
            ChangeError::NoSuchService(_)
            | ChangeError::NoSuchTemplate(_)
            | ChangeError::NoSuchCategory(_)
            | ChangeError::NoSuchReplyTo(_)
            | ChangeError::NoSuchSender(_)
            | ChangeError::NoSuchKey(_) => Refused::NotFound,
            _ => Refused::Unreadable,
        }
    }
}
