//! Accepting one message: every check of contract §3.1 in its order, then one durable commit.

mod address;
mod allowances;
mod compose;
mod durable;
mod error;
mod idempotency;
mod request;
mod sanitise;
mod standing;

pub(crate) use address::Sender;
pub(crate) use allowances::{Beyond, exhausted};
pub(crate) use compose::parts_of;
pub(crate) use durable::{IDEMPOTENCY_LIFE, lane_of};
pub use error::SendError;
pub(crate) use idempotency::{InProgress, Turn};
pub use request::{
    Accepted, AcceptedContent, IdempotencyKey, MessageRequest, Sanitised, Schedule, SendRequest,
};

use crate::auth::Caller;
use crate::one_number::CountedText;
use crate::{App, Settings, Unavailable, files, meter};
use facteur_model::allowance::Rate;
use facteur_model::id::{FileId, NotificationId};
use facteur_model::policy::Road;
use facteur_model::recipient::Recipient;
use facteur_model::time::Moment;
use facteur_store::{Accepted as Stored, Waiting};

/// What came of a send.
pub struct Sending {
    /// Where the caller stands within its rate; absent when the call was refused before it counted.
    pub rate: Option<Rate>,
    pub result: Result<Sent, SendError>,
}

/// A message was accepted.
pub struct Sent {
    /// The answer, as `respond` wrote it.
    pub body: Vec<u8>,
    pub replay: Replay,
}

/// Whether the answer is of this call or of an earlier one with the same idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replay {
    First,
    Again,
}

/// How a call begins that may have been made before.
pub(crate) enum Entered {
    /// It was answered before.
    Again(Sent),
    /// Nobody else makes the same call while this is held: until the answer is durable.
    First(Option<Turn>),
}

impl App {
    /// Accepts one message; when it returns [`Sent`], the message is durable.
    ///
    /// `respond` writes the answer, so that it can be kept with the idempotency key in the same commit.
    pub async fn send(
        &self,
        caller: &Caller,
        request: SendRequest,
        idempotency: Option<IdempotencyKey>,
        respond: fn(&Settings, &Accepted) -> Vec<u8>,
    ) -> Sending {
        let mut rate = None;
        let channel = request.message.channel();
        let result = self.try_send(caller, request, idempotency, respond, &mut rate).await;
        match &result {
            Ok(_) => meter::accepted(channel, caller.key_type()),
            Err(_) => meter::refused(channel, caller.key_type()),
        }
        Sending { rate, result }
    }

    async fn try_send(
        &self,
        caller: &Caller,
        mut request: SendRequest,
        idempotency: Option<IdempotencyKey>,
        respond: fn(&Settings, &Accepted) -> Vec<u8>,
        rate: &mut Option<Rate>,
    ) -> Result<Sent, SendError> {
        let now = self.now();
        let _turn = match self.enter(caller, idempotency.as_ref(), now).await? {
            Entered::Again(sent) => return Ok(sent),
            Entered::First(turn) => turn,
        };
        // The body may have taken its time: what holds is the service as of now, not as of the headers.
        let caller = &self.refreshed(caller).await?;
        let channel = request.message.channel();
        caller.refuse_suspended()?;
        caller.refuse_channel(channel)?;
        self.count_call(caller, now, rate)?;
        let mut composed = self.compose(caller, &mut request).await?;
        let recipient = request.message.recipient();
        let units = u64::from(composed.parts);
        let (road, from) = match self.address(caller, &request, &recipient, !composed.files.is_empty()) {
            Ok(addressed) => addressed,
            // The contract asks the allowances before these checks (§3.1, stages 9 to 12): a caller over its
            // limit hears of the limit. They are read only on this path; the commit checks them for good.
            Err(refusal) => {
                self.refuse_exhausted(caller, channel, units, now).await?;
                return Err(refusal);
            }
        };

        let id = NotificationId::new(now, self.chance());
        let prepared = std::mem::take(&mut composed.files);
        if road == Road::SmokeTest {
            let service = caller.service_id();
            files::point_to_test_document(self, service, &prepared, &mut composed.values);
        } else if !prepared.is_empty() {
            // What would be refused in the end is not stored first.
            self.refuse_exhausted(caller, channel, units, now).await?;
            let from = match &request.schedule {
                Schedule::Now => now,
                Schedule::At { moment, .. } => *moment,
            };
            let reader = recipient.normalised();
            composed.stored = self.store_files(caller.service_id(), id, prepared, &reader, from).await?;
        }
        let files: Vec<FileId> = composed.stored.iter().map(|file| file.id).collect();
        let scan = !files.is_empty() && self.files().are_scanned();
        let accepted = durable::accepted(id, caller, request, &composed, from.address.clone());
        let body = respond(self.settings(), &accepted);
        let counted = self.count_if_text(&accepted, road, &recipient, now)?;
        let accept =
            durable::durable_form(caller, now, road, units, &accepted, &composed, &recipient, from, scan);
        let Some(accept) = durable::with_idempotency(accept, idempotency, caller, &body, now) else {
            return Ok(Sent { body, replay: Replay::First });
        };
        let asked = accept.idempotency.as_ref().map(|row| row.digest);
        let work = accept.notification.as_ref().map(|row| Waiting {
            lane: row.lane,
            service: row.service,
            due_at: row.due_at,
        });
        let outcome = self.store().accept(accept).await;
        if let Some(counted) = counted
            && !matches!(outcome, Ok(Stored::Stored))
        {
            self.take_back_text(counted);
        }
        match outcome.map_err(Unavailable::from)? {
            Stored::Stored => {
                if let Some(waiting) = work {
                    self.note_work(waiting);
                }
                Ok(Sent { body, replay: Replay::First })
            }
            Stored::Exhausted(what) => {
                self.discard_files(files.into_iter()).await;
                Err(exhausted(caller, channel, what, now))
            }
            // Another node was faster: the files are stored there.
            Stored::Replay { digest, answer } => {
                self.discard_files(files.into_iter()).await;
                if Some(digest) == asked {
                    Ok(Sent { body: answer, replay: Replay::Again })
                } else {
                    Err(SendError::IdempotencyKeyReused)
                }
            }
        }
    }

    /// A call with an idempotency key gets the answer of the first one, and is refused while that one is under way.
    pub(crate) async fn enter(
        &self,
        caller: &Caller,
        idempotency: Option<&IdempotencyKey>,
        now: Moment,
    ) -> Result<Entered, SendError> {
        let Some(key) = idempotency else { return Ok(Entered::First(None)) };
        let turn = self.in_progress().enter(caller, key)?;
        let answered = self.answered(caller, key, now).await?;
        Ok(answered.map_or(Entered::First(Some(turn)), Entered::Again))
    }

    pub(crate) async fn answered(
        &self,
        caller: &Caller,
        key: &IdempotencyKey,
        now: Moment,
    ) -> Result<Option<Sent>, SendError> {
        let store = self.store().of(caller.service_id());
        match store.answered(caller.key_type(), &key.key, now).await.map_err(Unavailable::from)? {
            None => Ok(None),
            Some((digest, answer)) if digest == key.digest => {
                Ok(Some(Sent { body: answer, replay: Replay::Again }))
            }
            Some(_) => Err(SendError::IdempotencyKeyReused),
        }
    }

    /// Stage 7: the per-minute rate, shared by all keys of one type (contract §5.1).
    pub(crate) fn count_call(
        &self,
        caller: &Caller,
        now: Moment,
        rate: &mut Option<Rate>,
    ) -> Result<(), SendError> {
        if !caller.is_rated() {
            return Ok(());
        }
        let limit = caller.service.service().limits.rate;
        let key_type = caller.key_type();
        match self.rates().admit(caller.service_id(), key_type, now, limit) {
            Ok(admitted) => {
                *rate = Some(admitted);
                Ok(())
            }
            Err(refused) => {
                *rate = Some(refused);
                Err(SendError::RateExceeded { key_type, rate: refused })
            }
        }
    }

    /// A text that really leaves counts for its number (contract §5.6).
    fn count_if_text(
        &self,
        accepted: &Accepted,
        road: Road,
        recipient: &Recipient,
        now: Moment,
    ) -> Result<Option<CountedText>, SendError> {
        let (Road::Provider, AcceptedContent::Sms { body, .. }, Recipient::Phone(number)) =
            (road, &accepted.content, recipient)
        else {
            return Ok(None);
        };
        let leaves_at = match accepted.schedule {
            Schedule::Now => now,
            Schedule::At { moment, .. } => moment,
        };
        self.count_text(accepted.service, number.e164(), body, leaves_at).map_err(SendError::NumberCrowded)
    }
}
