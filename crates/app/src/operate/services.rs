//! Services and their limits.

use super::{ChangeError, invalid};
use crate::authority::{Authority, Need};
use crate::letters::OWN_SERVICE;
use crate::{App, Unavailable};
use facteur_model::allowance::Limits;
use facteur_model::api_key::printed_name;
use facteur_model::id::ServiceId;
use facteur_model::service::{
    CutOffText, LONGEST_SENDER, Mode, Permission, Retention, SendingNameError, ServiceNameError, Standing,
    UNDO, check_sending_name, compared_name, service_name,
};
use facteur_providers::mime;
use facteur_store::{LanguageOrder, Service, SmsPrefix, Transaction, services};
use serde_json::json;

/// A service to be made.
pub struct ServiceRequest {
    pub name: String,
    /// The part of its sending address before the `@`; made from the name when absent.
    pub email_from: Option<String>,
    pub mode: Mode,
}

/// New limits; what is absent stays.
#[derive(Debug, Default)]
pub struct LimitsChange {
    pub rate: Option<u32>,
    pub daily_email: Option<u64>,
    pub daily_sms: Option<u64>,
    pub annual_email: Option<u64>,
    pub annual_sms: Option<u64>,
}

/// The time zone of a new service.
const TIMEZONE: &str = "America/Toronto";

/// The highest limit that the database's integers and the windows of the rate hold comfortably.
const HIGHEST: u64 = 1_000_000_000_000;

impl App {
    /// Makes a service that may send e-mails and texts within its mode's default limits.
    pub async fn create_service(
        &self,
        by: &Authority,
        wanted: ServiceRequest,
    ) -> Result<Service, ChangeError> {
        let name = service_name(&wanted.name)?;
        let email_from = match wanted.email_from {
            Some(text) => text,
            None => printed_name(name).replace('_', "."),
        };
        check_sending_name(&email_from)?;
        let service = self.new_service(name, email_from, wanted.mode);
        let mut tx = self.store().begin().await?;
        services::insert(&mut tx, &service).await?;
        self.refuse_taken_names(&mut tx, &service).await?;
        let detail = json!({"name": service.name, "mode": service.mode.as_str()});
        self.record(&mut tx, by, Some(service.id), "service.create", &service.id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(service)
    }

    /// A service as it begins.
    pub(super) fn new_service(&self, name: &str, email_from: String, mode: Mode) -> Service {
        let now = self.now();
        Service {
            id: ServiceId::new(now, self.chance()),
            name: name.to_owned(),
            email_from,
            mode,
            standing: Standing::Active,
            permissions: [Permission::Email, Permission::Sms, Permission::UploadDocument]
                .into_iter()
                .collect(),
            limits: match mode {
                Mode::Trial => Limits::TRIAL,
                Mode::Live => Limits::LIVE,
            },
            sms_prefix: SmsPrefix::Shown,
            language_order: LanguageOrder::EnglishFirst,
            retention: Retention::USUAL,
            cut_off_text: CutOffText::default(),
            created_at: now,
            timezone: TIMEZONE.to_owned(),
            archived_at: None,
        }
    }

    /// Refuses names that another service has. Call it last: what is compared stays as it is until the commit.
    pub(super) async fn refuse_taken_names(
        &self,
        tx: &mut Transaction,
        service: &Service,
    ) -> Result<(), ChangeError> {
        // Only a sending domain that cannot travel has no length; it is refused elsewhere.
        let length = mime::sender_length(&service.name, &self.sending_address(service)).unwrap_or_default();
        if length > LONGEST_SENDER {
            return Err(ServiceNameError::TooLongToSend.into());
        }
        let name = compared_name(&service.name);
        let product = &self.settings().product_name;
        // The installation's letters come from a service that is made with the first of them.
        if service.id != OWN_SERVICE && compared_name(&product.both()) == name {
            return Err(ServiceNameError::Taken.into());
        }
        for other in services::others(tx, service.id).await? {
            // What can no longer be restored gives its names free.
            if other.archived_at.is_some_and(|at| self.now().since(at) >= UNDO) {
                continue;
            }
            if compared_name(&other.name) == name {
                return Err(ServiceNameError::Taken.into());
            }
            if other.email_from == service.email_from {
                return Err(SendingNameError::Taken.into());
            }
        }
        Ok(())
    }

    /// All services, oldest first.
    pub async fn services(&self, _by: &Authority) -> Result<Vec<Service>, Unavailable> {
        Ok(self.store().services().await?)
    }

    /// Changes the limits that are given, and answers with all of them.
    pub async fn change_limits(
        &self,
        by: &Authority,
        id: ServiceId,
        change: LimitsChange,
    ) -> Result<Limits, ChangeError> {
        let was = self.allowed(by, id, Need::Platform).await?.service().limits;
        let limits = Limits {
            rate: change.rate.unwrap_or(was.rate),
            daily_email: change.daily_email.unwrap_or(was.daily_email),
            daily_sms: change.daily_sms.unwrap_or(was.daily_sms),
            annual_email: change.annual_email.unwrap_or(was.annual_email),
            annual_sms: change.annual_sms.unwrap_or(was.annual_sms),
        };
        check_limits(&limits)?;
        let mut tx = self.store().begin().await?;
        services::update_limits(&mut tx, id, &limits).await?;
        let detail = json!({"before": written(&was), "after": written(&limits)});
        self.record(&mut tx, by, Some(id), "service.limits", &id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(limits)
    }

    /// Puts a service in trial mode, or makes it live.
    pub async fn set_mode(&self, by: &Authority, id: ServiceId, mode: Mode) -> Result<(), ChangeError> {
        let was = self.allowed(by, id, Need::Platform).await?.service().mode;
        let mut tx = self.store().begin().await?;
        services::set_mode(&mut tx, id, mode).await?;
        let detail = json!({"before": was.as_str(), "after": mode.as_str()});
        self.record(&mut tx, by, Some(id), "service.mode", &id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Suspends, resumes or archives a service.
    pub async fn set_standing(
        &self,
        by: &Authority,
        id: ServiceId,
        standing: Standing,
    ) -> Result<(), ChangeError> {
        let view = self.allowed(by, id, Need::Platform).await?;
        let was = view.service().standing;
        let archived_at = (standing == Standing::Archived).then(|| self.now());
        let mut tx = self.store().begin().await?;
        services::set_standing(&mut tx, id, standing, archived_at).await?;
        if was == Standing::Archived && archived_at.is_none() {
            self.refuse_taken_names(&mut tx, view.service()).await?;
        }
        let detail = json!({"before": was.as_str(), "after": standing.as_str()});
        self.record(&mut tx, by, Some(id), "service.standing", &id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Grants or takes away what a service may do.
    pub async fn set_permissions(
        &self,
        by: &Authority,
        id: ServiceId,
        permissions: facteur_model::service::Permissions,
    ) -> Result<(), ChangeError> {
        let was = self.allowed(by, id, Need::Platform).await?.service().permissions;
        let mut tx = self.store().begin().await?;
        services::set_permissions(&mut tx, id, permissions).await?;
        let detail = json!({"before": was.to_stored(), "after": permissions.to_stored()});
        self.record(&mut tx, by, Some(id), "service.permissions", &id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn service_view(
        &self,
        id: ServiceId,
    ) -> Result<std::sync::Arc<crate::directory::ServiceView>, ChangeError> {
        self.directory().service(id).await?.ok_or(ChangeError::NoSuchService(id))
    }
}

/// Limits that can be kept and counted.
pub(super) fn check_limits(limits: &Limits) -> Result<(), ChangeError> {
    for (what, limit) in [
        ("daily email", limits.daily_email),
        ("daily sms", limits.daily_sms),
        ("annual email", limits.annual_email),
        ("annual sms", limits.annual_sms),
    ] {
        if limit > HIGHEST {
            return Err(invalid(what, format!("cannot be higher than {HIGHEST}")));
        }
    }
    Ok(())
}

pub(super) fn written(limits: &Limits) -> serde_json::Value {
    json!({
        "rate": limits.rate,
        "daily_email": limits.daily_email,
        "daily_sms": limits.daily_sms,
        "annual_email": limits.annual_email,
        "annual_sms": limits.annual_sms,
    })
}
