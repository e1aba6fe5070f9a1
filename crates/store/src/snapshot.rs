//! All that the request path needs to know of a service, in one consistent read.

use crate::api_keys::{ApiKey, RawApiKey, api_key_columns};
use crate::error::Error;
use crate::members::{self, Member};
use crate::reply_tos::{self, ReplyTo, reply_to_columns};
use crate::safelist;
use crate::services::{self, Service, service_columns};
use crate::session::{Row, statements, values};
use crate::sms_senders::{self, SmsSender};
use crate::store::Store;
use crate::webhooks::{self, Listener};
use facteur_model::id::ServiceId;
use std::fmt;

/// A service with its keys, people and senders, as of one moment. Cache it until its epoch changes.
#[derive(Clone, PartialEq, Eq)]
pub struct ServiceSnapshot {
    /// The service.
    pub service: Service,
    /// Its keys, revoked ones included, oldest first.
    pub keys: Vec<ApiKey>,
    /// Its people.
    pub members: Vec<Member>,
    /// Its safelist.
    pub safelist: Vec<String>,
    /// Its reply-to addresses, archived ones included.
    pub reply_tos: Vec<ReplyTo>,
    /// Its text message senders, archived ones included.
    pub sms_senders: Vec<SmsSender>,
    /// Its webhooks.
    pub webhooks: Vec<Listener>,
    /// Are its e-mails refused, because too many came back?
    pub email_paused: bool,
    /// Does anybody want no more of its texts?
    pub has_opt_outs: bool,
    /// The numbers that people can write to.
    pub inbound_numbers: Vec<String>,
    /// The service's change counter: equal to [`Store::service_epoch`](crate::Store::service_epoch) for as
    /// long as nothing of this has changed.
    pub epoch: i64,
}

impl fmt::Debug for ServiceSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceSnapshot")
            .field("service", &self.service)
            .field("epoch", &self.epoch)
            .finish_non_exhaustive()
    }
}

statements! {
    SERVICE = concat!("SELECT ", service_columns!(), ", epoch FROM services WHERE id = $1");

    KEYS = concat!("
        SELECT ", api_key_columns!(), "
        FROM api_keys
        WHERE service_id = $1
        ORDER BY created_at, id");

    MEMBERS = "
        SELECT id, sealed_person, rights, joined_at
        FROM members
        WHERE service_id = $1
        ORDER BY id";

    SAFELIST = "SELECT entry_tag, sealed_entry FROM safelist WHERE service_id = $1";

    REPLY_TOS = concat!("
        SELECT ", reply_to_columns!(), "
        FROM reply_tos
        WHERE service_id = $1
        ORDER BY id");

    SMS_SENDERS = "
        SELECT id, sender, is_default, archived_at
        FROM sms_senders
        WHERE service_id = $1
        ORDER BY id";

    EMAIL_PAUSED = "SELECT 1 FROM email_standings WHERE service_id = $1 AND paused_at IS NOT NULL";

    OPT_OUTS = "SELECT 1 FROM opt_outs WHERE service_id = $1 AND lifted_at IS NULL LIMIT 1";

    INBOUND_NUMBERS = "SELECT number FROM inbound_numbers WHERE service_id = $1 ORDER BY number";
}

impl Store {
    /// A service with its keys, people and senders, in one consistent read.
    pub async fn snapshot(&self, service: ServiceId) -> Result<Option<ServiceSnapshot>, Error> {
        let lists = [
            SERVICE,
            KEYS,
            MEMBERS,
            SAFELIST,
            REPLY_TOS,
            SMS_SENDERS,
            EMAIL_PAUSED,
            OPT_OUTS,
            INBOUND_NUMBERS,
            webhooks::LISTENERS,
        ]
        .map(|statement| (statement, values![service]));
        let [
            mut row,
            mut keys,
            mut members,
            mut safelist,
            mut reply_tos,
            mut sms_senders,
            email_paused,
            opt_outs,
            mut inbound_numbers,
            mut webhooks,
        ]: [Vec<Row>; 10] =
            self.engine().lists(lists.into()).await?.try_into().map_err(|_| Error::Missing)?;
        let Some(row) = row.first_mut() else { return Ok(None) };
        let key = self.data_key(service).await?;
        let mut safelist =
            safelist.iter_mut().map(|row| safelist::read(row, &key)).collect::<Result<Vec<_>, _>>()?;
        // Tags have no order that a person would know.
        safelist.sort();
        Ok(Some(ServiceSnapshot {
            service: services::read(row)?,
            keys: keys.iter_mut().map(|row| RawApiKey::read(row)?.open(&key)).collect::<Result<_, _>>()?,
            members: members.iter_mut().map(|row| members::read(row, &key)).collect::<Result<_, _>>()?,
            safelist,
            reply_tos: reply_tos.iter_mut().map(reply_tos::read).collect::<Result<_, _>>()?,
            sms_senders: sms_senders.iter_mut().map(sms_senders::read).collect::<Result<_, _>>()?,
            email_paused: !email_paused.is_empty(),
            has_opt_outs: !opt_outs.is_empty(),
            inbound_numbers: inbound_numbers.iter_mut().map(Row::take).collect::<Result<_, _>>()?,
            webhooks: webhooks.iter_mut().map(webhooks::read_listener).collect::<Result<_, _>>()?,
            epoch: row.take()?,
        }))
    }
}
