//! A service on its way to reaching anyone: what its team answered, and every step.

use crate::error::Error;
use crate::of_service::ServiceStore;
use crate::seal::SealingKey;
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::id::{GoLiveEventId, ServiceId, UserId};
use facteur_model::time::Moment;
use std::fmt;

/// A service's request to go live, from the first answer on.
#[derive(Clone, PartialEq, Eq)]
pub struct GoLiveRequest {
    /// The service.
    pub service: ServiceId,
    /// How far it is.
    pub state: GoLiveState,
    /// What the team answered, as JSON.
    pub answers: Option<String>,
    /// Who accepted the terms of use.
    pub terms_by: Option<UserId>,
    /// When.
    pub terms_at: Option<Moment>,
    /// When it was submitted last.
    pub submitted_at: Option<Moment>,
}

impl fmt::Debug for GoLiveRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GoLiveRequest")
            .field("service", &self.service)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// How far a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GoLiveState {
    /// The team prepares it.
    Draft,
    /// It waits for a reviewer.
    Submitted,
    /// The reviewer asked for changes.
    Changes,
    /// The service is live.
    Approved,
    /// The reviewer said no.
    Refused,
}

impl GoLiveState {
    const ALL: [Self; 5] = [Self::Draft, Self::Submitted, Self::Changes, Self::Approved, Self::Refused];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Changes => "changes",
            Self::Approved => "approved",
            Self::Refused => "refused",
        }
    }

    /// Reads what [`GoLiveState::as_str`] said.
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// One step of a service on its way.
#[derive(Clone, PartialEq, Eq)]
pub struct GoLiveEvent {
    /// Its identifier.
    pub id: GoLiveEventId,
    /// When.
    pub at: Moment,
    /// Who; the nil id for whoever runs the installation.
    pub user: UserId,
    /// What, in a word: `submitted`, `approved`.
    pub kind: String,
    /// What was said with it.
    pub message: Option<String>,
}

impl fmt::Debug for GoLiveEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GoLiveEvent").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

statements! {
    SAVE = "
        INSERT INTO go_live_requests (service_id, state, sealed_answers, terms_by, terms_at, submitted_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (service_id) DO UPDATE
        SET state = excluded.state, sealed_answers = excluded.sealed_answers, terms_by = excluded.terms_by,
            terms_at = excluded.terms_at, submitted_at = excluded.submitted_at";

    MOVE = "UPDATE go_live_requests SET state = $1 WHERE service_id = $2 AND state = $3";

    OF_SERVICE = "
        SELECT state, sealed_answers, terms_by, terms_at, submitted_at
        FROM go_live_requests
        WHERE service_id = $1";

    IN_STATE = "
        SELECT service_id, submitted_at
        FROM go_live_requests
        WHERE state = $1 AND submitted_at IS NOT NULL
        ORDER BY submitted_at, service_id";

    APPEND = "
        INSERT INTO go_live_events (id, service_id, at, user_id, kind, sealed_message)
        VALUES ($1, $2, $3, $4, $5, $6)";

    EVENTS = "
        SELECT id, at, user_id, kind, sealed_message
        FROM go_live_events
        WHERE service_id = $1
        ORDER BY id";
}

const ANSWERS: &str = "go_live_requests.sealed_answers";
const MESSAGE: &str = "go_live_events.sealed_message";

/// Writes a request, in the place of what was there.
pub async fn save(tx: &mut Transaction, request: &GoLiveRequest) -> Result<(), Error> {
    let GoLiveRequest { service, state, answers, terms_by, terms_at, submitted_at } = request;
    let sealed = match answers {
        Some(answers) => {
            let key = tx.data_key(*service).await?;
            Some(key.seal(ANSWERS, service.as_uuid().as_bytes(), answers.as_bytes()))
        }
        None => None,
    };
    let values = values![*service, state.as_str(), sealed, *terms_by, *terms_at, *submitted_at];
    tx.execute(SAVE, values).await.map(drop)
}

/// Moves a request from one state to the next. [`Error::Missing`] when it is not in the first any more.
pub async fn step(
    tx: &mut Transaction,
    service: ServiceId,
    from: GoLiveState,
    to: GoLiveState,
) -> Result<(), Error> {
    tx.change(MOVE, values![to.as_str(), service, from.as_str()]).await
}

/// Writes down one step.
pub async fn append(tx: &mut Transaction, service: ServiceId, event: &GoLiveEvent) -> Result<(), Error> {
    let GoLiveEvent { id, at, user, kind, message } = event;
    let sealed = match message {
        Some(message) => {
            let key = tx.data_key(service).await?;
            Some(key.seal(MESSAGE, id.as_uuid().as_bytes(), message.as_bytes()))
        }
        None => None,
    };
    tx.execute(APPEND, values![*id, service, *at, *user, kind.as_str(), sealed]).await.map(drop)
}

impl Store {
    /// The services whose requests are in this state, with when they were submitted; the one that waits longest first.
    pub async fn go_live_requests(&self, state: GoLiveState) -> Result<Vec<(ServiceId, Moment)>, Error> {
        let mut rows = self.engine().list(IN_STATE, values![state.as_str()]).await?;
        rows.iter_mut().map(|row| Ok((row.take()?, row.take()?))).collect()
    }
}

impl ServiceStore {
    /// The service's request, once there is one.
    pub async fn go_live_request(&self) -> Result<Option<GoLiveRequest>, Error> {
        let row = self.store().engine().optional(OF_SERVICE, values![self.id()]).await?;
        let Some(mut row) = row else { return Ok(None) };
        let state = row.take_as(GoLiveState::from_stored)?;
        let sealed: Option<Vec<u8>> = row.take()?;
        let key = self.store().data_key(self.id()).await?;
        let bound = self.id().as_uuid();
        let answers = sealed.map(|sealed| key.open_text(ANSWERS, bound.as_bytes(), &sealed)).transpose()?;
        Ok(Some(GoLiveRequest {
            service: self.id(),
            state,
            answers,
            terms_by: row.take()?,
            terms_at: row.take()?,
            submitted_at: row.take()?,
        }))
    }

    /// Every step of the service on its way, oldest first.
    pub async fn go_live_events(&self) -> Result<Vec<GoLiveEvent>, Error> {
        let mut rows = self.store().engine().list(EVENTS, values![self.id()]).await?;
        let key = self.store().data_key(self.id()).await?;
        rows.iter_mut().map(|row| read_event(row, &key)).collect()
    }
}

fn read_event(row: &mut Row, key: &SealingKey) -> Result<GoLiveEvent, Error> {
    let id: GoLiveEventId = row.take()?;
    let (at, user, kind) = (row.take()?, row.take()?, row.take()?);
    let sealed: Option<Vec<u8>> = row.take()?;
    let message =
        sealed.map(|sealed| key.open_text(MESSAGE, id.as_uuid().as_bytes(), &sealed)).transpose()?;
    Ok(GoLiveEvent { id, at, user, kind, message })
}
