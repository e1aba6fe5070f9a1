//! People who could see a service's keys and are members no more, and what was decided about each key.

use crate::content::{read_fields, write_fields};
use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::seal::SealingKey;
use crate::session::{Row, statements, values};
use crate::transaction::Transaction;
use facteur_model::id::{ApiKeyId, DepartureId, ServiceId, UserId};
use facteur_model::time::Moment;
use std::fmt;

/// Somebody's leaving of a team.
#[derive(Clone, PartialEq, Eq)]
pub struct Departure {
    /// Its identifier.
    pub id: DepartureId,
    /// The team.
    pub service: ServiceId,
    /// Who left.
    pub user: UserId,
    /// Their name when they left.
    pub name: Option<String>,
    /// Their address when they left.
    pub email: String,
    /// When.
    pub at: Moment,
    /// Who removed them: themselves, if they left; the nil id for whoever runs the installation.
    pub removed_by: UserId,
}

impl fmt::Debug for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Departure").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A key that somebody who left may have seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyReview {
    /// The key.
    pub key: ApiKeyId,
    /// What was decided about it, once something was.
    pub decision: Option<KeyDecision>,
    /// Why it is kept, if it is.
    pub reason: Option<String>,
    /// Who decided.
    pub decided_by: Option<UserId>,
    /// When.
    pub decided_at: Option<Moment>,
    /// Is it done? A key that is revoked or past its end needs no decision; one that is to be rotated needs its successor.
    pub settled: bool,
}

/// What becomes of a key that somebody who left may have seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyDecision {
    /// Another takes its place.
    Rotate,
    /// It stays, for a reason.
    Keep,
    /// It is worth nothing from now on.
    Revoke,
}

impl KeyDecision {
    const ALL: [Self; 3] = [Self::Rotate, Self::Keep, Self::Revoke];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rotate => "rotate",
            Self::Keep => "keep",
            Self::Revoke => "revoke",
        }
    }

    /// Reads what [`KeyDecision::as_str`] said.
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.as_str() == text)
    }
}

statements! {
    INSERT = "
        INSERT INTO departures (id, service_id, user_id, sealed_person, at, removed_by)
        VALUES ($1, $2, $3, $4, $5, $6)";

    INSERT_REVIEW = "INSERT INTO key_reviews (departure_id, api_key_id) VALUES ($1, $2)";

    // A key that is to be rotated may still be kept or revoked instead; those two are the end of it.
    DECIDE = "
        UPDATE key_reviews
        SET decision = $1, reason = $2, decided_by = $3, decided_at = $4
        WHERE departure_id = $5 AND api_key_id = $6 AND (decision IS NULL OR decision = 'rotate')";

    BY_ID = "
        SELECT id, user_id, sealed_person, at, removed_by
        FROM departures
        WHERE id = $1 AND service_id = $2";

    OPEN = "
        SELECT d.id, d.user_id, d.sealed_person, d.at, d.removed_by, COUNT(*)
        FROM departures d
        JOIN key_reviews r ON r.departure_id = d.id
        JOIN api_keys k ON k.id = r.api_key_id
        WHERE d.service_id = $1
          AND k.revoked_at IS NULL
          AND (k.expires_at IS NULL OR k.expires_at > $2)
          AND (r.decision IS NULL
               OR (r.decision = 'rotate' AND NOT EXISTS (SELECT 1 FROM api_keys s WHERE s.replaces = k.id)))
        GROUP BY d.id, d.user_id, d.sealed_person, d.at, d.removed_by
        ORDER BY d.id";

    REVIEWS = "
        SELECT r.api_key_id, r.decision, r.reason, r.decided_by, r.decided_at,
               CASE
                   WHEN k.revoked_at IS NOT NULL OR k.expires_at <= $1 THEN 1
                   WHEN r.decision IN ('keep', 'revoke') THEN 1
                   WHEN r.decision = 'rotate' AND EXISTS (SELECT 1 FROM api_keys s WHERE s.replaces = k.id) THEN 1
                   ELSE 0
               END
        FROM key_reviews r
        JOIN departures d ON d.id = r.departure_id
        JOIN api_keys k ON k.id = r.api_key_id
        WHERE d.id = $2 AND d.service_id = $3
        ORDER BY k.created_at, k.id";
}

const PERSON: &str = "departures.sealed_person";

/// Writes down that somebody left, and which keys they may have seen.
pub async fn insert(tx: &mut Transaction, departure: &Departure, keys: &[ApiKeyId]) -> Result<(), Error> {
    let Departure { id, service, user, name, email, at, removed_by } = departure;
    let person = write_fields(&[Some(email.as_str()), name.as_deref()]);
    let sealed = tx.data_key(*service).await?.seal(PERSON, id.as_uuid().as_bytes(), &person);
    tx.execute(INSERT, values![*id, *service, *user, sealed, *at, *removed_by]).await?;
    for key in keys {
        tx.execute(INSERT_REVIEW, values![*id, *key]).await?;
    }
    Ok(())
}

/// Writes down what becomes of a key. [`Error::Missing`] when that is decided for good, or the key is not in question.
pub async fn decide(
    tx: &mut Transaction,
    departure: DepartureId,
    key: ApiKeyId,
    decision: KeyDecision,
    reason: Option<&str>,
    by: UserId,
    at: Moment,
) -> Result<(), Error> {
    tx.change(DECIDE, values![decision.as_str(), reason, by, at, departure, key]).await
}

impl ServiceStore {
    /// Somebody's leaving of the service's team.
    pub async fn departure(&self, id: DepartureId) -> Result<Option<Departure>, Error> {
        let row = self.store().engine().optional(BY_ID, values![id, self.id()]).await?;
        let Some(mut row) = row else { return Ok(None) };
        let key = self.store().data_key(self.id()).await?;
        read(&mut row, self.id(), &key).map(Some)
    }

    /// Those after which something has still to be decided or done, with how many keys; oldest first.
    pub async fn open_departures(&self, now: Moment) -> Result<Vec<(Departure, usize)>, Error> {
        let mut rows = self.store().engine().list(OPEN, values![self.id(), now]).await?;
        let key = self.store().data_key(self.id()).await?;
        rows.iter_mut()
            .map(|row| {
                let departure = read(row, self.id(), &key)?;
                let left: u64 = row.take()?;
                Ok((departure, usize::try_from(left).unwrap_or(usize::MAX)))
            })
            .collect()
    }

    /// The keys that somebody who left may have seen, oldest first.
    pub async fn key_reviews(&self, departure: DepartureId, now: Moment) -> Result<Vec<KeyReview>, Error> {
        let mut rows = self.store().engine().list(REVIEWS, values![now, departure, self.id()]).await?;
        rows.iter_mut()
            .map(|row| {
                Ok(KeyReview {
                    key: row.take()?,
                    decision: row.take_optional_as(KeyDecision::from_stored)?,
                    reason: row.take()?,
                    decided_by: row.take()?,
                    decided_at: row.take()?,
                    settled: row.take()?,
                })
            })
            .collect()
    }
}

fn read(row: &mut Row, service: ServiceId, key: &SealingKey) -> Result<Departure, Error> {
    let id: DepartureId = row.take()?;
    let user = row.take()?;
    let sealed: Vec<u8> = row.take()?;
    let unsealable = Error::Unsealable { place: PERSON };
    let [email, name] =
        read_fields(&key.open(PERSON, id.as_uuid().as_bytes(), &sealed)?).ok_or(unsealable)?;
    let email = email.ok_or(unsealable)?;
    Ok(Departure { id, service, user, name, email, at: row.take()?, removed_by: row.take()? })
}
