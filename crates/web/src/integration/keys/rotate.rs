//! `/api/keys/{key}/rotate`: a successor for a key.

use super::{at, named};
use crate::components::{Choice, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, FlashKind, Page};
use crate::refused::Answer;
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{ChangeError, KeyView, MOST_OVERLAP_DAYS, Rotated};
use facteur_model::time::Moment;

/// Enough to change a program's settings on the next working day.
const USUAL_OVERLAP: &str = "1";

#[derive(Template)]
#[template(path = "integration/keys/rotate.html")]
struct Rotate {
    page: Page,
    summary: Markup,
    overlap: Markup,
    used: Option<Moment>,
    client: String,
}

pub async fn ask(visit: Visit) -> Answer {
    let key = named(&visit).await?;
    if !key.is_active() || key.successor.is_some() {
        return visit.go(&at(&visit, &format!("/{}", key.id))?);
    }
    let form = Form::default().with("overlap", USUAL_OVERLAP);
    draw(&visit, StatusCode::OK, &key, &form, &Errors::default())
}

pub async fn rotate(visit: Visit) -> Answer {
    let key = named(&visit).await?;
    let mut errors = Errors::default();
    let chosen = (0..=MOST_OVERLAP_DAYS).find(|days| days.to_string() == visit.form().text("overlap"));
    let Some(overlap) = chosen else {
        errors.add("overlap", visit.say("keys-error-overlap"));
        return draw(&visit, StatusCode::BAD_REQUEST, &key, visit.form(), &errors);
    };
    match visit.app().rotate_key(&visit.authority()?, key.id, overlap).await {
        Ok(Rotated { id, text, .. }) => {
            let secret = Flash { kind: FlashKind::Secret, text: format!("{id} {}", text.expose()) };
            visit.go_saying(&at(&visit, "/created")?, secret).await
        }
        // The form was sent twice, or somebody else was faster: the key's page says how things are.
        Err(ChangeError::AlreadyReplaced(_) | ChangeError::AlreadyRevoked(_) | ChangeError::NameTaken(_)) => {
            visit.go(&at(&visit, &format!("/{}", key.id))?)
        }
        Err(ChangeError::LiveKeyInTrial(_)) => {
            errors.add("overlap", visit.say("keys-live-in-trial"));
            draw(&visit, StatusCode::BAD_REQUEST, &key, visit.form(), &errors)
        }
        Err(other) => Err(other.into()),
    }
}

fn draw(visit: &Visit, status: StatusCode, key: &KeyView, form: &Form, errors: &Errors) -> Answer {
    let t = visit.words();
    let fields = visit.fields(form, errors);
    let days: Vec<Choice> = (0..=MOST_OVERLAP_DAYS)
        .map(|days| Choice::new(days.to_string(), t.say1("keys-rotate-days", "days", days)))
        .collect();
    let page = visit.page_titled(t.say1("keys-rotate-title", "name", key.name.as_str()));
    visit.show_as(
        status,
        &Rotate {
            page,
            summary: fields.summary(),
            overlap: fields.select("overlap", "keys-rotate-overlap", "keys-rotate-hint", &days),
            used: key.last_used_at,
            client: super::card::client(&key.last_used_by),
        },
    )
}
