//! A service's team: who is in it, who is invited, who may do what.

use super::ChangeError;
use crate::authority::{Authority, Need};
use crate::directory::ServiceView;
use crate::visits::draw_secret;
use crate::{App, Language, Letter, Reader, Unavailable, Visitor};
use facteur_model::id::{DepartureId, InvitationId, ServiceId, UserId};
use facteur_model::person::{Right, Rights};
use facteur_model::recipient::EmailAddress;
use facteur_model::secret::Secret;
use facteur_model::service::Mode;
use facteur_model::time::{DAY, MINUTE, Micros, Moment};
use facteur_store::{Error, Invitation, InvitationState, Member, User, invitations, members};
use serde_json::json;
use uuid::Uuid;

/// How long an invitation can be accepted.
const INVITATION: Micros = 7 * DAY;
/// Invitations of one team that wait at once, and that it writes in a day: nobody's mailbox is filled from here.
const MOST_OPEN: usize = 100;
/// How soon an invitation may be sent again.
const AGAIN_AFTER: Micros = 5 * MINUTE;

/// Whoever runs the installation, where somebody who did something is named by an id.
pub(crate) const OPERATOR: UserId = UserId::from_uuid(Uuid::nil());

/// Why a team stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    #[error("a team needs a member")]
    LastMember,
    #[error("a team needs somebody who can manage the service")]
    LastManager,
    #[error("the team of a live service needs two members")]
    TwoMembers,
    #[error("the person is a member already")]
    AlreadyMember,
    #[error("the person is invited already")]
    AlreadyInvited,
    #[error("nobody invites themselves")]
    Oneself,
    #[error("too many invitations wait already")]
    TooManyInvitations,
    #[error("the invitation was sent a moment ago")]
    TooSoon,
    #[error("this is not an e-mail address")]
    NotAnAddress,
    #[error("the team has no such member")]
    NoSuchMember,
    #[error("there is no such open invitation")]
    NoSuchInvitation,
    /// The invitation is for another address.
    #[error("the invitation is for somebody else")]
    ForSomebodyElse,
    #[error("the change was not made")]
    Change(#[from] ChangeError),
}

impl From<Error> for TeamError {
    fn from(error: Error) -> Self {
        TeamError::Change(error.into())
    }
}

impl From<Unavailable> for TeamError {
    fn from(unavailable: Unavailable) -> Self {
        TeamError::Change(unavailable.into())
    }
}

/// A team as its members see it.
#[derive(Debug)]
pub struct Team {
    pub members: Vec<Member>,
    /// Those that nobody has accepted or taken back, with those that have ended.
    pub invitations: Vec<Invitation>,
    pub mode: Mode,
}

impl Team {
    pub fn member(&self, id: UserId) -> Option<&Member> {
        self.members.iter().find(|member| member.id == id)
    }

    /// Why this member may not go, if so. Operations ask again.
    pub fn keeps(&self, id: UserId) -> Option<TeamError> {
        let rights: Vec<_> = self.members.iter().map(|member| (member.id, member.rights)).collect();
        may_go(&rights, id, self.mode).err()
    }

    /// Is this the last member who can manage the service?
    pub fn is_last_manager(&self, id: UserId) -> bool {
        let rights: Vec<_> = self.members.iter().map(|member| (member.id, member.rights)).collect();
        is_last_manager(&rights, id)
    }
}

/// What the page behind an invitation's link shows.
pub struct InvitationShown {
    pub service: ServiceId,
    pub service_name: String,
    /// Who invites; nobody when it was whoever runs the installation.
    pub invited_by: Option<String>,
    pub email: String,
    pub rights: Rights,
    pub ends_at: Moment,
}

/// What became of somebody's removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removed {
    /// Where to decide about the keys that the person may have seen, if there are any.
    pub departure: Option<DepartureId>,
}

fn is_last_manager(team: &[(UserId, Rights)], id: UserId) -> bool {
    let mut managers = team.iter().filter(|(_, rights)| rights.contains(Right::ManageService));
    managers.next().is_some_and(|(first, _)| *first == id) && managers.next().is_none()
}

/// The rules about who has to stay (admin-ui §1.5).
fn may_go(team: &[(UserId, Rights)], id: UserId, mode: Mode) -> Result<(), TeamError> {
    if team.len() <= 1 {
        return Err(TeamError::LastMember);
    }
    if is_last_manager(team, id) {
        return Err(TeamError::LastManager);
    }
    if mode == Mode::Live && team.len() <= 2 {
        return Err(TeamError::TwoMembers);
    }
    Ok(())
}

/// The language that a person reads, once they have chosen one.
pub(crate) fn language_of(user: &User) -> Option<Language> {
    user.language.as_deref().and_then(Language::from_tag)
}

impl App {
    /// The team of a service.
    pub async fn team(&self, by: &Authority, service: ServiceId) -> Result<Team, ChangeError> {
        let view = self.allowed(by, service, Need::Membership).await?;
        let mut members = view.members().to_vec();
        members.sort_by_cached_key(|member| {
            (member.name.as_ref().unwrap_or(&member.email).to_lowercase(), member.id)
        });
        let invitations = self.store().of(service).invitations().await?;
        Ok(Team { members, invitations, mode: view.service().mode })
    }

    /// Invites somebody, and writes them a letter with a link.
    pub async fn invite(
        &self,
        by: &Authority,
        service: ServiceId,
        email: &str,
        rights: Rights,
    ) -> Result<InvitationId, TeamError> {
        let email = EmailAddress::parse(email.trim()).map_err(|_| TeamError::NotAnAddress)?.normalised();
        let view = self.allowed(by, service, Need::Right(Right::ManageService)).await?;
        let account = self.store().user_by_email(&email).await?;
        if account.as_ref().is_some_and(|user| by.user() == Some(user.id)) {
            return Err(TeamError::Oneself);
        }
        // A member whom the operator named without an account may be invited to have one.
        if account.as_ref().is_some_and(|user| view.member(user.id).is_some()) {
            return Err(TeamError::AlreadyMember);
        }
        let open = self.store().of(service).invitations().await?;
        if open.iter().any(|invitation| invitation.email == email && invitation.ends_at > self.now()) {
            return Err(TeamError::AlreadyInvited);
        }
        let now = self.now();
        let of_the_day = self.store().of(service).invitations_since(now.plus(-DAY)).await?;
        if open.len() >= MOST_OPEN || of_the_day >= MOST_OPEN {
            return Err(TeamError::TooManyInvitations);
        }
        let invitation = Invitation {
            id: InvitationId::new(now, self.chance()),
            service,
            email,
            rights,
            invited_by: by.user().unwrap_or(OPERATOR),
            created_at: now,
            ends_at: now.plus(INVITATION),
            state: InvitationState::Open,
        };
        let token = draw_secret(self.chance());
        let mut tx = self.store().begin().await?;
        // One that has ended gives way to the new one.
        for old in open.iter().filter(|old| old.email == invitation.email) {
            invitations::end(&mut tx, service, old.id, InvitationState::Cancelled).await?;
        }
        invitations::insert(&mut tx, &invitation, &token).await?;
        let detail = json!({"rights": rights.to_stored()});
        self.record(&mut tx, by, Some(service), "invitation.create", &invitation.id.to_string(), detail)
            .await?;
        tx.commit().await?;
        self.write_invitation(&view, &invitation, &token).await?;
        Ok(invitation.id)
    }

    /// Sends an invitation again, with another link and another week; the old link leads nowhere.
    pub async fn resend_invitation(
        &self,
        by: &Authority,
        service: ServiceId,
        id: InvitationId,
    ) -> Result<(), TeamError> {
        let view = self.allowed(by, service, Need::Right(Right::ManageService)).await?;
        let found = self.store().of(service).invitation(id).await?;
        let mut invitation = found.ok_or(TeamError::NoSuchInvitation)?;
        let sent_at = invitation.ends_at.plus(-INVITATION);
        if self.now().since(sent_at) < AGAIN_AFTER {
            return Err(TeamError::TooSoon);
        }
        invitation.ends_at = self.now().plus(INVITATION);
        let token = draw_secret(self.chance());
        let mut tx = self.store().begin().await?;
        match invitations::renew(&mut tx, service, id, &token, invitation.ends_at).await {
            Ok(()) => {}
            Err(Error::Missing) => return Err(TeamError::NoSuchInvitation),
            Err(error) => return Err(error.into()),
        }
        self.record(&mut tx, by, Some(service), "invitation.resend", &id.to_string(), json!({})).await?;
        tx.commit().await?;
        self.write_invitation(&view, &invitation, &token).await
    }

    /// Takes an invitation back: its link leads nowhere.
    pub async fn cancel_invitation(
        &self,
        by: &Authority,
        service: ServiceId,
        id: InvitationId,
    ) -> Result<(), TeamError> {
        self.allowed(by, service, Need::Right(Right::ManageService)).await?;
        let mut tx = self.store().begin().await?;
        match invitations::end(&mut tx, service, id, InvitationState::Cancelled).await {
            Ok(()) => {}
            Err(Error::Missing) => return Err(TeamError::NoSuchInvitation),
            Err(error) => return Err(error.into()),
        }
        self.record(&mut tx, by, Some(service), "invitation.cancel", &id.to_string(), json!({})).await?;
        Ok(tx.commit().await?)
    }

    async fn write_invitation(
        &self,
        view: &ServiceView,
        invitation: &Invitation,
        token: &Secret,
    ) -> Result<(), TeamError> {
        let account = self.store().user_by_email(&invitation.email).await?;
        let inviter = self.store().user(invitation.invited_by).await?;
        let by = inviter.map_or_else(|| self.settings().product_name.both(), |user| user.profile.name);
        let letter = Letter::new("invitation")
            .with_typed("service", &view.service().name)
            .with_typed("person", &by)
            .with("link", format!("{}/invitation/{}", self.settings().base_url, token.expose()));
        let language = account.as_ref().and_then(language_of);
        Ok(self.write_to(&Reader { email: &invitation.email, language }, &letter).await?)
    }

    /// The open invitation behind a link; nothing when it was used, was taken back, has ended, or never was.
    pub async fn invitation(&self, token: &Secret) -> Result<Option<InvitationShown>, ChangeError> {
        let found = self.store().invitation_by_token(token).await?;
        let open = |invitation: &Invitation| {
            invitation.state == InvitationState::Open && invitation.ends_at > self.now()
        };
        let Some(invitation) = found.filter(open) else { return Ok(None) };
        let view = self.service_view(invitation.service).await?;
        let inviter = self.store().user(invitation.invited_by).await?;
        Ok(Some(InvitationShown {
            service: invitation.service,
            service_name: view.service().name.clone(),
            invited_by: inviter.map(|user| user.profile.name),
            email: invitation.email,
            rights: invitation.rights,
            ends_at: invitation.ends_at,
        }))
    }

    /// Makes whoever signed in a member, by an invitation to their own address.
    pub async fn accept_invitation(&self, visitor: &Visitor, token: &Secret) -> Result<ServiceId, TeamError> {
        let by = visitor.authority().ok_or(ChangeError::NotAllowed)?;
        let found = self.store().invitation_by_token(token).await?;
        let invitation = found.ok_or(TeamError::NoSuchInvitation)?;
        let (service, now) = (invitation.service, self.now());
        if invitation.email != visitor.email() {
            return Err(TeamError::ForSomebodyElse);
        }
        if invitation.state != InvitationState::Open || invitation.ends_at <= now {
            return Err(TeamError::NoSuchInvitation);
        }
        let view = self.service_view(service).await?;
        let mut member = Member {
            id: visitor.id(),
            email: visitor.email().to_owned(),
            phone: visitor.phone().map(str::to_owned),
            name: Some(visitor.name().to_owned()),
            rights: invitation.rights,
            joined_at: now,
        };
        let mut tx = self.store().begin().await?;
        let team = members::hold(&mut tx, service).await?;
        match invitations::end(&mut tx, service, invitation.id, InvitationState::Accepted).await {
            Ok(()) => {}
            Err(Error::Missing) => return Err(TeamError::NoSuchInvitation),
            Err(error) => return Err(error.into()),
        }
        // The operator may have named this address without an account: the person takes that place.
        let named = view.members().iter().find(|other| other.email == member.email).map(|other| other.id);
        let place = team.iter().find(|(id, _)| *id == member.id || Some(*id) == named);
        if let Some((_, rights)) = place {
            // An invitation takes nothing away from whoever is there already.
            member.rights = rights.iter().chain(member.rights.iter()).collect();
        }
        match place {
            Some((id, _)) if *id == member.id => members::update(&mut tx, service, &member).await?,
            Some((id, _)) => {
                members::remove(&mut tx, service, *id).await?;
                members::insert(&mut tx, service, &member).await?;
            }
            None => members::insert(&mut tx, service, &member).await?,
        }
        let detail = json!({"rights": member.rights.to_stored(), "invitation": invitation.id.to_string()});
        self.record(&mut tx, &by, Some(service), "member.join", &member.id.to_string(), detail).await?;
        tx.commit().await?;
        if let Some(inviter) = self.store().user(invitation.invited_by).await? {
            let letter = Letter::new("joined")
                .with_typed("service", &view.service().name)
                .with_typed("person", visitor.name())
                .with("link", format!("{}/services/{service}/users", self.settings().base_url));
            let language = language_of(&inviter);
            self.write_to(&Reader { email: &inviter.profile.email, language }, &letter).await?;
        }
        Ok(service)
    }

    /// Sets what a member may do.
    pub async fn change_rights(
        &self,
        by: &Authority,
        service: ServiceId,
        user: UserId,
        rights: Rights,
    ) -> Result<(), TeamError> {
        let view = self.allowed(by, service, Need::Right(Right::ManageService)).await?;
        let mut member = view.member(user).cloned().ok_or(TeamError::NoSuchMember)?;
        let mut tx = self.store().begin().await?;
        let team = members::hold(&mut tx, service).await?;
        let was = team.iter().find(|(id, _)| *id == user).map(|(_, rights)| *rights);
        let was = was.ok_or(TeamError::NoSuchMember)?;
        if is_last_manager(&team, user) && !rights.contains(Right::ManageService) {
            return Err(TeamError::LastManager);
        }
        member.rights = rights;
        members::update(&mut tx, service, &member).await?;
        let detail = json!({"before": was.to_stored(), "after": rights.to_stored()});
        self.record(&mut tx, by, Some(service), "member.rights", &user.to_string(), detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Takes somebody off the team, who may be whoever asks. Those who could see keys leave a departure behind, in
    /// which the others decide about each key.
    pub async fn remove_member(
        &self,
        by: &Authority,
        service: ServiceId,
        user: UserId,
    ) -> Result<Removed, TeamError> {
        let leaves = by.user() == Some(user);
        let need = if leaves { Need::Membership } else { Need::Right(Right::ManageService) };
        let view = self.allowed(by, service, need).await?;
        let member = view.member(user).cloned().ok_or(TeamError::NoSuchMember)?;
        let account = self.store().user(user).await?;
        let mut tx = self.store().begin().await?;
        let team = members::hold(&mut tx, service).await?;
        let rights = team.iter().find(|(id, _)| *id == user).map(|(_, rights)| *rights);
        let rights = rights.ok_or(TeamError::NoSuchMember)?;
        may_go(&team, user, view.service().mode)?;
        members::remove(&mut tx, service, user).await?;
        let departure = if rights.contains(Right::ManageApiKeys) {
            self.depart(&mut tx, by, &view, &member).await?
        } else {
            None
        };
        let action = if leaves { "member.leave" } else { "member.remove" };
        let detail = json!({"rights": rights.to_stored()});
        self.record(&mut tx, by, Some(service), action, &user.to_string(), detail).await?;
        tx.commit().await?;
        if !leaves {
            let letter = Letter::new("removed").with_typed("service", &view.service().name);
            let language = account.as_ref().and_then(language_of);
            self.write_to(&Reader { email: &member.email, language }, &letter).await?;
        }
        Ok(Removed { departure })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(number))
    }

    #[test]
    fn a_team_keeps_a_member_a_manager_and_two_people_once_it_is_live() {
        let manages = [Right::ManageService].into_iter().collect();
        let (one, two, three) = ((person(1), manages), (person(2), Rights::NONE), (person(3), manages));
        let go = |team: &[(UserId, Rights)], mode| may_go(team, person(1), mode);
        assert!(matches!(go(&[one], Mode::Trial), Err(TeamError::LastMember)));
        assert!(matches!(go(&[one, two], Mode::Trial), Err(TeamError::LastManager)));
        assert!(matches!(go(&[one, three], Mode::Live), Err(TeamError::TwoMembers)));
        assert!(go(&[one, three], Mode::Trial).is_ok());
        assert!(go(&[one, two, three], Mode::Live).is_ok());
        assert!(may_go(&[one, two], person(2), Mode::Trial).is_ok());
    }
}
