//! From a due notification to its outcome.
//!
//! Whatever is due is claimed under a lease. Test keys' messages are answered by the simulator, and
//! providers that stay inside are asked at once, a batch at a time. A provider that reaches the
//! outside is called only after its attempt is written down, and its outcome is recorded only while
//! the lease still holds: a worker that was presumed dead can neither settle nor send again.

mod retry;

use crate::directory::ServiceView;
use crate::{App, Unavailable, meter};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::NotificationId;
use facteur_model::notification::{Reason, Status};
use facteur_model::recipient::{EmailAddress, International, PhoneNumber, Recipient, special};
use facteur_model::service::Standing;
use facteur_model::time::{Micros, Moment};
use facteur_providers::{Outcome, Outgoing, Reach};
use facteur_store::{AttemptOutcome, Claimed, Lease, Notification, OpenAttempt, Settlement};
use std::sync::Arc;
use tracing::{info, warn};

/// Said when a service was suspended or archived while its message waited.
const SERVICE_STOPPED: &str = "The service is not active";
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

    /// The queue of a key's messages.
    pub(crate) fn of(key_type: KeyType) -> Self {
        match key_type {
            KeyType::Test => Queue::Simulated,
            KeyType::Live | KeyType::Team => Queue::Real,
        }
    }

    /// The number of its lane in the store. Stored: never renumber.
    pub(crate) fn lane(self) -> i64 {
        match self {
            Queue::Real => 0,
            Queue::Simulated => 100,
        }
    }
}

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
        let lanes = queue.lane()..=queue.lane();
        let claimed = self.store().claim_in(lanes, now, now.plus(self.settings().lease), most).await?;
        let mut batch = Batch { claimed: claimed.len(), outside: Vec::new() };
        let mut settled = Vec::with_capacity(claimed.len());
        for claimed in claimed {
            match self.next_step(&claimed, now).await? {
                Step::Settle(settlement) => settled.push(settlement),
                Step::Inside(service) => {
                    let settlement = match self.render(&claimed.notification, &service).await {
                        Some(outgoing) => {
                            let provider = self.provider(claimed.notification.channel);
                            let outcome = provider.deliver(&outgoing).await;
                            self.judge(&claimed, outcome, None)
                        }
                        None => failed(&claimed, Status::TechnicalFailure, NOT_RENDERABLE, now),
                    };
                    settled.push(settlement);
                }
                Step::Outside(service) => batch.outside.push(Delivery { claimed, service }),
            }
        }
        if !settled.is_empty() {
            self.settle(settled).await?;
        }
        Ok(batch)
    }

    /// Hands one message to its provider outside and records what became of it.
    pub async fn deliver(&self, delivery: Delivery) -> Result<(), Unavailable> {
        let Delivery { claimed, service } = delivery;
        let notification = &claimed.notification;
        let Some(outgoing) = self.render(notification, &service).await else {
            return self
                .settle(vec![failed(&claimed, Status::TechnicalFailure, NOT_RENDERABLE, self.now())])
                .await;
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
        self.settle(vec![settlement]).await
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
        Ok(self.store().next_due().await?)
    }

    async fn next_step(&self, claimed: &Claimed, now: Moment) -> Result<Step, Unavailable> {
        let notification = &claimed.notification;
        if notification.key_type == KeyType::Test {
            return Ok(Step::Settle(self.simulate(claimed, now)));
        }
        let service = self.directory().service(notification.service).await?;
        let Some(service) = service.filter(|service| service.service().standing == Standing::Active) else {
            return Ok(Step::Settle(failed(claimed, Status::TechnicalFailure, SERVICE_STOPPED, now)));
        };
        if notification.status != Status::Created {
            // Handed over already; nothing but a receipt may change it. The due time is spent.
            return Ok(Step::Settle(unchanged(claimed, now)));
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

    async fn render(&self, notification: &Notification, service: &ServiceView) -> Option<Outgoing> {
        match self.renderable(notification).await {
            Ok(from) => Some(self.outgoing(service, &from, notification.attempts + 1)),
            Err(error) => {
                tracing::error!(notification.id = %notification.id, error = &error as &dyn std::error::Error, "Could not render");
                None
            }
        }
    }

    /// What a provider's outcome means for the notification. `attempt` is its number in the ledger.
    fn judge(&self, claimed: &Claimed, outcome: Outcome, attempt: Option<u32>) -> Settlement {
        let now = self.now();
        let (word, detail) = match &outcome {
            Outcome::HandedOver { response, .. } => ("handed-over", response.clone()),
            Outcome::Refused { response, .. } => ("refused", response.clone()),
            Outcome::Retry { response, .. } => ("retry", response.clone()),
            Outcome::Unknown { response } => ("unknown", response.clone()),
        };
        let mut judged = match outcome {
            Outcome::HandedOver { status, response } => {
                Settlement { sent_at: Some(now), ..settlement(claimed, status, None, response, now) }
            }
            Outcome::Refused { status, reason, response } => {
                settlement(claimed, status, reason, response, now)
            }
            // E-mail that may or may not have arrived goes again under the same Message-ID, which a mail
            // system can recognise; a text cannot be recognised, so it is not sent twice.
            Outcome::Unknown { response } if claimed.notification.channel == Channel::Sms => {
                settlement(claimed, Status::TechnicalFailure, None, response, now)
            }
            Outcome::Retry { response, after } => self.try_again(claimed, response, after, now),
            Outcome::Unknown { response } => self.try_again(claimed, response, None, now),
        };
        judged.attempt = attempt.map(|number| AttemptOutcome { number, outcome: word.to_owned(), detail });
        judged
    }

    fn try_again(
        &self,
        claimed: &Claimed,
        response: Option<String>,
        after: Option<Micros>,
        now: Moment,
    ) -> Settlement {
        let notification = &claimed.notification;
        let made = notification.attempts + 1;
        match retry::next(
            notification.scheduled_for.unwrap_or(notification.created_at),
            made,
            now,
            self.chance(),
        ) {
            Some(wait) if made < self.settings().most_attempts => Settlement {
                due_at: Some(now.plus(after.unwrap_or(0).max(wait))),
                ..settlement(claimed, notification.status, None, response, now)
            },
            _ => settlement(claimed, Status::TechnicalFailure, None, response, now),
        }
    }

    async fn settle(&self, settlements: Vec<Settlement>) -> Result<(), Unavailable> {
        let ids: Vec<NotificationId> = settlements.iter().map(|settlement| settlement.id).collect();
        let leases = self.store().settle(settlements).await?;
        for (id, _) in ids.iter().zip(&leases).filter(|(_, lease)| **lease == Lease::Lost) {
            warn!(notification.id = %id, "The lease was lost before the outcome was recorded");
        }
        Ok(())
    }
}

fn settlement(
    claimed: &Claimed,
    status: Status,
    reason: Option<Reason>,
    provider_response: Option<String>,
    at: Moment,
) -> Settlement {
    let notification = &claimed.notification;
    meter::settled(notification.channel, notification.key_type, status);
    if notification.sent_at.is_none() && matches!(status, Status::Sending | Status::Sent | Status::Delivered)
    {
        meter::handed_over(
            notification.channel,
            at.since(notification.scheduled_for.unwrap_or(notification.created_at)),
        );
    }
    Settlement {
        service: claimed.notification.service,
        id: claimed.notification.id,
        lease: claimed.lease,
        status,
        reason,
        provider_response,
        sent_at: claimed.notification.sent_at,
        at,
        due_at: None,
        attempt: None,
    }
}

fn failed(claimed: &Claimed, status: Status, response: &str, at: Moment) -> Settlement {
    settlement(claimed, status, None, Some(response.to_owned()), at)
}

fn unchanged(claimed: &Claimed, at: Moment) -> Settlement {
    let notification = &claimed.notification;
    settlement(claimed, notification.status, notification.reason, notification.provider_response.clone(), at)
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
