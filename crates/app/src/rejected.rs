//! Calls that the API refused: kept in memory, written down in batches, never in a request; for the people who write
//! the client, who cannot see its log.

use crate::authority::{Authority, Need};
use crate::operate::ChangeError;
use crate::{App, Unavailable, meter};
use facteur_model::id::{ApiKeyId, RejectedRequestId, ServiceId};
use facteur_model::person::Right;
use facteur_model::time::{DAY, Micros, Moment};
use facteur_store::{RejectedFilter, RejectedRequest, rejected_requests};
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How long refused calls are kept.
const LIFE: Micros = 7 * DAY;
/// A client in a loop must not fill the database: beyond this its calls only count.
const MOST_PER_KEY_AND_MINUTE: u32 = 30;
/// Calls that wait to be written down; beyond this the oldest go.
const MOST_WAITING: usize = 1_000;
/// Calls of one commit, which others wait for.
const MOST_PER_COMMIT: usize = 100;
/// Keys whose calls are counted at once; past that the counts start anew.
const MOST_KEYS: usize = 10_000;
/// Characters kept of the messages, which may repeat what the caller wrote.
const LONGEST_TEXT: usize = 2_000;
/// Calls on one page.
const REJECTED_PAGE: usize = 50;

/// A call as it was refused. Without `Debug`: its messages may repeat what the caller wrote.
pub struct Rejection {
    pub service: ServiceId,
    pub key: ApiKeyId,
    pub method: String,
    /// The pattern of the path.
    pub route: String,
    pub status: u16,
    /// The name of the error, which programs compare.
    pub error: String,
    /// The messages, a line each.
    pub english: String,
    pub french: String,
}

/// Which refused calls to list.
#[derive(Debug, Default)]
pub struct RejectedQuery {
    pub key: Option<ApiKeyId>,
    pub status: Option<u32>,
    pub older_than: Option<RejectedRequestId>,
}

/// One page of refused calls, newest first.
pub struct RejectedPage {
    pub entries: Vec<RejectedView>,
    /// The older page begins after this one.
    pub older: Option<RejectedRequestId>,
}

/// A refused call, as its service sees it.
pub struct RejectedView {
    pub at: Moment,
    /// The name of the key; absent for what somebody tried from the site.
    pub key_name: Option<String>,
    pub method: String,
    pub route: String,
    pub status: u32,
    pub error: String,
    pub english: String,
    pub french: String,
}

/// What waits to be written down.
#[derive(Default)]
pub struct Rejected(Mutex<Queue>);

#[derive(Default)]
struct Queue {
    waiting: VecDeque<RejectedRequest>,
    /// How many calls of each key were noted, and in which minute.
    noted: HashMap<ApiKeyId, (i64, u32)>,
}

impl Queue {
    fn note(&mut self, request: RejectedRequest) {
        let minute = request.at.epoch_seconds().div_euclid(60);
        if self.noted.len() >= MOST_KEYS && !self.noted.contains_key(&request.key) {
            self.noted.clear();
        }
        let (of, noted) = self.noted.entry(request.key).or_insert((minute, 0));
        if *of != minute {
            (*of, *noted) = (minute, 0);
        }
        if *noted >= MOST_PER_KEY_AND_MINUTE {
            meter::rejected_unnoted();
            return;
        }
        *noted += 1;
        if self.waiting.len() == MOST_WAITING {
            self.waiting.pop_front();
            meter::rejected_unnoted();
        }
        self.waiting.push_back(request);
    }

    fn take(&mut self) -> Vec<RejectedRequest> {
        let most = self.waiting.len().min(MOST_PER_COMMIT);
        self.waiting.drain(..most).collect()
    }

    /// They were not written after all: to their place before the others, as far as there is room.
    fn put_back(&mut self, requests: Vec<RejectedRequest>) {
        for request in requests.into_iter().rev() {
            if self.waiting.len() == MOST_WAITING {
                meter::rejected_unnoted();
            } else {
                self.waiting.push_front(request);
            }
        }
    }
}

impl App {
    /// Notes a call of an authenticated caller that was refused. Costs the call nothing but memory.
    pub fn note_rejected(&self, rejection: Rejection) {
        let at = self.now();
        let cut = |text: String| match text.char_indices().nth(LONGEST_TEXT) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        };
        self.rejected().note(RejectedRequest {
            id: RejectedRequestId::new(at, self.chance()),
            service: rejection.service,
            key: rejection.key,
            at,
            method: rejection.method,
            route: rejection.route,
            status: rejection.status.into(),
            error: rejection.error,
            english: cut(rejection.english),
            french: cut(rejection.french),
        });
    }

    /// Writes down the calls that were refused since the previous call.
    pub async fn flush_rejected(&self) -> Result<(), Unavailable> {
        loop {
            let requests = self.rejected().take();
            if requests.is_empty() {
                return Ok(());
            }
            if let Err(error) = self.write_rejected(&requests).await {
                self.rejected().put_back(requests);
                return Err(error.into());
            }
        }
    }

    async fn write_rejected(&self, requests: &[RejectedRequest]) -> Result<(), facteur_store::Error> {
        let mut tx = self.store().begin().await?;
        for request in requests {
            match rejected_requests::insert(&mut tx, request).await {
                // The service is gone, and nobody is left to tell.
                Ok(()) | Err(facteur_store::Error::Missing) => {}
                Err(error) => return Err(error),
            }
        }
        tx.commit().await
    }

    /// Forgets up to `most` of the refused calls that were kept for long enough, and says how many.
    pub(crate) async fn sweep_rejected(&self, most: usize) -> Result<usize, Unavailable> {
        let before = self.now().plus(-LIFE);
        let mut tx = self.store().begin().await?;
        let swept = rejected_requests::sweep(&mut tx, before, most).await?;
        tx.commit().await?;
        Ok(swept)
    }

    /// The refused calls of a service's keys.
    pub async fn rejected_requests(
        &self,
        by: &Authority,
        service: ServiceId,
        query: &RejectedQuery,
    ) -> Result<RejectedPage, ChangeError> {
        let view = self.allowed(by, service, Need::Right(Right::ManageApiKeys)).await?;
        let RejectedQuery { key, status, older_than } = *query;
        let filter = RejectedFilter { key, status, older_than, most: REJECTED_PAGE + 1 };
        let mut found = self.store().of(service).rejected_requests(&filter).await?;
        let is_more = found.len() > REJECTED_PAGE;
        found.truncate(REJECTED_PAGE);
        let older = found.last().filter(|_| is_more).map(|last| last.id);
        let name = |id| view.keys().iter().find(|key| key.id == id).map(|key| key.name.clone());
        let entries = found.into_iter().map(|request| RejectedView {
            at: request.at,
            key_name: name(request.key),
            method: request.method,
            route: request.route,
            status: request.status,
            error: request.error,
            english: request.english,
            french: request.french,
        });
        Ok(RejectedPage { entries: entries.collect(), older })
    }

    fn rejected(&self) -> MutexGuard<'_, Queue> {
        self.0.rejected.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::time::MINUTE;
    use uuid::Uuid;

    fn request(key: u128, at: Moment) -> RejectedRequest {
        RejectedRequest {
            id: RejectedRequestId::from_uuid(Uuid::from_u128(1)),
            service: ServiceId::from_uuid(Uuid::from_u128(2)),
            key: ApiKeyId::from_uuid(Uuid::from_u128(key)),
            at,
            method: "POST".to_owned(),
            route: "/v2/notifications/email".to_owned(),
            status: 400,
            error: "ValidationError".to_owned(),
            english: String::new(),
            french: String::new(),
        }
    }

    #[test]
    fn a_client_in_a_loop_fills_neither_the_memory_nor_the_database() {
        let mut queue = Queue::default();
        let noon = Moment::from_micros(1_800_000_000_000_000);
        for _ in 0..1_000 {
            queue.note(request(1, noon));
        }
        queue.note(request(2, noon));
        assert_eq!(queue.waiting.len(), 31, "thirty of the first key, and the second is heard");
        queue.note(request(1, noon.plus(MINUTE)));
        assert_eq!(queue.waiting.len(), 32);
        for key in 0..2_000 {
            queue.note(request(key + 10, noon));
        }
        assert_eq!(queue.waiting.len(), MOST_WAITING);
    }

    #[test]
    fn what_could_not_be_written_waits_before_the_others() {
        let mut queue = Queue::default();
        let noon = Moment::from_micros(1_800_000_000_000_000);
        (0..150).for_each(|key| queue.note(request(key, noon)));
        let taken = queue.take();
        assert_eq!((taken.len(), queue.waiting.len()), (MOST_PER_COMMIT, 50));
        queue.put_back(taken);
        let keys: Vec<_> = queue.waiting.iter().map(|request| request.key.as_uuid().as_u128()).collect();
        assert_eq!(keys, (0..150).collect::<Vec<_>>());
    }
}
