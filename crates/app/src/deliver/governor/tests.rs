use super::*;
use facteur_model::chance::SeededChance;
use facteur_model::notification::Status;

const NOW: Moment = Moment::from_micros(1_800_000_000_000_000);

fn done() -> Outcome {
    Outcome::HandedOver { status: Status::Sent, response: None }
}

fn throttled() -> Outcome {
    Outcome::Throttled { response: None, after: None }
}

fn unreachable() -> Outcome {
    Outcome::Unreachable { response: None }
}

/// What is sent in a span when everything that is allowed is taken at once.
fn sent_in(governor: &mut Governor, from: Moment, seconds: i64) -> usize {
    let mut sent = 0;
    for tenth in 0..seconds * 10 {
        let now = from.plus(tenth * SECOND / 10);
        let allowed = governor.allows(1_000, now);
        governor.take(allowed, now);
        sent += allowed;
    }
    sent
}

#[test]
fn without_a_limit_everything_may_go() {
    let mut governor = Governor::new(Pace::default());
    assert_eq!(governor.allows(500, NOW), 500);
    assert_eq!(governor.opens_at(NOW), None);
}

#[test]
fn the_operators_rate_is_kept() {
    let mut governor = Governor::new(Pace { most_per_second: Some(20), ..Pace::default() });
    let sent = sent_in(&mut governor, NOW, 10);
    assert!((200..=220).contains(&sent), "ten seconds, and the first second's worth at once: {sent}");
}

#[test]
fn a_complaint_halves_the_rate_and_quiet_seconds_raise_it_again() {
    let chance = SeededChance::new(1);
    let mut governor = Governor::new(Pace { most_per_second: Some(100), ..Pace::default() });
    for _ in 0..10 {
        governor.learn(&throttled(), SECOND, NOW, &chance);
    }
    assert_eq!(governor.rate(), Some(50.0), "answers to the same second are one complaint");
    governor.learn(&throttled(), SECOND, NOW.plus(SECOND), &chance);
    assert_eq!(governor.rate(), Some(25.0));
    sent_in(&mut governor, NOW.plus(SECOND), 30);
    assert_eq!(governor.rate(), Some(100.0), "never faster than the operator says");
}

#[test]
fn a_provider_without_a_limit_is_slowed_down_and_forgiven() {
    let chance = SeededChance::new(1);
    let mut governor = Governor::new(Pace::default());
    governor.take(400, NOW);
    governor.learn(&throttled(), SECOND, NOW, &chance);
    assert_eq!(governor.rate(), Some(200.0), "half of what was asked in that second");
    for minute in 0..70 {
        governor.allows(1, NOW.plus(minute * SECOND));
    }
    assert_eq!(governor.rate(), None);
}

#[test]
fn each_sender_has_a_rate_of_its_own() {
    let mut governor = Governor::new(Pace { most_per_sender_per_minute: Some(30), ..Pace::default() });
    assert_eq!(governor.sender("+16135550100", NOW), Ok(()));
    assert_eq!(governor.sender("+16135550100", NOW), Err(NOW.plus(2 * SECOND)));
    assert_eq!(governor.sender("+16135550101", NOW), Ok(()));
    assert_eq!(governor.sender("+16135550100", NOW.plus(2 * SECOND)), Ok(()));
}

#[test]
fn a_provider_that_is_gone_is_left_alone_and_tried_one_at_a_time() {
    let chance = SeededChance::new(1);
    let mut governor = Governor::new(Pace::default());
    for _ in 0..4 {
        governor.learn(&unreachable(), SECOND, NOW, &chance);
    }
    assert_eq!(governor.allows(8, NOW), 8, "a few failures are not enough");
    governor.learn(&unreachable(), SECOND, NOW, &chance);
    assert_eq!((governor.allows(8, NOW), governor.state(NOW)), (0, State::Open));
    let mut opens = governor.opens_at(NOW).unwrap();
    let mut waits = vec![opens.since(NOW)];
    for _ in 0..10 {
        assert_eq!(governor.allows(8, opens), 1, "one tries");
        governor.take(1, opens);
        assert_eq!(governor.allows(8, opens), 0, "and the others wait for it");
        assert_eq!(governor.allows(8, opens.plus(10 * SECOND)), 1, "but not for ever");
        governor.learn(&unreachable(), SECOND, opens, &chance);
        let next = governor.opens_at(opens).unwrap();
        waits.push(next.since(opens));
        opens = next;
    }
    assert!(waits[0] <= 2 * SECOND && waits[10] >= 45 * SECOND && waits[10] <= 75 * SECOND, "{waits:?}");
    governor.learn(&done(), SECOND, opens, &chance);
    assert_eq!((governor.allows(8, opens), governor.state(opens)), (8, State::Closed));
}

#[test]
fn an_answer_of_any_kind_shows_that_it_is_there() {
    let chance = SeededChance::new(1);
    let mut governor = Governor::new(Pace::default());
    let refused = Outcome::Refused { status: Status::PermanentFailure, reason: None, response: None };
    for outcome in [done(), refused, Outcome::Retry { response: None, after: None }] {
        for _ in 0..4 {
            governor.learn(&unreachable(), SECOND, NOW, &chance);
        }
        governor.learn(&outcome, SECOND, NOW, &chance);
    }
    assert_eq!(governor.state(NOW), State::Closed);
}

#[test]
fn a_clock_that_goes_back_neither_keeps_a_provider_alone_nor_slow_for_hours() {
    let chance = SeededChance::new(1);
    let mut governor = Governor::new(Pace { most_per_second: Some(100), ..Pace::default() });
    for _ in 0..5 {
        governor.learn(&unreachable(), SECOND, NOW, &chance);
    }
    governor.learn(&throttled(), SECOND, NOW, &chance);
    for _ in 0..5 {
        governor.learn(&unreachable(), SECOND, NOW, &chance);
    }
    assert_eq!(governor.state(NOW), State::Open);
    let before = NOW.plus(-3_600 * SECOND);
    assert_eq!((governor.state(before), governor.left_alone_until(before)), (State::Trying, None));
    governor.learn(&done(), SECOND, before, &chance);
    sent_in(&mut governor, before, 30);
    assert_eq!(governor.rate(), Some(100.0));
}
