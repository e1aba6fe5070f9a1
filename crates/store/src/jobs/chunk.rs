//! Rows of a list that are no messages yet, a few hundred sealed as one value.

use crate::content::{read_fields, write_fields};
use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::seal::SealingKey;
use facteur_model::id::JobId;
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Rows that are sealed together, and become messages together.
pub const ROWS_PER_CHUNK: u32 = 250;
/// A chunk of longer rows ends earlier.
pub const MOST_CHUNK_BYTES: usize = 1 << 20;

const ROWS: &str = "job_chunks.sealed_rows";

/// One row: a message to be.
#[derive(Clone, PartialEq, Eq)]
pub struct JobRow {
    /// From 0, without the header.
    pub row: u32,
    /// Text message parts; 1 for an e-mail.
    pub parts: u32,
    /// The recipient as it was written.
    pub to: String,
    /// The recipient in the one spelling by which it is found again.
    pub to_normalised: String,
    /// The caller's own reference.
    pub reference: Option<String>,
    /// The values for the template, a JSON object.
    pub personalisation: String,
}

impl fmt::Debug for JobRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JobRow({}, …)", self.row)
    }
}

/// Rows as they are stored.
#[derive(Debug)]
pub struct SealedChunk {
    /// From 0, in the order of the rows.
    pub number: u32,
    /// How many they are.
    pub rows: u32,
    /// What they are taken from the allowances for.
    pub units: u64,
    pub(crate) sealed: Vec<u8>,
}

/// The next rows of a job that are no messages yet.
#[derive(Debug)]
pub struct OpenChunk {
    /// From 0, in the order of the rows.
    pub number: u32,
    /// In their order.
    pub rows: Vec<JobRow>,
}

/// Seals the rows of one job as they come, so that no more than a chunk of them is ever in memory as it is.
pub struct ChunkSealer {
    key: Arc<SealingKey>,
    job: JobId,
    number: u32,
    rows: u32,
    units: u64,
    plain: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for ChunkSealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChunkSealer").field("job", &self.job).finish_non_exhaustive()
    }
}

impl ServiceStore {
    /// What seals the rows of a new job.
    pub async fn chunk_sealer(&self, job: JobId) -> Result<ChunkSealer, Error> {
        let key = self.store().data_key(self.id()).await?;
        Ok(ChunkSealer { key, job, number: 0, rows: 0, units: 0, plain: Zeroizing::default() })
    }
}

impl ChunkSealer {
    /// Adds a row that `units` are taken from the allowances for. Gives a chunk each time one is full.
    pub fn add(&mut self, row: &JobRow, units: u64) -> Option<SealedChunk> {
        write(row, &mut self.plain);
        self.rows += 1;
        self.units += units;
        if self.rows == ROWS_PER_CHUNK || self.plain.len() >= MOST_CHUNK_BYTES { self.seal() } else { None }
    }

    /// The rows since the last chunk, if there are any.
    pub fn seal(&mut self) -> Option<SealedChunk> {
        if self.rows == 0 {
            return None;
        }
        let sealed = self.key.seal(ROWS, &bound(self.job, self.number), &self.plain);
        let chunk = SealedChunk { number: self.number, rows: self.rows, units: self.units, sealed };
        self.plain.clear();
        (self.rows, self.units) = (0, 0);
        self.number += 1;
        Some(chunk)
    }
}

impl OpenChunk {
    pub(super) fn open(key: &SealingKey, job: JobId, number: u32, sealed: &[u8]) -> Result<Self, Error> {
        let plain = key.open(ROWS, &bound(job, number), sealed)?;
        Ok(Self { number, rows: read(&plain).ok_or(Error::Unsealable { place: ROWS })? })
    }
}

/// What a chunk is bound to.
fn bound(job: JobId, number: u32) -> [u8; 20] {
    let mut row = [0; 20];
    row[..16].copy_from_slice(job.as_uuid().as_bytes());
    row[16..].copy_from_slice(&number.to_be_bytes());
    row
}

/// Row, parts, length, fields. Most recipients are in the one spelling already: that is not written twice.
fn write(row: &JobRow, out: &mut Vec<u8>) {
    let normalised = (row.to_normalised != row.to).then_some(row.to_normalised.as_str());
    let fields =
        write_fields(&[Some(&row.to), normalised, row.reference.as_deref(), Some(&row.personalisation)]);
    let length = u32::try_from(fields.len()).expect("a request body is far below four gigabytes");
    for number in [row.row, row.parts, length] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    out.extend_from_slice(&fields);
}

/// Reads what [`write`] wrote, row after row; `None` when it is something else.
fn read(mut bytes: &[u8]) -> Option<Vec<JobRow>> {
    let mut rows = Vec::new();
    while !bytes.is_empty() {
        let mut numbers = [0; 3];
        for number in &mut numbers {
            let (first, rest) = bytes.split_first_chunk()?;
            *number = u32::from_le_bytes(*first);
            bytes = rest;
        }
        let [row, parts, length] = numbers;
        let (fields, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
        bytes = rest;
        let [to, normalised, reference, personalisation] = read_fields(fields)?;
        let to = to?;
        let to_normalised = normalised.unwrap_or_else(|| to.clone());
        rows.push(JobRow { row, parts, to, to_normalised, reference, personalisation: personalisation? });
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    prop_compose! {
        fn a_row()(row in any::<u32>(), parts in any::<u32>(), to in ".*", lower in any::<bool>(),
                   reference in prop::option::of(".*"), personalisation in ".*") -> JobRow {
            let to_normalised = if lower { to.to_lowercase() } else { to.clone() };
            JobRow { row, parts, to, to_normalised, reference, personalisation }
        }
    }

    proptest! {
        #[test]
        fn rows_come_back_as_they_were(rows in prop::collection::vec(a_row(), 0..20)) {
            let mut bytes = Vec::new();
            for row in &rows {
                write(row, &mut bytes);
            }
            prop_assert_eq!(read(&bytes), Some(rows));
        }

        #[test]
        fn other_bytes_are_refused_quietly(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}
