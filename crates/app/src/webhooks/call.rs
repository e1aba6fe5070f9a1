//! Calls: taken under a lease, made, recorded.

use super::places::Pick;
use super::{FAILING, HORIZON, LEASE, MOST_FAILURES, sign};
use crate::authority::Authority;
use crate::operate::ChangeError;
use crate::{App, Unavailable, meter};
use facteur_model::chance::Chance;
use facteur_model::id::{ServiceId, WebhookEventId, WebhookId};
use facteur_model::time::{HOUR, MINUTE, Micros, Moment, SECOND};
use facteur_model::webhook::{WebhookEvent, WebhookState};
use facteur_providers::webhook::{Call, Reply, Trouble};
use facteur_store::{CallOutcome, Health, HeldDelivery, Lease, Webhook, webhooks};
use serde_json::json;
use std::sync::Arc;
use tracing::{error, info};

/// The waits after the first, second… failure, between 80 and 120 % of each.
const WAITS: [Micros; 11] = [
    5 * SECOND,
    30 * SECOND,
    2 * MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    4 * HOUR,
    5 * HOUR,
];
/// An endpoint that takes longer than this is slow.
const SLOW: Micros = SECOND;
/// Endpoints that are read at a time.
const PAGE: usize = 1_000;

/// One call that this process may make.
pub struct WebhookCall {
    webhook: Arc<Webhook>,
    held: HeldDelivery,
    /// Given back when the call ends, however it ends.
    seat: Seat,
}

/// What one look for due calls found.
pub struct WebhookBatch {
    pub calls: Vec<WebhookCall>,
    /// When to look again, should nothing happen before.
    pub again_at: Option<Moment>,
}

struct Seat {
    app: App,
    webhook: WebhookId,
    was_poor: bool,
}

impl Seat {
    fn take(app: &App, service: ServiceId, webhook: WebhookId) -> Self {
        let was_poor = app.webhook_places().enter(service, webhook);
        Self { app: app.clone(), webhook, was_poor }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.app.webhook_places().leave(self.webhook, self.was_poor);
        self.app.0.webhooks.due.notify_one();
    }
}

/// How a call went.
struct Ended {
    word: &'static str,
    status: Option<u32>,
    excerpt: Option<String>,
    /// Did the endpoint take it?
    is_taken: bool,
    /// Is there no sense in calling again?
    is_final: bool,
    /// For how long it wants to be left alone.
    after: Micros,
}

impl App {
    /// Reads which endpoints have something to be told of: at the start, and now and then, because other processes put
    /// events into the queues, too.
    pub async fn look_for_calls(&self) -> Result<(), Unavailable> {
        let mut after = None;
        loop {
            let page = self.store().waiting_webhooks(after, PAGE).await?;
            let mut places = self.webhook_places();
            for (service, webhook, due_at) in &page {
                if let Some(due_at) = due_at {
                    places.note(*service, *webhook, *due_at);
                }
            }
            match page.last() {
                Some((_, last, _)) if page.len() == PAGE => after = Some(*last),
                _ => return Ok(()),
            }
        }
    }

    /// Takes calls that are due, as many as there are places for.
    pub async fn take_calls(&self) -> Result<WebhookBatch, Unavailable> {
        let now = self.now();
        let (picks, again_at) = self.webhook_places().plan(now);
        let mut calls = Vec::new();
        for pick in picks {
            self.take_of(pick, now, &mut calls).await?;
        }
        Ok(WebhookBatch { calls, again_at })
    }

    async fn take_of(
        &self,
        pick: Pick,
        now: Moment,
        calls: &mut Vec<WebhookCall>,
    ) -> Result<(), Unavailable> {
        let Pick { service, webhook: id, most } = pick;
        let webhook = self.store().of(service).webhook(id).await?;
        let Some(webhook) = webhook.filter(|webhook| webhook.suspended_at.is_none()) else {
            let mut places = self.webhook_places();
            places.judge(id, false);
            places.set(service, id, None);
            return Ok(());
        };
        // Forgotten before it is asked for: what is told from here on notes itself.
        self.webhook_places().set(service, id, None);
        let held = self.store().claim_webhook(service, id, most, now, now.plus(LEASE)).await?;
        if let Some(due_at) = self.store().webhook_due(service, id).await? {
            self.webhook_places().note(service, id, due_at);
        }
        let webhook = Arc::new(webhook);
        for held in held {
            let seat = Seat::take(self, service, id);
            calls.push(WebhookCall { webhook: webhook.clone(), held, seat });
        }
        Ok(())
    }

    /// Makes one call and records how it went.
    pub async fn make_call(&self, call: WebhookCall) -> Result<(), Unavailable> {
        let WebhookCall { webhook, held, seat } = call;
        let recorded = self.call_and_record(&webhook, &held).await;
        drop(seat);
        recorded
    }

    /// Tries an endpoint now, with an event that is in the queue already.
    pub(super) async fn call_now(&self, webhook: &Webhook, id: WebhookEventId) -> Result<(), Unavailable> {
        let until = self.now().plus(LEASE);
        let held = self.store().claim_webhook_delivery(webhook.service, webhook.id, id, until).await?;
        match held {
            Some(held) => self.call_and_record(webhook, &held).await,
            // A worker was faster.
            None => Ok(()),
        }
    }

    async fn call_and_record(&self, webhook: &Webhook, held: &HeldDelivery) -> Result<(), Unavailable> {
        let began = self.now();
        let ended = self.call(webhook, held, began).await;
        let now = self.now();
        let lasted = now.since(began).max(0);
        let is_test = held.event == WebhookEvent::Test;
        if !is_test {
            let is_poor = !ended.is_taken || lasted > SLOW;
            self.webhook_places().judge(webhook.id, is_poor);
        }
        let wait = wait_after(held.tries, self.chance()).max(ended.after);
        let again = now.plus(wait);
        let (state, due_at) = if ended.is_taken {
            (WebhookState::Delivered, None)
        } else if is_test || ended.is_final || again.since(held.queued_at) > HORIZON {
            (WebhookState::Failed, None)
        } else {
            (WebhookState::Waiting, Some(again))
        };
        let health = match (is_test, ended.is_taken) {
            (true, _) => Health::Unchanged,
            (false, true) if webhook.failures == 0 => Health::Unchanged,
            (false, true) => Health::Recovered,
            (false, false) => Health::Failed,
        };
        meter::called(ended.word);
        info!(
            service.id = %webhook.service,
            webhook.id = %webhook.id,
            event.id = %held.id,
            attempt = held.attempt,
            outcome = ended.word,
            status = ended.status,
            duration_ms = lasted / 1_000,
            "Called a webhook"
        );
        let outcome = CallOutcome {
            service: webhook.service,
            webhook: webhook.id,
            id: held.id,
            attempt: held.attempt,
            at: began,
            lasted,
            outcome: ended.word,
            status: ended.status,
            excerpt: ended.excerpt,
            state,
            due_at,
            health,
        };
        let record = |outcomes| self.store().record_calls(outcomes);
        if self.0.webhooks.outcomes.call(outcome, record).await? == Lease::Lost {
            meter::call_lost();
            return Ok(());
        }
        if let Some(due_at) = due_at {
            self.webhook_places().note(webhook.service, webhook.id, due_at);
        }
        // The row is read again only by whom it may concern.
        if health == Health::Failed && webhook.failures + 1 >= MOST_FAILURES {
            self.suspend_if_hopeless(webhook.service, webhook.id).await?;
        }
        Ok(())
    }

    async fn call(&self, webhook: &Webhook, held: &HeldDelivery, now: Moment) -> Ended {
        let Some(body) = held.payload.clone() else {
            return Ended { is_final: true, ..Ended::without_answer("unreadable") };
        };
        let (id, seconds) = (held.id.to_string(), now.epoch_seconds());
        let old = webhook.old_secret.as_ref().filter(|(_, until)| now < *until).map(|(secret, _)| secret);
        let signature = sign::header([&webhook.secret].into_iter().chain(old), &id, seconds, &body);
        let headers = vec![
            ("webhook-id", id),
            ("webhook-timestamp", seconds.to_string()),
            ("webhook-signature", signature),
            ("webhook-attempt", held.attempt.to_string()),
            ("webhook-event", held.event.as_str().to_owned()),
        ];
        let call = Call { url: webhook.url.clone(), token: webhook.token.clone(), headers, body };
        match self.messenger().call(call).await {
            Ok(reply) => Ended::with(reply),
            Err(Trouble::Forbidden) => Ended::without_answer("forbidden"),
            Err(Trouble::Unreachable) => Ended::without_answer("unreachable"),
            Err(Trouble::TimedOut) => Ended::without_answer("timed-out"),
        }
    }

    /// Suspends an endpoint that has failed for long enough, and says so to its people.
    async fn suspend_if_hopeless(&self, service: ServiceId, id: WebhookId) -> Result<(), Unavailable> {
        let Some(webhook) = self.store().of(service).webhook(id).await? else { return Ok(()) };
        let now = self.now();
        let since = webhook.failing_since.unwrap_or(now);
        if webhook.failures < MOST_FAILURES || now.since(since) < FAILING {
            return Ok(());
        }
        match self.suspend_webhook(service, id, now).await {
            Ok(true) => self.tell_of_suspension(service, id).await,
            Ok(false) => {}
            Err(ChangeError::Unavailable(unavailable)) => return Err(unavailable),
            Err(failure) => {
                let error = &failure as &dyn std::error::Error;
                error!(webhook.id = %id, error, "Could not suspend a webhook");
            }
        }
        Ok(())
    }

    async fn suspend_webhook(
        &self,
        service: ServiceId,
        id: WebhookId,
        now: Moment,
    ) -> Result<bool, ChangeError> {
        let by = Authority::operator("webhooks");
        let mut tx = self.store().begin().await?;
        let is_news = webhooks::suspend(&mut tx, service, id, now).await?;
        if is_news {
            self.record(&mut tx, &by, Some(service), "webhook.suspend", &id.to_string(), json!({})).await?;
        }
        tx.commit().await?;
        if is_news {
            self.webhook_places().set(service, id, None);
            self.miss(service, id).await?;
        }
        Ok(is_news)
    }
}

impl Ended {
    fn without_answer(word: &'static str) -> Self {
        Self { word, status: None, excerpt: None, is_taken: false, is_final: false, after: 0 }
    }

    fn with(reply: Reply) -> Self {
        let Reply { status, excerpt, retry_after } = reply;
        let (word, is_taken, is_final) = match status {
            200..=299 => ("taken", true, true),
            // Too early, too often, not now: these say themselves that it is worth another try.
            408 | 409 | 425 | 429 => ("put-off", false, false),
            400..=499 => ("refused", false, true),
            300..=399 => ("redirected", false, false),
            _ => ("failed", false, false),
        };
        let after = retry_after.map_or(0, |wait| Micros::try_from(wait.as_micros()).unwrap_or(Micros::MAX));
        let excerpt = (!excerpt.is_empty()).then_some(excerpt);
        Self { word, status: Some(status.into()), excerpt, is_taken, is_final, after: after.min(6 * HOUR) }
    }
}

/// The wait after the failure of this try, with jitter.
fn wait_after(tries: u32, chance: &dyn Chance) -> Micros {
    let at = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX);
    let nominal = WAITS.get(at).copied().unwrap_or(WAITS[WAITS.len() - 1]);
    let mut draw = [0_u8; 2];
    chance.fill(&mut draw);
    nominal / 10 * 8 + nominal / 10 * 4 * Micros::from(u16::from_le_bytes(draw)) / 65_535
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::chance::SeededChance;

    #[test]
    fn waits_grow_with_jitter_and_end_within_a_day() {
        let chance = SeededChance::new(9);
        let mut all = 0;
        for (tries, nominal) in (1..).zip(WAITS) {
            let wait = wait_after(tries, &chance);
            assert!((nominal / 10 * 8..=nominal / 10 * 12).contains(&wait), "{tries}: {wait}");
            all += nominal;
        }
        assert!(all < HORIZON && all > HORIZON / 2);
        assert!(wait_after(u32::MAX, &chance) >= 4 * HOUR);
    }

    #[test]
    fn what_an_answer_means() {
        let ended = |status| {
            let Ended { word, is_taken, is_final, .. } =
                Ended::with(Reply { status, excerpt: String::new(), retry_after: None });
            (word, is_taken, is_final)
        };
        for status in [200, 201, 204, 299] {
            assert_eq!(ended(status), ("taken", true, true));
        }
        for status in [400, 401, 403, 404, 410, 422] {
            assert_eq!(ended(status), ("refused", false, true));
        }
        for status in [408, 409, 425, 429, 500, 502, 503, 301, 307, 100] {
            let (_, is_taken, is_final) = ended(status);
            assert!(!is_taken && !is_final, "{status}");
        }
    }
}
