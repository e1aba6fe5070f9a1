//! As many bytes in a file that is synced.

use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes that are written at once.
const PIECE: usize = 256 << 10;

/// Writes so many bytes, which are gone when this returns.
pub fn write(folder: &Path, length: usize, stop: &AtomicBool) -> anyhow::Result<()> {
    let mut file = tempfile::tempfile_in(folder)?;
    let piece = vec![b'x'; PIECE];
    let mut left = length;
    while left > 0 && !stop.load(Ordering::Relaxed) {
        let some = left.min(PIECE);
        file.write_all(&piece[..some])?;
        left -= some;
    }
    Ok(file.sync_all()?)
}
