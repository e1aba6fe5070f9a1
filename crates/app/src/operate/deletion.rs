//! Deleting a service, and taking that back: for 30 days it is archived, and only then gone (admin-ui §7.2, row 40).

use super::ChangeError;
use crate::App;
use crate::authority::{Authority, Need};
use crate::directory::ServiceView;
use crate::letters::{Letter, OWN_SERVICE, Reader};
use facteur_i18n::{Language, Words};
use facteur_model::id::ServiceId;
use facteur_model::person::Right;
use facteur_model::service::{Standing, UNDO};
use facteur_model::time::Moment;
use facteur_store::services;
use serde_json::json;

impl App {
    /// Deletes a service: its keys are refused from now on, and its members hear of it. Says until when
    /// [`App::restore_service`] undoes it.
    pub async fn delete_service(&self, by: &Authority, id: ServiceId) -> Result<Moment, ChangeError> {
        let view = self.allowed_to_change(by, id, Need::Right(Right::ManageService)).await?;
        // Letters come from there.
        if id == OWN_SERVICE {
            return Err(ChangeError::NotAllowed);
        }
        // What was suspended would come back as active.
        if view.service().standing != Standing::Active {
            return Err(ChangeError::NotActive(view.service().standing));
        }
        let now = self.now();
        let until = now.plus(UNDO);
        let mut tx = self.store().begin().await?;
        services::set_standing(&mut tx, id, Standing::Archived, Some(now)).await?;
        self.record(&mut tx, by, Some(id), "service.delete", &id.to_string(), json!({})).await?;
        tx.commit().await?;
        self.tell_members(&view, "service-deleted", Some(until)).await;
        Ok(until)
    }

    /// Restores a service that was deleted less than 30 days ago, with everything in it.
    pub async fn restore_service(&self, by: &Authority, id: ServiceId) -> Result<(), ChangeError> {
        let view = self.allowed(by, id, Need::Right(Right::ManageService)).await?;
        let service = view.service();
        let can_be_undone = service.archived_at.is_some_and(|at| self.now().since(at) < UNDO);
        if service.standing != Standing::Archived || !can_be_undone {
            return Err(ChangeError::NotActive(service.standing));
        }
        let mut tx = self.store().begin().await?;
        services::set_standing(&mut tx, id, Standing::Active, None).await?;
        self.refuse_taken_names(&mut tx, service).await?;
        self.record(&mut tx, by, Some(id), "service.restore", &id.to_string(), json!({})).await?;
        tx.commit().await?;
        self.tell_members(&view, "service-restored", None).await;
        Ok(())
    }

    /// Writes to every member. What was done is done: a letter that cannot be sent is only noted.
    async fn tell_members(&self, view: &ServiceView, letter: &'static str, until: Option<Moment>) {
        let service = view.service();
        let address = format!("{}/services/{}/service-settings", self.settings().base_url, service.id);
        for member in view.members() {
            let language = match self.store().user(member.id).await {
                Ok(user) => user.and_then(|user| Language::from_tag(user.language.as_deref()?)),
                Err(_) => None,
            };
            let mut letter = Letter::new(letter).with_typed("service", &service.name).with("link", &address);
            if let Some(until) = until {
                // Written the same in both languages.
                letter = letter.with("until", Words::new(Language::En, &service.timezone).day_field(until));
            }
            let reader = Reader { email: &member.email, language };
            if let Err(error) = self.write_to(&reader, &letter).await {
                let error = &error as &dyn std::error::Error;
                tracing::error!(service.id = %service.id, letter = letter.name, error, "A member was not told");
            }
        }
    }
}
