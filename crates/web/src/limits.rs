//! `/problem-emails`: how many e-mails came back, to whom they went, and the way back for a service whose e-mails are
//! paused.

use crate::components::{Choice, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::Answer;
use crate::routes::{Access, Route};
use crate::visit::Visit;
use crate::when;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{BounceLevel, BounceRate, Cursor, FEWEST_EMAILS, ListRequest, Need, PROBLEM_DAYS, Period};
use facteur_i18n::Words;
use facteur_model::Channel;
use facteur_model::notification::Fate;
use facteur_model::person::Right;

const MANAGE: Need = Need::Right(Right::ManageService);

pub fn routes() -> Vec<Route> {
    let see = Access::Service(Need::Right(Right::ViewActivity));
    vec![
        Route::get("/services/{service}/problem-emails", see, show),
        Route::post("/services/{service}/problem-emails/resume", Access::Service(MANAGE), resume),
    ]
}

#[derive(Template)]
#[template(path = "limits/problem_emails.html")]
struct Problems {
    page: Page,
    summary: Markup,
    rate: String,
    meaning: String,
    is_wrong: bool,
    paused: Option<Markup>,
    /// For whoever may let the e-mails go again.
    acknowledge: Option<Markup>,
    rows: Vec<Row>,
    all: String,
}

struct Row {
    recipient: String,
    path: String,
    template: String,
    at: Markup,
}

/// How many came back, in a sentence.
pub fn rate(t: &Words, rate: &BounceRate) -> String {
    let values: [(&str, &dyn facteur_i18n::catalogue::Argument); 3] =
        [("sent", &rate.sent), ("returned", &rate.returned), ("share", &t.per_mille(rate.share()))];
    t.with("bounces-rate", &values)
}

/// What that means.
pub fn meaning(t: &Words, rate: &BounceRate) -> String {
    if rate.paused_at.is_some() {
        return t.say("bounces-level-paused");
    }
    match rate.level() {
        BounceLevel::TooFew => t.say1("bounces-level-few", "fewest", FEWEST_EMAILS),
        BounceLevel::Usual => t.say("bounces-level-usual"),
        BounceLevel::Many | BounceLevel::FarTooMany => t.say("bounces-level-many"),
    }
}

async fn show(visit: Visit) -> Answer {
    draw(&visit, StatusCode::OK, &Errors::default()).await
}

async fn draw(visit: &Visit, status: StatusCode, errors: &Errors) -> Answer {
    let (by, service, t) = (visit.authority()?, visit.service()?, visit.words());
    let found = visit.app().bounce_rate(&by, service).await?;
    let wanted = ListRequest {
        test: false,
        channel: Some(Channel::Email),
        fates: vec![Fate::Permanent],
        template: None,
        sender: None,
        period: Period::Days(PROBLEM_DAYS),
        cursor: Cursor::Newest,
    };
    let list = visit.app().messages(&by, service, &wanted).await?;
    let page = visit.page("bounces-title");
    let form = Form::default();
    let fields = visit.fields(&form, errors);
    let looked = [Choice::new("yes", t.say("bounces-acknowledge"))];
    let may_resume = found.paused_at.is_some() && visit.may(MANAGE);
    visit.show_as(
        status,
        &Problems {
            summary: fields.summary(),
            rate: rate(&t, &found),
            meaning: meaning(&t, &found),
            is_wrong: found.paused_at.is_some()
                || matches!(found.level(), BounceLevel::Many | BounceLevel::FarTooMany),
            paused: found.paused_at.map(|at| when::date_time(&t, at)),
            acknowledge: may_resume
                .then(|| fields.boxes("looked", "bounces-acknowledge-legend", "", &looked)),
            rows: list
                .messages
                .into_iter()
                .map(|line| Row {
                    path: page.at(&format!("/notifications/{}", line.id)),
                    recipient: line.recipient,
                    template: line.template_name,
                    at: when::date_time(&t, line.status_at),
                })
                .collect(),
            all: page.at(&format!("/notifications?channel=email&status=permanent&days={PROBLEM_DAYS}")),
            page,
        },
    )
}

async fn resume(visit: Visit) -> Answer {
    if visit.form().text("looked") != "yes" {
        let mut errors = Errors::default();
        errors.add("looked", visit.say("bounces-acknowledge-missing"));
        return draw(&visit, StatusCode::BAD_REQUEST, &errors).await;
    }
    let service = visit.service()?;
    visit.app().resume_emails(&visit.authority()?, service).await?;
    let done = Flash::done(visit.say("bounces-resumed"));
    visit.go_saying(&format!("/services/{service}/problem-emails"), done).await
}
