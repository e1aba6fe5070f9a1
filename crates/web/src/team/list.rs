//! Who is in the team, and who is invited.

use super::{departures, rights};
use crate::components::Markup;
use crate::page::Page;
use crate::refused::Answer;
use crate::visit::Visit;
use crate::when;
use askama::Template;
use facteur_app::Need;
use facteur_model::person::Right;

#[derive(Template)]
#[template(path = "team/list.html")]
struct List {
    page: Page,
    /// Who left, and whose keys somebody has still to decide about.
    departures: Markup,
    members: Vec<MemberRow>,
    invitations: Vec<InvitationRow>,
    manages: bool,
    /// Is whoever looks at the page in the team?
    is_member: bool,
    /// May fewer than two people manage the service?
    needs_managers: bool,
}

struct MemberRow {
    /// Empty for a member whom only an address names.
    name: String,
    email: String,
    is_me: bool,
    rights: Vec<String>,
    joined: Markup,
    path: String,
}

struct InvitationRow {
    email: String,
    rights: Vec<String>,
    sent: Markup,
    ends: Markup,
    has_ended: bool,
    path: String,
}

pub async fn show(visit: Visit) -> Answer {
    let (by, service, t) = (visit.authority()?, visit.service()?, visit.words());
    let team = visit.app().team(&by, service).await?;
    let now = visit.app().now();
    let base = format!("/services/{service}");
    let managers = team.members.iter().filter(|member| member.rights.contains(Right::ManageService));
    let page = List {
        needs_managers: managers.count() < 2,
        manages: visit.may(Need::Right(Right::ManageService)),
        is_member: visit.seat()?.rights.is_some(),
        departures: departures::open(&visit).await?,
        members: team
            .members
            .iter()
            .map(|member| MemberRow {
                name: member.name.clone().unwrap_or_default(),
                email: member.email.clone(),
                is_me: by.user() == Some(member.id),
                rights: rights(&t, member.rights),
                joined: when::date(&t, member.joined_at),
                path: format!("{base}/users/{}", member.id),
            })
            .collect(),
        invitations: team
            .invitations
            .iter()
            .map(|invitation| InvitationRow {
                email: invitation.email.clone(),
                rights: rights(&t, invitation.rights),
                sent: when::date(&t, invitation.created_at),
                ends: when::date(&t, invitation.ends_at),
                has_ended: invitation.ends_at <= now,
                path: format!("{base}/users/invitations/{}", invitation.id),
            })
            .collect(),
        page: visit.page("team-title"),
    };
    visit.show(&page)
}
