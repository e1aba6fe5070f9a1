//! One member: what they may do, and their way out of the team.

use super::{RIGHTS, back_saying_why, boxes, ticked, why_not, with_rights};
use crate::components::Markup;
use crate::form::{Errors, Form};
use crate::page::{Flash, Page};
use crate::refused::{Answer, Refused};
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{Member, TeamError};
use facteur_model::id::UserId;

#[derive(Template)]
#[template(path = "team/member.html")]
struct MemberPage {
    page: Page,
    summary: Markup,
    rights: Markup,
    email: String,
    path: String,
    is_me: bool,
    is_last_manager: bool,
    /// Why the member cannot be removed now, if so.
    kept: Option<String>,
    /// Could the member see keys?
    sees_keys: bool,
}

#[derive(Template)]
#[template(path = "team/leave.html")]
struct Leave {
    page: Page,
    kept: Option<String>,
    sees_keys: bool,
}

fn called(member: &Member) -> String {
    member.name.clone().unwrap_or_else(|| member.email.clone())
}

pub async fn show(visit: Visit) -> Answer {
    write(&visit, StatusCode::OK, None, &Errors::default()).await
}

async fn write(visit: &Visit, status: StatusCode, sent: Option<&Form>, errors: &Errors) -> Answer {
    let (by, service, t) = (visit.authority()?, visit.service()?, visit.words());
    let id = visit.id("user", UserId::parse)?;
    let team = visit.app().team(&by, service).await?;
    let member = team.member(id).ok_or(Refused::NotFound)?;
    let now = with_rights(Form::default(), member.rights);
    let fields = visit.fields(sent.unwrap_or(&now), errors);
    let page = MemberPage {
        page: visit.page_titled(t.say1("team-member-title", "name", called(member))),
        summary: fields.summary(),
        rights: fields.boxes(RIGHTS, "team-rights", "team-rights-hint", &boxes(&t)),
        email: member.email.clone(),
        path: format!("/services/{service}/users/{id}"),
        is_me: by.user() == Some(id),
        is_last_manager: team.is_last_manager(id),
        kept: team.keeps(id).and_then(|error| why_not(&t, &error)),
        sees_keys: member.rights.contains(facteur_model::person::Right::ManageApiKeys),
    };
    visit.show_as(status, &page)
}

pub async fn change(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let id = visit.id("user", UserId::parse)?;
    match visit.app().change_rights(&by, service, id, ticked(visit.form())).await {
        Ok(()) => {
            let done = Flash::done(visit.say("team-rights-saved"));
            visit.go_saying(&format!("/services/{service}/users"), done).await
        }
        Err(TeamError::LastManager) => {
            let mut errors = Errors::default();
            errors.add(RIGHTS, visit.say("team-refused-last-manager"));
            write(&visit, StatusCode::BAD_REQUEST, Some(visit.form()), &errors).await
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn remove(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let id = visit.id("user", UserId::parse)?;
    if by.user() == Some(id) {
        return visit.go(&format!("/services/{service}/users/leave"));
    }
    let team = visit.app().team(&by, service).await?;
    let name = called(team.member(id).ok_or(Refused::NotFound)?);
    match visit.app().remove_member(&by, service, id).await {
        Ok(removed) => {
            let done = Flash::done(visit.words().say1("team-removed", "name", name));
            let next = match removed.departure {
                Some(departure) => format!("/services/{service}/departures/{departure}"),
                None => format!("/services/{service}/users"),
            };
            visit.go_saying(&next, done).await
        }
        Err(error) => back_saying_why(&visit, error).await,
    }
}

pub async fn show_leaving(visit: Visit) -> Answer {
    let (by, service, t) = (visit.authority()?, visit.service()?, visit.words());
    let team = visit.app().team(&by, service).await?;
    let me = by.user().and_then(|user| team.member(user)).ok_or(Refused::NotFound)?;
    let page = Leave {
        page: visit.page("team-leave-title"),
        kept: team.keeps(me.id).and_then(|error| why_not(&t, &error)),
        sees_keys: me.rights.contains(facteur_model::person::Right::ManageApiKeys),
    };
    visit.show(&page)
}

pub async fn leave(visit: Visit) -> Answer {
    let (by, service) = (visit.authority()?, visit.service()?);
    let me = by.user().ok_or(Refused::NotFound)?;
    match visit.app().remove_member(&by, service, me).await {
        Ok(_) => visit.go_saying("/accounts", Flash::done(visit.say("team-left"))).await,
        Err(error) => back_saying_why(&visit, error).await,
    }
}
