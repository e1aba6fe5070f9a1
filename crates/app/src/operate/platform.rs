//! Looking after the installation: finding services and people, and closing the door to somebody.

use super::ChangeError;
use crate::App;
use crate::authority::Authority;
use crate::letters::OWN_SERVICE;
use facteur_model::Channel;
use facteur_model::id::{ServiceId, UserId};
use facteur_model::person::UserStanding;
use facteur_model::time::Moment;
use facteur_store::{Pause, Paused, Service, User, sessions, users};
use serde_json::json;

/// Services or people that a search shows.
const MOST_FOUND: usize = 100;

/// Why somebody's account stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum PersonError {
    #[error("nobody blocks themselves")]
    Oneself,
    #[error("there is no such account, or it cannot be changed so")]
    NoSuchPerson,
    #[error("the change was not made")]
    Change(#[from] ChangeError),
}

impl From<facteur_store::Error> for PersonError {
    fn from(error: facteur_store::Error) -> Self {
        PersonError::Change(error.into())
    }
}

/// Somebody with an account, as those see them who look after the installation.
#[derive(Clone)]
pub struct PersonFound {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub standing: UserStanding,
    pub administrator: bool,
    pub created_at: Moment,
    /// Services of which they are a member.
    pub services: Vec<(ServiceId, String)>,
    /// Visits that are under way.
    pub visits: usize,
}

impl std::fmt::Debug for PersonFound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PersonFound").field("id", &self.id).finish_non_exhaustive()
    }
}

/// How a provider fares.
#[derive(Debug)]
pub struct ProviderSeen {
    pub channel: Channel,
    pub name: &'static str,
    pub circuit: Circuit,
    /// Messages claimed and not yet settled, by this node.
    pub under_way: usize,
    pub pause: Option<Pause>,
}

/// Whether a provider is asked, on this node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Circuit {
    /// It is asked.
    Closed,
    /// It could not be reached, and is left alone for a while.
    Open,
    /// One message tries whether it is back.
    Trying,
}

impl App {
    /// The services whose name holds this text, or with this id; oldest first. An empty text finds all.
    pub async fn find_services(&self, by: &Authority, text: &str) -> Result<Vec<Service>, ChangeError> {
        Self::platform_only(by)?;
        let (id, text) = (ServiceId::parse(text.trim()), text.trim().to_lowercase());
        let mut found = self.store().services().await?;
        found.retain(|service| {
            // The installation's own letters come from a service that is nobody's to change.
            service.id != OWN_SERVICE
                && (id == Some(service.id) || service.name.to_lowercase().contains(&text))
        });
        found.truncate(MOST_FOUND);
        Ok(found)
    }

    /// A service, for whoever looks after the installation; not the installation's own.
    pub async fn looked_after(&self, by: &Authority, id: ServiceId) -> Result<Service, ChangeError> {
        Self::platform_only(by)?;
        if id == OWN_SERVICE {
            return Err(ChangeError::NoSuchService(id));
        }
        Ok(self.service_view(id).await?.service().clone())
    }

    /// The people whose address or name holds this text, oldest account first. An empty text finds nobody.
    pub async fn find_people(&self, by: &Authority, text: &str) -> Result<Vec<PersonFound>, ChangeError> {
        Self::platform_only(by)?;
        let text = text.trim().to_lowercase();
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = self.store().users().await?;
        found.retain(|user| {
            user.profile.email.to_lowercase().contains(&text)
                || user.profile.name.to_lowercase().contains(&text)
        });
        found.truncate(MOST_FOUND);
        let mut people = Vec::with_capacity(found.len());
        for user in found {
            people.push(self.seen(user).await?);
        }
        Ok(people)
    }

    /// Somebody with an account; `None` when there is nobody with this id.
    pub async fn person_found(&self, by: &Authority, id: UserId) -> Result<Option<PersonFound>, ChangeError> {
        Self::platform_only(by)?;
        match self.store().user(id).await? {
            Some(user) => self.seen(user).await.map(Some),
            None => Ok(None),
        }
    }

    async fn seen(&self, user: User) -> Result<PersonFound, ChangeError> {
        let mut services = Vec::new();
        for id in self.store().services_of(user.id).await? {
            services.push((id, self.service_view(id).await?.service().name.clone()));
        }
        let visits = self.store().sessions_of(user.id, self.now()).await?.len();
        Ok(PersonFound {
            id: user.id,
            name: user.profile.name,
            email: user.profile.email,
            standing: user.standing,
            administrator: user.administrator,
            created_at: user.created_at,
            services,
            visits,
        })
    }

    /// Closes the door to somebody, and ends their visits.
    pub async fn block_person(&self, by: &Authority, id: UserId) -> Result<(), PersonError> {
        Self::platform_only(by)?;
        if by.user() == Some(id) {
            return Err(PersonError::Oneself);
        }
        self.set_person_standing(by, id, UserStanding::Active, UserStanding::Blocked).await
    }

    /// Opens the door again.
    pub async fn unblock_person(&self, by: &Authority, id: UserId) -> Result<(), PersonError> {
        Self::platform_only(by)?;
        self.set_person_standing(by, id, UserStanding::Blocked, UserStanding::Active).await
    }

    async fn set_person_standing(
        &self,
        by: &Authority,
        id: UserId,
        from: UserStanding,
        to: UserStanding,
    ) -> Result<(), PersonError> {
        let found = self.store().user(id).await?.filter(|user| user.standing == from);
        let user = found.ok_or(PersonError::NoSuchPerson)?;
        let changed = User { standing: to, ..user.clone() };
        let mut tx = self.store().begin().await?;
        users::update(&mut tx, &user, &changed).await?;
        sessions::end_all(&mut tx, id, None).await?;
        let action = if to == UserStanding::Blocked { "user.block" } else { "user.unblock" };
        self.record(&mut tx, by, None, action, &id.to_string(), json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// How the providers fare, as this node sees them.
    pub async fn providers_seen(&self, by: &Authority) -> Result<Vec<ProviderSeen>, ChangeError> {
        Self::platform_only(by)?;
        let pauses = self.store().pauses().await?;
        Ok(Channel::ALL
            .into_iter()
            .map(|channel| {
                let (circuit, under_way) = self.circuit(channel);
                let pause = pauses.iter().find(|pause| pause.paused == Paused::Provider(channel));
                let name = self.provider(channel).name();
                ProviderSeen { channel, name, circuit, under_way, pause: pause.cloned() }
            })
            .collect())
    }
}
