//! Sealing values, and tagging them so that they can be found again.

use crate::error::Error;
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hmac;
use facteur_model::id::ServiceId;
use zeroize::Zeroizing;

/// The length of the master key, of the pepper, and of every data key.
pub(crate) const KEY_BYTES: usize = 32;

/// In front of every sealed value, so that another way of sealing can come later.
const VERSION: u8 = 1;

/// A key that seals: the master key, or the data key of one service.
///
/// A sealed value is `version ‖ nonce ‖ ciphertext ‖ tag`. The nonce is random, which is safe for 2³² values
/// under one key.
pub(crate) struct SealingKey(RandomizedNonceKey);

impl SealingKey {
    pub(crate) fn new(bytes: &[u8; KEY_BYTES]) -> Self {
        Self(RandomizedNonceKey::new(&AES_256_GCM, bytes).expect("AES-256-GCM takes any 32 bytes"))
    }

    /// Seals a value for one place and one row; it opens nowhere else.
    pub(crate) fn seal(&self, place: &'static str, row: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut body = Vec::with_capacity(plain.len() + AES_256_GCM.tag_len());
        body.extend_from_slice(plain);
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(bound_to(place, row)), &mut body)
            .expect("a value in memory is far below the longest that AES-GCM takes");
        let mut sealed = Vec::with_capacity(1 + NONCE_LEN + body.len());
        sealed.push(VERSION);
        sealed.extend_from_slice(nonce.as_ref());
        sealed.extend_from_slice(&body);
        sealed
    }

    /// Opens what [`SealingKey::seal`] sealed for the same place and row.
    pub(crate) fn open(
        &self,
        place: &'static str,
        row: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let unsealable = Error::Unsealable { place };
        let (version, rest) = sealed.split_first().ok_or(unsealable)?;
        let (nonce, body) = rest.split_at_checked(NONCE_LEN).ok_or(unsealable)?;
        if *version != VERSION {
            return Err(unsealable);
        }
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| unsealable)?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self
            .0
            .open_in_place(nonce, Aad::from(bound_to(place, row)), &mut body)
            .map_err(|_| unsealable)?
            .len();
        body.truncate(length);
        Ok(body)
    }

    /// As [`SealingKey::open`], for text.
    pub(crate) fn open_text(&self, place: &'static str, row: &[u8], sealed: &[u8]) -> Result<String, Error> {
        let plain = self.open(place, row, sealed)?;
        std::str::from_utf8(&plain).map(str::to_owned).map_err(|_| Error::Unsealable { place })
    }
}

/// A place holds no zero byte, so no two pairs of place and row are bound alike.
fn bound_to(place: &'static str, row: &[u8]) -> Vec<u8> {
    let mut bound = Vec::with_capacity(place.len() + 1 + row.len());
    bound.extend_from_slice(place.as_bytes());
    bound.push(0);
    bound.extend_from_slice(row);
    bound
}

/// The first half of an HMAC-SHA-256: enough to tell any two values apart, and half the index.
pub(crate) type Tag = [u8; 16];

/// What a tag is for. The same value has another tag for every purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Reference,
    Recipient,
    MemberEmail,
    SafelistEntry,
    Idempotency,
    /// A person's address, over the whole installation.
    UserEmail,
    /// The file that a job was read from.
    JobFile,
    /// What a person or a network address has tried too often.
    Throttle,
    /// A number that texts go to, or a text to it.
    TextUse,
    /// What a provider calls a text that somebody sent.
    ReceivedText,
    /// A credential of a device, over the whole installation.
    Credential,
}

impl Purpose {
    fn name(self) -> &'static [u8] {
        match self {
            Purpose::Reference => b"reference\0",
            Purpose::Recipient => b"recipient\0",
            Purpose::MemberEmail => b"member-email\0",
            Purpose::SafelistEntry => b"safelist-entry\0",
            Purpose::Idempotency => b"idempotency\0",
            Purpose::JobFile => b"job-file\0",
            Purpose::UserEmail => b"user-email\0",
            Purpose::Throttle => b"throttle\0",
            Purpose::TextUse => b"text-use\0",
            Purpose::ReceivedText => b"received-text\0",
            Purpose::Credential => b"credential\0",
        }
    }
}

/// A keyed fingerprint of a value of one service: equal values have equal tags, and nothing else shows.
pub(crate) fn tag(pepper: &hmac::Key, purpose: Purpose, service: ServiceId, value: &[u8]) -> Tag {
    let mut context = hmac::Context::with_key(pepper);
    context.update(purpose.name());
    context.update(service.as_uuid().as_bytes());
    context.update(value);
    let mut tag = Tag::default();
    let length = tag.len();
    tag.copy_from_slice(&context.sign().as_ref()[..length]);
    tag
}

/// A whole HMAC-SHA-256 over a label that no [`Purpose`] has, and a value.
pub(crate) fn mac(key: &hmac::Key, label: &'static [u8], value: &[u8]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(key);
    context.update(label);
    context.update(value);
    let mut mac = [0; 32];
    mac.copy_from_slice(context.sign().as_ref());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> SealingKey {
        SealingKey::new(&[7; KEY_BYTES])
    }

    #[test]
    fn the_same_value_is_never_sealed_alike() {
        assert_ne!(key().seal("t", b"row", b"value"), key().seal("t", b"row", b"value"));
    }

    #[test]
    fn a_tag_says_what_it_is_for_and_for_whom() {
        let pepper = hmac::Key::new(hmac::HMAC_SHA256, &[1; KEY_BYTES]);
        let service = |n| ServiceId::from_uuid(uuid::Uuid::from_u128(n));
        let one = tag(&pepper, Purpose::Reference, service(1), b"x");
        assert_eq!(one, tag(&pepper, Purpose::Reference, service(1), b"x"));
        assert_ne!(one, tag(&pepper, Purpose::Recipient, service(1), b"x"));
        assert_ne!(one, tag(&pepper, Purpose::Reference, service(2), b"x"));
        assert_ne!(one, tag(&pepper, Purpose::Reference, service(1), b"y"));
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_in_its_place(plain in prop::collection::vec(any::<u8>(), 0..300), row in any::<[u8; 16]>()) {
            let sealed = key().seal("notifications", &row, &plain);
            prop_assert_eq!(&*key().open("notifications", &row, &sealed).unwrap(), &plain);
        }

        #[test]
        fn any_flipped_bit_is_refused(plain in prop::collection::vec(any::<u8>(), 0..60), at in any::<prop::sample::Index>(), bit in 0_u8..8) {
            let mut sealed = key().seal("notifications", b"row", &plain);
            let at = at.index(sealed.len());
            sealed[at] ^= 1 << bit;
            prop_assert!(key().open("notifications", b"row", &sealed).is_err());
        }

        #[test]
        fn a_shortened_value_is_refused(plain in prop::collection::vec(any::<u8>(), 0..60), keep in any::<prop::sample::Index>()) {
            let sealed = key().seal("notifications", b"row", &plain);
            prop_assert!(key().open("notifications", b"row", &sealed[..keep.index(sealed.len())]).is_err());
        }

        #[test]
        fn another_row_another_place_or_another_key_is_refused(plain in prop::collection::vec(any::<u8>(), 0..60), row in any::<[u8; 16]>(), other in any::<[u8; 16]>()) {
            prop_assume!(row != other);
            let sealed = key().seal("notifications", &row, &plain);
            prop_assert_eq!(key().open("notifications", &other, &sealed).unwrap_err(), Error::Unsealable { place: "notifications" });
            prop_assert!(key().open("members", &row, &sealed).is_err());
            prop_assert!(SealingKey::new(&[8; KEY_BYTES]).open("notifications", &row, &sealed).is_err());
        }
    }
}
