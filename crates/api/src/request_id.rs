//! `X-Request-Id`: the caller's, or one of ours; in the answer and in the log.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use facteur_model::chance::Chance;
use facteur_model::time::Moment;

pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The most characters of a caller's own id.
const LONGEST: usize = 128;

/// The id of a request. What a caller wrote is kept only if it can do no harm in a log.
pub fn of(headers: &HeaderMap, arrived: Moment, chance: &dyn Chance) -> HeaderValue {
    headers
        .get(HEADER)
        .filter(|id| is_harmless(id.as_bytes()))
        .cloned()
        .unwrap_or_else(|| new(arrived, chance))
}

fn is_harmless(id: &[u8]) -> bool {
    (1..=LONGEST).contains(&id.len())
        && id.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

fn new(arrived: Moment, chance: &dyn Chance) -> HeaderValue {
    let mut random = [0; 10];
    chance.fill(&mut random);
    let millis = u64::try_from(arrived.micros() / 1_000).unwrap_or(0);
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid();
    let mut text = uuid::Uuid::encode_buffer();
    HeaderValue::from_str(id.hyphenated().encode_lower(&mut text)).expect("digits and hyphens fit a header")
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::chance::SeededChance;

    fn given(id: &[u8]) -> HeaderValue {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, HeaderValue::from_bytes(id).expect("a header value"));
        of(&headers, Moment::from_micros(1_795_400_000_000_000), &SeededChance::new(7))
    }

    #[test]
    fn a_harmless_id_is_kept() {
        for id in ["a", "A-b_c.9", "018f5e2a-0000-7000-8000-000000000000", &"x".repeat(128)] {
            assert_eq!(given(id.as_bytes()), id);
        }
    }

    #[test]
    fn any_other_is_replaced_by_a_time_ordered_one() {
        for id in ["", "a b", "a\"b", "é", "a/b", "<x>", &"x".repeat(129)] {
            let made = given(id.as_bytes());
            let made = uuid::Uuid::try_parse(made.to_str().expect("text")).expect("a UUID");
            assert_eq!(made.get_version_num(), 7, "{id}");
        }
    }
}
