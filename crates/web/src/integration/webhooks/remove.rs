//! `/api/webhooks/{webhook}/remove`: asks once, then takes it away.

use super::{at, confirm, id};
use crate::page::Flash;
use crate::refused::Answer;
use crate::visit::Visit;

pub async fn ask(visit: Visit) -> Answer {
    let words = ["webhooks-remove", "webhooks-remove-text", "webhooks-remove-button"];
    confirm(&visit, words, "button-danger").await
}

pub async fn remove(visit: Visit) -> Answer {
    visit.app().remove_webhook(&visit.authority()?, visit.service()?, id(&visit)?).await?;
    visit.go_saying(&at(&visit, "")?, Flash::done(visit.say("webhooks-removed"))).await
}
