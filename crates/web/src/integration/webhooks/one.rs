//! `/api/webhooks/{webhook}`: how it goes, and what it was told.

use super::{at, event_name, health, id, named, state_name, status};
use crate::components::{Choice, Markup};
use crate::form::Errors;
use crate::integration::with_query;
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::visit::Visit;
use askama::Template;
use facteur_app::{WebhookError, WebhookLogFilter, WebhookView};
use facteur_model::id::WebhookEventId;
use facteur_model::time::Moment;
use facteur_model::webhook::WebhookState;

#[derive(Template)]
#[template(path = "integration/webhooks/one.html")]
struct One {
    page: Page,
    path: String,
    list_path: String,
    webhook: WebhookView,
    health: String,
    events: String,
    /// Failed and missed events.
    missed: usize,
    state: Markup,
    is_narrow: bool,
    lines: Vec<Line>,
    newest: Option<String>,
    older: Option<String>,
}

struct Line {
    id: String,
    at: Moment,
    event: String,
    state: String,
    is_wrong: bool,
    status: String,
    attempts: u32,
    /// When it is called next.
    due_at: Option<Moment>,
    /// The message that it is about.
    message: Option<String>,
}

pub async fn show(visit: Visit) -> Answer {
    let (t, form) = (visit.words(), visit.query());
    let webhook = named(&visit).await?;
    let (state, older) = (form.text("state"), form.text("older"));
    let filter = WebhookLogFilter {
        state: match state {
            "" => None,
            state => Some(WebhookState::parse(state).ok_or(Refused::NotFound)?),
        },
        before: match older {
            "" => None,
            id => Some(WebhookEventId::parse(id).ok_or(Refused::NotFound)?),
        },
    };
    let log = visit.app().webhook_log(&visit.authority()?, visit.service()?, webhook.id, filter).await?;
    let path = |older: &str| with_query(visit.path(), &[("state", state), ("older", older)]);
    let states: Vec<Choice> = std::iter::once(Choice::new("", t.say("webhooks-any-state")))
        .chain(WebhookState::ALL.map(|one| Choice::new(one.as_str(), state_name(&t, one))))
        .collect();
    let lines = log.lines.iter().map(|line| Line {
        id: line.id.to_string(),
        at: line.id.drawn_at(),
        event: event_name(&t, line.event),
        state: state_name(&t, line.state),
        is_wrong: matches!(line.state, WebhookState::Failed | WebhookState::Missed),
        status: status(line),
        attempts: line.attempts,
        due_at: line.due_at.filter(|_| line.attempts > 0),
        message: line.notification.map(|id| id.to_string()),
    });
    let errors = Errors::default();
    let events: Vec<String> = webhook.events.iter().map(|event| event_name(&t, event)).collect();
    visit.show(&One {
        page: visit.page("webhooks-one-title"),
        path: at(&visit, &format!("/{}", webhook.id))?,
        list_path: at(&visit, "")?,
        health: health(&t, &webhook),
        events: t.list(&events),
        missed: webhook.failed + webhook.missed,
        state: visit.fields(form, &errors).select("state", "webhooks-column-state", "", &states),
        is_narrow: !state.is_empty(),
        lines: lines.collect(),
        newest: (!older.is_empty()).then(|| path("")),
        older: log.older.map(|id| path(&id.to_string())),
        webhook,
    })
}

pub async fn test(visit: Visit) -> Answer {
    let id = id(&visit)?;
    let by = visit.authority()?;
    match visit.app().test_webhook(&by, visit.service()?, id).await {
        Ok(event) => {
            let found = visit.app().webhook_event(&by, visit.service()?, id, event).await?;
            let is_taken = found.is_some_and(|found| found.line.state == WebhookState::Delivered);
            let said = if is_taken {
                Flash::done(visit.say("webhooks-test-passed"))
            } else {
                Flash::warning(visit.say("webhooks-test-failed"))
            };
            visit.go_saying(&at(&visit, &format!("/{id}/events/{event}"))?, said).await
        }
        Err(WebhookError::Busy) => {
            let said = Flash::warning(visit.say("webhooks-test-busy"));
            visit.go_saying(&at(&visit, &format!("/{id}"))?, said).await
        }
        Err(other) => Err(other.into()),
    }
}

pub async fn resume(visit: Visit) -> Answer {
    let id = id(&visit)?;
    let to = at(&visit, &format!("/{id}"))?;
    match visit.app().resume_webhook(&visit.authority()?, visit.service()?, id).await {
        Ok(()) => visit.go_saying(&to, Flash::done(visit.say("webhooks-resumed"))).await,
        // Sent twice, or somebody else was faster.
        Err(WebhookError::NotSuspended) => visit.go(&to),
        Err(other) => Err(other.into()),
    }
}
