//! Who asks for something to be done, and whether they may (admin-ui §3).
//!
//! Every operation takes an [`Authority`] and begins by asking [`App::allowed`], so that the site, the command line and
//! whatever comes later obey the same rules.

use crate::directory::ServiceView;
use crate::operate::ChangeError;
use crate::{App, Unavailable};
use facteur_model::api_key::Scope;
use facteur_model::id::{ApiKeyId, ServiceId, UserId};
use facteur_model::person::{Right, Rights};
use facteur_model::service::{Standing, UNDO};
use facteur_model::time::Moment;
use facteur_store::{ApiKey, Member};
use std::sync::Arc;

/// Somebody who asks for something to be done. Made only by the program's own entry points and by signing in.
#[derive(Debug, Clone)]
pub struct Authority(Kind);

#[derive(Debug, Clone)]
enum Kind {
    /// Whoever runs the installation, from its own machine.
    Operator(String),
    /// Somebody who signed in.
    Person { id: UserId, administrator: bool },
    /// A program with a key, for what the key's scopes allow in its own service.
    Key(KeyInHand),
}

#[derive(Debug, Clone)]
struct KeyInHand {
    id: ApiKeyId,
    service: ServiceId,
    scopes: Vec<Scope>,
    /// Who made the key: what is done with it is theirs.
    creator: String,
}

impl KeyInHand {
    fn may(&self, need: Need) -> bool {
        match need {
            Need::Right(Right::ManageTemplates) => self.scopes.contains(&Scope::ManageTemplates),
            Need::Right(Right::ViewActivity) => self.scopes.contains(&Scope::ManageReports),
            _ => false,
        }
    }
}

/// What an operation on a service asks of whoever wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// To be a member, or to look after the installation.
    Membership,
    /// To have this right, or to look after the installation.
    Right(Right),
    /// To have this right as a member: who looks after the installation cannot send or make keys for others.
    OwnRight(Right),
    /// To have one of these rights, or to look after the installation.
    Either(Right, Right),
    /// To have any of these rights, or to look after the installation.
    AnyOf(&'static [Right]),
    /// To look after the installation.
    Platform,
}

impl Authority {
    /// The authority of whoever runs the installation. `name` is what the audit log shows, such as `command line`.
    pub fn operator(name: impl Into<String>) -> Self {
        Self(Kind::Operator(name.into()))
    }

    pub(crate) fn person(id: UserId, administrator: bool) -> Self {
        Self(Kind::Person { id, administrator })
    }

    pub(crate) fn key(key: &ApiKey) -> Self {
        let (scopes, creator) = (key.scopes.clone(), key.created_by.clone());
        Self(Kind::Key(KeyInHand { id: key.id, service: key.service, scopes, creator }))
    }

    /// Who it is, if it is a person.
    pub fn user(&self) -> Option<UserId> {
        match self.0 {
            Kind::Operator(_) | Kind::Key(_) => None,
            Kind::Person { id, .. } => Some(id),
        }
    }

    /// The key that a program asks with.
    pub(crate) fn api_key(&self) -> Option<ApiKeyId> {
        match &self.0 {
            Kind::Operator(_) | Kind::Person { .. } => None,
            Kind::Key(key) => Some(key.id),
        }
    }

    /// May this authority look after the whole installation?
    pub fn is_platform(&self) -> bool {
        match self.0 {
            Kind::Operator(_) => true,
            Kind::Person { administrator, .. } => administrator,
            Kind::Key(_) => false,
        }
    }

    /// As the audit log writes it: an operator's name, or `user:` and the id of a person, whose name is personal. A key
    /// acts for whoever made it.
    pub fn actor(&self) -> String {
        match &self.0 {
            Kind::Operator(name) => name.clone(),
            Kind::Person { id, .. } => format!("{ACTOR}{id}"),
            Kind::Key(key) => key.creator.clone(),
        }
    }
}

/// What stands in front of a person's id where the author of a change is named.
const ACTOR: &str = "user:";

/// The person that an author's name in the audit log or on a key stands for, if it is one.
pub fn user_of_actor(actor: &str) -> Option<UserId> {
    actor.strip_prefix(ACTOR).and_then(UserId::parse)
}

impl ServiceView {
    /// The member with this id.
    pub fn member(&self, id: UserId) -> Option<&Member> {
        self.members().iter().find(|member| member.id == id)
    }
}

impl App {
    /// The service, if whoever asks may do this in it. To strangers there is no such service.
    pub(crate) async fn allowed(
        &self,
        by: &Authority,
        service: ServiceId,
        need: Need,
    ) -> Result<Arc<ServiceView>, ChangeError> {
        let view = self.service_view(service).await?;
        let (id, administrator) = match &by.0 {
            Kind::Operator(_) => return Ok(view),
            Kind::Key(key) if key.service != service => return Err(ChangeError::NoSuchService(service)),
            Kind::Key(key) if key.may(need) => return Ok(view),
            Kind::Key(_) => return Err(ChangeError::NotAllowed),
            Kind::Person { id, administrator } => (*id, *administrator),
        };
        let member = view.member(id);
        let is_gone = view.service().archived_at.is_some_and(|at| self.now().since(at) >= UNDO);
        if (member.is_none() || is_gone) && !administrator {
            return Err(ChangeError::NoSuchService(service));
        }
        let rights = member.map_or(Rights::NONE, |member| member.rights);
        let may = match need {
            Need::Membership => true,
            Need::Right(right) => administrator || rights.contains(right),
            Need::OwnRight(right) => rights.contains(right),
            Need::Either(one, other) => administrator || rights.contains(one) || rights.contains(other),
            Need::AnyOf(any) => administrator || any.iter().any(|right| rights.contains(*right)),
            Need::Platform => administrator,
        };
        if may { Ok(view) } else { Err(ChangeError::NotAllowed) }
    }

    /// As [`App::allowed`], for what changes the service: while it is suspended or archived, only whoever looks after
    /// the installation changes it.
    pub(crate) async fn allowed_to_change(
        &self,
        by: &Authority,
        service: ServiceId,
        need: Need,
    ) -> Result<Arc<ServiceView>, ChangeError> {
        let view = self.allowed(by, service, need).await?;
        let standing = view.service().standing;
        if standing == Standing::Active || by.is_platform() {
            Ok(view)
        } else {
            Err(ChangeError::NotActive(standing))
        }
    }

    /// Refuses everybody who does not look after the installation.
    pub(crate) fn platform_only(by: &Authority) -> Result<(), ChangeError> {
        if by.is_platform() { Ok(()) } else { Err(ChangeError::NotAllowed) }
    }

    /// What a person may do in a service; `None` when there is none for them.
    pub async fn seat(&self, by: &Authority, service: ServiceId) -> Result<Option<Seat>, Unavailable> {
        match self.allowed(by, service, Need::Membership).await {
            Ok(view) => {
                let member = by.user().and_then(|user| view.member(user)).map(|member| member.rights);
                Ok(Some(Seat { service: view.service().clone(), rights: member, platform: by.is_platform() }))
            }
            Err(ChangeError::Unavailable(unavailable)) => Err(unavailable),
            Err(_) => Ok(None),
        }
    }
}

/// A person's place in a service, for menus and buttons; operations ask again.
#[derive(Debug, Clone)]
pub struct Seat {
    pub service: facteur_store::Service,
    /// The person's rights as a member, if they are one.
    pub rights: Option<Rights>,
    /// Does the person look after the whole installation?
    pub platform: bool,
}

impl Seat {
    /// May members change the service, as far as the service itself goes?
    pub fn is_open_to_changes(&self) -> bool {
        self.platform || self.service.standing == Standing::Active
    }

    /// When the deletion of an archived service can no longer be undone.
    pub fn undo_until(&self) -> Option<Moment> {
        self.service.archived_at.map(|at| at.plus(UNDO))
    }

    /// Would [`App::allowed`] let this person?
    pub fn meets(&self, need: Need) -> bool {
        let has = |right| self.rights.is_some_and(|rights| rights.contains(right));
        match need {
            Need::Membership => true,
            Need::Right(right) => self.platform || has(right),
            Need::OwnRight(right) => has(right),
            Need::Either(one, other) => self.platform || has(one) || has(other),
            Need::AnyOf(any) => self.platform || any.iter().any(|right| has(*right)),
            Need::Platform => self.platform,
        }
    }
}
