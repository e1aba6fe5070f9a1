//! Reply-to addresses: each is used once a message has reached it.

use super::pages::{ConfirmPage, FormPage};
use super::{CHANGES, READS, at, note, open_to_changes, saved};
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::routes::Route;
use crate::visit::Visit;
use askama::Template;
use axum::http::HeaderValue;
use axum::http::header::HeaderName;
use facteur_app::{ChangeError, Need, ReplyTo, Verification};
use facteur_model::id::ReplyToId;
use facteur_model::person::Right;
use facteur_model::service::ReplyToState;
use facteur_model::time::MINUTE;

pub fn routes() -> Vec<Route> {
    const LIST: &str = "/services/{service}/service-settings/email-reply-to";
    const ADD: &str = "/services/{service}/service-settings/email-reply-to/add";
    const ONE: &str = "/services/{service}/service-settings/email-reply-to/{reply_to}";
    const EDIT: &str = "/services/{service}/service-settings/email-reply-to/{reply_to}/edit";
    const DEFAULT: &str = "/services/{service}/service-settings/email-reply-to/{reply_to}/default";
    const DELETE: &str = "/services/{service}/service-settings/email-reply-to/{reply_to}/delete";
    vec![
        Route::get(LIST, READS, list),
        Route::get(ADD, CHANGES, ask_new),
        Route::post(ADD, CHANGES, add),
        Route::get(ONE, READS, one),
        Route::get(EDIT, CHANGES, ask_change),
        Route::post(EDIT, CHANGES, change),
        Route::post(DEFAULT, CHANGES, make_default),
        Route::get(DELETE, CHANGES, ask_remove),
        Route::post(DELETE, CHANGES, remove),
    ]
}

#[derive(Template)]
#[template(path = "service/reply_tos.html")]
struct List {
    page: Page,
    entries: Vec<Entry>,
    add: Option<String>,
}

#[derive(Template)]
#[template(path = "service/reply_to.html")]
struct One {
    page: Page,
    entry: Entry,
    here: String,
    list: String,
}

struct Entry {
    id: ReplyToId,
    address: String,
    next: Option<String>,
    is_default: bool,
    state: ReplyToState,
    /// Is a message on its way?
    is_checked: bool,
    /// Its own path.
    path: String,
    may_change: bool,
}

impl Entry {
    fn new(visit: &Visit, reply_to: ReplyTo) -> Result<Self, Refused> {
        Ok(Self {
            path: at(visit, &format!("/email-reply-to/{}", reply_to.id))?,
            may_change: may_change(visit)?,
            id: reply_to.id,
            is_checked: reply_to.check.is_some(),
            address: reply_to.address,
            next: reply_to.next_address,
            is_default: reply_to.is_default,
            state: reply_to.state,
        })
    }

    fn is_verified(&self) -> bool {
        self.state == ReplyToState::Verified
    }

    /// The address to which the last message went.
    fn target(&self) -> &str {
        self.next.as_deref().unwrap_or(&self.address)
    }

    /// Key of what is known of the address itself.
    fn state_key(&self) -> &'static str {
        match self.state {
            ReplyToState::Verified => "service-reply-to-verified",
            ReplyToState::Pending => "service-reply-to-pending",
            ReplyToState::Failed => "service-reply-to-failed",
        }
    }
}

fn may_change(visit: &Visit) -> Result<bool, Refused> {
    Ok(visit.may(Need::Right(Right::ManageService)) && visit.seat()?.is_open_to_changes())
}

async fn list(visit: Visit) -> Answer {
    let found = visit.app().reply_tos(&visit.authority()?, visit.service()?).await?;
    let entries = found.into_iter().map(|one| Entry::new(&visit, one)).collect::<Result<_, _>>()?;
    let add = if may_change(&visit)? { Some(at(&visit, "/email-reply-to/add")?) } else { None };
    visit.show(&List { page: visit.page("service-reply-tos-title"), entries, add })
}

/// The address that the path names.
async fn found(visit: &Visit) -> Result<ReplyTo, Refused> {
    let id = visit.id("reply_to", ReplyToId::parse)?;
    let found = visit.app().reply_tos(&visit.authority()?, visit.service()?).await?;
    found.into_iter().find(|reply_to| reply_to.id == id).ok_or(Refused::NotFound)
}

/// What became of the message. While it is on its way the page comes again by itself, for a short time.
async fn one(visit: Visit) -> Answer {
    const AGAIN: HeaderValue = HeaderValue::from_static("5");
    const FOR: i64 = 2 * MINUTE;
    let reply_to = found(&visit).await?;
    let waits = reply_to.check.is_some();
    let is_fresh = reply_to.checked_at.is_some_and(|at| visit.app().now().since(at) < FOR);
    let entry = Entry::new(&visit, reply_to)?;
    let page = One {
        page: visit.page("service-reply-to-title"),
        here: entry.path.clone(),
        list: at(&visit, "/email-reply-to")?,
        entry,
    };
    let mut response = visit.show(&page)?;
    if waits && is_fresh {
        response.headers_mut().insert(HeaderName::from_static("refresh"), AGAIN);
    }
    Ok(response)
}

async fn ask_new(visit: Visit) -> Answer {
    show_form(&visit, "service-reply-to-add-title", &Form::default(), &Errors::default())
}

fn show_form(visit: &Visit, title: &str, form: &Form, errors: &Errors) -> Answer {
    open_to_changes(visit)?;
    let fields = visit.fields(form, errors);
    let domains = &visit.settings().registration_domains;
    let mut lead = vec![visit.say("service-reply-to-lead")];
    if !domains.is_empty() {
        let domains = visit.words().list(domains);
        lead.push(visit.words().say1("service-reply-to-domains", "domains", domains));
    }
    let page = FormPage {
        page: visit.page(title),
        summary: fields.summary(),
        lead,
        fields: vec![fields.email("address", "service-reply-to-address", "")],
        button: visit.say("service-reply-to-send"),
        back: at(visit, "/email-reply-to")?,
    };
    page.answer(visit, errors)
}

/// What the form asks to be verified.
fn wanted(visit: &Visit) -> Verification<'_> {
    let domains = &visit.settings().registration_domains;
    Verification { address: visit.form().text("address"), domains }
}

fn refused(visit: &Visit, title: &str, error: ChangeError) -> Answer {
    let mut errors = Errors::default();
    note(visit, &mut errors, error)?;
    show_form(visit, title, visit.form(), &errors)
}

async fn add(visit: Visit) -> Answer {
    match visit.app().verify_reply_to(&visit.authority()?, visit.service()?, wanted(&visit)).await {
        Ok(id) => visit.go(&at(&visit, &format!("/email-reply-to/{id}"))?),
        Err(error) => refused(&visit, "service-reply-to-add-title", error),
    }
}

async fn ask_change(visit: Visit) -> Answer {
    let reply_to = found(&visit).await?;
    let form = Form::default().with("address", reply_to.next_address.unwrap_or(reply_to.address));
    show_form(&visit, "service-reply-to-edit-title", &form, &Errors::default())
}

async fn change(visit: Visit) -> Answer {
    let id = visit.id("reply_to", ReplyToId::parse)?;
    let by = visit.authority()?;
    match visit.app().change_reply_to(&by, visit.service()?, id, wanted(&visit)).await {
        Ok(()) => visit.go(&at(&visit, &format!("/email-reply-to/{id}"))?),
        Err(error) => refused(&visit, "service-reply-to-edit-title", error),
    }
}

async fn make_default(visit: Visit) -> Answer {
    let id = visit.id("reply_to", ReplyToId::parse)?;
    match visit.app().make_default_reply_to(&visit.authority()?, visit.service()?, id).await {
        Ok(()) => saved(&visit, "/email-reply-to").await,
        Err(ChangeError::ReplyTo(_)) => {
            let said = Flash::warning(visit.say("service-error-reply-to-unverified"));
            visit.go_saying(&at(&visit, "/email-reply-to")?, said).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn ask_remove(visit: Visit) -> Answer {
    open_to_changes(&visit)?;
    let reply_to = found(&visit).await?;
    let t = visit.words();
    let mut lead = vec![t.say1("service-reply-to-remove-lead", "address", reply_to.address)];
    if reply_to.is_default {
        lead.push(t.say("service-reply-to-remove-default"));
    }
    visit.show(&ConfirmPage {
        page: visit.page("service-reply-to-remove-title"),
        changes: Vec::new(),
        lead,
        hidden: Vec::new(),
        action: at(&visit, &format!("/email-reply-to/{}/delete", reply_to.id))?,
        button: visit.say("button-remove"),
        button_class: "button-danger",
        back: at(&visit, "/email-reply-to")?,
    })
}

async fn remove(visit: Visit) -> Answer {
    let id = visit.id("reply_to", ReplyToId::parse)?;
    visit.app().remove_reply_to(&visit.authority()?, visit.service()?, id).await?;
    saved(&visit, "/email-reply-to").await
}
