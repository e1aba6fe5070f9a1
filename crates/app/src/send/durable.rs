//! What an accepted message leaves in the store, and what the caller is told.

use super::address::Sender;
use super::compose::Composed;
use super::{Accepted, AcceptedContent, IdempotencyKey, MessageRequest, Schedule, SendRequest};
use crate::auth::Caller;
use crate::compiled::Compiled;
use crate::files::MessageFile;
use facteur_model::api_key::KeyType;
use facteur_model::id::NotificationId;
use facteur_model::notification::Status;
use facteur_model::policy::Road;
use facteur_model::recipient::Recipient;
use facteur_model::time::{DAY, Micros, Moment};
use facteur_model::{Lane, allowance};
use facteur_store::{Accept, Charge, Content, Idempotency, NewNotification};

/// How long an answer is kept for its idempotency key.
pub(crate) const IDEMPOTENCY_LIFE: Micros = DAY;

/// What the answer says.
pub(super) fn accepted(
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

/// What the store is to commit. A smoke test leaves nothing (contract §4).
#[expect(clippy::too_many_arguments, reason = "the parts of one message, each from its own stage")]
pub(super) fn durable_form(
    caller: &Caller,
    now: Moment,
    road: Road,
    units: u64,
    accepted: &Accepted,
    composed: &Composed,
    recipient: &Recipient,
    from: Sender,
    scan: bool,
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
        // Whether a file is harmful is found out at once, whenever the message is wanted.
        due_at: if scan { now } else { due_at },
        scheduled_for,
        lane: lane_of(caller.key_type(), &composed.template),
        status: if scan { Status::PendingVirusCheck } else { Status::Created },
        parts: composed.parts,
        content: Content {
            to: as_typed(recipient),
            to_normalised: recipient.normalised(),
            reference: accepted.reference.clone(),
            personalisation: composed.personalisation.clone(),
            reply_to: from.reply_to,
            sender: from.address,
            unsubscribe_url,
            files: MessageFile::write_all(&composed.stored),
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

/// Where the messages of a template wait.
pub(crate) fn lane_of(key_type: KeyType, template: &Compiled) -> Lane {
    match key_type {
        KeyType::Test => Lane::Simulated,
        KeyType::Live | KeyType::Team => Lane::Real(template.channel(), template.template.priority()),
    }
}

/// Adds the idempotency row; `None` when there is nothing at all to commit.
pub(super) fn with_idempotency(
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

/// The recipient as the caller wrote it: what every answer shows (contract §3.5).
fn as_typed(recipient: &Recipient) -> String {
    match recipient {
        Recipient::Email(email) => email.as_str().to_owned(),
        Recipient::Phone(phone) => phone.as_typed().to_owned(),
    }
}
