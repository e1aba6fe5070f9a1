//! Codes of authenticator apps (RFC 6238): six digits of a shared secret and the time, a new one each half minute.

use aws_lc_rs::hmac;
use facteur_model::chance::Chance;
use facteur_model::secret::Secret;
use facteur_model::time::Moment;
use std::fmt::{self, Write as _};

/// Seconds that a code stands.
const STEP: i64 = 30;
/// Bytes of a secret: those of the hash.
const SECRET: usize = 20;
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What an app and the installation share.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedSecret(Secret);

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret(…)")
    }
}

impl SharedSecret {
    pub(super) fn draw(chance: &dyn Chance) -> Self {
        let mut bytes = [0_u8; SECRET];
        chance.fill(&mut bytes);
        Self(Secret::new(base32(&bytes)))
    }

    /// Reads what [`SharedSecret::text`] gave.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.replace(' ', "").to_ascii_uppercase();
        let whole = text.len() == SECRET * 8 / 5 && text.bytes().all(|byte| ALPHABET.contains(&byte));
        whole.then(|| Self(Secret::new(text)))
    }

    /// For people to type, and to be kept.
    pub fn text(&self) -> &str {
        self.0.expose()
    }

    pub(super) fn into_secret(self) -> Secret {
        self.0
    }

    /// The address that an app reads from the screen.
    pub fn address(&self, issuer: &str, email: &str) -> String {
        let plain = |text: &str| {
            text.bytes().fold(String::new(), |mut plain, byte| {
                if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
                    plain.push(char::from(byte));
                } else {
                    // Writing to a String cannot fail.
                    let _ = write!(plain, "%{byte:02X}");
                }
                plain
            })
        };
        let (issuer, email) = (plain(issuer), plain(email));
        format!("otpauth://totp/{issuer}:{email}?secret={}&issuer={issuer}", self.text())
    }

    /// The step of a code: the one of now, or a neighbour, because clocks differ.
    pub(super) fn step_of(&self, code: &str, now: Moment) -> Option<i64> {
        let step = now.epoch_seconds() / STEP;
        // Every one is compared, whatever the first says.
        let steps = [step - 1, step, step + 1].map(|step| (self.code(step) == code).then_some(step));
        steps.into_iter().flatten().next()
    }

    fn code(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &from_base32(self.text()));
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let tag = tag.as_ref();
        let at = usize::from(tag[tag.len() - 1] & 0xF);
        let number = u32::from_be_bytes([tag[at] & 0x7F, tag[at + 1], tag[at + 2], tag[at + 3]]);
        format!("{:06}", number % 1_000_000)
    }

    /// The code of a moment, as the app shows it: for tests.
    #[doc(hidden)]
    pub fn code_at(&self, moment: Moment) -> String {
        self.code(moment.epoch_seconds() / STEP)
    }
}

/// Bytes in groups of five bits, without padding: lengths here are multiples of five.
pub(super) fn base32(bytes: &[u8]) -> String {
    let (mut text, mut held, mut bits) = (String::with_capacity(bytes.len() * 2), 0_u32, 0_u32);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[(held >> bits & 31) as usize]));
        }
    }
    text
}

fn from_base32(text: &str) -> Vec<u8> {
    let (mut bytes, mut held, mut bits) = (Vec::with_capacity(SECRET), 0_u32, 0_u32);
    for value in text.bytes().filter_map(|byte| ALPHABET.iter().position(|known| *known == byte)) {
        held = held << 5 | u32::try_from(value).unwrap_or(0);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xFF).unwrap_or(0));
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::time::SECOND;

    /// The secret of RFC 6238, appendix B.
    fn rfc() -> SharedSecret {
        SharedSecret::parse(&base32(b"12345678901234567890")).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            let at = Moment::from_micros(seconds * SECOND);
            assert_eq!(rfc().code_at(at), code);
            assert_eq!(rfc().step_of(code, at), Some(seconds / STEP));
        }
    }

    #[test]
    fn a_neighbouring_code_is_taken_and_an_older_one_is_not() {
        let code = rfc().code_at(Moment::from_micros(90 * SECOND));
        for (seconds, taken) in [(59, false), (60, true), (149, true), (150, false)] {
            let step = rfc().step_of(&code, Moment::from_micros(seconds * SECOND));
            assert_eq!(step.is_some(), taken, "{seconds}");
        }
    }

    #[test]
    fn a_shared_secret_prints_nothing_and_is_read_back() {
        assert_eq!(format!("{:?}", rfc()), "SharedSecret(…)");
        assert_eq!(SharedSecret::parse(rfc().text()), Some(rfc()));
        assert_eq!(SharedSecret::parse("GEZD GNBV"), None);
        let address = rfc().address("Facteur démo", "zoé+x@example.ca");
        assert!(address.starts_with("otpauth://totp/Facteur%20d%C3%A9mo:zo%C3%A9%2Bx@example.ca?secret=GEZ"));
    }
}
