//! Messages that this process is handing to a provider right now, and outcomes that it could not write down.
//!
//! A clock that leaps, or a database that was away, ends leases early, and a message may be claimed again while its
//! provider still has it. It must not be sent a second time: the new lease goes to the delivery under way, which settles
//! under it. And an outcome that could not be recorded, because somebody else held the lease or the store failed, is
//! kept: should this process claim the message again, it records what it knows instead of sending once more.

use super::verdict::Verdict;
use facteur_model::id::NotificationId;
use facteur_store::Claimed;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Outcomes kept; when there are more, the oldest message's goes. Most are of messages that another node has done since.
const MOST_KEPT: usize = 1_000;

#[derive(Clone, Default)]
pub struct OnTheirWay(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    /// The newest lease of each message under way.
    leases: HashMap<NotificationId, i64>,
    kept: BTreeMap<NotificationId, Verdict>,
}

/// What this process knows of a message that it has just claimed.
pub(super) enum Met {
    /// It is on its way, and its delivery has the lease now.
    OnItsWay,
    /// It was attempted, and this is what became of it.
    Attempted(Box<Verdict>),
}

/// One message's way; ends when dropped.
pub(super) struct Way {
    id: NotificationId,
    all: OnTheirWay,
}

/// This process has claimed the message again meanwhile: there is a newer lease to try.
pub(super) struct ClaimedAgain;

impl OnTheirWay {
    /// `None` when the message is not known. Otherwise its lease goes where it is needed.
    pub(super) fn meet(&self, claimed: &Claimed) -> Option<Met> {
        self.known().meet(claimed)
    }

    /// Begins a message's way, unless it is known.
    pub(super) fn enter(&self, claimed: &Claimed) -> Result<Way, Met> {
        let (id, mut known) = (claimed.notification.id, self.known());
        if let Some(met) = known.meet(claimed) {
            return Err(met);
        }
        known.leases.insert(id, claimed.lease);
        Ok(Way { id, all: self.clone() })
    }

    /// An outcome of this message is recorded.
    pub(super) fn recorded(&self, id: NotificationId) {
        self.known().kept.remove(&id);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn meet(&mut self, claimed: &Claimed) -> Option<Met> {
        let id = claimed.notification.id;
        if let Some(kept) = self.kept.get_mut(&id) {
            if kept.is_news_of(claimed) {
                kept.settlement.lease = claimed.lease;
                return Some(Met::Attempted(Box::new(kept.clone())));
            }
            self.kept.remove(&id);
        }
        // Leases grow: the greatest is the one that holds.
        let held = self.leases.get_mut(&id)?;
        *held = claimed.lease.max(*held);
        Some(Met::OnItsWay)
    }
}

impl Way {
    /// The lease under which to write, now.
    pub(super) fn lease(&self) -> i64 {
        let lease = self.all.known().leases.get(&self.id).copied();
        lease.expect("it is there until the way is dropped")
    }

    /// Keeps an outcome that could not be written under this lease, until this process claims the message again.
    pub(super) fn keep(&self, verdict: &Verdict, lease: i64) -> Result<(), ClaimedAgain> {
        let mut known = self.all.known();
        if known.leases.get(&self.id) != Some(&lease) {
            return Err(ClaimedAgain);
        }
        known.kept.insert(self.id, verdict.clone());
        if known.kept.len() > MOST_KEPT {
            known.kept.pop_first();
        }
        Ok(())
    }
}

impl Drop for Way {
    fn drop(&mut self) {
        self.all.known().leases.remove(&self.id);
    }
}
