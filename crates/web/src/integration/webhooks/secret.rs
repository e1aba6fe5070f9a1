//! `/api/webhooks/secret` shows a new secret, once; `/api/webhooks/{webhook}/rotate` draws one.

use super::{at, confirm, id};
use crate::page::{Flash, FlashKind, Page};
use crate::refused::Answer;
use crate::visit::Visit;
use askama::Template;
use facteur_model::id::WebhookId;
use facteur_model::time::Moment;

#[derive(Template)]
#[template(path = "integration/webhooks/secret.html")]
struct Secret {
    page: Page,
    shown: Option<Shown>,
    back: String,
}

struct Shown {
    text: String,
    /// Until when the one before signs as well.
    old_until: Option<Moment>,
    path: String,
}

pub async fn show(visit: Visit) -> Answer {
    let said = visit.secret().and_then(|said| said.split_once(' '));
    let shown = match said.and_then(|(id, text)| Some((WebhookId::parse(id)?, text))) {
        None => None,
        Some((id, text)) => {
            let webhook = visit.app().webhook(&visit.authority()?, visit.service()?, id).await?;
            let path = at(&visit, &format!("/{id}"))?;
            Some(Shown { text: text.to_owned(), old_until: webhook.old_secret_until, path })
        }
    };
    let title = if shown.is_some() { "webhooks-secret-title" } else { "webhooks-secret-gone" };
    visit.show(&Secret { page: visit.page(title), shown, back: at(&visit, "")? })
}

pub async fn ask(visit: Visit) -> Answer {
    let words = ["webhooks-rotate", "webhooks-rotate-text", "webhooks-rotate-button"];
    confirm(&visit, words, "").await
}

pub async fn rotate(visit: Visit) -> Answer {
    let id = id(&visit)?;
    let (secret, _) = visit.app().rotate_webhook_secret(&visit.authority()?, visit.service()?, id).await?;
    let text = format!("{id} {}", secret.expose());
    visit.go_saying(&at(&visit, "/secret")?, Flash { kind: FlashKind::Secret, text }).await
}
