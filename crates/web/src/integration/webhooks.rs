//! Webhooks: where the service is told of what happens, and how that went.

mod edit;
mod event;
mod list;
mod one;
mod remove;
mod replay;
mod secret;

use super::INTEGRATORS;
use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::routes::Route;
use crate::visit::Visit;
use askama::Template;
use facteur_app::{WebhookError, WebhookLine, WebhookView};
use facteur_i18n::Words;
use facteur_model::id::WebhookId;
use facteur_model::webhook::{WebhookEvent, WebhookState};

pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/services/{service}/api/webhooks", INTEGRATORS, list::show),
        Route::get("/services/{service}/api/webhooks/add", INTEGRATORS, edit::ask_to_add),
        Route::post("/services/{service}/api/webhooks/add", INTEGRATORS, edit::add),
        Route::get("/services/{service}/api/webhooks/secret", INTEGRATORS, secret::show),
        Route::get("/services/{service}/api/webhooks/{webhook}", INTEGRATORS, one::show),
        Route::get("/services/{service}/api/webhooks/{webhook}/edit", INTEGRATORS, edit::ask_to_change),
        Route::post("/services/{service}/api/webhooks/{webhook}/edit", INTEGRATORS, edit::change),
        Route::post("/services/{service}/api/webhooks/{webhook}/test", INTEGRATORS, one::test),
        Route::post("/services/{service}/api/webhooks/{webhook}/resume", INTEGRATORS, one::resume),
        Route::post("/services/{service}/api/webhooks/{webhook}/missed", INTEGRATORS, replay::missed),
        Route::get("/services/{service}/api/webhooks/{webhook}/replay", INTEGRATORS, replay::ask),
        Route::post("/services/{service}/api/webhooks/{webhook}/replay", INTEGRATORS, replay::replay),
        Route::get("/services/{service}/api/webhooks/{webhook}/rotate", INTEGRATORS, secret::ask),
        Route::post("/services/{service}/api/webhooks/{webhook}/rotate", INTEGRATORS, secret::rotate),
        Route::get("/services/{service}/api/webhooks/{webhook}/remove", INTEGRATORS, remove::ask),
        Route::post("/services/{service}/api/webhooks/{webhook}/remove", INTEGRATORS, remove::remove),
        Route::get("/services/{service}/api/webhooks/{webhook}/events/{event}", INTEGRATORS, event::show),
        Route::post("/services/{service}/api/webhooks/{webhook}/events/{event}", INTEGRATORS, event::replay),
    ]
}

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

/// Asks before something is done to an endpoint, with the names of the title, the text and the button.
async fn confirm(visit: &Visit, [title, text, button]: [&'static str; 3], class: &'static str) -> Answer {
    let webhook = named(visit).await?;
    visit.show(&Ask {
        page: visit.page(title),
        text: visit.say(text),
        button: visit.say(button),
        class,
        back: at(visit, &format!("/{}", webhook.id))?,
        url: webhook.url,
    })
}

/// What a page says of an error that its own form cannot cause.
impl From<WebhookError> for Refused {
    fn from(error: WebhookError) -> Self {
        match error {
            WebhookError::NoSuchWebhook(_) => Refused::NotFound,
            WebhookError::Change(error) => error.into(),
            WebhookError::Busy => Refused::TooMany(5),
            WebhookError::TooMany { .. }
            | WebhookError::Url(_)
            | WebhookError::Token
            | WebhookError::NoEvents
            | WebhookError::Suspended
            | WebhookError::NotSuspended
            | WebhookError::NotReplayable => Refused::Unreadable,
        }
    }
}

fn id(visit: &Visit) -> Result<WebhookId, Refused> {
    visit.id("webhook", WebhookId::parse)
}

/// The webhook that the path names, if it is one of the service in the path.
async fn named(visit: &Visit) -> Result<WebhookView, Refused> {
    Ok(visit.app().webhook(&visit.authority()?, visit.service()?, id(visit)?).await?)
}

/// A path among the webhooks of the service that the path names, such as `/add`.
fn at(visit: &Visit, path: &str) -> Result<String, Refused> {
    Ok(format!("/services/{}/api/webhooks{path}", visit.service()?))
}

/// The name of an event.
pub fn event_name(t: &Words, event: WebhookEvent) -> String {
    t.say(&format!("webhooks-event-{}", event.as_str()))
}

/// How far an event has come.
pub fn state_name(t: &Words, state: WebhookState) -> String {
    t.say(&format!("webhooks-state-{}", state.as_str()))
}

/// How far an event has come, for the page of its message.
pub fn outcome_of(t: &Words, line: &WebhookLine) -> String {
    let values: [(&str, &dyn facteur_i18n::catalogue::Argument); 3] =
        [("state", &state_name(t, line.state)), ("count", &line.attempts), ("status", &status(line))];
    t.with("message-webhook-outcome", &values)
}

/// Whether a webhook works.
fn health(t: &Words, webhook: &WebhookView) -> String {
    match (webhook.suspended_at, webhook.failing_since) {
        (Some(at), _) => t.say1("webhooks-health-suspended", "at", t.date_time(at)),
        (None, Some(at)) => {
            t.say2("webhooks-health-failing", "count", webhook.failures, "at", t.date_time(at))
        }
        (None, None) => t.say("webhooks-health-working"),
    }
}

/// The last answer, as lists show it.
fn status(line: &WebhookLine) -> String {
    line.status.map_or_else(|| "–".to_owned(), |status| status.to_string())
}
