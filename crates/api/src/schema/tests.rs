//! The rows of contract §3.0 to §3.3, against the two requests that send.

mod files;

use crate::refusal::Refusal;
use crate::schema::{self, Form, personalisation};
use crate::v2::notifications::{read_email, read_sms};
use facteur_app::{MessageRequest, Schedule, SendRequest};
use facteur_i18n::Language;
use facteur_model::time::Moment;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const ID: &str = "018f5e2a-0000-7000-8000-000000000000";

/// 2026-11-23T02:13:20Z.
fn now() -> Moment {
    Moment::from_micros(1_795_400_000_000_000)
}

type Read = fn(Form, Moment) -> Result<SendRequest, Refusal>;

fn read(read: Read, body: Value) -> Result<SendRequest, Refusal> {
    let fields = schema::object(body).map_err(Refusal::invalid)?;
    let request = read(Form::new(fields), now())?;
    let sizes = personalisation::check_size(&request.personalisation, facteur_app::FileSettings::default());
    if sizes.is_empty() { Ok(request) } else { Err(Refusal::invalid(sizes)) }
}

fn messages(refusal: &Refusal) -> Vec<String> {
    let body: Value = serde_json::from_slice(&refusal.to_json(Language::En)).expect("JSON");
    assert_eq!(body["status_code"], 400);
    let errors = body["errors"].as_array().expect("errors");
    errors
        .iter()
        .map(|error| {
            assert_eq!(error["error"], "ValidationError");
            error["message"].as_str().expect("text").to_owned()
        })
        .collect()
}

/// What is wrong with an e-mail that has these fields over the right ones.
fn email(fields: Value) -> Vec<String> {
    read(read_email, over(json!({"email_address": "zoe@example.ca", "template_id": ID}), fields))
        .map_or_else(|refusal| messages(&refusal), |_| Vec::new())
}

/// The same for a text message.
fn sms(fields: Value) -> Vec<String> {
    read(read_sms, over(json!({"phone_number": "+16132532222", "template_id": ID}), fields))
        .map_or_else(|refusal| messages(&refusal), |_| Vec::new())
}

fn over(mut base: Value, fields: Value) -> Value {
    let base_fields = base.as_object_mut().expect("an object");
    for (name, value) in fields.as_object().expect("an object") {
        base_fields.insert(name.clone(), value.clone());
    }
    base
}

fn values(values: Value) -> Value {
    json!({ "personalisation": values })
}

#[test]
fn what_is_required_is_asked_for_in_the_order_of_the_contract() {
    let email = read(read_email, json!({})).expect_err("nothing is there");
    assert_eq!(
        messages(&email),
        ["email_address is a required property", "template_id is a required property"]
    );
    let sms = read(read_sms, json!({})).expect_err("nothing is there");
    assert_eq!(messages(&sms), ["phone_number is a required property", "template_id is a required property"]);
}

#[test]
fn a_body_is_an_object() {
    for (body, expected) in [
        (json!(null), "None is not of type object"),
        (json!([]), "[] is not of type object"),
        (json!("x"), "x is not of type object"),
        (json!(1), "1 is not of type object"),
        (json!(true), "True is not of type object"),
    ] {
        assert_eq!(messages(&read(read_email, body).expect_err("no object")), [expected]);
    }
}

#[test]
fn everything_wrong_is_said_at_once_in_the_order_of_the_schema() {
    let body = json!({
        "zebra": 1,
        "scheduled_for": 42,
        "personalisation": null,
        "template_id": null,
        "alpha": 2,
        "email_reply_to_id": "x",
        "reference": null,
    });
    assert_eq!(
        messages(&read(read_email, body).expect_err("all wrong")),
        [
            "reference None is not of type string",
            "template_id is not a valid UUID",
            "personalisation None is not of type object",
            "scheduled_for 42 is not of type string, null",
            "email_reply_to_id is not a valid UUID",
            "email_address is a required property",
            "Additional properties are not allowed (alpha, zebra were unexpected)",
        ]
    );
}

#[test]
fn unknown_fields_are_refused() {
    assert_eq!(email(json!({"a": 1})), ["Additional properties are not allowed (a was unexpected)"]);
    assert_eq!(
        email(json!({"phone_number": "1"})),
        ["Additional properties are not allowed (phone_number was unexpected)"]
    );
    for name in ["email_reply_to_id", "one_click_unsubscribe_url", "sanitise_content_for", "email_address"] {
        assert_eq!(
            sms(json!({name: null})),
            [format!("Additional properties are not allowed ({name} was unexpected)")]
        );
    }
}

#[test]
fn a_reference_is_short_text() {
    for reference in ["", "ref1", "référence 日本", &"é".repeat(1_000)] {
        assert_eq!(email(json!({ "reference": reference })), [""; 0]);
    }
    let cut = "x".repeat(100);
    for (reference, expected) in [
        (json!(null), "reference None is not of type string"),
        (json!(5), "reference 5 is not of type string"),
        (json!({"a": "b"}), "reference {a: b} is not of type string"),
        (json!("x".repeat(1_001)), &format!("reference {cut}… is too long")),
        (json!("a\u{0}b"), "reference contains a control character"),
        (json!("a\nb"), "reference contains a control character"),
    ] {
        assert_eq!(email(json!({ "reference": reference })), [expected]);
        assert_eq!(sms(json!({ "reference": reference })), [expected]);
    }
}

#[test]
fn ids_are_uuids() {
    for id in [ID, &ID.to_uppercase(), &ID.replace('-', ""), "00000000-0000-0000-0000-000000000000"] {
        assert_eq!(email(json!({"template_id": id, "email_reply_to_id": id})), [""; 0], "{id}");
        assert_eq!(sms(json!({"template_id": id, "sms_sender_id": id})), [""; 0], "{id}");
    }
    for id in [
        json!(null),
        json!(5),
        json!(""),
        json!("x"),
        json!(format!("{{{ID}}}")),
        json!(format!("urn:uuid:{ID}")),
        json!(format!(" {ID}")),
    ] {
        assert_eq!(email(json!({ "template_id": id })), ["template_id is not a valid UUID"]);
        assert_eq!(email(json!({ "email_reply_to_id": id })), ["email_reply_to_id is not a valid UUID"]);
        assert_eq!(sms(json!({ "sms_sender_id": id })), ["sms_sender_id is not a valid UUID"]);
    }
}

#[test]
fn recipients_are_checked() {
    for (address, expected) in [
        (json!("zoe"), "email_address Not a valid email address"),
        (json!("a@b"), "email_address Not a valid email address"),
        (json!(""), "email_address Not a valid email address"),
        (json!("a\u{0}@example.ca"), "email_address Not a valid email address"),
        (json!(null), "email_address None is not of type string"),
        (json!(["a@example.ca"]), "email_address [a@example.ca] is not of type string"),
    ] {
        assert_eq!(email(json!({ "email_address": address })), [expected]);
    }
    for (number, expected) in [
        (json!("613;"), "phone_number Not a valid number"),
        (json!("abc"), "phone_number Not a valid international number"),
        (json!(""), "phone_number Not a valid international number"),
        (json!("+447700900123"), "phone_number Not a valid international number"),
        (json!("+16132532222\u{0}"), "phone_number Not a valid international number"),
        (json!(16_132_532_222_i64), "phone_number 16132532222 is not of type string"),
        (json!(null), "phone_number None is not of type string"),
    ] {
        assert_eq!(sms(json!({ "phone_number": number })), [expected]);
    }
}

#[test]
fn a_schedule_is_iso_8601_within_four_days() {
    for text in [
        json!(null),
        json!("2026-11-23T03:00"),
        json!("2026-11-22 22:00:00-05:00"),
        json!("20261126T000000Z"),
    ] {
        assert_eq!(email(json!({ "scheduled_for": text })), [""; 0]);
    }
    for (text, expected) in [
        (json!("2026-11-23"), "scheduled_for datetime cannot be in the past"),
        (json!("2026-11-27T02:13:21Z"), "scheduled_for datetime can only be up to 96 hours in the future"),
        (
            json!(""),
            "scheduled_for datetime format is invalid. It must be a valid ISO8601 date time format, https://en.wikipedia.org/wiki/ISO_8601",
        ),
        (json!(42), "scheduled_for 42 is not of type string, null"),
        (json!(true), "scheduled_for True is not of type string, null"),
    ] {
        assert_eq!(email(json!({ "scheduled_for": text })), [expected]);
        assert_eq!(sms(json!({ "scheduled_for": text })), [expected]);
    }
}

#[test]
fn gov_uk_fields_are_understood() {
    for fields in [
        json!({"one_click_unsubscribe_url": "https://example.ca/u?a=b", "sanitise_content_for": ["name"]}),
        json!({"one_click_unsubscribe_url": null, "sanitise_content_for": null}),
        json!({"sanitise_content_for": []}),
    ] {
        assert_eq!(email(fields), [""; 0]);
    }
    for url in [
        "",
        "http://example.ca",
        "https://",
        "https:///x",
        "https://?x",
        "https://e.ca/\r\nBcc: a@b.ca",
        "https://e.ca/<>",
        "https://é.ca",
        "javascript:x",
    ] {
        assert_eq!(
            email(json!({ "one_click_unsubscribe_url": url })),
            ["one_click_unsubscribe_url is not a valid https url"],
            "{url}"
        );
    }
    for (names, expected) in [
        (json!("name"), vec!["sanitise_content_for name is not of type array, null"]),
        (
            json!([1, "a", 2, 1]),
            vec![
                "sanitise_content_for 1 is not of type string",
                "sanitise_content_for 2 is not of type string",
            ],
        ),
    ] {
        assert_eq!(email(json!({ "sanitise_content_for": names })), expected);
    }
}

#[test]
fn personalisation_is_an_object_of_anything() {
    let anything =
        json!({"a": "b", "n": 1, "f": 1.5, "t": true, "none": null, "list": ["x", null], "e": "a\r\n\tb"});
    assert_eq!(email(values(anything.clone())), [""; 0]);
    assert_eq!(sms(values(anything)), [""; 0]);
    for (given, expected) in [
        (json!(null), "personalisation None is not of type object"),
        (json!([]), "personalisation [] is not of type object"),
        (json!({"a": "\u{0}"}), "personalisation contains a control character"),
        (json!({"a\u{0}": ""}), "personalisation contains a control character"),
        (json!({"a": ["x", ["\u{1b}"]]}), "personalisation contains a control character"),
        (json!({"a": [{"b": "\u{7f}"}]}), "personalisation contains a control character"),
    ] {
        assert_eq!(email(values(given)), [expected]);
    }
}

#[test]
fn personalisation_has_a_size() {
    assert_eq!(email(values(json!({"a": "é".repeat(51_200)}))), [""; 0]);
    assert_eq!(
        email(values(json!({"a": "é".repeat(51_200), "b": "x"}))),
        ["Personalisation variables size of 51201 bytes is greater than allowed limit of 51200 bytes."]
    );
}

#[test]
fn noise_is_answered_briefly() {
    let names: Vec<Value> = (0..5_000).map(Value::from).collect();
    assert_eq!(email(json!({ "sanitise_content_for": names })).len(), 100);
}

#[test]
fn what_is_right_is_read() {
    let request = read(
        read_email,
        json!({
            "reference": "ref1",
            "email_address": " Zoe@Example.ca ",
            "template_id": ID.to_uppercase(),
            "personalisation": {"name": "Zoé"},
            "scheduled_for": "2026-11-23T03:00:00+00:30",
            "email_reply_to_id": ID,
            "one_click_unsubscribe_url": "https://example.ca/u",
            "sanitise_content_for": ["name"],
        }),
    )
    .expect("a right request");
    assert_eq!(request.reference.as_deref(), Some("ref1"));
    assert_eq!(request.template.to_string(), ID);
    assert_eq!(request.personalisation["name"], "Zoé");
    let Schedule::At { moment, text } = &request.schedule else { panic!("it is scheduled") };
    assert_eq!(
        (moment.to_rfc3339().as_str(), text.as_str()),
        ("2026-11-23T02:30:00.000000Z", "2026-11-23T03:00:00+00:30")
    );
    let MessageRequest::Email { to, reply_to, unsubscribe_url, sanitise } = &request.message else {
        panic!("it is an e-mail")
    };
    assert_eq!(to.as_str(), "Zoe@Example.ca");
    assert_eq!(reply_to.map(|id| id.to_string()).as_deref(), Some(ID));
    assert_eq!(unsubscribe_url.as_deref(), Some("https://example.ca/u"));
    assert_eq!(sanitise, &["name"]);

    let request = read(
        read_sms,
        json!({"phone_number": "613 253-2222", "template_id": ID, "sms_sender_id": ID, "scheduled_for": null}),
    )
    .expect("a right request");
    assert_eq!((request.reference, request.schedule), (None, Schedule::Now));
    let MessageRequest::Sms { to, sender } = request.message else { panic!("it is a text message") };
    assert_eq!((to.as_typed(), to.e164()), ("613 253-2222", "+16132532222"));
    assert_eq!(sender.map(|id| id.to_string()).as_deref(), Some(ID));
}

/// Any JSON, with the names of the contract among others.
fn any_json() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        Just("reference".to_owned()),
        Just("email_address".to_owned()),
        Just("phone_number".to_owned()),
        Just("template_id".to_owned()),
        Just("personalisation".to_owned()),
        Just("scheduled_for".to_owned()),
        Just("file".to_owned()),
        Just("filename".to_owned()),
        Just("sending_method".to_owned()),
        Just("sanitise_content_for".to_owned()),
        Just("one_click_unsubscribe_url".to_owned()),
        ".{0,8}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        "[-0-9TZ:+]{0,20}".prop_map(Value::from),
        Just(Value::from(ID)),
        Just(Value::from("attach")),
    ];
    leaf.prop_recursive(4, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..8)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused(body in any_json()) {
        for requests in [read_email as Read, read_sms] {
            if let Err(refusal) = read(requests, body.clone()) {
                prop_assert!(!messages(&refusal).is_empty());
            }
        }
    }
}
