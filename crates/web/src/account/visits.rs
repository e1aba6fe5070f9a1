//! Where somebody is signed in, and what was tried at their account.

use super::refuse;
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use facteur_app::{Browser, Client};
use facteur_model::id::SessionId;
use facteur_model::time::Moment;

const VISITS: &str = "/user-profile/visits";

pub fn routes() -> Vec<Route> {
    vec![
        Route::get(VISITS, Access::SignedIn, show),
        Route::post("/user-profile/visits/end-others", Access::SignedIn, end_others),
        Route::post("/user-profile/visits/{visit}/end", Access::SignedIn, end),
    ]
}

struct Row {
    id: SessionId,
    browser: String,
    address: String,
    began_at: Moment,
    seen_at: Moment,
    is_this: bool,
}

struct Line {
    at: Moment,
    outcome: String,
    browser: String,
    address: String,
}

#[derive(Template)]
#[template(path = "account/visits.html")]
struct VisitsPage {
    page: Page,
    visits: Vec<Row>,
    has_others: bool,
    history: Vec<Line>,
}

fn browser(visit: &Visit, client: &Client) -> String {
    let text = Browser::of(&client.agent).text();
    if text.is_empty() { visit.say("account-browser-unknown") } else { text }
}

async fn show(visit: Visit) -> Answer {
    let visitor = visit.signed_in()?;
    let visits: Vec<Row> = visit
        .app()
        .visits_of(visitor)
        .await?
        .into_iter()
        .map(|one| Row {
            id: one.id,
            browser: browser(&visit, &one.client),
            address: one.client.address,
            began_at: one.began_at,
            seen_at: one.seen_at,
            is_this: one.is_this,
        })
        .collect();
    let history = visit.app().sign_in_history(visitor).await?;
    let history = history.into_iter().map(|one| Line {
        at: one.at,
        outcome: visit.say(&format!("account-outcome-{}", one.outcome.as_str())),
        browser: browser(&visit, &one.client),
        address: one.client.address,
    });
    visit.show(&VisitsPage {
        page: visit.page("account-visits-title"),
        has_others: visits.iter().any(|one| !one.is_this),
        visits,
        history: history.collect(),
    })
}

async fn end(visit: Visit) -> Answer {
    let id = visit.id("visit", SessionId::parse)?;
    match visit.app().end_own_visit(visit.signed_in()?, id).await {
        Ok(true) => visit.go_saying(VISITS, Flash::done(visit.say("account-visit-ended"))).await,
        Ok(false) => Err(Refused::NotFound),
        Err(error) => refuse(&visit, error),
    }
}

async fn end_others(visit: Visit) -> Answer {
    match visit.app().end_other_visits(visit.signed_in()?).await {
        Ok(()) => visit.go_saying(VISITS, Flash::done(visit.say("account-visits-ended"))).await,
        Err(error) => refuse(&visit, error),
    }
}
