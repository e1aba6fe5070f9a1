//! What is sent: the bodies of the contract (§6.1, §6.2), key by key.

use super::News;
use facteur_model::notification::describe;
use facteur_model::time::Moment;
use facteur_store::{Notification, Settlement};
use serde_json::{Value, json};

/// What a delivery status says, once this settlement is recorded.
pub fn delivery_status(notification: &Notification, settlement: &Settlement) -> Vec<u8> {
    let Settlement { status, reason, at, .. } = settlement;
    let response = settlement.provider_response.as_ref().or(notification.provider_response.as_ref());
    let sent_at = settlement.sent_at.or(notification.sent_at);
    written(&json!({
        "id": notification.id.to_string(),
        "reference": notification.content.reference,
        "to": notification.content.to,
        "status": status.as_str(),
        "status_description": describe(notification.channel, *status, *reason).english(),
        "provider_response": response,
        "created_at": notification.created_at.to_rfc3339(),
        "completed_at": at.to_rfc3339(),
        "sent_at": sent_at.map(Moment::to_rfc3339),
        "notification_type": notification.channel.as_str(),
    }))
}

/// What the other events say.
pub fn of_news(news: &News) -> Vec<u8> {
    written(&match news {
        News::Complaint { notification, complaint, reference, to, at } => json!({
            "notification_id": notification.to_string(),
            "complaint_id": complaint.hyphenated().to_string(),
            "reference": reference,
            "to": to,
            "complaint_date": at.to_rfc3339(),
        }),
        News::ReceivedText { id, from, to, text, at } => json!({
            "id": id.hyphenated().to_string(),
            "source_number": from,
            "destination_number": to,
            "message": text,
            "date_received": at.to_rfc3339(),
        }),
    })
}

/// What an endpoint is tried with, as GC Notify does.
pub fn health_check() -> Vec<u8> {
    written(&json!({"health_check": true}))
}

fn written(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::id::NotificationId;
    use uuid::Uuid;

    #[test]
    fn the_bodies_of_the_contract() {
        let at = Moment::from_micros(1_795_400_000_123_456);
        let complaint = News::Complaint {
            notification: NotificationId::from_uuid(Uuid::from_u128(1)),
            complaint: Uuid::from_u128(2),
            reference: None,
            to: "a@example.ca".to_owned(),
            at,
        };
        assert_eq!(
            String::from_utf8(of_news(&complaint)).unwrap(),
            "{\"notification_id\":\"00000000-0000-0000-0000-000000000001\",\
             \"complaint_id\":\"00000000-0000-0000-0000-000000000002\",\"reference\":null,\
             \"to\":\"a@example.ca\",\"complaint_date\":\"2026-11-23T02:13:20.123456Z\"}"
        );
        let text = News::ReceivedText {
            id: Uuid::from_u128(3),
            from: "+16135550123".to_owned(),
            to: "+16135550199".to_owned(),
            text: "Oui".to_owned(),
            at,
        };
        assert_eq!(
            String::from_utf8(of_news(&text)).unwrap(),
            "{\"id\":\"00000000-0000-0000-0000-000000000003\",\"source_number\":\"+16135550123\",\
             \"destination_number\":\"+16135550199\",\"message\":\"Oui\",\
             \"date_received\":\"2026-11-23T02:13:20.123456Z\"}"
        );
        assert_eq!(health_check(), b"{\"health_check\":true}");
    }
}
