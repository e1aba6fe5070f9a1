//! Jobs as people see them.

use super::manage::JobError;
use crate::authority::{Authority, Need};
use crate::directory::ServiceView;
use crate::message::{MessageLine, SentBy, kinds};
use crate::operate::ChangeError;
use crate::{App, Unavailable};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{JobId, ServiceId, TemplateId};
use facteur_model::job::{JobOrigin, JobState};
use facteur_model::notification::Fate;
use facteur_model::time::Moment;
use facteur_store::Counts;
use facteur_store::jobs::{Job, JobRowFilter};

/// Jobs on one page of the list.
pub const JOBS_PAGE: usize = 50;
/// Rows on one page of a job.
pub const JOB_ROWS_PAGE: usize = 50;
/// Jobs that wait, which are shown on the first page of the list.
const MOST_WAITING: usize = 200;

/// A line of the list. Without `Debug`: its name may be a person's.
pub struct JobLine {
    pub id: JobId,
    /// `None` once the service's retention is over: only totals remain.
    pub name: Option<String>,
    pub template: TemplateId,
    pub template_version: u32,
    pub template_name: String,
    pub channel: Channel,
    pub key_type: KeyType,
    pub origin: JobOrigin,
    pub sent_by: SentBy,
    pub state: JobState,
    /// Rows of the list.
    pub rows: u32,
    /// Rows to smoke-test recipients, which become no messages.
    pub left_out: u32,
    /// Rows that are no messages yet; what was stopped has none.
    pub waiting: u32,
    /// Do these wait for the service's e-mails, which are paused?
    pub is_held: bool,
    /// What became of those that are.
    pub counts: Counts,
    pub created_at: Moment,
    pub scheduled_for: Option<Moment>,
    pub started_at: Option<Moment>,
    /// When the last row became a message, or when it was stopped.
    pub finished_at: Option<Moment>,
    /// When the last message will have left, as far as anybody can tell from those before it.
    pub expected_at: Option<Moment>,
    /// Who brought it into its state, as in the audit log; `None` when nobody did.
    pub changed_by: Option<String>,
    /// The name of the second person who agreed.
    pub approved_by: Option<String>,
}

/// A page of the list.
pub struct JobsPage {
    /// Those that wait for their time or for a second person, the next one first; on the first page only.
    pub waiting: Vec<JobLine>,
    /// All others, newest first.
    pub others: Vec<JobLine>,
    /// Where the next page begins.
    pub older: Option<JobId>,
}

/// Which rows of a job to show.
#[derive(Debug, Clone, Default)]
pub struct RowsRequest {
    /// Empty for any; [`Fate::Permanent`] for problem addresses.
    pub fates: Vec<Fate>,
    /// From 0, without the header.
    pub from_row: u32,
}

/// A page of a job's rows that are messages, in their order.
pub struct JobMessages {
    pub messages: Vec<MessageLine>,
    /// Where the next page begins.
    pub next_row: Option<u32>,
}

/// A job, with a page of its rows.
pub struct JobView {
    pub line: JobLine,
    pub rows: JobMessages,
}

impl App {
    /// A page of a service's jobs, those that wait first.
    pub async fn jobs(
        &self,
        by: &Authority,
        service: ServiceId,
        older_than: Option<JobId>,
    ) -> Result<JobsPage, ChangeError> {
        let view = self.allowed(by, service, Need::Membership).await?;
        let store = self.store().of(service);
        let waiting = match older_than {
            None => store.waiting_jobs(MOST_WAITING).await?,
            Some(_) => Vec::new(),
        };
        let mut others = store.other_jobs(older_than, JOBS_PAGE + 1).await?;
        let is_last = others.len() <= JOBS_PAGE;
        others.truncate(JOBS_PAGE);
        let older = others.last().filter(|_| !is_last).map(|job| job.id);
        Ok(JobsPage {
            waiting: self.job_lines(&view, waiting).await?,
            others: self.job_lines(&view, others).await?,
            older,
        })
    }

    /// One job, with what became of its rows.
    pub async fn job(
        &self,
        by: &Authority,
        service: ServiceId,
        id: JobId,
        rows: &RowsRequest,
    ) -> Result<JobView, JobError> {
        let view = self.allowed(by, service, Need::Membership).await?;
        let store = self.store().of(service);
        let job = store.job(id).await?.ok_or(JobError::NoSuchJob(id))?;
        let kinds = if rows.fates.is_empty() { Vec::new() } else { kinds(Some(job.channel), &rows.fates) };
        let filter = JobRowFilter { kinds, from_row: rows.from_row, most: JOB_ROWS_PAGE + 1 };
        let mut found = store.job_rows(id, &filter).await?;
        let next = found.get(JOB_ROWS_PAGE).and_then(|message| message.job);
        found.truncate(JOB_ROWS_PAGE);
        let counts = store.job_counts(&[id]).await?.into_iter().next().unwrap_or_default();
        Ok(JobView {
            line: self.job_line(&view, job, counts).await?,
            rows: JobMessages { messages: self.lines(found).await?, next_row: next.map(|next| next.row) },
        })
    }

    /// The last job since a moment that was made of this very file with this version of a template, unless it was stopped.
    pub async fn job_of_file(
        &self,
        by: &Authority,
        service: ServiceId,
        file: &[u8; 32],
        template: (TemplateId, u32),
        since: Moment,
    ) -> Result<Option<JobLine>, ChangeError> {
        let view = self.allowed(by, service, Need::Membership).await?;
        let (template, version) = template;
        let found = self.store().of(service).job_of_file(file, template, version, since).await?;
        Ok(self.job_lines(&view, found.into_iter().collect()).await?.pop())
    }

    async fn job_lines(&self, view: &ServiceView, jobs: Vec<Job>) -> Result<Vec<JobLine>, Unavailable> {
        let ids: Vec<JobId> = jobs.iter().map(|job| job.id).collect();
        let counts = self.store().of(view.service().id).job_counts(&ids).await?;
        let mut lines = Vec::with_capacity(jobs.len());
        for (job, counts) in jobs.into_iter().zip(counts) {
            lines.push(self.job_line(view, job, counts).await?);
        }
        Ok(lines)
    }

    pub(super) async fn job_line(
        &self,
        view: &ServiceView,
        job: Job,
        counts: Counts,
    ) -> Result<JobLine, Unavailable> {
        let version = self.directory().version(job.service, job.template, job.template_version).await?;
        let approved_by = match job.approved_by {
            Some(person) => self.store().user(person).await?.map(|user| user.profile.name),
            None => None,
        };
        let rest = job.rows.saturating_sub(job.left_out).saturating_sub(job.made);
        let waiting = if job.state.is_over() { 0 } else { rest };
        Ok(JobLine {
            sent_by: self.sent_by(view, job.sender).await?,
            expected_at: expected(&job, &counts, self.now()),
            is_held: waiting > 0 && view.is_paused(job.channel),
            waiting,
            id: job.id,
            name: job.details.map(|details| details.name),
            template: job.template,
            template_version: job.template_version,
            template_name: version.map(|compiled| compiled.template.name.clone()).unwrap_or_default(),
            channel: job.channel,
            key_type: job.key_type,
            origin: job.origin,
            state: job.state,
            rows: job.rows,
            left_out: job.left_out,
            counts,
            created_at: job.created_at,
            scheduled_for: job.scheduled_for,
            started_at: job.started_at,
            finished_at: job.finished_at,
            changed_by: job.changed_by,
            approved_by,
        })
    }
}

/// When a job will be through at the pace it has had so far.
fn expected(job: &Job, counts: &Counts, now: Moment) -> Option<Moment> {
    let started_at = job.started_at?;
    let goes_on = matches!(job.state, JobState::InProgress | JobState::Finished);
    let wanted = match job.state {
        JobState::Finished => counts.requested,
        _ => u64::from(job.rows.saturating_sub(job.left_out)),
    };
    let done = counts.requested - counts.in_transit().min(counts.requested);
    let left = wanted.saturating_sub(done);
    if !goes_on || done == 0 || left == 0 {
        return None;
    }
    let lasted = i128::from(now.since(started_at).max(0));
    let still = lasted * i128::from(left) / i128::from(done);
    Some(now.plus(i64::try_from(still).ok()?))
}
