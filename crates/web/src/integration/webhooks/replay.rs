//! `/api/webhooks/{webhook}/replay`: events of a span of days, or all that was missed, once more.

use super::{at, id, named};
use crate::components::{Choice, Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{Replayed, WebhookError};
use facteur_model::time::{DAY, HOUR, Moment};

#[derive(Template)]
#[template(path = "integration/webhooks/replay.html")]
struct Replay {
    page: Page,
    summary: Markup,
    url: String,
    fields: Vec<Markup>,
    back: String,
}

pub async fn ask(visit: Visit) -> Answer {
    let today = visit.words().day_field(visit.app().now());
    let form = Form::default().with("from", today.clone()).with("to", today);
    draw(&visit, StatusCode::OK, &form, &Errors::default()).await
}

pub async fn replay(visit: Visit) -> Answer {
    let (t, form) = (visit.words(), visit.form());
    let mut errors = Errors::default();
    let mut day = |name: &str| {
        let start = t.start_of_day(form.text(name));
        if start.is_none() {
            errors.add(name, t.say("log-date-wrong"));
        }
        start
    };
    let (from, to) = (day("from"), day("to"));
    // The whole of the last day, which may have 23 or 25 hours.
    let until = to.and_then(|start| t.start_of_day(&t.day_field(start.plus(26 * HOUR))));
    let Some(span) = from.zip(until) else {
        return draw(&visit, StatusCode::BAD_REQUEST, form, &errors).await;
    };
    if span.0 >= span.1 {
        errors.add("to", t.say("log-dates-crossed"));
        return draw(&visit, StatusCode::BAD_REQUEST, form, &errors).await;
    }
    queue(&visit, span, form.text("delivered") == "yes").await
}

pub async fn missed(visit: Visit) -> Answer {
    let now = visit.app().now();
    queue(&visit, (now.plus(-30 * DAY), now.plus(DAY)), false).await
}

async fn queue(visit: &Visit, span: (Moment, Moment), delivered: bool) -> Answer {
    let (t, id) = (visit.words(), id(visit)?);
    let queued = visit.app().replay_webhook(&visit.authority()?, visit.service()?, id, span, delivered).await;
    let said = match queued {
        Ok(Replayed { queued: 0, .. }) => Flash::warning(t.say("webhooks-replay-nothing")),
        Ok(Replayed { queued, more: false }) => Flash::done(t.say1("webhooks-replayed", "count", queued)),
        Ok(Replayed { queued, more: true }) => Flash::done(t.say1("webhooks-replayed-more", "count", queued)),
        Err(WebhookError::Suspended) => Flash::warning(t.say("webhooks-replay-suspended")),
        Err(other) => return Err(Refused::from(other)),
    };
    visit.go_saying(&at(visit, &format!("/{id}"))?, said).await
}

async fn draw(visit: &Visit, status: StatusCode, form: &Form, errors: &Errors) -> Answer {
    let webhook = named(visit).await?;
    let fields = visit.fields(form, errors);
    let date = Input { kind: "date", width: 12, ..Input::default() };
    let delivered = [Choice::new("yes", visit.say("webhooks-replay-delivered"))];
    visit.show_as(
        status,
        &Replay {
            page: visit.page("webhooks-replay"),
            summary: fields.summary(),
            fields: vec![
                fields.input("from", "log-from", date),
                fields.input("to", "log-to", date),
                fields.boxes("delivered", "webhooks-replay-which", "", &delivered),
            ],
            back: at(visit, &format!("/{}", webhook.id))?,
            url: webhook.url,
        },
    )
}
