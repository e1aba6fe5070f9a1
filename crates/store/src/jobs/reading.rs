//! Finding jobs, their rows, and what became of those.

use super::{Job, OpenChunk, RawJob, file_text, job_columns};
use crate::error::Error;
use crate::notifications::{Notification, RawNotification, notification_columns};
use crate::of_service::ServiceStore;
use crate::seal::Purpose;
use crate::session::{Row, channel_code, statements, values};
use crate::store::Store;
use crate::tallies::{Counts, read_counts, sums};
use facteur_model::id::{ApiKeyId, JobId, ServiceId, TemplateId};
use facteur_model::notification::Status;
use facteur_model::time::Moment;
use facteur_model::{Channel, Lane};
use uuid::Uuid;

/// A job with rows that are to become messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueJob {
    /// The service that sends it.
    pub service: ServiceId,
    /// The job.
    pub job: JobId,
    /// Since when.
    pub due_at: Moment,
    /// E-mail or text message.
    pub channel: Channel,
    /// The key, or the id of the person.
    pub sender: ApiKeyId,
}

/// Which messages of a job to list, in the order of its rows.
#[derive(Debug, Clone)]
pub struct JobRowFilter {
    /// Only what is one of these; empty means any.
    pub kinds: Vec<(Channel, Status)>,
    /// Only rows from this one on.
    pub from_row: u32,
    /// How many at most.
    pub most: usize,
}

statements! {
    FIND = concat!("
        SELECT ", job_columns!(), "
        FROM jobs
        WHERE service_id = $1 AND id = $2");

    // Few at a time: whoever waits is over in four days.
    WAITING = concat!("
        SELECT ", job_columns!(), "
        FROM jobs
        WHERE service_id = $1 AND state IN ('awaiting approval', 'scheduled')
        ORDER BY COALESCE(scheduled_for, created_at), id
        LIMIT $2");

    OTHERS = concat!("
        SELECT ", job_columns!(), "
        FROM jobs
        WHERE service_id = $1 AND id < $2 AND state NOT IN ('awaiting approval', 'scheduled')
        ORDER BY id DESC
        LIMIT $3");

    OF_FILE = concat!("
        SELECT ", job_columns!(), "
        FROM jobs
        WHERE service_id = $1
          AND file_tag = $2
          AND created_at >= $3
          AND state NOT IN ('cancelled', 'refused')
        ORDER BY id DESC
        LIMIT 1");

    // Held by somebody or with their whole service, or never agreed to, for longer than anything is kept.
    STALE = concat!("
        SELECT ", job_columns!(), "
        FROM jobs
        WHERE service_id = $1
          AND (state IN ('awaiting approval', 'paused') OR due_at < $2)
          AND COALESCE(updated_at, created_at) < $2
        ORDER BY id
        LIMIT $3");

    // Of those that still have their names, or whose totals nobody asks for any more.
    OVER_BEFORE = "
        SELECT 1
        FROM jobs
        WHERE service_id = $1 AND finished_at < $2 AND (sealed_details IS NOT NULL OR finished_at < $3)
        LIMIT 1";

    COUNTS = concat!("
        SELECT job_id, ", sums!(), "
        FROM job_tallies
        WHERE service_id = $1 AND job_id = $2
        GROUP BY job_id");

    ROWS = concat!("
        SELECT ", notification_columns!(), "
        FROM notifications
        WHERE service_id = $1
          AND job_id = $2
          AND job_row >= $3
          AND (CAST(1 AS BIGINT) << CAST(channel * 16 + status AS INTEGER)) & $4 <> 0
        ORDER BY job_row
        LIMIT $5");

    NEXT_CHUNK = "
        SELECT number, sealed_rows
        FROM job_chunks
        WHERE service_id = $1 AND job_id = $2
        ORDER BY number
        LIMIT 1";

    DUE = "
        SELECT service_id, id, due_at, channel, sender_id
        FROM jobs
        WHERE due_at IS NOT NULL AND due_at <= $1 AND (due_at > $2 OR due_at = $2 AND id > $3)
        ORDER BY due_at, id
        LIMIT $4";

    TO_COME = "
        SELECT CAST(COALESCE(SUM(row_count - left_out - made), 0) AS BIGINT)
        FROM jobs
        WHERE service_id = $1 AND sender_id = $2 AND finished_at IS NULL";

    NEXT_DUE = "SELECT due_at FROM jobs WHERE due_at IS NOT NULL AND due_at > $1 ORDER BY due_at LIMIT 1";
}

impl Store {
    /// Jobs with rows that are to become messages, the longest due first; `after` goes on behind one of them.
    pub async fn due_jobs(
        &self,
        now: Moment,
        after: Option<&DueJob>,
        most: usize,
    ) -> Result<Vec<DueJob>, Error> {
        let (from, behind) = match after {
            Some(after) => (after.due_at, after.job),
            None => (Moment::from_micros(i64::MIN), JobId::from_uuid(Uuid::nil())),
        };
        let read = |mut row: Row| {
            Ok(DueJob {
                service: row.take()?,
                job: row.take()?,
                due_at: row.take()?,
                channel: row.take()?,
                sender: row.take()?,
            })
        };
        self.engine().list(DUE, values![now, from, behind, most]).await?.into_iter().map(read).collect()
    }

    /// When the next job after a moment is due, should one be scheduled.
    pub async fn next_due_job(&self, after: Moment) -> Result<Option<Moment>, Error> {
        self.engine().optional(NEXT_DUE, values![after]).await?.map(|mut row| row.take()).transpose()
    }
}

impl ServiceStore {
    /// One job.
    pub async fn job(&self, id: JobId) -> Result<Option<Job>, Error> {
        let found = self.store().engine().optional(FIND, values![self.id(), id]).await?;
        Ok(self.open_jobs(found.into_iter().collect()).await?.pop())
    }

    /// Jobs that wait for their time or for a second person, the next one first.
    pub async fn waiting_jobs(&self, most: usize) -> Result<Vec<Job>, Error> {
        let rows = self.store().engine().list(WAITING, values![self.id(), most]).await?;
        self.open_jobs(rows).await
    }

    /// Rows of a key's jobs that are to become messages and are none yet.
    pub async fn rows_to_come(&self, sender: ApiKeyId) -> Result<u64, Error> {
        let found = self.store().engine().optional(TO_COME, values![self.id(), sender]).await?;
        found.map_or(Ok(0), |mut row| row.take())
    }

    /// All other jobs, newest first, older than one.
    pub async fn other_jobs(&self, older_than: Option<JobId>, most: usize) -> Result<Vec<Job>, Error> {
        let before = older_than.unwrap_or(JobId::from_uuid(Uuid::max()));
        let rows = self.store().engine().list(OTHERS, values![self.id(), before, most]).await?;
        self.open_jobs(rows).await
    }

    /// The last job since a moment that was made of this very file with this version of a template, unless it was
    /// stopped.
    pub async fn job_of_file(
        &self,
        file: &[u8; 32],
        template: TemplateId,
        version: u32,
        since: Moment,
    ) -> Result<Option<Job>, Error> {
        let text = file_text(template, version, file);
        let tag = self.store().keyring().tag(Purpose::JobFile, self.id(), &text);
        let found = self.store().engine().optional(OF_FILE, values![self.id(), tag, since]).await?;
        Ok(self.open_jobs(found.into_iter().collect()).await?.pop())
    }

    /// Jobs that are held, or wait for a second person, since before a moment; also those whose rows were due then and
    /// have not moved since.
    pub async fn stale_jobs(&self, before: Moment, most: usize) -> Result<Vec<Job>, Error> {
        let rows = self.store().engine().list(STALE, values![self.id(), before, most]).await?;
        self.open_jobs(rows).await
    }

    /// Are there jobs that were over before a moment and still have their names, or that were over before an earlier
    /// one? A look that costs no transaction.
    pub async fn has_jobs_over_before(&self, before: Moment, long_before: Moment) -> Result<bool, Error> {
        let values = values![self.id(), before, long_before];
        Ok(self.store().engine().optional(OVER_BEFORE, values).await?.is_some())
    }

    /// What became of the rows of these jobs that are messages, in their order.
    pub async fn job_counts(&self, jobs: &[JobId]) -> Result<Vec<Counts>, Error> {
        let lists = jobs.iter().map(|job| (COUNTS, values![self.id(), *job])).collect();
        let found = self.store().engine().lists(lists).await?;
        let read = |rows: Vec<Row>| match rows.into_iter().next() {
            Some(mut row) => {
                let _: JobId = row.take()?;
                read_counts(&mut row)
            }
            None => Ok(Counts::default()),
        };
        found.into_iter().map(read).collect()
    }

    /// Rows of a job that are messages.
    pub async fn job_rows(&self, job: JobId, filter: &JobRowFilter) -> Result<Vec<Notification>, Error> {
        let bit =
            |(channel, status): &(Channel, Status)| 1_i64 << (channel_code(*channel) * 16 + status.code());
        let kinds = match filter.kinds.as_slice() {
            [] => (1 << 32) - 1,
            kinds => kinds.iter().fold(0, |bits, kind| bits | bit(kind)),
        };
        let values = values![self.id(), job, filter.from_row, kinds, filter.most];
        let rows = self.store().engine().list(ROWS, values).await?;
        let read = |mut row| RawNotification::read(&mut row);
        self.open_all(rows.into_iter().map(read).collect::<Result<_, _>>()?).await
    }

    /// The next rows of a job that are no messages yet.
    pub async fn next_chunk(&self, job: JobId) -> Result<Option<OpenChunk>, Error> {
        let found = self.store().engine().optional(NEXT_CHUNK, values![self.id(), job]).await?;
        let Some(mut row) = found else { return Ok(None) };
        let (number, sealed): (u32, Vec<u8>) = (row.take()?, row.take()?);
        let key = self.store().data_key(self.id()).await?;
        OpenChunk::open(&key, job, number, &sealed).map(Some)
    }

    /// How many messages of the service are due in a lane; counted up to `most`.
    pub async fn due_in_lane(&self, lane: Lane, now: Moment, most: usize) -> Result<usize, Error> {
        self.store().engine().due_in_lane(lane, self.id(), now, most).await
    }

    async fn open_jobs(&self, rows: Vec<Row>) -> Result<Vec<Job>, Error> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.store().data_key(self.id()).await?;
        rows.into_iter().map(|mut row| RawJob::read(&mut row)?.open(&key)).collect()
    }
}
