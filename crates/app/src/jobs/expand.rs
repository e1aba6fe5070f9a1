//! Making messages of rows, chunk by chunk, as fast as those before them leave.
//!
//! Only so many of a service's messages wait in a lane before more of its rows join them: neither the writer nor the queue
//! is flooded, and a job that is held or stopped stops soon.

use super::crowding;
use crate::authority::Authority;
use crate::deliver::HeldBack as _;
use crate::operate::ChangeError;
use crate::{App, Unavailable};
use facteur_model::id::NotificationId;
use facteur_model::job::JobState;
use facteur_model::notification::{Reason, Status};
use facteur_model::time::Moment;
use facteur_store::jobs::{self, Change, DueJob, Expanded, Expansion, Job, NewRow, OpenChunk};
use facteur_store::{Content, Duty, Error, NewNotification, Waiting};
use serde_json::json;
use tracing::error;

/// Jobs that take turns in one round.
const MOST_JOBS: usize = 200;
/// Due messages of a service in a lane at which its further rows wait.
const MOST_WAITING: usize = 2_000;

/// What one round of expanding did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Rows that became messages.
    pub rows: usize,
    /// Are there jobs whose rows wait for others to leave? What is held until somebody lets it go is not among them.
    pub is_waiting: bool,
    /// When the next job is due, should one be scheduled.
    pub next_due: Option<Moment>,
}

/// What came of one job's turn.
enum Turn {
    Made(usize),
    /// Its turn comes again when others have left.
    Waits,
    /// Somebody has to let it go first.
    Held,
    /// It is not to be expanded any more.
    Over,
}

impl App {
    /// Makes messages of the next chunk of every job that is due, unless another node is at it.
    pub async fn expand_jobs(&self) -> Result<Round, Unavailable> {
        let now = self.now();
        let mut due = self.store().due_jobs(now, None, MOST_JOBS).await?;
        let mut round = Round { next_due: self.store().next_due_job(now).await?, ..Round::default() };
        if due.is_empty() {
            return Ok(round);
        }
        let Some(_on_duty) = self.store().try_duty(Duty::Expand).await? else {
            return Ok(Round { is_waiting: true, ..round });
        };
        loop {
            for due in &due {
                match self.turn_of(due, now).await {
                    Ok(Turn::Made(rows)) => round.rows += rows,
                    Ok(Turn::Waits) => round.is_waiting = true,
                    Ok(Turn::Held | Turn::Over) => {}
                    Err(passing @ Unavailable::ForNow { .. }) => return Err(passing),
                    // One job that cannot be worked on must not hold the others.
                    Err(broken @ Unavailable::Broken(_)) => {
                        let error = &broken as &dyn std::error::Error;
                        error!(job.id = %due.job, error, "Could not make messages of a job's rows");
                        round.is_waiting = true;
                    }
                }
            }
            // However many are held, those behind them have their turn.
            let Some(last) = due.last().filter(|_| due.len() == MOST_JOBS && round.rows == 0) else { break };
            due = self.store().due_jobs(now, Some(last), MOST_JOBS).await?;
        }
        Ok(round)
    }

    async fn turn_of(&self, due: &DueJob, now: Moment) -> Result<Turn, Unavailable> {
        let view = self.directory().service(due.service).await?;
        // Its service was stopped, or its key was revoked together with what it had not sent yet.
        let is_over = view.as_ref().is_none_or(|view| !view.is_active() || view.has_called_off(due.sender));
        if !is_over
            && (view.is_some_and(|view| view.is_paused(due.channel))
                || self.held_back().now(self.store()).await?.service(due.service))
        {
            return Ok(Turn::Held);
        }
        let store = self.store().of(due.service);
        let Some(job) = &store.job(due.job).await? else { return Ok(Turn::Over) };
        if is_over {
            self.end_job(job, JobState::Cancelled, now).await?;
            return Ok(Turn::Over);
        }
        // Its key called it off, which makes it due at once, and this node has not heard of the key yet.
        if job.scheduled_for.is_some_and(|at| at > now) {
            return Ok(Turn::Held);
        }
        if store.due_in_lane(job.lane, now, MOST_WAITING).await? >= MOST_WAITING {
            return Ok(Turn::Waits);
        }
        let chunk = match store.next_chunk(job.id).await {
            Ok(Some(chunk)) => chunk,
            // The last one was taken between two looks.
            Ok(None) => return Ok(Turn::Over),
            Err(error @ Error::Unsealable { .. }) => {
                error!(job.id = %job.id, %error, "Ended job {}: its rows cannot be opened", job.id);
                self.end_job(job, JobState::Error, now).await?;
                return Ok(Turn::Over);
            }
            Err(error) => return Err(error.into()),
        };
        self.expand_chunk(job, chunk, now).await
    }

    async fn expand_chunk(&self, job: &Job, chunk: OpenChunk, now: Moment) -> Result<Turn, Unavailable> {
        let details = job.details.clone().unwrap_or_default();
        let template = if crowding::counts(job.channel, job.key_type) {
            self.directory().version(job.service, job.template, job.template_version).await?
        } else {
            None
        };
        let mut counted = Vec::new();
        let mut rows = Vec::with_capacity(chunk.rows.len());
        for row in chunk.rows {
            let count =
                template.as_ref().map_or(Ok(None), |template| self.count_row(job, template, &row, now));
            let stopped = count.as_ref().err().map(|_| Reason::NumberCrowded);
            counted.extend(count.ok().flatten());
            let message = NewNotification {
                id: NotificationId::new(now, self.chance()),
                service: job.service,
                key: job.sender,
                key_type: job.key_type,
                channel: job.channel,
                template: job.template,
                template_version: job.template_version,
                created_at: now,
                due_at: now,
                scheduled_for: job.scheduled_for,
                lane: job.lane,
                status: Status::Created,
                parts: row.parts,
                content: Content {
                    to: row.to,
                    to_normalised: row.to_normalised,
                    reference: row.reference,
                    personalisation: row.personalisation,
                    reply_to: details.reply_to.clone(),
                    sender: details.from.clone(),
                    unsubscribe_url: None,
                    files: None,
                },
            };
            rows.push(NewRow { row: row.row, stopped, message });
        }
        let made = rows.len();
        let expansion = Expansion { service: job.service, job: job.id, chunk: chunk.number, rows, now };
        let expanded = self.store().expand(expansion).await;
        if expanded != Ok(Expanded::Done) {
            for text in counted {
                self.take_back_text(text);
            }
        }
        match expanded? {
            Expanded::Done => {
                self.note_work(Waiting { lane: job.lane, service: job.service, due_at: now });
                Ok(Turn::Made(made))
            }
            Expanded::NotNow => Ok(Turn::Over),
        }
    }

    /// Ends a job by itself: what is left of it is dropped, and given back.
    pub(super) async fn end_job(&self, job: &Job, to: JobState, now: Moment) -> Result<(), Unavailable> {
        let mut tx = self.store().begin().await?;
        let change = Change { to, due_at: None, by: None, approved_by: None, at: now };
        match jobs::change(&mut tx, job, &change).await {
            Ok(()) => {}
            // Somebody brought it into another state meanwhile.
            Err(Error::Missing) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
        jobs::drop_rest(&mut tx, job).await?;
        let by = Authority::operator(SYSTEM);
        let detail = json!({"before": job.state.as_str(), "after": to.as_str(), "made": job.made});
        let recorded =
            self.record(&mut tx, &by, Some(job.service), "job.end", &job.id.to_string(), detail).await;
        recorded.map_err(|error| match error {
            ChangeError::Unavailable(unavailable) => unavailable,
            other => Unavailable::Broken(Box::new(other)),
        })?;
        Ok(tx.commit().await?)
    }

    /// Resolves when a job may have become due since the last look.
    pub async fn jobs_may_be_due(&self) {
        self.0.jobs.notified().await;
    }

    pub(crate) fn wake_jobs(&self) {
        self.0.jobs.notify_one();
    }
}

/// Who ends a job when nobody does, for the audit log.
const SYSTEM: &str = "facteur";
