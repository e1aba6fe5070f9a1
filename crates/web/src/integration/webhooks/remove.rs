//! `/api/webhooks/{webhook}/remove`: asks once, then takes it away.

use super::{at, id, named};
use crate::page::{Flash, Page};
use crate::refused::Answer;
use crate::visit::Visit;
use askama::Template;

#[derive(Template)]
#[template(path = "integration/webhooks/ask.html")]
struct Ask {
    page: Page,
    url: String,
    text: String,
    button: String,
    class: &'static str,
    back: String,
}

pub async fn ask(visit: Visit) -> Answer {
    let webhook = named(&visit).await?;
    visit.show(&Ask {
        page: visit.page("webhooks-remove"),
        text: visit.say("webhooks-remove-text"),
        button: visit.say("webhooks-remove-button"),
        class: "button-danger",
        back: at(&visit, &format!("/{}", webhook.id))?,
        url: webhook.url,
    })
}

pub async fn remove(visit: Visit) -> Answer {
    visit.app().remove_webhook(&visit.authority()?, visit.service()?, id(&visit)?).await?;
    visit.go_saying(&at(&visit, "")?, Flash::done(visit.say("webhooks-removed"))).await
}
