//! The keyring: the two secrets that live outside the database.

use facteur_model::chance::Chance;
use std::path::Path;

/// The master key, which wraps every service's data key, and the pepper, which keys every tag.
///
/// Whoever has the database but not this file can read no recipient and use no key. Lose the file and
/// the sealed values are lost with it: back it up, apart from the database.
#[derive(Clone)]
pub struct Keyring {}

/// Why a keyring file was refused. Never says what is in the file.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The file is readable by others than its owner.
    #[error("the keyring file may be read by others (mode {mode:o}); make it 0600")]
    TooOpen {
        /// The permission bits of the file.
        mode: u32,
    },
    /// The file is not a keyring, or not one of this version.
    #[error("the keyring file is malformed")]
    Malformed,
    /// The file could not be read or written.
    #[error("the keyring file cannot be read or written")]
    Io(#[from] std::io::Error),
}

impl Keyring {
    /// Reads the keyring, or draws a new one and writes it, whole or not at all, with mode 0600.
    pub fn open_or_create(path: &Path, chance: &dyn Chance) -> Result<Self, KeyringError> {
        let _ = (path, chance);
        unimplemented!()
    }

    /// Reads a keyring that must already exist.
    pub fn open(path: &Path) -> Result<Self, KeyringError> {
        let _ = path;
        unimplemented!()
    }

    /// A new keyring in memory, for tests and for `demo`.
    pub fn generate(chance: &dyn Chance) -> Self {
        let _ = chance;
        unimplemented!()
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring(…)")
    }
}
