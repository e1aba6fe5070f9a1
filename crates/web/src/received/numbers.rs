//! The numbers of a service that people can write to, for those who look after the installation.

use crate::components::{Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, FlashKind, Page};
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use crate::when;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{ChangeError, NewInboundNumber};
use facteur_model::id::InboundNumberId;
use facteur_model::recipient::human_readable_phone;

pub fn routes() -> Vec<Route> {
    let platform = Access::Platform;
    vec![
        Route::get("/platform/services/{service}/numbers", platform, show),
        Route::post("/platform/services/{service}/numbers", platform, add),
        Route::post("/platform/services/{service}/numbers/{number}/secret", platform, renew),
        Route::post("/platform/services/{service}/numbers/{number}/remove", platform, remove),
    ]
}

#[derive(Template)]
#[template(path = "received/numbers.html")]
struct Numbers {
    page: Page,
    summary: Markup,
    number: Markup,
    /// The secret of one of them, shown once.
    shown: Option<Secret>,
    rows: Vec<Row>,
    path: String,
    back: String,
}

struct Secret {
    number: String,
    text: String,
}

struct Row {
    id: String,
    number: String,
    url: String,
    created: Markup,
}

async fn show(visit: Visit) -> Answer {
    draw(&visit, StatusCode::OK, &Form::default(), &Errors::default()).await
}

async fn draw(visit: &Visit, status: StatusCode, form: &Form, errors: &Errors) -> Answer {
    let (by, service, t) = (visit.authority()?, visit.service()?, visit.words());
    let numbers = visit.app().inbound_numbers(&by, service).await?;
    let kept = visit.secret().and_then(|said| said.split_once(' '));
    let shown = kept.and_then(|(id, text)| {
        let number = numbers.iter().find(|number| number.id.to_string() == id)?;
        Some(Secret { number: human_readable_phone(&number.number), text: text.to_owned() })
    });
    let fields = visit.fields(form, errors);
    let input =
        Input { kind: "tel", mode: "tel", width: 20, most: 64, hint: "numbers-hint", ..Input::default() };
    let name = visit.seat()?.service.name.clone();
    visit.show_as(
        status,
        &Numbers {
            page: visit.page_titled(t.say1("numbers-title", "name", name)),
            summary: fields.summary(),
            number: fields.input("number", "numbers-number", input),
            shown,
            rows: numbers
                .into_iter()
                .map(|number| Row {
                    id: number.id.to_string(),
                    created: when::date_time(&t, number.created_at),
                    number: human_readable_phone(&number.number),
                    url: number.url,
                })
                .collect(),
            path: format!("/platform/services/{service}/numbers"),
            back: format!("/platform/services/{service}"),
        },
    )
}

async fn add(visit: Visit) -> Answer {
    let (by, service, form) = (visit.authority()?, visit.service()?, visit.form());
    match visit.app().add_inbound_number(&by, service, form.text("number")).await {
        Ok(added) => show_once(&visit, &added).await,
        Err(ChangeError::Invalid { what: "number", .. }) => {
            let mut errors = Errors::default();
            errors.add("number", visit.say("numbers-wrong"));
            draw(&visit, StatusCode::BAD_REQUEST, form, &errors).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn renew(visit: Visit) -> Answer {
    let id = number_here(&visit).await?;
    let renewed = visit.app().renew_inbound_secret(&visit.authority()?, id).await?;
    show_once(&visit, &renewed).await
}

async fn remove(visit: Visit) -> Answer {
    let id = number_here(&visit).await?;
    visit.app().remove_inbound_number(&visit.authority()?, id).await?;
    let to = format!("/platform/services/{}/numbers", visit.service()?);
    visit.go_saying(&to, Flash::done(visit.say("numbers-removed"))).await
}

/// The number that the path names, if it is the service's.
async fn number_here(visit: &Visit) -> Result<InboundNumberId, Refused> {
    let id = visit.id("number", InboundNumberId::parse)?;
    let numbers = visit.app().inbound_numbers(&visit.authority()?, visit.service()?).await?;
    numbers.iter().find(|number| number.id == id).map(|number| number.id).ok_or(Refused::NotFound)
}

async fn show_once(visit: &Visit, made: &NewInboundNumber) -> Answer {
    let text = format!("{} {}", made.view.id, made.secret.expose());
    let to = format!("/platform/services/{}/numbers", visit.service()?);
    visit.go_saying(&to, Flash { kind: FlashKind::Secret, text }).await
}
