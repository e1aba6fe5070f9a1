//! `/api/safelist`: whom team keys and a trial service reach besides the team, entry by entry.

use super::keys::author;
use crate::components::{Input, Markup};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::Answer;
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{AddedToSafelist, MOST_ADDED, MOST_LABEL, Need, SafelistError, SafelistedView};
use facteur_model::person::Right;
use facteur_model::time::Moment;

const LOOK_AFTER: Access = Access::Service(Need::Right(Right::ManageApiKeys));
/// Wrong or known entries that a page names; the others are as many.
const MOST_NAMED: usize = 20;
/// Characters of an entry that a page repeats.
const MOST_REPEATED: usize = 80;

pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/services/{service}/api/safelist", LOOK_AFTER, show),
        Route::post("/services/{service}/api/safelist", LOOK_AFTER, add),
        Route::post("/services/{service}/api/safelist/remove", LOOK_AFTER, remove),
    ]
}

#[derive(Template)]
#[template(path = "integration/safelist.html")]
struct Safelist {
    page: Page,
    summary: Markup,
    recipients: Markup,
    label: Markup,
    lists: [List; 2],
    members: Vec<String>,
    left: String,
}

/// The entries of one kind.
struct List {
    title: &'static str,
    caption: &'static str,
    none: &'static str,
    column: &'static str,
    entries: Vec<Entry>,
}

struct Entry {
    recipient: String,
    label: String,
    author: String,
    added: Option<Moment>,
}

async fn show(visit: Visit) -> Answer {
    draw(&visit, StatusCode::OK, &Form::default(), &Errors::default()).await
}

async fn add(visit: Visit) -> Answer {
    let t = visit.words();
    let lines = visit.form().raw("recipients").lines().map(str::trim).filter(|line| !line.is_empty());
    let recipients: Vec<String> = lines.map(str::to_owned).collect();
    let label = Some(visit.form().text("label")).filter(|label| !label.is_empty());
    let mut errors = Errors::default();
    if recipients.is_empty() {
        errors.add("recipients", t.say("safelist-error-none"));
    }
    if label.is_some_and(|label| label.chars().count() > MOST_LABEL || label.chars().any(char::is_control)) {
        errors.add("label", t.say("safelist-error-label"));
    }
    if !errors.is_empty() {
        return draw(&visit, StatusCode::BAD_REQUEST, visit.form(), &errors).await;
    }
    let (by, service) = (visit.authority()?, visit.service()?);
    let wrong = match visit.app().add_to_safelist(&by, service, &recipients, label).await {
        Ok(outcome) => {
            let said = said(&visit, &outcome);
            return visit.go_saying(&format!("/services/{service}/api/safelist"), said).await;
        }
        Err(SafelistError::NotRecipients(entries)) => {
            t.say1("safelist-error-wrong", "entries", named(&entries))
        }
        Err(SafelistError::TooMany) => t.say1("safelist-error-many", "most", MOST_ADDED),
        Err(SafelistError::Full { phones: false, left }) => {
            t.say1("safelist-error-full-emails", "left", left)
        }
        Err(SafelistError::Full { phones: true, left }) => t.say1("safelist-error-full-phones", "left", left),
        Err(SafelistError::Change(error)) => return Err(error.into()),
    };
    errors.add("recipients", wrong);
    draw(&visit, StatusCode::BAD_REQUEST, visit.form(), &errors).await
}

/// What became of the form: how many are new, and which were there.
fn said(visit: &Visit, outcome: &AddedToSafelist) -> Flash {
    let t = visit.words();
    let added = t.say1("safelist-added", "count", outcome.added);
    if outcome.known.is_empty() {
        return Flash::done(added);
    }
    let known = t.say1("safelist-known", "entries", named(&outcome.known));
    let text = format!("{added} {known}");
    if outcome.added > 0 { Flash::done(text) } else { Flash::warning(text) }
}

/// Entries as a person typed them, one after the other, each cut where it is longer than any recipient.
fn named(entries: &[String]) -> String {
    let cut = |entry: &String| -> String {
        let shown: String = entry.chars().filter(|c| !c.is_control()).take(MOST_REPEATED).collect();
        if entry.chars().count() > MOST_REPEATED { shown + "…" } else { shown }
    };
    let mut named: Vec<String> = entries.iter().take(MOST_NAMED).map(cut).collect();
    if entries.len() > MOST_NAMED {
        named.push("…".to_owned());
    }
    named.join(", ")
}

async fn remove(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let entry = visit.form().text("entry");
    let to = format!("/services/{service}/api/safelist");
    if visit.app().remove_from_safelist(&by, service, entry).await? {
        let done = visit.words().say1("safelist-removed", "entry", entry);
        visit.go_saying(&to, Flash::done(done)).await
    } else {
        visit.go(&to)
    }
}

async fn draw(visit: &Visit, status: StatusCode, form: &Form, errors: &Errors) -> Answer {
    let t = visit.words();
    let list = visit.app().safelist(&visit.authority()?, visit.service()?).await?;
    let (emails, phones) = (list.emails_left(), list.phones_left());
    let fields = visit.fields(form, errors);
    let label = Input { hint: "safelist-hint-label", most: 100, ..Input::default() };
    let members = list.members.iter().map(|member| match &member.name {
        Some(name) => format!("{name} ({})", reached_at(&member.email, member.phone.as_deref())),
        None => reached_at(&member.email, member.phone.as_deref()),
    });
    let page = visit.page("safelist-title");
    let entries = |views: Vec<SafelistedView>| -> Vec<Entry> {
        views.into_iter().map(|view| entry(visit, view)).collect()
    };
    visit.show_as(
        status,
        &Safelist {
            page,
            summary: fields.summary(),
            recipients: fields.area("recipients", "safelist-field-recipients", "safelist-hint-recipients", 4),
            label: fields.input("label", "safelist-field-label", label),
            members: members.collect(),
            left: t.say2("safelist-left", "emails", emails, "phones", phones),
            lists: [
                List {
                    title: "safelist-emails-title",
                    caption: "safelist-emails-caption",
                    none: "safelist-emails-none",
                    column: "safelist-column-email",
                    entries: entries(list.emails),
                },
                List {
                    title: "safelist-phones-title",
                    caption: "safelist-phones-caption",
                    none: "safelist-phones-none",
                    column: "safelist-column-phone",
                    entries: entries(list.phones),
                },
            ],
        },
    )
}

fn entry(visit: &Visit, view: SafelistedView) -> Entry {
    let author = author(&visit.words(), &view.author);
    Entry { recipient: view.entry, label: view.label.unwrap_or_default(), author, added: view.added_at }
}

fn reached_at(email: &str, phone: Option<&str>) -> String {
    match phone {
        Some(phone) => format!("{email}, {phone}"),
        None => email.to_owned(),
    }
}
