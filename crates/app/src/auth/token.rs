//! Taking a JSON Web Token apart, and judging its times.
//!
//! The claims are read here and the signature is checked by the `jsonwebtoken` crate: the contract's
//! answers depend on which step fails, in an order that a one-call decoder cannot tell apart.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use facteur_model::secret::Secret;
use facteur_model::time::Moment;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::{Map, Value};

/// How far a client's clock may be from ours, in seconds, bounds included (contract §1.6).
const TOLERANCE_SECONDS: f64 = 30.0;
/// Official clients send about 300 bytes; a larger token is refused before it is decoded.
const LONGEST: usize = 8_192;

/// A decoded token whose signature has not been checked.
pub struct Token<'a> {
    signed: &'a str,
    signature: &'a str,
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

/// What the issuer claim holds.
pub enum Issuer<'a> {
    Missing,
    Null,
    Text(&'a str),
    Other,
}

impl<'a> Token<'a> {
    /// Decodes the three parts; `None` when it is no token at all.
    pub fn decode(text: &'a str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        URL_SAFE_NO_PAD.decode(signature).ok()?;
        Some(Self { signed, signature, header: object(header)?, claims: object(claims)? })
    }

    pub fn issuer(&self) -> Issuer<'_> {
        match self.claims.get("iss") {
            None => Issuer::Missing,
            Some(Value::Null) => Issuer::Null,
            Some(Value::String(text)) => Issuer::Text(text),
            Some(_) => Issuer::Other,
        }
    }

    /// Was the token signed with this secret? HS256 only, and no extension that must be understood.
    pub fn is_signed_with(&self, secret: &Secret) -> bool {
        if self.header.get("alg").and_then(Value::as_str) != Some("HS256") || self.header.contains_key("crit")
        {
            return false;
        }
        let key = DecodingKey::from_secret(secret.expose().as_bytes());
        jsonwebtoken::crypto::verify(self.signature, self.signed.as_bytes(), &key, Algorithm::HS256)
            .unwrap_or(false)
    }

    /// Judges `iat`, `nbf` and `exp` as of `now`, and refuses claims that mean nothing here.
    pub fn times(&self, now: Moment) -> Times {
        #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are exact in 53 bits")]
        let now = now.epoch_seconds() as f64;
        if self.claims.contains_key("aud") {
            return Times::Unusable;
        }
        for claim in ["jti", "sub"] {
            if self.claims.get(claim).is_some_and(|value| !value.is_string()) {
                return Times::Unusable;
            }
        }
        match self.claims.get("iat") {
            None | Some(Value::Null) => return Times::Unusable,
            Some(issued) => match seconds(issued) {
                // Fractions count: 30.5 seconds ahead is outside.
                Some(issued) if (now - TOLERANCE_SECONDS..=now + TOLERANCE_SECONDS).contains(&issued) => {}
                _ => return Times::Off,
            },
        }
        let not_before = self.claims.get("nbf").is_some_and(|nbf| seconds(nbf).is_none_or(|nbf| nbf > now));
        let expired = self.claims.get("exp").is_some_and(|exp| seconds(exp).is_none_or(|exp| exp <= now));
        if not_before || expired { Times::Off } else { Times::Good }
    }
}

/// The verdict on a token's times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    Good,
    /// Outside the window.
    Off,
    /// A claim is missing or of a kind that cannot be honoured.
    Unusable,
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// A number, or text that holds one.
fn seconds(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
    .filter(|seconds| seconds.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const NOW: Moment = Moment::from_micros(1_800_000_000_900_000);

    fn token_with(claims: &Value) -> String {
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.c2ln", encode(&json!({"alg": "HS256", "typ": "JWT"})), encode(claims))
    }

    fn times(claims: &Value) -> Times {
        Token::decode(&token_with(claims)).unwrap().times(NOW)
    }

    #[test]
    fn thirty_seconds_either_way_are_accepted_and_no_more() {
        for (offset, expected) in
            [(-31, Times::Off), (-30, Times::Good), (0, Times::Good), (30, Times::Good), (31, Times::Off)]
        {
            assert_eq!(times(&json!({"iat": 1_800_000_000 + offset})), expected, "{offset}");
        }
        assert_eq!(times(&json!({"iat": "1800000000"})), Times::Good);
        assert_eq!(times(&json!({"iat": 1_800_000_000.4})), Times::Good);
    }

    #[test]
    fn odd_claims_are_refused_and_never_a_crash() {
        for (claims, expected) in [
            (json!({}), Times::Unusable),
            (json!({"iat": null}), Times::Unusable),
            (json!({"iat": []}), Times::Off),
            (json!({"iat": "soon"}), Times::Off),
            (json!({"iat": "NaN"}), Times::Off),
            (json!({"iat": 1_800_000_000, "aud": "x"}), Times::Unusable),
            (json!({"iat": 1_800_000_000, "sub": 5}), Times::Unusable),
            (json!({"iat": 1_800_000_000, "exp": 1_799_999_999}), Times::Off),
            (json!({"iat": 1_800_000_000, "exp": 1_800_000_100}), Times::Good),
            (json!({"iat": 1_800_000_000, "nbf": 1_800_000_100}), Times::Off),
        ] {
            assert_eq!(times(&claims), expected, "{claims}");
        }
    }

    #[test]
    fn texts_that_are_no_tokens() {
        for text in ["", "a.b", "a.b.c", "...", "e30.e30", "W10.W10.c2ln", &"x".repeat(9_000)] {
            assert!(Token::decode(text).is_none(), "{text:.20}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_decoder_panic(text in ".*", claims in ".*") {
            let _ = Token::decode(&text);
            let encoded = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims));
            if let Some(token) = Token::decode(&encoded) {
                let _ = (token.times(NOW), token.is_signed_with(&Secret::new("x")));
            }
        }
    }
}
