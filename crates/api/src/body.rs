//! Bodies of requests: how large, of which type, and decoded once (contract §7.4, §7.5).

use crate::refusal::{BAD_REQUEST, Refusal};
use crate::state::Api;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use facteur_i18n::Message;
use http_body_util::{BodyExt, Limited};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The extractor of a JSON body; it takes the rest of the request along.
///
/// Put it after [`Authenticated`](crate::authorization::Authenticated): a body is read only for a
/// caller who was let in.
pub struct JsonBody {
    pub parts: Parts,
    /// As received, for the digest of an idempotency key.
    pub bytes: Bytes,
    pub value: Value,
    /// Its room in memory, where it needs more than usual.
    pub held: Held,
}

/// Room in memory, given back when dropped.
pub type Held = Option<OwnedSemaphorePermit>;

impl FromRequest<Api> for JsonBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        check_type(&parts.headers)?;
        let bytes = read(body, api.settings.max_body).await?;
        let value = decode(&bytes)?;
        Ok(Self { parts, bytes, value, held: None })
    }
}

/// As [`JsonBody`], of a request that may hold files: larger, and only as many at once as there is room for.
pub struct BodyWithFiles(pub JsonBody);

impl FromRequest<Api> for BodyWithFiles {
    type Rejection = Refusal;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Refusal> {
        let announced = announced(&request);
        let (parts, body) = request.into_parts();
        check_type(&parts.headers)?;
        let limit = api.settings.max_body_with_files;
        // One whose length is not known may be as long as any.
        let length = announced.and_then(|length| usize::try_from(length).ok()).unwrap_or(limit);
        let held = if length > UNCOUNTED { Some(api.room.take(length.min(limit)).await?) } else { None };
        let bytes = read(body, limit).await?;
        let value = decode(&bytes)?;
        Ok(Self(JsonBody { parts, bytes, value, held }))
    }
}

/// The extractor of the body of a bulk send, not decoded yet: it may be long, and waits for room as files do.
///
/// Put it after [`Authenticated`](crate::authorization::Authenticated), as [`JsonBody`].
pub struct BulkBytes {
    pub parts: Parts,
    pub bytes: Bytes,
    /// The room that it takes up in memory; to be held as long as the body or its list is there.
    pub held: Option<OwnedSemaphorePermit>,
}

impl FromRequest<Api> for BulkBytes {
    type Rejection = Refusal;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Refusal> {
        let announced = announced(&request);
        let (parts, body) = request.into_parts();
        check_type(&parts.headers)?;
        let limit = api.settings.max_bulk_body;
        let length = announced.and_then(|length| usize::try_from(length).ok()).unwrap_or(limit);
        let held = if length > UNCOUNTED { Some(api.room.take(length.min(limit)).await?) } else { None };
        let bytes = read(body, limit).await?;
        Ok(Self { parts, bytes, held })
    }
}

/// Bodies up to this size wait for nothing.
const UNCOUNTED: usize = 1 << 20;
/// A body is in memory about so many times: as it came, as values, and as the files in it.
const COPIES: usize = 3;
/// A request waits no longer than this for room.
const MOST_WAIT: Duration = Duration::from_secs(20);

/// Room in memory for large bodies, in KiB.
#[derive(Clone)]
pub struct Room {
    free: Arc<Semaphore>,
    all: u32,
}

impl Room {
    pub fn new(bytes: usize) -> Self {
        let all = u32::try_from(bytes >> 10).unwrap_or(u32::MAX).max(1);
        Self { free: Arc::new(Semaphore::new(usize::try_from(all).unwrap_or(1))), all }
    }

    async fn take(&self, length: usize) -> Result<OwnedSemaphorePermit, Refusal> {
        let kib = u32::try_from((length >> 10).saturating_mul(COPIES)).unwrap_or(u32::MAX).clamp(1, self.all);
        let taken = tokio::time::timeout(MOST_WAIT, Arc::clone(&self.free).acquire_many_owned(kib)).await;
        taken.ok().and_then(Result::ok).ok_or_else(Refusal::no_room)
    }
}

fn check_type(headers: &HeaderMap) -> Result<(), Refusal> {
    if is_json(headers) {
        return Ok(());
    }
    Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, BAD_REQUEST, Message::MediaTypeUnsupported))
}

/// `application/json` or `application/…+json`, whatever the parameters.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(content_type) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let Some((kind, subtype)) = essence.split_once('/') else { return false };
    kind.eq_ignore_ascii_case("application")
        && (subtype.eq_ignore_ascii_case("json")
            || subtype.len() >= 5 && subtype.as_bytes()[subtype.len() - 5..].eq_ignore_ascii_case(b"+json"))
}

/// Bodies up to this size are read before anything is decided, so that a refusal leaves nothing unread on a
/// connection that is to be used again.
const SMALL: u64 = 64 << 10;

/// May a part of the body still be on the connection when the answer is written?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    No,
    Maybe,
}

/// Reads a small body whole, whoever sends it; leaves a larger one, or one of unknown size, for later.
pub async fn take_in_small(request: Request) -> (Request, Unread) {
    match announced(&request) {
        Some(0) => return (request, Unread::No),
        Some(1..=SMALL) => {}
        _ => return (request, Unread::Maybe),
    }
    let (parts, body) = request.into_parts();
    // A caller that went away in the middle has sent something that is no JSON: it is refused as such.
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    (Request::from_parts(parts, Body::from(bytes)), Unread::No)
}

/// How long the body is, if that is known before it is read. Asked of the headers as well: a body that is watched
/// for stalls has forgotten it.
fn announced(request: &Request) -> Option<u64> {
    let headers = request.headers();
    let from_headers = || match (headers.get(header::TRANSFER_ENCODING), headers.get(header::CONTENT_LENGTH))
    {
        (Some(_), _) => None,
        (None, Some(length)) => length.to_str().ok()?.parse().ok(),
        (None, None) => Some(0),
    };
    request.body().size_hint().exact().or_else(from_headers)
}

/// The whole body, if it is not larger than the limit.
async fn read(mut body: Body, limit: usize) -> Result<Bytes, Refusal> {
    let announced = body.size_hint().lower();
    let too_large = u64::try_from(limit).is_ok_and(|limit| announced > limit);
    if !too_large {
        match Limited::new(&mut body, limit).collect().await {
            Ok(collected) => return Ok(collected.to_bytes()),
            Err(error) if error.is::<http_body_util::LengthLimitError>() => {}
            // The caller went away in the middle, or broke the framing.
            Err(_) => return Err(undecodable()),
        }
    }
    discard(body, limit).await;
    Err(Refusal::body_too_large(limit))
}

/// Reads and forgets once more the limit: most callers look for the answer only after they wrote
/// everything, and a connection closed on them would hide it.
async fn discard(mut body: Body, limit: usize) {
    let mut left = limit;
    while let Some(Ok(frame)) = body.frame().await {
        match left.checked_sub(frame.data_ref().map_or(0, Bytes::len)) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

/// JSON into values. Numbers beyond all bounds, `NaN`, lone surrogates and more than 128 levels are no JSON here.
fn decode(bytes: &[u8]) -> Result<Value, Refusal> {
    // Some Windows programs begin with a byte order mark.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|_| undecodable())
}

pub fn undecodable() -> Refusal {
    Refusal::bad_request(Message::BodyUndecodable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use facteur_i18n::Language;
    use futures_util::stream;
    use proptest::prelude::*;
    use serde_json::json;
    use std::convert::Infallible;

    fn said(refusal: &Refusal) -> String {
        String::from_utf8(refusal.to_json(Language::En)).expect("text")
    }

    #[test]
    fn json_is_announced_by_its_type() {
        for (content_type, expected) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/problem+json", true),
            ("application/vnd.api+JSON;x=y", true),
            ("application/jsonx", false),
            ("text/json", false),
            ("text/plain", false),
            ("application/x-www-form-urlencoded", false),
            ("application", false),
            ("json", false),
            ("", false),
            ("application/é+json", true),
        ] {
            let mut headers = HeaderMap::new();
            let value = HeaderValue::from_bytes(content_type.as_bytes()).expect("a header value");
            headers.insert(header::CONTENT_TYPE, value);
            let expected = expected && content_type.is_ascii();
            assert_eq!(is_json(&headers), expected, "{content_type}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }

    #[test]
    fn what_is_no_json_is_said_to_be_none() {
        let expected = r#"{"status_code":400,"errors":[{"error":"BadRequestError","message":"Error decoding arguments: The browser (or proxy) sent a request that this server could not understand."}]}"#;
        let deep = "[".repeat(1_000_000);
        let nested = format!("{}1{}", "[".repeat(129), "]".repeat(129));
        for body in
            ["", " ", "{", "{'a': 1}", "{\"a\": NaN}", "1e999", "\"\\ud800\"", "{} {}", &deep, &nested]
        {
            let refusal = decode(body.as_bytes()).expect_err("no JSON");
            assert_eq!(refusal.status(), 400);
            assert_eq!(said(&refusal), expected);
        }
        assert_eq!(said(&decode(b"{\"a\": \"\xff\"}").expect_err("no UTF-8")), expected);
    }

    #[test]
    fn json_is_decoded_and_the_last_of_two_equal_keys_wins() {
        for (body, expected) in [
            ("null", json!(null)),
            ("{\"a\": 1, \"a\": 2}", json!({"a": 2})),
            ("\u{feff}{}", json!({})),
            (" [1]\n", json!([1])),
        ] {
            assert_eq!(decode(body.as_bytes()).expect("JSON"), expected, "{body}");
        }
    }

    #[tokio::test]
    async fn a_body_within_the_limit_is_read_whole() {
        assert_eq!(read(Body::from("12345"), 5).await.expect("it fits"), "12345");
    }

    #[tokio::test]
    async fn a_body_beyond_the_limit_is_refused_announced_or_not() {
        let expected = r#"{"status_code":413,"errors":[{"error":"PayloadTooLarge","message":"Request body is larger than the limit of 5 bytes"}]}"#;
        let pieces = || stream::iter(["123", "456", "789"].map(Ok::<_, Infallible>));
        for body in [Body::from("123456"), Body::from("1".repeat(100)), Body::from_stream(pieces())] {
            let refusal = read(body, 5).await.expect_err("too large");
            assert_eq!(refusal.status(), 413);
            assert_eq!(said(&refusal), expected);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn large_bodies_wait_for_room_and_small_ones_do_not_ask() {
        let room = Room::new(9 << 20);
        let first = room.take(2 << 20).await.expect("room for two thirds");
        let refused = room.take(2 << 20).await.expect_err("no room until the first is done");
        assert_eq!((refused.status().as_u16(), refused.retry_after_seconds()), (503, Some(5)));
        let waiting = tokio::spawn({
            let room = room.clone();
            async move { room.take(usize::MAX).await.is_ok() }
        });
        drop(first);
        assert!(waiting.await.expect("a task"), "the largest gets all the room there is");
    }

    #[tokio::test]
    async fn a_body_without_end_is_not_read_to_its_end() {
        let endless = stream::repeat_with(|| Ok::<_, Infallible>("123"));
        assert_eq!(read(Body::from_stream(endless), 5).await.expect_err("too large").status(), 413);
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_undecodable() {
        let broken = stream::iter([Ok("123"), Err("connection lost")]);
        assert_eq!(read(Body::from_stream(broken), 5).await.expect_err("broken").status(), 400);
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
        }
    }
}
