//! Signatures as Standard Webhooks has them: HMAC-SHA-256 over the event's id, the time and the body.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use facteur_model::chance::Chance;
use facteur_model::secret::Secret;

/// In front of every secret.
const PREFIX: &str = "whsec_";
/// The bytes of a secret.
const BYTES: usize = 32;

/// A new secret.
pub fn draw(chance: &dyn Chance) -> Secret {
    let mut bytes = [0_u8; BYTES];
    chance.fill(&mut bytes);
    Secret::new(format!("{PREFIX}{}", STANDARD.encode(bytes)))
}

/// The header `webhook-signature`: one signature for each secret.
pub fn header<'a>(
    secrets: impl IntoIterator<Item = &'a Secret>,
    id: &str,
    seconds: i64,
    body: &[u8],
) -> String {
    let one = |secret: &Secret| {
        let text = secret.expose().strip_prefix(PREFIX).unwrap_or_default();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(text).unwrap_or_default());
        let mut context = hmac::Context::with_key(&key);
        context.update(format!("{id}.{seconds}.").as_bytes());
        context.update(body);
        format!("v1,{}", STANDARD.encode(context.sign()))
    };
    secrets.into_iter().map(one).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::chance::SeededChance;

    #[test]
    fn the_example_of_standard_webhooks() {
        let secret = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let body = br#"{"test": 2432232314}"#;
        assert_eq!(
            header([&secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn a_secret_is_long_and_never_the_same() {
        let chance = SeededChance::new(1);
        let (one, other) = (draw(&chance), draw(&chance));
        assert_ne!(one, other);
        assert!(one.expose().starts_with(PREFIX) && one.expose().len() == PREFIX.len() + 44);
    }
}
