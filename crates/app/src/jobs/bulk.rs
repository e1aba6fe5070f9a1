//! `POST /v2/notifications/bulk`: every check of contract §3.4 in its order, then one durable commit.

use super::crowding::CrowdedRows;
use super::list::{ListError, prepare_apart};
use super::start::{Kept, StartError, Wanted, job_of};
use crate::auth::Caller;
use crate::send::{Entered, IDEMPOTENCY_LIFE};
use crate::{App, IdempotencyKey, Replay, SendError, Sent, Settings, Unavailable};
use facteur_model::allowance::Rate;
use facteur_model::id::{JobId, TemplateId};
use facteur_model::job::JobOrigin;
use facteur_model::recipient_table::{Heading, Table, TableError};
use facteur_model::time::Moment;
use facteur_store::Idempotency;
use facteur_store::jobs::Job;
use std::sync::Arc;
use uuid::Uuid;

/// A list that a program sends.
pub struct BulkRequest {
    /// What the caller calls it; may be empty.
    pub name: String,
    pub template: TemplateId,
    /// A reply-to address or a text message sender, as the template has it.
    pub sender: Option<Uuid>,
    pub scheduled_for: Option<Moment>,
    /// Rows that a list of the caller's may have, by which this one was read.
    pub most_rows: u32,
    /// The list, or why there is none: said only once the template and the caller are right.
    pub table: Result<Arc<Table>, Unreadable>,
}

/// Why there is no table in a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// A row is no list of cells, but a value of this kind.
    #[error("a row is a {kind}")]
    Row { kind: &'static str },
    #[error(transparent)]
    Table(#[from] TableError),
}

/// Why a list was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    #[error("the list was refused")]
    Refused(#[from] SendError),
    #[error("the list cannot be read")]
    Unreadable(#[from] Unreadable),
    #[error("the list is not right")]
    List(#[from] ListError),
    #[error("some numbers would get more texts than they may")]
    Crowded(CrowdedRows),
}

impl From<Unavailable> for BulkError {
    fn from(unavailable: Unavailable) -> Self {
        BulkError::Refused(unavailable.into())
    }
}

/// What was accepted: enough to write the 201.
pub struct BulkAccepted {
    pub job: Job,
    /// Of the key that asked.
    pub key_name: String,
    pub service_name: String,
}

/// What came of a call.
pub struct BulkSending {
    /// Where the caller stands within its rate; absent when the call was refused before it counted.
    pub rate: Option<Rate>,
    pub result: Result<Sent, BulkError>,
}

impl App {
    /// Rows that a list of the caller's may have.
    pub async fn most_job_rows(&self, caller: &Caller) -> Result<u32, Unavailable> {
        Ok(self.store().of(caller.service_id()).job_settings().await?.most_rows)
    }

    /// Accepts a whole list; when it returns [`Sent`], its rows are durable. `respond` writes the answer, so that it can
    /// be kept with the idempotency key in the same commit.
    pub async fn send_bulk(
        &self,
        caller: &Caller,
        request: BulkRequest,
        idempotency: Option<IdempotencyKey>,
        respond: fn(&Settings, &BulkAccepted) -> Vec<u8>,
    ) -> BulkSending {
        let mut rate = None;
        let result = self.try_send_bulk(caller, request, idempotency, respond, &mut rate).await;
        BulkSending { rate, result }
    }

    async fn try_send_bulk(
        &self,
        caller: &Caller,
        request: BulkRequest,
        idempotency: Option<IdempotencyKey>,
        respond: fn(&Settings, &BulkAccepted) -> Vec<u8>,
        rate: &mut Option<Rate>,
    ) -> Result<Sent, BulkError> {
        let now = self.now();
        let _turn = match self.enter(caller, idempotency.as_ref(), now).await? {
            Entered::Again(sent) => return Ok(sent),
            Entered::First(turn) => turn,
        };
        // The body may have taken its time: what holds is the service as of now, not as of the headers.
        let caller = &self.refreshed(caller).await?;
        caller.refuse_suspended()?;
        let template = self.template_to_send(caller, request.template, None).await?;
        let channel = template.channel();
        caller.refuse_channel(channel)?;
        self.count_call(caller, now, rate)?;
        let from = self.sender(caller, channel, request.sender)?;
        let table = request.table?;
        let id = JobId::new(now, self.chance());
        let at = request.scheduled_for.unwrap_or(now);
        let draft = self.draft(caller, &template, id, Heading::English, request.most_rows, at).await?;
        let mut prepared = prepare_apart(draft, table).await?;
        prepared.refuse_headings()?;
        if let Some(beyond) = self.beyond_allowances(caller, channel, prepared.units, at).await? {
            return Err(ListError::from(beyond).into());
        }
        prepared.refuse_rows()?;
        prepared.refuse_crowded().map_err(BulkError::Crowded)?;
        let wanted = Wanted {
            caller: caller.clone(),
            template,
            id,
            origin: JobOrigin::Api,
            name: request.name,
            from,
            scheduled_for: request.scheduled_for,
            // Programs have nobody beside them: the threshold is against a person's slip with a file.
            needs_approval: false,
            now,
        };
        let accepted = BulkAccepted {
            job: job_of(&wanted, &prepared),
            key_name: caller.key_name().to_owned(),
            service_name: caller.service_name().to_owned(),
        };
        let body = respond(self.settings(), &accepted);
        let remembered = idempotency.as_ref().map(|key| Idempotency {
            key: key.key.clone(),
            key_type: caller.key_type(),
            digest: key.digest,
            answer: body.clone(),
            expires_at: now.plus(IDEMPOTENCY_LIFE),
        });
        let kept = self.keep_job(&wanted, &accepted.job, prepared, None, remembered, None).await;
        match (kept, &idempotency) {
            (Ok(Kept::Yes), _) => Ok(Sent { body, replay: Replay::First }),
            (Ok(Kept::Answered), Some(key)) => {
                let sent = self.answered(caller, key, now).await?;
                Ok(sent.ok_or(SendError::IdempotencyInProgress)?)
            }
            (Ok(Kept::Answered), None) => Err(SendError::IdempotencyInProgress.into()),
            (Err(StartError::Refused(refused)), _) => Err(refused.into()),
            (Err(StartError::List(list)), _) => Err(list.into()),
            (Err(other), _) => Err(Unavailable::Broken(Box::new(other)).into()),
        }
    }
}
