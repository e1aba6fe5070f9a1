//! The terms of use that a service accepts before it goes live.

use super::home;
use crate::components::Markup;
use crate::page::{Flash, Page};
use crate::refused::Answer;
use crate::visit::Visit;
use crate::when;
use askama::Template;
use facteur_app::GoLiveError;
use facteur_model::service::Mode;

#[derive(Template)]
#[template(path = "going_live/terms.html")]
struct Terms {
    page: Page,
    /// Who accepted them, and when, if somebody has.
    accepted: Option<(String, Markup)>,
    is_live: bool,
}

pub async fn show(visit: Visit) -> Answer {
    let (by, service, t) = (visit.authority()?, visit.service()?, visit.words());
    let found = visit.app().going_live(&by, service).await?;
    let page = Terms {
        page: visit.page("golive-terms-title"),
        accepted: found.terms.map(|(person, at)| {
            let person = person.unwrap_or_else(|| t.say("golive-operator"));
            (t.say1("golive-terms-accepted-by", "person", person), when::date_time(&t, at))
        }),
        is_live: found.mode == Mode::Live,
    };
    visit.show(&page)
}

pub async fn accept(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    match visit.app().accept_service_terms(&by, service).await {
        Ok(()) => visit.go_saying(&home(service), Flash::done(visit.say("golive-terms-done"))).await,
        Err(GoLiveError::AlreadyLive) => visit.go(&home(service)),
        Err(error) => Err(error.into()),
    }
}
