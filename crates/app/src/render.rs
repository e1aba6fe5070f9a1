//! From a stored notification back to the message: for providers, the mailbox and the API alike.

use crate::compiled::{Compiled, CompiledContent};
use crate::directory::ServiceView;
use crate::files::{FileMethod, MessageFile};
use crate::{App, Signature, Unavailable};
use facteur_model::Channel;
use facteur_providers::{Email, Encoding, Language, Message, Outgoing, Sms};
use facteur_store::{Notification, SmsPrefix};
use facteur_template::document::{self, Layout};
use facteur_template::{SmsText, Values};
use std::sync::Arc;

/// A notification with what is needed to render it.
pub struct Renderable<'a> {
    pub notification: &'a Notification,
    pub template: Arc<Compiled>,
    pub values: Values,
    /// What is attached, for now without content.
    pub files: Vec<MessageFile>,
}

impl App {
    /// Finds the template version of a notification and reads its values.
    pub(crate) async fn renderable<'a>(
        &self,
        notification: &'a Notification,
    ) -> Result<Renderable<'a>, Unavailable> {
        let version = self
            .directory()
            .version(notification.service, notification.template, notification.template_version)
            .await?;
        let template = version.ok_or_else(|| {
            Unavailable::Broken(format!("notification {} names no template version", notification.id).into())
        })?;
        let values = serde_json::from_str(&notification.content.personalisation)
            .map(|values| Values::from_json(&values))
            .map_err(|error| Unavailable::Broken(Box::new(error)))?;
        let mut files = MessageFile::all_of(&notification.content)?;
        files.retain(|file| file.method == FileMethod::Attach);
        Ok(Renderable { notification, template, values, files })
    }

    /// The message exactly as it leaves; the same bytes on every attempt.
    pub(crate) fn outgoing(&self, service: &ServiceView, from: &Renderable<'_>, attempt: u32) -> Outgoing {
        let notification = from.notification;
        let message = match &from.template.content {
            CompiledContent::Email(email) => {
                let values = &from.values;
                let language = language_of(&from.template.template.content);
                let layout_language = match language {
                    Language::English => document::Language::En,
                    Language::French => document::Language::Fr,
                    Language::Bilingual => document::Language::Both,
                };
                let signature = match self.settings().government_of_canada_signature {
                    Signature::Shown => {
                        document::Signature::GovernmentOfCanada { french_first: language == Language::French }
                    }
                    Signature::Hidden => document::Signature::None,
                };
                let layout = Layout {
                    signature,
                    service_name: Some(&service.service().name),
                    ..Layout::plain(layout_language, &self.settings().base_url)
                };
                let html = document::html_document(
                    &email.subject_html(values),
                    &email.preheader(values),
                    &email.html(values),
                    &layout,
                );
                Message::Email(Email {
                    from_name: service.service().name.clone(),
                    from_address: self.sending_address(service.service()),
                    reply_to: notification.content.reply_to.clone(),
                    to: notification.content.to.trim().to_owned(),
                    subject: email.subject(values),
                    text: email.plain(values),
                    html,
                    unsubscribe_url: notification.content.unsubscribe_url.clone(),
                    language: Some(language),
                    attachments: from.files.iter().map(MessageFile::hollow).collect(),
                })
            }
            CompiledContent::Sms(_) => {
                let text = sms_text(service, from);
                Message::Sms(Sms {
                    from: notification.content.sender.clone(),
                    to: notification.content.to_normalised.clone(),
                    parts: text.parts,
                    encoding: match text.encoding {
                        facteur_template::Encoding::Gsm7 => Encoding::Gsm,
                        facteur_template::Encoding::Ucs2 => Encoding::Unicode,
                    },
                    text: text.text,
                })
            }
        };
        debug_assert_eq!(message.channel(), notification.channel);
        Outgoing {
            id: notification.id,
            service: notification.service,
            attempt,
            at: notification.created_at,
            message,
        }
    }
}

/// The text as it leaves, with the service's name in front when it shows one.
pub fn sms_text(service: &ServiceView, from: &Renderable<'_>) -> SmsText {
    match &from.template.content {
        CompiledContent::Sms(sms) => match service.service().sms_prefix {
            SmsPrefix::Shown => sms.render(&from.values, Some(&service.service().name)),
            SmsPrefix::Hidden => sms.render(&from.values, None),
        },
        // A notification's channel is its template's; an e-mail asked for as a text has nothing to say.
        CompiledContent::Email(_) => facteur_template::SmsTemplate::parse("").render(&from.values, None),
    }
}

/// What languages a template says it is in: by its language blocks, English when it has none.
fn language_of(content: &str) -> Language {
    match (content.contains("[[en]]"), content.contains("[[fr]]")) {
        (true, true) => Language::Bilingual,
        (false, true) => Language::French,
        (_, false) => Language::English,
    }
}

/// The subject, for e-mails.
pub fn subject(from: &Renderable<'_>) -> Option<String> {
    match from.notification.channel {
        Channel::Email => from.template.subject(&from.values),
        Channel::Sms => None,
    }
}
