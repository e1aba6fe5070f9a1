//! Inviting somebody; sending an invitation again; taking one back.

use super::{RIGHTS, back_saying_why, boxes, ticked, why_not};
use crate::components::Markup;
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::Answer;
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_model::id::InvitationId;

#[derive(Template)]
#[template(path = "team/invite.html")]
struct Invite {
    page: Page,
    summary: Markup,
    email: Markup,
    rights: Markup,
}

pub async fn show(visit: Visit) -> Answer {
    write(&visit, StatusCode::OK, &Form::default(), &Errors::default())
}

fn write(visit: &Visit, status: StatusCode, form: &Form, errors: &Errors) -> Answer {
    let fields = visit.fields(form, errors);
    let page = Invite {
        page: visit.page("team-invite-title"),
        summary: fields.summary(),
        email: fields.email("email", "team-invite-email", "team-invite-email-hint"),
        rights: fields.boxes(RIGHTS, "team-rights", "team-rights-hint", &boxes(&visit.words())),
    };
    visit.show_as(status, &page)
}

pub async fn send(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let form = visit.form();
    let email = form.text("email");
    match visit.app().invite(&by, service, email, ticked(form)).await {
        Ok(_) => {
            let done = Flash::done(visit.words().say1("team-invited", "email", email));
            visit.go_saying(&format!("/services/{service}/users"), done).await
        }
        Err(error) => {
            let Some(why) = why_not(&visit.words(), &error) else { return Err(error.into()) };
            let mut errors = Errors::default();
            errors.add("email", why);
            write(&visit, StatusCode::BAD_REQUEST, form, &errors)
        }
    }
}

pub async fn resend(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let id = visit.id("invitation", InvitationId::parse)?;
    match visit.app().resend_invitation(&by, service, id).await {
        Ok(()) => {
            let done = Flash::done(visit.say("team-resent"));
            visit.go_saying(&format!("/services/{service}/users"), done).await
        }
        Err(error) => back_saying_why(&visit, error).await,
    }
}

pub async fn cancel(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let id = visit.id("invitation", InvitationId::parse)?;
    match visit.app().cancel_invitation(&by, service, id).await {
        Ok(()) => {
            let done = Flash::done(visit.say("team-cancelled"));
            visit.go_saying(&format!("/services/{service}/users"), done).await
        }
        Err(error) => back_saying_why(&visit, error).await,
    }
}
