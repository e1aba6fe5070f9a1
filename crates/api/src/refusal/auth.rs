//! Why a caller was not let in, in the contract's words (§1.4, §1.5).

use super::{AUTH_ERROR, Refusal};
use axum::http::StatusCode;
use facteur_app::AuthError;
use facteur_i18n::Message;

impl From<AuthError> for Refusal {
    fn from(error: AuthError) -> Self {
        let message = match error {
            AuthError::IncompleteKey => Message::KeyIncomplete,
            AuthError::KeyNotFound => Message::KeyNotFound,
            AuthError::KeyRevoked => Message::KeyRevoked,
            AuthError::TokenMalformed => Message::TokenMalformed,
            AuthError::IssuerMissing => Message::TokenIssuerMissing,
            AuthError::IssuerNotAnId => Message::TokenIssuerNotAnId,
            AuthError::ServiceNotFound => Message::TokenServiceNotFound,
            AuthError::NoKeys => Message::TokenServiceWithoutKeys,
            AuthError::ServiceArchived => Message::ServiceArchived,
            AuthError::ClockOff => Message::TokenClockOff,
            AuthError::TokenNotFound => Message::TokenNotFound,
            AuthError::Unavailable(unavailable) => return Self::from(unavailable),
        };
        Self::new(StatusCode::FORBIDDEN, AUTH_ERROR, message)
    }
}
