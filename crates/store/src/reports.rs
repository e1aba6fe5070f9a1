//! Reports: lists of messages as files that somebody asked for. Their files are in the database, in sealed pieces, so
//! that every node finds them, and so that backups, moves and the keyring hold for them as for everything else.

mod chunks;
mod lines;
mod work;

pub use chunks::{expire, forget};
pub use lines::{LineCursor, ReportLine, ReportLines};
pub use work::{ClaimedReport, Piece, claim, close, fail, finish, go_on, put_back};

#[cfg(test)]
pub(crate) use chunks::STATEMENTS as CHUNK_STATEMENTS;
#[cfg(test)]
pub(crate) use lines::STATEMENTS as LINE_STATEMENTS;
#[cfg(test)]
pub(crate) use work::STATEMENTS as WORK_STATEMENTS;

use crate::error::Error;
use crate::notifications::last_id_before;
use crate::of_service::ServiceStore;
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::{ApiKeyId, JobId, ReportId, ServiceId, UserId};
use facteur_model::time::Moment;

/// Of what a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportKind {
    /// E-mails.
    Email,
    /// Text messages.
    Sms,
    /// The messages of one job, in the order of its rows.
    Job,
}

impl ReportKind {
    /// In the order in which the contract names them.
    pub const ALL: [Self; 3] = [Self::Sms, Self::Email, Self::Job];

    /// As it is stored, and as the API writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Job => "job",
        }
    }

    /// Reads what [`ReportKind::as_str`] said.
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// How far a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportStatus {
    /// Nobody works on it yet.
    Requested,
    /// Its file is being written.
    Generating,
    /// Its file is there, until it expires.
    Ready,
    /// It could not be written.
    Failed,
}

impl ReportStatus {
    const ALL: [Self; 4] = [Self::Requested, Self::Generating, Self::Ready, Self::Failed];

    /// As it is stored, and as the API writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Generating => "generating",
            Self::Ready => "ready",
            Self::Failed => "error",
        }
    }

    /// Reads what [`ReportStatus::as_str`] said.
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// Who asked for a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportAuthor {
    /// A program, with this key.
    Key(ApiKeyId),
    /// A person, on the site.
    Person(UserId),
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its identifier.
    pub id: ReportId,
    /// The service whose messages it lists.
    pub service: ServiceId,
    /// Of what it is.
    pub kind: ReportKind,
    /// Only of this job.
    pub job: Option<JobId>,
    /// The tag of its language.
    pub language: String,
    /// Of messages accepted at this moment or later.
    pub since: Moment,
    /// Of messages accepted before this moment.
    pub until: Moment,
    /// Who asked for it.
    pub author: ReportAuthor,
    /// How far it is.
    pub status: ReportStatus,
    /// When it was asked for.
    pub requested_at: Moment,
    /// When it came to its end, good or bad.
    pub completed_at: Option<Moment>,
    /// When its file goes, once it is there.
    pub expires_at: Option<Moment>,
    /// Lines that have been written.
    pub lines: u64,
    /// About how many there will be; 0 while nobody has looked.
    pub expected: u64,
    /// The size of the file.
    pub bytes: u64,
    /// In how many pieces it is kept.
    pub chunks: u32,
}

/// What [`read`] reads, in its order.
macro_rules! report_columns {
    () => {
        "id, service_id, kind, job_id, language, since, until, api_key_id, user_id, status, requested_at, \
         completed_at, expires_at, lines, expected, bytes, chunks"
    };
}
use report_columns;

statements! {
    // Changes nothing; whoever asks at the same time waits here, so that the hour's requests are counted one by one.
    ONE_AT_A_TIME = "UPDATE services SET epoch = epoch WHERE id = $1";

    REQUESTED_SINCE = "
        SELECT requested_at
        FROM reports
        WHERE service_id = $1 AND id >= $2
        ORDER BY id
        LIMIT $3";

    INSERT = "
        INSERT INTO reports
            (id, service_id, kind, job_id, language, since, until, api_key_id, user_id, status, requested_at,
             due_at, lease, attempts, lines, expected, bytes, chunks)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'requested', $10, $11, 0, 0, 0, 0, 0, 0)";

    BY_ID = concat!("
        SELECT ", report_columns!(), "
        FROM reports
        WHERE id = $1 AND service_id = $2");

    LIST = concat!("
        SELECT ", report_columns!(), "
        FROM reports
        WHERE service_id = $1 AND id < $2 AND id >= $3
        ORDER BY id DESC
        LIMIT $4");
}

/// Notes that somebody wants a report, unless the service asked for `most` of them since a moment: then when it asked
/// for the first of these, and nothing is noted. However many ask at once, no more than that are noted.
pub async fn insert(
    tx: &mut Transaction,
    report: &Report,
    since: Moment,
    most: usize,
) -> Result<Option<Moment>, Error> {
    tx.change(ONE_AT_A_TIME, values![report.service]).await?;
    let mut recent = tx.list(REQUESTED_SINCE, values![report.service, first_at(since), most]).await?;
    if recent.len() >= most
        && let Some(oldest) = recent.first_mut()
    {
        return oldest.take().map(Some);
    }
    let (key, person) = match report.author {
        ReportAuthor::Key(key) => (Some(key), None),
        ReportAuthor::Person(person) => (None, Some(person)),
    };
    let values = values![
        report.id,
        report.service,
        report.kind.as_str(),
        report.job,
        report.language.as_str(),
        report.since,
        report.until,
        key,
        person,
        report.requested_at,
        report.requested_at,
    ];
    tx.execute(INSERT, values).await?;
    Ok(None)
}

impl ServiceStore {
    /// When the service asked for a report since a moment, oldest first, `most` at most.
    pub async fn reports_requested_since(&self, since: Moment, most: usize) -> Result<Vec<Moment>, Error> {
        let values = values![self.id(), first_at(since), most];
        let rows = self.store().engine().list(REQUESTED_SINCE, values).await?;
        rows.into_iter().map(|mut row| row.take()).collect()
    }

    /// A report of the service.
    pub async fn report(&self, id: ReportId) -> Result<Option<Report>, Error> {
        let row = self.store().engine().optional(BY_ID, values![id, self.id()]).await?;
        row.map(|mut row| read(&mut row)).transpose()
    }

    /// Reports of the service that were asked for since a moment, newest first.
    pub async fn reports(
        &self,
        since: Moment,
        older_than: Option<ReportId>,
        most: usize,
    ) -> Result<Vec<Report>, Error> {
        let before = older_than.unwrap_or(ReportId::from_uuid(uuid::Uuid::max()));
        let values = values![self.id(), before, first_at(since), most];
        let mut rows = self.store().engine().list(LIST, values).await?;
        rows.iter_mut().map(read).collect()
    }
}

/// Before every report that is asked for at a moment or later.
fn first_at(moment: Moment) -> ReportId {
    ReportId::from_uuid(last_id_before(moment).as_uuid())
}

fn read(row: &mut Row) -> Result<Report, Error> {
    Ok(Report {
        id: row.take()?,
        service: row.take()?,
        kind: row.take_as(ReportKind::from_stored)?,
        job: row.take()?,
        language: row.take()?,
        since: row.take()?,
        until: row.take()?,
        author: {
            let key: Option<ApiKeyId> = row.take()?;
            let person: Option<UserId> = row.take()?;
            match (key, person) {
                (Some(key), _) => ReportAuthor::Key(key),
                (None, person) => {
                    ReportAuthor::Person(person.unwrap_or(UserId::from_uuid(uuid::Uuid::nil())))
                }
            }
        },
        status: row.take_as(ReportStatus::from_stored)?,
        requested_at: row.take()?,
        completed_at: row.take()?,
        expires_at: row.take()?,
        lines: row.take()?,
        expected: row.take()?,
        bytes: row.take()?,
        chunks: row.take()?,
    })
}

impl Store {
    /// Is there a report for a worker to begin, to go on with or to close? One read; most of the time there is none.
    pub async fn next_report(&self, now: Moment) -> Result<Option<ReportId>, Error> {
        work::next(self, now).await
    }
}
