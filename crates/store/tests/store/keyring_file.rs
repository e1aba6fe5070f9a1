//! The keyring file.

use facteur_model::chance::SeededChance;
use facteur_store::{Keyring, KeyringError, OpenError, Store};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn keyring(&self) -> PathBuf {
        self.0.path().join("facteur.keyring")
    }

    /// A keyring file with this text, which only its owner can read.
    fn write(&self, text: &str) {
        fs::write(self.keyring(), text).unwrap();
        fs::set_permissions(self.keyring(), Permissions::from_mode(0o600)).unwrap();
    }
}

#[test]
fn the_first_start_makes_a_keyring_for_its_owner_alone() {
    let folder = Folder::new();
    Keyring::open_or_create(&folder.keyring(), &SeededChance::new(1)).unwrap();
    let mode = fs::metadata(folder.keyring()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::read_dir(folder.0.path()).unwrap().count(), 1, "nothing else is left behind");
}

#[test]
fn later_starts_read_the_same_keyring() {
    let folder = Folder::new();
    let database = folder.0.path().join("facteur.db");
    let first = Keyring::open_or_create(&folder.keyring(), &SeededChance::new(1)).unwrap();
    Store::open_sqlite(&database, first).unwrap();
    let again = Keyring::open_or_create(&folder.keyring(), &SeededChance::new(2)).unwrap();
    Store::open_sqlite(&database, again).unwrap();
    Store::open_sqlite(&database, Keyring::open(&folder.keyring()).unwrap()).unwrap();
    let other = Keyring::generate(&SeededChance::new(2));
    assert!(matches!(Store::open_sqlite(&database, other), Err(OpenError::OtherKeyring)));
}

#[test]
fn a_keyring_that_others_can_read_is_refused() {
    let folder = Folder::new();
    Keyring::open_or_create(&folder.keyring(), &SeededChance::new(1)).unwrap();
    for mode in [0o640, 0o604, 0o660] {
        fs::set_permissions(folder.keyring(), Permissions::from_mode(mode)).unwrap();
        let refused = Keyring::open_or_create(&folder.keyring(), &SeededChance::new(1)).unwrap_err();
        assert!(matches!(refused, KeyringError::TooOpen { mode: found } if found == mode), "{refused}");
    }
}

#[test]
fn whatever_is_not_a_keyring_is_refused_and_not_repeated() {
    let folder = Folder::new();
    Keyring::open_or_create(&folder.keyring(), &SeededChance::new(1)).unwrap();
    let good = fs::read_to_string(folder.keyring()).unwrap();
    let master = good.lines().find(|line| line.starts_with("master ")).unwrap();
    for bad in [
        String::new(),
        good.replace("keyring 1", "keyring 2"),
        good.replace("pepper ", "salt "),
        good.replace(master, &master[..master.len() - 4]),
        good.replace(master, ""),
        format!("{good}{master}\n"),
        "facteur keyring 1\n".repeat(1_000),
    ] {
        folder.write(&bad);
        let refused = Keyring::open_or_create(&folder.keyring(), &SeededChance::new(1)).unwrap_err();
        assert!(matches!(refused, KeyringError::Malformed), "{refused}");
        assert!(!format!("{refused} {refused:?}").contains(&master[7..20]));
        assert_eq!(fs::read_to_string(folder.keyring()).unwrap(), bad, "it is left as it was");
    }
    folder.write(&good);
    assert!(Keyring::open(&folder.keyring()).is_ok());
}

#[test]
fn of_two_first_starts_at_once_one_makes_the_keyring() {
    let folder = Folder::new();
    let keyrings: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..8)
            .map(|seed| {
                let path = folder.keyring();
                scope.spawn(move || Keyring::open_or_create(&path, &SeededChance::new(seed)).unwrap())
            })
            .collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    for keyring in keyrings {
        Store::open_sqlite(&folder.0.path().join("facteur.db"), keyring).unwrap();
    }
}
