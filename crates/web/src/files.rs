//! `/d/{file}`: what the link in an e-mail leads to.
//!
//! The key of a file stands behind the `#` of its link, which browsers keep to themselves: it reaches the site only in a
//! form, so that it is in no log, no `Referer` and no proxy's memory. The script fills it in; without the script the reader
//! pastes the link. Whoever has no key learns nothing, not even whether there is such a file.

mod content;

use crate::components::{Input, Markup};
use crate::form::{Errors, Form};
use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use facteur_app::{FileError, FileMethod, FileShown, FileView};
use facteur_i18n::Words;
use facteur_model::id::FileId;

pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/d/{file}", Access::Public, begin),
        Route::post("/d/{file}", Access::Public, open),
        Route::get("/services/{service}/documents/test-document", Access::Public, test_document),
    ]
}

const NOT_FOR_SEARCH: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));

/// The digits of a key.
const KEY_LENGTH: usize = 64;
/// The longest address of a person, with room for blanks.
const MOST_ADDRESS: u32 = 400;

/// A file beside its message: its size, and how it travels.
pub fn about(t: &Words, file: &FileView) -> String {
    let method = match file.method {
        FileMethod::Attach => "files-attached",
        FileMethod::Link => "files-linked",
    };
    t.say1(method, "size", size(t, file.size))
}

/// A size as people say it.
pub fn size(t: &Words, bytes: u64) -> String {
    const KB: u64 = 1 << 10;
    const MB: u64 = 1 << 20;
    if bytes < KB {
        t.say1("files-bytes", "count", bytes)
    } else if bytes < MB {
        t.say1("files-kb", "count", t.number(bytes.div_ceil(KB)))
    } else {
        let tenths = bytes.saturating_mul(10) / MB;
        t.say2("files-mb", "whole", t.number(tenths / 10), "tenth", tenths % 10)
    }
}

#[derive(Template)]
#[template(path = "files/begin.html")]
struct Begin {
    page: Page,
    summary: Markup,
    field: Markup,
    action: String,
    about: String,
}

#[derive(Template)]
#[template(path = "files/confirm.html")]
struct Confirm {
    page: Page,
    summary: Markup,
    field: Markup,
    action: String,
    key: String,
}

#[derive(Template)]
#[template(path = "files/shown.html")]
struct Shown {
    page: Page,
    file: FileShown,
    size: String,
    action: String,
    key: String,
    address: String,
}

#[derive(Template)]
#[template(path = "files/said.html")]
struct Said {
    page: Page,
    text: String,
}

async fn begin(visit: Visit) -> Answer {
    let id = visit.id("file", FileId::parse)?;
    show_begin(&visit, id, &Errors::default(), StatusCode::OK)
}

fn show_begin(visit: &Visit, id: FileId, errors: &Errors, status: StatusCode) -> Answer {
    let page = visit.page("files-title");
    // What was pasted is not shown again.
    let form = Form::default();
    let fields = visit.fields(&form, errors);
    let input = Input { hint: "files-key-hint", ..Input::default() };
    let about = visit.words().say1("files-about", "product", &page.product);
    let (summary, field) = (fields.summary(), fields.input("key", "files-key", input));
    quietly(visit.show_as(status, &Begin { page, summary, field, action: action(id), about }))
}

async fn open(visit: Visit) -> Answer {
    let id = visit.id("file", FileId::parse)?;
    let Some(key) = key_in(visit.form().text("key")) else {
        let mut errors = Errors::default();
        errors.add("key", visit.say("files-key-wrong"));
        return show_begin(&visit, id, &errors, StatusCode::BAD_REQUEST);
    };
    let (app, address) = (visit.app(), visit.form().text("address"));
    let answered = match visit.form().text("then") {
        "download" => match app.open_file(id, key, address, visit.client()).await {
            Ok((file, content)) => return content::answer(&file, content).await.map_err(Refused::from),
            Err(error) => Err(error),
        },
        "confirm" => app.file_for(id, key, address, visit.client()).await,
        _ => match app.file(id, key).await {
            Ok(file) if file.asks_address => {
                return show_confirm(&visit, id, key, &Errors::default(), StatusCode::OK);
            }
            other => other,
        },
    };
    match answered {
        Ok(file) => show_file(&visit, id, key, address, file),
        Err(FileError::OtherAddress) => {
            let mut errors = Errors::default();
            errors.add("address", visit.say("files-address-wrong"));
            show_confirm(&visit, id, key, &errors, StatusCode::BAD_REQUEST)
        }
        Err(FileError::NotFound) => say(&visit, "missing", StatusCode::NOT_FOUND),
        Err(FileError::Expired) => say(&visit, "expired", StatusCode::GONE),
        Err(FileError::Infected) => say(&visit, "infected", StatusCode::FORBIDDEN),
        Err(FileError::NotYetScanned) => say(&visit, "unscanned", StatusCode::SERVICE_UNAVAILABLE),
        Err(FileError::TooMany { seconds }) => Err(Refused::TooMany(seconds)),
        Err(FileError::Unavailable(unavailable)) => Err(unavailable.into()),
    }
}

fn show_confirm(visit: &Visit, id: FileId, key: &str, errors: &Errors, status: StatusCode) -> Answer {
    let fields = visit.fields(visit.form(), errors);
    let input =
        Input { kind: "email", autocomplete: "email", mode: "email", most: MOST_ADDRESS, ..Input::default() };
    let (summary, field) = (fields.summary(), fields.input("address", "files-address", input));
    let page = visit.page("files-confirm-title");
    quietly(visit.show_as(status, &Confirm { page, summary, field, action: action(id), key: key.to_owned() }))
}

fn show_file(visit: &Visit, id: FileId, key: &str, address: &str, file: FileShown) -> Answer {
    quietly(visit.show(&Shown {
        page: visit.page("files-shown-title"),
        size: size(&visit.words(), file.size),
        file,
        action: action(id),
        key: key.to_owned(),
        address: address.to_owned(),
    }))
}

/// Why there is no file.
fn say(visit: &Visit, what: &str, status: StatusCode) -> Answer {
    let page = visit.page(&format!("files-{what}-title"));
    quietly(visit.show_as(status, &Said { page, text: visit.say(&format!("files-{what}-text")) }))
}

/// What links lead to in messages for smoke tests.
async fn test_document(visit: Visit) -> Answer {
    say(&visit, "test", StatusCode::OK)
}

fn action(id: FileId) -> String {
    format!("/d/{id}")
}

/// The key in a whole link, or alone.
fn key_in(text: &str) -> Option<&str> {
    let key = text.rsplit('#').next().unwrap_or_default().trim();
    (key.len() == KEY_LENGTH && key.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(key)
}

/// No search engine is to know of these pages.
fn quietly(answer: Answer) -> Answer {
    answer.map(|mut response: Response| {
        let (name, value) = NOT_FOR_SEARCH;
        response.headers_mut().insert(name, value);
        // A page with a key in its form is nobody else's.
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_alone_or_from_its_link() {
        let key = "0123456789abcdefABCDEF".repeat(3)[..64].to_owned();
        assert_eq!(key_in(&key), Some(key.as_str()));
        assert_eq!(key_in(&format!("https://site.test/d/1#{key}")), Some(key.as_str()));
        for wrong in ["", "#", "https://site.test/d/1", &key[1..], &format!("{key}0"), &"é".repeat(32)] {
            assert_eq!(key_in(wrong), None, "{wrong}");
        }
    }
}
