//! Beginning a service: its name, where its e-mails come from, and which language comes first.

use super::note;
use crate::components::{Choice, Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::Answer;
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{LanguageOrder, OwnServiceRequest};
use facteur_i18n::Words;
use facteur_model::service::sending_name;

pub fn routes() -> Vec<Route> {
    const PATH: &str = "/add-service";
    vec![Route::get(PATH, Access::SignedIn, ask), Route::post(PATH, Access::SignedIn, add)]
}

#[derive(Template)]
#[template(path = "service/add.html")]
struct Add {
    page: Page,
    summary: Markup,
    name: Markup,
    email_from: Markup,
    preview: Markup,
    language_order: Markup,
}

#[derive(Template)]
#[template(path = "service/preview.html")]
struct Preview {
    text: String,
    name: String,
    domain: String,
}

/// The sending address as it will be, which the script keeps in step with what is typed.
pub fn preview(visit: &Visit, typed: &str) -> Markup {
    Markup::of(&Preview {
        text: visit.say("service-address-preview"),
        name: sending_name(typed).unwrap_or_else(|_| "…".to_owned()),
        domain: visit.app().settings().sending_domain.clone(),
    })
}

/// The choice of the language that comes first.
pub fn language_orders(t: &Words) -> [Choice; 2] {
    [Choice::new("en", t.say("service-english-first")), Choice::new("fr", t.say("service-french-first"))]
}

pub fn read_language_order(form: &Form) -> Option<LanguageOrder> {
    match form.text("language_order") {
        "en" => Some(LanguageOrder::EnglishFirst),
        "fr" => Some(LanguageOrder::FrenchFirst),
        _ => None,
    }
}

/// How a sending name is asked for.
pub const EMAIL_FROM: Input<'static> =
    Input { kind: "text", autocomplete: "off", mode: "", hint: "service-email-from-hint", width: 0, most: 0 };

async fn ask(visit: Visit) -> Answer {
    let form = Form::default().with("language_order", visit.language().tag());
    show(&visit, &form, &Errors::default())
}

fn show(visit: &Visit, form: &Form, errors: &Errors) -> Answer {
    let fields = visit.fields(form, errors);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let name = Input { hint: "service-name-hint", ..Input::default() };
    let page = Add {
        page: visit.page("service-add-title"),
        summary: fields.summary(),
        name: fields.input("name", "service-name", name),
        email_from: fields.input("email_from", "service-email-from", EMAIL_FROM),
        preview: preview(visit, form.text("email_from")),
        language_order: fields.radios(
            "language_order",
            "service-language-order",
            "service-language-order-hint",
            &language_orders(&visit.words()),
        ),
    };
    visit.show_as(status, &page)
}

async fn add(visit: Visit) -> Answer {
    let form = visit.form();
    let mut errors = Errors::default();
    let order = read_language_order(form);
    if order.is_none() {
        errors.add("language_order", visit.say("service-choose"));
    }
    // Names are looked at even so: one answer says all that is wrong.
    for (field, error) in [
        ("name", facteur_model::service::service_name(form.text("name")).err().map(super::name_key)),
        ("email_from", sending_name(form.text("email_from")).err().map(super::sending_name_key)),
    ] {
        if let Some(key) = error {
            errors.add(field, visit.say(key));
        }
    }
    if let (Some(language_order), true) = (order, errors.is_empty()) {
        let wanted = OwnServiceRequest {
            name: form.text("name").to_owned(),
            email_from: form.text("email_from").to_owned(),
            language_order,
        };
        match visit.app().create_own_service(&visit.authority()?, wanted).await {
            Ok(service) => {
                let address = format!("{}@{}", service.email_from, visit.app().settings().sending_domain);
                let said = visit.words().say2("service-added", "name", service.name, "address", address);
                return visit.go_saying(&format!("/services/{}", service.id), Flash::done(said)).await;
            }
            Err(error) => note(&visit, &mut errors, error)?,
        }
    }
    show(&visit, form, &errors)
}
