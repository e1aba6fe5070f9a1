//! How the providers fare, and holding back what they would take.

use crate::components::Markup;
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::visit::Visit;
use crate::when;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{ChangeError, Circuit, Paused};
use facteur_model::Channel;

#[derive(Template)]
#[template(path = "platform/providers.html")]
struct ProvidersPage {
    page: Page,
    summary: Markup,
    providers: Vec<Card>,
}

struct Card {
    channel: String,
    name: String,
    circuit: String,
    is_closed: bool,
    under_way: String,
    /// Since when and why messages wait, if they do.
    pause: Option<(Markup, String)>,
    path: String,
    reason: Markup,
}

fn reason_of(channel: Channel) -> String {
    format!("reason-{}", channel.as_str())
}

pub async fn show(visit: Visit) -> Answer {
    write(&visit, StatusCode::OK, &Form::default(), &Errors::default()).await
}

async fn write(visit: &Visit, status: StatusCode, form: &Form, errors: &Errors) -> Answer {
    let t = visit.words();
    let seen = visit.app().providers_seen(&visit.authority()?).await?;
    let page = visit.page("platform-providers-title");
    let fields = visit.fields(form, errors);
    let providers = seen
        .into_iter()
        .map(|provider| Card {
            channel: page.channel(provider.channel),
            name: provider.name.to_owned(),
            circuit: t.say(match provider.circuit {
                Circuit::Closed => "platform-circuit-closed",
                Circuit::Open => "platform-circuit-open",
                Circuit::Trying => "platform-circuit-trying",
            }),
            is_closed: provider.circuit == Circuit::Closed,
            under_way: t.number(provider.under_way),
            pause: provider.pause.map(|pause| (when::date_time(&t, pause.since), pause.reason)),
            path: format!("/platform/providers/{}", provider.channel.as_str()),
            reason: fields.area(
                &reason_of(provider.channel),
                "platform-pause-reason",
                "platform-pause-reason-hint",
                2,
            ),
        })
        .collect();
    visit.show_as(status, &ProvidersPage { summary: fields.summary(), providers, page })
}

pub async fn pause(visit: Visit) -> Answer {
    let channel = visit.id("channel", Channel::from_wire)?;
    let field = reason_of(channel);
    let reason = visit.form().text(&field);
    match visit.app().pause(&visit.authority()?, Paused::Provider(channel), reason).await {
        Ok(()) => {
            let said = Flash::done(visit.say("platform-paused"));
            visit.go_saying("/platform/providers", said).await
        }
        Err(ChangeError::Invalid { .. }) => {
            let mut errors = Errors::default();
            errors.add(&field, visit.say("platform-pause-reason-wrong"));
            write(&visit, StatusCode::BAD_REQUEST, visit.form(), &errors).await
        }
        // The page shows the pause that holds.
        Err(ChangeError::AlreadyPaused) => visit.go("/platform/providers"),
        Err(error) => Err(Refused::from(error)),
    }
}

pub async fn resume(visit: Visit) -> Answer {
    let channel = visit.id("channel", Channel::from_wire)?;
    match visit.app().resume(&visit.authority()?, Paused::Provider(channel)).await {
        Ok(()) => {
            let said = Flash::done(visit.say("platform-resumed-provider"));
            visit.go_saying("/platform/providers", said).await
        }
        Err(ChangeError::NotPaused) => visit.go("/platform/providers"),
        Err(error) => Err(Refused::from(error)),
    }
}
