//! Looking for due work and claiming it.

use super::patience::until_taken;
use super::places::Place;
use super::verdict::Verdict;
use super::{Delivery, Queue, Taken};
use crate::{App, Unavailable};
use facteur_model::time::Moment;
use facteur_model::{Channel, Lane};
use facteur_providers::Reach;
use facteur_store::{Claimed, Pick, Waiting};
use std::time::Duration;
use tracing::error;

/// Messages claimed at a time that need no provider outside: they share their commits.
const MOST_INSIDE: usize = 100;
/// Lanes and services that are read at a time.
const PAGE: usize = 1_000;

/// What one look for due work found.
pub struct Batch {
    /// How many notifications were claimed.
    pub claimed: usize,
    /// Those that a provider outside has to take. The others are settled already.
    pub outside: Vec<Delivery>,
    /// When to look again, should nothing happen before; `None` when nothing is known to wait.
    pub again_at: Option<Moment>,
}

impl App {
    /// Reads all that waits from the store: at the start, and now and then, because other processes accept, too.
    pub async fn look_for_work(&self) -> Result<(), Unavailable> {
        let mut after = None;
        loop {
            let page = self.store().backlog(after, PAGE).await?;
            let mut schedule = self.schedule();
            for waiting in &page {
                schedule.note(*waiting);
            }
            match page.last() {
                Some(last) if page.len() == PAGE => after = Some((last.lane, last.service)),
                _ => break,
            }
        }
        self.show_providers();
        Ok(())
    }

    /// May other processes accept work that this one has to find?
    pub fn shares_its_store(&self) -> bool {
        self.store().is_shared()
    }

    /// Claims what is due in a queue as fairness, pauses and the provider's pace allow, and settles everything that
    /// needs no provider outside.
    pub async fn take_batch(&self, queue: Queue) -> Result<Batch, Unavailable> {
        let now = self.now();
        let plan = match queue {
            Queue::Real(channel) => {
                let held_back = self.held_back().now(self.store()).await?;
                let places = self.places(channel);
                self.schedule().plan(channel, places, now, &*held_back)
            }
            Queue::Simulated => self.schedule().plan_simulated(MOST_INSIDE, now),
        };
        let claimed = self.claim(plan.picks, now).await?;
        let mut batch = Batch { claimed: claimed.len(), outside: Vec::new(), again_at: plan.again_at };
        let (mut settled, mut settled_places) = (Vec::with_capacity(claimed.len()), Vec::new());
        for (claimed, place) in claimed {
            match self.take(claimed, place, now).await {
                Ok(Taken::Settled(verdict, place)) => {
                    settled.push(*verdict);
                    settled_places.push(place);
                }
                Ok(Taken::Outside(delivery)) => batch.outside.push(*delivery),
                Ok(Taken::OnItsWay) => {}
                // One message that cannot be worked on must not hold its neighbours; its own lease runs out.
                Err((id, failure)) => {
                    error!(notification.id = %id, error = &failure as &dyn std::error::Error, "Left for later");
                }
            }
        }
        if !settled.is_empty()
            && let Err(failure) = self.settle(&settled).await
        {
            // What goes outside has its leases and goes all the same.
            error!(error = &failure as &dyn std::error::Error, "Outcomes could not be recorded yet");
            tokio::spawn(self.clone().settle_later(settled, settled_places));
        }
        Ok(batch)
    }

    /// Records outcomes once the store takes them again, should that be before their leases end; their places stay
    /// taken meanwhile.
    async fn settle_later(self, settled: Vec<Verdict>, places: Vec<Place>) {
        let lease = Duration::from_micros(u64::try_from(self.settings().lease).unwrap_or_default());
        // Without an answer they are due again. None of them was sent anywhere.
        let _ = tokio::time::timeout(lease, until_taken(|| self.settle(&settled))).await;
        drop(places);
    }

    async fn claim(&self, picks: Vec<Pick>, now: Moment) -> Result<Vec<(Claimed, Place)>, Unavailable> {
        if picks.is_empty() {
            return Ok(Vec::new());
        }
        let until = now.plus(self.settings().lease);
        let claimed = self.store().claim(picks.clone(), now, until).await?;
        let spent: Vec<_> = {
            let mut schedule = self.schedule();
            let spent = |pick: &&Pick| {
                let of = |claimed: &&Claimed| {
                    (claimed.notification.lane, claimed.notification.service) == (pick.lane, pick.service)
                };
                let mine = claimed.iter().filter(of);
                let (got, units) = mine.fold((0, 0), |(got, units), claimed| {
                    (got + 1, units + i64::from(claimed.notification.parts))
                });
                schedule.claimed(**pick, got, units, now)
            };
            picks.iter().filter(spent).map(|pick| (pick.lane, pick.service)).collect()
        };
        let places: Vec<(Claimed, Place)> = claimed
            .into_iter()
            .map(|claimed| {
                let place = Place::new(self.clone(), claimed.notification.lane);
                (claimed, place)
            })
            .collect();
        // Asked after they were forgotten: what is accepted from here on notes itself.
        if !spent.is_empty() {
            let next = self.store().first_due(&spent).await?;
            let mut schedule = self.schedule();
            for waiting in next {
                schedule.note(waiting);
            }
        }
        Ok(places)
    }

    /// How many messages of a channel may be claimed at once.
    fn places(&self, channel: Channel) -> usize {
        let provider = self.provider(channel);
        match provider.reaches_outside() {
            Reach::Inside => MOST_INSIDE,
            Reach::Outside => {
                let average = self.schedule().average(channel);
                super::places::claimed_at_once(provider.most_at_once(), average)
            }
        }
    }

    /// There is work, due then: the worker hears of it.
    pub(crate) fn note_work(&self, waiting: Waiting) {
        self.schedule().note(waiting);
        self.wake();
    }

    pub(super) fn place_is_free(&self, lane: Lane) {
        self.schedule().left(lane);
        if lane != Lane::Simulated {
            self.wake();
        }
    }
}
