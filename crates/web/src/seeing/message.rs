//! One message: what it says, what became of it, and everything that happened on the way.

use super::status;
use crate::integration::webhooks;
use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse};
use facteur_app::{AttemptEnd, MessageContent, MessageView, Need, SEE_MESSAGE, SentBy, TimelineAttempt};
use facteur_i18n::Words;
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::NotificationId;
use facteur_model::person::Right;
use facteur_model::time::Moment;

/// For an e-mail in its frame: no script, no form, nothing but what e-mails are made of.
const FRAME_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' https: data:; form-action 'none'; \
     base-uri 'none'; frame-ancestors 'self'; sandbox",
);

pub fn routes() -> Vec<Route> {
    let see = Access::Service(SEE_MESSAGE);
    vec![
        Route::get("/services/{service}/notifications/{notification}", see, show),
        Route::get("/services/{service}/notifications/{notification}/html", see, html),
    ]
}

#[derive(Template)]
#[template(path = "seeing/message.html")]
struct MessagePage {
    page: Page,
    message: MessageView,
    status: String,
    means: String,
    to_do: String,
    is_failed: bool,
    is_test: bool,
    sent_by: String,
    template: String,
    /// The versions of the template, for whoever may look at them.
    template_path: String,
    zone: String,
    steps: Vec<Step>,
}

/// Something that happened.
struct Step {
    what: String,
    at: Moment,
    /// How it ended, and when.
    ended: Option<(String, Option<Moment>)>,
    said: Option<String>,
    /// Where there is more to see.
    path: Option<String>,
}

async fn find(visit: &Visit) -> Result<MessageView, Refused> {
    let id = visit.id("notification", NotificationId::parse)?;
    let found = visit.app().message(&visit.authority()?, visit.service()?, id).await?;
    found.ok_or(Refused::NotFound)
}

async fn show(visit: Visit) -> Answer {
    let message = find(&visit).await?;
    let t = visit.words();
    let title = match message.line.channel {
        Channel::Email => "message-title-email",
        Channel::Sms => "message-title-sms",
    };
    let page = visit.page(title);
    let line = &message.line;
    let shown = MessagePage {
        status: status::words(&t, line),
        means: t.say(&format!("status-{}-means", status::key(line))),
        to_do: t.say(&format!("status-{}-do", status::key(line))),
        is_failed: status::is_failed(line),
        is_test: line.key_type == KeyType::Test,
        sent_by: match &message.sent_by {
            SentBy::Key { name, .. } => t.say1("message-sent-by-key", "name", name),
            SentBy::Person { name } => name.clone(),
            SentBy::Unknown => t.say("message-sent-by-unknown"),
        },
        template: t.say2(
            "message-template-version",
            "name",
            &line.template_name,
            "version",
            message.template_version,
        ),
        template_path: page.at(&format!("/templates/{}/versions", line.template)),
        zone: t.say1("message-timeline-zone", "zone", t.zone_name(line.created_at)),
        steps: steps(&visit, &page, &message),
        page,
        message,
    };
    visit.show(&shown)
}

/// The e-mail for its frame, exactly as it leaves.
async fn html(visit: Visit) -> Answer {
    match find(&visit).await?.content {
        MessageContent::Email { html, .. } => {
            let headers = [
                (header::CONTENT_SECURITY_POLICY, FRAME_POLICY),
                (header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
            ];
            Ok((headers, Html(html)).into_response())
        }
        MessageContent::Sms { .. } => Err(Refused::NotFound),
    }
}

fn steps(visit: &Visit, page: &Page, message: &MessageView) -> Vec<Step> {
    let t = &page.t;
    let timeline = &message.timeline;
    let plain = |what: String, at: Moment| Step { what, at, ended: None, said: None, path: None };
    let mut steps = vec![plain(t.say("message-accepted"), timeline.created_at)];
    steps.extend(timeline.scheduled_for.map(|at| plain(t.say("message-scheduled"), at)));
    steps.extend(timeline.attempts.iter().map(|attempt| Step {
        what: t.say2("message-attempt", "number", attempt.number, "provider", &attempt.provider),
        at: attempt.started_at,
        ended: Some((outcome(t, attempt), attempt.ended_at)),
        said: attempt.response.clone(),
        path: None,
    }));
    let is_simulated = timeline.attempts.is_empty();
    if let Some(at) = timeline.sent_at.filter(|_| is_simulated) {
        steps.push(plain(t.say("message-attempt-handed-over"), at));
    }
    if let Some(at) = timeline.completed_at {
        steps.push(plain(status::words(t, &message.line), at));
    }
    let may_see = visit.may(Need::Right(Right::ManageApiKeys));
    steps.extend(message.webhooks.iter().map(|line| Step {
        what: t.say1("message-webhook", "event", webhooks::event_name(t, line.event)),
        at: line.id.drawn_at(),
        ended: Some((webhooks::outcome_of(t, line), None)),
        said: None,
        path: may_see.then(|| page.at(&format!("/api/webhooks/{}/events/{}", line.webhook, line.id))),
    }));
    steps
}

fn outcome(t: &Words, attempt: &TimelineAttempt) -> String {
    match &attempt.outcome {
        AttemptEnd::Known(word) => match word.as_str() {
            "handed-over" | "refused" | "retry" | "throttled" | "unreachable" | "unknown" => {
                t.say(&format!("message-attempt-{word}"))
            }
            // A word of a later version.
            other => t.say1("message-attempt-other", "word", other),
        },
        AttemptEnd::Unknown => t.say("message-attempt-unknown"),
        AttemptEnd::Open => t.say("message-attempt-open"),
    }
}
