//! The text of a key: written once, read on every call.
//!
//! `{prefix}-{type}-{name}-{check}-{service_id}-{secret}`: existing clients read only the last 73
//! characters, a scanner finds the key by its prefix and checksum, a person sees its type.

use super::{KeyType, Origin, printed_name};
use crate::chance::Chance;
use crate::id::ServiceId;
use crate::secret::Secret;
use std::fmt;
use uuid::Uuid;

/// A lower-case hyphenated UUID.
const UUID: usize = 36;
/// `{service_id}-{secret}`: what official clients read.
const TAIL: usize = UUID + 1 + UUID;
/// Eight hexadecimal digits of CRC-32.
const CHECK: usize = 8;
/// The prefix that GC Notify gives its keys.
const GC_PREFIX: &str = "gcntfy-";
/// Longer texts are refused before they are looked at.
const LONGEST: usize = 512;

/// The word in front of every native key of this installation: 2 to 12 letters or digits, a letter first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix(String);

impl Prefix {
    pub fn parse(text: &str) -> Option<Self> {
        let good = (2..=12).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            && text.as_bytes()[0].is_ascii_lowercase();
        good.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Prefix {
    fn default() -> Self {
        Self("fct".to_owned())
    }
}

/// A key as presented by a caller, taken apart. It proves nothing yet.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyText {
    /// Which spelling was used; a key made here is refused in the imported spelling.
    pub origin: Origin,
    /// The type that the text claims; only native keys say it.
    pub key_type: Option<KeyType>,
    pub service: ServiceId,
    pub secret: Secret,
}

impl fmt::Debug for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyText")
            .field("origin", &self.origin)
            .field("key_type", &self.key_type)
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

/// Why a text cannot be one of our keys. It never holds the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyTextError {
    #[error("not the whole text of a key")]
    Incomplete,
    #[error("the checksum of the key does not match: a character was changed or lost")]
    Checksum,
}

/// Draws a new secret: a random UUID, 122 bits, lower-case.
pub fn generate(chance: &dyn Chance) -> Secret {
    let mut bytes = [0_u8; 16];
    chance.fill(&mut bytes);
    Secret::new(uuid::Builder::from_random_bytes(bytes).into_uuid().hyphenated().to_string())
}

/// The whole text of a native key, to be shown once.
pub fn show(prefix: &Prefix, key_type: KeyType, name: &str, service: ServiceId, secret: &Secret) -> Secret {
    let head = format!("{}-{}-{}-", prefix.as_str(), key_type.as_str(), printed_name(name));
    let tail = format!("{service}-{}", secret.expose());
    let check = checksum(&head, &tail);
    Secret::new(format!("{head}{check}-{tail}"))
}

/// CRC-32 of everything but the check itself and the hyphen after it.
fn checksum(head: &str, tail: &str) -> String {
    let mut crc = crc32fast::Hasher::new();
    crc.update(head.as_bytes());
    crc.update(tail.as_bytes());
    format!("{:08x}", crc.finalize())
}

impl KeyText {
    /// Takes a presented key apart, from the right.
    ///
    /// A text that begins with our prefix, or that has eight hexadecimal digits where a native key
    /// has its check, must be a flawless native key. Anything else that ends in two UUIDs is taken
    /// for an imported one.
    ///
    /// # Errors
    /// [`KeyTextError::Checksum`] without any look-up when a native key was mistyped.
    pub fn parse(text: &str, prefix: &Prefix) -> Result<Self, KeyTextError> {
        if text.len() > LONGEST || !text.is_ascii() || text.len() < TAIL {
            return Err(if has_prefix(text, prefix) {
                KeyTextError::Checksum
            } else {
                KeyTextError::Incomplete
            });
        }
        let (front, tail) = text.split_at(text.len() - TAIL);
        let native = has_prefix(text, prefix) || (!text.starts_with(GC_PREFIX) && has_check(front));
        let damage = if native { KeyTextError::Checksum } else { KeyTextError::Incomplete };

        let (service, secret) = tail.split_at(UUID);
        let secret = secret.strip_prefix('-').ok_or(damage)?;
        let service = canonical_uuid(service).ok_or(damage)?;
        canonical_uuid(secret).ok_or(damage)?;
        let key_type = if native { Some(read_native_front(front, tail)?) } else { None };
        if !(native || front.is_empty() || front.ends_with('-')) {
            return Err(KeyTextError::Incomplete);
        }
        Ok(Self {
            origin: if native { Origin::Native } else { Origin::Imported },
            key_type,
            service: ServiceId::from_uuid(service),
            secret: Secret::new(secret),
        })
    }
}

fn has_prefix(text: &str, prefix: &Prefix) -> bool {
    text.strip_prefix(prefix.as_str()).is_some_and(|rest| rest.starts_with('-'))
}

/// `…-xxxxxxxx-` with eight hexadecimal digits.
fn has_check(front: &str) -> bool {
    let Some(front) = front.strip_suffix('-') else { return false };
    front.len() > CHECK
        && front.as_bytes()[front.len() - CHECK - 1] == b'-'
        && front[front.len() - CHECK..].bytes().all(|b| b.is_ascii_hexdigit())
}

/// Checks `{prefix}-{type}-{name}-{check}-` against the rest of the key.
fn read_native_front(front: &str, tail: &str) -> Result<KeyType, KeyTextError> {
    let front = front.strip_suffix('-').ok_or(KeyTextError::Checksum)?;
    let at = front.len().checked_sub(CHECK).ok_or(KeyTextError::Checksum)?;
    let (head, check) = front.split_at(at);
    if checksum(head, tail) != check {
        return Err(KeyTextError::Checksum);
    }
    let mut parts = head.split('-');
    let key_type = parts.nth(1).and_then(KeyType::parse);
    key_type.ok_or(KeyTextError::Checksum)
}

/// A UUID in the one spelling that keys use: lower case, hyphenated.
fn canonical_uuid(text: &str) -> Option<Uuid> {
    let lower = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f' | b'-'));
    if lower && text.len() == UUID { Uuid::try_parse(text).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SeededChance;
    use crate::time::Moment;
    use proptest::prelude::*;

    const SERVICE: &str = "9a1c7a44-3b0e-4a59-9c51-0d6a5b0f7e21";
    const SECRET: &str = "3d844edf-8d35-48ac-975b-e847b4f122b0";

    fn sample(key_type: KeyType, name: &str, seed: u64) -> (Secret, ServiceId, Secret) {
        let chance = SeededChance::new(seed);
        let service = ServiceId::new(Moment::from_micros(1_800_000_000_000_000), &chance);
        let secret = generate(&chance);
        (show(&Prefix::default(), key_type, name, service, &secret), service, secret)
    }

    #[test]
    fn a_native_key_shows_its_type_and_ends_as_clients_expect() {
        let service = ServiceId::parse(SERVICE).unwrap();
        let text = show(&Prefix::default(), KeyType::Live, "Passeports", service, &Secret::new(SECRET));
        let text = text.expose();
        assert!(text.starts_with("fct-live-passeports-"), "{text}");
        assert_eq!(&text[text.len() - 36..], SECRET);
        assert_eq!(&text[text.len() - 73..text.len() - 37], SERVICE);
    }

    #[test]
    fn keys_of_another_notify_are_read_from_the_right() {
        for front in ["gcntfy-", "gcntfy-my_key-", "gcntfy--", "", "My old key-", "gcntfy-a-deadbeef-"] {
            let read = KeyText::parse(&format!("{front}{SERVICE}-{SECRET}"), &Prefix::default()).unwrap();
            assert_eq!(read.origin, Origin::Imported, "{front}");
            assert_eq!(read.service.to_string(), SERVICE);
            assert_eq!(read.secret.expose(), SECRET);
        }
    }

    #[test]
    fn half_a_key_is_refused() {
        for text in ["", "gcntfy-", SECRET, &format!("gcntfy-x-{SERVICE}"), &format!("x{SERVICE}-{SECRET}")] {
            assert_eq!(KeyText::parse(text, &Prefix::default()), Err(KeyTextError::Incomplete), "{text}");
        }
        let upper = format!("gcntfy-x-{}-{SECRET}", SERVICE.to_uppercase());
        assert_eq!(KeyText::parse(&upper, &Prefix::default()), Err(KeyTextError::Incomplete));
        assert_eq!(KeyText::parse("fct-live-x", &Prefix::default()), Err(KeyTextError::Checksum));
    }

    #[test]
    fn nothing_prints_the_secret() {
        let (text, _, secret) = sample(KeyType::Test, "demo", 7);
        let read = KeyText::parse(text.expose(), &Prefix::default()).unwrap();
        let printed = format!("{read:?} {text:?} {secret:?}");
        assert!(!printed.contains(secret.expose()), "{printed}");
        for piece in secret.expose().split('-') {
            assert!(!printed.contains(piece), "{printed}");
        }
    }

    #[test]
    fn a_prefix_is_a_short_plain_word() {
        for good in ["fct", "gc", "notify2"] {
            assert!(Prefix::parse(good).is_some(), "{good}");
        }
        for bad in ["", "f", "Fct", "fct-x", "2fa", "averylongprefix"] {
            assert!(Prefix::parse(bad).is_none(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_can_be_read(name in ".*", seed: u64, kind in 0_usize..3) {
            let (text, service, secret) = sample(KeyType::ALL[kind], &name, seed);
            let read = KeyText::parse(text.expose(), &Prefix::default()).unwrap();
            prop_assert_eq!(read.origin, Origin::Native);
            prop_assert_eq!(read.key_type, Some(KeyType::ALL[kind]));
            prop_assert_eq!(read.service, service);
            prop_assert_eq!(read.secret.expose(), secret.expose());
        }

        #[test]
        fn any_changed_character_of_a_native_key_is_refused(seed: u64, at: prop::sample::Index, to in "[ -~]") {
            let (text, ..) = sample(KeyType::Team, "Equipe", seed);
            let mut changed: Vec<char> = text.expose().chars().collect();
            let at = at.index(changed.len());
            let to = to.chars().next().unwrap();
            prop_assume!(changed[at] != to);
            changed[at] = to;
            let changed: String = changed.into_iter().collect();
            prop_assert!(KeyText::parse(&changed, &Prefix::default()).is_err(), "{}", changed);
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in ".*") {
            let _ = KeyText::parse(&text, &Prefix::default());
        }
    }
}
