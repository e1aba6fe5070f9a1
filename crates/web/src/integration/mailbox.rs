//! The mailbox: messages that stayed here, exactly as they would have left.

use super::{INTEGRATORS, with_query};
use crate::components::{Input, Markup};
use crate::form::Errors;
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::routes::Route;
use crate::visit::Visit;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse};
use facteur_app::{FileView, MailboxEntry, MailboxFilter, MailboxKeys, MailboxMessage, MailboxPage, Purged};
use facteur_model::Channel;
use facteur_model::id::NotificationId;

/// For the HTML of an e-mail, which is shown in a frame of the message's page: it may style itself and show images, and
/// nothing else.
const FRAMED: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; frame-ancestors 'self'; \
     form-action 'none'; base-uri 'none'; sandbox",
);
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("SAMEORIGIN");

pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/services/{service}/api/mailbox", INTEGRATORS, list),
        Route::post("/services/{service}/api/mailbox", INTEGRATORS, search),
        Route::get("/services/{service}/api/mailbox/purge", INTEGRATORS, confirm_purge),
        Route::post("/services/{service}/api/mailbox/purge", INTEGRATORS, purge),
        Route::get("/services/{service}/api/mailbox/{id}", INTEGRATORS, show),
        Route::get("/services/{service}/api/mailbox/{id}/html", INTEGRATORS, framed),
    ]
}

#[derive(Template)]
#[template(path = "integration/mailbox.html")]
struct List {
    page: Page,
    summary: Markup,
    search: Markup,
    /// The links that narrow the list, and which of them is chosen.
    views: Vec<View>,
    /// Whom the messages are to, after a search.
    searched: Option<String>,
    entries: Vec<MailboxEntry>,
    newest: Option<String>,
    older: Option<String>,
}

struct View {
    path: String,
    label: String,
    is_here: bool,
}

async fn list(visit: Visit) -> Answer {
    let form = visit.query();
    let (channel, test, older) = (form.text("channel"), form.text("test"), form.text("older"));
    let filter = MailboxFilter {
        keys: if test == "1" { MailboxKeys::TestOnly } else { MailboxKeys::All },
        channel: match channel {
            "" => None,
            "email" => Some(Channel::Email),
            "sms" => Some(Channel::Sms),
            _ => return Err(Refused::NotFound),
        },
        older_than: match older {
            "" => None,
            id => Some(NotificationId::parse(id).ok_or(Refused::NotFound)?),
        },
    };
    let MailboxPage { entries, last_seen } =
        visit.app().service_mailbox(&visit.authority()?, visit.service()?, &filter).await?;
    let path =
        |older: &str| with_query(visit.path(), &[("channel", channel), ("test", test), ("older", older)]);
    let (newest, older) = ((!older.is_empty()).then(|| path("")), last_seen.map(|id| path(&id.to_string())));
    show_list(&visit, &Errors::default(), StatusCode::OK, None, entries, (newest, older))
}

/// Looks for a recipient. A POST, because no recipient belongs in an address or a log.
async fn search(visit: Visit) -> Answer {
    let recipient = visit.form().text("to");
    let mut errors = Errors::default();
    if recipient.is_empty() {
        errors.add("to", visit.say("mailbox-search-empty"));
        return show_list(&visit, &errors, StatusCode::BAD_REQUEST, None, Vec::new(), (None, None));
    }
    let found = visit.app().search_mailbox(&visit.authority()?, visit.service()?, recipient).await?;
    let searched = Some(recipient.to_owned());
    show_list(&visit, &errors, StatusCode::OK, searched, found, (None, None))
}

fn show_list(
    visit: &Visit,
    errors: &Errors,
    status: StatusCode,
    searched: Option<String>,
    entries: Vec<MailboxEntry>,
    (newest, older): (Option<String>, Option<String>),
) -> Answer {
    /// The longest address, with room for the blanks around it.
    const MOST: u32 = 400;
    let page = visit.page("mailbox-title");
    let (channel, test) = (visit.query().text("channel"), visit.query().text("test"));
    let view = |label: &str, of_channel: &str, of_test: &str| View {
        path: with_query(&page.at("/api/mailbox"), &[("channel", of_channel), ("test", of_test)]),
        label: visit.say(label),
        is_here: searched.is_none() && channel == of_channel && test == of_test,
    };
    let views = vec![
        view("mailbox-all", "", ""),
        view("mailbox-emails", "email", ""),
        view("mailbox-texts", "sms", ""),
        view("mailbox-test", "", "1"),
    ];
    let fields = visit.fields(visit.form(), errors);
    let input = Input { hint: "mailbox-search-hint", most: MOST, ..Input::default() };
    let (summary, search) = (fields.summary(), fields.input("to", "mailbox-search", input));
    visit.show_as(status, &List { page, summary, search, views, searched, entries, newest, older })
}

#[derive(Template)]
#[template(path = "integration/mailbox_message.html")]
struct Shown {
    page: Page,
    entry: MailboxEntry,
    from: Option<String>,
    email: Option<EmailView>,
    sms: Option<SmsView>,
}

struct EmailView {
    reply_to: Option<String>,
    /// Where its HTML is, for the frame.
    html_path: String,
    text: String,
    headers: String,
    source: String,
    files: Vec<FileView>,
}

struct SmsView {
    text: String,
    parts: String,
    encoding: &'static str,
}

async fn find(visit: &Visit) -> Result<(NotificationId, MailboxMessage), Refused> {
    let id = visit.id("id", NotificationId::parse)?;
    let found = visit.app().service_mailbox_message(&visit.authority()?, visit.service()?, id).await?;
    Ok((id, found.ok_or(Refused::NotFound)?))
}

async fn show(visit: Visit) -> Answer {
    let (id, message) = find(&visit).await?;
    let page = visit.page("mailbox-message-title");
    let shown = match message {
        MailboxMessage::Email { entry, from, reply_to, text, html: _, mime, files } => {
            let source = String::from_utf8_lossy(&mime).replace("\r\n", "\n");
            let headers = source.split_once("\n\n").map_or("", |(headers, _)| headers).to_owned();
            let html_path = page.at(&format!("/api/mailbox/{id}/html"));
            let email = EmailView { reply_to, html_path, text, headers, source, files };
            Shown { page, entry, from: Some(from), email: Some(email), sms: None }
        }
        MailboxMessage::Sms { entry, from, text, encoding, units, parts } => {
            let units = u64::try_from(units).unwrap_or(u64::MAX);
            let parts = page.t.say2("mailbox-parts-count", "parts", parts, "units", units);
            let encoding = if encoding == "gsm7" { "mailbox-gsm7" } else { "mailbox-ucs2" };
            Shown { page, entry, from, email: None, sms: Some(SmsView { text, parts, encoding }) }
        }
    };
    visit.show(&shown)
}

/// The HTML of an e-mail alone.
async fn framed(visit: Visit) -> Answer {
    let (_, message) = find(&visit).await?;
    let MailboxMessage::Email { html, .. } = message else { return Err(Refused::NotFound) };
    let headers = [(header::CONTENT_SECURITY_POLICY, FRAMED), (header::X_FRAME_OPTIONS, SAME_ORIGIN)];
    Ok((headers, Html(html)).into_response())
}

#[derive(Template)]
#[template(path = "integration/mailbox_purge.html")]
struct ConfirmPurge {
    page: Page,
}

async fn confirm_purge(visit: Visit) -> Answer {
    visit.show(&ConfirmPurge { page: visit.page("mailbox-purge-title") })
}

async fn purge(visit: Visit) -> Answer {
    let purged = visit.app().purge_mailbox(&visit.authority()?, visit.service()?).await?;
    let t = visit.words();
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let said = match purged {
        Purged::All(messages) => t.say1("mailbox-purged", "count", count(messages)),
        Purged::Some(messages) => t.say1("mailbox-purged-some", "count", count(messages)),
    };
    visit.go_saying(&format!("/services/{}/api/mailbox", visit.service()?), Flash::done(said)).await
}
