//! `/api/webhooks/add` and `/api/webhooks/{webhook}/edit`: where, with what token, and what is told.

use super::{at, event_name, id, named};
use crate::components::{Choice, Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, FlashKind, Page};
use crate::refused::{Answer, Refused};
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{MOST_TOKEN, UrlRefused, WebhookError, WebhookRequest};
use facteur_model::webhook::WebhookEvent;

/// The longest address that the form takes.
const MOST_URL: u32 = 2_000;

#[derive(Template)]
#[template(path = "integration/webhooks/edit.html")]
struct Edit {
    page: Page,
    summary: Markup,
    fields: Vec<Markup>,
    button: String,
    back: String,
}

/// Which of the two forms.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Add,
    Change,
}

pub async fn ask_to_add(visit: Visit) -> Answer {
    let form = [WebhookEvent::Delivered, WebhookEvent::Failed]
        .into_iter()
        .fold(Form::default(), |form, event| form.with("event", event.as_str()));
    draw(&visit, StatusCode::OK, Which::Add, &form, &Errors::default())
}

pub async fn add(visit: Visit) -> Answer {
    let mut errors = Errors::default();
    let wanted = read(&visit, Which::Add, &mut errors);
    if !errors.is_empty() {
        return draw(&visit, StatusCode::BAD_REQUEST, Which::Add, visit.form(), &errors);
    }
    match visit.app().add_webhook(&visit.authority()?, visit.service()?, wanted).await {
        Ok((webhook, secret)) => {
            let text = format!("{webhook} {}", secret.expose());
            visit.go_saying(&at(&visit, "/secret")?, Flash { kind: FlashKind::Secret, text }).await
        }
        Err(error) => {
            note(&visit, error, &mut errors)?;
            draw(&visit, StatusCode::BAD_REQUEST, Which::Add, visit.form(), &errors)
        }
    }
}

pub async fn ask_to_change(visit: Visit) -> Answer {
    let webhook = named(&visit).await?;
    let form = Form::default().with("url", webhook.url);
    let form = webhook.events.iter().fold(form, |form, event| form.with("event", event.as_str()));
    draw(&visit, StatusCode::OK, Which::Change, &form, &Errors::default())
}

pub async fn change(visit: Visit) -> Answer {
    let mut errors = Errors::default();
    let wanted = read(&visit, Which::Change, &mut errors);
    let id = id(&visit)?;
    if errors.is_empty() {
        match visit.app().change_webhook(&visit.authority()?, visit.service()?, id, wanted).await {
            Ok(()) => {
                let done = Flash::done(visit.say("webhooks-changed"));
                return visit.go_saying(&at(&visit, &format!("/{id}"))?, done).await;
            }
            Err(error) => note(&visit, error, &mut errors)?,
        }
    } else {
        // Whoever may not see the webhook does not see its form either.
        named(&visit).await?;
    }
    draw(&visit, StatusCode::BAD_REQUEST, Which::Change, visit.form(), &errors)
}

fn read(visit: &Visit, which: Which, errors: &mut Errors) -> WebhookRequest {
    let form = visit.form();
    let (url, token) = (form.text("url"), form.text("token"));
    if url.is_empty() {
        errors.add("url", visit.say("webhooks-error-url-missing"));
    }
    if token.is_empty() && which == Which::Add {
        errors.add("token", visit.say("webhooks-error-token"));
    }
    let events: Vec<WebhookEvent> = form.all("event").filter_map(WebhookEvent::from_stored).collect();
    if events.is_empty() {
        errors.add("event", visit.say("webhooks-error-events"));
    }
    WebhookRequest {
        url: url.to_owned(),
        token: (!token.is_empty()).then(|| token.to_owned()),
        events: events.into_iter().collect(),
    }
}

/// Says of which field it is, unless no form can cause it.
fn note(visit: &Visit, error: WebhookError, errors: &mut Errors) -> Result<(), Refused> {
    let (field, text) = match error {
        WebhookError::Url(refused) => ("url", visit.say(url_refused(refused))),
        WebhookError::Token => ("token", visit.say("webhooks-error-token")),
        WebhookError::NoEvents => ("event", visit.say("webhooks-error-events")),
        WebhookError::TooMany { most } => ("url", visit.words().say1("webhooks-error-many", "most", most)),
        other => return Err(other.into()),
    };
    errors.add(field, text);
    Ok(())
}

fn url_refused(refused: UrlRefused) -> &'static str {
    match refused {
        UrlRefused::NotAUrl => "webhooks-error-url",
        UrlRefused::NotHttps => "webhooks-error-url-https",
        UrlRefused::Credentials => "webhooks-error-url-credentials",
        UrlRefused::Port => "webhooks-error-url-port",
        UrlRefused::NotPublic => "webhooks-error-url-public",
    }
}

fn draw(visit: &Visit, status: StatusCode, which: Which, form: &Form, errors: &Errors) -> Answer {
    let t = visit.words();
    let fields = visit.fields(form, errors);
    let token_hint = match which {
        Which::Add => "webhooks-hint-token",
        Which::Change => "webhooks-hint-token-kept",
    };
    let url =
        Input { kind: "url", mode: "url", hint: "webhooks-hint-url", most: MOST_URL, ..Input::default() };
    let most = u32::try_from(MOST_TOKEN).unwrap_or_default();
    let token =
        Input { kind: "password", autocomplete: "new-password", hint: token_hint, most, ..Input::default() };
    let events: Vec<Choice> = WebhookEvent::CHOICES
        .into_iter()
        .map(|event| {
            let hint = t.say(&format!("webhooks-hint-event-{}", event.as_str()));
            Choice::new(event.as_str(), event_name(&t, event)).hint(hint)
        })
        .collect();
    let (title, button, back) = match which {
        Which::Add => ("webhooks-add", "webhooks-add-button", at(visit, "")?),
        Which::Change => ("webhooks-edit", "webhooks-edit-button", at(visit, &format!("/{}", id(visit)?))?),
    };
    visit.show_as(
        status,
        &Edit {
            page: visit.page(title),
            summary: fields.summary(),
            fields: vec![
                fields.input("url", "webhooks-field-url", url),
                fields.input("token", "webhooks-field-token", token),
                fields.boxes("event", "webhooks-field-events", "", &events),
            ],
            button: t.say(button),
            back,
        },
    )
}
