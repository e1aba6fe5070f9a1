//! A notification as its service sees it (contract §3.5).

use super::accepted::VersionUri;
use crate::json::{Null, Shown, Timestamp};
use facteur_app::{NotificationView, Settings};
use facteur_model::Channel;
use facteur_model::id::{JobId, NotificationId, TemplateId};
use serde::Serialize;

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Notification)]
pub struct NotificationBody<'a> {
    #[schema(value_type = uuid::Uuid)]
    id: Shown<NotificationId>,
    reference: Option<&'a str>,
    email_address: Option<&'a str>,
    phone_number: Option<&'a str>,
    // Letters have an address of seven lines; GOV.UK's clients look for them in every notification.
    #[schema(value_type = Option<String>)]
    line_1: Null,
    #[schema(value_type = Option<String>)]
    line_2: Null,
    #[schema(value_type = Option<String>)]
    line_3: Null,
    #[schema(value_type = Option<String>)]
    line_4: Null,
    #[schema(value_type = Option<String>)]
    line_5: Null,
    #[schema(value_type = Option<String>)]
    line_6: Null,
    #[schema(value_type = Option<String>)]
    postcode: Null,
    #[serde(rename = "type")]
    kind: &'static str,
    status: &'static str,
    status_description: &'static str,
    provider_response: Option<&'a str>,
    #[schema(value_type = crate::v2::notifications::accepted::AcceptedTemplate<'_>)]
    template: TemplateOfNotification<'a>,
    body: &'a str,
    subject: Option<&'a str>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    created_by_name: Option<&'a str>,
    #[schema(value_type = Option<String>, format = DateTime)]
    sent_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    completed_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    scheduled_for: Option<Timestamp>,
    #[schema(value_type = Option<String>)]
    postage: Null,
    // Only of what was a row of a bulk send: all others have the contract's keys and no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    job_id: Option<Shown<JobId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_row: Option<u32>,
}

/// The version first, as the contract has it here.
#[derive(Serialize)]
struct TemplateOfNotification<'a> {
    version: u32,
    id: Shown<TemplateId>,
    uri: Shown<VersionUri<'a>>,
}

impl<'a> NotificationBody<'a> {
    pub fn new(settings: &'a Settings, view: &'a NotificationView) -> Self {
        let recipient = |channel| (view.channel == channel).then_some(view.recipient.as_str());
        Self {
            id: Shown(view.id),
            reference: view.reference.as_deref(),
            email_address: recipient(Channel::Email),
            phone_number: recipient(Channel::Sms),
            line_1: Null,
            line_2: Null,
            line_3: Null,
            line_4: Null,
            line_5: Null,
            line_6: Null,
            postcode: Null,
            kind: view.channel.as_str(),
            status: view.status.as_str(),
            status_description: view.description.english(),
            provider_response: view.provider_response.as_deref(),
            template: TemplateOfNotification {
                version: view.template_version,
                id: Shown(view.template),
                uri: Shown(VersionUri { settings, id: view.template, version: view.template_version }),
            },
            body: &view.body,
            subject: view.subject.as_deref(),
            created_at: Timestamp(view.created_at),
            created_by_name: view.created_by_name.as_deref(),
            sent_at: view.sent_at.map(Timestamp),
            completed_at: view.completed_at.map(Timestamp),
            scheduled_for: view.scheduled_for.map(Timestamp),
            postage: Null,
            job_id: view.job.map(|of| Shown(of.job)),
            job_row: view.job.map(|of| of.row),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use facteur_model::api_key::KeyType;
    use facteur_model::job::InJob;
    use facteur_model::notification::{Description, Status};
    use facteur_model::time::Moment;
    use uuid::Uuid;

    pub fn sample(id: u128) -> NotificationView {
        NotificationView {
            id: NotificationId::from_uuid(Uuid::from_u128(id)),
            channel: Channel::Sms,
            key_type: KeyType::Test,
            reference: Some("ref1".to_owned()),
            recipient: "613 253 2222".to_owned(),
            status: Status::Delivered,
            description: Description::Delivered,
            provider_response: None,
            template: TemplateId::from_uuid(Uuid::from_u128(3)),
            template_version: 1,
            body: "Salut".to_owned(),
            subject: None,
            created_at: Moment::from_micros(1_795_400_000_123_456),
            created_by_name: None,
            job: None,
            sent_at: None,
            completed_at: Some(Moment::from_micros(1_795_400_001_000_000)),
            scheduled_for: None,
        }
    }

    #[test]
    fn a_notification_has_every_key_of_the_contract_in_its_order() {
        let settings = Settings { base_url: "https://x".to_owned(), ..Settings::default() };
        let written = serde_json::to_string(&NotificationBody::new(&settings, &sample(1))).expect("JSON");
        assert_eq!(
            written,
            r#"{"id":"00000000-0000-0000-0000-000000000001","reference":"ref1","email_address":null,"phone_number":"613 253 2222","line_1":null,"line_2":null,"line_3":null,"line_4":null,"line_5":null,"line_6":null,"postcode":null,"type":"sms","status":"delivered","status_description":"Delivered","provider_response":null,"template":{"version":1,"id":"00000000-0000-0000-0000-000000000003","uri":"https://x/v2/template/00000000-0000-0000-0000-000000000003/version/1"},"body":"Salut","subject":null,"created_at":"2026-11-23T02:13:20.123456Z","created_by_name":null,"sent_at":null,"completed_at":"2026-11-23T02:13:21.000000Z","scheduled_for":null,"postage":null}"#
        );
    }

    #[test]
    fn a_row_of_a_bulk_send_says_which() {
        let job = JobId::from_uuid(Uuid::from_u128(9));
        let view = NotificationView { job: Some(InJob { job, row: 41 }), ..sample(1) };
        let settings = Settings::default();
        let written = serde_json::to_string(&NotificationBody::new(&settings, &view)).expect("JSON");
        let expected = format!(r#""postage":null,"job_id":"{job}","job_row":41}}"#);
        assert!(written.ends_with(&expected), "{written}");
    }

    #[test]
    fn the_recipient_stands_under_the_name_of_its_channel() {
        let email = NotificationView { channel: Channel::Email, subject: Some("S".to_owned()), ..sample(1) };
        let settings = Settings::default();
        let body = NotificationBody::new(&settings, &email);
        assert_eq!((body.email_address, body.phone_number), (Some("613 253 2222"), None));
        assert_eq!((body.kind, body.subject), ("email", Some("S")));
    }
}
