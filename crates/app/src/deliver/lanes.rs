//! The lanes of one channel: how they share its places.
//!
//! Places that come free go to the lanes that wait, by weight: of ten, six to priority, three to normal, one to bulk;
//! what one does not need goes to the others. Besides, some places are never given to less urgent work, however
//! long they stay empty: a slow mail server may hold every other place for minutes.

use facteur_model::Priority;

/// How a lane's share of the places that come free compares with the others'.
fn weight(priority: Priority) -> i64 {
    match priority {
        Priority::Priority => 6,
        Priority::Normal => 3,
        Priority::Bulk => 1,
    }
}

/// One number for each priority.
pub type PerLane = [usize; Priority::ALL.len()];

/// Whose turn it is; remembered from one share to the next.
#[derive(Debug, Default)]
pub struct Lanes {
    credit: [i64; Priority::ALL.len()],
}

/// The places that normal and bulk together never take, and those that bulk leaves besides: a quarter each, and at
/// least one where there are places enough.
pub fn reserves(places: usize) -> (usize, usize) {
    let reserve = if places > 1 { (places / 4).max(1) } else { 0 };
    (reserve, if places > 2 { reserve } else { 0 })
}

impl Lanes {
    /// Gives the free ones of `places`, `most` of them, to the lanes that wait; `taken` is what each holds already.
    pub fn share(
        &mut self,
        places: usize,
        most: usize,
        taken: PerLane,
        waits: [bool; Priority::ALL.len()],
    ) -> PerLane {
        let mut given = [0; Priority::ALL.len()];
        while given.iter().sum::<usize>() < most {
            let holds = |lane: usize| taken[lane] + given[lane];
            let room = Self::room(places, [holds(0), holds(1), holds(2)]);
            let may = |lane: &usize| waits[*lane] && room[*lane] > 0;
            let Some(lane) = self.next(may) else { return given };
            given[lane] += 1;
        }
        given
    }

    /// How many more each lane could take.
    fn room(places: usize, holds: PerLane) -> PerLane {
        let [priority, normal, bulk] = holds;
        let (reserve, second_reserve) = reserves(places);
        let all = places.saturating_sub(priority + normal + bulk);
        let of_normal = all.min((places - reserve).saturating_sub(normal + bulk));
        [all, of_normal, of_normal.min((places - reserve - second_reserve).saturating_sub(bulk))]
    }

    /// Smooth weighted round-robin: whoever was passed over longest, measured by its weight.
    fn next(&mut self, may: impl Fn(&usize) -> bool) -> Option<usize> {
        let waiting: Vec<usize> = (0..Priority::ALL.len()).filter(may).collect();
        let total: i64 = waiting.iter().map(|lane| weight(Priority::ALL[*lane])).sum();
        for lane in &waiting {
            self.credit[*lane] += weight(Priority::ALL[*lane]);
        }
        let chosen = waiting.into_iter().max_by_key(|lane| (self.credit[*lane], std::cmp::Reverse(*lane)))?;
        self.credit[chosen] -= total;
        Some(chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_go_by_weight_when_all_wait() {
        let mut lanes = Lanes::default();
        let mut given = [0; 3];
        for _ in 0..1_000 {
            // One place comes free at a time, of a hundred.
            let one = lanes.share(100, usize::MAX, [99, 0, 0], [true; 3]);
            given.iter_mut().zip(one).for_each(|(all, one)| *all += one);
        }
        assert_eq!(given, [600, 300, 100]);
    }

    #[test]
    fn what_nobody_else_needs_goes_to_who_waits() {
        let mut lanes = Lanes::default();
        assert_eq!(lanes.share(8, usize::MAX, [0; 3], [true, false, false]), [8, 0, 0]);
        assert_eq!(
            lanes.share(8, usize::MAX, [0; 3], [false, true, false]),
            [0, 6, 0],
            "two are kept for priority"
        );
        assert_eq!(
            lanes.share(8, usize::MAX, [0; 3], [false, false, true]),
            [0, 0, 4],
            "and two more for normal"
        );
    }

    #[test]
    fn a_single_place_serves_everybody() {
        let mut lanes = Lanes::default();
        assert_eq!(lanes.share(1, usize::MAX, [0; 3], [false, false, true]), [0, 0, 1]);
    }

    #[test]
    fn a_full_room_of_less_urgent_work_leaves_the_reserve() {
        let mut lanes = Lanes::default();
        assert_eq!(lanes.share(8, usize::MAX, [0, 2, 4], [true; 3]), [2, 0, 0]);
    }

    #[test]
    fn one_place_for_a_try_is_given_however_many_are_taken() {
        let mut lanes = Lanes::default();
        assert_eq!(lanes.share(32, 1, [0, 6, 0], [false, true, false]), [0, 1, 0]);
    }

    proptest! {
        #[test]
        fn no_more_is_given_than_there_is_and_the_reserve_holds(
            places in 1_usize..40,
            taken in proptest::array::uniform3(0_usize..20),
            waits in proptest::array::uniform3(any::<bool>()),
        ) {
            let mut lanes = Lanes::default();
            let given = lanes.share(places, usize::MAX, taken, waits);
            let (reserve, _) = reserves(places);
            prop_assert!(given.iter().sum::<usize>() <= places.saturating_sub(taken.iter().sum()));
            prop_assert!(given[1] + given[2] <= (places - reserve).saturating_sub(taken[1] + taken[2]));
            prop_assert!((0..3).all(|lane| waits[lane] || given[lane] == 0));
            if waits[0] {
                let left = places.saturating_sub(taken.iter().sum::<usize>() + given.iter().sum::<usize>());
                prop_assert_eq!(left, 0, "somebody waits, and a place stays empty");
            }
        }
    }
}
