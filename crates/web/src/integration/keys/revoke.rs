//! `/api/keys/{key}/revoke`: asks once, then makes a key worth nothing.

use super::{at, card, named};
use crate::components::{Choice, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::Answer;
use crate::visit::Visit;
use askama::Template;
use facteur_app::{ChangeError, Unsent};
use facteur_model::api_key::KeyType;
use facteur_model::time::Moment;

#[derive(Template)]
#[template(path = "integration/keys/revoke.html")]
struct Revoke {
    page: Page,
    id: String,
    badge: &'static str,
    used: Option<Moment>,
    client: String,
    may_rotate: bool,
    /// What has not arrived yet, in words, and the box that calls it off.
    unsent: Option<(String, Markup)>,
}

pub async fn ask(visit: Visit) -> Answer {
    let key = named(&visit).await?;
    if !key.is_active() {
        return visit.go(&at(&visit, &format!("/{}", key.id))?);
    }
    let title = visit.words().say1("keys-revoke-title", "name", key.name.as_str());
    let may_rotate = card::Card::new(&visit, &key, &[]).may_rotate;
    let count = match key.key_type {
        // Its messages reach nobody in any case.
        KeyType::Test => 0,
        _ => visit.app().not_arrived(&visit.authority()?, key.id).await?,
    };
    let unsent = (count > 0).then(|| {
        let stop = [Choice::new("stop", visit.say("keys-revoke-stop"))];
        let (form, errors) = (Form::default(), Errors::default());
        let boxes = visit.fields(&form, &errors).boxes("unsent", "keys-revoke-unsent", "", &stop);
        (visit.words().say1("keys-revoke-not-arrived", "count", count), boxes)
    });
    visit.show(&Revoke {
        unsent,
        page: visit.page_titled(title),
        id: key.id.to_string(),
        badge: card::badge(key.key_type),
        used: key.last_used_at,
        client: card::client(&key.last_used_by),
        may_rotate,
    })
}

pub async fn revoke(visit: Visit) -> Answer {
    let key = named(&visit).await?;
    let unsent = if visit.form().text("unsent") == "stop" { Unsent::Stop } else { Unsent::Leave };
    match visit.app().revoke_key_and(&visit.authority()?, key.id, unsent).await {
        Ok(()) => {
            let done = visit.words().say1("keys-revoke-done", "name", key.name.as_str());
            visit.go_saying(&at(&visit, "")?, Flash::done(done)).await
        }
        // Sent twice: the first time did it.
        Err(ChangeError::AlreadyRevoked(_)) => visit.go(&at(&visit, "")?),
        Err(other) => Err(other.into()),
    }
}
