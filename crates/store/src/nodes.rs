//! What several nodes on one database have to agree about. On SQLite there is one node, and nothing to agree.

use crate::engine::{Engine, HeldDuty};
use crate::error::Error;
use crate::store::Store;
use facteur_model::api_key::KeyType;
use facteur_model::id::ServiceId;
use facteur_model::time::{Micros, Moment};
use std::fmt;

/// Work that one node at a time does for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Duty {
    /// Deleting what has been kept for long enough, and what else expires.
    Sweep,
    /// Preparing the tables of the coming days, and freeing the work of dead nodes.
    Tend,
    /// Making messages of the rows of jobs.
    Expand,
    /// Telling people of limits and of e-mails that come back.
    Watch,
}

impl Duty {
    /// All duties.
    pub const ALL: [Duty; 4] = [Duty::Sweep, Duty::Tend, Duty::Expand, Duty::Watch];
}

/// Held for as long as this node has the duty; given back when dropped, also by the death of the node.
pub struct OnDuty {
    #[expect(dead_code, reason = "held, not read")]
    held: HeldDuty,
}

impl fmt::Debug for OnDuty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnDuty")
    }
}

/// How many calls of a service's keys of one type were let in within one second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateUse {
    /// The service.
    pub service: ServiceId,
    /// The type of the keys.
    pub key_type: KeyType,
    /// The second, since 1970.
    pub second: i64,
    /// The calls.
    pub calls: u32,
}

impl Store {
    /// May other nodes work on this database?
    pub fn is_shared(&self) -> bool {
        match self.engine() {
            Engine::Sqlite(_) => false,
            Engine::Postgres(_) => true,
        }
    }

    /// How far this machine's clock is ahead of the database server's; `None` when there is no other clock. Leases and
    /// schedules are written by one node and read by another, so their clocks have to agree.
    pub async fn clock_skew(&self, now: Moment) -> Result<Option<Micros>, Error> {
        self.engine().clock_skew(now).await
    }

    /// Takes a duty, unless another node has it.
    pub async fn try_duty(&self, duty: Duty) -> Result<Option<OnDuty>, Error> {
        Ok(self.engine().try_duty(duty).await?.map(|held| OnDuty { held }))
    }

    /// Makes the tables of the coming days, drops those of the past that nobody needs any more, and frees the
    /// work of nodes that died. Says how many messages were freed. For the holder of [`Duty::Tend`].
    pub async fn tend(&self, now: Moment) -> Result<usize, Error> {
        self.engine().tend(now).await
    }

    /// Tells the other nodes how many calls this one let in, and answers with what they let in since a second.
    /// A second that is told again replaces what was told before.
    pub async fn share_rates(&self, own: Vec<RateUse>, since: i64) -> Result<Vec<RateUse>, Error> {
        self.engine().share_rates(own, since).await
    }
}
