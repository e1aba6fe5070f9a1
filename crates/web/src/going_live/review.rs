//! What a reviewer sees of a request, and decides.

use super::{Step, steps, use_case};
use crate::components::Markup;
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::platform::limits;
use crate::refused::{Answer, Refused};
use crate::visit::Visit;
use crate::when;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{ChangeError, Decision, GoLiveError, GoLiveState, VOLUMES};
use facteur_model::allowance::Limits;

#[derive(Template)]
#[template(path = "going_live/queue.html")]
struct Queue {
    page: Page,
    waiting: Vec<Row>,
    with_team: Vec<Row>,
}

struct Row {
    name: String,
    path: String,
    submitted: Markup,
}

#[derive(Template)]
#[template(path = "going_live/review.html")]
struct Review {
    page: Page,
    summary: Markup,
    path: String,
    state: String,
    waits: bool,
    uses: Vec<String>,
    other_uses: String,
    recipients: Vec<String>,
    organisation: String,
    volumes: Vec<(String, String)>,
    terms: Option<(String, Markup)>,
    steps: Vec<Step>,
    limits: Vec<Markup>,
    message: Markup,
}

pub async fn queue(visit: Visit) -> Answer {
    let (by, t) = (visit.authority()?, visit.words());
    let mut lists = Vec::new();
    for state in [GoLiveState::Submitted, GoLiveState::Changes] {
        let queued = visit.app().go_live_queue(&by, state).await?;
        let rows = queued.into_iter().map(|queued| Row {
            path: format!("/platform/go-live/{}", queued.service),
            submitted: when::date_time(&t, queued.submitted_at),
            name: queued.name,
        });
        lists.push(rows.collect::<Vec<_>>());
    }
    let with_team = lists.pop().unwrap_or_default();
    let waiting = lists.pop().unwrap_or_default();
    visit.show(&Queue { page: visit.page("golive-queue-title"), waiting, with_team })
}

pub async fn show(visit: Visit) -> Answer {
    write(&visit, StatusCode::OK, None, &Errors::default()).await
}

async fn write(visit: &Visit, status: StatusCode, sent: Option<&Form>, errors: &Errors) -> Answer {
    let (by, service, t) = (visit.authority()?, visit.service()?, visit.words());
    let found = visit.app().going_live(&by, service).await?;
    let usual = limits::form(&Limits::LIVE);
    let fields = visit.fields(sent.unwrap_or(&usual), errors);
    let said = |prefix: &str, values: &[String]| -> Vec<String> {
        values.iter().map(|value| t.say(&format!("{prefix}-{value}"))).collect()
    };
    let volumes = VOLUMES.iter().zip(found.use_case.volumes.iter().flatten()).enumerate();
    let page = Review {
        page: visit.page("golive-review-title"),
        summary: fields.summary(),
        path: format!("/platform/go-live/{service}"),
        // To the team, the same state says something else.
        state: match found.state {
            GoLiveState::Submitted => t.say("golive-review-waits"),
            state => t.say(&format!("golive-state-{}", state.as_str())),
        },
        waits: found.state == GoLiveState::Submitted,
        uses: said("golive-use", &found.use_case.uses),
        recipients: said("golive-recipient", &found.use_case.recipients),
        volumes: volumes
            .map(|(at, (name, volume))| {
                let label = t.say(&format!("golive-volume-{}", name.replace('_', "-")));
                (label, use_case::amount(&t, at, volume))
            })
            .collect(),
        terms: found.terms.map(|(person, at)| {
            let person = person.unwrap_or_else(|| t.say("golive-operator"));
            (t.say1("golive-terms-accepted-by", "person", person), when::date_time(&t, at))
        }),
        limits: limits::fields(&fields),
        message: fields.area("message", "golive-message", "golive-message-hint", 6),
        other_uses: found.use_case.other_uses,
        organisation: found.use_case.organisation,
        steps: steps(visit, found.steps),
    };
    visit.show_as(status, &page)
}

pub async fn decide(visit: Visit) -> Answer {
    let (by, service, form) = (visit.authority()?, visit.service()?, visit.form());
    let mut errors = Errors::default();
    let message = form.text("message").to_owned();
    let (decision, done) = match form.text("decision") {
        "approve" => {
            let Some(limits) = limits::read(&visit.words(), form, &mut errors) else {
                return write(&visit, StatusCode::BAD_REQUEST, Some(form), &errors).await;
            };
            (Decision::Approve(limits), "golive-approved")
        }
        "changes" => (Decision::AskForChanges(message), "golive-asked"),
        "refuse" => (Decision::Refuse(message), "golive-refused"),
        _ => return Err(Refused::Unreadable),
    };
    match visit.app().decide_request(&by, service, decision).await {
        Ok(()) => visit.go_saying("/platform/go-live", Flash::done(visit.say(done))).await,
        Err(GoLiveError::Change(ChangeError::Invalid { what: "message", .. })) => {
            errors.add("message", visit.say("golive-message-wrong"));
            let again = limits::form(&Limits::LIVE).with("message", form.raw("message"));
            write(&visit, StatusCode::BAD_REQUEST, Some(&again), &errors).await
        }
        Err(GoLiveError::NotSubmitted) => {
            let said = Flash::warning(visit.say("golive-not-waiting"));
            visit.go_saying(&format!("/platform/go-live/{service}"), said).await
        }
        Err(error) => Err(error.into()),
    }
}
