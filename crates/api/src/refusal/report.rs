//! Why there is no report, in the contract's words (§3.10, §5.4).

use super::{BAD_REQUEST, Refusal};
use axum::http::StatusCode;
use facteur_app::{ChangeError, MOST_REPORTS, ReportError};
use facteur_i18n::Message;

impl Refusal {
    /// 403: the key may not manage reports (contract §1.8).
    pub fn reports_not_managed() -> Self {
        Self::new(StatusCode::FORBIDDEN, "ForbiddenError", Message::ReportsNotManaged)
    }

    /// 429: the hour's reports are asked for.
    pub fn too_many_reports(seconds: u32) -> Self {
        let message = Message::ReportLimit { limit: u64::try_from(MOST_REPORTS).unwrap_or(u64::MAX) };
        Self::new(StatusCode::TOO_MANY_REQUESTS, "RateLimitExceeded", message).after(seconds)
    }
}

impl From<ReportError> for Refusal {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::NoSuchReport | ReportError::NoSuchJob => Self::no_result(),
            ReportError::NotReady(status) => Self::new(
                StatusCode::CONFLICT,
                BAD_REQUEST,
                Message::ReportNotReady { status: status.as_str() },
            ),
            // Nobody asks this way for a spreadsheet, the only thing that a report can be too long for.
            ReportError::TooLong => Self::no_result(),
            ReportError::TooMany { .. } => Self::too_many_reports(1),
            ReportError::Change(ChangeError::Unavailable(unavailable)) => Self::from(unavailable),
            // The key may no longer manage reports, or its service is gone.
            ReportError::Change(_) => Self::reports_not_managed(),
        }
    }
}
