//! Keeping house: forgetting what was told, and telling people of suspensions.

use super::{KEPT, MOST_UNDELIVERED};
use crate::letters::{Letter, Reader};
use crate::{App, Unavailable, meter};
use facteur_i18n::Language;
use facteur_model::id::{ServiceId, WebhookId};
use facteur_model::person::Right;
use facteur_store::{KeptWebhook, Member, webhooks};
use tracing::error;

/// Rows of one step.
const STEP: usize = 500;
/// Endpoints that are read at a time.
const PAGE: usize = 1_000;

impl App {
    /// Forgets what is older than seven days or too much, what is left of removed endpoints, and tells people of
    /// suspensions that they have not heard of.
    pub(crate) async fn sweep_webhooks<P>(&self, pause: impl Fn() -> P) -> Result<(), Unavailable>
    where
        P: Future<Output = ()>,
    {
        let (mut after, mut waiting) = (None, 0);
        loop {
            let page = self.store().kept_webhooks(after, PAGE).await?;
            for webhook in &page {
                self.sweep_webhook(webhook, &pause).await?;
                if webhook.suspended_at.is_none() && !webhook.is_removed {
                    waiting += self.store().waiting_for_webhook(webhook.service, webhook.id).await?;
                }
            }
            match page.last() {
                Some(last) if page.len() == PAGE => after = Some(last.id),
                _ => break,
            }
        }
        meter::calls_waiting(usize::try_from(waiting).unwrap_or(usize::MAX));
        Ok(())
    }

    async fn sweep_webhook<P>(&self, webhook: &KeptWebhook, pause: impl Fn() -> P) -> Result<(), Unavailable>
    where
        P: Future<Output = ()>,
    {
        let KeptWebhook { service, id, suspended_at, is_untold, is_removed } = *webhook;
        let store = self.store().of(service);
        let before = (!is_removed).then(|| self.now().plus(-KEPT));
        while store.forget_webhook_deliveries(id, before, STEP).await? == STEP {
            pause().await;
        }
        if is_removed {
            let mut tx = self.store().begin().await?;
            webhooks::erase(&mut tx, service, id).await?;
            tx.commit().await?;
            return Ok(());
        }
        while store.forget_webhook_overflow(id, MOST_UNDELIVERED, STEP).await? == STEP {
            pause().await;
        }
        if suspended_at.is_some() {
            self.miss(service, id).await?;
        }
        if suspended_at.is_some() && is_untold {
            self.tell_of_suspension(service, id).await;
        }
        Ok(())
    }

    /// Writes to everybody who looks after the integration or the service. A letter that cannot be sent is a line in
    /// the log.
    pub(super) async fn tell_of_suspension(&self, service: ServiceId, id: WebhookId) {
        if let Err(failure) = self.write_of_suspension(service, id).await {
            error!(webhook.id = %id, error = &failure as &dyn std::error::Error, "Nobody was told of a suspension");
        }
    }

    async fn write_of_suspension(&self, service: ServiceId, id: WebhookId) -> Result<(), Unavailable> {
        let mut tx = self.store().begin().await?;
        let is_news = webhooks::told(&mut tx, service, id).await?;
        tx.commit().await?;
        let (true, Some(view)) = (is_news, self.directory().service(service).await?) else { return Ok(()) };
        let Some(webhook) = self.store().of(service).webhook(id).await? else { return Ok(()) };
        let page = format!("{}/services/{service}/api/webhooks/{id}", self.settings().base_url);
        let looks_after = |member: &&Member| {
            member.rights.contains(Right::ManageApiKeys) || member.rights.contains(Right::ManageService)
        };
        for member in view.members().iter().filter(looks_after) {
            let user = self.store().user(member.id).await?;
            let language = user.and_then(|user| Language::from_tag(user.language.as_deref()?));
            let letter = Letter::new("webhook-suspended")
                .with_typed("service", &view.service().name)
                .with("host", host(webhook.url.expose()))
                .with("page", &page);
            let reader = Reader { email: &member.email, language };
            if let Err(failure) = self.write_to(&reader, &letter).await {
                let error = &failure as &dyn std::error::Error;
                error!(webhook.id = %id, error, "A letter about a webhook was not sent");
            }
        }
        Ok(())
    }
}

/// The server that an address names: what stands behind it may be secret.
pub(super) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn of_an_address_only_the_server_is_named() {
        assert_eq!(host("https://hooks.example.ca:8443/secret?a=b"), "hooks.example.ca:8443");
        assert_eq!(host("https://hooks.example.ca?secret"), "hooks.example.ca");
    }
}
