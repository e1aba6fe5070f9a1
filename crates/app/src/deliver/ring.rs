//! One lane: services take turns, so that a long queue of one delays nobody else.
//!
//! This is deficit round-robin. At its turn a service may send one unit; a message costs as many units as it has
//! parts, which is known only once it is claimed, so what it cost beyond one is owed, and paid with later turns. A
//! service that is alone never waits for its own debts.

use facteur_model::id::ServiceId;
use facteur_model::time::Moment;
use std::collections::{BTreeSet, HashMap, VecDeque};

/// Where a service stands.
#[derive(Debug, Clone, Copy)]
struct Turn {
    /// When its first message is due, as far as is known.
    due_at: Moment,
    /// Units that it took beyond its turns.
    owed: i64,
    ready: bool,
}

/// The services that have work in one lane.
#[derive(Debug, Default)]
pub struct Ring {
    turns: HashMap<ServiceId, Turn>,
    /// Those with due work, in the order of their turns.
    ready: VecDeque<ServiceId>,
    /// Those whose work is due later.
    later: BTreeSet<(Moment, ServiceId)>,
}

/// How many messages of a service to claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub service: ServiceId,
    pub most: usize,
}

impl Ring {
    /// A service has a message that is due then. What was known of an earlier one stays.
    pub fn note(&mut self, service: ServiceId, due_at: Moment) {
        match self.turns.get_mut(&service) {
            None => {
                self.turns.insert(service, Turn { due_at, owed: 0, ready: false });
                self.later.insert((due_at, service));
            }
            Some(turn) if !turn.ready && due_at < turn.due_at => {
                self.later.remove(&(turn.due_at, service));
                self.later.insert((due_at, service));
                turn.due_at = due_at;
            }
            Some(_) => {}
        }
    }

    /// Nothing is known to be due of a service any more.
    pub fn forget(&mut self, service: ServiceId) {
        let Some(turn) = self.turns.remove(&service) else { return };
        if turn.ready {
            self.ready.retain(|ready| *ready != service);
        } else {
            self.later.remove(&(turn.due_at, service));
        }
    }

    /// What its messages cost beyond the one unit that each was given.
    pub fn charge(&mut self, service: ServiceId, extra: i64) {
        if let Some(turn) = self.turns.get_mut(&service) {
            turn.owed = turn.owed.saturating_add(extra);
        }
    }

    /// Shares `room` places between the services with due work that may send.
    pub fn share(&mut self, now: Moment, room: usize, may_send: impl Fn(ServiceId) -> bool) -> Vec<Share> {
        self.promote(now);
        // Those that may not send keep their places in the ring, and are stepped over.
        let mut takers: Vec<ServiceId> = Vec::new();
        let mut held_back = VecDeque::new();
        for _ in 0..self.ready.len() {
            if takers.len() == room {
                break;
            }
            let Some(service) = self.ready.pop_front() else { break };
            if may_send(service) {
                takers.push(service);
                self.ready.push_back(service);
            } else {
                held_back.push_back(service);
            }
        }
        // Without a place now, they are the first to be looked at when their pause ends.
        while let Some(service) = held_back.pop_back() {
            self.ready.push_front(service);
        }
        self.give_out(takers, room)
    }

    /// Turn by turn until the room is used; who owes pays with its turn, unless all owe.
    fn give_out(&mut self, takers: Vec<ServiceId>, mut room: usize) -> Vec<Share> {
        let mut shares: Vec<Share> = takers.into_iter().map(|service| Share { service, most: 0 }).collect();
        let count = shares.len();
        while room > 0 && count > 0 {
            let least = shares.iter().map(|share| self.owed(share.service)).min().unwrap_or_default().max(0);
            for (place, share) in shares.iter_mut().enumerate() {
                if room == 0 {
                    // Whoever had no turn in this round is the first of the next.
                    self.begin_with(place, count);
                    break;
                }
                let Some(turn) = self.turns.get_mut(&share.service) else { continue };
                // Turns that nobody could have used are skipped for all at once.
                turn.owed = (turn.owed - least).max(0);
                if turn.owed > 0 {
                    turn.owed -= 1;
                } else {
                    share.most += 1;
                    room -= 1;
                }
            }
        }
        shares.retain(|share| share.most > 0);
        shares
    }

    /// Of the last `count` services of the ring, lets those before `place` come after the others.
    fn begin_with(&mut self, place: usize, count: usize) {
        let from = self.ready.len().saturating_sub(count);
        self.ready.make_contiguous()[from..].rotate_left(place);
    }

    fn owed(&self, service: ServiceId) -> i64 {
        self.turns.get(&service).map_or(0, |turn| turn.owed)
    }

    /// Does any service have due work that it may send?
    pub fn waits(&mut self, now: Moment, may_send: impl Fn(ServiceId) -> bool) -> bool {
        self.promote(now);
        self.ready.iter().any(|service| may_send(*service))
    }

    /// When the next service has due work; the past when one has it now.
    pub fn next_due(&self) -> Option<Moment> {
        match self.ready.front() {
            Some(service) => self.turns.get(service).map(|turn| turn.due_at),
            None => self.later.first().map(|(due_at, _)| *due_at),
        }
    }

    /// How many services have due work.
    pub fn ready(&self) -> usize {
        self.ready.len()
    }

    fn promote(&mut self, now: Moment) {
        while let Some((due_at, service)) = self.later.first().copied()
            && due_at <= now
        {
            self.later.pop_first();
            if let Some(turn) = self.turns.get_mut(&service) {
                turn.ready = true;
                self.ready.push_back(service);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::chance::SeededChance;
    use facteur_model::time::SECOND;
    use proptest::prelude::*;

    const NOW: Moment = Moment::from_micros(1_800_000_000_000_000);

    fn services<const N: usize>() -> [ServiceId; N] {
        let chance = SeededChance::new(5);
        std::array::from_fn(|_| ServiceId::new(NOW, &chance))
    }

    fn everybody(_: ServiceId) -> bool {
        true
    }

    #[test]
    fn a_service_alone_gets_all_the_room() {
        let mut ring = Ring::default();
        let [one] = services();
        ring.note(one, NOW);
        ring.charge(one, 1_000);
        assert_eq!(ring.share(NOW, 100, everybody), [Share { service: one, most: 100 }]);
    }

    #[test]
    fn a_newcomer_is_served_with_the_next_share_however_long_the_other_queue_is() {
        let mut ring = Ring::default();
        let [big, small] = services();
        ring.note(big, NOW);
        ring.share(NOW, 8, everybody);
        ring.note(small, NOW);
        let shares = ring.share(NOW, 8, everybody);
        assert!(shares.contains(&Share { service: small, most: 4 }), "{shares:?}");
    }

    #[test]
    fn long_messages_are_paid_with_later_turns() {
        let mut ring = Ring::default();
        let [long, short] = services();
        ring.note(long, NOW);
        ring.note(short, NOW);
        let (mut units_of_long, mut units_of_short) = (0, 0);
        for _ in 0..100 {
            for Share { service, most } in ring.share(NOW, 2, everybody) {
                let sent = i64::try_from(most).unwrap();
                if service == long {
                    ring.charge(long, sent * 3);
                    units_of_long += sent * 4;
                } else {
                    units_of_short += sent;
                }
            }
        }
        assert!((units_of_long - units_of_short).abs() <= 8, "{units_of_long} and {units_of_short}");
    }

    #[test]
    fn who_may_not_send_is_stepped_over_and_keeps_its_place() {
        let mut ring = Ring::default();
        let [paused, other] = services();
        ring.note(paused, NOW);
        ring.note(other, NOW);
        let but_one = |service| service != paused;
        assert_eq!(ring.share(NOW, 4, but_one), [Share { service: other, most: 4 }]);
        assert!(!ring.waits(NOW, |_| false) && ring.waits(NOW, but_one));
        assert_eq!(ring.share(NOW, 1, everybody), [Share { service: paused, most: 1 }]);
    }

    #[test]
    fn what_is_due_later_waits_for_its_time() {
        let mut ring = Ring::default();
        let [one] = services();
        ring.note(one, NOW.plus(2 * SECOND));
        ring.note(one, NOW.plus(SECOND));
        ring.note(one, NOW.plus(3 * SECOND));
        assert_eq!(ring.next_due(), Some(NOW.plus(SECOND)));
        assert_eq!(ring.share(NOW, 4, everybody), []);
        assert_eq!(ring.share(NOW.plus(SECOND), 4, everybody).len(), 1);
        ring.forget(one);
        assert_eq!((ring.next_due(), ring.ready()), (None, 0));
    }

    proptest! {
        /// Nobody with due work waits longer than it takes the others to have one turn each, and no place stays
        /// empty while somebody waits.
        #[test]
        fn everybody_has_a_turn_in_time(count in 1_usize..30, room in 1_usize..20) {
            let mut ring = Ring::default();
            let services = &services::<30>()[..count];
            for service in services {
                ring.note(*service, NOW);
            }
            let mut served = std::collections::HashSet::new();
            for _ in 0..count.div_ceil(room) {
                let shares = ring.share(NOW, room, everybody);
                prop_assert_eq!(shares.iter().map(|share| share.most).sum::<usize>(), room);
                served.extend(shares.iter().map(|share| share.service));
            }
            prop_assert_eq!(served.len(), count);
        }
    }
}
