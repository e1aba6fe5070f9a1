//! Hot verbs as an engine sees them: personal values are sealed before they reach it, and opened after.

use super::{Accept, Accepted, AttemptOutcome, Charge, Idempotency, NewNotification, Settlement};
use crate::error::Error;
use crate::keyring::Keyring;
use crate::notifications::{self, RESPONSE, attempt_row};
use crate::seal::{Purpose, SealingKey, Tag};
use crate::session::{Row, key_type_code};
use crate::webhooks::SealedDelivery;
use facteur_model::allowance::Exhausted;
use facteur_model::api_key::KeyType;
use facteur_model::id::ServiceId;
use facteur_model::time::Moment;

const ANSWER: &str = "idempotency.sealed_answer";

/// When messages become findable by recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecipientIndexing {
    /// With the message itself.
    AtOnce,
    /// In batches, by [`Store::index_recipients`](crate::Store::index_recipients).
    Later,
}

pub(crate) struct SealedAccept {
    pub(crate) service: ServiceId,
    pub(crate) notification: Option<SealedNotification>,
    pub(crate) charge: Option<Charge>,
    pub(crate) idempotency: Option<SealedIdempotency>,
    pub(crate) now: Moment,
}

pub(crate) struct SealedNotification {
    /// Everything but the content, which has been taken out.
    pub(crate) plain: NewNotification,
    pub(crate) reference_tag: Option<Tag>,
    /// For an engine that indexes recipients at once.
    pub(crate) recipient_tag: Option<Tag>,
    pub(crate) sealed_content: Vec<u8>,
}

pub(crate) struct SealedIdempotency {
    pub(crate) key_tag: Tag,
    pub(crate) expires_at: Moment,
    pub(crate) sealed_answer: Vec<u8>,
}

pub(crate) enum AcceptOutcome {
    Stored,
    Exhausted(Exhausted),
    Replay { sealed_answer: Vec<u8> },
}

/// A claimed row, not yet read.
pub(crate) struct RawClaim {
    pub(crate) lease: i64,
    pub(crate) row: Row,
}

pub(crate) struct SealedSettlement {
    /// Everything but what the provider said, which has been taken out.
    pub(crate) plain: Settlement,
    pub(crate) sealed_response: Option<Vec<u8>>,
    pub(crate) sealed_detail: Option<Vec<u8>>,
    pub(crate) webhooks: Vec<SealedDelivery>,
}

impl SealedAccept {
    pub(crate) fn seal(
        accept: Accept,
        keyring: &Keyring,
        key: &SealingKey,
        indexing: RecipientIndexing,
    ) -> Self {
        let Accept { service, notification, charge, idempotency, now } = accept;
        let notification =
            notification.map(|plain| SealedNotification::seal(plain, service, keyring, key, indexing));
        let idempotency = idempotency.map(|given| SealedIdempotency::seal(given, service, keyring, key));
        Self { service, notification, charge, idempotency, now }
    }
}

impl SealedNotification {
    pub(crate) fn seal(
        mut plain: NewNotification,
        service: ServiceId,
        keyring: &Keyring,
        key: &SealingKey,
        indexing: RecipientIndexing,
    ) -> Self {
        let content = std::mem::take(&mut plain.content);
        let reference = content.reference.as_deref();
        let recipient = match indexing {
            RecipientIndexing::AtOnce => Some(content.to_normalised.as_str()),
            RecipientIndexing::Later => None,
        };
        Self {
            reference_tag: reference.map(|text| keyring.tag(Purpose::Reference, service, text)),
            recipient_tag: recipient.map(|text| keyring.tag(Purpose::Recipient, service, text)),
            sealed_content: notifications::seal_content(key, plain.id, &content),
            plain,
        }
    }
}

impl SealedIdempotency {
    pub(crate) fn seal(given: Idempotency, service: ServiceId, keyring: &Keyring, key: &SealingKey) -> Self {
        let key_tag = idempotency_tag(keyring, service, given.key_type, &given.key);
        let answer = [given.digest.as_slice(), &given.answer].concat();
        Self { key_tag, expires_at: given.expires_at, sealed_answer: key.seal(ANSWER, &key_tag, &answer) }
    }
}

impl AcceptOutcome {
    /// `key_tag` is that of the request, if it came with an idempotency key.
    pub(crate) fn open(self, key: &SealingKey, key_tag: Option<Tag>) -> Result<Accepted, Error> {
        Ok(match self {
            AcceptOutcome::Stored => Accepted::Stored,
            AcceptOutcome::Exhausted(exhausted) => Accepted::Exhausted(exhausted),
            AcceptOutcome::Replay { sealed_answer } => {
                let (digest, answer) = open_answer(key, key_tag.unwrap_or_default(), &sealed_answer)?;
                Accepted::Replay { digest, answer }
            }
        })
    }
}

pub(crate) fn idempotency_tag(keyring: &Keyring, service: ServiceId, key_type: KeyType, key: &str) -> Tag {
    keyring.tag(Purpose::Idempotency, service, &format!("{}:{key}", key_type_code(key_type)))
}

/// The digest of the request that was answered, and the answer.
pub(crate) fn open_answer(
    key: &SealingKey,
    key_tag: Tag,
    sealed: &[u8],
) -> Result<([u8; 32], Vec<u8>), Error> {
    let plain = key.open(ANSWER, &key_tag, sealed)?;
    let (digest, answer) = plain.split_first_chunk().ok_or(Error::Unsealable { place: ANSWER })?;
    Ok((*digest, answer.to_owned()))
}

impl SealedSettlement {
    /// Does a settlement hold words of a provider's, or for an endpoint? One that does not needs no key.
    pub(crate) fn is_wordy(settlement: &Settlement) -> bool {
        let detail = settlement.attempt.as_ref().and_then(|attempt| attempt.detail.as_ref());
        settlement.provider_response.is_some() || detail.is_some() || !settlement.webhooks.is_empty()
    }

    pub(crate) fn without_words(mut plain: Settlement) -> Self {
        plain.provider_response = None;
        Self { plain, sealed_response: None, sealed_detail: None, webhooks: Vec::new() }
    }

    pub(crate) fn seal(mut plain: Settlement, key: &SealingKey) -> Self {
        let id = plain.id;
        let seal_response = |text: String| key.seal(RESPONSE, id.as_uuid().as_bytes(), text.as_bytes());
        let sealed_response = plain.provider_response.take().map(seal_response);
        let sealed_detail = plain.attempt.as_mut().and_then(|AttemptOutcome { number, detail, .. }| {
            let row = attempt_row(id, *number);
            detail.take().map(|text| key.seal(notifications::DETAIL, &row, text.as_bytes()))
        });
        let webhooks = std::mem::take(&mut plain.webhooks);
        let webhooks = webhooks.into_iter().map(|told| SealedDelivery::seal(told, key)).collect();
        Self { plain, sealed_response, sealed_detail, webhooks }
    }
}
