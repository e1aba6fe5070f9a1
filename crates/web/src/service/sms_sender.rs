//! Whom text messages come from.

use super::pages::{ConfirmPage, FormPage};
use super::{CHANGES, READS, at, note, open_to_changes, saved};
use crate::components::Input;
use crate::form::{Errors, Form};
use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::routes::Route;
use crate::visit::Visit;
use askama::Template;
use facteur_app::{Need, SmsSender};
use facteur_model::id::SmsSenderId;
use facteur_model::person::Right;

pub fn routes() -> Vec<Route> {
    const LIST: &str = "/services/{service}/service-settings/sms-sender";
    const ADD: &str = "/services/{service}/service-settings/sms-sender/add";
    const DEFAULT: &str = "/services/{service}/service-settings/sms-sender/{sender}/default";
    const DELETE: &str = "/services/{service}/service-settings/sms-sender/{sender}/delete";
    vec![
        Route::get(LIST, READS, list),
        Route::get(ADD, CHANGES, ask),
        Route::post(ADD, CHANGES, add),
        Route::post(DEFAULT, CHANGES, make_default),
        Route::get(DELETE, CHANGES, ask_remove),
        Route::post(DELETE, CHANGES, remove),
    ]
}

#[derive(Template)]
#[template(path = "service/sms_senders.html")]
struct List {
    page: Page,
    /// The sender of services that have none of their own.
    usual: Option<String>,
    entries: Vec<Entry>,
    add: Option<String>,
}

struct Entry {
    id: SmsSenderId,
    sender: String,
    is_default: bool,
    path: String,
    may_change: bool,
}

async fn list(visit: Visit) -> Answer {
    let may_change = visit.may(Need::Right(Right::ManageService)) && visit.seat()?.is_open_to_changes();
    let mut entries = Vec::new();
    for SmsSender { id, sender, is_default, .. } in
        visit.app().sms_senders(&visit.authority()?, visit.service()?).await?
    {
        let path = at(&visit, &format!("/sms-sender/{id}"))?;
        entries.push(Entry { id, sender, is_default, path, may_change });
    }
    visit.show(&List {
        page: visit.page("service-senders-title"),
        usual: visit.app().settings().default_sms_sender.clone(),
        entries,
        add: if may_change { Some(at(&visit, "/sms-sender/add")?) } else { None },
    })
}

async fn ask(visit: Visit) -> Answer {
    show_form(&visit, &Form::default(), &Errors::default())
}

fn show_form(visit: &Visit, form: &Form, errors: &Errors) -> Answer {
    open_to_changes(visit)?;
    let fields = visit.fields(form, errors);
    let input = Input { hint: "service-sender-hint", ..Input::default() };
    let page = FormPage {
        page: visit.page("service-sender-add-title"),
        summary: fields.summary(),
        lead: vec![visit.say("service-sender-lead")],
        fields: vec![fields.input("sender", "service-sender", input)],
        button: visit.say("button-add"),
        back: at(visit, "/sms-sender")?,
    };
    page.answer(visit, errors)
}

async fn add(visit: Visit) -> Answer {
    let typed = visit.form().text("sender");
    match visit.app().add_sms_sender(&visit.authority()?, visit.service()?, typed).await {
        Ok(_) => saved(&visit, "/sms-sender").await,
        Err(error) => {
            let mut errors = Errors::default();
            note(&visit, &mut errors, error)?;
            show_form(&visit, visit.form(), &errors)
        }
    }
}

async fn make_default(visit: Visit) -> Answer {
    let id = visit.id("sender", SmsSenderId::parse)?;
    visit.app().make_default_sms_sender(&visit.authority()?, visit.service()?, id).await?;
    saved(&visit, "/sms-sender").await
}

async fn ask_remove(visit: Visit) -> Answer {
    open_to_changes(&visit)?;
    let id = visit.id("sender", SmsSenderId::parse)?;
    let senders = visit.app().sms_senders(&visit.authority()?, visit.service()?).await?;
    let sender = senders.into_iter().find(|sender| sender.id == id).ok_or(Refused::NotFound)?;
    let t = visit.words();
    let mut lead = vec![t.say1("service-sender-remove-lead", "sender", sender.sender)];
    if sender.is_default {
        lead.push(t.say("service-sender-remove-default"));
    }
    visit.show(&ConfirmPage {
        page: visit.page("service-sender-remove-title"),
        changes: Vec::new(),
        lead,
        hidden: Vec::new(),
        action: at(&visit, &format!("/sms-sender/{id}/delete"))?,
        button: visit.say("button-remove"),
        button_class: "button-danger",
        back: at(&visit, "/sms-sender")?,
    })
}

async fn remove(visit: Visit) -> Answer {
    let id = visit.id("sender", SmsSenderId::parse)?;
    visit.app().remove_sms_sender(&visit.authority()?, visit.service()?, id).await?;
    saved(&visit, "/sms-sender").await
}
