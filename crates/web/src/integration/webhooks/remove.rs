//! `/api/webhooks/{webhook}/remove`: asks once, then takes it away.

use super::{at, confirm, id};
use crate::page::Flash;
use crate::refused::Answer;
use crate::visit::Visit;

pub async fn ask(visit: Visit) -> Answer {
    confirm(&visit, "webhooks-remove", "button-danger").await
}

pub async fn remove(visit: Visit) -> Answer {
    visit.app().remove_webhook(&visit.authority()?, visit.service()?, id(&visit)?).await?;
    visit.go_saying(&at(&visit, "")?, Flash::done(visit.say("webhooks-removed"))).await
}
