//! The keyring: the two secrets that live outside the database.

mod file;

use crate::error::Error;
use crate::seal::{self, KEY_BYTES, Purpose, SealingKey, Tag};
use aws_lc_rs::hmac;
use facteur_model::chance::Chance;
use facteur_model::id::ServiceId;
use facteur_model::secret::Secret;
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Where a service's own key stands, sealed by the master key.
const DATA_KEY: &str = "services.sealed_data_key";

/// The master key, which wraps every service's data key, and the pepper, which keys every tag.
///
/// Whoever has the database but not this file can read no recipient and use no key. Lose the file and
/// the sealed values are lost with it: back it up, apart from the database.
#[derive(Clone)]
pub struct Keyring(Arc<Keys>);

struct Keys {
    master: SealingKey,
    /// For what is of no one service: people with an account.
    people: SealingKey,
    pepper: hmac::Key,
    fingerprint: [u8; 32],
}

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
        match Self::open(path) {
            Err(KeyringError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                let (master, pepper) = draw(chance);
                match file::create(path, &master, &pepper, chance) {
                    // Another process was faster; its keyring is the one.
                    Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Self::open(path),
                    Err(error) => Err(error.into()),
                    Ok(()) => Ok(Self::new(&master, &pepper)),
                }
            }
            opened => opened,
        }
    }

    /// Reads a keyring that must already exist.
    pub fn open(path: &Path) -> Result<Self, KeyringError> {
        let (master, pepper) = file::read(path)?;
        Ok(Self::new(&master, &pepper))
    }

    /// A new keyring in memory, for tests and for `demo`.
    pub fn generate(chance: &dyn Chance) -> Self {
        let (master, pepper) = draw(chance);
        Self::new(&master, &pepper)
    }

    fn new(master: &[u8; KEY_BYTES], pepper: &[u8; KEY_BYTES]) -> Self {
        let pepper = hmac::Key::new(hmac::HMAC_SHA256, pepper);
        // Over both secrets, so that a keyring with one of them exchanged is another keyring.
        let of_pepper = seal::mac(&pepper, b"fingerprint of the pepper\0", &[]);
        let derive = hmac::Key::new(hmac::HMAC_SHA256, master);
        let fingerprint = seal::mac(&derive, b"fingerprint of the keyring\0", &of_pepper);
        let people = Zeroizing::new(seal::mac(&derive, b"key of people\0", &[]));
        Self(Arc::new(Keys {
            master: SealingKey::new(master),
            people: SealingKey::new(&people),
            pepper,
            fingerprint,
        }))
    }

    /// Tells keyrings apart without saying anything about them.
    pub(crate) fn fingerprint(&self) -> &[u8; 32] {
        &self.0.fingerprint
    }

    /// The tag by which a sealed value is found again.
    pub(crate) fn tag(&self, purpose: Purpose, service: ServiceId, value: &str) -> Tag {
        seal::tag(&self.0.pepper, purpose, service, value.as_bytes())
    }

    /// The tag of a value that is of no one service.
    pub(crate) fn people_tag(&self, purpose: Purpose, value: &str) -> Tag {
        self.tag(purpose, ServiceId::from_uuid(uuid::Uuid::nil()), value)
    }

    /// Seals what is of no one service.
    pub(crate) fn people(&self) -> &SealingKey {
        &self.0.people
    }

    /// What is kept of a secret that was handed out: the id of a session, a link, a code. `kind` keeps one from being
    /// taken for another.
    pub(crate) fn token_mac(&self, kind: &str, secret: &Secret) -> [u8; 32] {
        let said = [kind, secret.expose()].join("\0");
        seal::mac(&self.0.pepper, b"token\0", said.as_bytes())
    }

    /// What is kept of an API secret.
    pub(crate) fn secret_mac(&self, secret: &Secret) -> [u8; 32] {
        seal::mac(&self.0.pepper, b"api-secret\0", secret.expose().as_bytes())
    }

    /// Draws the data key of a new service, and gives it as it is stored.
    pub(crate) fn new_data_key(&self, service: ServiceId) -> Vec<u8> {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        aws_lc_rs::rand::fill(bytes.as_mut_slice())
            .expect("the operating system always has randomness once it has booted");
        self.0.master.seal(DATA_KEY, service.as_uuid().as_bytes(), bytes.as_slice())
    }

    /// Opens the data key of a service.
    pub(crate) fn data_key(&self, service: ServiceId, sealed: &[u8]) -> Result<SealingKey, Error> {
        let bytes = self.0.master.open(DATA_KEY, service.as_uuid().as_bytes(), sealed)?;
        let bytes = <&[u8; KEY_BYTES]>::try_from(bytes.as_slice())
            .map_err(|_| Error::Unsealable { place: DATA_KEY })?;
        Ok(SealingKey::new(bytes))
    }
}

type KeyBytes = Zeroizing<[u8; KEY_BYTES]>;

fn draw(chance: &dyn Chance) -> (KeyBytes, KeyBytes) {
    let mut keys = (Zeroizing::new([0; KEY_BYTES]), Zeroizing::new([0; KEY_BYTES]));
    chance.fill(keys.0.as_mut_slice());
    chance.fill(keys.1.as_mut_slice());
    keys
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::chance::SeededChance;

    #[test]
    fn a_data_key_opens_for_its_service_only() {
        let keyring = Keyring::generate(&SeededChance::new(1));
        let service = |n| ServiceId::from_uuid(uuid::Uuid::from_u128(n));
        let sealed = keyring.new_data_key(service(1));
        assert!(keyring.data_key(service(1), &sealed).is_ok());
        assert!(keyring.data_key(service(2), &sealed).is_err());
        assert!(Keyring::generate(&SeededChance::new(2)).data_key(service(1), &sealed).is_err());
    }

    #[test]
    fn exchanging_either_secret_makes_another_keyring() {
        let fingerprint = |master, pepper| *Keyring::new(&[master; 32], &[pepper; 32]).fingerprint();
        assert_eq!(fingerprint(1, 2), fingerprint(1, 2));
        assert_ne!(fingerprint(1, 2), fingerprint(3, 2));
        assert_ne!(fingerprint(1, 2), fingerprint(1, 3));
    }

    #[test]
    fn a_keyring_prints_nothing() {
        assert_eq!(format!("{:?}", Keyring::generate(&SeededChance::new(1))), "Keyring(…)");
    }
}
