//! The per-minute rate, over a window that slides (contract §5.1).

use crate::time::{Micros, Moment, SECOND};
use std::collections::BTreeMap;

/// The window of the per-minute rate, in seconds.
pub const RATE_WINDOW_SECONDS: u32 = 60;
const SLOT: Micros = SECOND / 10;
/// One more than a minute holds, because a call at the end of its slot must stay for the whole minute.
const SLOTS: i64 = 601;
const SLOTS_PER_SECOND: i64 = SECOND / SLOT;
/// A foreign second counts until its last call is a minute old.
const FOREIGN_SECONDS: i64 = RATE_WINDOW_SECONDS as i64 + 1;

/// Calls of the last minute, in tenths of a second.
///
/// A call stops counting between 60.0 and 60.1 seconds after it was made, never earlier; memory is
/// the same for a limit of one and of a million. A refused call does not count, so that a client
/// that waits as `Retry-After` says is let in.
///
/// Where several nodes let calls in, each tells the others how many it let in within each second; those of the others
/// count as well.
#[derive(Debug, Clone)]
pub struct RateWindow {
    calls: Box<[u32]>,
    /// The number of the newest slot since the epoch.
    newest: i64,
    total: u64,
    /// What other nodes let in, by second since the epoch.
    foreign: BTreeMap<i64, u32>,
    foreign_total: u64,
    /// The first second in which a call was counted that the other nodes have not been told of.
    untold: Option<i64>,
}

/// Where a caller stands within its rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub limit: u32,
    pub remaining: u32,
    /// Seconds until the window is empty (allowed) or until one more call fits (refused); at least 1
    /// when anything has been used.
    pub reset_seconds: u32,
}

impl Default for RateWindow {
    fn default() -> Self {
        Self {
            calls: vec![0; usize::try_from(SLOTS).unwrap_or(0)].into_boxed_slice(),
            newest: 0,
            total: 0,
            foreign: BTreeMap::new(),
            foreign_total: 0,
            untold: None,
        }
    }
}

impl RateWindow {
    /// Counts one call if it fits.
    ///
    /// # Errors
    /// The state of the window when the limit is reached; the call is then not counted.
    pub fn admit(&mut self, now: Moment, limit: u32) -> Result<Rate, Rate> {
        self.turn_to(now);
        if self.used() >= u64::from(limit) {
            return Err(Rate { limit, remaining: 0, reset_seconds: self.seconds_until_one_fits(limit) });
        }
        self.calls[slot_index(self.newest)] += 1;
        self.total += 1;
        self.tell_from(self.newest_second());
        let used = u32::try_from(self.used()).unwrap_or(u32::MAX);
        Ok(Rate { limit, remaining: limit.saturating_sub(used), reset_seconds: RATE_WINDOW_SECONDS })
    }

    /// How many calls count at this moment.
    pub fn used_at(&mut self, now: Moment) -> u64 {
        self.turn_to(now);
        self.used()
    }

    /// Counts what other nodes let in within one second. Said again, it replaces what was said before.
    pub fn hear(&mut self, now: Moment, second: i64, calls: u32) {
        self.turn_to(now);
        // What has left the window does not come back; and a clock far ahead of this one blocks nobody.
        let ahead = second.saturating_sub(self.newest_second());
        if (1 - FOREIGN_SECONDS..FOREIGN_SECONDS).contains(&ahead) {
            let before = self.foreign.insert(second, calls).unwrap_or(0);
            self.foreign_total = self.foreign_total - u64::from(before) + u64::from(calls);
        }
    }

    /// The own calls of every second that changed since the last time this was asked, for the other nodes to hear.
    pub fn take_untold(&mut self) -> Vec<(i64, u32)> {
        let Some(from) = self.untold.take() else { return Vec::new() };
        let newest = self.newest_second();
        // An older second may have left in part, and would be told too small.
        let oldest = newest - i64::from(RATE_WINDOW_SECONDS) + 1;
        (from.max(oldest)..=newest)
            .map(|second| (second, self.calls_in(second)))
            .filter(|(_, calls)| *calls > 0)
            .collect()
    }

    /// Nobody heard what was told from this second on: it is to be told again.
    pub fn tell_from(&mut self, second: i64) {
        self.untold = Some(self.untold.map_or(second, |untold| untold.min(second)));
    }

    /// The own calls of a second that is whole in the window.
    fn calls_in(&self, second: i64) -> u32 {
        let first = second * SLOTS_PER_SECOND;
        // The slots after the newest hold the oldest calls.
        let slots = first..(first + SLOTS_PER_SECOND).min(self.newest + 1);
        slots.map(|slot| self.calls[slot_index(slot)]).fold(0, u32::saturating_add)
    }

    fn newest_second(&self) -> i64 {
        self.newest.div_euclid(SLOTS_PER_SECOND)
    }

    fn used(&self) -> u64 {
        self.total.saturating_add(self.foreign_total)
    }

    fn turn_to(&mut self, now: Moment) {
        let slot = now.micros().div_euclid(SLOT);
        // A clock that went back a little keeps counting in the newest slot. One that went back by more than
        // the window has no past to count: waiting until it catches up could take for ever.
        let steps = slot.saturating_sub(self.newest);
        if steps.abs() >= SLOTS {
            self.calls.fill(0);
            self.total = 0;
            self.untold = None;
            self.newest = slot;
        }
        if steps <= -SLOTS {
            self.foreign.clear();
            self.foreign_total = 0;
        }
        while self.newest < slot {
            self.newest += 1;
            let leaving = &mut self.calls[slot_index(self.newest)];
            self.total -= u64::from(*leaving);
            *leaving = 0;
        }
        let left = self.newest_second() - FOREIGN_SECONDS;
        while let Some(oldest) = self.foreign.first_entry()
            && *oldest.key() <= left
        {
            self.foreign_total -= u64::from(oldest.remove());
        }
    }

    fn seconds_until_one_fits(&self, limit: u32) -> u32 {
        let mut over = self.used().saturating_sub(u64::from(limit)) + 1;
        for steps in 1..=FOREIGN_SECONDS * SLOTS_PER_SECOND {
            let slot = self.newest + steps;
            if steps <= SLOTS {
                over = over.saturating_sub(u64::from(self.calls[slot_index(slot)]));
            }
            if slot % SLOTS_PER_SECOND == 0 {
                let leaving = self.foreign.get(&(slot / SLOTS_PER_SECOND - FOREIGN_SECONDS));
                over = over.saturating_sub(leaving.copied().unwrap_or(0).into());
            }
            if over == 0 {
                return u32::try_from((steps * SLOT).div_euclid(SECOND) + 1).unwrap_or(RATE_WINDOW_SECONDS);
            }
        }
        RATE_WINDOW_SECONDS
    }
}

fn slot_index(slot: i64) -> usize {
    usize::try_from(slot.rem_euclid(SLOTS)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    impl RateWindow {
        /// Everything that other nodes have been told, or should have been.
        fn own(&self) -> Vec<(i64, u32)> {
            let mut window = self.clone();
            window.tell_from(0);
            window.take_untold()
        }
    }

    const NOON: Moment = Moment::from_micros(1_800_000_000_000_000);

    #[test]
    fn the_limit_is_exact_and_the_window_slides() {
        let mut window = RateWindow::default();
        for n in 0..3_u32 {
            assert_eq!(
                window.admit(NOON.plus(Micros::from(n) * 10 * SECOND), 3).map(|rate| rate.remaining),
                Ok(2 - n)
            );
        }
        let refused = window.admit(NOON.plus(30 * SECOND), 3).unwrap_err();
        assert_eq!((refused.remaining, refused.reset_seconds), (0, 31));
        assert!(window.admit(NOON.plus(59 * SECOND), 3).is_err());
        assert!(window.admit(NOON.plus(61 * SECOND), 3).is_ok(), "the first call has left the window");
        assert!(window.admit(NOON.plus(61 * SECOND), 3).is_err(), "the second has not");
    }

    #[test]
    fn waiting_as_told_is_enough() {
        let mut window = RateWindow::default();
        window.admit(NOON, 1).unwrap();
        let told = window.admit(NOON.plus(1), 1).unwrap_err().reset_seconds;
        assert!(window.admit(NOON.plus(1 + Micros::from(told) * SECOND), 1).is_ok());
    }

    #[test]
    fn a_clock_that_steps_back_gives_no_free_calls_and_one_that_leaps_blocks_nobody() {
        let mut window = RateWindow::default();
        window.admit(NOON, 1).unwrap();
        assert!(window.admit(NOON.plus(-30 * SECOND), 1).is_err());
        assert!(window.admit(NOON.plus(-3_600 * SECOND), 1).is_ok());
        assert!(window.admit(NOON.plus(-3_600 * SECOND), 1).is_err());
    }

    #[test]
    fn what_other_nodes_let_in_counts_and_is_replaced_when_told_again() {
        let mut window = RateWindow::default();
        let second = NOON.epoch_seconds();
        window.hear(NOON, second, 3);
        assert_eq!(window.admit(NOON, 10).map(|rate| rate.remaining), Ok(6));
        window.hear(NOON, second, 5);
        assert_eq!(window.admit(NOON, 10).map(|rate| rate.remaining), Ok(3));
        window.hear(NOON, second - 1, 3);
        assert!(window.admit(NOON, 10).is_err());
    }

    #[test]
    fn what_other_nodes_let_in_leaves_with_the_window() {
        let mut window = RateWindow::default();
        let later = NOON.plus(SECOND / 2);
        window.hear(later, NOON.epoch_seconds(), 1);
        // It may have been let in at the very end of its second.
        assert!(window.admit(NOON.plus(61 * SECOND - 1), 1).is_err());
        assert!(window.admit(NOON.plus(61 * SECOND), 1).is_ok());
        window.hear(NOON.plus(62 * SECOND), NOON.epoch_seconds(), 1);
        assert!(window.admit(NOON.plus(62 * SECOND), 2).is_ok(), "what has left does not come back");
        window.hear(NOON.plus(62 * SECOND), NOON.epoch_seconds() + 3_600, 9);
        assert!(window.admit(NOON.plus(62 * SECOND), 3).is_ok(), "a clock an hour ahead blocks nobody");
    }

    #[test]
    fn each_second_that_changed_is_told_once_and_told_again_when_nobody_heard() {
        let mut window = RateWindow::default();
        let second = NOON.epoch_seconds();
        for millis in [0, 950, 1_000, 3_200] {
            window.admit(NOON.plus(millis * SECOND / 1_000), 10).unwrap();
        }
        window.hear(NOON.plus(3_200_000), second, 7);
        let told = window.take_untold();
        assert_eq!(told, [(second, 2), (second + 1, 1), (second + 3, 1)]);
        assert!(window.take_untold().is_empty());
        window.admit(NOON.plus(3_900_000), 20).unwrap();
        assert_eq!(window.take_untold(), [(second + 3, 2)], "the whole second, to replace what was told");
        window.tell_from(second);
        assert_eq!(window.take_untold(), [(second, 2), (second + 1, 1), (second + 3, 2)]);
    }

    proptest! {
        #[test]
        fn no_minute_holds_more_than_the_limit(gaps in prop::collection::vec(0_i64..5_000_000, 1..200), limit in 1_u32..20) {
            let mut window = RateWindow::default();
            let mut now = NOON;
            let mut admitted = Vec::new();
            for gap in gaps {
                now = now.plus(gap);
                if window.admit(now, limit).is_ok() {
                    admitted.push(now);
                }
            }
            for (index, moment) in admitted.iter().enumerate() {
                let within = admitted[index..].iter().take_while(|later| later.since(*moment) < 60 * SECOND).count();
                prop_assert!(within <= limit as usize);
            }
        }

        #[test]
        fn nodes_that_tell_each_other_at_once_keep_to_the_limit_together(
            calls in prop::collection::vec((0_i64..5_000_000, 0_usize..3), 1..200),
            limit in 1_u32..20,
        ) {
            let mut nodes = vec![RateWindow::default(); 3];
            let mut now = NOON;
            let (mut admitted, mut told) = (Vec::new(), BTreeMap::new());
            for (gap, node) in calls {
                now = now.plus(gap);
                match nodes[node].admit(now, limit) {
                    Ok(_) => admitted.push(now),
                    Err(rate) => {
                        // Waiting as told is enough, whoever let in the calls that are in the way.
                        let later = now.plus(Micros::from(rate.reset_seconds) * SECOND);
                        prop_assert!(nodes[node].clone().admit(later, limit).is_ok());
                    }
                }
                // As the store keeps it: what each node told of a second stands until it tells it anew, and whoever
                // asks hears the sum of the others, second by second, back to a minute ago.
                for (node, window) in nodes.iter().enumerate() {
                    told.extend(window.own().into_iter().map(|(second, calls)| ((second, node), calls)));
                }
                let minute_ago = (now.epoch_seconds() - 60, 0);
                for (at, node) in nodes.iter_mut().enumerate() {
                    let mut heard = BTreeMap::new();
                    for ((second, _), calls) in told.range(minute_ago..).filter(|((_, other), _)| *other != at) {
                        *heard.entry(*second).or_default() += calls;
                    }
                    for (second, calls) in heard {
                        node.hear(now, second, calls);
                    }
                }
            }
            for (index, moment) in admitted.iter().enumerate() {
                let within = admitted[index..].iter().take_while(|later| later.since(*moment) < 60 * SECOND).count();
                prop_assert!(within <= limit as usize);
            }
        }
    }
}
