//! Into the queues.

use super::payload;
use crate::directory::ServiceView;
use crate::operate::ChangeError;
use crate::{App, Unavailable};
use facteur_model::id::{NotificationId, ServiceId, WebhookEventId, WebhookId};
use facteur_model::time::Moment;
use facteur_model::webhook::WebhookEvent;
use facteur_store::{NewDelivery, Notification, Settlement, Transaction, webhooks};
use uuid::Uuid;

/// Something that services are told of besides what becomes of their messages. Without `Debug`: it is personal.
pub enum News {
    /// A recipient complained about a message.
    Complaint {
        notification: NotificationId,
        complaint: Uuid,
        reference: Option<String>,
        to: String,
        at: Moment,
    },
    /// A text message came in.
    ReceivedText { id: Uuid, from: String, to: String, text: String, at: Moment },
}

impl News {
    fn event(&self) -> WebhookEvent {
        match self {
            News::Complaint { .. } => WebhookEvent::Complaint,
            News::ReceivedText { .. } => WebhookEvent::ReceivedText,
        }
    }

    fn at(&self) -> Moment {
        match self {
            News::Complaint { at, .. } | News::ReceivedText { at, .. } => *at,
        }
    }
}

/// Which endpoints have something to be told of. Give it to [`App::told`] after the commit.
#[must_use = "the calls begin sooner when the worker hears of them"]
#[derive(Debug, Default)]
pub struct Told(Vec<(ServiceId, WebhookId, Moment)>);

impl App {
    /// Puts news into the queues of the service's endpoints that want it, in the transaction of what it tells of. A
    /// service without such endpoints pays for a look into memory.
    pub async fn tell(
        &self,
        tx: &mut Transaction,
        service: ServiceId,
        news: &News,
    ) -> Result<Told, ChangeError> {
        let Some(view) = self.directory().service(service).await? else { return Ok(Told::default()) };
        let about = match news {
            News::Complaint { notification, .. } => Some(*notification),
            News::ReceivedText { .. } => None,
        };
        let deliveries = self.deliveries(&view, news.event(), about, news.at(), || payload::of_news(news));
        let told = Told(due(&deliveries).collect());
        webhooks::tell(tx, deliveries).await?;
        Ok(told)
    }

    /// What was told is committed: its calls may begin.
    pub fn told(&self, told: Told) {
        self.note_calls(told.0.into_iter());
    }

    /// Adds to a settlement what the endpoints of its service are told.
    pub(crate) fn tell_of(
        &self,
        view: &ServiceView,
        notification: &Notification,
        settlement: &mut Settlement,
    ) {
        if view.webhooks().is_empty() || settlement.status == notification.status {
            return;
        }
        let Some(event) = WebhookEvent::of(settlement.status) else { return };
        let payload = || payload::delivery_status(notification, settlement);
        let about = Some(notification.id);
        settlement.webhooks = self.deliveries(view, event, about, settlement.at, payload);
    }

    /// As [`App::tell_of`], where nobody has looked at the service yet.
    pub(crate) async fn tell_of_unseen(
        &self,
        notification: &Notification,
        settlement: &mut Settlement,
    ) -> Result<(), Unavailable> {
        if settlement.status != notification.status
            && WebhookEvent::of(settlement.status).is_some()
            && let Some(view) = self.directory().service(notification.service).await?
        {
            self.tell_of(&view, notification, settlement);
        }
        Ok(())
    }

    /// A settlement is recorded: the calls that it asks for may begin.
    pub(crate) fn settlement_told(&self, settlement: &Settlement) {
        if !settlement.webhooks.is_empty() {
            self.note_calls(due(&settlement.webhooks));
        }
    }

    fn deliveries(
        &self,
        view: &ServiceView,
        event: WebhookEvent,
        about: Option<NotificationId>,
        at: Moment,
        payload: impl FnOnce() -> Vec<u8>,
    ) -> Vec<NewDelivery> {
        let wanted: Vec<_> = view.webhooks().iter().filter(|one| one.events.contains(event)).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let (id, payload) = (WebhookEventId::new(at, self.chance()), payload());
        let delivery = |listener: &facteur_store::Listener| NewDelivery {
            service: view.service().id,
            webhook: listener.id,
            id,
            event,
            notification: about,
            at,
            due_at: (!listener.is_suspended).then_some(at),
            payload: payload.clone(),
        };
        wanted.into_iter().map(delivery).collect()
    }

    fn note_calls(&self, calls: impl Iterator<Item = (ServiceId, WebhookId, Moment)>) {
        let mut places = self.webhook_places();
        for (service, webhook, at) in calls {
            places.note(service, webhook, at);
        }
        drop(places);
        self.0.webhooks.due.notify_one();
    }
}

fn due(deliveries: &[NewDelivery]) -> impl Iterator<Item = (ServiceId, WebhookId, Moment)> {
    deliveries.iter().filter_map(|one| Some((one.service, one.webhook, one.due_at?)))
}
