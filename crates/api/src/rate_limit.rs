//! Where a caller stands within its rate, as headers: today's draft standard, and the older names.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use facteur_model::allowance::{RATE_WINDOW_SECONDS, Rate};
use facteur_model::time::Moment;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const STANDING: HeaderName = HeaderName::from_static("ratelimit");
const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// Adds the headers. `X-RateLimit-Reset` is a moment, in seconds since the epoch (contract §5.4).
pub fn answer_headers(rate: Rate, now: Moment, headers: &mut HeaderMap) {
    let Rate { limit, remaining, reset_seconds } = rate;
    headers.insert(POLICY, text(&format!("\"default\";q={limit};w={RATE_WINDOW_SECONDS}")));
    headers.insert(STANDING, text(&format!("\"default\";r={remaining};t={reset_seconds}")));
    headers.insert(LIMIT, HeaderValue::from(limit));
    headers.insert(REMAINING, HeaderValue::from(remaining));
    headers.insert(RESET, HeaderValue::from(now.epoch_seconds() + i64::from(reset_seconds)));
}

fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).expect("numbers and punctuation fit a header")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_told_in_five_headers() {
        let mut headers = HeaderMap::new();
        let now = Moment::from_micros(1_795_400_000_900_000);
        answer_headers(Rate { limit: 1_000, remaining: 998, reset_seconds: 60 }, now, &mut headers);
        for (name, expected) in [
            (POLICY, "\"default\";q=1000;w=60"),
            (STANDING, "\"default\";r=998;t=60"),
            (LIMIT, "1000"),
            (REMAINING, "998"),
            (RESET, "1795400060"),
        ] {
            assert_eq!(headers[name], expected);
        }
    }
}
