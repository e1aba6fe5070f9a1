//! Stage 8 of a send: the template, filled in (contract §3.1).

use super::sanitise;
use super::{MessageRequest, Sanitised, SendError, SendRequest};
use crate::App;
use crate::auth::Caller;
use crate::compiled::{Compiled, CompiledContent};
use crate::files::{self, MessageFile, Prepared};
use facteur_model::Channel;
use facteur_model::id::TemplateId;
use facteur_store::{Service, SmsPrefix};
use facteur_template::limits::MAX_SMS_UNITS;
use facteur_template::{SmsTemplate, Values};
use std::sync::Arc;

/// A message that passed the template stage.
pub(super) struct Composed {
    pub template: Arc<Compiled>,
    pub values: Values,
    /// The values as they are to be kept.
    pub personalisation: String,
    /// The files among them, not stored yet.
    pub files: Vec<Prepared>,
    /// The same, once they are stored.
    pub stored: Vec<MessageFile>,
    /// Text message parts; 1 for an e-mail.
    pub parts: u32,
    pub sanitised: Vec<(String, Sanitised)>,
}

impl App {
    /// The template of a message or of a list, in its present version. `call` is the channel that was called for; a list
    /// has that of its template.
    pub(crate) async fn template_to_send(
        &self,
        caller: &Caller,
        id: TemplateId,
        call: Option<Channel>,
    ) -> Result<Arc<Compiled>, SendError> {
        let template = self.directory().template(&caller.service, id).await?;
        let template = template.ok_or(SendError::TemplateNotFound)?;
        if let Some(call) = call.filter(|call| *call != template.channel()) {
            return Err(SendError::TemplateOfOtherChannel { template: template.channel(), call });
        }
        if template.template.archived_at.is_some() {
            return Err(SendError::TemplateArchived(id));
        }
        Ok(template)
    }

    /// Stage 8: the template exists, fits the channel, is not archived, has all its data, is neither too long
    /// nor blank.
    pub(super) async fn compose(
        &self,
        caller: &Caller,
        request: &mut SendRequest,
    ) -> Result<Composed, SendError> {
        let template =
            self.template_to_send(caller, request.template, Some(request.message.channel())).await?;
        let sanitised = match &request.message {
            MessageRequest::Email { sanitise, .. } => {
                sanitise::personalisation(&mut request.personalisation, sanitise)
            }
            MessageRequest::Sms { .. } => Vec::new(),
        };
        // After sanitising, which would take a file's link away.
        let files = match &request.message {
            MessageRequest::Email { .. } => files::prepare(self, &mut request.personalisation, self.now())?,
            MessageRequest::Sms { .. } => Vec::new(),
        };
        let values = Values::from_json(&request.personalisation);
        let names = template.missing(&values);
        if !names.is_empty() {
            return Err(SendError::MissingPersonalisation { template: request.template, names });
        }
        let parts = match &template.content {
            CompiledContent::Email(email) if email.is_blank(&values) => return Err(SendError::Blank),
            CompiledContent::Email(_) => 1,
            CompiledContent::Sms(sms) => parts_of(sms, &values, caller.service.service())?,
        };
        let personalisation =
            serde_json::Value::Object(std::mem::take(&mut request.personalisation)).to_string();
        Ok(Composed { template, values, personalisation, files, stored: Vec::new(), parts, sanitised })
    }
}

/// Parts of a text as it will leave, with the service's name in front when it shows one.
pub(crate) fn parts_of(sms: &SmsTemplate, values: &Values, service: &Service) -> Result<u32, SendError> {
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
