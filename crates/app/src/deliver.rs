//! From a due notification to its outcome.
//!
//! Whatever is due is claimed under a lease. Test keys' messages are answered by the simulator, and
//! providers that stay inside are asked at once, a batch at a time. A provider that reaches the
//! outside is called only after its attempt is written down, and its outcome is recorded only while
//! the lease still holds: a worker that was presumed dead can neither settle nor send again.

mod judge;
mod on_their_way;
mod retry;

pub(crate) use on_their_way::OnTheirWay;

use judge::{failed, settlement, unchanged, wanted_since};

use crate::directory::ServiceView;
use crate::{App, Unavailable};
use facteur_model::api_key::KeyType;
use facteur_model::id::NotificationId;
use facteur_model::notification::Status;
use facteur_model::recipient::{EmailAddress, International, PhoneNumber, Recipient, special};
use facteur_model::service::Standing;
use facteur_model::time::Moment;
use facteur_model::{Channel, Lane};
use facteur_providers::{Outgoing, Reach};
use facteur_store::{Claimed, Lease, Notification, OpenAttempt, Pick, Settlement};
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

/// Which of the two kinds of due work to look for. They do not wait for one another: a mail server that
/// hangs must not hold up what needs none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Messages of team and live keys, which a provider takes.
    Real,
    /// Messages of test keys, which the simulator answers.
    Simulated,
}

impl Queue {
    pub const ALL: [Queue; 2] = [Queue::Real, Queue::Simulated];

    fn holds(self, lane: Lane) -> bool {
        (self == Queue::Simulated) == (lane == Lane::Simulated)
    }
}

/// Lanes and services looked at for one batch.
const MOST_PLACES: usize = 1_000;

/// The waits between tries to record an outcome.
const SETTLE_WAITS: [Duration; 5] = [
    Duration::from_millis(100),
    Duration::from_millis(500),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
];

/// What one look for due work found.
pub struct Batch {
    /// How many notifications were claimed; fewer than asked for means that nothing more is due.
    pub claimed: usize,
    /// Those that a provider outside has to take. The others are settled already.
    pub outside: Vec<Delivery>,
}

/// A claimed notification on its way to a provider outside.
pub struct Delivery {
    claimed: Claimed,
    service: Arc<ServiceView>,
}

/// What became of a claimed notification at first.
enum Taken {
    Settled(Settlement),
    Outside(Delivery),
}

/// What is to be done with one claimed notification.
enum Step {
    Settle(Settlement),
    Inside(Arc<ServiceView>),
    Outside(Arc<ServiceView>),
}

impl App {
    /// Claims what is due in a queue, `most` at a time, and settles everything that needs no provider outside.
    pub async fn take_batch(&self, queue: Queue, most: usize) -> Result<Batch, Unavailable> {
        let now = self.now();
        let mut claimed = Vec::new();
        for waiting in self.store().backlog(None, MOST_PLACES).await? {
            if claimed.len() < most && queue.holds(waiting.lane) && waiting.due_at <= now {
                let pick = Pick { lane: waiting.lane, service: waiting.service, most: most - claimed.len() };
                claimed.extend(self.store().claim(vec![pick], now, now.plus(self.settings().lease)).await?);
            }
        }
        let mut batch = Batch { claimed: claimed.len(), outside: Vec::new() };
        let mut settled = Vec::with_capacity(claimed.len());
        for claimed in claimed {
            match self.take(claimed, now).await {
                Ok(Taken::Settled(settlement)) => settled.push(settlement),
                Ok(Taken::Outside(delivery)) => batch.outside.push(delivery),
                // One message that cannot be worked on must not hold its neighbours; its own lease runs out.
                Err((id, failure)) => {
                    error!(notification.id = %id, error = &failure as &dyn std::error::Error, "Left for later");
                }
            }
        }
        if !settled.is_empty()
            && let Err(failure) = self.settle(settled).await
        {
            // What goes outside has its leases and goes all the same.
            error!(
                error = &failure as &dyn std::error::Error,
                "Outcomes will be found again when leases end"
            );
        }
        Ok(batch)
    }

    async fn take(&self, claimed: Claimed, now: Moment) -> Result<Taken, (NotificationId, Unavailable)> {
        let id = claimed.notification.id;
        let step = self.next_step(&claimed, now).await.map_err(|failure| (id, failure))?;
        Ok(match step {
            Step::Settle(settlement) => Taken::Settled(settlement),
            Step::Outside(service) => Taken::Outside(Delivery { claimed, service }),
            Step::Inside(service) => {
                let rendered = self.render(&claimed.notification, &service).await;
                Taken::Settled(match rendered.map_err(|failure| (id, failure))? {
                    Some(outgoing) => {
                        let provider = self.provider(claimed.notification.channel);
                        let outcome = provider.deliver(&outgoing).await;
                        self.judge(&claimed, outcome, None)
                    }
                    None => failed(&claimed, NOT_RENDERABLE, now),
                })
            }
        })
    }

    /// Hands one message to its provider outside and records what became of it.
    pub async fn deliver(&self, delivery: Delivery) -> Result<(), Unavailable> {
        let Delivery { claimed, service } = delivery;
        let notification = &claimed.notification;
        // A clock that leapt may have made this message due again while it is still on its way.
        let Some(_on_its_way) = self.on_their_way().enter(notification.id) else { return Ok(()) };
        let Some(outgoing) = self.render(notification, &service).await? else {
            return self.settle(vec![failed(&claimed, NOT_RENDERABLE, self.now())]).await;
        };
        let provider = self.provider(notification.channel);
        let attempt = OpenAttempt {
            service: notification.service,
            id: notification.id,
            lease: claimed.lease,
            number: outgoing.attempt,
            provider: provider.name().to_owned(),
            at: self.now(),
        };
        let held = self.store().open_attempts(vec![attempt]).await?;
        if held.first() != Some(&Lease::Held) {
            warn!(notification.id = %notification.id, "The lease was lost before the attempt");
            return Ok(());
        }
        let outcome = provider.deliver(&outgoing).await;
        let settlement = self.judge(&claimed, outcome, Some(outgoing.attempt));
        info!(
            notification.id = %notification.id,
            provider = provider.name(),
            attempt = outgoing.attempt,
            status = settlement.status.as_str(),
            "Attempted"
        );
        self.settle_surely(settlement).await
    }

    /// Records an outcome that cannot be had a second time: tries again while the store is only busy or full,
    /// because what is not recorded is sent again.
    async fn settle_surely(&self, settlement: Settlement) -> Result<(), Unavailable> {
        for wait in SETTLE_WAITS {
            match self.settle(vec![settlement.clone()]).await {
                Err(Unavailable::ForNow { .. }) => tokio::time::sleep(wait).await,
                done => return done,
            }
        }
        self.settle(vec![settlement]).await
    }

    /// How many messages the providers outside take at once, together.
    pub fn most_outside(&self) -> usize {
        Channel::ALL.into_iter().map(|channel| self.provider(channel).most_at_once()).min().unwrap_or(1)
    }

    /// Goes as far as each provider can without sending anything; the error is for the operator.
    pub async fn check_providers(&self) -> Result<(), String> {
        for channel in Channel::ALL {
            self.provider(channel).check().await?;
        }
        Ok(())
    }

    /// When the next message is due, if any is waiting.
    pub async fn next_due(&self) -> Result<Option<Moment>, Unavailable> {
        let waiting = self.store().backlog(None, MOST_PLACES).await?;
        Ok(waiting.iter().map(|waiting| waiting.due_at).min())
    }

    async fn next_step(&self, claimed: &Claimed, now: Moment) -> Result<Step, Unavailable> {
        let notification = &claimed.notification;
        if notification.key_type == KeyType::Test {
            return Ok(Step::Settle(self.simulate(claimed, now)));
        }
        let service = self.directory().service(notification.service).await?;
        let Some(service) = service.filter(|service| service.service().standing == Standing::Active) else {
            return Ok(Step::Settle(failed(claimed, SERVICE_STOPPED, now)));
        };
        if notification.status != Status::Created {
            // Handed over already; nothing but a receipt may change it. The due time is spent.
            return Ok(Step::Settle(unchanged(claimed, now)));
        }
        if retry::is_over(wanted_since(notification), now) {
            return Ok(Step::Settle(failed(claimed, GIVEN_UP, now)));
        }
        if self.may_have_left(notification).await? {
            return Ok(Step::Settle(failed(claimed, MAY_HAVE_LEFT, now)));
        }
        Ok(match self.provider(notification.channel).reaches_outside() {
            Reach::Inside => Step::Inside(service),
            Reach::Outside => Step::Outside(service),
        })
    }

    /// A test key's message: handed over at once, its receipt a realistic moment later.
    fn simulate(&self, claimed: &Claimed, now: Moment) -> Settlement {
        let notification = &claimed.notification;
        let outcome = special::simulated_outcome(&recipient_of(notification));
        let plan = self.simulator().plan(notification.id, notification.channel, outcome);
        if notification.status == Status::Created {
            Settlement {
                sent_at: Some(now),
                due_at: Some(now.plus(plan.receipt_after)),
                ..settlement(claimed, plan.handed_over, None, None, now)
            }
        } else {
            settlement(claimed, plan.final_status, None, plan.final_response.map(str::to_owned), now)
        }
    }

    /// Is this a text whose last attempt was never concluded? Nobody knows whether it arrived, and a text
    /// cannot be recognised as the same one: it is not sent twice.
    async fn may_have_left(&self, notification: &Notification) -> Result<bool, Unavailable> {
        if notification.channel != Channel::Sms || notification.attempts == 0 {
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

    async fn settle(&self, settlements: Vec<Settlement>) -> Result<(), Unavailable> {
        let ids: Vec<NotificationId> = settlements.iter().map(|settlement| settlement.id).collect();
        let leases = self.store().settle(settlements).await?;
        for (id, _) in ids.iter().zip(leases).filter(|(_, lease)| *lease == Lease::Lost) {
            warn!(notification.id = %id, "The lease was lost before the outcome was recorded");
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
