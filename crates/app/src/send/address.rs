//! Stages 10 to 12 of a send: from whom, to whom, by which road (contract §3.1).

use super::{MessageRequest, SendError, SendRequest};
use crate::App;
use crate::auth::Caller;
use facteur_model::Channel;
use facteur_model::id::{ReplyToId, SmsSenderId};
use facteur_model::policy::{self, Road};
use facteur_model::recipient::Recipient;
use facteur_model::service::Permission;
use facteur_store::Service;
use uuid::Uuid;

/// From whom a message or a list is.
#[derive(Debug)]
pub(crate) struct Sender {
    pub address: Option<String>,
    pub reply_to: Option<String>,
    /// What was chosen of the service's reply-to addresses or senders, or the usual sender of texts.
    pub id: Option<Uuid>,
}

impl App {
    /// Stages 10 to 12: who it is from, whether the recipient may be reached, and by which road.
    pub(super) fn address(
        &self,
        caller: &Caller,
        request: &SendRequest,
        recipient: &Recipient,
        has_files: bool,
    ) -> Result<(Road, Sender), SendError> {
        let service = caller.service.service();
        let chosen = match &request.message {
            MessageRequest::Email { reply_to, .. } => reply_to.map(ReplyToId::as_uuid),
            MessageRequest::Sms { sender, .. } => sender.map(SmsSenderId::as_uuid),
        };
        let from = self.sender(caller, request.message.channel(), chosen)?;
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
        if has_files && !service.permissions.contains(Permission::UploadDocument) {
            return Err(SendError::DocumentsNotPermitted);
        }
        Ok((road, from))
    }

    /// Stage 10: who it is from, which is what was chosen, or the usual.
    pub(crate) fn sender(
        &self,
        caller: &Caller,
        channel: Channel,
        chosen: Option<Uuid>,
    ) -> Result<Sender, SendError> {
        let (view, service) = (&caller.service, caller.service_id());
        match channel {
            Channel::Email => {
                let id = chosen.map(ReplyToId::from_uuid);
                let found = view.reply_to(id);
                if let (Some(id), None) = (id, found) {
                    return Err(SendError::ReplyToNotFound { id, service });
                }
                Ok(Sender {
                    address: Some(self.sending_address(view.service())),
                    reply_to: found.map(|reply_to| reply_to.address.clone()),
                    // Only what was asked for is shown; the usual one may be another tomorrow.
                    id: chosen,
                })
            }
            Channel::Sms => {
                let id = chosen.map(SmsSenderId::from_uuid);
                let found = view.sms_sender(id);
                if let (Some(id), None) = (id, found) {
                    return Err(SendError::SmsSenderNotFound { id, service });
                }
                let address = found.map(|sender| sender.sender.clone());
                Ok(Sender {
                    address: address.or_else(|| self.settings().default_sms_sender.clone()),
                    reply_to: None,
                    id: found.map(|sender| sender.id.as_uuid()),
                })
            }
        }
    }

    /// The address that e-mails of this service come from.
    pub(crate) fn sending_address(&self, service: &Service) -> String {
        format!("{}@{}", service.email_from, self.settings().sending_domain)
    }
}
