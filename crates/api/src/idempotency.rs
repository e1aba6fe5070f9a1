//! `Idempotency-Key`: the caller's promise that the same key means the same request.

use aws_lc_rs::digest::{Context, SHA256};
use axum::http::{HeaderMap, HeaderName, Method};
use facteur_app::IdempotencyKey;
use facteur_i18n::Message;

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// In an answer that was given before.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

const LONGEST: usize = 255;

/// The key of a request, if it has one, with the digest of what it stands for.
pub fn of(
    headers: &HeaderMap,
    method: &Method,
    path: &str,
    body: &[u8],
) -> Result<Option<IdempotencyKey>, Message> {
    let mut keys = headers.get_all(HEADER).iter();
    let Some(key) = keys.next() else { return Ok(None) };
    let is_visible = key.as_bytes().iter().all(u8::is_ascii_graphic);
    match key.to_str() {
        Ok(key) if is_visible && (1..=LONGEST).contains(&key.len()) && keys.next().is_none() => {
            Ok(Some(IdempotencyKey { key: key.to_owned(), digest: digest(method, path, body) }))
        }
        _ => Err(Message::IdempotencyKeyNotValid),
    }
}

fn digest(method: &Method, path: &str, body: &[u8]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    // A line end is in no method and no path, so no two requests run together.
    for part in [method.as_str().as_bytes(), b"\n", path.as_bytes(), b"\n", body] {
        context.update(part);
    }
    let mut digest = [0; 32];
    digest.copy_from_slice(context.finish().as_ref());
    digest
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn given(keys: &[&[u8]]) -> Result<Option<IdempotencyKey>, Message> {
        let mut headers = HeaderMap::new();
        for key in keys {
            headers.append(HEADER, HeaderValue::from_bytes(key).expect("a header value"));
        }
        of(&headers, &Method::POST, "/v2/notifications/sms", b"{}")
    }

    #[test]
    fn a_key_is_one_to_255_visible_characters() {
        assert!(given(&[]).expect("no key is no mistake").is_none());
        for key in ["a", "order-42/\"é\"".trim_end_matches("\"é\""), &"x".repeat(255)] {
            assert_eq!(given(&[key.as_bytes()]).expect("a key").expect("a key").key, key);
        }
        let long = "x".repeat(256);
        for keys in [&[&b""[..]][..], &[b"a b"], &[b"\xe9"], &[b"a\tb"], &[long.as_bytes()], &[b"a", b"a"]] {
            assert_eq!(given(keys).err(), Some(Message::IdempotencyKeyNotValid), "{keys:?}");
        }
    }

    #[test]
    fn the_digest_tells_requests_apart() {
        let expected = digest(&Method::POST, "/a", b"{}");
        assert_eq!(expected, digest(&Method::POST, "/a", b"{}"));
        for other in [
            digest(&Method::PUT, "/a", b"{}"),
            digest(&Method::POST, "/b", b"{}"),
            digest(&Method::POST, "/a", b"{} "),
            digest(&Method::POST, "/a\n", b"{}"),
        ] {
            assert_ne!(expected, other);
        }
    }
}
