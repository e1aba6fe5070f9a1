//! The playground: a request to the API as a test key would send it, with everything to send it from a program.

use crate::components::{Choice, Markup};
use crate::form::{Errors, Form};
use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use facteur_app::{Caller, Need, TemplateError, TemplateView};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{NotificationId, TemplateId};
use facteur_model::person::Right;
use facteur_model::policy::{Refusal, Road};
use facteur_model::recipient::{EmailAddress, International, PhoneNumber, Recipient};
use serde_json::{Map, Value, json};
use tower::ServiceExt;

/// Whoever may make keys: a member, not whoever looks after the installation.
const TRIERS: Access = Access::Service(Need::OwnRight(Right::ManageApiKeys));
/// An answer repeats a message, and no more.
const LONGEST_ANSWER: usize = 8 << 20;

pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/services/{service}/api/playground", TRIERS, choose),
        Route::post("/services/{service}/api/playground", TRIERS, send),
    ]
}

#[derive(Template)]
#[template(path = "integration/playground.html")]
struct Playground {
    page: Page,
    templates: Markup,
    has_templates: bool,
    chosen: Option<Chosen>,
    tried: Option<Tried>,
}

/// The form of a template.
struct Chosen {
    id: String,
    name: String,
    to: Markup,
    reference: Markup,
    /// A field for each placeholder: its name in the form, the placeholder, what was typed.
    values: Vec<(String, String, String)>,
}

/// A request that was sent, and its answer.
struct Tried {
    url: String,
    body: String,
    /// The body as a shell takes it between single quotes.
    shell_body: String,
    status: String,
    answer: String,
    /// What each type of key would do with the recipient, by the keys of its words; empty when there is none.
    reach: Vec<(KeyType, &'static str)>,
    id: Option<NotificationId>,
}

async fn choose(visit: Visit) -> Answer {
    let caller = visit.app().playground(&visit.authority()?, visit.service()?).await?;
    visit.settings().api.as_ref().ok_or(Refused::NotFound)?;
    let template = match visit.query().text("template") {
        "" => None,
        id => Some(find(&visit, &caller, id).await?),
    };
    show(&visit, &caller, template, None).await
}

async fn send(visit: Visit) -> Answer {
    let caller = visit.app().playground(&visit.authority()?, visit.service()?).await?;
    let api = visit.settings().api.clone().ok_or(Refused::NotFound)?;
    let template = find(&visit, &caller, visit.form().text("template")).await?;
    let tried = attempt(&visit, api, caller.clone(), &template).await?;
    show(&visit, &caller, Some(template), Some(tried)).await
}

async fn find(visit: &Visit, caller: &Caller, id: &str) -> Result<TemplateView, Refused> {
    let id = TemplateId::parse(id).ok_or(Refused::NotFound)?;
    visit.app().template(caller, id, None).await.map_err(|error| match error {
        TemplateError::Unavailable(unavailable) => unavailable.into(),
        TemplateError::NotFound | TemplateError::MissingPersonalisation { .. } => Refused::NotFound,
    })
}

/// Asks the API as programs do, but for the key.
async fn attempt(
    visit: &Visit,
    api: Router,
    caller: Caller,
    template: &TemplateView,
) -> Result<Tried, Refused> {
    let (path, body) = request(visit.form(), template);
    let reach = recipient(visit.form().text("to"), template.channel);
    let reach =
        reach.map(|recipient| caller.reach(&recipient).map(|(key_type, road)| (key_type, said(road))));
    let reach = reach.map(Vec::from).unwrap_or_default();
    let body = serde_json::to_string_pretty(&body).map_err(|_| Refused::Unreadable)?;
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT_LANGUAGE, visit.language().tag())
        .extension(caller)
        .body(Body::from(body.clone()))
        .map_err(|_| Refused::Unreadable)?;
    let response = match api.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let status = response.status();
    let answer = to_bytes(response.into_body(), LONGEST_ANSWER).await.map_err(|_| Refused::TooLarge)?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let id = serde_json::from_str::<Value>(&answer).ok();
    let id = id.as_ref().and_then(|answer| answer["id"].as_str()).and_then(NotificationId::parse);
    Ok(Tried {
        url: format!("{}{path}", visit.app().settings().base_url),
        shell_body: body.replace('\'', r"'\''"),
        body,
        status: status.to_string(),
        answer: indented(&answer),
        reach,
        id: id.filter(|_| status.is_success()),
    })
}

fn recipient(text: &str, channel: Channel) -> Option<Recipient> {
    match channel {
        Channel::Email => EmailAddress::parse(text).ok().map(Recipient::Email),
        Channel::Sms => PhoneNumber::parse(text, International::Allowed).ok().map(Recipient::Phone),
    }
}

fn said(road: Result<Road, Refusal>) -> &'static str {
    match road {
        Ok(Road::Provider) => "play-reach-provider",
        Ok(Road::Simulator) => "play-reach-simulator",
        Ok(Road::SmokeTest) => "play-reach-smoke-test",
        Err(Refusal::TeamKey) => "play-reach-team-key",
        Err(Refusal::TrialMode) => "play-reach-trial-mode",
    }
}

/// Where to send what was typed, and the body. Whether it is right is for the API to say.
fn request(form: &Form, template: &TemplateView) -> (&'static str, Value) {
    let (path, to) = match template.channel {
        Channel::Email => ("/v2/notifications/email", "email_address"),
        Channel::Sms => ("/v2/notifications/sms", "phone_number"),
    };
    let values = template.placeholders.iter().enumerate();
    let values = values.map(|(at, name)| (name.clone(), Value::from(form.raw(&field(at)))));
    let mut body = json!({
        to: form.text("to"),
        "template_id": template.id.to_string(),
        "personalisation": Value::Object(values.collect::<Map<_, _>>()),
    });
    if !form.text("reference").is_empty() {
        body["reference"] = form.text("reference").into();
    }
    (path, body)
}

/// The name of a placeholder's field: placeholders may be called anything.
fn field(at: usize) -> String {
    format!("value-{at}")
}

async fn show(visit: &Visit, caller: &Caller, chosen: Option<TemplateView>, tried: Option<Tried>) -> Answer {
    let page = visit.page("play-title");
    let mut templates = visit.app().templates(caller, None).await?;
    templates.sort_by_key(|template| template.name.to_lowercase());
    let choices: Vec<_> = templates
        .iter()
        .map(|template| {
            let (name, channel) = (template.name.as_str(), page.channel(template.channel));
            let label = page.t.say2("play-template-choice", "name", name, "channel", channel);
            Choice::new(template.id.to_string(), label)
        })
        .collect();
    let errors = Errors::default();
    let first = Form::default();
    let first = match &chosen {
        Some(template) => first.with("template", template.id.to_string()),
        None => first,
    };
    let shown = Playground {
        templates: visit.fields(&first, &errors).select("template", "play-template", "", &choices),
        has_templates: !templates.is_empty(),
        chosen: chosen.map(|template| form_of(visit, &template)),
        tried,
        page,
    };
    visit.show(&shown)
}

fn form_of(visit: &Visit, template: &TemplateView) -> Chosen {
    let (form, errors) = (visit.form(), Errors::default());
    let fields = visit.fields(form, &errors);
    let to = match template.channel {
        Channel::Email => fields.text("to", "play-email"),
        Channel::Sms => fields.text("to", "play-phone"),
    };
    let values = template.placeholders.iter().enumerate();
    Chosen {
        id: template.id.to_string(),
        name: template.name.clone(),
        to,
        reference: fields.text("reference", "play-reference"),
        values: values.map(|(at, name)| (field(at), name.clone(), form.raw(&field(at)).to_owned())).collect(),
    }
}

/// JSON with a line for each value, and not a character of it changed.
fn indented(json: &str) -> String {
    let mut lines = String::with_capacity(json.len() * 2);
    let (mut depth, mut in_text, mut is_escaped) = (0_usize, false, false);
    let mut rest = json.chars().peekable();
    while let Some(c) = rest.next() {
        lines.push(c);
        if in_text {
            in_text = is_escaped || c != '"';
            is_escaped = !is_escaped && c == '\\';
        } else {
            in_text = c == '"';
        }
        if in_text {
            continue;
        }
        let next_closes = matches!(rest.peek(), Some('}' | ']'));
        match c {
            '{' | '[' if !next_closes => depth += 1,
            ':' => lines.push(' '),
            _ => {}
        }
        let opens = matches!(c, '{' | '[') && !next_closes;
        let closes_next = next_closes && !matches!(c, '{' | '[');
        if closes_next {
            depth = depth.saturating_sub(1);
        }
        if opens || c == ',' || closes_next {
            lines.push('\n');
            lines.extend(std::iter::repeat_n("  ", depth));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::indented;

    #[test]
    fn an_answer_is_spread_over_lines_and_its_texts_stay() {
        assert_eq!(
            indented(r#"{"a":[1,"b, {c}: \"d\" \\"],"e":{},"f":{"g":null}}"#),
            r#"{
  "a": [
    1,
    "b, {c}: \"d\" \\"
  ],
  "e": {},
  "f": {
    "g": null
  }
}"#
        );
    }
}
