//! Holding, stopping and agreeing to jobs.

use crate::authority::{Authority, Need};
use crate::operate::ChangeError;
use crate::{App, Unavailable};
use facteur_model::id::{JobId, ServiceId, UserId};
use facteur_model::job::JobState;
use facteur_model::person::Right;
use facteur_model::time::{DAY, Micros, Moment};
use facteur_store::Error;
use facteur_store::jobs::{self, Change, Job};
use serde_json::json;

/// Jobs that are ended in one sweep.
const MOST_SWEPT: usize = 100;
/// For how long totals are kept beyond the names: whoever looks back at a fiscal year finds it.
const TOTALS_KEPT: Micros = 400 * DAY;

/// Why nothing became of it.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    #[error("this person may not do this")]
    Change(#[from] ChangeError),
    #[error("the service has no job {0}")]
    NoSuchJob(JobId),
    /// Its state does not allow it, or it has just changed.
    #[error("the job is {}", .0.as_str())]
    NotNow(JobState),
    #[error("whoever started a job cannot be the second person")]
    OwnJob,
}

impl From<Error> for JobError {
    fn from(error: Error) -> Self {
        JobError::Change(error.into())
    }
}

impl From<Unavailable> for JobError {
    fn from(unavailable: Unavailable) -> Self {
        JobError::Change(unavailable.into())
    }
}

/// What becomes of the rows that are no messages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    Kept,
    Dropped,
}

/// Where a job goes.
struct Step {
    action: &'static str,
    to: JobState,
    due_at: Option<Moment>,
    approved_by: Option<UserId>,
    rest: Rest,
}

impl App {
    /// Stops a job whose time has not come, or that is held: rows that are no messages yet never become any, and are given
    /// back to the allowances of the day they count on.
    pub async fn cancel_job(&self, by: &Authority, service: ServiceId, id: JobId) -> Result<(), JobError> {
        self.allowed(by, service, Need::Right(Right::SendMessages)).await?;
        let job = self.job_of(service, id).await?;
        let begun = job.made > 0 && job.state != JobState::Paused;
        if begun || !job.state.may_be_cancelled() {
            return Err(JobError::NotNow(job.state));
        }
        let to = JobState::Cancelled;
        let step = Step { action: "job.cancel", to, due_at: None, approved_by: None, rest: Rest::Dropped };
        self.take_step(by, &job, step).await
    }

    /// Holds a job: rows that are no messages yet wait. Those that are go on.
    pub async fn pause_job(&self, by: &Authority, service: ServiceId, id: JobId) -> Result<(), JobError> {
        self.allowed(by, service, Need::Right(Right::SendMessages)).await?;
        let job = self.job_of(service, id).await?;
        if !job.state.may_be_paused() {
            return Err(JobError::NotNow(job.state));
        }
        let to = JobState::Paused;
        let step = Step { action: "job.pause", to, due_at: None, approved_by: None, rest: Rest::Kept };
        self.take_step(by, &job, step).await
    }

    /// Lets a job go on that was held.
    pub async fn resume_job(&self, by: &Authority, service: ServiceId, id: JobId) -> Result<(), JobError> {
        self.allowed_to_change(by, service, Need::OwnRight(Right::SendMessages)).await?;
        let job = self.job_of(service, id).await?;
        if job.state != JobState::Paused {
            return Err(JobError::NotNow(job.state));
        }
        let (to, due_at) = self.going_on(&job);
        let step = Step { action: "job.resume", to, due_at, approved_by: None, rest: Rest::Kept };
        self.take_step(by, &job, step).await
    }

    /// Agrees to a job as the second person.
    pub async fn approve_job(&self, by: &Authority, service: ServiceId, id: JobId) -> Result<(), JobError> {
        let (job, person) = self.to_be_decided(by, service, id).await?;
        let (to, due_at) = self.going_on(&job);
        let step = Step { action: "job.approve", to, due_at, approved_by: Some(person), rest: Rest::Kept };
        self.take_step(by, &job, step).await
    }

    /// Refuses a job as the second person: it is over, and its rows are given back to the allowances.
    pub async fn refuse_job(&self, by: &Authority, service: ServiceId, id: JobId) -> Result<(), JobError> {
        let (job, _) = self.to_be_decided(by, service, id).await?;
        let to = JobState::Refused;
        let step = Step { action: "job.refuse", to, due_at: None, approved_by: None, rest: Rest::Dropped };
        self.take_step(by, &job, step).await
    }

    /// A job that waits for a second person, and that person.
    async fn to_be_decided(
        &self,
        by: &Authority,
        service: ServiceId,
        id: JobId,
    ) -> Result<(Job, UserId), JobError> {
        self.allowed_to_change(by, service, Need::OwnRight(Right::SendMessages)).await?;
        let person = by.user().ok_or(ChangeError::NotAllowed)?;
        let job = self.job_of(service, id).await?;
        if job.state != JobState::AwaitingApproval {
            return Err(JobError::NotNow(job.state));
        }
        if job.sender.as_uuid() == person.as_uuid() {
            return Err(JobError::OwnJob);
        }
        Ok((job, person))
    }

    async fn job_of(&self, service: ServiceId, id: JobId) -> Result<Job, JobError> {
        self.store().of(service).job(id).await?.ok_or(JobError::NoSuchJob(id))
    }

    /// Where a job stands that is neither held nor waits for anybody.
    fn going_on(&self, job: &Job) -> (JobState, Option<Moment>) {
        let now = self.now();
        match job.scheduled_for {
            _ if job.made > 0 => (JobState::InProgress, Some(now)),
            Some(at) if at > now => (JobState::Scheduled, Some(at)),
            Some(_) | None => (JobState::Pending, Some(now)),
        }
    }

    /// Ends the jobs of a service that have been held, or have waited for a second person, for as long as its messages are
    /// kept; takes their names from those that are over; and forgets totals that nobody asks for any more.
    pub(crate) async fn sweep_jobs(&self, service: ServiceId, before: Moment) -> Result<(), Unavailable> {
        let store = self.store().of(service);
        let stale = store.stale_jobs(before, MOST_SWEPT).await?;
        for job in stale {
            self.end_job(&job, JobState::Cancelled, self.now()).await?;
        }
        let long_before = before.plus(-TOTALS_KEPT);
        if !store.has_jobs_over_before(before, long_before).await? {
            return Ok(());
        }
        let mut tx = self.store().begin().await?;
        jobs::archive(&mut tx, service, before).await?;
        jobs::forget(&mut tx, service, long_before).await?;
        Ok(tx.commit().await?)
    }

    async fn take_step(&self, by: &Authority, job: &Job, step: Step) -> Result<(), JobError> {
        let Step { action, to, due_at, approved_by, rest } = step;
        let actor = by.actor();
        let mut tx = self.store().begin().await?;
        let change = Change { to, due_at, by: Some(&actor), approved_by, at: self.now() };
        match jobs::change(&mut tx, job, &change).await {
            Ok(()) => {}
            Err(Error::Missing) => {
                drop(tx);
                let now = self.job_of(job.service, job.id).await?;
                return Err(JobError::NotNow(now.state));
            }
            Err(error) => return Err(error.into()),
        }
        if rest == Rest::Dropped {
            jobs::drop_rest(&mut tx, job).await?;
        }
        let detail = json!({"before": job.state.as_str(), "after": to.as_str(), "made": job.made});
        self.record(&mut tx, by, Some(job.service), action, &job.id.to_string(), detail).await?;
        tx.commit().await?;
        self.wake_jobs();
        Ok(())
    }
}
