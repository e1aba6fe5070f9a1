//! How a file is sealed: in chunks, so that it is never needed whole, with a key that seals nothing else.
//!
//! A sealed file is `version ‖ chunk ‖ chunk ‖ …`; a chunk is up to [`CHUNK`] bytes, then their tag. The nonce of a chunk
//! is its number and whether it is the last one, and every chunk is bound to the file's id: chunks that are missing at the
//! end or anywhere, change places, or come from another file do not open. A nonce is used once because a key seals one
//! file, once.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, MAX_TAG_LEN, NONCE_LEN, Nonce, UnboundKey};
use facteur_model::chance::Chance;
use facteur_model::hex;
use facteur_model::id::FileId;
use zeroize::Zeroizing;

/// Bytes of a chunk before it is sealed.
pub(super) const CHUNK: usize = 64 << 10;
const SEALED_CHUNK: usize = CHUNK + MAX_TAG_LEN;
const VERSION: u8 = 1;
const KEY_BYTES: usize = 32;

/// The key of one file. In its text it is 64 hexadecimal digits, which every mail reader leaves as they are.
#[derive(Clone, PartialEq, Eq)]
pub struct FileKey(Zeroizing<[u8; KEY_BYTES]>);

/// What was stored is not what was sealed, or it was sealed with another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the file does not open")]
pub struct Damaged;

/// What a nonce is for, so that no two values of a file ever share one.
#[derive(Clone, Copy)]
enum Part {
    Chunk { number: u32, is_last: bool },
    Detail,
}

impl FileKey {
    pub fn draw(chance: &dyn Chance) -> Self {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        chance.fill(bytes.as_mut_slice());
        Self(bytes)
    }

    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != KEY_BYTES * 2 || !text.is_ascii() {
            return None;
        }
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        for (at, byte) in bytes.iter_mut().enumerate() {
            let digits = text.get(at * 2..at * 2 + 2)?;
            *byte = digits
                .bytes()
                .all(|digit| digit.is_ascii_hexdigit())
                .then(|| u8::from_str_radix(digits, 16).ok())??;
        }
        Some(Self(bytes))
    }

    pub fn to_text(&self) -> String {
        hex(self.0.as_slice())
    }

    /// Seals what is known of the file beside its content. Once for each file.
    pub fn seal_detail(&self, id: FileId, detail: &[u8]) -> Vec<u8> {
        let mut sealed = detail.to_vec();
        self.sealing()
            .seal_in_place_append_tag(nonce(Part::Detail), bound_to(id), &mut sealed)
            .expect("a value in memory is far below the longest that AES-GCM takes");
        sealed
    }

    pub fn open_detail(&self, id: FileId, sealed: &[u8]) -> Result<Vec<u8>, Damaged> {
        let mut detail = sealed.to_vec();
        let opened = self.sealing().open_in_place(nonce(Part::Detail), bound_to(id), &mut detail);
        let length = opened.map_err(|_| Damaged)?.len();
        detail.truncate(length);
        Ok(detail)
    }

    /// Seals a file. Once for each key.
    pub fn seal(&self, id: FileId, content: &[u8]) -> Vec<u8> {
        let key = self.sealing();
        let chunks = content.len().div_ceil(CHUNK).max(1);
        let mut sealed = Vec::with_capacity(1 + content.len() + chunks * MAX_TAG_LEN);
        sealed.push(VERSION);
        let mut rest = content;
        for at in 0..chunks {
            let (chunk, after) = rest.split_at(rest.len().min(CHUNK));
            rest = after;
            let start = sealed.len();
            sealed.extend_from_slice(chunk);
            let part = Part::Chunk { number: number(at), is_last: at + 1 == chunks };
            let tag = key
                .seal_in_place_separate_tag(nonce(part), bound_to(id), &mut sealed[start..])
                .expect("a chunk is far below the longest that AES-GCM takes");
            sealed.extend_from_slice(tag.as_ref());
        }
        sealed
    }

    fn sealing(&self) -> LessSafeKey {
        let key = UnboundKey::new(&AES_256_GCM, self.0.as_slice());
        LessSafeKey::new(key.expect("AES-256-GCM takes any 32 bytes"))
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(…)")
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).expect("files are far below 2³² chunks")
}

fn nonce(part: Part) -> Nonce {
    let mut bytes = [0; NONCE_LEN];
    match part {
        Part::Chunk { number, is_last } => {
            bytes[0] = u8::from(is_last);
            bytes[NONCE_LEN - 4..].copy_from_slice(&number.to_be_bytes());
        }
        Part::Detail => bytes[0] = 2,
    }
    Nonce::assume_unique_for_key(bytes)
}

fn bound_to(id: FileId) -> Aad<[u8; 16]> {
    Aad::from(id.as_uuid().into_bytes())
}

/// Opens a sealed file as it comes in, in pieces of any length.
pub(super) struct Opener {
    key: LessSafeKey,
    id: FileId,
    begun: bool,
    next: usize,
    waiting: Vec<u8>,
}

impl Opener {
    pub(super) fn new(key: &FileKey, id: FileId) -> Self {
        Self { key: key.sealing(), id, begun: false, next: 0, waiting: Vec::new() }
    }

    /// What can be opened now. The last chunk stays until [`Opener::finish`]: only then it is known to be the last.
    pub(super) fn push(&mut self, mut piece: &[u8]) -> Result<Vec<u8>, Damaged> {
        if !self.begun {
            let Some((version, rest)) = piece.split_first() else { return Ok(Vec::new()) };
            if *version != VERSION {
                return Err(Damaged);
            }
            (self.begun, piece) = (true, rest);
        }
        self.waiting.extend_from_slice(piece);
        let whole = self.waiting.len().saturating_sub(1) / SEALED_CHUNK;
        let mut opened = Vec::with_capacity(whole * CHUNK);
        for at in 0..whole {
            let start = at * SEALED_CHUNK;
            let part = Part::Chunk { number: number(self.next), is_last: false };
            let sealed = &mut self.waiting[start..start + SEALED_CHUNK];
            let plain =
                self.key.open_in_place(nonce(part), bound_to(self.id), sealed).map_err(|_| Damaged)?;
            opened.extend_from_slice(plain);
            self.next += 1;
        }
        self.waiting.drain(..whole * SEALED_CHUNK);
        Ok(opened)
    }

    /// The rest. Nothing that was opened before is to be trusted as a whole file until this has been.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Damaged> {
        let part = Part::Chunk { number: number(self.next), is_last: true };
        let plain = self.key.open_in_place(nonce(part), bound_to(self.id), &mut self.waiting);
        let length = plain.map_err(|_| Damaged)?.len();
        self.waiting.truncate(length);
        Ok(self.waiting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::chance::SeededChance;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn id(number: u128) -> FileId {
        FileId::from_uuid(Uuid::from_u128(number))
    }

    fn key() -> FileKey {
        FileKey::draw(&SeededChance::new(7))
    }

    fn content(length: usize) -> Vec<u8> {
        (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect()
    }

    fn opened(key: &FileKey, id: FileId, sealed: &[u8], piece: usize) -> Result<Vec<u8>, Damaged> {
        let mut opener = Opener::new(key, id);
        let mut plain = Vec::new();
        for piece in sealed.chunks(piece.max(1)) {
            plain.extend(opener.push(piece)?);
        }
        plain.extend(opener.finish()?);
        Ok(plain)
    }

    #[test]
    fn files_of_every_length_around_a_chunk_come_back() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5] {
            let content = content(length);
            let sealed = key().seal(id(1), &content);
            for piece in [100, SEALED_CHUNK, SEALED_CHUNK + 1, sealed.len()] {
                assert!(
                    opened(&key(), id(1), &sealed, piece).as_ref() == Ok(&content),
                    "{length} by {piece}"
                );
            }
        }
    }

    #[test]
    fn chunks_that_are_missing_or_change_places_are_noticed() {
        let sealed = key().seal(id(1), &content(3 * CHUNK));
        let chunk = |number: usize| &sealed[(1 + number * SEALED_CHUNK)..=((number + 1) * SEALED_CHUNK)];
        let made_of = |chunks: &[usize]| {
            let mut made = vec![VERSION];
            for number in chunks {
                made.extend_from_slice(chunk(*number));
            }
            opened(&key(), id(1), &made, 4_096)
        };
        assert!(made_of(&[0, 1, 2]).is_ok());
        for wrong in [&[0, 1][..], &[0], &[], &[1, 0, 2], &[0, 2], &[0, 1, 2, 2], &[0, 0, 1, 2], &[2]] {
            assert_eq!(made_of(wrong), Err(Damaged), "{wrong:?}");
        }
    }

    #[test]
    fn another_key_or_another_file_opens_nothing() {
        let sealed = key().seal(id(1), b"content");
        assert_eq!(opened(&key(), id(2), &sealed, 10), Err(Damaged));
        assert_eq!(opened(&FileKey::draw(&SeededChance::new(8)), id(1), &sealed, 10), Err(Damaged));
        let detail = key().seal_detail(id(1), b"name");
        assert_eq!(key().open_detail(id(1), &detail), Ok(b"name".to_vec()));
        assert_eq!(key().open_detail(id(2), &detail), Err(Damaged));
        assert_eq!(key().open_detail(id(1), &[]), Err(Damaged));
    }

    proptest! {
        #[test]
        fn any_flipped_bit_and_any_cut_are_noticed(
            length in 0_usize..200, at in any::<prop::sample::Index>(), bit in 0_u8..8, keep in any::<prop::sample::Index>(),
        ) {
            let sealed = key().seal(id(1), &content(length));
            let mut flipped = sealed.clone();
            flipped[at.index(sealed.len())] ^= 1 << bit;
            prop_assert!(opened(&key(), id(1), &flipped, 64).is_err());
            prop_assert!(opened(&key(), id(1), &sealed[..keep.index(sealed.len())], 64).is_err());
        }

        #[test]
        fn a_key_is_read_as_it_was_written_and_nothing_else_is_a_key(seed in any::<u64>(), text in ".{0,80}") {
            let key = FileKey::draw(&SeededChance::new(seed));
            prop_assert!(FileKey::parse(&key.to_text()) == Some(key));
            if let Some(read) = FileKey::parse(&text) {
                prop_assert_eq!(read.to_text(), text.to_ascii_lowercase());
            }
        }
    }
}
