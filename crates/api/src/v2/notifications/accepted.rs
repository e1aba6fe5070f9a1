//! The 201: what was accepted (contract §3.1, §8.4).

use crate::json::{self, Shown};
use facteur_app::{Accepted, AcceptedContent, Sanitised, Schedule, Settings};
use facteur_model::id::{NotificationId, TemplateId};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::fmt::{self, Display};

/// Writes the answer. The product keeps it with the idempotency key, so it depends on nothing else.
pub fn respond(settings: &Settings, accepted: &Accepted) -> Vec<u8> {
    let content = match &accepted.content {
        AcceptedContent::Email { from_email, subject, body, unsubscribe_url } => {
            AcceptedContentBody::Email(EmailContent {
                from_email,
                body,
                subject,
                one_click_unsubscribe_url: unsubscribe_url.as_deref(),
            })
        }
        AcceptedContent::Sms { from_number, body } => {
            AcceptedContentBody::Sms(SmsContent { from_number: from_number.as_deref(), body })
        }
    };
    let sanitised = match &accepted.content {
        AcceptedContent::Email { .. } => Some(SanitisedContent(&accepted.sanitised)),
        AcceptedContent::Sms { .. } => None,
    };
    let template = AcceptedTemplate {
        id: Shown(accepted.template),
        version: accepted.template_version,
        uri: Shown(VersionUri { settings, id: accepted.template, version: accepted.template_version }),
    };
    json::to_bytes(&AcceptedBody {
        id: Shown(accepted.id),
        reference: accepted.reference.as_deref(),
        uri: Shown(NotificationUri { settings, id: accepted.id }),
        template,
        scheduled_for: match &accepted.schedule {
            Schedule::Now => None,
            Schedule::At { text, .. } => Some(text),
        },
        content,
        sanitised_content: sanitised,
    })
}

/// Where a notification can be looked up.
pub struct NotificationUri<'a> {
    pub settings: &'a Settings,
    pub id: NotificationId,
}

impl Display for NotificationUri<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/v2/notifications/{}", self.settings.base_url, self.id)
    }
}

/// Where a version of a template can be looked up.
pub struct VersionUri<'a> {
    pub settings: &'a Settings,
    pub id: TemplateId,
    pub version: u32,
}

impl Display for VersionUri<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/v2/template/{}/version/{}", self.settings.base_url, self.id, self.version)
    }
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AcceptedNotification)]
pub struct AcceptedBody<'a> {
    #[schema(value_type = uuid::Uuid)]
    id: Shown<NotificationId>,
    reference: Option<&'a str>,
    #[schema(value_type = String, format = "uri")]
    uri: Shown<NotificationUri<'a>>,
    template: AcceptedTemplate<'a>,
    scheduled_for: Option<&'a str>,
    content: AcceptedContentBody<'a>,
    /// E-mail only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<std::collections::BTreeMap<String, SanitisedValue<'_>>>)]
    sanitised_content: Option<SanitisedContent<'a>>,
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = TemplateReference)]
pub struct AcceptedTemplate<'a> {
    #[schema(value_type = uuid::Uuid)]
    id: Shown<TemplateId>,
    version: u32,
    #[schema(value_type = String, format = "uri")]
    uri: Shown<VersionUri<'a>>,
}

#[derive(Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = AcceptedContent)]
enum AcceptedContentBody<'a> {
    Email(EmailContent<'a>),
    Sms(SmsContent<'a>),
}

#[derive(Serialize, utoipa::ToSchema)]
struct EmailContent<'a> {
    from_email: &'a str,
    body: &'a str,
    subject: &'a str,
    /// Null when the request has none; the GOV.UK node client's tests want it there.
    one_click_unsubscribe_url: Option<&'a str>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct SmsContent<'a> {
    from_number: Option<&'a str>,
    body: &'a str,
}

/// The values that sanitising changed, by name.
struct SanitisedContent<'a>(&'a [(String, Sanitised)]);

impl Serialize for SanitisedContent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, Sanitised { unsanitised, sanitised }) in self.0 {
            map.serialize_entry(name, &SanitisedValue { unsanitised, sanitised })?;
        }
        map.end()
    }
}

#[derive(Serialize, utoipa::ToSchema)]
struct SanitisedValue<'a> {
    unsanitised: &'a str,
    sanitised: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::id::ServiceId;
    use facteur_model::time::Moment;
    use uuid::Uuid;

    fn accepted(content: AcceptedContent) -> Accepted {
        Accepted {
            id: NotificationId::from_uuid(Uuid::from_u128(1)),
            service: ServiceId::from_uuid(Uuid::from_u128(2)),
            reference: None,
            template: TemplateId::from_uuid(Uuid::from_u128(3)),
            template_version: 7,
            schedule: Schedule::Now,
            content,
            sanitised: Vec::new(),
        }
    }

    fn written(accepted: &Accepted) -> String {
        let settings = Settings { base_url: "https://api.example.ca".to_owned(), ..Settings::default() };
        String::from_utf8(respond(&settings, accepted)).expect("text")
    }

    #[test]
    fn an_accepted_email_is_answered_in_the_shape_of_the_contract() {
        let email = AcceptedContent::Email {
            from_email: "passports@example.ca".to_owned(),
            subject: "Objet".to_owned(),
            body: "Salut".to_owned(),
            unsubscribe_url: None,
        };
        assert_eq!(
            written(&accepted(email)),
            r#"{"id":"00000000-0000-0000-0000-000000000001","reference":null,"uri":"https://api.example.ca/v2/notifications/00000000-0000-0000-0000-000000000001","template":{"id":"00000000-0000-0000-0000-000000000003","version":7,"uri":"https://api.example.ca/v2/template/00000000-0000-0000-0000-000000000003/version/7"},"scheduled_for":null,"content":{"from_email":"passports@example.ca","body":"Salut","subject":"Objet","one_click_unsubscribe_url":null},"sanitised_content":{}}"#
        );
    }

    #[test]
    fn what_was_given_or_changed_is_repeated() {
        let email = AcceptedContent::Email {
            from_email: String::new(),
            subject: String::new(),
            body: String::new(),
            unsubscribe_url: Some("https://example.ca/u".to_owned()),
        };
        let sanitised = Sanitised { unsanitised: "*a*".to_owned(), sanitised: "\\*a\\*".to_owned() };
        let answer = written(&Accepted {
            reference: Some("ref1".to_owned()),
            schedule: Schedule::At { moment: Moment::default(), text: "2026-11-24 09:00".to_owned() },
            sanitised: vec![("name".to_owned(), sanitised)],
            ..accepted(email)
        });
        for part in [
            r#""reference":"ref1""#,
            r#""scheduled_for":"2026-11-24 09:00""#,
            r#""one_click_unsubscribe_url":"https://example.ca/u""#,
            r#""sanitised_content":{"name":{"unsanitised":"*a*","sanitised":"\\*a\\*"}}}"#,
        ] {
            assert!(answer.contains(part), "{part} in {answer}");
        }
    }

    #[test]
    fn an_accepted_text_message_has_a_number_and_a_body() {
        let sms = |from_number: Option<&str>| AcceptedContent::Sms {
            from_number: from_number.map(str::to_owned),
            body: "Salut".to_owned(),
        };
        let answer = written(&accepted(sms(Some("+16135550100"))));
        assert!(answer.ends_with(r#""content":{"from_number":"+16135550100","body":"Salut"}}"#), "{answer}");
        let answer = written(&accepted(sms(None)));
        assert!(answer.ends_with(r#""content":{"from_number":null,"body":"Salut"}}"#), "{answer}");
    }
}
