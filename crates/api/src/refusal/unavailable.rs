//! The store is out of reach: 503 when it passes, 500 when it does not.

use super::{Refusal, Trouble};
use axum::http::StatusCode;
use facteur_app::Unavailable;
use facteur_i18n::Message;
use std::sync::Arc;

impl From<Unavailable> for Refusal {
    fn from(unavailable: Unavailable) -> Self {
        match unavailable {
            Unavailable::ForNow { retry_after_seconds, .. } => {
                let refusal = Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "ServiceUnavailable",
                    Message::UnavailableForNow,
                );
                let trouble = Some(Trouble::Store(Arc::new(unavailable)));
                Self { trouble, ..refusal.after(retry_after_seconds) }
            }
            Unavailable::Broken(_) => Self::internal(Trouble::Store(Arc::new(unavailable))),
        }
    }
}
