//! Services: one team's place in Facteur.

use crate::error::Error;
use crate::session::{Row, statements, values};
use crate::store::Store;
use crate::transaction::Transaction;
use facteur_model::allowance::Limits;
use facteur_model::id::ServiceId;
use facteur_model::service::{CutOffText, Mode, Permissions, Retention, Standing};
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
    /// How long its messages are kept.
    pub retention: Retention,
    /// What becomes of its texts whose last attempt was cut off.
    pub cut_off_text: CutOffText,
    /// When it was made.
    pub created_at: Moment,
    /// The IANA name of the time zone in which its people read times.
    pub timezone: String,
    /// When it was archived: a deletion can be undone for a while.
    pub archived_at: Option<Moment>,
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

/// What [`read`] reads, in its order.
macro_rules! service_columns {
    () => {
        "id, name, email_from, mode, standing, permissions, rate, daily_email, daily_sms, annual_email, \
         annual_sms, sms_prefix, french_first, retention_days, cut_off_text, created_at, timezone, archived_at"
    };
}
pub(crate) use service_columns;

statements! {
    INSERT = "
        INSERT INTO services
            (id, name, email_from, mode, standing, permissions, rate, daily_email, daily_sms, annual_email,
             annual_sms, sms_prefix, french_first, retention_days, cut_off_text, created_at, timezone,
             archived_at, sealed_data_key, epoch)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 0)";

    UPDATE_LIMITS = "
        UPDATE services
        SET rate = $1, daily_email = $2, daily_sms = $3, annual_email = $4, annual_sms = $5
        WHERE id = $6";

    SET_MODE = "UPDATE services SET mode = $1 WHERE id = $2";

    SET_STANDING = "UPDATE services SET standing = $1, archived_at = $2 WHERE id = $3";

    SET_NAME = "UPDATE services SET name = $1 WHERE id = $2";

    SET_EMAIL_FROM = "UPDATE services SET email_from = $1 WHERE id = $2";

    SET_SMS_PREFIX = "UPDATE services SET sms_prefix = $1 WHERE id = $2";

    SET_LANGUAGE_ORDER = "UPDATE services SET french_first = $1 WHERE id = $2";

    SET_TIMEZONE = "UPDATE services SET timezone = $1 WHERE id = $2";

    // Nobody commits another change of a service until this transaction ends.
    HOLD_NAMES = "UPDATE counters SET value = value WHERE name = 'epoch'";

    OTHERS = concat!("SELECT ", service_columns!(), " FROM services WHERE id <> $1");

    SET_PERMISSIONS = "UPDATE services SET permissions = $1 WHERE id = $2";

    SET_RETENTION = "UPDATE services SET retention_days = $1 WHERE id = $2";

    SET_CUT_OFF_TEXT = "UPDATE services SET cut_off_text = $1 WHERE id = $2";

    LIST = concat!("SELECT ", service_columns!(), " FROM services ORDER BY created_at, id");
}

pub(crate) fn read(row: &mut Row) -> Result<Service, Error> {
    Ok(Service {
        id: row.take()?,
        name: row.take()?,
        email_from: row.take()?,
        mode: row.take_as(Mode::from_stored)?,
        standing: row.take_as(Standing::from_stored)?,
        permissions: row.take_as(|text| Some(Permissions::from_stored(text)))?,
        limits: Limits {
            rate: row.take()?,
            daily_email: row.take()?,
            daily_sms: row.take()?,
            annual_email: row.take()?,
            annual_sms: row.take()?,
        },
        sms_prefix: if row.take()? { SmsPrefix::Shown } else { SmsPrefix::Hidden },
        language_order: if row.take()? { LanguageOrder::FrenchFirst } else { LanguageOrder::EnglishFirst },
        // Only a change of the bounds between two versions makes a stored value meaningless.
        retention: Retention::from_days(row.take()?).unwrap_or(Retention::USUAL),
        cut_off_text: row.take_as(CutOffText::from_stored)?,
        created_at: row.take()?,
        timezone: row.take()?,
        archived_at: row.take()?,
    })
}

impl Store {
    /// All services, oldest first.
    pub async fn services(&self) -> Result<Vec<Service>, Error> {
        self.engine().list(LIST, values![]).await?.iter_mut().map(read).collect()
    }
}

/// Writes a new service and draws its data key. [`Error::Exists`] when the id is taken.
pub async fn insert(tx: &mut Transaction, service: &Service) -> Result<(), Error> {
    let Service { id, name, email_from, mode, standing, permissions, limits, .. } = service;
    let values = values![
        *id,
        name.as_str(),
        email_from.as_str(),
        mode.as_str(),
        standing.as_str(),
        permissions.to_stored(),
        limits.rate,
        limits.daily_email,
        limits.daily_sms,
        limits.annual_email,
        limits.annual_sms,
        service.sms_prefix == SmsPrefix::Shown,
        service.language_order == LanguageOrder::FrenchFirst,
        service.retention.days(),
        service.cut_off_text.as_str(),
        service.created_at,
        service.timezone.as_str(),
        service.archived_at,
        tx.keyring().new_data_key(*id),
    ];
    tx.execute(INSERT, values).await?;
    tx.touch(*id);
    Ok(())
}

/// Replaces the limits of a service.
pub async fn update_limits(tx: &mut Transaction, service: ServiceId, limits: &Limits) -> Result<(), Error> {
    let Limits { rate, daily_email, daily_sms, annual_email, annual_sms } = *limits;
    tx.touch(service);
    tx.change(UPDATE_LIMITS, values![rate, daily_email, daily_sms, annual_email, annual_sms, service]).await
}

/// Makes a service live, or puts it back on trial.
pub async fn set_mode(tx: &mut Transaction, service: ServiceId, mode: Mode) -> Result<(), Error> {
    tx.touch(service);
    tx.change(SET_MODE, values![mode.as_str(), service]).await
}

/// Suspends, archives or restores a service; `archived_at` says since when it is archived.
pub async fn set_standing(
    tx: &mut Transaction,
    service: ServiceId,
    standing: Standing,
    archived_at: Option<Moment>,
) -> Result<(), Error> {
    tx.touch(service);
    tx.change(SET_STANDING, values![standing.as_str(), archived_at, service]).await
}

/// Gives a service another name.
pub async fn set_name(tx: &mut Transaction, service: ServiceId, name: &str) -> Result<(), Error> {
    tx.touch(service);
    tx.change(SET_NAME, values![name, service]).await
}

/// Sets what stands in front of the `@` of a service's e-mails.
pub async fn set_email_from(tx: &mut Transaction, service: ServiceId, email_from: &str) -> Result<(), Error> {
    tx.touch(service);
    tx.change(SET_EMAIL_FROM, values![email_from, service]).await
}

/// Says whether a service's name stands in front of its text messages.
pub async fn set_sms_prefix(
    tx: &mut Transaction,
    service: ServiceId,
    sms_prefix: SmsPrefix,
) -> Result<(), Error> {
    tx.touch(service);
    tx.change(SET_SMS_PREFIX, values![sms_prefix == SmsPrefix::Shown, service]).await
}

/// Says which language comes first around a service's e-mails.
pub async fn set_language_order(
    tx: &mut Transaction,
    service: ServiceId,
    order: LanguageOrder,
) -> Result<(), Error> {
    tx.touch(service);
    tx.change(SET_LANGUAGE_ORDER, values![order == LanguageOrder::FrenchFirst, service]).await
}

/// Sets the time zone in which a service's people read times.
pub async fn set_timezone(tx: &mut Transaction, service: ServiceId, timezone: &str) -> Result<(), Error> {
    tx.touch(service);
    tx.change(SET_TIMEZONE, values![timezone, service]).await
}

/// All services but this one, which stay as they are until the transaction ends: what must be unique among services
/// can be compared with them. Write the service itself before, so that rows are always taken in the same order.
pub async fn others(tx: &mut Transaction, service: ServiceId) -> Result<Vec<Service>, Error> {
    tx.execute(HOLD_NAMES, values![]).await?;
    tx.list(OTHERS, values![service]).await?.iter_mut().map(read).collect()
}

/// Replaces what a service may do.
pub async fn set_permissions(
    tx: &mut Transaction,
    service: ServiceId,
    permissions: Permissions,
) -> Result<(), Error> {
    tx.touch(service);
    tx.change(SET_PERMISSIONS, values![permissions.to_stored(), service]).await
}

/// Sets how long a service's messages are kept; it holds for those that are there already too.
pub async fn set_retention(
    tx: &mut Transaction,
    service: ServiceId,
    retention: Retention,
) -> Result<(), Error> {
    tx.touch(service);
    tx.change(SET_RETENTION, values![retention.days(), service]).await
}

/// Sets what becomes of a service's texts whose last attempt was cut off.
pub async fn set_cut_off_text(
    tx: &mut Transaction,
    service: ServiceId,
    choice: CutOffText,
) -> Result<(), Error> {
    tx.touch(service);
    tx.change(SET_CUT_OFF_TEXT, values![choice.as_str(), service]).await
}
