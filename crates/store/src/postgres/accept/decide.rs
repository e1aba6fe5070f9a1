//! What becomes of each request of a flush, in the order in which they came.

use crate::hot::allowance_used::Allowance;
use crate::hot::sealed::{AcceptOutcome, SealedAccept};
use crate::seal::Tag;
use facteur_model::allowance;
use facteur_model::id::ServiceId;
use std::collections::{HashMap, HashSet};

pub(super) struct Decisions {
    /// Answers that were given before this flush.
    answered: HashMap<usize, Vec<u8>>,
    /// Answers that are given in this flush.
    answering: HashMap<(ServiceId, Tag), Vec<u8>>,
    used: HashMap<Allowance, u64>,
    moved: HashSet<Allowance>,
    /// The places of the requests that are to be written.
    pub(super) stored: Vec<usize>,
}

impl Decisions {
    pub(super) fn new(answered: HashMap<usize, Vec<u8>>, used: HashMap<Allowance, u64>) -> Self {
        Self { answered, answering: HashMap::new(), used, moved: HashSet::new(), stored: Vec::new() }
    }

    pub(super) fn decide(&mut self, place: usize, accept: &SealedAccept) -> AcceptOutcome {
        let key = accept.idempotency.as_ref().map(|idempotency| (accept.service, idempotency.key_tag));
        let earlier = self.answered.remove(&place).or_else(|| self.answering.get(&key?).cloned());
        if let Some(sealed_answer) = earlier {
            return AcceptOutcome::Replay { sealed_answer };
        }
        if let Some(charge) = &accept.charge {
            let counters = Allowance::of(accept.service, charge);
            let [today, this_year] = counters.map(|counter| self.used.get(&counter).copied().unwrap_or(0));
            let allowed = allowance::check(&charge.limits, charge.channel, today, this_year, charge.units);
            if let Err(exhausted) = allowed {
                return AcceptOutcome::Exhausted(exhausted);
            }
            for counter in counters {
                let used = self.used.entry(counter).or_default();
                *used = used.saturating_add(charge.units);
                self.moved.insert(counter);
            }
        }
        if let (Some(key), Some(idempotency)) = (key, &accept.idempotency) {
            self.answering.insert(key, idempotency.sealed_answer.clone());
        }
        self.stored.push(place);
        AcceptOutcome::Stored
    }

    /// The counters that moved, with their new values.
    pub(super) fn charged(&self) -> impl Iterator<Item = (&Allowance, u64)> {
        self.moved.iter().filter_map(|counter| Some((counter, *self.used.get(counter)?)))
    }
}
