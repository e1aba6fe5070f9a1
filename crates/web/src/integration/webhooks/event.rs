//! `/api/webhooks/{webhook}/events/{event}`: what is sent, and every call.

use super::{at, event_name, id, named, state_name};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::visit::Visit;
use askama::Template;
use facteur_app::WebhookError;
use facteur_i18n::Words;
use facteur_model::id::WebhookEventId;
use facteur_model::time::Moment;
use facteur_model::webhook::{WebhookEvent, WebhookState};

#[derive(Template)]
#[template(path = "integration/webhooks/event.html")]
struct Event {
    page: Page,
    back: String,
    url: String,
    id: String,
    name: String,
    state: String,
    at: Moment,
    due_at: Option<Moment>,
    message: Option<String>,
    payload: String,
    attempts: Vec<Attempt>,
    may_replay: bool,
}

struct Attempt {
    number: u32,
    at: Moment,
    outcome: String,
    status: String,
    lasted: String,
    excerpt: Option<String>,
}

pub async fn show(visit: Visit) -> Answer {
    let t = visit.words();
    let webhook = named(&visit).await?;
    let event = visit.id("event", WebhookEventId::parse)?;
    let found = visit.app().webhook_event(&visit.authority()?, visit.service()?, webhook.id, event).await?;
    let found = found.ok_or(Refused::NotFound)?;
    let attempts = found.attempts.into_iter().map(|attempt| Attempt {
        number: attempt.number,
        at: attempt.at,
        outcome: outcome(&t, &attempt.outcome),
        status: attempt.status.map_or_else(|| "–".to_owned(), |status| status.to_string()),
        lasted: t.say1("webhooks-milliseconds", "count", u64::try_from(attempt.lasted / 1_000).unwrap_or(0)),
        excerpt: attempt.excerpt,
    });
    let line = found.line;
    visit.show(&Event {
        page: visit.page("webhooks-event-title"),
        back: at(&visit, &format!("/{}", webhook.id))?,
        url: webhook.url,
        id: event.to_string(),
        name: event_name(&t, line.event),
        state: state_name(&t, line.state),
        at: event.drawn_at(),
        due_at: line.due_at,
        message: line.notification.map(|id| id.to_string()),
        payload: found.payload,
        attempts: attempts.collect(),
        may_replay: line.state != WebhookState::Waiting
            && line.event != WebhookEvent::Test
            && webhook.suspended_at.is_none(),
    })
}

pub async fn replay(visit: Visit) -> Answer {
    let id = id(&visit)?;
    let event = visit.id("event", WebhookEventId::parse)?;
    let to = at(&visit, &format!("/{id}/events/{event}"))?;
    let queued = visit.app().replay_webhook_event(&visit.authority()?, visit.service()?, id, event).await;
    match queued {
        Ok(()) => visit.go_saying(&to, Flash::done(visit.say("webhooks-replayed-one"))).await,
        Err(WebhookError::Suspended) => {
            visit.go_saying(&to, Flash::warning(visit.say("webhooks-replay-suspended"))).await
        }
        // On its way already, or kept no longer: the page says so.
        Err(WebhookError::NotReplayable) => visit.go(&to),
        Err(other) => Err(other.into()),
    }
}

fn outcome(t: &Words, word: &str) -> String {
    match word {
        "taken" | "put-off" | "refused" | "redirected" | "failed" | "forbidden" | "unreachable"
        | "timed-out" | "unreadable" => t.say(&format!("webhooks-outcome-{word}")),
        // A word of a later version.
        other => t.say1("webhooks-outcome-other", "word", other),
    }
}
