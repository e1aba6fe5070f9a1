//! Who did what: the audit log as people read it.

use super::ChangeError;
use crate::App;
use crate::authority::{Authority, Need, user_of_actor};
use facteur_model::id::{AuditEventId, ServiceId, UserId};
use facteur_model::person::Right;
use facteur_store::{AuditEvent, AuditFilter};
use std::collections::HashMap;

/// Events of one page.
const PAGE: usize = 50;
/// Events of one file.
const MOST_EXPORTED: usize = 10_000;

/// One line of the audit log.
pub struct Activity {
    pub event: AuditEvent,
    /// Who did it: the name of a person, or what the command line called itself.
    pub actor: String,
    /// Whom it was done to, when the subject is a person whose name is known.
    pub person: Option<String>,
    /// The name of the service, in the log of the installation.
    pub service_name: Option<String>,
}

/// Part of the audit log.
pub struct ActivityPage {
    pub lines: Vec<Activity>,
    /// Where the next page begins, if there is one.
    pub next: Option<AuditEventId>,
}

/// How much of the log somebody wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// One page.
    Page,
    /// All that fits into a file.
    File,
}

impl Extent {
    fn most(self) -> usize {
        match self {
            Extent::Page => PAGE,
            Extent::File => MOST_EXPORTED,
        }
    }
}

impl App {
    /// What was done in a service, newest first.
    pub async fn activity(
        &self,
        by: &Authority,
        service: ServiceId,
        filter: &AuditFilter,
        extent: Extent,
    ) -> Result<ActivityPage, ChangeError> {
        let view = self.allowed(by, service, Need::Right(Right::ManageService)).await?;
        let found = self.store().of(service).audit_page(filter, extent.most() + 1).await?;
        let members = view.members().iter();
        let known = members.filter_map(|member| Some((member.id, member.name.clone()?))).collect();
        self.as_read(found, extent, known, &HashMap::new()).await
    }

    /// What was done in the whole installation, newest first.
    pub async fn installation_activity(
        &self,
        by: &Authority,
        filter: &AuditFilter,
        extent: Extent,
    ) -> Result<ActivityPage, ChangeError> {
        Self::platform_only(by)?;
        let found = self.store().audit_page(filter, extent.most() + 1).await?;
        let services = self.store().services().await?;
        let services = services.into_iter().map(|service| (service.id, service.name)).collect();
        self.as_read(found, extent, HashMap::new(), &services).await
    }

    async fn as_read(
        &self,
        mut events: Vec<AuditEvent>,
        extent: Extent,
        mut known: HashMap<UserId, String>,
        services: &HashMap<ServiceId, String>,
    ) -> Result<ActivityPage, ChangeError> {
        let more = events.len() > extent.most();
        events.truncate(extent.most());
        let actors = events.iter().filter_map(|event| user_of_actor(&event.actor));
        let subjects = events.iter().filter_map(subject);
        let unknown: Vec<_> = actors.chain(subjects).filter(|id| !known.contains_key(id)).collect();
        known.extend(self.person_names(&unknown).await?);
        let next = if more { events.last().map(|event| event.id) } else { None };
        let lines = events
            .into_iter()
            .map(|event| Activity {
                actor: user_of_actor(&event.actor)
                    .and_then(|id| known.get(&id).cloned())
                    .unwrap_or_else(|| event.actor.clone()),
                person: subject(&event).and_then(|id| known.get(&id).cloned()),
                service_name: event.service.and_then(|id| services.get(&id).cloned()),
                event,
            })
            .collect();
        Ok(ActivityPage { lines, next })
    }
}

/// The person whom something was done to.
fn subject(event: &AuditEvent) -> Option<UserId> {
    let group = event.action.split('.').next()?;
    if matches!(group, "member" | "user") { UserId::parse(&event.subject) } else { None }
}
