//! Making messages of rows, chunk by chunk, as fast as those before them leave.
//!
//! Only so many of a service's messages wait in a lane before more of its rows join them: neither the writer nor the queue
//! is flooded, and a job that is held or stopped stops soon.

use crate::authority::Authority;
use crate::deliver::HeldBack as _;
use crate::operate::ChangeError;
use crate::{App, Unavailable};
use facteur_model::id::NotificationId;
use facteur_model::job::JobState;
use facteur_model::notification::Status;
use facteur_model::time::Moment;
use facteur_store::jobs::{self, Change, DueJob, Expanded, Expansion, Job, OpenChunk};
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
    /// Are there jobs whose rows wait for others to leave?
    pub is_waiting: bool,
    /// When the next job is due, should one be scheduled.
    pub next_due: Option<Moment>,
}

/// What came of one job's turn.
enum Turn {
    Made(usize),
    /// Its turn comes again when others have left.
    Waits,
    /// It is not to be expanded any more.
    Over,
}

impl App {
    /// Makes messages of the next chunk of every job that is due, unless another node is at it.
    pub async fn expand_jobs(&self) -> Result<Round, Unavailable> {
        let now = self.now();
        let due = self.store().due_jobs(now, MOST_JOBS).await?;
        let mut round = Round { next_due: self.store().next_due_job(now).await?, ..Round::default() };
        if due.is_empty() {
            return Ok(round);
        }
        let Some(_on_duty) = self.store().try_duty(Duty::Expand).await? else {
            return Ok(Round { is_waiting: true, ..round });
        };
        for DueJob { service, job: id, .. } in due {
            let found = self.store().of(service).job(id).await;
            let turn = match found {
                Ok(Some(job)) => self.turn_of(&job, now).await,
                Ok(None) => continue,
                Err(error) => Err(error.into()),
            };
            match turn {
                Ok(Turn::Made(rows)) => round.rows += rows,
                Ok(Turn::Waits) => round.is_waiting = true,
                Ok(Turn::Over) => {}
                Err(passing @ Unavailable::ForNow { .. }) => return Err(passing),
                // One job that cannot be worked on must not hold the others.
                Err(broken @ Unavailable::Broken(_)) => {
                    let error = &broken as &dyn std::error::Error;
                    error!(job.id = %id, error, "Could not make messages of a job's rows");
                    round.is_waiting = true;
                }
            }
        }
        Ok(round)
    }

    async fn turn_of(&self, job: &Job, now: Moment) -> Result<Turn, Unavailable> {
        let service = self.directory().service(job.service).await?;
        if service.is_none_or(|view| !view.is_active()) {
            self.end_job(job, JobState::Cancelled, now).await?;
            return Ok(Turn::Over);
        }
        if self.held_back().now(self.store()).await?.service(job.service) {
            return Ok(Turn::Waits);
        }
        let store = self.store().of(job.service);
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
        let rows: Vec<_> = chunk
            .rows
            .into_iter()
            .map(|row| {
                let notification = NewNotification {
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
                (row.row, notification)
            })
            .collect();
        let made = rows.len();
        let expansion = Expansion { service: job.service, job: job.id, chunk: chunk.number, rows, now };
        match self.store().expand(expansion).await? {
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

    pub(super) fn wake_jobs(&self) {
        self.0.jobs.notify_one();
    }
}

/// Who ends a job when nobody does, for the audit log.
const SYSTEM: &str = "facteur";
