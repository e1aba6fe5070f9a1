//! What is asked of a device that holds passkeys, and what its answer is worth (WebAuthn).
//!
//! The device always has to have recognised its owner, by a PIN, a finger or a face: a passkey is two factors in one,
//! and may stand for the password as well. It is bound to the site's address, so that no other site can ask for it.

use crate::Settings;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use facteur_model::id::UserId;
use facteur_model::secret::Secret;
use facteur_store::{Passkey as Kept, User};
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Webauthn, WebauthnBuilder,
};

/// Bytes of an answer that are looked at: a device that attests itself with certificates needs a few thousand.
const LONGEST: usize = 64 << 10;

/// Asks and judges, for one site.
pub(crate) struct Ceremonies(Webauthn);

/// Whose passkey an answer claims to be of.
pub(super) struct Proof {
    /// The id by which the device knows it.
    pub passkey: String,
    /// The account, if the device says it.
    pub user: Option<UserId>,
}

/// A passkey as it is after an answer.
pub(super) struct Credential {
    /// The id by which the device knows it.
    pub id: String,
    /// As it is kept.
    pub kept: Secret,
    /// How often the device says that it has signed.
    pub counter: u32,
}

fn spelled(id: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(id)
}

fn known(kept: &Secret) -> Option<Passkey> {
    serde_json::from_str(kept.expose()).ok()
}

fn short(answer: &str) -> Option<&str> {
    (answer.len() <= LONGEST).then_some(answer)
}

impl Ceremonies {
    /// For the site that `base_url` names. Browsers offer passkeys only to a site that has a name and comes through
    /// TLS, or is on this machine.
    pub(crate) fn of(settings: &Settings) -> Option<Self> {
        let origin = Url::parse(&settings.base_url).ok()?;
        let name = origin.domain()?;
        if origin.scheme() != "https" && name != "localhost" {
            return None;
        }
        let product = settings.product_name.both();
        WebauthnBuilder::new(name, &origin).ok()?.rp_name(&product).build().ok().map(Self)
    }

    /// Asks for a new passkey, of a device that holds none of those yet: what the browser is told, and what is kept
    /// until it answers.
    pub(super) fn ask_for_new(&self, user: &User, others: &[Kept]) -> Option<(Value, Secret)> {
        let others: Vec<CredentialID> =
            others.iter().filter_map(|kept| Some(known(&kept.credential)?.cred_id().clone())).collect();
        let (email, name) = (&user.profile.email, &user.profile.name);
        let (asked, state) =
            self.0.start_passkey_registration(user.id.as_uuid(), email, name, Some(others)).ok()?;
        let mut asked = serde_json::to_value(asked).ok()?["publicKey"].take();
        // A device that remembers whose it is can say so when somebody signs in.
        asked["authenticatorSelection"]["residentKey"] = json!("preferred");
        Some((asked, Secret::new(serde_json::to_string(&state).ok()?)))
    }

    /// The new passkey, if the answer is one to what was asked.
    pub(super) fn take_new(&self, state: &Secret, answer: &str) -> Option<Credential> {
        let state: PasskeyRegistration = serde_json::from_str(state.expose()).ok()?;
        let answer: RegisterPublicKeyCredential = serde_json::from_str(short(answer)?).ok()?;
        let passkey = self.0.finish_passkey_registration(&answer, &state).ok()?;
        // Its own count is within what is kept, and is compared first.
        Self::credential(&passkey, 0)
    }

    /// Asks for a passkey: one of these, or, if there are none, any that a device has for this site.
    pub(super) fn ask_for_proof(&self, among: &[Kept]) -> Option<(Value, Secret)> {
        let (asked, state) = self.0.start_discoverable_authentication().ok()?;
        let mut asked = serde_json::to_value(asked).ok()?["publicKey"].take();
        let among = among.iter().filter_map(|kept| known(&kept.credential));
        asked["allowCredentials"] =
            among.map(|passkey| json!({"type": "public-key", "id": spelled(passkey.cred_id())})).collect();
        Some((asked, Secret::new(serde_json::to_string(&state).ok()?)))
    }

    /// Of which passkey an answer claims to be; nothing is proved by it.
    #[expect(clippy::unused_self, reason = "without a site there is nothing to read")]
    pub(super) fn read(&self, answer: &str) -> Option<Proof> {
        let answer: PublicKeyCredential = serde_json::from_str(short(answer)?).ok()?;
        let user = answer.get_user_unique_id().map(uuid::Uuid::from_slice);
        let user = user.transpose().ok()?.map(UserId::from_uuid);
        Some(Proof { passkey: spelled(answer.get_credential_id()), user })
    }

    /// The passkey as it is from now on, if the answer was signed with it and the device has counted on.
    pub(super) fn take_proof(&self, state: &Secret, answer: &str, kept: &Secret) -> Option<Credential> {
        let state: DiscoverableAuthentication = serde_json::from_str(state.expose()).ok()?;
        let answer: PublicKeyCredential = serde_json::from_str(short(answer)?).ok()?;
        let mut passkey = known(kept)?;
        let proved = self.0.finish_discoverable_authentication_v2(&answer, state, &passkey).ok()?;
        if !proved.user_verified() {
            return None;
        }
        passkey.update_credential(&proved)?;
        Self::credential(&passkey, proved.counter())
    }

    fn credential(passkey: &Passkey, counter: u32) -> Option<Credential> {
        let kept = Secret::new(serde_json::to_string(passkey).ok()?);
        Some(Credential { id: spelled(passkey.cred_id()), kept, counter })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(base_url: &str) -> Option<Ceremonies> {
        Ceremonies::of(&Settings { base_url: base_url.to_owned(), ..Settings::default() })
    }

    #[test]
    fn a_site_needs_a_name_and_tls_or_to_be_on_this_machine() {
        for (base_url, can) in [
            ("https://notify.example.ca", true),
            ("https://notify.example.ca:8443/facteur", true),
            ("http://localhost:6011", true),
            ("http://notify.example.ca", false),
            ("http://127.0.0.1:6011", false),
            ("https://192.0.2.1", false),
            ("", false),
        ] {
            assert_eq!(at(base_url).is_some(), can, "{base_url}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_browser_answers_is_read_or_refused(
            answer in "\\PC{0,200}",
            bytes in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let site = at("https://notify.example.ca").unwrap();
            let (_, state) = site.ask_for_proof(&[]).unwrap();
            let raw = BASE64_URL_SAFE_NO_PAD.encode(&bytes);
            let likely = json!({
                "id": raw, "rawId": raw, "type": "public-key", "clientExtensionResults": {},
                "response": {"attestationObject": raw, "clientDataJSON": raw, "authenticatorData": raw,
                    "signature": raw, "userHandle": raw},
            });
            for answer in [answer, likely.to_string()] {
                let _ = site.read(&answer);
                prop_assert!(site.take_new(&state, &answer).is_none());
                let proof = site.take_proof(&state, &answer, &Secret::new("{}"));
                prop_assert!(proof.is_none());
            }
        }
    }
}
