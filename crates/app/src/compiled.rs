//! A template version, parsed once.

use facteur_model::Channel;
use facteur_store::Template;
use facteur_template::{EmailTemplate, SmsTemplate, Values};

/// A version of a template with its parsed content.
pub struct Compiled {
    pub template: Template,
    pub content: CompiledContent,
}

pub enum CompiledContent {
    Email(EmailTemplate),
    Sms(SmsTemplate),
}

impl Compiled {
    pub fn new(template: Template) -> Self {
        let content = match template.channel {
            Channel::Email => CompiledContent::Email(EmailTemplate::parse(
                template.subject.as_deref().unwrap_or_default(),
                &template.content,
            )),
            Channel::Sms => CompiledContent::Sms(SmsTemplate::parse(&template.content)),
        };
        Self { template, content }
    }

    /// Names in the order of first appearance, subject first.
    pub fn placeholders(&self) -> Vec<String> {
        let names = match &self.content {
            CompiledContent::Email(email) => email.placeholders(),
            CompiledContent::Sms(sms) => sms.placeholders(),
        };
        names.into_iter().map(str::to_owned).collect()
    }

    /// Names without a value, as spelled in the template.
    pub fn missing(&self, values: &Values) -> Vec<String> {
        let names = match &self.content {
            CompiledContent::Email(email) => email.missing(values),
            CompiledContent::Sms(sms) => sms.missing(values),
        };
        names.into_iter().map(str::to_owned).collect()
    }

    /// The text that the API shows as `body` (contract §3.1.3): no prefix, no HTML.
    pub fn body(&self, values: &Values) -> String {
        match &self.content {
            CompiledContent::Email(email) => email.body(values),
            CompiledContent::Sms(sms) => sms.render(values, None).text,
        }
    }

    /// The subject as recipients read it; texts have none.
    pub fn subject(&self, values: &Values) -> Option<String> {
        match &self.content {
            CompiledContent::Email(email) => Some(email.subject(values)),
            CompiledContent::Sms(_) => None,
        }
    }
}
