//! Endpoints and what they were told, as the people of the service see them.

use super::manage::NEED;
use super::{MOST_UNDELIVERED, WebhookError};
use crate::authority::Authority;
use crate::{App, Unavailable};
use facteur_model::id::{NotificationId, ServiceId, WebhookEventId, WebhookId};
use facteur_model::time::Moment;
use facteur_model::webhook::{WebhookEvents, WebhookState};
use facteur_store::{Delivery, DeliveryAttempt, DeliveryFilter, Webhook};

/// Lines on one page of the log.
const PAGE: usize = 50;
/// Attempts that a page shows.
const MOST_ATTEMPTS: usize = 100;
/// Deliveries that the page of a message shows.
const MOST_OF_MESSAGE: usize = 50;

/// An endpoint. Without `Debug`: addresses often hold a secret.
pub struct WebhookView {
    pub id: WebhookId,
    pub url: String,
    pub events: WebhookEvents,
    pub created_at: Moment,
    /// Until when calls are signed with the secret before as well.
    pub old_secret_until: Option<Moment>,
    /// Calls in a row that failed, and since when.
    pub failures: u32,
    pub failing_since: Option<Moment>,
    pub suspended_at: Option<Moment>,
    /// Events that wait, that failed, and that were missed.
    pub waiting: usize,
    pub failed: usize,
    pub missed: usize,
}

/// A line of the log.
pub type WebhookLine = Delivery;

/// Which lines.
#[derive(Debug, Clone, Copy, Default)]
pub struct WebhookLogFilter {
    pub state: Option<WebhookState>,
    /// Only what is older than this event.
    pub before: Option<WebhookEventId>,
}

/// A page of the log.
pub struct WebhookLog {
    pub lines: Vec<WebhookLine>,
    /// Where the next page begins, if there is one.
    pub older: Option<WebhookEventId>,
}

/// One event with its calls. Without `Debug`: it is personal.
pub struct WebhookEventView {
    pub line: WebhookLine,
    /// What is sent.
    pub payload: String,
    /// Newest first.
    pub attempts: Vec<DeliveryAttempt>,
}

impl App {
    /// The endpoints of a service, oldest first.
    pub async fn webhooks(
        &self,
        by: &Authority,
        service: ServiceId,
    ) -> Result<Vec<WebhookView>, WebhookError> {
        self.allowed(by, service, NEED).await?;
        let mut views = Vec::new();
        for webhook in self.store().of(service).webhooks().await? {
            views.push(self.webhook_view(webhook).await?);
        }
        Ok(views)
    }

    /// One endpoint of a service.
    pub async fn webhook(
        &self,
        by: &Authority,
        service: ServiceId,
        id: WebhookId,
    ) -> Result<WebhookView, WebhookError> {
        self.allowed(by, service, NEED).await?;
        let webhook = self.store().of(service).webhook(id).await?;
        Ok(self.webhook_view(webhook.ok_or(WebhookError::NoSuchWebhook(id))?).await?)
    }

    /// What an endpoint was told, newest first.
    pub async fn webhook_log(
        &self,
        by: &Authority,
        service: ServiceId,
        id: WebhookId,
        filter: WebhookLogFilter,
    ) -> Result<WebhookLog, WebhookError> {
        self.webhook(by, service, id).await?;
        let filter = DeliveryFilter { state: filter.state, before: filter.before, most: PAGE + 1 };
        let mut lines = self.store().of(service).webhook_log(id, filter).await?;
        let more = lines.len() > PAGE;
        lines.truncate(PAGE);
        let older = lines.last().map(|line| line.id).filter(|_| more);
        Ok(WebhookLog { lines, older })
    }

    /// One event that an endpoint was told of; `None` when it is kept no longer.
    pub async fn webhook_event(
        &self,
        by: &Authority,
        service: ServiceId,
        id: WebhookId,
        event: WebhookEventId,
    ) -> Result<Option<WebhookEventView>, WebhookError> {
        self.webhook(by, service, id).await?;
        let store = self.store().of(service);
        let Some((line, payload)) = store.webhook_delivery(id, event).await? else { return Ok(None) };
        let attempts = store.webhook_attempts(id, event, MOST_ATTEMPTS).await?;
        Ok(Some(WebhookEventView { line, payload, attempts }))
    }

    /// What endpoints that are still there were told of a message, oldest first.
    pub(crate) async fn told_of_message(
        &self,
        service: ServiceId,
        message: NotificationId,
    ) -> Result<Vec<WebhookLine>, Unavailable> {
        let view = self.directory().service(service).await?;
        let is_there = |id| view.as_ref().is_some_and(|view| view.webhooks().iter().any(|one| one.id == id));
        let mut lines = self.store().of(service).webhook_deliveries_of(message, MOST_OF_MESSAGE).await?;
        lines.retain(|line| is_there(line.webhook));
        Ok(lines)
    }

    async fn webhook_view(&self, webhook: Webhook) -> Result<WebhookView, Unavailable> {
        let now = self.now();
        let open = self.store().of(webhook.service).webhook_open(webhook.id, 2 * MOST_UNDELIVERED).await?;
        let count = |state| open.iter().find(|(one, _)| *one == state).map_or(0, |(_, count)| *count);
        Ok(WebhookView {
            id: webhook.id,
            url: webhook.url.expose().to_owned(),
            events: webhook.events,
            created_at: webhook.created_at,
            old_secret_until: webhook.old_secret.map(|(_, until)| until).filter(|until| now < *until),
            failures: webhook.failures,
            failing_since: webhook.failing_since,
            suspended_at: webhook.suspended_at,
            waiting: count(WebhookState::Waiting),
            failed: count(WebhookState::Failed),
            missed: count(WebhookState::Missed),
        })
    }
}
