//! A file that has another name until it is whole.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Read and write, for the owner.
const OWNER_ONLY: u32 = 0o600;

/// The unfinished file `NAME.partial`, empty at first and locked for as long as this lives. What a program that was
/// cut off left there is begun anew; what is not finished is removed.
pub(super) struct Partial {
    path: PathBuf,
    whole: PathBuf,
    file: File,
    finished: bool,
}

/// Why it was not begun or not finished.
pub(super) enum PartialError {
    /// There is a file with the final name.
    Exists,
    /// Somebody else is at it.
    UnderWay,
    Io(io::Error),
}

impl From<io::Error> for PartialError {
    fn from(error: io::Error) -> Self {
        PartialError::Io(error)
    }
}

impl Partial {
    pub(super) fn begin(whole: &Path) -> Result<Self, PartialError> {
        let path = with_ending(whole, ".partial");
        // Not emptied by opening it: it may be somebody else's.
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(OWNER_ONLY)
            .open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(PartialError::UnderWay),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        // Whoever held the lock a moment ago may have given the file its final name.
        if !is_at(&file, &path)? {
            return Err(PartialError::UnderWay);
        }
        let begun = Self { path, whole: whole.to_owned(), file, finished: false };
        if begun.whole.symlink_metadata().is_ok() {
            return Err(PartialError::Exists);
        }
        begun.file.set_permissions(fs::Permissions::from_mode(OWNER_ONLY))?;
        begun.file.set_len(0)?;
        Ok(begun)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Puts it on the disk and gives it its name.
    pub(super) fn finish(mut self) -> Result<(), PartialError> {
        self.file.sync_all()?;
        if self.whole.symlink_metadata().is_ok() {
            return Err(PartialError::Exists);
        }
        fs::rename(&self.path, &self.whole)?;
        self.finished = true;
        let folder = self.whole.parent().filter(|folder| !folder.as_os_str().is_empty());
        Ok(File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?)
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.finished {
            // The error that came before matters more.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    let held = file.metadata()?;
    Ok(match fs::metadata(path) {
        Ok(named) => (named.dev(), named.ino()) == (held.dev(), held.ino()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(error),
    })
}

/// The path of a file beside another, such as its `-wal`.
pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}
