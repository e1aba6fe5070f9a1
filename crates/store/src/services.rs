//! Services: one team's place in Facteur.

use crate::error::Error;
use crate::transaction::Transaction;
use facteur_model::allowance::Limits;
use facteur_model::id::ServiceId;
use facteur_model::service::{Mode, Permissions, Standing};
use facteur_model::time::Moment;

/// One team's place: what it is called and what it may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its identifier.
    pub id: ServiceId,
    /// The name that people see, also as the sender of e-mails.
    pub name: String,
    /// The local part of its e-mail address.
    pub email_from: String,
    /// Trial or live.
    pub mode: Mode,
    /// Whether it may send at all.
    pub standing: Standing,
    /// What it may do.
    pub permissions: Permissions,
    /// How much it may send.
    pub limits: Limits,
    /// Whether its name stands in front of its text messages.
    pub sms_prefix: SmsPrefix,
    /// Which language comes first around its e-mails.
    pub language_order: LanguageOrder,
    /// When it was made.
    pub created_at: Moment,
}

/// Does the service's name stand in front of its text messages?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SmsPrefix {
    /// `Name: text`.
    Shown,
    /// The text alone.
    Hidden,
}

/// Which official language comes first where both stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LanguageOrder {
    /// English, then French.
    EnglishFirst,
    /// French, then English.
    FrenchFirst,
}

/// Writes a new service and draws its data key. [`Error::Exists`] when the id is taken.
pub async fn insert(tx: &mut Transaction, service: &Service) -> Result<(), Error> {
    let _ = (tx, service);
    unimplemented!()
}

/// Replaces the limits of a service.
pub async fn update_limits(tx: &mut Transaction, service: ServiceId, limits: &Limits) -> Result<(), Error> {
    let _ = (tx, service, limits);
    unimplemented!()
}

/// Makes a service live, or puts it back on trial.
pub async fn set_mode(tx: &mut Transaction, service: ServiceId, mode: Mode) -> Result<(), Error> {
    let _ = (tx, service, mode);
    unimplemented!()
}

/// Suspends, archives or restores a service.
pub async fn set_standing(tx: &mut Transaction, service: ServiceId, standing: Standing) -> Result<(), Error> {
    let _ = (tx, service, standing);
    unimplemented!()
}

/// Replaces what a service may do.
pub async fn set_permissions(
    tx: &mut Transaction,
    service: ServiceId,
    permissions: Permissions,
) -> Result<(), Error> {
    let _ = (tx, service, permissions);
    unimplemented!()
}
