//! The `Authorization` header, and the caller behind it (contract §1).

use crate::refusal::Refusal;
use crate::state::Api;
use crate::telemetry::Visit;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use facteur_app::Caller;
use facteur_i18n::Message;
use facteur_model::api_key::KeyClient;
use facteur_model::proxies::TrustedProxies;
use std::net::SocketAddr;

/// The extractor of every route that needs a key: who is calling, or the refusal.
pub struct Authenticated(pub Caller);

impl FromRequestParts<Api> for Authenticated {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Refusal> {
        let visit = Visit::of(&parts.extensions);
        // Put there by a page of this program, which asked whether it may; nothing from outside can.
        if let Some(caller) = parts.extensions.get::<Caller>().cloned() {
            visit.is_by(&caller);
            return Ok(Self(caller));
        }
        let caller = match Credentials::from_headers(&parts.headers)? {
            Credentials::Token(token) => api.app.authenticate_token(&token, visit.arrived).await?,
            Credentials::Key(key) => api.app.authenticate_key(&key).await?,
        };
        let client = client_of(parts, &api.app.settings().trusted_proxies);
        api.app.note_key_use(&caller, client);
        visit.is_by(&caller);
        Ok(Self(caller))
    }
}

/// The program that calls.
fn client_of(parts: &Parts, trusted: &TrustedProxies) -> KeyClient {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let forwarded = parts.headers.get_all("x-forwarded-for").into_iter();
    // A line that is no text could be anybody's: it ends the look.
    let address = trusted.client(peer, forwarded.map(|line| line.to_str().unwrap_or_default()));
    let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    KeyClient::of(address, agent.unwrap_or_default())
}

/// What the header holds, before anybody looked whether it is true.
#[derive(PartialEq, Eq)]
enum Credentials {
    /// After `Bearer`.
    Token(String),
    /// After `ApiKey-v1`.
    Key(String),
}

impl Credentials {
    fn from_headers(headers: &HeaderMap) -> Result<Self, Refusal> {
        let header = headers.get(header::AUTHORIZATION).map_or(&b""[..], |header| header.as_bytes());
        // Bytes that are no text match no key; they need not be told apart.
        let header = String::from_utf8_lossy(header);
        let header = header.trim();
        if header.is_empty() {
            return Err(Refusal::unauthorized(Message::AuthorizationMissing));
        }
        // A scheme alone has an empty token, which is refused as such (contract §1.4, §1.5).
        let (scheme, rest) = header.split_once(' ').unwrap_or((header, ""));
        let rest = rest.trim().to_owned();
        if scheme.eq_ignore_ascii_case("Bearer") {
            Ok(Self::Token(rest))
        } else if scheme.eq_ignore_ascii_case("ApiKey-v1") {
            Ok(Self::Key(rest))
        } else {
            Err(Refusal::unauthorized(Message::AuthorizationSchemeUnknown))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use facteur_i18n::Language;

    /// `token:…`, `key:…`, or the message of the refusal.
    fn read(header: Option<&[u8]>) -> String {
        let mut headers = HeaderMap::new();
        if let Some(header) = header {
            headers.insert(header::AUTHORIZATION, HeaderValue::from_bytes(header).expect("a header value"));
        }
        match Credentials::from_headers(&headers) {
            Ok(Credentials::Token(token)) => format!("token:{token}"),
            Ok(Credentials::Key(key)) => format!("key:{key}"),
            Err(refusal) => {
                assert_eq!(refusal.status(), 401);
                String::from_utf8(refusal.to_json(Language::En)).expect("text")
            }
        }
    }

    #[test]
    fn two_schemes_are_understood_in_any_case_and_with_any_number_of_spaces() {
        for (header, expected) in [
            ("ApiKey-v1 gcntfy-a-b", "key:gcntfy-a-b"),
            ("apikey-V1   gcntfy-a-b  ", "key:gcntfy-a-b"),
            ("  APIKEY-V1 a b", "key:a b"),
            ("ApiKey-v1", "key:"),
            ("ApiKey-v1 ", "key:"),
            ("Bearer a.b.c", "token:a.b.c"),
            ("bearer     a.b.c", "token:a.b.c"),
            ("BEARER", "token:"),
        ] {
            assert_eq!(read(Some(header.as_bytes())), expected, "{header:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_no_reason_to_panic() {
        assert_eq!(read(Some(b"ApiKey-v1 \xff\xfe")), "key:\u{fffd}\u{fffd}");
    }

    #[test]
    fn a_missing_header_is_refused() {
        let expected = r#"{"status_code":401,"errors":[{"error":"AuthError","message":"Unauthorized, authentication token must be provided"}]}"#;
        for header in [None, Some(&b""[..]), Some(b"   ")] {
            assert_eq!(read(header), expected);
        }
    }

    #[test]
    fn other_schemes_are_refused() {
        let expected = r#"{"status_code":401,"errors":[{"error":"AuthError","message":"Unauthorized, Authorization header is invalid. GC Notify supports the following authentication methods. Bearer: JWT token that the client generates and passes in, Learn more: https://documentation.notification.canada.ca/en/start.html#headers., ApiKey-v1: If you cannot generate a JWT token you may optionally use the API secret generated for you by GC Notify. Learn more: https://documentation.notification.canada.ca/en/start.html#headers."}]}"#;
        for header in [
            "Basic a",
            "ApiKey-v1:key",
            "Bearerabc",
            "ApiKey-v2 a",
            "Cypress-v1 a",
            "CacheClear-v1 a",
            "a.b.c",
            "\u{a0}x",
        ] {
            assert_eq!(read(Some(header.as_bytes())), expected, "{header:?}");
        }
    }
}
