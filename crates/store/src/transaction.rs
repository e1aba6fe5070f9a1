//! A transaction over quiet tables, driven from async code.

use crate::error::Error;

/// Changes that are committed together. Dropped without [`Transaction::commit`], it is rolled back.
///
/// The engine may hold everything else back while a transaction is open, and rolls back one that waits too
/// long between two statements: render, validate and look up first, then begin.
#[derive(Debug)]
pub struct Transaction {}

impl Transaction {
    /// Makes the changes last. When this answers `Ok`, they are on the disk.
    pub async fn commit(self) -> Result<(), Error> {
        unimplemented!()
    }

    /// Undoes the changes now, rather than on drop.
    pub async fn rollback(self) -> Result<(), Error> {
        unimplemented!()
    }
}
