//! Finding a service, and what only those may change in it who look after the installation.

use super::limits;
use crate::components::{Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::visit::Visit;
use crate::when;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{ChangeError, LimitsChange, Paused, Service};
use facteur_i18n::Words;
use facteur_model::service::{Mode, Standing};

#[derive(Template)]
#[template(path = "platform/services.html")]
struct Found {
    page: Page,
    text: Markup,
    services: Vec<Row>,
}

struct Row {
    name: String,
    state: String,
    created: Markup,
    path: String,
}

#[derive(Template)]
#[template(path = "platform/service.html")]
struct ServicePage {
    page: Page,
    summary: Markup,
    id: String,
    state: String,
    created: Markup,
    limits: Vec<Markup>,
    path: String,
    is_live: bool,
    is_active: bool,
    is_suspended: bool,
    /// Since when and why its messages wait, if they do.
    pause: Option<(Markup, String)>,
    reason: Markup,
}

/// Mode and standing, in words.
fn state(t: &Words, service: &Service) -> String {
    let mode = t.say(match service.mode {
        Mode::Trial => "platform-mode-trial",
        Mode::Live => "platform-mode-live",
    });
    match service.standing {
        Standing::Active => mode,
        Standing::Suspended => format!("{mode}, {}", t.say("platform-standing-suspended")),
        Standing::Archived => format!("{mode}, {}", t.say("platform-standing-archived")),
    }
}

pub async fn find(visit: Visit) -> Answer {
    let t = visit.words();
    let query = visit.query();
    let found = visit.app().find_services(&visit.authority()?, query.text("q")).await?;
    let errors = Errors::default();
    let page = Found {
        page: visit.page("platform-services-title"),
        text: visit.fields(query, &errors).input(
            "q",
            "platform-services-find",
            Input { kind: "search", hint: "platform-services-find-hint", ..Input::default() },
        ),
        services: found
            .into_iter()
            .map(|service| Row {
                state: state(&t, &service),
                created: when::date(&t, service.created_at),
                path: format!("/platform/services/{}", service.id),
                name: service.name,
            })
            .collect(),
    };
    visit.show(&page)
}

pub async fn show(visit: Visit) -> Answer {
    write(&visit, StatusCode::OK, None, &Errors::default()).await
}

async fn service(visit: &Visit) -> Result<Service, Refused> {
    Ok(visit.app().looked_after(&visit.authority()?, visit.service()?).await?)
}

async fn write(visit: &Visit, status: StatusCode, sent: Option<&Form>, errors: &Errors) -> Answer {
    let t = visit.words();
    let service = service(visit).await?;
    let now = limits::form(&service.limits);
    let pauses = visit.app().pauses(&visit.authority()?).await?;
    let pause = pauses.into_iter().find(|pause| pause.paused == Paused::Service(service.id));
    let fields = visit.fields(sent.unwrap_or(&now), errors);
    let page = ServicePage {
        page: visit.page_titled(t.say1("platform-service-title", "name", &service.name)),
        summary: fields.summary(),
        id: service.id.to_string(),
        state: state(&t, &service),
        created: when::date(&t, service.created_at),
        limits: limits::fields(&fields),
        path: format!("/platform/services/{}", service.id),
        is_live: service.mode == Mode::Live,
        is_active: service.standing == Standing::Active,
        is_suspended: service.standing == Standing::Suspended,
        pause: pause.map(|pause| (when::date_time(&t, pause.since), pause.reason)),
        reason: fields.area("reason", "platform-pause-reason", "platform-pause-reason-hint", 2),
    };
    visit.show_as(status, &page)
}

async fn back(visit: &Visit, said: &str) -> Answer {
    let path = format!("/platform/services/{}", visit.service()?);
    visit.go_saying(&path, Flash::done(visit.say(said))).await
}

pub async fn set_limits(visit: Visit) -> Answer {
    let service = service(&visit).await?;
    let mut errors = Errors::default();
    let Some(limits) = limits::read(&visit.words(), visit.form(), &mut errors) else {
        return write(&visit, StatusCode::BAD_REQUEST, Some(visit.form()), &errors).await;
    };
    let change = LimitsChange {
        rate: Some(limits.rate),
        daily_email: Some(limits.daily_email),
        daily_sms: Some(limits.daily_sms),
        annual_email: Some(limits.annual_email),
        annual_sms: Some(limits.annual_sms),
    };
    visit.app().change_limits(&visit.authority()?, service.id, change).await?;
    back(&visit, "platform-limits-saved").await
}

pub async fn suspend(visit: Visit) -> Answer {
    let service = service(&visit).await?;
    if service.standing == Standing::Active {
        visit.app().set_standing(&visit.authority()?, service.id, Standing::Suspended).await?;
    }
    back(&visit, "platform-suspended").await
}

pub async fn resume(visit: Visit) -> Answer {
    let service = service(&visit).await?;
    // What its team deleted comes back another way.
    if service.standing == Standing::Archived {
        return Err(Refused::Unreadable);
    }
    if service.standing == Standing::Suspended {
        visit.app().set_standing(&visit.authority()?, service.id, Standing::Active).await?;
    }
    back(&visit, "platform-resumed").await
}

pub async fn back_to_trial(visit: Visit) -> Answer {
    let service = service(&visit).await?;
    if service.mode == Mode::Live {
        visit.app().back_to_trial(&visit.authority()?, service.id).await?;
    }
    back(&visit, "platform-trial-again").await
}

/// As `facteur pause service` does.
pub async fn hold_back(visit: Visit) -> Answer {
    let service = service(&visit).await?;
    let reason = visit.form().text("reason");
    match visit.app().pause(&visit.authority()?, Paused::Service(service.id), reason).await {
        // The page shows the pause that holds.
        Ok(()) | Err(ChangeError::AlreadyPaused) => back(&visit, "platform-held-back").await,
        Err(ChangeError::Invalid { .. }) => {
            let mut errors = Errors::default();
            errors.add("reason", visit.say("platform-pause-reason-wrong"));
            let sent = limits::form(&service.limits).with("reason", reason);
            write(&visit, StatusCode::BAD_REQUEST, Some(&sent), &errors).await
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn let_go(visit: Visit) -> Answer {
    let service = service(&visit).await?;
    match visit.app().resume(&visit.authority()?, Paused::Service(service.id)).await {
        Ok(()) | Err(ChangeError::NotPaused) => back(&visit, "platform-let-go").await,
        Err(error) => Err(error.into()),
    }
}
