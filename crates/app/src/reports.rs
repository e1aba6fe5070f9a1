//! Reports: lists of messages as files, asked for by people and by programs, prepared by workers, kept for three days.

mod csv;
mod file;
mod letters;
mod prepare;
mod spreadsheet;

pub use csv::write_row;
pub use file::{ReportFile, ReportFormat};
pub use spreadsheet::{MOST_SPREADSHEET_LINES, Spreadsheet};

use crate::authority::{Authority, Need};
use crate::operate::ChangeError;
use crate::{App, Unavailable};
use facteur_i18n::Language;
use facteur_model::id::{ApiKeyId, JobId, ReportId, ServiceId, UserId};
use facteur_model::person::Right;
use facteur_model::time::{DAY, HOUR, Micros, Moment};
use facteur_store::{Report, ReportAuthor, ReportKind, ReportStatus, reports};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// For how long the file of a report is kept.
pub const REPORT_LIFE: Micros = 3 * DAY;
/// For how long a report is listed.
const LISTED: Micros = 7 * DAY;
/// Reports that a service may ask for within an hour.
pub const MOST_REPORTS: usize = 10;
/// The days of a report that does not say how many.
pub const REPORT_DAYS: u32 = 7;
/// Reports on one page of the API's list.
pub const REPORT_PAGE: usize = 250;
/// Reports and their files are for whoever may see a service's activity.
pub const SEE_REPORTS: Need = Need::Right(Right::ViewActivity);
/// Rows of one step of the sweep: pieces of files are long.
const MOST_PER_STEP: usize = 50;

/// What somebody wants a report of.
#[derive(Debug, Clone)]
pub struct ReportRequest {
    pub kind: ReportKind,
    /// Only the messages of this job.
    pub job: Option<JobId>,
    pub language: Language,
    /// The last so many days, as far as the service keeps them; of a job, everything that is kept.
    pub days: u32,
}

/// A report as people see it.
pub struct ReportView {
    pub report: Report,
    /// Who asked for it: the name of a person or of a key, as far as it is known.
    pub asked_by: Option<String>,
    /// Is its file still there?
    pub has_file: bool,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("the service asked for {MOST_REPORTS} reports within an hour")]
    TooMany { again_at: Moment },
    #[error("there is no such report")]
    NoSuchReport,
    #[error("the service has no such job")]
    NoSuchJob,
    #[error("the report is {}", .0.as_str())]
    NotReady(ReportStatus),
    #[error("the report has more lines than a spreadsheet takes")]
    TooLong,
    #[error(transparent)]
    Change(#[from] ChangeError),
}

impl From<Unavailable> for ReportError {
    fn from(unavailable: Unavailable) -> Self {
        Self::Change(unavailable.into())
    }
}

impl From<facteur_store::Error> for ReportError {
    fn from(error: facteur_store::Error) -> Self {
        Self::Change(error.into())
    }
}

impl App {
    /// May the service ask for another report now? Asked before anything else is looked at; asking costs nothing.
    pub async fn may_ask_for_report(&self, by: &Authority, service: ServiceId) -> Result<(), ReportError> {
        self.allowed(by, service, SEE_REPORTS).await?;
        let recent =
            self.store().of(service).reports_requested_since(self.an_hour_ago(), MOST_REPORTS).await?;
        match recent.first() {
            Some(oldest) if recent.len() >= MOST_REPORTS => Err(too_many(*oldest)),
            _ => Ok(()),
        }
    }

    /// Asks for a report, which a worker will prepare.
    pub async fn ask_for_report(
        &self,
        by: &Authority,
        service: ServiceId,
        wanted: &ReportRequest,
    ) -> Result<Report, ReportError> {
        let view = self.allowed(by, service, SEE_REPORTS).await?;
        if let Some(job) = wanted.job
            && self.store().of(service).job(job).await?.is_none()
        {
            return Err(ReportError::NoSuchJob);
        }
        let now = self.now();
        let days = wanted.days.min(view.service().retention.days());
        let author = match (by.api_key(), by.user()) {
            (Some(key), _) => ReportAuthor::Key(key),
            (None, person) => ReportAuthor::Person(person.unwrap_or(UserId::from_uuid(Uuid::nil()))),
        };
        let report = Report {
            id: ReportId::new(now, self.chance()),
            service,
            kind: wanted.kind,
            job: wanted.job,
            language: wanted.language.tag().to_owned(),
            since: now.plus(-(Micros::from(days) * DAY)),
            // What was accepted at this very moment is among them.
            until: now.plus(1),
            author,
            status: ReportStatus::Requested,
            requested_at: now,
            completed_at: None,
            expires_at: None,
            lines: 0,
            expected: 0,
            bytes: 0,
            chunks: 0,
        };
        let mut tx = self.store().begin().await?;
        if let Some(oldest) = reports::insert(&mut tx, &report, self.an_hour_ago(), MOST_REPORTS).await? {
            return Err(too_many(oldest));
        }
        let detail = json!({"type": wanted.kind.as_str(), "days": days, "language": report.language});
        self.record(&mut tx, by, Some(service), "report.request", &report.id.to_string(), detail).await?;
        tx.commit().await?;
        self.wake_for_reports();
        Ok(report)
    }

    /// A report of the service.
    pub async fn report(
        &self,
        by: &Authority,
        service: ServiceId,
        id: ReportId,
    ) -> Result<Report, ReportError> {
        self.allowed(by, service, SEE_REPORTS).await?;
        self.store().of(service).report(id).await?.ok_or(ReportError::NoSuchReport)
    }

    /// The reports of the last seven days, newest first, [`REPORT_PAGE`] at most.
    pub async fn reports(
        &self,
        by: &Authority,
        service: ServiceId,
        older_than: Option<ReportId>,
    ) -> Result<Vec<Report>, ReportError> {
        self.allowed(by, service, SEE_REPORTS).await?;
        let since = self.now().plus(-LISTED);
        Ok(self.store().of(service).reports(since, older_than, REPORT_PAGE).await?)
    }

    /// As [`App::reports`], with who asked for each.
    pub async fn reports_shown(
        &self,
        by: &Authority,
        service: ServiceId,
    ) -> Result<Vec<ReportView>, ReportError> {
        let view = self.allowed(by, service, SEE_REPORTS).await?;
        let found = self.reports(by, service, None).await?;
        let people: Vec<_> = found
            .iter()
            .filter_map(|report| match report.author {
                ReportAuthor::Person(person) => Some(person),
                ReportAuthor::Key(_) => None,
            })
            .collect();
        let people: HashMap<UserId, String> = self.person_names(&people).await?;
        let keys: HashMap<ApiKeyId, &str> =
            view.keys().iter().map(|key| (key.id, key.name.as_str())).collect();
        let shown = |report: Report| ReportView {
            asked_by: match report.author {
                ReportAuthor::Key(key) => keys.get(&key).map(|name| (*name).to_owned()),
                ReportAuthor::Person(person) => people.get(&person).cloned(),
            },
            has_file: self.has_file(&report),
            report,
        };
        Ok(found.into_iter().map(shown).collect())
    }

    fn has_file(&self, report: &Report) -> bool {
        report.status == ReportStatus::Ready && report.expires_at.is_some_and(|end| self.now() < end)
    }

    fn an_hour_ago(&self) -> Moment {
        // What was asked for exactly an hour ago does not count any more.
        self.now().plus(1 - HOUR)
    }

    /// Takes a step in deleting files whose time is over, and reports that are not listed any more. `false` when nothing
    /// was left to do.
    pub(crate) async fn sweep_reports(&self) -> Result<bool, Unavailable> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let expired = reports::expire(&mut tx, now, MOST_PER_STEP).await?;
        let forgotten = reports::forget(&mut tx, now.plus(-LISTED), MOST_PER_STEP).await?;
        tx.commit().await?;
        Ok(expired || forgotten == MOST_PER_STEP)
    }
}

fn too_many(oldest: Moment) -> ReportError {
    ReportError::TooMany { again_at: oldest.plus(HOUR) }
}
