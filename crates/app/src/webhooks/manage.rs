//! Endpoints: added, changed, tried, rotated, resumed, removed; and events put back into their queues.

use super::{LEASE, MOST_UNDELIVERED, OVERLAP, payload, sign};
use crate::authority::{Authority, Need};
use crate::operate::ChangeError;
use crate::{App, Unavailable};
use facteur_model::id::{ServiceId, WebhookEventId, WebhookId};
use facteur_model::person::Right;
use facteur_model::secret::Secret;
use facteur_model::time::Moment;
use facteur_model::webhook::{WebhookEvent, WebhookEvents};
use facteur_providers::webhook::UrlRefused;
use facteur_store::{NewDelivery, Webhook, webhooks};
use serde_json::json;

/// Endpoints of one service.
pub const MOST_WEBHOOKS: usize = 5;
/// The shortest bearer token (contract §6.1).
const LEAST_TOKEN: usize = 10;
/// The longest.
pub const MOST_TOKEN: usize = 500;
/// Events that one request puts back into a queue.
const MOST_REPLAYED: usize = 10_000;
/// Events put back in one step.
const STEP: usize = 1_000;

/// What whoever looks after the keys may do with endpoints.
pub(super) const NEED: Need = Need::Right(Right::ManageApiKeys);

/// An endpoint as somebody wants it. Without `Debug`: it is secret.
pub struct WebhookRequest {
    pub url: String,
    /// `None` leaves the token that is there.
    pub token: Option<String>,
    pub events: WebhookEvents,
}

/// Events that were put back into a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replayed {
    pub queued: usize,
    /// Are there more, which the next request puts back?
    pub more: bool,
}

/// Why that was not done.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    #[error("there is no webhook {0}")]
    NoSuchWebhook(WebhookId),
    #[error("a service has at most {most} webhooks")]
    TooMany { most: usize },
    #[error(transparent)]
    Url(#[from] UrlRefused),
    #[error("the bearer token needs {LEAST_TOKEN} to {MOST_TOKEN} letters, digits and signs of ASCII")]
    Token,
    #[error("an endpoint needs at least one event")]
    NoEvents,
    #[error("the webhook is suspended")]
    Suspended,
    #[error("the webhook is not suspended")]
    NotSuspended,
    #[error("the event is on its way already, or is kept no longer")]
    NotReplayable,
    #[error("too many webhooks are being tried at this moment")]
    Busy,
    #[error(transparent)]
    Change(#[from] ChangeError),
}

impl From<facteur_store::Error> for WebhookError {
    fn from(error: facteur_store::Error) -> Self {
        WebhookError::Change(error.into())
    }
}

impl From<Unavailable> for WebhookError {
    fn from(unavailable: Unavailable) -> Self {
        WebhookError::Change(unavailable.into())
    }
}

impl App {
    /// Adds an endpoint. The secret that its calls are signed with is shown once.
    pub async fn add_webhook(
        &self,
        by: &Authority,
        service: ServiceId,
        wanted: WebhookRequest,
    ) -> Result<(WebhookId, Secret), WebhookError> {
        let view = self.allowed_to_change(by, service, NEED).await?;
        self.check_webhook(&wanted)?;
        let token = wanted.token.ok_or(WebhookError::Token)?;
        if view.webhooks().len() >= MOST_WEBHOOKS {
            return Err(WebhookError::TooMany { most: MOST_WEBHOOKS });
        }
        let now = self.now();
        let webhook = Webhook {
            id: WebhookId::new(now, self.chance()),
            service,
            url: Secret::new(wanted.url),
            token: Secret::new(token),
            secret: sign::draw(self.chance()),
            old_secret: None,
            events: wanted.events,
            created_at: now,
            failures: 0,
            failing_since: None,
            suspended_at: None,
        };
        let mut tx = self.store().begin().await?;
        webhooks::insert(&mut tx, &webhook).await?;
        let detail = json!({"events": webhook.events.to_stored()});
        self.record(&mut tx, by, Some(service), "webhook.create", &webhook.id.to_string(), detail).await?;
        tx.commit().await?;
        Ok((webhook.id, webhook.secret))
    }

    /// Gives an endpoint another address, token or choice of events.
    pub async fn change_webhook(
        &self,
        by: &Authority,
        service: ServiceId,
        id: WebhookId,
        wanted: WebhookRequest,
    ) -> Result<(), WebhookError> {
        let mut webhook = self.webhook_to_change(by, service, id).await?;
        self.check_webhook(&wanted)?;
        let moved = webhook.url.expose() != wanted.url;
        let detail = json!({
            "events": wanted.events.to_stored(), "address_changed": moved, "token_changed": wanted.token.is_some(),
        });
        webhook.url = Secret::new(wanted.url);
        webhook.events = wanted.events;
        if let Some(token) = wanted.token {
            webhook.token = Secret::new(token);
        }
        self.write_webhook(by, &webhook, "webhook.change", detail).await
    }

    /// Draws another secret. For a day calls are signed with both; the answer says until when.
    pub async fn rotate_webhook_secret(
        &self,
        by: &Authority,
        service: ServiceId,
        id: WebhookId,
    ) -> Result<(Secret, Moment), WebhookError> {
        let mut webhook = self.webhook_to_change(by, service, id).await?;
        let until = self.now().plus(OVERLAP);
        let secret = sign::draw(self.chance());
        webhook.old_secret = Some((std::mem::replace(&mut webhook.secret, secret.clone()), until));
        self.write_webhook(by, &webhook, "webhook.rotate", json!({"old_until": until.to_rfc3339()})).await?;
        Ok((secret, until))
    }

    /// Takes an endpoint away, with its log.
    pub async fn remove_webhook(
        &self,
        by: &Authority,
        service: ServiceId,
        id: WebhookId,
    ) -> Result<(), WebhookError> {
        self.webhook_to_change(by, service, id).await?;
        let mut tx = self.store().begin().await?;
        match webhooks::remove(&mut tx, service, id, self.now()).await {
            Err(facteur_store::Error::Missing) => return Err(WebhookError::NoSuchWebhook(id)),
            outcome => outcome?,
        }
        self.record(&mut tx, by, Some(service), "webhook.remove", &id.to_string(), json!({})).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Lets a suspended endpoint be called again. What it missed waits for [`App::replay_webhook`].
    pub async fn resume_webhook(
        &self,
        by: &Authority,
        service: ServiceId,
        id: WebhookId,
    ) -> Result<(), WebhookError> {
        self.webhook_to_change(by, service, id).await?;
        // What was on its way when it was suspended.
        self.miss(service, id).await?;
        let mut tx = self.store().begin().await?;
        match webhooks::resume(&mut tx, service, id).await {
            Err(facteur_store::Error::Missing) => return Err(WebhookError::NotSuspended),
            outcome => outcome?,
        }
        self.record(&mut tx, by, Some(service), "webhook.resume", &id.to_string(), json!({})).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Calls an endpoint now, suspended or not, as it is called for events; what came of it is in the log under this
    /// event.
    pub async fn test_webhook(
        &self,
        by: &Authority,
        service: ServiceId,
        id: WebhookId,
    ) -> Result<WebhookEventId, WebhookError> {
        let webhook = self.webhook_to_change(by, service, id).await?;
        let _place = self.0.webhooks.tests.try_acquire().map_err(|_| WebhookError::Busy)?;
        let now = self.now();
        let event = WebhookEventId::new(now, self.chance());
        let delivery = NewDelivery {
            service,
            webhook: id,
            id: event,
            event: WebhookEvent::Test,
            notification: None,
            at: now,
            // Ours at first. Should this process end, somebody else calls.
            due_at: Some(now.plus(LEASE)),
            payload: payload::health_check(),
        };
        let mut tx = self.store().begin().await?;
        webhooks::tell(&mut tx, vec![delivery]).await?;
        self.record(&mut tx, by, Some(service), "webhook.test", &id.to_string(), json!({})).await?;
        tx.commit().await?;
        self.call_now(&webhook, event).await?;
        Ok(event)
    }

    /// Puts one event back into the queue of an endpoint.
    pub async fn replay_webhook_event(
        &self,
        by: &Authority,
        service: ServiceId,
        id: WebhookId,
        event: WebhookEventId,
    ) -> Result<(), WebhookError> {
        let webhook = self.webhook_to_change(by, service, id).await?;
        if webhook.suspended_at.is_some() {
            return Err(WebhookError::Suspended);
        }
        let now = self.now();
        let mut tx = self.store().begin().await?;
        if !webhooks::queue_one(&mut tx, service, id, event, now).await? {
            return Err(WebhookError::NotReplayable);
        }
        let detail = json!({"event": event.to_string()});
        self.record(&mut tx, by, Some(service), "webhook.replay", &id.to_string(), detail).await?;
        tx.commit().await?;
        self.calls_are_due(service, id, now);
        Ok(())
    }

    /// Puts the events of a span back into the queue of an endpoint, oldest first: those that were not delivered, and
    /// those that were if `delivered`.
    pub async fn replay_webhook(
        &self,
        by: &Authority,
        service: ServiceId,
        id: WebhookId,
        span: (Moment, Moment),
        delivered: bool,
    ) -> Result<Replayed, WebhookError> {
        let webhook = self.webhook_to_change(by, service, id).await?;
        if webhook.suspended_at.is_some() {
            return Err(WebhookError::Suspended);
        }
        let (now, mut queued) = (self.now(), 0);
        let mut more = false;
        for delivered in [false, true].into_iter().take(1 + usize::from(delivered)) {
            loop {
                let most = STEP.min(MOST_REPLAYED - queued);
                if most == 0 {
                    more = true;
                    break;
                }
                let mut tx = self.store().begin().await?;
                let step = webhooks::queue_all(&mut tx, service, id, span, delivered, most, now).await?;
                tx.commit().await?;
                queued += step;
                if step < most {
                    break;
                }
            }
        }
        let mut tx = self.store().begin().await?;
        let detail = json!({
            "events": queued, "from": span.0.to_rfc3339(), "until": span.1.to_rfc3339(), "delivered": delivered,
        });
        self.record(&mut tx, by, Some(service), "webhook.replay", &id.to_string(), detail).await?;
        tx.commit().await?;
        if queued > 0 {
            self.calls_are_due(service, id, now);
        }
        Ok(Replayed { queued, more })
    }

    /// Takes what waits out of the queue of a suspended endpoint.
    pub(super) async fn miss(&self, service: ServiceId, id: WebhookId) -> Result<(), Unavailable> {
        // Never more than there can be.
        for _ in 0..MOST_UNDELIVERED.div_ceil(STEP) {
            if self.store().of(service).miss_webhook_deliveries(id, STEP).await? < STEP {
                break;
            }
        }
        Ok(())
    }

    fn calls_are_due(&self, service: ServiceId, id: WebhookId, at: Moment) {
        self.webhook_places().note(service, id, at);
        self.0.webhooks.due.notify_one();
    }

    async fn webhook_to_change(
        &self,
        by: &Authority,
        service: ServiceId,
        id: WebhookId,
    ) -> Result<Webhook, WebhookError> {
        self.allowed_to_change(by, service, NEED).await?;
        self.store().of(service).webhook(id).await?.ok_or(WebhookError::NoSuchWebhook(id))
    }

    async fn write_webhook(
        &self,
        by: &Authority,
        webhook: &Webhook,
        action: &str,
        detail: serde_json::Value,
    ) -> Result<(), WebhookError> {
        let mut tx = self.store().begin().await?;
        match webhooks::change(&mut tx, webhook).await {
            Err(facteur_store::Error::Missing) => return Err(WebhookError::NoSuchWebhook(webhook.id)),
            outcome => outcome?,
        }
        self.record(&mut tx, by, Some(webhook.service), action, &webhook.id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(())
    }

    fn check_webhook(&self, wanted: &WebhookRequest) -> Result<(), WebhookError> {
        self.messenger().check(&wanted.url)?;
        if let Some(token) = &wanted.token {
            let is_right = (LEAST_TOKEN..=MOST_TOKEN).contains(&token.len())
                && token.bytes().all(|byte| byte.is_ascii_graphic());
            if !is_right {
                return Err(WebhookError::Token);
            }
        }
        if wanted.events.is_empty() { Err(WebhookError::NoEvents) } else { Ok(()) }
    }
}
