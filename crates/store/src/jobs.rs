//! Sends to a whole list at once: jobs, the chunks of rows that are no messages yet, and what became of the others.

mod chunk;
mod expanding;
mod reading;
mod settings;

pub use chunk::{ChunkSealer, JobRow, MOST_CHUNK_BYTES, OpenChunk, ROWS_PER_CHUNK, SealedChunk};
pub use expanding::{Expanded, Expansion, NewRow};
pub(crate) use expanding::{FINISH, SealedExpansion, SealedRow, TAKE_CHUNK, TAKE_JOB};
pub use reading::{DueJob, JobRowFilter};
pub use settings::{JobSettings, set_settings};

#[cfg(test)]
pub(crate) use expanding::STATEMENTS as EXPANDING_STATEMENTS;
#[cfg(test)]
pub(crate) use reading::STATEMENTS as READING_STATEMENTS;
#[cfg(test)]
pub(crate) use settings::STATEMENTS as SETTINGS_STATEMENTS;

use crate::content::{read_fields, write_fields};
use crate::error::Error;
use crate::hot::allowance_used::Allowance;
use crate::hot::sealed::SealedIdempotency;
use crate::hot::{Charge, Idempotency};
use crate::seal::{Purpose, SealingKey, Tag};
use crate::session::{Row, statements, values};
use crate::transaction::Transaction;
use facteur_model::allowance::{self, Exhausted};
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, JobId, ServiceId, TemplateId, UserId};
use facteur_model::job::{JobOrigin, JobState};
use facteur_model::time::{Day, Moment};
use facteur_model::{Channel, Lane};
use std::fmt;

/// A send to a whole list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its identifier.
    pub id: JobId,
    /// The service that sends it.
    pub service: ServiceId,
    /// Who asked for it: a program or a person.
    pub origin: JobOrigin,
    /// The key, or the id of the person: what its messages have as their key.
    pub sender: ApiKeyId,
    /// The type of that key.
    pub key_type: KeyType,
    /// E-mail or text message.
    pub channel: Channel,
    /// The template that its messages fill.
    pub template: TemplateId,
    /// The version of the template that all of them stay with.
    pub template_version: u32,
    /// The queue that its messages wait in.
    pub lane: Lane,
    /// Where it stands.
    pub state: JobState,
    /// Rows of the list.
    pub rows: u32,
    /// Rows that go to smoke-test recipients: checked, and never messages.
    pub left_out: u32,
    /// Rows that are messages already.
    pub made: u32,
    /// The day whose allowance its rows were taken from; `None` when they count for nothing.
    pub charged_day: Option<Day>,
    /// When it was accepted.
    pub created_at: Moment,
    /// When it is to be sent, if not at once.
    pub scheduled_for: Option<Moment>,
    /// When its next rows are to become messages; `None` while there is nothing to do.
    pub due_at: Option<Moment>,
    /// When its first row became a message.
    pub started_at: Option<Moment>,
    /// When it was over, one way or another.
    pub finished_at: Option<Moment>,
    /// When it last changed, if it did.
    pub updated_at: Option<Moment>,
    /// Who brought it into its state, as in the audit log; `None` when nobody did.
    pub changed_by: Option<String>,
    /// The second person who agreed.
    pub approved_by: Option<UserId>,
    /// The personal part; `None` once the service's retention is over.
    pub details: Option<JobDetails>,
}

/// The part of a job that is sealed.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct JobDetails {
    /// The name of the file, or what the caller called it.
    pub name: String,
    /// The sender of its messages.
    pub from: Option<String>,
    /// Where their answers go.
    pub reply_to: Option<String>,
    /// The reply-to address or the sender that was chosen, as an id.
    pub sender_id: Option<String>,
}

impl fmt::Debug for JobDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JobDetails(…)")
    }
}

/// What came of storing a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// It is written, once the transaction is committed.
    Yes,
    /// An allowance does not hold all its rows: leave the transaction uncommitted.
    Exhausted(Exhausted),
}

/// Where a job goes from its present state.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The new state.
    pub to: JobState,
    /// When its next rows are to become messages; `None` for a state in which none does.
    pub due_at: Option<Moment>,
    /// Who wants it so, as in the audit log; `None` when nobody does.
    pub by: Option<&'a str>,
    /// The second person, when this is an approval.
    pub approved_by: Option<UserId>,
    /// The time of the change.
    pub at: Moment,
}

const DETAILS: &str = "jobs.sealed_details";

/// What [`RawJob::read`] reads, in its order.
macro_rules! job_columns {
    () => {
        "id, service_id, origin, sender_id, key_type, channel, template_id, template_version, lane, state, \
         row_count, left_out, made, charged_day, created_at, scheduled_for, due_at, started_at, finished_at, \
         updated_at, changed_by, approved_by, sealed_details"
    };
}
use job_columns;

statements! {
    INSERT = "
        INSERT INTO jobs
            (id, service_id, origin, sender_id, key_type, channel, template_id, template_version, lane, state,
             row_count, left_out, made, charged_day, file_tag, created_at, scheduled_for, due_at, started_at,
             finished_at, updated_at, changed_by, approved_by, sealed_details)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                $23, $24)";

    INSERT_CHUNK = "
        INSERT INTO job_chunks (service_id, job_id, number, row_count, units, sealed_rows)
        VALUES ($1, $2, $3, $4, $5, $6)";

    // The row of the counter stays locked until the end of the transaction. Day before year, as everybody takes them.
    TAKE = "
        INSERT INTO allowance_used (service_id, channel, period_kind, period, used)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (service_id, channel, period_kind, period)
        DO UPDATE SET used = allowance_used.used + excluded.used";

    TAKEN = "
        SELECT used
        FROM allowance_used
        WHERE service_id = $1 AND channel = $2 AND period_kind = $3 AND period = $4";

    GIVE_BACK = "
        UPDATE allowance_used
        SET used = CASE WHEN used > $1 THEN used - $1 ELSE 0 END
        WHERE service_id = $2 AND channel = $3 AND period_kind = $4 AND period = $5";

    // Another call may have been answered under the same key meanwhile: then this fails.
    REMEMBER_ANSWER = "
        INSERT INTO idempotency (service_id, key_tag, expires_at, sealed_answer)
        VALUES ($1, $2, $3, $4)";

    FORGET_EXPIRED = "DELETE FROM idempotency WHERE service_id = $1 AND key_tag = $2 AND expires_at <= $3";

    CHANGE = "
        UPDATE jobs
        SET state = $1,
            due_at = $2,
            changed_by = $3,
            approved_by = COALESCE($4, approved_by),
            updated_at = $5,
            finished_at = $6
        WHERE service_id = $7 AND id = $8 AND state = $9";

    // Whoever makes messages of rows comes to it next, and ends it: however many they are, this is one statement.
    CALL_OFF = "
        UPDATE jobs
        SET due_at = created_at
        WHERE service_id = $1 AND sender_id = $2 AND finished_at IS NULL";

    REST = "
        SELECT CAST(COALESCE(SUM(units), 0) AS BIGINT)
        FROM job_chunks
        WHERE service_id = $1 AND job_id = $2";

    DROP_REST = "DELETE FROM job_chunks WHERE service_id = $1 AND job_id = $2";

    // Only totals remain.
    ARCHIVE = "
        UPDATE jobs
        SET sealed_details = NULL, file_tag = NULL
        WHERE service_id = $1 AND finished_at < $2 AND sealed_details IS NOT NULL";

    FORGET_TALLIES = "
        DELETE FROM job_tallies
        WHERE service_id = $1 AND job_id IN (SELECT id FROM jobs WHERE service_id = $1 AND finished_at < $2)";

    FORGET = "DELETE FROM jobs WHERE service_id = $1 AND finished_at < $2";
}

/// Writes a job, its rows and what its caller is to be told again, and takes its rows from the allowances.
///
/// `file` is a digest of the file it was read from. [`Error::Exists`] when a call with the same idempotency key was
/// answered meanwhile.
pub async fn insert(
    tx: &mut Transaction,
    job: &Job,
    chunks: Vec<SealedChunk>,
    file: Option<&[u8; 32]>,
    charge: Option<&Charge>,
    idempotency: Option<Idempotency>,
) -> Result<Stored, Error> {
    let service = job.service;
    let key = tx.data_key(service).await?;
    for SealedChunk { number, rows, units, sealed } in chunks {
        tx.execute(INSERT_CHUNK, values![service, job.id, number, rows, units, sealed]).await?;
    }
    let file_tag = file.map(|file| file_tag(tx, job, file));
    let sealed_details = job.details.as_ref().map(|details| details.seal(&key, job.id));
    let values = values![
        job.id,
        service,
        job.origin.as_str(),
        job.sender,
        job.key_type,
        job.channel,
        job.template,
        job.template_version,
        job.lane,
        job.state.as_str(),
        job.rows,
        job.left_out,
        job.made,
        job.charged_day,
        file_tag,
        job.created_at,
        job.scheduled_for,
        job.due_at,
        job.started_at,
        job.finished_at,
        job.updated_at,
        job.changed_by.clone(),
        job.approved_by,
        sealed_details
    ];
    tx.execute(INSERT, values).await?;
    if let Some(idempotency) = idempotency {
        let SealedIdempotency { key_tag, expires_at, sealed_answer } =
            SealedIdempotency::seal(idempotency, service, tx.keyring(), &key);
        tx.execute(FORGET_EXPIRED, values![service, key_tag, job.created_at]).await?;
        tx.execute(REMEMBER_ANSWER, values![service, key_tag, expires_at, sealed_answer]).await?;
    }
    // Last, so that others wait for these rows as briefly as can be.
    match charge {
        Some(charge) => take(tx, service, charge).await,
        None => Ok(Stored::Yes),
    }
}

async fn take(tx: &mut Transaction, service: ServiceId, charge: &Charge) -> Result<Stored, Error> {
    let mut before = [0; 2];
    for (before, Allowance { channel, kind, period, .. }) in
        before.iter_mut().zip(Allowance::of(service, charge))
    {
        tx.execute(TAKE, values![service, channel, kind, period, charge.units]).await?;
        let taken = tx.optional(TAKEN, values![service, channel, kind, period]).await?;
        let used: u64 = taken.ok_or(Error::Missing)?.take()?;
        *before = used.saturating_sub(charge.units);
    }
    let [today, this_year] = before;
    let allowed = allowance::check(&charge.limits, charge.channel, today, this_year, charge.units);
    Ok(allowed.map_or_else(Stored::Exhausted, |()| Stored::Yes))
}

/// Brings a job into another state. [`Error::Missing`] when it is no longer in the one that `job` shows.
pub async fn change(tx: &mut Transaction, job: &Job, change: &Change<'_>) -> Result<(), Error> {
    let Change { to, due_at, by, approved_by, at } = *change;
    let finished_at = to.is_over().then_some(at);
    let values = values![
        to.as_str(),
        due_at,
        by,
        approved_by,
        at,
        finished_at,
        job.service,
        job.id,
        job.state.as_str()
    ];
    tx.change(CHANGE, values).await
}

/// Makes the jobs of a key due at once, whatever they wait for: the key calls off what it has not sent, and whoever comes
/// to them ends them.
pub(crate) async fn call_off(tx: &mut Transaction, service: ServiceId, key: ApiKeyId) -> Result<(), Error> {
    tx.execute(CALL_OFF, values![service, key]).await.map(drop)
}

/// Drops the rows of a job that are no messages, and gives back what they were taken from the allowances for. Call it
/// after [`change`], which keeps others from making messages of them.
pub async fn drop_rest(tx: &mut Transaction, job: &Job) -> Result<(), Error> {
    let rest = tx.optional(REST, values![job.service, job.id]).await?;
    let units: u64 = rest.ok_or(Error::Missing)?.take()?;
    tx.execute(DROP_REST, values![job.service, job.id]).await?;
    let Some(day) = job.charged_day.filter(|_| units > 0) else { return Ok(()) };
    let periods = [(0_i64, i64::from(day.number())), (1, day.fiscal_year().start_year().into())];
    for (kind, period) in periods {
        tx.execute(GIVE_BACK, values![units, job.service, job.channel, kind, period]).await?;
    }
    Ok(())
}

/// Takes their names from the jobs of a service that were over before a moment. Says how many there were.
pub async fn archive(tx: &mut Transaction, service: ServiceId, before: Moment) -> Result<usize, Error> {
    tx.execute(ARCHIVE, values![service, before]).await
}

/// Forgets the jobs of a service that were over before a moment, totals and all.
pub async fn forget(tx: &mut Transaction, service: ServiceId, before: Moment) -> Result<usize, Error> {
    tx.execute(FORGET_TALLIES, values![service, before]).await?;
    tx.execute(FORGET, values![service, before]).await
}

/// Of a file, and of the version of the template that it is sent with.
fn file_tag(tx: &Transaction, job: &Job, file: &[u8; 32]) -> Tag {
    tx.keyring().tag(Purpose::JobFile, job.service, &file_text(job.template, job.template_version, file))
}

fn file_text(template: TemplateId, version: u32, file: &[u8; 32]) -> String {
    format!("{template} {version} {}", facteur_model::hex(file))
}

impl JobDetails {
    fn seal(&self, key: &SealingKey, job: JobId) -> Vec<u8> {
        let fields = [
            Some(self.name.as_str()),
            self.from.as_deref(),
            self.reply_to.as_deref(),
            self.sender_id.as_deref(),
        ];
        key.seal(DETAILS, job.as_uuid().as_bytes(), &write_fields(&fields))
    }

    fn open(key: &SealingKey, job: JobId, sealed: &[u8]) -> Result<Self, Error> {
        let plain = key.open(DETAILS, job.as_uuid().as_bytes(), sealed)?;
        let fields = read_fields(&plain).ok_or(Error::Unsealable { place: DETAILS })?;
        let [name, from, reply_to, sender_id] = fields;
        Ok(Self { name: name.ok_or(Error::Unsealable { place: DETAILS })?, from, reply_to, sender_id })
    }
}

/// A job whose details have not been opened.
struct RawJob {
    plain: Job,
    sealed_details: Option<Vec<u8>>,
}

impl RawJob {
    fn read(row: &mut Row) -> Result<Self, Error> {
        Ok(Self {
            plain: Job {
                id: row.take()?,
                service: row.take()?,
                origin: row.take_as(JobOrigin::from_stored)?,
                sender: row.take()?,
                key_type: row.take()?,
                channel: row.take()?,
                template: row.take()?,
                template_version: row.take()?,
                lane: row.take()?,
                state: row.take_as(JobState::from_stored)?,
                rows: row.take()?,
                left_out: row.take()?,
                made: row.take()?,
                charged_day: row.take()?,
                created_at: row.take()?,
                scheduled_for: row.take()?,
                due_at: row.take()?,
                started_at: row.take()?,
                finished_at: row.take()?,
                updated_at: row.take()?,
                changed_by: row.take()?,
                approved_by: row.take()?,
                details: None,
            },
            sealed_details: row.take()?,
        })
    }

    fn open(self, key: &SealingKey) -> Result<Job, Error> {
        let Self { plain, sealed_details } = self;
        let details = sealed_details.map(|sealed| JobDetails::open(key, plain.id, &sealed)).transpose()?;
        Ok(Job { details, ..plain })
    }
}
