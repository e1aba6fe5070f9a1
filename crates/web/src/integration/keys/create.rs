//! `/api/keys/create`: the form for a new key.

use super::{at, card};
use crate::components::{Choice, Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, FlashKind, Page};
use crate::refused::{Answer, Refused};
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{ChangeError, CreatedKey, KeyHolder, KeyRequest, MOST_HOLDER};
use facteur_model::api_key::{Acceptance, KeyType, Scope};
use facteur_model::service::Mode;

/// The longest name of a key.
const MOST_NAME: usize = 255;
/// After so many days a live key expires, unless something else is chosen.
const USUAL_DAYS: u32 = 365;
/// What may be chosen instead.
const DAYS: [u32; 4] = [30, 90, 180, 365];

#[derive(Template)]
#[template(path = "integration/keys/create.html")]
struct Create {
    page: Page,
    summary: Markup,
    fields: Vec<Markup>,
}

pub async fn ask(visit: Visit) -> Answer {
    let empty = Form::default().with("expires", "usual");
    draw(&visit, StatusCode::OK, &empty, &Errors::default())
}

pub async fn make(visit: Visit) -> Answer {
    let mut errors = Errors::default();
    let wanted = read(&visit, &mut errors)?;
    if !errors.is_empty() {
        return draw(&visit, StatusCode::BAD_REQUEST, visit.form(), &errors);
    }
    match visit.app().create_key(&visit.authority()?, wanted).await {
        Ok(CreatedKey { id, text }) => {
            let secret = Flash { kind: FlashKind::Secret, text: format!("{id} {}", text.expose()) };
            visit.go_saying(&at(&visit, "/created")?, secret).await
        }
        Err(ChangeError::NameTaken(_)) => {
            errors.add("name", visit.say("keys-error-name-taken"));
            draw(&visit, StatusCode::BAD_REQUEST, visit.form(), &errors)
        }
        Err(ChangeError::TooManyKeys { most }) => {
            errors.add("name", visit.words().say1("keys-error-too-many", "most", most));
            draw(&visit, StatusCode::BAD_REQUEST, visit.form(), &errors)
        }
        Err(ChangeError::LiveKeyInTrial(_)) => {
            errors.add("type", visit.say("keys-live-in-trial"));
            draw(&visit, StatusCode::BAD_REQUEST, visit.form(), &errors)
        }
        Err(other) => Err(other.into()),
    }
}

/// What the form asks for. Where an error is noted, what stands here is never used.
fn read(visit: &Visit, errors: &mut Errors) -> Result<KeyRequest, Refused> {
    let form = visit.form();
    let mut wrong = |field: &str, key: &str| errors.add(field, visit.say(key));
    let name = form.text("name");
    if name.is_empty() {
        wrong("name", "keys-error-name-missing");
    } else if name.chars().count() > MOST_NAME {
        wrong("name", "keys-error-name-long");
    } else if name.chars().any(char::is_control) {
        wrong("name", "keys-error-name-control");
    }
    let key_type = KeyType::ALL.into_iter().find(|one| one.as_str() == form.text("type"));
    if key_type.is_none() {
        wrong("type", "keys-error-type");
    }
    let mut scopes = Vec::new();
    for scope in form.all("scope") {
        match Scope::parse(scope) {
            Some(scope) => scopes.push(scope),
            None => wrong("scope", "keys-error-scope"),
        }
    }
    let is_line = |text: &str| text.chars().count() <= MOST_HOLDER && !text.chars().any(char::is_control);
    let (holder, contact) = (form.text("holder"), form.text("contact"));
    if !is_line(holder) {
        wrong("holder", "keys-error-holder");
    }
    if !is_line(contact) {
        wrong("contact", "keys-error-contact");
    } else if holder.is_empty() && !contact.is_empty() {
        wrong("holder", "keys-error-contact-alone");
    }
    let expires_in_days = match form.text("expires") {
        "usual" => (key_type == Some(KeyType::Live)).then_some(USUAL_DAYS),
        "never" => None,
        chosen => {
            let days = DAYS.into_iter().find(|days| days.to_string() == chosen);
            if days.is_none() {
                wrong("expires", "keys-error-expires");
            }
            days
        }
    };
    let acceptance =
        if form.text("api_key_only") == "yes" { Acceptance::ApiKeyOnly } else { Acceptance::ApiKeyAndJwt };
    let holder =
        (!holder.is_empty()).then(|| KeyHolder { name: holder.to_owned(), contact: contact.to_owned() });
    let plain = KeyRequest::plain(visit.service()?, name, key_type.unwrap_or(KeyType::Test));
    Ok(KeyRequest { scopes, acceptance, holder, expires_in_days, ..plain })
}

fn draw(visit: &Visit, status: StatusCode, form: &Form, errors: &Errors) -> Answer {
    let fields = visit.fields(form, errors);
    let summary = fields.summary();
    let holder = Input { hint: "keys-hint-holder", most: 200, ..Input::default() };
    let contact = Input { hint: "keys-hint-contact", most: 200, ..Input::default() };
    let name = Input { hint: "keys-hint-name", most: 255, ..Input::default() };
    let fields = vec![
        fields.input("name", "keys-field-name", name),
        fields.radios("type", "keys-field-type", "", &types(visit)?),
        fields.boxes("scope", "keys-field-scopes", "keys-hint-scopes", &scopes(visit)),
        fields.input("holder", "keys-field-holder", holder),
        fields.input("contact", "keys-field-contact", contact),
        fields.radios("expires", "keys-field-expires", "keys-hint-expires", &expiries(visit)),
        fields.boxes("api_key_only", "keys-field-acceptance", "", &acceptances(visit)),
    ];
    visit.show_as(status, &Create { page: visit.page("keys-create"), summary, fields })
}

fn types(visit: &Visit) -> Result<Vec<Choice>, Refused> {
    let choice = |key_type: KeyType| Choice::new(key_type.as_str(), visit.say(card::kind(key_type)));
    let live = choice(KeyType::Live);
    let live = match visit.seat()?.service.mode {
        Mode::Live => live,
        Mode::Trial => live.disabled().hint(visit.say("keys-live-in-trial")),
    };
    let team = choice(KeyType::Team).hint(visit.say("keys-hint-team"));
    let test = choice(KeyType::Test).hint(visit.say("keys-hint-test"));
    Ok(vec![live, team, test])
}

fn scopes(visit: &Visit) -> Vec<Choice> {
    Scope::ALL
        .into_iter()
        .map(|scope| {
            let label = match scope {
                Scope::ManageTemplates => "keys-allow-templates",
                Scope::ManageReports => "keys-allow-reports",
            };
            Choice::new(scope.as_str(), visit.say(label))
        })
        .collect()
}

fn expiries(visit: &Visit) -> Vec<Choice> {
    let t = visit.words();
    let usual = Choice::new("usual", t.say("keys-expires-usual"));
    let days =
        DAYS.into_iter().map(|days| Choice::new(days.to_string(), t.say1("keys-expires-days", "days", days)));
    let never = Choice::new("never", t.say("keys-expires-never"));
    std::iter::once(usual).chain(days).chain([never]).collect()
}

fn acceptances(visit: &Visit) -> Vec<Choice> {
    let only = Choice::new("yes", visit.say("keys-api-key-only"));
    vec![only.hint(visit.say("keys-hint-api-key-only"))]
}
