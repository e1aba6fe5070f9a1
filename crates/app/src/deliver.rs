//! From a due notification to its outcome.
//!
//! Whatever is due is claimed under a lease. Test keys' messages are answered by the simulator, and
//! providers that stay inside are asked at once, a batch at a time. A provider that reaches the
//! outside is called only after its attempt is written down, and its outcome is recorded only while
//! the lease still holds: a worker that was presumed dead can neither settle nor send again.

mod claim;
mod gauges;
mod governor;
mod judge;
mod lanes;
mod on_their_way;
mod pauses;
mod places;
mod retry;
mod ring;
mod schedule;
mod verdict;

pub use claim::Batch;
pub(crate) use gauges::describe as describe_gauges;
pub use governor::Pace;
pub(crate) use on_their_way::OnTheirWay;
pub(crate) use pauses::Pauses;
pub(crate) use places::Gates;
pub use schedule::Queue;
pub(crate) use schedule::Schedule;

use judge::{Made, cut_off, ends, failed, given_up, overdue, settlement, wanted_since};
use places::Place;
use verdict::Verdict;

use crate::directory::ServiceView;
use crate::{App, Unavailable, meter};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::NotificationId;
use facteur_model::notification::Status;
use facteur_model::recipient::{EmailAddress, International, PhoneNumber, Recipient, special};
use facteur_model::service::Standing;
use facteur_model::time::{Micros, Moment, SECOND};
use facteur_providers::{Outgoing, Reach};
use facteur_store::{Claimed, Lease, Notification, OpenAttempt, Settlement, Waiting};
use std::sync::Arc;
use std::time::Duration;
use tracing::{error, info, warn};

/// Said when a service was suspended or archived while its message waited.
const SERVICE_STOPPED: &str = "The service is not active";
/// Said when nobody took a message for three days.
const GIVEN_UP: &str = "The message could not be handed over for three days";
/// Said of a text whose last attempt was cut off.
const MAY_HAVE_LEFT: &str = "The outcome of the last attempt is unknown";
/// Said when a stored message cannot be turned into text any more.
const NOT_RENDERABLE: &str = "The message could not be rendered";

/// A message that waited for longer than this for a place is given back: its lease must outlast its attempt.
const MOST_WAIT: Micros = 8 * SECOND;

/// When a message that is still on its way is looked at again.
const STILL_ON_ITS_WAY: Micros = 5 * SECOND;

/// The waits between tries to record an outcome.
const SETTLE_WAITS: [Duration; 5] = [
    Duration::from_millis(100),
    Duration::from_millis(500),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
];

/// A claimed notification on its way to a provider outside.
pub struct Delivery {
    claimed: Claimed,
    service: Arc<ServiceView>,
    claimed_at: Moment,
    /// Given back when the delivery ends, however it ends.
    place: Place,
}

/// What became of a claimed notification at first.
enum Taken {
    Settled(Box<Verdict>, Place),
    Outside(Box<Delivery>),
}

/// What is to be done with one claimed notification.
enum Step {
    Settle(Box<Verdict>),
    Inside(Arc<ServiceView>),
    Outside(Arc<ServiceView>),
}

impl App {
    async fn take(
        &self,
        claimed: Claimed,
        place: Place,
        now: Moment,
    ) -> Result<Taken, (NotificationId, Unavailable)> {
        let id = claimed.notification.id;
        let step = self.next_step(&claimed, now).await.map_err(|failure| (id, failure))?;
        Ok(match step {
            Step::Settle(verdict) => Taken::Settled(verdict, place),
            Step::Outside(service) => {
                Taken::Outside(Box::new(Delivery { claimed, service, claimed_at: now, place }))
            }
            Step::Inside(service) => {
                let rendered = self.render(&claimed.notification, &service).await;
                let verdict = match rendered.map_err(|failure| (id, failure))? {
                    Some(outgoing) => {
                        let provider = self.provider(claimed.notification.channel);
                        let outcome = provider.deliver(&outgoing).await;
                        self.judge(&claimed, service.service().cut_off_text, outcome, None)
                    }
                    None => failed(&claimed, NOT_RENDERABLE, now),
                };
                Taken::Settled(Box::new(verdict), place)
            }
        })
    }

    /// Hands one message to its provider outside and records what became of it.
    pub async fn deliver(&self, delivery: Delivery) -> Result<(), Unavailable> {
        let Delivery { claimed, service, claimed_at, place } = delivery;
        let notification = &claimed.notification;
        // A clock that leapt, or a database that was away, may have made this message due again while it is still on
        // its way, or while its outcome waits to be recorded.
        let Some(_on_its_way) = self.on_their_way().enter(notification.id) else {
            return self.give_back(&claimed, self.now().plus(STILL_ON_ITS_WAY)).await;
        };
        let _connection = self.gates().enter(place.lane()).await;
        if let Some(later) = self.must_wait_until(notification, claimed_at, self.now()) {
            return self.give_back(&claimed, later).await;
        }
        let Some(outgoing) = self.render(notification, &service).await? else {
            return self.settle(&[failed(&claimed, NOT_RENDERABLE, self.now())]).await;
        };
        let provider = self.provider(notification.channel);
        let made = Made { number: outgoing.attempt, at: self.now() };
        let attempt = OpenAttempt {
            service: notification.service,
            id: notification.id,
            lease: claimed.lease,
            number: made.number,
            provider: provider.name().to_owned(),
            at: made.at,
        };
        let held = match self.store().open_attempts(vec![attempt]).await.map_err(Unavailable::from) {
            Ok(held) => held,
            // Without the attempt written down nothing is sent. It would wait for the end of its lease.
            Err(Unavailable::ForNow { .. }) => return self.give_back_surely(&claimed).await,
            Err(broken) => return Err(broken),
        };
        if held.first() != Some(&Lease::Held) {
            meter::lease_lost();
            warn!(notification.id = %notification.id, "The lease was lost before the attempt");
            return Ok(());
        }
        if made.number == 1 {
            let waited = made.at.since(wanted_since(notification));
            meter::first_attempt(notification.channel, notification.lane, waited);
        }
        let outcome = provider.deliver(&outgoing).await;
        let ended = self.now();
        self.schedule().learn(notification.channel, &outcome, ended.since(made.at), ended, self.chance());
        let verdict = self.judge(&claimed, service.service().cut_off_text, outcome, Some(made));
        info!(
            notification.id = %notification.id,
            provider = provider.name(),
            attempt = outgoing.attempt,
            status = verdict.settlement.status.as_str(),
            "Attempted"
        );
        self.settle_surely(verdict).await
    }

    /// Records an outcome that cannot be had a second time: tries again while the store is only busy or full,
    /// because what is not recorded is sent again.
    async fn settle_surely(&self, verdict: Verdict) -> Result<(), Unavailable> {
        for wait in self.settle_waits() {
            match self.settle(std::slice::from_ref(&verdict)).await {
                Err(Unavailable::ForNow { .. }) => tokio::time::sleep(wait).await,
                done => return done,
            }
        }
        self.settle(&[verdict]).await
    }

    /// As [`App::give_back`], for when the store has just failed.
    async fn give_back_surely(&self, claimed: &Claimed) -> Result<(), Unavailable> {
        for wait in self.settle_waits() {
            tokio::time::sleep(wait).await;
            match self.give_back(claimed, self.now()).await {
                Err(Unavailable::ForNow { .. }) => {}
                done => return done,
            }
        }
        self.give_back(claimed, self.now()).await
    }

    /// The waits between tries that only the holder of a lease can make: for as long as the lease lasts.
    fn settle_waits(&self) -> impl Iterator<Item = Duration> {
        let [.., longest] = SETTLE_WAITS;
        let lease = u64::try_from(self.settings().lease).unwrap_or_default();
        let more = lease / u64::try_from(longest.as_micros()).unwrap_or(u64::MAX);
        SETTLE_WAITS.into_iter().chain((0..more).map(move |_| longest))
    }

    /// Until when a message that could be attempted now must wait after all, if it must: its lease has to outlast its
    /// attempt, and its provider or its sender may not take it any more.
    fn must_wait_until(
        &self,
        notification: &Notification,
        claimed_at: Moment,
        now: Moment,
    ) -> Option<Moment> {
        if now.since(claimed_at).abs() > MOST_WAIT {
            return Some(now);
        }
        let mut schedule = self.schedule();
        if let Some(later) = schedule.left_alone_until(notification.channel, now) {
            return Some(later);
        }
        let sender = notification.content.sender.as_ref()?;
        schedule.sender(notification.channel, sender, now).err()
    }

    /// Back into the queue, to be claimed at another time; no attempt was made.
    async fn give_back(&self, claimed: &Claimed, due_at: Moment) -> Result<(), Unavailable> {
        let notification = &claimed.notification;
        let (status, reason) = (notification.status, notification.reason);
        let settlement = settlement(claimed, status, reason, None, self.now());
        let waiting = Waiting { lane: notification.lane, service: notification.service, due_at };
        self.store().settle(vec![Settlement { due_at: Some(due_at), ..settlement }]).await?;
        // Should the lease be lost meanwhile, this is one look for nothing.
        self.note_work(waiting);
        Ok(())
    }

    /// Goes as far as each provider can without sending anything; the error is for the operator.
    pub async fn check_providers(&self) -> Result<(), String> {
        for channel in Channel::ALL {
            self.provider(channel).check().await?;
        }
        Ok(())
    }

    async fn next_step(&self, claimed: &Claimed, now: Moment) -> Result<Step, Unavailable> {
        let notification = &claimed.notification;
        if notification.key_type == KeyType::Test {
            return Ok(Step::Settle(Box::new(self.simulate(claimed, now))));
        }
        if notification.status != Status::Created {
            return Ok(Step::Settle(Box::new(overdue(claimed, now))));
        }
        let service = self.directory().service(notification.service).await?;
        let Some(service) = service.filter(|service| service.service().standing == Standing::Active) else {
            return Ok(Step::Settle(Box::new(failed(claimed, SERVICE_STOPPED, now))));
        };
        if retry::is_over(wanted_since(notification), now) {
            return Ok(Step::Settle(Box::new(given_up(claimed, GIVEN_UP, now))));
        }
        if ends(notification.channel, service.service().cut_off_text)
            && self.may_have_left(notification).await?
        {
            return Ok(Step::Settle(Box::new(cut_off(claimed, MAY_HAVE_LEFT, now))));
        }
        Ok(match self.provider(notification.channel).reaches_outside() {
            Reach::Inside => Step::Inside(service),
            Reach::Outside => Step::Outside(service),
        })
    }

    /// A test key's message: handed over at once, its receipt a realistic moment later.
    fn simulate(&self, claimed: &Claimed, now: Moment) -> Verdict {
        let notification = &claimed.notification;
        let outcome = special::simulated_outcome(&recipient_of(notification));
        let plan = self.simulator().plan(notification.id, notification.channel, outcome);
        let settlement = if notification.status == Status::Created {
            Settlement {
                sent_at: Some(now),
                due_at: Some(now.plus(plan.receipt_after)),
                ..settlement(claimed, plan.handed_over, None, None, now)
            }
        } else {
            settlement(claimed, plan.final_status, None, plan.final_response.map(str::to_owned), now)
        };
        Verdict::new(claimed, settlement)
    }

    /// Was the last attempt never concluded? Then nobody knows whether it arrived.
    async fn may_have_left(&self, notification: &Notification) -> Result<bool, Unavailable> {
        if notification.attempts == 0 {
            return Ok(false);
        }
        let attempts = self.store().of(notification.service).attempts(notification.id).await?;
        Ok(attempts.last().is_some_and(|attempt| attempt.outcome.is_none()))
    }

    /// The message as it leaves; `None` when it can never be rendered.
    async fn render(
        &self,
        notification: &Notification,
        service: &ServiceView,
    ) -> Result<Option<Outgoing>, Unavailable> {
        match self.renderable(notification).await {
            Ok(from) => Ok(Some(self.outgoing(service, &from, notification.attempts + 1))),
            Err(passing @ Unavailable::ForNow { .. }) => Err(passing),
            Err(error @ Unavailable::Broken(_)) => {
                error!(notification.id = %notification.id, error = &error as &dyn std::error::Error, "Could not render");
                Ok(None)
            }
        }
    }

    async fn settle(&self, verdicts: &[Verdict]) -> Result<(), Unavailable> {
        let settlements = verdicts.iter().map(|verdict| verdict.settlement.clone()).collect();
        let leases = self.store().settle(settlements).await?;
        for (verdict, lease) in verdicts.iter().zip(leases) {
            match lease {
                Lease::Held => {
                    verdict.count();
                    if let Some(waiting) = verdict.waits() {
                        self.note_work(waiting);
                    }
                }
                Lease::Lost => {
                    meter::lease_lost();
                    let id = verdict.settlement.id;
                    warn!(notification.id = %id, "The lease was lost before the outcome was recorded");
                }
            }
        }
        Ok(())
    }
}

/// The stored recipient, read back. It was valid when it was accepted.
fn recipient_of(notification: &Notification) -> Recipient {
    let text = &notification.content.to_normalised;
    let read = match notification.channel {
        Channel::Email => EmailAddress::parse(text).ok().map(Recipient::Email),
        Channel::Sms => PhoneNumber::parse(text, International::Allowed).ok().map(Recipient::Phone),
    };
    read.unwrap_or_else(|| {
        // Only a change of the validation rules between two versions leads here; anyone else's
        // address is as good for a simulated delivery.
        let anyone = EmailAddress::parse("delivered@simulator.notify");
        Recipient::Email(anyone.expect("the simulator's own address is valid"))
    })
}
