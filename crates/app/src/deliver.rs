//! From a due notification to its outcome.
//!
//! Whatever is due is claimed under a lease. Test keys' messages are answered by the simulator, and
//! providers that stay inside are asked at once, a batch at a time. A provider that reaches the
//! outside is called only after its attempt is written down, and its outcome is recorded only while
//! the lease still holds: a worker that was presumed dead can neither settle nor send again.

mod claim;
mod gather;
mod gauges;
mod governor;
mod judge;
mod lanes;
mod on_their_way;
mod patience;
mod pauses;
mod places;
mod records;
mod retry;
mod ring;
mod schedule;
mod verdict;

pub use claim::Batch;
pub(crate) use gather::Gather;
pub use governor::Pace;
pub(crate) use on_their_way::OnTheirWay;
pub(crate) use pauses::Pauses;
pub(crate) use places::Gates;
pub(crate) use records::Records;
pub(crate) use schedule::HeldBack;
pub use schedule::Queue;
pub(crate) use schedule::Schedule;

use judge::{
    Made, called_off, crowded, cut_off, ends, failed, given_up, infected, overdue, settlement, unwanted,
    wanted_since,
};
use on_their_way::{Met, Way};
use patience::until_taken;
use places::Place;
use verdict::Verdict;

use crate::directory::ServiceView;
use crate::files::{Carried, MessageFile, Scanned};
use crate::{App, Unavailable, meter};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::NotificationId;
use facteur_model::notification::{Reason, Status};
use facteur_model::recipient::{EmailAddress, International, PhoneNumber, Recipient, special};
use facteur_model::time::{Micros, Moment, SECOND};
use facteur_providers::{Outcome, Outgoing, Reach};
use facteur_store::{Claimed, Lease, Notification, OpenAttempt, Settlement, Waiting};
use std::sync::Arc;
use tracing::{error, info, warn};

/// Said when a service was suspended or archived while its message waited.
const SERVICE_STOPPED: &str = "The service is not active";
/// Said when a key was revoked, and what it had not sent yet with it.
const KEY_STOPPED: &str = "The key was revoked, and its unsent messages with it";
/// Said when nobody took a message for three days.
const GIVEN_UP: &str = "The message could not be handed over for three days";
/// Said of a text to somebody who wants no more of them: the reference's words.
const OPTED_OUT: &str = "Phone number is opted out";
/// Said of a row of a list whose number had got too much by the time that it was to become a message.
const NUMBER_CROWDED: &str = "The number had received as many text messages as it may get within an hour";
/// Said of a text whose last attempt was cut off.
const MAY_HAVE_LEFT: &str = "The outcome of the last attempt is unknown";
/// Said when a stored message cannot be turned into text any more.
const NOT_RENDERABLE: &str = "The message could not be rendered";

/// Said when the scanner did not answer for three days.
const NEVER_SCANNED: &str = "The files could not be scanned for three days";

/// Said of an attempt that was written down, and not made because every connection was taken for too long.
const NO_CONNECTION: &str = "No connection to the provider came free in time";

/// A message that waited for longer than this for a place is given back: its lease must outlast its attempt.
const MOST_WAIT: Micros = 8 * SECOND;

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
    /// A delivery of it is under way already.
    OnItsWay,
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
        match self.on_their_way().meet(&claimed) {
            Some(Met::OnItsWay) => return Ok(Taken::OnItsWay),
            Some(Met::Attempted(verdict)) => return Ok(Taken::Settled(verdict, place)),
            None => {}
        }
        let step = self.next_step(&claimed, now).await.map_err(|failure| (id, failure))?;
        Ok(match step {
            Step::Settle(mut verdict) => {
                let told = self.tell_of_unseen(&claimed.notification, &mut verdict.settlement).await;
                told.map_err(|failure| (id, failure))?;
                Taken::Settled(verdict, place)
            }
            Step::Outside(service) => {
                Taken::Outside(Box::new(Delivery { claimed, service, claimed_at: now, place }))
            }
            Step::Inside(service) => {
                let rendered = self.render(&claimed.notification, &service).await;
                let mut verdict = match rendered.map_err(|failure| (id, failure))? {
                    Some(outgoing) => {
                        let provider = self.provider(claimed.notification.channel);
                        let outcome = provider.deliver(&outgoing).await;
                        self.judge(&claimed, service.service().cut_off_text, outcome, None)
                    }
                    None => failed(&claimed, NOT_RENDERABLE, now),
                };
                self.tell_of(&service, &claimed.notification, &mut verdict.settlement);
                Taken::Settled(Box::new(verdict), place)
            }
        })
    }

    /// Scans the files of a message that has not been looked at; if they are clean, it is sent like any other.
    async fn scan_first(
        &self,
        claimed: &Claimed,
        service: &ServiceView,
        way: Way,
    ) -> Result<(), Unavailable> {
        let notification = &claimed.notification;
        let scanned = self.scan_files(&MessageFile::all_of(&notification.content)?).await?;
        let now = self.now();
        let mut verdict = match scanned {
            Scanned::Clean => {
                let due_at = notification.scheduled_for.unwrap_or(now).max(now);
                let clean = settlement(claimed, Status::Created, None, None, now);
                Verdict::new(claimed, Settlement { due_at: Some(due_at), ..clean })
            }
            Scanned::Infected => infected(claimed, now),
            Scanned::Lost(why) => failed(claimed, why, now),
            Scanned::NotYet(wait) => return self.give_back(claimed, &way, now.plus(wait)).await,
        };
        self.tell_of(service, notification, &mut verdict.settlement);
        verdict.settlement.lease = way.lease();
        // It may be claimed again the moment that it is settled; then it is no longer on this way.
        drop(way);
        self.settle(&[verdict]).await
    }

    /// Hands one message to its provider outside and records what became of it.
    pub async fn deliver(&self, delivery: Delivery) -> Result<(), Unavailable> {
        let Delivery { claimed, service, claimed_at, place } = delivery;
        let notification = &claimed.notification;
        // A clock that leapt, or a database that was away, may have made it due again while it is still on its way.
        let way = match self.on_their_way().enter(&claimed) {
            Ok(way) => way,
            Err(Met::OnItsWay) => return Ok(()),
            Err(Met::Attempted(verdict)) => return self.settle(&[*verdict]).await,
        };
        if notification.status == Status::PendingVirusCheck {
            return self.scan_first(&claimed, &service, way).await;
        }
        let ended = async |mut verdict: Verdict| {
            self.tell_of(&service, notification, &mut verdict.settlement);
            self.settle(&[verdict]).await
        };
        let Some(mut outgoing) = self.render(notification, &service).await? else {
            return ended(failed(&claimed, NOT_RENDERABLE, self.now())).await;
        };
        // Held until the provider is done with them.
        let _in_hand = match self.carry(notification, &mut outgoing).await? {
            Carried::InHand { _held: held } => held,
            Carried::Later(wait) => return self.give_back(&claimed, &way, self.now().plus(wait)).await,
            Carried::Lost(why) => return ended(failed(&claimed, why, self.now())).await,
            Carried::Infected => return ended(infected(&claimed, self.now())).await,
        };
        let desk = self.gates().desk(place.lane()).await;
        if let Some(later) = self.must_wait_until(notification, claimed_at, self.now()) {
            return self.give_back(&claimed, &way, later).await;
        }
        let provider = self.provider(notification.channel);
        let made = match self.open_attempt(notification, &outgoing, &way).await {
            Ok(Some(made)) => made,
            Ok(None) => return Ok(()),
            // Without the attempt written down nothing is sent. It would wait for the end of its lease.
            Err(Unavailable::ForNow { .. }) => {
                return until_taken(|| self.give_back(&claimed, &way, self.now())).await;
            }
            Err(broken) => return Err(broken),
        };
        let connection = self.gates().connection(place.lane()).await;
        drop(desk);
        let entered = self.now();
        let outcome = if entered.since(claimed_at).abs() > MOST_WAIT {
            // The provider has begun to hang meanwhile. The lease would not outlast the attempt.
            Outcome::Retry { response: Some(NO_CONNECTION.to_owned()), after: None }
        } else {
            let outcome = provider.deliver(&outgoing).await;
            let ended = self.now();
            let lasted = ended.since(entered);
            self.schedule().learn(notification.channel, &outcome, lasted, ended, self.chance());
            outcome
        };
        // The provider is done; writing that down is no reason to keep the next message from it.
        drop(connection);
        let mut verdict = self.judge(&claimed, service.service().cut_off_text, outcome, Some(made));
        self.tell_of(&service, notification, &mut verdict.settlement);
        info!(
            notification.id = %notification.id,
            provider = provider.name(),
            attempt = outgoing.attempt,
            status = verdict.settlement.status.as_str(),
            "Attempted"
        );
        self.settle_surely(&verdict, &way).await
    }

    /// Writes the attempt down before it is made; `None` when the message is somebody else's by now.
    async fn open_attempt(
        &self,
        notification: &Notification,
        outgoing: &Outgoing,
        way: &Way,
    ) -> Result<Option<Made>, Unavailable> {
        let made = Made { number: outgoing.attempt, at: self.now() };
        let attempt = OpenAttempt {
            service: notification.service,
            id: notification.id,
            lease: way.lease(),
            number: made.number,
            provider: self.provider(notification.channel).name().to_owned(),
            at: made.at,
        };
        if self.records().open(self.store(), attempt).await? == Lease::Lost {
            meter::lease_lost();
            warn!(notification.id = %notification.id, "The lease was lost before the attempt");
            return Ok(None);
        }
        if made.number == 1 {
            let waited = made.at.since(wanted_since(notification));
            meter::first_attempt(notification.channel, notification.lane, waited);
        }
        Ok(Some(made))
    }

    /// Records an outcome that cannot be had a second time, as soon as the store takes it. One that the store refuses
    /// is kept in memory, because what nobody knows is sent again.
    async fn settle_surely(&self, verdict: &Verdict, way: &Way) -> Result<(), Unavailable> {
        loop {
            let settled = until_taken(|| async {
                let settlement = Settlement { lease: way.lease(), ..verdict.settlement.clone() };
                let lease = settlement.lease;
                Ok((lease, self.records().settle(self.store(), settlement).await?))
            });
            match settled.await {
                Ok((_, Lease::Held)) => {
                    self.settled(verdict, Lease::Held);
                    return Ok(());
                }
                Ok((lease, Lease::Lost)) if way.keep(verdict, lease).is_ok() => {
                    self.settled(verdict, Lease::Lost);
                    return Ok(());
                }
                Err(failure) if way.keep(verdict, way.lease()).is_ok() => return Err(failure),
                // Claimed again meanwhile: there is a newer lease to try.
                Ok(_) | Err(_) => {}
            }
        }
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
    async fn give_back(&self, claimed: &Claimed, way: &Way, due_at: Moment) -> Result<(), Unavailable> {
        let notification = &claimed.notification;
        let (status, reason) = (notification.status, notification.reason);
        let unchanged = settlement(claimed, status, reason, None, self.now());
        let waiting = Waiting { lane: notification.lane, service: notification.service, due_at };
        let settlement = Settlement { lease: way.lease(), due_at: Some(due_at), ..unchanged };
        self.store().settle(vec![settlement]).await?;
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
        if notification.status == Status::PendingVirusCheck {
            let service = self.directory().service(notification.service).await?;
            return Ok(match service {
                Some(_) if retry::is_over(wanted_since(notification), now) => {
                    Step::Settle(Box::new(given_up(claimed, NEVER_SCANNED, now)))
                }
                // Scanning takes as long as a provider outside.
                Some(service) => Step::Outside(service),
                None => Step::Settle(Box::new(failed(claimed, SERVICE_STOPPED, now))),
            });
        }
        if notification.key_type == KeyType::Test {
            return Ok(Step::Settle(Box::new(self.simulate(claimed, now))));
        }
        if notification.status != Status::Created {
            return Ok(Step::Settle(Box::new(overdue(claimed, now))));
        }
        let service = self.directory().service(notification.service).await?;
        let Some(service) = service.filter(|service| service.is_active()) else {
            return Ok(Step::Settle(Box::new(failed(claimed, SERVICE_STOPPED, now))));
        };
        if service.has_called_off(notification.key) {
            let verdict = if self.may_have_left(notification).await? {
                cut_off(claimed, MAY_HAVE_LEFT, now)
            } else {
                called_off(claimed, KEY_STOPPED, now)
            };
            return Ok(Step::Settle(Box::new(verdict)));
        }
        if notification.reason == Some(Reason::NumberCrowded) {
            return Ok(Step::Settle(Box::new(crowded(claimed, NUMBER_CROWDED, now))));
        }
        if retry::is_over(wanted_since(notification), now) {
            return Ok(Step::Settle(Box::new(given_up(claimed, GIVEN_UP, now))));
        }
        // Asked here, not when it was accepted: a scheduled text, or one that waited, obeys as well.
        if notification.channel == Channel::Sms
            && service.has_opt_outs()
            && self.store().of(notification.service).is_opted_out(&notification.content.to_normalised).await?
        {
            return Ok(Step::Settle(Box::new(unwanted(claimed, OPTED_OUT, now))));
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
            self.settled(verdict, lease);
        }
        Ok(())
    }

    /// A verdict was recorded, if its lease was held.
    fn settled(&self, verdict: &Verdict, lease: Lease) {
        let id = verdict.settlement.id;
        match lease {
            Lease::Held => {
                self.on_their_way().recorded(id);
                verdict.count();
                self.settlement_told(&verdict.settlement);
                if let Some(waiting) = verdict.waits() {
                    self.note_work(waiting);
                }
            }
            Lease::Lost => {
                meter::lease_lost();
                warn!(notification.id = %id, "The lease was lost before the outcome was recorded");
            }
        }
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
