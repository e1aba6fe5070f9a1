//! Accepting one message: every check of contract §3.1 in its order, then one durable commit.

mod error;
mod idempotency;
mod request;
mod sanitise;

pub use error::SendError;
pub(crate) use idempotency::InProgress;
pub use request::{
    Accepted, AcceptedContent, IdempotencyKey, MessageRequest, Sanitised, Schedule, SendRequest,
};

use crate::auth::Caller;
use crate::compiled::{Compiled, CompiledContent};
use crate::{App, Settings, Unavailable, meter};
use facteur_model::Channel;
use facteur_model::allowance::{self, Exhausted, Rate};
use facteur_model::id::NotificationId;
use facteur_model::policy::{self, Road};
use facteur_model::recipient::Recipient;
use facteur_model::service::{Permission, Standing};
use facteur_model::time::{Micros, Moment};
use facteur_store::{Accept, Accepted as Stored, Charge, Content, Idempotency, NewNotification, SmsPrefix};
use facteur_template::limits::MAX_SMS_UNITS;
use facteur_template::{SmsTemplate, Values};
use std::sync::Arc;

/// How long an answer is kept for its idempotency key.
const IDEMPOTENCY_LIFE: Micros = facteur_model::time::DAY;

/// What came of a send.
pub struct Sending {
    /// Where the caller stands within its rate; absent when the call was refused before it counted.
    pub rate: Option<Rate>,
    pub result: Result<Sent, SendError>,
}

/// A message was accepted.
pub struct Sent {
    /// The answer, as `respond` wrote it.
    pub body: Vec<u8>,
    pub replay: Replay,
}

/// Whether the answer is of this call or of an earlier one with the same idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replay {
    First,
    Again,
}

/// A message that passed the template stage.
struct Composed {
    template: Arc<Compiled>,
    values: Values,
    /// The values as they are to be kept.
    personalisation: String,
    /// Text message parts; an e-mail has none and counts as one.
    parts: u32,
    sanitised: Vec<(String, Sanitised)>,
    attachments: Attachments,
}

/// Whether the personalisation holds files.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Attachments {
    None,
    Some,
}

/// Who a message is from.
struct From {
    address: Option<String>,
    reply_to: Option<String>,
}

impl App {
    /// Accepts one message; when it returns [`Sent`], the message is durable.
    ///
    /// `respond` writes the answer, so that it can be kept with the idempotency key in the same commit.
    pub async fn send(
        &self,
        caller: &Caller,
        request: SendRequest,
        idempotency: Option<IdempotencyKey>,
        respond: fn(&Settings, &Accepted) -> Vec<u8>,
    ) -> Sending {
        let mut rate = None;
        let channel = request.message.channel();
        let result = self.try_send(caller, request, idempotency, respond, &mut rate).await;
        match &result {
            Ok(_) => meter::accepted(channel, caller.key_type()),
            Err(_) => meter::refused(channel, caller.key_type()),
        }
        Sending { rate, result }
    }

    async fn try_send(
        &self,
        caller: &Caller,
        mut request: SendRequest,
        idempotency: Option<IdempotencyKey>,
        respond: fn(&Settings, &Accepted) -> Vec<u8>,
        rate: &mut Option<Rate>,
    ) -> Result<Sent, SendError> {
        let now = self.now();
        // Held until the answer is durable: a second call with the same key meanwhile is told so.
        let _turn = match &idempotency {
            Some(key) => Some(self.in_progress().enter(caller, key)?),
            None => None,
        };
        if let Some(key) = &idempotency
            && let Some(sent) = self.answered(caller, key, now).await?
        {
            return Ok(sent);
        }
        let channel = request.message.channel();
        let service = caller.service.service();
        if service.standing == Standing::Suspended {
            return Err(SendError::Suspended);
        }
        if !service.permissions.contains(permission_for(channel)) {
            return Err(SendError::ChannelNotPermitted(channel));
        }
        self.count_call(caller, now, rate)?;
        let composed = self.compose(caller, &mut request).await?;
        let recipient = request.message.recipient();
        let units = match channel {
            Channel::Email => 1,
            Channel::Sms => u64::from(composed.parts),
        };
        let (road, from) = match self.address(caller, &request, &recipient, composed.attachments) {
            Ok(addressed) => addressed,
            // The contract asks the allowances before these checks (§3.1, stages 9 to 12): a caller over its
            // limit hears of the limit. They are read only on this path; the commit checks them for good.
            Err(refusal) => {
                self.refuse_exhausted(caller, channel, units, now).await?;
                return Err(refusal);
            }
        };

        let id = NotificationId::new(now, self.chance());
        let accepted = accepted(id, caller, request, &composed, from.address.clone());
        let body = respond(self.settings(), &accepted);
        let accept = self.durable_form(caller, now, road, units, &accepted, &composed, &recipient, from);
        let Some(accept) = with_idempotency(accept, idempotency, caller, &body, now) else {
            return Ok(Sent { body, replay: Replay::First });
        };
        let asked = accept.idempotency.as_ref().map(|row| row.digest);
        match self.store().accept(accept).await.map_err(Unavailable::from)? {
            Stored::Stored => {
                if road != Road::SmokeTest {
                    self.wake();
                }
                Ok(Sent { body, replay: Replay::First })
            }
            Stored::Exhausted(what) => Err(exhausted(caller, channel, what, now)),
            Stored::Replay { digest, answer } if Some(digest) == asked => {
                Ok(Sent { body: answer, replay: Replay::Again })
            }
            Stored::Replay { .. } => Err(SendError::IdempotencyKeyReused),
        }
    }

    async fn answered(
        &self,
        caller: &Caller,
        key: &IdempotencyKey,
        now: Moment,
    ) -> Result<Option<Sent>, SendError> {
        let store = self.store().of(caller.service_id());
        match store.answered(caller.key_type(), &key.key, now).await.map_err(Unavailable::from)? {
            None => Ok(None),
            Some((digest, answer)) if digest == key.digest => {
                Ok(Some(Sent { body: answer, replay: Replay::Again }))
            }
            Some(_) => Err(SendError::IdempotencyKeyReused),
        }
    }

    /// Stage 7: the per-minute rate, shared by all keys of one type (contract §5.1).
    fn count_call(&self, caller: &Caller, now: Moment, rate: &mut Option<Rate>) -> Result<(), SendError> {
        let limit = caller.service.service().limits.rate;
        let key_type = caller.key_type();
        match self.rates().admit(caller.service_id(), key_type, now, limit) {
            Ok(admitted) => {
                *rate = Some(admitted);
                Ok(())
            }
            Err(refused) => {
                *rate = Some(refused);
                Err(SendError::RateExceeded { key_type, rate: refused })
            }
        }
    }

    /// Stage 8: the template exists, fits the channel, is not archived, has all its data, is neither too long
    /// nor blank.
    async fn compose(&self, caller: &Caller, request: &mut SendRequest) -> Result<Composed, SendError> {
        let call = request.message.channel();
        let template = self.directory().template(&caller.service, request.template).await?;
        let template = template.ok_or(SendError::TemplateNotFound)?;
        if template.channel() != call {
            return Err(SendError::TemplateOfOtherChannel { template: template.channel(), call });
        }
        if template.template.archived_at.is_some() {
            return Err(SendError::TemplateArchived(request.template));
        }
        let sanitised = match &request.message {
            MessageRequest::Email { sanitise, .. } => {
                sanitise::personalisation(&mut request.personalisation, sanitise)
            }
            MessageRequest::Sms { .. } => Vec::new(),
        };
        let attachments = match request.personalisation.values().any(serde_json::Value::is_object) {
            true => Attachments::Some,
            false => Attachments::None,
        };
        let values = Values::from_json(&request.personalisation);
        let names = template.missing(&values);
        if !names.is_empty() {
            return Err(SendError::MissingPersonalisation { template: request.template, names });
        }
        let parts = match &template.content {
            CompiledContent::Email(email) if email.is_blank(&values) => return Err(SendError::Blank),
            CompiledContent::Email(_) => 0,
            CompiledContent::Sms(sms) => parts_of(sms, &values, caller)?,
        };
        let personalisation =
            serde_json::Value::Object(std::mem::take(&mut request.personalisation)).to_string();
        Ok(Composed { template, values, personalisation, parts, sanitised, attachments })
    }

    /// Stages 10 to 12: who it is from, whether the recipient may be reached, and by which road.
    fn address(
        &self,
        caller: &Caller,
        request: &SendRequest,
        recipient: &Recipient,
        attachments: Attachments,
    ) -> Result<(Road, From), SendError> {
        let service = caller.service.service();
        let from = match &request.message {
            MessageRequest::Email { reply_to, .. } => {
                let found = caller.service.reply_to(*reply_to);
                if let (Some(id), None) = (*reply_to, found) {
                    return Err(SendError::ReplyToNotFound { id, service: service.id });
                }
                From {
                    address: Some(self.from_address(service)),
                    reply_to: found.map(|reply_to| reply_to.address.clone()),
                }
            }
            MessageRequest::Sms { sender, .. } => {
                let found = caller.service.sms_sender(*sender);
                if let (Some(id), None) = (*sender, found) {
                    return Err(SendError::SmsSenderNotFound { id, service: service.id });
                }
                let sender = found.map(|sender| sender.sender.clone());
                From {
                    address: sender.or_else(|| self.settings().default_sms_sender.clone()),
                    reply_to: None,
                }
            }
        };
        let acquaintance = caller.service.acquaintance(recipient);
        let road = policy::reach(caller.key_type(), service.mode, acquaintance)
            .map_err(|refusal| SendError::RecipientRefused { refusal, service: service.id })?;
        match recipient {
            Recipient::Phone(phone)
                if phone.is_international()
                    && !service.permissions.contains(Permission::InternationalSms) =>
            {
                return Err(SendError::InternationalNotPermitted);
            }
            Recipient::Email(email) if !email.has_ascii_local_part() => {
                return Err(SendError::UndeliverableAddress);
            }
            Recipient::Phone(_) | Recipient::Email(_) => {}
        }
        if attachments == Attachments::Some {
            return Err(SendError::DocumentsNotPermitted);
        }
        Ok((road, from))
    }

    async fn refuse_exhausted(
        &self,
        caller: &Caller,
        channel: Channel,
        units: u64,
        now: Moment,
    ) -> Result<(), SendError> {
        if !allowance::counts(caller.key_type(), Road::Provider) {
            return Ok(());
        }
        let (day, year) = (now.day(), now.day().fiscal_year());
        let store = self.store().of(caller.service_id());
        let (today, this_year) = store.used(channel, day, year).await.map_err(Unavailable::from)?;
        allowance::check(&caller.service.service().limits, channel, today, this_year, units)
            .map_err(|what| exhausted(caller, channel, what, now))
    }

    /// What the store is to commit. A smoke test leaves nothing (contract §4).
    #[expect(clippy::too_many_arguments, reason = "the parts of one message, each from its own stage")]
    fn durable_form(
        &self,
        caller: &Caller,
        now: Moment,
        road: Road,
        units: u64,
        accepted: &Accepted,
        composed: &Composed,
        recipient: &Recipient,
        from: From,
    ) -> Accept {
        let service = caller.service.service();
        let channel = composed.template.channel();
        let (due_at, scheduled_for) = match &accepted.schedule {
            Schedule::Now => (now, None),
            Schedule::At { moment, .. } => (*moment, Some(*moment)),
        };
        let unsubscribe_url = match &accepted.content {
            AcceptedContent::Email { unsubscribe_url, .. } => unsubscribe_url.clone(),
            AcceptedContent::Sms { .. } => None,
        };
        let notification = (road != Road::SmokeTest).then(|| NewNotification {
            id: accepted.id,
            service: service.id,
            key: caller.key_id(),
            key_type: caller.key_type(),
            channel,
            template: accepted.template,
            template_version: accepted.template_version,
            created_at: now,
            due_at,
            scheduled_for,
            lane: 0,
            parts: composed.parts,
            content: Content {
                to: as_typed(recipient),
                to_normalised: recipient.normalised(),
                reference: accepted.reference.clone(),
                personalisation: composed.personalisation.clone(),
                reply_to: from.reply_to,
                sender: from.address,
                unsubscribe_url,
            },
        });
        let charge = allowance::counts(caller.key_type(), road).then(|| Charge {
            channel,
            units,
            day: now.day(),
            year: now.day().fiscal_year(),
            limits: service.limits,
        });
        Accept { service: service.id, notification, charge, idempotency: None, now }
    }

    /// The address that e-mails of this service come from.
    pub(crate) fn from_address(&self, service: &facteur_store::Service) -> String {
        format!("{}@{}", service.email_from, self.settings().sending_domain)
    }
}

/// Adds the idempotency row; `None` when there is nothing at all to commit.
fn with_idempotency(
    mut accept: Accept,
    idempotency: Option<IdempotencyKey>,
    caller: &Caller,
    body: &[u8],
    now: Moment,
) -> Option<Accept> {
    accept.idempotency = idempotency.map(|key| Idempotency {
        key: key.key,
        key_type: caller.key_type(),
        digest: key.digest,
        answer: body.to_vec(),
        expires_at: now.plus(IDEMPOTENCY_LIFE),
    });
    (accept.notification.is_some() || accept.idempotency.is_some()).then_some(accept)
}

/// Parts of a text as it will leave, with the service's name in front when it shows one.
fn parts_of(sms: &SmsTemplate, values: &Values, caller: &Caller) -> Result<u32, SendError> {
    let service = caller.service.service();
    let unprefixed = sms.render(values, None);
    let name_units = match service.sms_prefix {
        SmsPrefix::Shown => service.name.chars().count() + 2,
        SmsPrefix::Hidden => 0,
    };
    if unprefixed.units + name_units > MAX_SMS_UNITS {
        return Err(SendError::SmsTooLong { limit: MAX_SMS_UNITS });
    }
    if sms.is_blank(values) {
        return Err(SendError::Blank);
    }
    Ok(match service.sms_prefix {
        SmsPrefix::Shown => sms.render(values, Some(&service.name)).parts,
        SmsPrefix::Hidden => unprefixed.parts,
    })
}

fn accepted(
    id: NotificationId,
    caller: &Caller,
    request: SendRequest,
    composed: &Composed,
    from: Option<String>,
) -> Accepted {
    let body = composed.template.body(&composed.values);
    let content = match request.message {
        MessageRequest::Email { unsubscribe_url, .. } => AcceptedContent::Email {
            from_email: from.unwrap_or_default(),
            subject: composed.template.subject(&composed.values).unwrap_or_default(),
            body,
            unsubscribe_url,
        },
        MessageRequest::Sms { .. } => AcceptedContent::Sms { from_number: from, body },
    };
    Accepted {
        id,
        service: caller.service_id(),
        reference: request.reference,
        template: request.template,
        template_version: composed.template.template.version,
        schedule: request.schedule,
        content,
        sanitised: composed.sanitised.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
    }
}

fn exhausted(caller: &Caller, channel: Channel, what: Exhausted, now: Moment) -> SendError {
    let reset = match what {
        Exhausted::Daily { .. } => now.day().next().start(),
        Exhausted::Annual { .. } => now.day().fiscal_year().end(),
    };
    SendError::Exhausted { channel, mode: caller.service.service().mode, what, resets_in: reset.since(now) }
}

fn permission_for(channel: Channel) -> Permission {
    match channel {
        Channel::Email => Permission::Email,
        Channel::Sms => Permission::Sms,
    }
}

/// The recipient as the caller wrote it: what every answer shows (contract §3.5).
fn as_typed(recipient: &Recipient) -> String {
    match recipient {
        Recipient::Email(email) => email.as_str().to_owned(),
        Recipient::Phone(phone) => phone.as_typed().to_owned(),
    }
}
