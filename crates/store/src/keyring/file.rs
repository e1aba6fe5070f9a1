//! The keyring as a file: four lines of text that only its owner can read.

use super::{KeyBytes, KeyringError};
use crate::seal::KEY_BYTES;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use facteur_model::chance::Chance;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const FIRST_LINE: &str = "facteur keyring 1";
const WARNING: &str = "# Keep this file secret, and keep a copy of it apart from the database.";
/// A whole keyring is about 200 bytes; whatever is longer is something else.
const LONGEST: u64 = 1_024;
/// Read and write, for the owner.
const OWNER_ONLY: u32 = 0o600;
const OTHERS: u32 = 0o077;

pub(super) fn read(path: &Path) -> Result<(KeyBytes, KeyBytes), KeyringError> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & OTHERS != 0 {
        return Err(KeyringError::TooOpen { mode });
    }
    if !metadata.is_file() || metadata.len() > LONGEST {
        return Err(KeyringError::Malformed);
    }
    // Room for all of it from the start: growing would leave copies behind.
    let room = usize::try_from(LONGEST).map_err(|_| KeyringError::Malformed)?;
    let mut text = Zeroizing::new(String::with_capacity(room));
    match file.take(LONGEST).read_to_string(&mut text) {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(KeyringError::Malformed),
        Err(error) => Err(error.into()),
        Ok(_) => parse(&text).ok_or(KeyringError::Malformed),
    }
}

fn parse(text: &str) -> Option<(KeyBytes, KeyBytes)> {
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let first = lines.next()?;
    let master = key(lines.next()?.strip_prefix("master ")?)?;
    let pepper = key(lines.next()?.strip_prefix("pepper ")?)?;
    (first == FIRST_LINE && lines.next().is_none()).then_some((master, pepper))
}

fn key(text: &str) -> Option<KeyBytes> {
    let bytes = Zeroizing::new(STANDARD.decode(text).ok()?);
    <[u8; KEY_BYTES]>::try_from(bytes.as_slice()).ok().map(Zeroizing::new)
}

fn write_out(master: &[u8; KEY_BYTES], pepper: &[u8; KEY_BYTES]) -> Zeroizing<String> {
    let master = Zeroizing::new(STANDARD.encode(master));
    let pepper = Zeroizing::new(STANDARD.encode(pepper));
    Zeroizing::new(format!("{FIRST_LINE}\n{WARNING}\nmaster {}\npepper {}\n", *master, *pepper))
}

/// Writes a keyring that must not exist yet: into a file beside it first, then under its name.
pub(super) fn create(
    path: &Path,
    master: &[u8; KEY_BYTES],
    pepper: &[u8; KEY_BYTES],
    chance: &dyn Chance,
) -> io::Result<()> {
    let unfinished = beside(path, chance);
    let created = write_whole(&unfinished, &write_out(master, pepper))
        // A link, not a rename: it fails when another process has made the keyring meanwhile.
        .and_then(|()| fs::hard_link(&unfinished, path));
    // It may not exist; whatever went wrong before matters more.
    let _ = fs::remove_file(&unfinished);
    created?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(OWNER_ONLY).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn beside(path: &Path, chance: &dyn Chance) -> PathBuf {
    let mut number = [0; 8];
    chance.fill(&mut number);
    let mut name = OsString::from(path);
    name.push(format!(".{:016x}", u64::from_le_bytes(number)));
    name.into()
}
