//! What a worker does with a report: claim it under a lease, write its file piece by piece, bring it to its end.
//!
//! Every step says under which lease it is done, and does nothing when another worker has taken over.

use super::chunks::insert_chunk;
use super::lines::LineCursor;
use super::{Report, read, report_columns};
use crate::error::Error;
use crate::session::{statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::{NotificationId, ReportId};
use facteur_model::time::Moment;

/// A report that belongs to a worker until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedReport {
    /// The report.
    pub report: Report,
    /// The fencing token.
    pub lease: i64,
    /// How many claims, with this one, have come to nothing in a row.
    pub attempts: u32,
    /// Where the file goes on; nowhere yet at its beginning.
    pub reached: Option<LineCursor>,
}

/// The next piece of a file.
#[derive(Debug)]
pub struct Piece {
    /// Its lines, already sealed by [`Store::seal_chunk`]; nothing when none was found on the way.
    pub sealed: Option<Vec<u8>>,
    /// How many lines they are.
    pub lines: u64,
    /// How many bytes they are in the file.
    pub bytes: u64,
    /// Where the file goes on after them.
    pub reached: Option<LineCursor>,
}

statements! {
    // One report of a service at a time, so that nobody's ten reports keep everybody else waiting.
    NEXT = "
        SELECT r.id
        FROM reports r
        WHERE r.due_at <= $1
          AND NOT EXISTS (
              SELECT 1
              FROM reports busy
              WHERE busy.due_at > $1 AND busy.service_id = r.service_id AND busy.status = 'generating')
        ORDER BY r.id
        LIMIT 1";

    // Of two workers that saw the same report, the slower one finds it due no more.
    CLAIM = "
        UPDATE reports
        SET status = CASE status WHEN 'requested' THEN 'generating' ELSE status END,
            due_at = $1,
            lease = lease + 1,
            attempts = attempts + 1
        WHERE id = $2 AND due_at <= $3";

    CLAIMED = concat!("
        SELECT ", report_columns!(), ", lease, attempts, reached, reached_row
        FROM reports
        WHERE id = $1");

    // A step forward: what was tried before it does not count any more.
    GO_ON = "
        UPDATE reports
        SET due_at = $1,
            reached = $2,
            reached_row = $3,
            lines = lines + $4,
            bytes = bytes + $5,
            chunks = chunks + $6,
            expected = $7,
            attempts = 0
        WHERE id = $8 AND lease = $9 AND status = 'generating'";

    FINISH = "
        UPDATE reports
        SET status = 'ready', completed_at = $1, expires_at = $2, file_until = $2, due_at = $3, attempts = 0
        WHERE id = $4 AND lease = $5 AND status = 'generating'";

    FAIL = "
        UPDATE reports
        SET status = 'error', completed_at = $1, file_until = $1, due_at = NULL
        WHERE id = $2 AND lease = $3 AND status = 'generating'";

    CLOSE = "UPDATE reports SET due_at = NULL WHERE id = $1 AND lease = $2";

    PUT_BACK = "UPDATE reports SET due_at = $1, attempts = 0 WHERE id = $2 AND lease = $3 AND due_at IS NOT NULL";
}

pub(super) async fn next(store: &Store, now: Moment) -> Result<Option<ReportId>, Error> {
    let row = store.engine().optional(NEXT, values![now]).await?;
    row.map(|mut row| row.take()).transpose()
}

/// Claims a report until a moment; nothing when it is somebody else's by now.
pub async fn claim(
    tx: &mut Transaction,
    report: ReportId,
    now: Moment,
    until: Moment,
) -> Result<Option<ClaimedReport>, Error> {
    if tx.execute(CLAIM, values![until, report, now]).await? == 0 {
        return Ok(None);
    }
    let mut row = tx.optional(CLAIMED, values![report]).await?.ok_or(Error::Missing)?;
    let report = read(&mut row)?;
    let (lease, attempts) = (row.take()?, row.take()?);
    let id: Option<NotificationId> = row.take()?;
    let job_row: Option<u32> = row.take()?;
    let reached = match (id, job_row) {
        (Some(id), _) => Some(LineCursor::Before(id)),
        (None, Some(row)) => Some(LineCursor::AfterRow(row)),
        (None, None) => None,
    };
    Ok(Some(ClaimedReport { report, lease, attempts, reached }))
}

/// Adds a piece to the file, or only notes how far the looking came, and prolongs the lease. `false` when the lease is
/// somebody else's: then nothing is added.
pub async fn go_on(
    tx: &mut Transaction,
    claimed: &ClaimedReport,
    piece: Piece,
    expected: u64,
    until: Moment,
) -> Result<bool, Error> {
    let report = &claimed.report;
    let (id, row) = match piece.reached {
        Some(LineCursor::Before(id)) => (Some(id), None),
        Some(LineCursor::AfterRow(row)) => (None, Some(row)),
        None => (None, None),
    };
    let added = u64::from(piece.sealed.is_some());
    let values =
        values![until, id, row, piece.lines, piece.bytes, added, expected, report.id, claimed.lease,];
    if tx.execute(GO_ON, values).await? == 0 {
        return Ok(false);
    }
    if let Some(sealed) = piece.sealed {
        insert_chunk(tx, report, sealed).await?;
    }
    Ok(true)
}

/// The file is whole. With `again_at`, the report is due once more then, unless it is closed before. `false` when the
/// lease is somebody else's.
pub async fn finish(
    tx: &mut Transaction,
    claimed: &ClaimedReport,
    now: Moment,
    expires_at: Moment,
    again_at: Option<Moment>,
) -> Result<bool, Error> {
    let values = values![now, expires_at, again_at, claimed.report.id, claimed.lease];
    Ok(tx.execute(FINISH, values).await? > 0)
}

/// There will be no file.
pub async fn fail(tx: &mut Transaction, claimed: &ClaimedReport, now: Moment) -> Result<(), Error> {
    tx.execute(FAIL, values![now, claimed.report.id, claimed.lease]).await.map(drop)
}

/// Nothing is left to do about a report.
pub async fn close(tx: &mut Transaction, claimed: &ClaimedReport) -> Result<(), Error> {
    tx.execute(CLOSE, values![claimed.report.id, claimed.lease]).await.map(drop)
}

/// Gives a report back as it is, for the next worker.
pub async fn put_back(tx: &mut Transaction, claimed: &ClaimedReport, now: Moment) -> Result<(), Error> {
    tx.execute(PUT_BACK, values![now, claimed.report.id, claimed.lease]).await.map(drop)
}
