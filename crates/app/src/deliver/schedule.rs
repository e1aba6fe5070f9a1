//! What is claimed next: known work, fairly shared, as fast as each provider takes it.

use super::governor::{Governor, Pace, State};
use super::lanes::{Lanes, PerLane};
use super::ring::{Ring, Share};
use facteur_model::chance::Chance;
use facteur_model::id::ServiceId;
use facteur_model::time::{Micros, Moment};
use facteur_model::{Channel, Lane, Priority};
use facteur_providers::Outcome;
use facteur_store::{Pick, Waiting};
use std::collections::HashMap;

/// A kind of due work that shares nothing with the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Messages that the provider of this channel takes.
    Real(Channel),
    /// Messages of test keys, which the simulator answers.
    Simulated,
}

impl Queue {
    pub const ALL: [Queue; 3] = [Queue::Real(Channel::Email), Queue::Real(Channel::Sms), Queue::Simulated];
}

/// What to claim of a queue.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub picks: Vec<Pick>,
    /// When to look again, should nothing happen before; `None` when nothing is known to wait.
    pub again_at: Option<Moment>,
}

/// Whose messages are held back by an operator.
pub trait HeldBack {
    fn service(&self, service: ServiceId) -> bool;
    fn provider(&self, channel: Channel) -> bool;
}

/// The places of a channel and its speed.
struct Channels {
    lanes: Lanes,
    /// Claimed and not yet settled, by lane.
    under_way: PerLane,
    governor: Governor,
}

pub struct Schedule {
    rings: HashMap<Lane, Ring>,
    email: Channels,
    sms: Channels,
}

/// Whoever is held back, or has no place, is looked at again after this long at the latest.
const LOOK_AGAIN: Micros = 50_000;

impl Schedule {
    pub fn new(email: Pace, sms: Pace) -> Self {
        let channel = |pace| Channels {
            lanes: Lanes::default(),
            under_way: PerLane::default(),
            governor: Governor::new(pace),
        };
        Self {
            rings: Lane::ALL.map(|lane| (lane, Ring::default())).into(),
            email: channel(email),
            sms: channel(sms),
        }
    }

    /// There is work, due then.
    pub fn note(&mut self, waiting: Waiting) {
        self.ring(waiting.lane).note(waiting.service, waiting.due_at);
    }

    /// What to claim of a channel's lanes with this many places, of which some are taken.
    pub fn plan(&mut self, channel: Channel, places: usize, now: Moment, held_back: &impl HeldBack) -> Plan {
        let lanes = Priority::ALL.map(|priority| Lane::Real(channel, priority));
        if held_back.provider(channel) {
            let waits = lanes.into_iter().any(|lane| self.ring(lane).next_due().is_some());
            return Plan { picks: Vec::new(), again_at: waits.then(|| now.plus(LOOK_AGAIN)) };
        }
        let may_send = |service| !held_back.service(service);
        let waits = lanes.map(|lane| self.ring(lane).waits(now, may_send));
        let Channels { lanes: sharing, under_way, governor } = self.channel(channel);
        let taken = under_way.iter().sum::<usize>();
        let free = places.saturating_sub(taken);
        let allowed = governor.allows(free, now);
        let given = sharing.share(places, allowed, *under_way, waits);
        let opens_at = governor.opens_at(now);
        let mut picks = Vec::new();
        for (lane, room) in lanes.into_iter().zip(given) {
            let shares = self.ring(lane).share(now, room, may_send);
            picks.extend(shares.into_iter().map(|Share { service, most }| Pick { lane, service, most }));
        }
        let again_at = lanes.into_iter().filter_map(|lane| self.ring(lane).next_due()).min().map(|due| {
            let blocked = picks.is_empty() && due <= now;
            if blocked { opens_at.unwrap_or(now).max(now.plus(LOOK_AGAIN)) } else { due }
        });
        Plan { picks, again_at }
    }

    /// What to claim of the simulator's lane.
    pub fn plan_simulated(&mut self, most: usize, now: Moment) -> Plan {
        let ring = self.ring(Lane::Simulated);
        let shares = ring.share(now, most, |_| true);
        let lane = Lane::Simulated;
        let picks = shares.into_iter().map(|Share { service, most }| Pick { lane, service, most }).collect();
        Plan { picks, again_at: ring.next_due() }
    }

    /// A claim came back: `got` messages that cost so many units. Says whether the place may be without due work
    /// now, and when its next is due has to be asked.
    pub fn claimed(&mut self, pick: Pick, got: usize, units: i64, now: Moment) -> bool {
        let ring = self.ring(pick.lane);
        ring.charge(pick.service, units.saturating_sub(i64::try_from(got).unwrap_or(i64::MAX)));
        let spent = got < pick.most;
        if spent {
            ring.forget(pick.service);
        }
        if let Lane::Real(channel, priority) = pick.lane {
            let channel = self.channel(channel);
            channel.under_way[priority as usize] += got;
            channel.governor.take(got, now);
        }
        spent
    }

    /// A claimed message is settled, or left to the end of its lease.
    pub fn left(&mut self, lane: Lane) {
        if let Lane::Real(channel, priority) = lane {
            let under_way = &mut self.channel(channel).under_way[priority as usize];
            *under_way = under_way.saturating_sub(1);
        }
    }

    /// An attempt ended, after `lasted`.
    pub fn learn(
        &mut self,
        channel: Channel,
        outcome: &Outcome,
        lasted: Micros,
        now: Moment,
        chance: &dyn Chance,
    ) {
        self.channel(channel).governor.learn(outcome, lasted, now, chance);
    }

    /// Until when the provider is left alone, if it is: what was claimed before need not fail one by one.
    pub fn left_alone_until(&mut self, channel: Channel, now: Moment) -> Option<Moment> {
        self.channel(channel).governor.left_alone_until(now)
    }

    /// May this sender send now? Otherwise, when.
    pub fn sender(&mut self, channel: Channel, sender: &str, now: Moment) -> Result<(), Moment> {
        self.channel(channel).governor.sender(sender, now)
    }

    /// How long an attempt takes, of late.
    pub fn average(&mut self, channel: Channel) -> Micros {
        self.channel(channel).governor.average()
    }

    /// What an operator is shown of a channel: its circuit, its rate, and what is under way.
    pub fn state(&mut self, channel: Channel, now: Moment) -> (State, Option<f64>, usize) {
        let channel = self.channel(channel);
        (channel.governor.state(now), channel.governor.rate(), channel.under_way.iter().sum())
    }

    /// How many services have due work in a lane.
    pub fn ready(&mut self, lane: Lane) -> usize {
        self.ring(lane).ready()
    }

    fn ring(&mut self, lane: Lane) -> &mut Ring {
        self.rings.entry(lane).or_default()
    }

    fn channel(&mut self, channel: Channel) -> &mut Channels {
        match channel {
            Channel::Email => &mut self.email,
            Channel::Sms => &mut self.sms,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::chance::SeededChance;
    use facteur_model::time::SECOND;
    use std::collections::HashMap;

    const NOW: Moment = Moment::from_micros(1_800_000_000_000_000);
    const NORMAL: Lane = Lane::Real(Channel::Email, Priority::Normal);

    #[derive(Default)]
    struct Nobody;
    impl HeldBack for Nobody {
        fn service(&self, _: ServiceId) -> bool {
            false
        }
        fn provider(&self, _: Channel) -> bool {
            false
        }
    }

    struct All;
    impl HeldBack for All {
        fn service(&self, _: ServiceId) -> bool {
            false
        }
        fn provider(&self, _: Channel) -> bool {
            true
        }
    }

    fn services<const N: usize>() -> [ServiceId; N] {
        let chance = SeededChance::new(5);
        std::array::from_fn(|_| ServiceId::new(NOW, &chance))
    }

    /// A mail server with eight places, each message taking 50 ms, and queues of messages: what the schedule claims
    /// is sent, and the delays are written down.
    struct Simulation {
        schedule: Schedule,
        waiting: HashMap<(Lane, ServiceId), Vec<Moment>>,
        under_way: Vec<(Moment, Lane)>,
        now: Moment,
        sent: Vec<(Lane, ServiceId, Micros)>,
    }

    impl Simulation {
        fn new() -> Self {
            Self {
                schedule: Schedule::new(Pace::default(), Pace::default()),
                waiting: HashMap::new(),
                under_way: Vec::new(),
                now: NOW,
                sent: Vec::new(),
            }
        }

        fn accept(&mut self, lane: Lane, service: ServiceId, count: usize) {
            self.waiting.entry((lane, service)).or_default().extend(vec![self.now; count]);
            self.schedule.note(Waiting { lane, service, due_at: self.now });
        }

        /// One millisecond.
        fn step(&mut self) {
            let now = self.now;
            let (done, under_way) = self.under_way.drain(..).partition(|(ends, _)| *ends <= now);
            self.under_way = under_way;
            let done: Vec<(Moment, Lane)> = done;
            for (_, lane) in &done {
                self.schedule.left(*lane);
            }
            for pick in self.schedule.plan(Channel::Email, 8, now, &Nobody).picks {
                let queue = self.waiting.entry((pick.lane, pick.service)).or_default();
                let got: Vec<Moment> = queue.drain(..pick.most.min(queue.len())).collect();
                for accepted in &got {
                    self.sent.push((pick.lane, pick.service, now.since(*accepted)));
                    self.under_way.push((now.plus(50_000), pick.lane));
                }
                self.schedule.claimed(pick, got.len(), i64::try_from(got.len()).unwrap(), now);
            }
            self.now = now.plus(1_000);
        }
    }

    #[test]
    fn a_hundred_thousand_messages_of_one_service_delay_another_ones_by_less_than_a_second() {
        let mut world = Simulation::new();
        let [big, small] = services();
        world.accept(NORMAL, big, 100_000);
        for step in 0..10_000 {
            if step % 500 == 0 {
                world.accept(NORMAL, small, 1);
            }
            world.step();
        }
        let waits: Vec<Micros> =
            world.sent.iter().filter(|(_, service, _)| *service == small).map(|(_, _, wait)| *wait).collect();
        assert_eq!(waits.len(), 20);
        assert!(waits.iter().all(|wait| *wait < SECOND / 10), "{waits:?}");
        // And no place stayed empty for it: six of eight, the others being kept for priority.
        assert!(world.sent.len() >= 10_000 / 50 * 6 - 6, "{}", world.sent.len());
    }

    #[test]
    fn priority_is_sent_at_once_and_bulk_still_moves() {
        let mut world = Simulation::new();
        let [one, other] = services();
        let lane = |priority| Lane::Real(Channel::Email, priority);
        world.accept(lane(Priority::Bulk), one, 50_000);
        world.accept(lane(Priority::Normal), one, 50_000);
        for step in 0..5_000 {
            if step % 100 == 0 {
                world.accept(lane(Priority::Priority), other, 1);
            }
            world.step();
        }
        let of = |wanted| {
            world.sent.iter().filter(move |(lane, _, _)| *lane == Lane::Real(Channel::Email, wanted))
        };
        assert!(of(Priority::Priority).all(|(_, _, wait)| *wait == 0));
        assert_eq!(of(Priority::Priority).count(), 50);
        let (normal, bulk) = (of(Priority::Normal).count(), of(Priority::Bulk).count());
        assert!(bulk > 50 && normal > 2 * bulk, "{normal} normal, {bulk} bulk");
    }

    #[test]
    fn a_paused_provider_is_asked_nothing_and_looked_at_again() {
        let mut schedule = Schedule::new(Pace::default(), Pace::default());
        let [one] = services();
        assert_eq!(schedule.plan(Channel::Email, 8, NOW, &All), Plan::default());
        schedule.note(Waiting { lane: NORMAL, service: one, due_at: NOW });
        let plan = schedule.plan(Channel::Email, 8, NOW, &All);
        assert_eq!(plan, Plan { picks: Vec::new(), again_at: Some(NOW.plus(LOOK_AGAIN)) });
        assert_eq!(schedule.plan(Channel::Email, 8, NOW, &Nobody).picks.len(), 1);
    }

    #[test]
    fn what_is_due_later_says_when_to_look_again() {
        let mut schedule = Schedule::new(Pace::default(), Pace::default());
        let [one] = services();
        let due_at = NOW.plus(SECOND);
        schedule.note(Waiting { lane: NORMAL, service: one, due_at });
        let plan = schedule.plan(Channel::Email, 8, NOW, &Nobody);
        assert_eq!(plan, Plan { picks: Vec::new(), again_at: Some(due_at) });
        assert_eq!(schedule.plan(Channel::Sms, 8, NOW, &Nobody), Plan::default());
    }

    #[test]
    fn a_claim_that_comes_back_short_has_to_be_asked_about() {
        let mut schedule = Schedule::new(Pace::default(), Pace::default());
        let [one] = services();
        schedule.note(Waiting { lane: NORMAL, service: one, due_at: NOW });
        let pick = schedule.plan(Channel::Email, 8, NOW, &Nobody).picks[0];
        assert_eq!(pick, Pick { lane: NORMAL, service: one, most: 6 });
        assert!(schedule.claimed(pick, 5, 5, NOW));
        assert_eq!(schedule.plan(Channel::Email, 8, NOW, &Nobody), Plan::default());
    }
}
