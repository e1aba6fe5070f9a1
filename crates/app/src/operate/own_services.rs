//! The services of a person: which there are, how a new one begins, and what comes first in it.

use super::ChangeError;
use crate::authority::{Authority, Need, Seat};
use crate::{App, Unavailable};
use facteur_model::id::ServiceId;
use facteur_model::person::{Right, Rights};
use facteur_model::recipient::EmailAddress;
use facteur_model::service::{Mode, Standing, UNDO, sending_name, service_name};
use facteur_store::{LanguageOrder, Member, Profile, Service, members, services};
use serde_json::json;

/// Services in trial mode that one person may be a member of and still make another.
const MOST_IN_TRIAL: usize = 30;

/// A service that a person makes for their team.
pub struct OwnServiceRequest {
    pub name: String,
    /// What stands in front of the `@`, as it was typed.
    pub email_from: String,
    pub language_order: LanguageOrder,
}

/// A service as the list of a person's services shows it.
pub type OwnService = Seat;

/// What a team does first, and what of it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstSteps {
    pub has_key: bool,
    pub has_template: bool,
    pub has_team: bool,
}

impl App {
    /// The services of which a person is a member, by name; those whose deletion can no longer be undone are left out.
    pub async fn own_services(&self, by: &Authority) -> Result<Vec<OwnService>, Unavailable> {
        let Some(person) = by.user() else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for id in self.store().services_of(person).await? {
            let Some(view) = self.directory().service(id).await? else { continue };
            let service = view.service();
            if service.archived_at.is_some_and(|at| self.now().since(at) >= UNDO) {
                continue;
            }
            let rights = view.member(person).map(|member| member.rights);
            found.push(Seat {
                service: service.clone(),
                rights,
                platform: by.is_platform(),
                receives_texts: !view.inbound_numbers().is_empty(),
            });
        }
        found.sort_by_cached_key(|seat| (seat.service.name.to_lowercase(), seat.service.id));
        Ok(found)
    }

    /// Makes a service in trial mode, whose first member is whoever asks, with every right.
    pub async fn create_own_service(
        &self,
        by: &Authority,
        wanted: OwnServiceRequest,
    ) -> Result<Service, ChangeError> {
        let person = by.user().ok_or(ChangeError::NotAllowed)?;
        let name = service_name(&wanted.name)?;
        let email_from = sending_name(&wanted.email_from)?;
        let own = self.own_services(by).await?;
        let in_trial = own
            .iter()
            .filter(|seat| seat.service.mode == Mode::Trial && seat.service.standing != Standing::Archived);
        if in_trial.count() >= MOST_IN_TRIAL {
            return Err(ChangeError::TooManyServices { most: MOST_IN_TRIAL });
        }
        let user = self.store().user(person).await?.ok_or(ChangeError::NotAllowed)?;
        let Profile { name: person_name, email, phone } = user.profile;
        let service = Service {
            language_order: wanted.language_order,
            ..self.new_service(name, email_from, Mode::Trial)
        };
        let member = Member {
            id: person,
            email: EmailAddress::parse(&email).map_or(email, |email| email.normalised()),
            phone,
            name: Some(person_name),
            rights: Rights::all(),
            joined_at: service.created_at,
        };
        let mut tx = self.store().begin().await?;
        services::insert(&mut tx, &service).await?;
        members::insert(&mut tx, service.id, &member).await?;
        self.refuse_taken_names(&mut tx, &service).await?;
        let detail = json!({"name": service.name, "mode": service.mode.as_str()});
        self.record(&mut tx, by, Some(service.id), "service.create", &service.id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(service)
    }

    /// What of the first steps in a service is done.
    pub async fn first_steps(&self, by: &Authority, service: ServiceId) -> Result<FirstSteps, ChangeError> {
        let need = Need::Either(Right::ManageService, Right::ManageApiKeys);
        let view = self.allowed(by, service, need).await?;
        Ok(FirstSteps {
            has_key: view.keys().iter().any(|key| key.revoked_at.is_none()),
            has_template: !self.store().of(service).templates(None).await?.is_empty(),
            has_team: view.members().len() > 1,
        })
    }
}
