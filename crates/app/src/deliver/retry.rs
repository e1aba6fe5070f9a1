//! When to try again.

use facteur_model::chance::Chance;
use facteur_model::time::{HOUR, MINUTE, Micros, Moment, SECOND};

/// The wait after the first failure; it doubles with each further one.
const FIRST: Micros = 10 * SECOND;
const LONGEST: Micros = 15 * MINUTE;
/// A message that nobody took in three days is given up (life cycle of a notification).
const HORIZON: Micros = 72 * HOUR;

/// The wait after `made` attempts, between 80 and 120 % of its nominal length so that messages that
/// failed together do not come back together; `None` once the horizon is past.
pub fn next(since: Moment, made: u32, now: Moment, chance: &dyn Chance) -> Option<Micros> {
    let nominal = FIRST.saturating_mul(1 << made.saturating_sub(1).min(20)).min(LONGEST);
    let mut draw = [0_u8; 2];
    chance.fill(&mut draw);
    let wait = nominal / 10 * 8 + nominal / 10 * 4 * Micros::from(u16::from_le_bytes(draw)) / 65_535;
    (now.plus(wait).since(since) <= HORIZON).then_some(wait)
}

/// When three days after a moment are over.
pub fn horizon(since: Moment) -> Moment {
    since.plus(HORIZON)
}

/// Is it too late to try at all?
pub fn is_over(since: Moment, now: Moment) -> bool {
    now.since(since) > HORIZON
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::chance::SeededChance;

    #[test]
    fn waits_grow_from_ten_seconds_to_a_quarter_of_an_hour_with_jitter() {
        let chance = SeededChance::new(3);
        let now = Moment::from_micros(0);
        for (made, nominal) in [(1, 10), (2, 20), (3, 40), (7, 640), (8, 900), (40, 900)] {
            let wait = next(now, made, now, &chance).unwrap();
            let nominal = nominal * SECOND;
            assert!((nominal / 10 * 8..=nominal / 10 * 12).contains(&wait), "{made}: {wait}");
        }
    }

    #[test]
    fn after_three_days_nobody_tries_again() {
        let chance = SeededChance::new(3);
        let made_at = Moment::from_micros(0);
        assert_eq!(next(made_at, 5, made_at.plus(HORIZON), &chance), None);
    }
}
