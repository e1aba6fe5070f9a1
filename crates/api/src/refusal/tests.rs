use super::*;
use facteur_app::{AuthError, SendError, Settings, TemplateError};
use facteur_model::Channel;
use facteur_model::allowance::{Exhausted, Rate};
use facteur_model::api_key::KeyType;
use facteur_model::id::{ReplyToId, ServiceId, SmsSenderId, TemplateId};
use facteur_model::policy;
use facteur_model::service::Mode;
use facteur_model::time::SECOND;
use uuid::Uuid;

fn said(refusal: &Refusal) -> String {
    String::from_utf8(refusal.to_json(Language::En)).expect("text")
}

fn e2(status: u16, class: &str, message: &str) -> String {
    format!(r#"{{"status_code":{status},"errors":[{{"error":"{class}","message":"{message}"}}]}}"#)
}

fn for_now() -> Unavailable {
    Unavailable::ForNow { retry_after_seconds: 5, source: "disk full at /var/lib".into() }
}

fn broken() -> Unavailable {
    Unavailable::Broken("row 17 is damaged".into())
}

#[test]
fn every_way_not_to_be_let_in_has_its_words() {
    for (error, message) in [
        (AuthError::IncompleteKey, "Invalid token: Enter your full API key"),
        (AuthError::KeyNotFound, "Invalid token: API key not found"),
        (AuthError::KeyRevoked, "Invalid token: API key revoked"),
        (AuthError::TokenMalformed, "Invalid token: signature, api token is not valid"),
        (AuthError::IssuerMissing, "Invalid token: iss field not provided"),
        (AuthError::IssuerNotAnId, "Invalid token: service id is not the right data type"),
        (AuthError::ServiceNotFound, "Invalid token: service not found"),
        (AuthError::NoKeys, "Invalid token: service has no API keys"),
        (AuthError::ServiceArchived, "Invalid token: service is archived"),
        (AuthError::ClockOff, "Error: Your system clock must be accurate to within 30 seconds"),
        (AuthError::TokenNotFound, "Invalid token: signature, api token not found"),
    ] {
        let refusal = Refusal::from(error);
        assert_eq!(refusal.status(), 403);
        assert_eq!(said(&refusal), e2(403, "AuthError", message));
        assert!(refusal.retry_after_seconds().is_none() && refusal.trouble().is_none());
    }
    assert_eq!(Refusal::from(AuthError::Unavailable(for_now())).status(), 503);
    assert_eq!(Refusal::from(AuthError::Unavailable(broken())).status(), 500);
}

/// The status, the class, the message and the seconds after which to try again.
type Expected = (u16, &'static str, &'static str, Option<u32>);

fn sends() -> Vec<(SendError, Expected)> {
    let template = TemplateId::from_uuid(Uuid::from_u128(1));
    let service = ServiceId::from_uuid(Uuid::from_u128(2));
    let reply_to = ReplyToId::from_uuid(Uuid::from_u128(3));
    let sender = SmsSenderId::from_uuid(Uuid::from_u128(4));
    let names = vec!["a".to_owned(), "b".to_owned()];
    let rate = Rate { limit: 1_000, remaining: 0, reset_seconds: 12 };
    let exhausted = |channel, mode, what| SendError::Exhausted { channel, mode, what, resets_in: 1_500_000 };
    let daily = Exhausted::Daily { limit: 50 };
    let annual = Exhausted::Annual { limit: 20_000_000 };
    let bad = "BadRequestError";
    vec![
        (SendError::Suspended, (403, bad, "Service is suspended", None)),
        (
            SendError::ChannelNotPermitted(Channel::Email),
            (400, bad, "Service is not allowed to send emails", None),
        ),
        (
            SendError::ChannelNotPermitted(Channel::Sms),
            (400, bad, "Service is not allowed to send text messages", None),
        ),
        (
            SendError::RateExceeded { key_type: KeyType::Live, rate },
            (
                429,
                "RateLimitError",
                "Exceeded rate limit for key type LIVE of 1000 requests per 60 seconds",
                Some(12),
            ),
        ),
        (
            SendError::RateExceeded { key_type: KeyType::Team, rate: Rate { reset_seconds: 0, ..rate } },
            (
                429,
                "RateLimitError",
                "Exceeded rate limit for key type TEAM of 1000 requests per 60 seconds",
                Some(1),
            ),
        ),
        (
            SendError::RateExceeded { key_type: KeyType::Test, rate },
            (
                429,
                "RateLimitError",
                "Exceeded rate limit for key type TEST of 1000 requests per 60 seconds",
                Some(12),
            ),
        ),
        (SendError::TemplateNotFound, (400, bad, "Template not found", None)),
        (
            SendError::TemplateOfOtherChannel { template: Channel::Sms, call: Channel::Email },
            (400, bad, "sms template is not suitable for email notification", None),
        ),
        (
            SendError::TemplateOfOtherChannel { template: Channel::Email, call: Channel::Sms },
            (400, bad, "email template is not suitable for sms notification", None),
        ),
        (
            SendError::TemplateArchived(template),
            (400, bad, "Template 00000000-0000-0000-0000-000000000001 has been deleted", None),
        ),
        (
            SendError::MissingPersonalisation { template, names },
            (
                400,
                bad,
                "Missing personalisation for template ID 00000000-0000-0000-0000-000000000001: a, b",
                None,
            ),
        ),
        (
            SendError::SmsTooLong { limit: 612 },
            (400, bad, "Content for template has a character count greater than the limit of 612", None),
        ),
        (SendError::Blank, (400, bad, "Message is empty or just whitespace", None)),
        (
            exhausted(Channel::Email, Mode::Live, daily),
            (
                429,
                "LiveServiceTooManyEmailRequestsError",
                "Exceeded email daily sending limit of 50 messages",
                Some(2),
            ),
        ),
        (
            exhausted(Channel::Sms, Mode::Live, daily),
            (
                429,
                "LiveServiceTooManySMSRequestsError",
                "Exceeded SMS daily sending limit of 50 fragments",
                Some(2),
            ),
        ),
        (
            exhausted(Channel::Email, Mode::Trial, daily),
            (
                429,
                "TrialServiceTooManyEmailRequestsError",
                "Exceeded email daily sending limit of 50 messages",
                Some(2),
            ),
        ),
        (
            exhausted(Channel::Sms, Mode::Trial, daily),
            (
                429,
                "TrialServiceTooManySMSRequestsError",
                "Exceeded SMS daily sending limit of 50 fragments",
                Some(2),
            ),
        ),
        (
            exhausted(Channel::Email, Mode::Live, annual),
            (
                429,
                "LiveServiceRequestExceedsEmailAnnualLimitError",
                "Exceeded annual email sending limit of 20000000 messages",
                Some(2),
            ),
        ),
        (
            exhausted(Channel::Sms, Mode::Live, annual),
            (
                429,
                "LiveServiceRequestExceedsSMSAnnualLimitError",
                "Exceeded annual SMS sending limit of 20000000 messages",
                Some(2),
            ),
        ),
        (
            exhausted(Channel::Email, Mode::Trial, annual),
            (
                429,
                "TrialServiceRequestExceedsEmailAnnualLimitError",
                "Exceeded annual email sending limit of 20000000 messages",
                Some(2),
            ),
        ),
        (
            exhausted(Channel::Sms, Mode::Trial, annual),
            (
                429,
                "TrialServiceRequestExceedsSMSAnnualLimitError",
                "Exceeded annual SMS sending limit of 20000000 messages",
                Some(2),
            ),
        ),
        (
            SendError::ReplyToNotFound { id: reply_to, service },
            (
                400,
                bad,
                "email_reply_to_id 00000000-0000-0000-0000-000000000003 does not exist in database for service id 00000000-0000-0000-0000-000000000002",
                None,
            ),
        ),
        (
            SendError::SmsSenderNotFound { id: sender, service },
            (
                400,
                bad,
                "sms_sender_id 00000000-0000-0000-0000-000000000004 does not exist in database for service id 00000000-0000-0000-0000-000000000002",
                None,
            ),
        ),
        (
            SendError::RecipientRefused { refusal: policy::Refusal::TeamKey, service },
            (
                400,
                bad,
                "Can\u{2019}t send to this recipient using a team-only API key (service 00000000-0000-0000-0000-000000000002) - see https://documentation.notification.canada.ca/en/keys.html#team-and-safelist",
                None,
            ),
        ),
        (
            SendError::RecipientRefused { refusal: policy::Refusal::TrialMode, service },
            (
                400,
                bad,
                "Can\u{2019}t send to this recipient when service is in trial mode \u{2013} see https://documentation.notification.canada.ca/en/keys.html#live",
                None,
            ),
        ),
        (
            SendError::InternationalNotPermitted,
            (400, bad, "Cannot send to international mobile numbers", None),
        ),
        (
            SendError::UndeliverableAddress,
            (400, "ValidationError", "email_address Not a valid email address", None),
        ),
        (SendError::DocumentsNotPermitted, (400, bad, "Service is not allowed to send documents", None)),
        (
            SendError::IdempotencyKeyReused,
            (422, "IdempotencyKeyReused", "This Idempotency-Key was used with a different request", None),
        ),
        (
            SendError::IdempotencyInProgress,
            (
                409,
                "IdempotencyInProgress",
                "A request with this Idempotency-Key is still being answered",
                Some(1),
            ),
        ),
        (
            SendError::Unavailable(for_now()),
            (
                503,
                "ServiceUnavailable",
                "The service cannot take requests at the moment, try again later",
                Some(5),
            ),
        ),
        (SendError::Unavailable(broken()), (500, "InternalServerError", "Internal server error", None)),
    ]
}

#[test]
fn every_way_not_to_be_sent_has_its_words() {
    for (error, (status, class, message, retry_after)) in sends() {
        let refusal = refuse_send(error, &Settings::default());
        assert_eq!(refusal.status(), status);
        assert_eq!(said(&refusal), e2(status, class, message));
        assert_eq!(refusal.retry_after_seconds(), retry_after, "{message}");
        assert_eq!(refusal.trouble().is_some(), status >= 500, "{message}");
    }
}

#[test]
fn every_refusal_of_a_send_has_french_beside_its_english() {
    for (error, (_, _, message, _)) in sends() {
        let body = refuse_send(error, &Settings::default()).to_json(Language::Fr);
        let body: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        let error = &body["errors"][0];
        assert_eq!(error["message"], message);
        let french = error["message_fr"].as_str().expect("French");
        assert!(!french.is_empty() && french != message, "{message}");
    }
}

#[test]
fn an_allowance_says_when_it_starts_anew() {
    for (resets_in, expected) in
        [(0, 1), (1, 1), (SECOND, 1), (SECOND + 1, 2), (86_400 * SECOND, 86_400), (-5, 1)]
    {
        let error = SendError::Exhausted {
            channel: Channel::Email,
            mode: Mode::Live,
            what: Exhausted::Daily { limit: 1 },
            resets_in,
        };
        let refusal = refuse_send(error, &Settings::default());
        assert_eq!(refusal.retry_after_seconds(), Some(expected), "{resets_in}");
    }
}

#[test]
fn templates_are_not_found_or_not_filled() {
    assert_eq!(said(&TemplateError::NotFound.into()), e2(404, "NoResultFound", "No result found"));
    let missing = TemplateError::MissingPersonalisation { names: vec!["x".to_owned(), "y".to_owned()] };
    assert_eq!(said(&missing.into()), e2(400, "BadRequestError", "Missing personalisation: x, y"));
    assert_eq!(Refusal::from(TemplateError::Unavailable(for_now())).status(), 503);
}

#[test]
fn some_answers_keep_the_older_envelope() {
    for (refusal, status, message) in [
        (Refusal::notification_not_found(), 404, "Notification not found in database"),
        (
            Refusal::path_not_found(),
            404,
            "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.",
        ),
        (Refusal::method_not_allowed(), 405, "The method is not allowed for the requested URL."),
    ] {
        assert_eq!(refusal.status(), status);
        assert_eq!(said(&refusal), format!(r#"{{"result":"error","message":"{message}"}}"#));
    }
    assert_eq!(
        String::from_utf8(Refusal::notification_not_found().to_json(Language::Fr)).expect("text"),
        r#"{"result":"error","message":"Notification not found in database","message_fr":"Message introuvable"}"#
    );
}

#[test]
fn nothing_of_the_cause_is_told() {
    for unavailable in [for_now(), broken()] {
        for language in Language::ALL {
            let body = String::from_utf8(
                Refusal::from(match &unavailable {
                    Unavailable::ForNow { .. } => for_now(),
                    Unavailable::Broken(_) => broken(),
                })
                .to_json(language),
            )
            .expect("text");
            assert!(!body.contains("disk") && !body.contains("damaged"), "{body}");
        }
    }
}
