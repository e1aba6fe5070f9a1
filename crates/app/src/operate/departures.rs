//! After somebody who could see keys has left: what becomes of each key.

use super::team::OPERATOR;
use super::{ChangeError, check_text, invalid};
use crate::App;
use crate::authority::{Authority, Need};
use crate::directory::ServiceView;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, DepartureId, ServiceId, UserId};
use facteur_model::person::Right;
use facteur_model::time::Moment;
use facteur_store::{Departure, Error, KeyDecision, Member, Transaction, departures};
use serde_json::json;

/// Characters of a reason.
const LONGEST_REASON: usize = 500;

/// Somebody has left, and something has still to be decided about keys.
pub struct OpenDeparture {
    pub id: DepartureId,
    /// Who left: their name, or their address.
    pub person: String,
    pub at: Moment,
    /// Keys about which nothing is decided yet, or that wait for their rotation.
    pub keys_left: usize,
}

/// Somebody's leaving, with the keys that they may have seen.
pub struct DepartureShown {
    pub id: DepartureId,
    pub person: String,
    pub at: Moment,
    /// Who removed them; nobody when they left themselves, or when it was whoever runs the installation.
    pub removed_by: Option<String>,
    pub keys: Vec<KeyInQuestion>,
}

/// A key that somebody who left may have seen.
pub struct KeyInQuestion {
    pub id: ApiKeyId,
    pub name: String,
    pub key_type: KeyType,
    /// Did the person make it?
    pub is_theirs: bool,
    pub last_used_at: Option<Moment>,
    pub revoked_at: Option<Moment>,
    pub decision: Option<KeyDecision>,
    pub reason: Option<String>,
    pub decided_by: Option<String>,
    pub decided_at: Option<Moment>,
    /// Is nothing left to do about it?
    pub settled: bool,
}

fn called(name: Option<String>, email: String) -> String {
    name.unwrap_or(email)
}

impl App {
    /// Writes down that somebody who could see keys is leaving; nothing when there is no key to decide about.
    pub(super) async fn depart(
        &self,
        tx: &mut Transaction,
        by: &Authority,
        view: &ServiceView,
        member: &Member,
    ) -> Result<Option<DepartureId>, ChangeError> {
        let (now, service) = (self.now(), view.service().id);
        let works = |key: &&facteur_store::ApiKey| {
            key.revoked_at.is_none() && key.expires_at.is_none_or(|end| end > now)
        };
        let keys: Vec<_> = view.keys().iter().filter(works).map(|key| key.id).collect();
        if keys.is_empty() {
            return Ok(None);
        }
        let departure = Departure {
            id: DepartureId::new(now, self.chance()),
            service,
            user: member.id,
            name: member.name.clone(),
            email: member.email.clone(),
            at: now,
            removed_by: by.user().unwrap_or(OPERATOR),
        };
        departures::insert(tx, &departure, &keys).await?;
        let detail = json!({"keys": keys.len()});
        self.record(tx, by, Some(service), "departure.open", &departure.id.to_string(), detail).await?;
        Ok(Some(departure.id))
    }

    /// Those who left and whose keys somebody has still to decide about, oldest first. Nothing for members who neither
    /// manage the service nor its keys: they cannot do anything about it.
    pub async fn open_departures(
        &self,
        by: &Authority,
        service: ServiceId,
    ) -> Result<Vec<OpenDeparture>, ChangeError> {
        let need = Need::Either(Right::ManageService, Right::ManageApiKeys);
        match self.allowed(by, service, need).await {
            Ok(_) => {}
            Err(ChangeError::NotAllowed) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        }
        let open = self.store().of(service).open_departures(self.now()).await?;
        Ok(open
            .into_iter()
            .map(|(departure, keys_left)| OpenDeparture {
                id: departure.id,
                person: called(departure.name, departure.email),
                at: departure.at,
                keys_left,
            })
            .collect())
    }

    /// Somebody's leaving; `None` when the service knows of none with this id.
    pub async fn departure(
        &self,
        by: &Authority,
        service: ServiceId,
        id: DepartureId,
    ) -> Result<Option<DepartureShown>, ChangeError> {
        let need = Need::Either(Right::ManageService, Right::ManageApiKeys);
        let view = self.allowed(by, service, need).await?;
        let store = self.store().of(service);
        let Some(departure) = store.departure(id).await? else { return Ok(None) };
        let reviews = store.key_reviews(id, self.now()).await?;
        let people = reviews.iter().filter_map(|review| review.decided_by).chain([departure.removed_by]);
        let names = self.person_names(&people.collect::<Vec<UserId>>()).await?;
        let keys = reviews
            .into_iter()
            .filter_map(|review| {
                let key = view.keys().iter().find(|key| key.id == review.key)?;
                Some(KeyInQuestion {
                    id: key.id,
                    name: key.name.clone(),
                    key_type: key.key_type,
                    is_theirs: crate::user_of_actor(&key.created_by) == Some(departure.user),
                    last_used_at: key.last_used_at,
                    revoked_at: key.revoked_at,
                    decision: review.decision,
                    reason: review.reason,
                    decided_by: review.decided_by.and_then(|user| names.get(&user).cloned()),
                    decided_at: review.decided_at,
                    settled: review.settled,
                })
            })
            .collect();
        let removed_by = Some(departure.removed_by).filter(|user| *user != departure.user);
        Ok(Some(DepartureShown {
            id,
            person: called(departure.name, departure.email),
            at: departure.at,
            removed_by: removed_by.and_then(|user| names.get(&user).cloned()),
            keys,
        }))
    }

    /// Decides about a key that somebody who left may have seen. Keeping it needs a reason; revoking it is done at
    /// once; rotating it is only announced here.
    pub async fn decide_key(
        &self,
        by: &Authority,
        service: ServiceId,
        departure: DepartureId,
        key: ApiKeyId,
        decision: KeyDecision,
        reason: &str,
    ) -> Result<(), ChangeError> {
        self.allowed(by, service, Need::Right(Right::ManageApiKeys)).await?;
        let reason = match decision {
            KeyDecision::Keep => {
                check_text("reason", reason, LONGEST_REASON)?;
                Some(reason.trim())
            }
            KeyDecision::Rotate | KeyDecision::Revoke => None,
        };
        let store = self.store().of(service);
        let known = store.departure(departure).await?.is_some();
        let reviews = if known { store.key_reviews(departure, self.now()).await? } else { Vec::new() };
        if !reviews.iter().any(|review| review.key == key) {
            return Err(ChangeError::NoSuchKey(key));
        }
        if decision == KeyDecision::Revoke {
            match self.revoke_key(by, key).await {
                Ok(()) | Err(ChangeError::AlreadyRevoked(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let mut tx = self.store().begin().await?;
        let who = by.user().unwrap_or(OPERATOR);
        match departures::decide(&mut tx, departure, key, decision, reason, who, self.now()).await {
            Ok(()) => {}
            Err(Error::Missing) => return Err(invalid("decision", "was taken already")),
            Err(error) => return Err(error.into()),
        }
        // Without the reason: it is free text, and the audit log must hold nothing personal.
        let detail = json!({"decision": decision.as_str(), "departure": departure.to_string()});
        self.record(&mut tx, by, Some(service), "departure.decide", &key.to_string(), detail).await?;
        Ok(tx.commit().await?)
    }
}
