//! The reference of the API as OpenAPI documents, one in each language (contract §3.13).
//!
//! The shape comes from the handlers, the words from the catalogue `reference.ftl`: what the source says
//! about an item is for its reader, and in one language only.

mod words;

use crate::refusal::{ErrorsBody, PlainBody};
use crate::v2::{
    mailbox, manage_template, notifications, received_text_messages, reports, template, templates,
};
use axum::body::Bytes;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use facteur_i18n::Language;
use serde_json::Value;
use std::sync::LazyLock;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};

pub const ENGLISH_PATH: &str = "/v2/openapi-en";
pub const FRENCH_PATH: &str = "/v2/openapi-fr";

static ENGLISH: LazyLock<Bytes> = LazyLock::new(|| yaml(Language::En));
static FRENCH: LazyLock<Bytes> = LazyLock::new(|| yaml(Language::Fr));

/// The document in this language.
pub fn answer(language: Language) -> Response {
    let document = match language {
        Language::En => &ENGLISH,
        Language::Fr => &FRENCH,
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/yaml")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag())),
    ];
    (headers, Bytes::clone(document)).into_response()
}

#[derive(OpenApi)]
#[openapi(
    info(title = "-", version = env!("CARGO_PKG_VERSION"), license(name = "MIT")),
    servers((url = "/")),
    paths(
        notifications::send_email::send_email,
        notifications::send_sms::send_sms,
        notifications::send_bulk::send_bulk,
        notifications::list::list_notifications,
        notifications::show::show_notification,
        template::show::show_template,
        template::version::show_template_version,
        template::preview::preview_template,
        templates::list_templates,
        manage_template::create::create_managed_template,
        manage_template::categories::list_template_categories,
        manage_template::show::show_managed_template,
        manage_template::change::change_managed_template,
        manage_template::archive::archive_managed_template,
        mailbox::list::list_mailbox,
        mailbox::show::show_mailbox_message,
        reports::ask::ask_for_report,
        reports::list::list_reports,
        reports::show::show_report,
        reports::content::download_report,
        received_text_messages::list_received_text_messages,
        received_text_messages::incoming::take_in_text_message,
        crate::status::show_status,
    ),
    components(schemas(ErrorsBody, PlainBody)),
    tags(
        (name = "notifications"),
        (name = "templates"),
        (name = "manage-template"),
        (name = "mailbox"),
        (name = "reports"),
        (name = "received-text-messages"),
        (name = "status"),
    ),
    security(("ApiKey" = []), ("Jwt" = [])),
    modifiers(&Security, &CommonAnswers),
)]
struct Reference;

/// The two ways to prove who is calling (contract §1).
struct Security;

impl utoipa::Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let key = SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("Authorization")));
        components.add_security_scheme("ApiKey", key);
        let jwt = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        components.add_security_scheme("Jwt", SecurityScheme::Http(jwt));
        // Not a key: it opens one number, for whoever carries its texts.
        let secret = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("NumberSecret", SecurityScheme::Http(secret));
    }
}

/// What every operation that needs a key may answer.
struct CommonAnswers;

impl utoipa::Modify for CommonAnswers {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let paths = openapi.paths.paths.values_mut();
        let operations = paths.flat_map(|path| {
            let writing = path.post.iter_mut().chain(&mut path.patch).chain(&mut path.delete);
            path.get.iter_mut().chain(writing)
        });
        for operation in operations {
            if operation.security.is_some() {
                continue;
            }
            let mut statuses = vec!["401", "503"];
            if operation.request_body.is_some() {
                statuses.push("415");
            }
            for status in statuses {
                let errors = RefOr::Ref(Ref::from_schema_name("Errors"));
                let content = ContentBuilder::new().schema(Some(errors)).build();
                let response = ResponseBuilder::new().content("application/json", content).build();
                operation.responses.responses.insert(status.to_owned(), RefOr::T(response));
            }
        }
    }
}

/// The document, and the keys of words that it lacks.
fn document(language: Language) -> (Value, Vec<String>) {
    let mut document =
        serde_json::to_value(Reference::openapi()).expect("an OpenAPI document always becomes JSON");
    let missing = words::put_into_words(&mut document, language);
    (document, missing)
}

/// The document in this language, for whoever shows it in another form.
pub fn reference(language: Language) -> Value {
    document(language).0
}

fn yaml(language: Language) -> Bytes {
    let (document, _) = document(language);
    yaml_serde::to_string(&document).expect("JSON always becomes YAML").into()
}

#[cfg(test)]
mod tests;
