//! The file of a report, read piece by piece: however long it is, one piece of it is in memory.

use super::{ReportError, SEE_REPORTS, spreadsheet::MOST_SPREADSHEET_LINES};
use crate::authority::Authority;
use crate::{App, Unavailable};
use facteur_model::id::{ReportId, ServiceId};
use facteur_store::{Error, Report, ReportStatus, ServiceStore};
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use serde_json::json;
use std::io::Read;

/// The longest piece: what a worker gathers before it stores it, and a page of lines more.
const LONGEST_PIECE: u64 = 8 << 20;

/// What a report is downloaded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    Csv,
    Spreadsheet,
}

impl ReportFormat {
    /// At the end of the file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Spreadsheet => "xlsx",
        }
    }
}

/// A file that is being read.
pub struct ReportFile {
    store: ServiceStore,
    report: Report,
    next: u32,
}

impl ReportFile {
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The next piece, of whole lines; nothing after the last.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Unavailable> {
        if self.next == self.report.chunks {
            return Ok(None);
        }
        // It may be deleted while it is read.
        let piece = self.store.report_chunk(self.report.id, self.next).await?.ok_or(Error::Missing)?;
        self.next += 1;
        let lines = expand(&piece).ok_or(Error::Unsealable { place: "report_chunks.sealed_lines" })?;
        Ok(Some(lines))
    }
}

/// Makes a piece shorter, as it is kept.
pub(super) fn shrink(lines: &[u8]) -> Vec<u8> {
    let mut shrunk = Vec::with_capacity(lines.len() / 4);
    DeflateEncoder::new(lines, Compression::fast())
        .read_to_end(&mut shrunk)
        .expect("memory is read without errors");
    shrunk
}

/// Undoes [`shrink`]; nothing when it is no such thing.
fn expand(piece: &[u8]) -> Option<Vec<u8>> {
    let mut lines = Vec::with_capacity(piece.len() * 4);
    DeflateDecoder::new(piece).take(LONGEST_PIECE).read_to_end(&mut lines).ok()?;
    Some(lines)
}

impl App {
    /// The file of a report, to be downloaded, which is written down.
    pub async fn report_file(
        &self,
        by: &Authority,
        service: ServiceId,
        id: ReportId,
        format: ReportFormat,
    ) -> Result<ReportFile, ReportError> {
        self.allowed(by, service, SEE_REPORTS).await?;
        let store = self.store().of(service);
        let report = store.report(id).await?.ok_or(ReportError::NoSuchReport)?;
        if report.status != ReportStatus::Ready {
            return Err(ReportError::NotReady(report.status));
        }
        if !self.has_file(&report) {
            return Err(ReportError::NoSuchReport);
        }
        if format == ReportFormat::Spreadsheet && report.lines > MOST_SPREADSHEET_LINES {
            return Err(ReportError::TooLong);
        }
        let mut tx = self.store().begin().await?;
        let detail = json!({"format": format.extension()});
        self.record(&mut tx, by, Some(service), "report.download", &id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(ReportFile { store, report, next: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_piece_comes_back_as_it_was(lines in prop::collection::vec(any::<u8>(), 0..4_000)) {
            prop_assert_eq!(expand(&shrink(&lines)), Some(lines));
        }
    }
}
