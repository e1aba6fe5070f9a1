//! The name of a service, and the name in front of the `@`: each is asked for, then shown as it will be, then changed.

use super::add::{EMAIL_FROM, preview};
use super::pages::{Change, ConfirmPage, FormPage};
use super::{CHANGES, at, note, open_to_changes, saved};
use crate::components::Input;
use crate::form::{Errors, Form};
use crate::refused::Answer;
use crate::routes::Route;
use crate::visit::Visit;
use facteur_app::ServiceLabel;

pub fn routes() -> Vec<Route> {
    const NAME: &str = "/services/{service}/service-settings/name";
    const EMAIL_FROM: &str = "/services/{service}/service-settings/email_from";
    vec![
        Route::get(NAME, CHANGES, ask_name),
        Route::post(NAME, CHANGES, confirm_name),
        Route::post("/services/{service}/service-settings/name/confirm", CHANGES, change_name),
        Route::get(EMAIL_FROM, CHANGES, ask_email_from),
        Route::post(EMAIL_FROM, CHANGES, confirm_email_from),
        Route::post("/services/{service}/service-settings/email_from/confirm", CHANGES, change_email_from),
    ]
}

async fn ask_name(visit: Visit) -> Answer {
    let form = Form::default().with("name", visit.seat()?.service.name.as_str());
    show_name(&visit, &form, &Errors::default())
}

fn show_name(visit: &Visit, form: &Form, errors: &Errors) -> Answer {
    open_to_changes(visit)?;
    let fields = visit.fields(form, errors);
    let page = FormPage {
        page: visit.page("service-name-title"),
        summary: fields.summary(),
        lead: vec![visit.say("service-name-lead")],
        fields: vec![fields.input(
            "name",
            "service-name",
            Input { hint: "service-name-hint", ..Input::default() },
        )],
        button: visit.say("button-continue"),
        back: at(visit, "")?,
    };
    page.answer(visit, errors)
}

async fn confirm_name(visit: Visit) -> Answer {
    let typed = ServiceLabel::Name(visit.form().text("name"));
    let found = visit.app().service_with(&visit.authority()?, visit.service()?, typed).await;
    let service = match found {
        Ok(service) => service,
        Err(error) => return name_refused(&visit, error),
    };
    visit.show(&ConfirmPage {
        page: visit.page("service-name-confirm-title"),
        changes: vec![Change {
            label: visit.say("service-name"),
            before: visit.seat()?.service.name.clone(),
            after: service.name.clone(),
        }],
        lead: vec![visit.say("service-name-confirm-lead")],
        hidden: vec![("name", service.name)],
        action: at(&visit, "/name/confirm")?,
        button: visit.say("service-name-confirm"),
        button_class: "",
        back: at(&visit, "")?,
    })
}

async fn change_name(visit: Visit) -> Answer {
    let typed = ServiceLabel::Name(visit.form().text("name"));
    match visit.app().name_service(&visit.authority()?, visit.service()?, typed).await {
        Ok(()) => saved(&visit, "").await,
        Err(error) => name_refused(&visit, error),
    }
}

fn name_refused(visit: &Visit, error: facteur_app::ChangeError) -> Answer {
    let mut errors = Errors::default();
    note(visit, &mut errors, error)?;
    show_name(visit, visit.form(), &errors)
}

async fn ask_email_from(visit: Visit) -> Answer {
    let form = Form::default().with("email_from", visit.seat()?.service.email_from.as_str());
    show_email_from(&visit, &form, &Errors::default())
}

fn show_email_from(visit: &Visit, form: &Form, errors: &Errors) -> Answer {
    open_to_changes(visit)?;
    let fields = visit.fields(form, errors);
    let page = FormPage {
        page: visit.page("service-email-from-title"),
        summary: fields.summary(),
        lead: vec![visit.say("service-email-from-lead")],
        fields: vec![
            fields.input("email_from", "service-email-from", EMAIL_FROM),
            preview(visit, form.text("email_from")),
        ],
        button: visit.say("button-continue"),
        back: at(visit, "")?,
    };
    page.answer(visit, errors)
}

async fn confirm_email_from(visit: Visit) -> Answer {
    let typed = ServiceLabel::SendingName(visit.form().text("email_from"));
    let found = visit.app().service_with(&visit.authority()?, visit.service()?, typed).await;
    let service = match found {
        Ok(service) => service,
        Err(error) => return email_from_refused(&visit, error),
    };
    let domain = &visit.app().settings().sending_domain;
    visit.show(&ConfirmPage {
        page: visit.page("service-email-from-confirm-title"),
        changes: vec![Change {
            label: visit.say("service-email-from"),
            before: format!("{}@{domain}", visit.seat()?.service.email_from),
            after: format!("{}@{domain}", service.email_from),
        }],
        lead: vec![visit.say("service-email-from-confirm-lead")],
        hidden: vec![("email_from", service.email_from)],
        action: at(&visit, "/email_from/confirm")?,
        button: visit.say("service-email-from-confirm"),
        button_class: "",
        back: at(&visit, "")?,
    })
}

async fn change_email_from(visit: Visit) -> Answer {
    let typed = ServiceLabel::SendingName(visit.form().text("email_from"));
    match visit.app().name_service(&visit.authority()?, visit.service()?, typed).await {
        Ok(()) => saved(&visit, "").await,
        Err(error) => email_from_refused(&visit, error),
    }
}

fn email_from_refused(visit: &Visit, error: facteur_app::ChangeError) -> Answer {
    let mut errors = Errors::default();
    note(visit, &mut errors, error)?;
    show_email_from(visit, visit.form(), &errors)
}
