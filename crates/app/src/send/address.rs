//! Stages 10 to 12 of a send: from whom, to whom, by which road (contract §3.1).

use super::{MessageRequest, SendError, SendRequest};
use crate::App;
use crate::auth::Caller;
use facteur_model::policy::{self, Road};
use facteur_model::recipient::Recipient;
use facteur_model::service::Permission;
use facteur_store::Service;

/// Who a message is from.
pub(super) struct Sender {
    pub address: Option<String>,
    pub reply_to: Option<String>,
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
        let from = match &request.message {
            MessageRequest::Email { reply_to, .. } => {
                let found = caller.service.reply_to(*reply_to);
                if let (Some(id), None) = (*reply_to, found) {
                    return Err(SendError::ReplyToNotFound { id, service: service.id });
                }
                Sender {
                    address: Some(self.sending_address(service)),
                    reply_to: found.map(|reply_to| reply_to.address.clone()),
                }
            }
            MessageRequest::Sms { sender, .. } => {
                let found = caller.service.sms_sender(*sender);
                if let (Some(id), None) = (*sender, found) {
                    return Err(SendError::SmsSenderNotFound { id, service: service.id });
                }
                let sender = found.map(|sender| sender.sender.clone());
                Sender {
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
        if has_files && !service.permissions.contains(Permission::UploadDocument) {
            return Err(SendError::DocumentsNotPermitted);
        }
        Ok((road, from))
    }

    /// The address that e-mails of this service come from.
    pub(crate) fn sending_address(&self, service: &Service) -> String {
        format!("{}@{}", service.email_from, self.settings().sending_domain)
    }
}
