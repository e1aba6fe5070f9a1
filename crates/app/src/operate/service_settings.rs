//! What a team decides about its own service (admin-ui §1.3).

use super::{ChangeError, invalid};
use crate::App;
use crate::authority::{Authority, Need};
use facteur_model::id::ServiceId;
use facteur_model::person::Right;
use facteur_model::service::{Permission, Permissions, TIME_ZONES, sending_name, service_name};
use facteur_store::{LanguageOrder, Service, SmsPrefix, services};
use serde_json::json;

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    On,
    Off,
}

/// One setting, with its new value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// Whether the service sends e-mails, texts, or texts abroad.
    Channel(Permission, Switch),
    SmsPrefix(SmsPrefix),
    LanguageOrder(LanguageOrder),
    /// An IANA name among [`TIME_ZONES`].
    TimeZone(String),
}

/// What a service is called, as somebody typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceLabel<'a> {
    Name(&'a str),
    /// What stands in front of the `@` of its e-mails.
    SendingName(&'a str),
}

impl App {
    /// Changes one setting of a service.
    pub async fn change_setting(
        &self,
        by: &Authority,
        id: ServiceId,
        setting: Setting,
    ) -> Result<(), ChangeError> {
        let view = self.allowed_to_change(by, id, Need::Right(Right::ManageService)).await?;
        let was = view.service();
        let mut tx = self.store().begin().await?;
        let (action, detail) = match &setting {
            Setting::Channel(permission, switch) => {
                let permissions = switched(was.permissions, *permission, *switch)?;
                services::set_permissions(&mut tx, id, permissions).await?;
                let before_and_after =
                    json!({"before": was.permissions.to_stored(), "after": permissions.to_stored()});
                ("service.permissions", before_and_after)
            }
            Setting::SmsPrefix(prefix) => {
                services::set_sms_prefix(&mut tx, id, *prefix).await?;
                ("service.sms-prefix", json!({"shown": *prefix == SmsPrefix::Shown}))
            }
            Setting::LanguageOrder(order) => {
                services::set_language_order(&mut tx, id, *order).await?;
                ("service.language-order", json!({"french_first": *order == LanguageOrder::FrenchFirst}))
            }
            Setting::TimeZone(zone) => {
                if !TIME_ZONES.contains(&zone.as_str()) {
                    return Err(invalid("time zone", "is not one of Canada, nor UTC"));
                }
                services::set_timezone(&mut tx, id, zone).await?;
                ("service.time-zone", json!({"before": was.timezone, "after": zone}))
            }
        };
        self.record(&mut tx, by, Some(id), action, &id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The service as it would be with this name; nothing is changed.
    pub async fn service_with(
        &self,
        by: &Authority,
        id: ServiceId,
        name: ServiceLabel<'_>,
    ) -> Result<Service, ChangeError> {
        let view = self.allowed_to_change(by, id, Need::Right(Right::ManageService)).await?;
        let service = name.on(view.service())?;
        let mut tx = self.store().begin().await?;
        self.refuse_taken_names(&mut tx, &service).await?;
        tx.rollback().await?;
        Ok(service)
    }

    /// Gives a service this name.
    pub async fn name_service(
        &self,
        by: &Authority,
        id: ServiceId,
        name: ServiceLabel<'_>,
    ) -> Result<(), ChangeError> {
        let view = self.allowed_to_change(by, id, Need::Right(Right::ManageService)).await?;
        let was = view.service();
        let service = name.on(was)?;
        let mut tx = self.store().begin().await?;
        let (action, before, after) = match name {
            ServiceLabel::Name(_) => {
                services::set_name(&mut tx, id, &service.name).await?;
                ("service.name", &was.name, &service.name)
            }
            ServiceLabel::SendingName(_) => {
                services::set_email_from(&mut tx, id, &service.email_from).await?;
                ("service.sending-name", &was.email_from, &service.email_from)
            }
        };
        self.refuse_taken_names(&mut tx, &service).await?;
        let detail = json!({"before": before, "after": after});
        self.record(&mut tx, by, Some(id), action, &id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(())
    }
}

impl ServiceLabel<'_> {
    fn on(self, service: &Service) -> Result<Service, ChangeError> {
        let service = service.clone();
        Ok(match self {
            ServiceLabel::Name(typed) => Service { name: service_name(typed)?.to_owned(), ..service },
            ServiceLabel::SendingName(typed) => Service { email_from: sending_name(typed)?, ..service },
        })
    }
}

/// The permissions with one turned on or off. A team decides about its channels only.
fn switched(
    permissions: Permissions,
    permission: Permission,
    switch: Switch,
) -> Result<Permissions, ChangeError> {
    if !matches!(permission, Permission::Email | Permission::Sms | Permission::InternationalSms) {
        return Err(ChangeError::NotAllowed);
    }
    let others = permissions.iter().filter(|other| *other != permission);
    Ok(others.chain((switch == Switch::On).then_some(permission)).collect())
}
