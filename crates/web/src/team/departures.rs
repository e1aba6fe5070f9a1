//! After somebody who could see keys has left: each key is rotated, revoked, or kept for a reason.

use crate::components::Markup;
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::visit::Visit;
use crate::when;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{ChangeError, KeyDecision, KeyInQuestion, Need};
use facteur_i18n::Words;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, DepartureId};
use facteur_model::person::Right;

#[derive(Template)]
#[template(path = "team/departure.html")]
struct Departure {
    page: Page,
    summary: Markup,
    lead: String,
    keys: Vec<KeyCard>,
    /// Is there nothing left to do?
    is_done: bool,
    /// May whoever looks at the page decide?
    decides: bool,
}

struct KeyCard {
    name: String,
    kind: String,
    is_theirs: bool,
    last_used: Markup,
    /// What was decided, in words; nothing while nothing was.
    decided: Option<String>,
    reason: Option<String>,
    settled: bool,
    revoked: Option<Markup>,
    /// Where decisions go.
    path: String,
    rotate_path: String,
    /// The field for the reason to keep it.
    field: Markup,
}

#[derive(Template)]
#[template(path = "team/departures.html")]
struct Open {
    t: Words,
    /// Where to decide, and about what.
    departures: Vec<(String, String)>,
}

/// Who left and whose keys somebody has still to decide about, as warnings at the top of a page; nothing for members
/// who cannot do anything about it.
pub async fn open(visit: &Visit) -> Result<Markup, Refused> {
    let (service, t) = (visit.service()?, visit.words());
    let open = visit.app().open_departures(&visit.authority()?, service).await?;
    let departures = open.into_iter().map(|departure| {
        let date = t.date(departure.at);
        let values: [(&str, &dyn facteur_i18n::catalogue::Argument); 3] =
            [("person", &departure.person), ("date", &date), ("keys", &departure.keys_left)];
        (format!("/services/{service}/departures/{}", departure.id), t.with("departure-open", &values))
    });
    let departures = departures.collect();
    Ok(Markup::of(&Open { t, departures }))
}

pub async fn show(visit: Visit) -> Answer {
    write(&visit, StatusCode::OK, &Form::default(), &Errors::default()).await
}

/// The name of the field for a key's reason: fields of one page have names of their own.
fn reason_of(key: ApiKeyId) -> String {
    format!("reason-{key}")
}

async fn write(visit: &Visit, status: StatusCode, form: &Form, errors: &Errors) -> Answer {
    let (by, service, t) = (visit.authority()?, visit.service()?, visit.words());
    let id = visit.id("departure", DepartureId::parse)?;
    let departure = visit.app().departure(&by, service, id).await?.ok_or(Refused::NotFound)?;
    let fields = visit.fields(form, errors);
    let keys: Vec<_> = departure
        .keys
        .into_iter()
        .map(|key| KeyCard {
            kind: kind(&t, key.key_type),
            is_theirs: key.is_theirs,
            last_used: match key.last_used_at {
                Some(at) => when::date(&t, at),
                None => Markup::written(t.say("never")),
            },
            decided: decided(&t, &key),
            settled: key.settled,
            revoked: key.revoked_at.map(|at| when::date_time(&t, at)),
            path: format!("/services/{service}/departures/{id}/keys/{}", key.id),
            rotate_path: format!("/services/{service}/api/keys/{}/rotate", key.id),
            field: fields.area(&reason_of(key.id), "departure-reason", "departure-reason-hint", 2),
            name: key.name,
            reason: key.reason,
        })
        .collect();
    let (person, date) = (&departure.person, t.date(departure.at));
    let page = Departure {
        page: visit.page_titled(t.say1("departure-title", "person", person)),
        summary: fields.summary(),
        lead: match departure.removed_by {
            Some(by) => t.with("departure-lead-removed", &[("person", person), ("date", &date), ("by", &by)]),
            None => t.say2("departure-lead-left", "person", person, "date", date),
        },
        is_done: keys.iter().all(|key| key.settled),
        decides: visit.may(Need::Right(Right::ManageApiKeys)),
        keys,
    };
    visit.show_as(status, &page)
}

fn kind(t: &Words, key_type: KeyType) -> String {
    t.say(match key_type {
        KeyType::Live => "departure-key-live",
        KeyType::Team => "departure-key-team",
        KeyType::Test => "departure-key-test",
    })
}

fn decided(t: &Words, key: &KeyInQuestion) -> Option<String> {
    let message = match key.decision? {
        KeyDecision::Rotate => "departure-decided-rotate",
        KeyDecision::Keep => "departure-decided-keep",
        KeyDecision::Revoke => "departure-decided-revoke",
    };
    let person = key.decided_by.clone().unwrap_or_else(|| t.say("team-operator"));
    let date = key.decided_at.map(|at| t.date(at)).unwrap_or_default();
    Some(t.say2(message, "person", person, "date", date))
}

pub async fn decide(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let id = visit.id("departure", DepartureId::parse)?;
    let key = visit.id("key", ApiKeyId::parse)?;
    let form = visit.form();
    let decision = KeyDecision::from_stored(form.text("decision")).ok_or(Refused::Unreadable)?;
    let field = reason_of(key);
    match visit.app().decide_key(&by, service, id, key, decision, form.text(&field)).await {
        Ok(()) => {
            let said = Flash::done(visit.say(match decision {
                KeyDecision::Rotate => "departure-said-rotate",
                KeyDecision::Keep => "departure-said-keep",
                KeyDecision::Revoke => "departure-said-revoke",
            }));
            let next = match decision {
                KeyDecision::Rotate => format!("/services/{service}/api/keys/{key}/rotate"),
                KeyDecision::Keep | KeyDecision::Revoke => format!("/services/{service}/departures/{id}"),
            };
            visit.go_saying(&next, said).await
        }
        Err(ChangeError::Invalid { what: "reason", .. }) => {
            let mut errors = Errors::default();
            errors.add(&field, visit.say("departure-reason-wrong"));
            write(&visit, StatusCode::BAD_REQUEST, form, &errors).await
        }
        // Somebody else was faster: the page shows what they decided.
        Err(ChangeError::Invalid { what: "decision", .. }) => {
            visit.go(&format!("/services/{service}/departures/{id}"))
        }
        Err(error) => Err(error.into()),
    }
}
