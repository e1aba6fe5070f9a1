//! The pieces of a report's file, each sealed for its report and its place in it.

use super::Report;
use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::session::{statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::{ReportId, ServiceId};
use facteur_model::time::Moment;
use zeroize::Zeroizing;

statements! {
    INSERT = "
        INSERT INTO report_chunks (service_id, report_id, number, sealed_lines)
        VALUES ($1, $2, $3, $4)";

    FIND = "
        SELECT sealed_lines
        FROM report_chunks
        WHERE service_id = $1 AND report_id = $2 AND number = $3";

    EXPIRED = "SELECT id, service_id FROM reports WHERE file_until <= $1 ORDER BY file_until LIMIT 1";

    DELETE = "
        DELETE FROM report_chunks
        WHERE service_id = $1 AND report_id = $2 AND number IN (
            SELECT number FROM report_chunks WHERE service_id = $1 AND report_id = $2 ORDER BY number LIMIT $3)";

    GONE = "UPDATE reports SET file_until = NULL WHERE id = $1";

    FORGET = "
        DELETE FROM reports
        WHERE id IN (
            SELECT id
            FROM reports
            WHERE id < $1 AND due_at IS NULL AND file_until IS NULL
            ORDER BY id
            LIMIT $2)";
}

const LINES: &str = "report_chunks.sealed_lines";

/// What a piece is bound to.
fn place(report: ReportId, number: u32) -> [u8; 20] {
    let mut row = [0; 20];
    row[..16].copy_from_slice(report.as_uuid().as_bytes());
    row[16..].copy_from_slice(&number.to_be_bytes());
    row
}

impl Store {
    /// Seals the next piece of a report's file.
    pub async fn seal_chunk(&self, report: &Report, lines: &[u8]) -> Result<Vec<u8>, Error> {
        let key = self.data_key(report.service).await?;
        Ok(key.seal(LINES, &place(report.id, report.chunks), lines))
    }
}

pub(super) async fn insert_chunk(
    tx: &mut Transaction,
    report: &Report,
    sealed: Vec<u8>,
) -> Result<(), Error> {
    tx.execute(INSERT, values![report.service, report.id, report.chunks, sealed]).await.map(drop)
}

impl ServiceStore {
    /// A piece of a report's file; nothing when the file has none of this number, or is gone.
    pub async fn report_chunk(
        &self,
        report: ReportId,
        number: u32,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let row = self.store().engine().optional(FIND, values![self.id(), report, number]).await?;
        let Some(mut row) = row else { return Ok(None) };
        let sealed: Vec<u8> = row.take()?;
        let key = self.store().data_key(self.id()).await?;
        key.open(LINES, &place(report, number), &sealed).map(Some)
    }
}

/// Deletes up to `most` pieces of a file whose time is over. `false` when there is no such file.
pub async fn expire(tx: &mut Transaction, now: Moment, most: usize) -> Result<bool, Error> {
    let Some(mut row) = tx.optional(EXPIRED, values![now]).await? else { return Ok(false) };
    let (report, service): (ReportId, ServiceId) = (row.take()?, row.take()?);
    if tx.execute(DELETE, values![service, report, most]).await? < most {
        tx.execute(GONE, values![report]).await?;
    }
    Ok(true)
}

/// Forgets up to `most` reports from before a moment, whose files are gone, and says how many.
pub async fn forget(tx: &mut Transaction, before: Moment, most: usize) -> Result<usize, Error> {
    tx.execute(FORGET, values![super::first_at(before), most]).await
}
