use facteur_model::time::Day;
use mail_parser::{MessageParser, MimeHeaders};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::message::Attachment;
use std::sync::Arc;

fn id() -> NotificationId {
    NotificationId::from_uuid(Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0001))
}

fn noon() -> Moment {
    Day::from_civil(2026, 6, 22).start().plus(43_200_000_000)
}

fn plain_email() -> Email {
    Email {
        from_name: "Passeports".into(),
        from_address: "passeports@notification.example.ca".into(),
        reply_to: None,
        to: "marie@exemple.ca".into(),
        subject: "Hello".into(),
        text: "Hello\n".into(),
        html: "<p>Hello</p>\n".into(),
        unsubscribe_url: None,
        language: None,
        attachments: Vec::new(),
    }
}

fn written(email: &Email) -> String {
    String::from_utf8(compose(id(), noon(), email).unwrap().bytes).unwrap()
}

/// The headers as they are written, folds undone.
fn header_lines(bytes: &str) -> Vec<String> {
    let (head, _) = bytes.split_once("\r\n\r\n").unwrap();
    head.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
}

#[test]
fn an_email_as_it_leaves() {
    let email = Email {
        reply_to: Some("aide@passeports.example.ca".into()),
        unsubscribe_url: Some("https://example.ca/u?id=1".into()),
        language: Some(Language::French),
        ..plain_email()
    };
    let expected = "\
From: \"Passeports\"
 <passeports@notification.example.ca>
Reply-To: aide@passeports.example.ca
To: marie@exemple.ca
Subject: Hello
Date: Mon, 22 Jun 2026 12:00:00 +0000
Message-ID: <01990000-0000-7000-8000-000000000001@notification.example.ca>
List-Unsubscribe: <https://example.ca/u?id=1>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Auto-Submitted: auto-generated
Content-Language: fr-CA
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=\"=_01990000-0000-7000-8000-000000000001\"

--=_01990000-0000-7000-8000-000000000001
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Hello

--=_01990000-0000-7000-8000-000000000001
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<p>Hello</p>

--=_01990000-0000-7000-8000-000000000001--
";
    assert_eq!(written(&email).replace("\r\n", "\n"), expected);
}

#[test]
fn accents_and_emoji_arrive_as_they_were_written() {
    let email = Email {
        from_name: "Santé, Île-du-Prince-Édouard (PEI)".into(),
        subject: "Votre rendez-vous est confirmé 🎉 — à bientôt, cœur battant et naïve façade d'été".into(),
        text: "Bonjour Zoé,\r\n\r\nÀ bientôt 👋🏽\n.\nFrom the team\n= égal =\n".into(),
        html: format!("<p>{}</p>", "où l’été naît ".repeat(200)),
        ..plain_email()
    };
    let bytes = written(&email);
    let mail = MessageParser::default().parse(bytes.as_bytes()).unwrap();
    let from = mail.from().unwrap().first().unwrap();
    assert_eq!(from.name(), Some(email.from_name.as_str()));
    assert_eq!(from.address(), Some("passeports@notification.example.ca"));
    assert_eq!(mail.subject(), Some(email.subject.as_str()));
    assert_eq!(
        mail.body_text(0).unwrap(),
        "Bonjour Zoé,\r\n\r\nÀ bientôt 👋🏽\r\n.\r\nFrom the team\r\n= égal =\r\n"
    );
    assert_eq!(mail.body_html(0).unwrap(), email.html.as_str());
}

#[test]
fn mail_readers_find_two_faces_of_one_message() {
    let bytes = written(&plain_email());
    let mail = MessageParser::default().parse(bytes.as_bytes()).unwrap();
    assert!(mail.content_type().unwrap().subtype() == Some("alternative"));
    assert_eq!((mail.text_body_count(), mail.html_body_count(), mail.attachment_count()), (1, 1, 0));
    assert_eq!(mail.message_id(), Some("01990000-0000-7000-8000-000000000001@notification.example.ca"));
    assert_eq!(mail.date().unwrap().to_timestamp(), noon().epoch_seconds());
}

#[test]
fn domains_are_punycoded_in_headers_and_envelope() {
    let email = Email { to: "marie@québec.ca".into(), ..plain_email() };
    let composed = compose(id(), noon(), &email).unwrap();
    assert_eq!(composed.to.to_string(), "marie@xn--qubec-csa.ca");
    assert!(String::from_utf8(composed.bytes).unwrap().contains("To: marie@xn--qubec-csa.ca\r\n"));
}

#[test]
fn a_local_part_beyond_ascii_cannot_be_written() {
    let reason = AddressError::LocalPartNotAscii;
    let bad = "andré@example.ca".to_owned();
    let of = |email: Email| compose(id(), noon(), &email).map(|_| ());
    assert_eq!(of(Email { to: bad.clone(), ..plain_email() }), Err(ComposeError::To(reason)));
    assert_eq!(of(Email { from_address: bad.clone(), ..plain_email() }), Err(ComposeError::From(reason)));
    assert_eq!(of(Email { reply_to: Some(bad), ..plain_email() }), Err(ComposeError::ReplyTo(reason)));
}

#[test]
fn one_click_needs_an_https_url() {
    let lines = |url: &str| {
        let email = Email { unsubscribe_url: Some(url.into()), ..plain_email() };
        let lines = header_lines(&written(&email));
        lines.into_iter().filter(|line| line.starts_with("List-")).collect::<Vec<_>>()
    };
    assert_eq!(
        lines("https://example.ca/désabonner?a=<b>&c=d,e"),
        [
            "List-Unsubscribe: <https://example.ca/d%C3%A9sabonner?a=%3Cb%3E&c=d,e>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        ]
    );
    let long = format!("https://example.ca/{}", "a".repeat(1_000));
    for url in ["", "http://example.ca", "javascript:x", "https://a.ca/\r\nBcc: b@c.ca", "https://a b", &long]
    {
        assert_eq!(lines(url), [""; 0], "{url}");
    }
}

#[test]
fn a_subject_that_looks_encoded_is_shown_as_typed() {
    let subject = "=?UTF-8?B?SGFoYQ==?=";
    let bytes = written(&Email { subject: subject.into(), ..plain_email() });
    assert_eq!(MessageParser::default().parse(bytes.as_bytes()).unwrap().subject(), Some(subject));
}

#[test]
fn a_body_cannot_close_its_own_part() {
    let text = format!("--=_{}--\r\nContent-Type: text/html\r\n\r\n<b>gotcha</b>", id());
    let email = Email { text: text.clone(), html: text.clone(), ..plain_email() };
    let bytes = written(&email);
    let mail = MessageParser::default().parse(bytes.as_bytes()).unwrap();
    assert_eq!(mail.body_text(0).unwrap(), text);
    assert_eq!(mail.body_html(0).unwrap(), text);
    assert_eq!(mail.parts.len(), 3);
}

#[test]
fn files_stand_behind_the_text_under_their_names() {
    let names =
        ["bilan.pdf", "Été 2026 – bilan.pdf", "a \"b\" \\ c.pdf", &format!("{}.pdf", "œ".repeat(200))];
    let content: Vec<u8> = (0..=255).cycle().take(1_000).collect();
    let email = Email {
        attachments: names
            .map(|name| Attachment {
                name: name.to_owned(),
                media_type: "application/pdf",
                content: Arc::new(content.clone()),
            })
            .to_vec(),
        ..plain_email()
    };
    let bytes = written(&email);
    assert!(bytes.is_ascii() && bytes.split("\r\n").all(|line| line.len() <= 998));
    let mail = MessageParser::default().parse(bytes.as_bytes()).unwrap();
    assert_eq!((mail.text_body_count(), mail.html_body_count(), mail.attachment_count()), (1, 1, 4));
    for (file, name) in mail.attachments().zip(names) {
        assert_eq!(file.attachment_name(), Some(name));
        assert_eq!(file.contents(), content);
    }
}

/// Text with everything that has ever broken a header.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\r\nBcc: victim@example.org".to_owned()),
        Just("\r\n\r\nbody".to_owned()),
        Just("\n".to_owned()),
        Just("\r".to_owned()),
        Just("\0".to_owned()),
        Just("\u{2028}\u{85}".to_owned()),
        Just("\"<>,;:\\()".to_owned()),
        Just("=?UTF-8?Q?=0D=0ABcc:?=".to_owned()),
        Just("é🎉".to_owned()),
        any::<String>(),
        "[ -~]{0,120}",
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

const HEADERS: [&str; 11] = [
    "From",
    "Reply-To",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
];

proptest! {
    #[test]
    fn nothing_in_a_message_can_add_a_header(
        from_name in hostile(), subject in hostile(), text in hostile(), html in hostile(), url in hostile(),
    ) {
        let email = Email {
            from_name,
            subject,
            text,
            html,
            reply_to: Some("a@b.ca".into()),
            unsubscribe_url: Some(format!("https://example.ca/{url}")),
            ..plain_email()
        };
        let bytes = written(&email);
        prop_assert!(bytes.is_ascii());
        prop_assert!(!bytes.replace("\r\n", "").contains(['\r', '\n', '\0']), "a bare CR or LF");
        prop_assert!(bytes.split("\r\n").all(|line| line.len() <= 998));
        let lines = header_lines(&bytes);
        let names: Vec<&str> = lines.iter().map(|line| line.split(':').next().unwrap()).collect();
        let expected: Vec<&str> = HEADERS
            .into_iter()
            .filter(|name| names.contains(&"List-Unsubscribe") || !name.starts_with("List-"))
            .collect();
        prop_assert_eq!(names, expected);
        let mail = MessageParser::default().parse(bytes.as_bytes()).unwrap();
        prop_assert_eq!(mail.parts.len(), 3);
        prop_assert_eq!(mail.from().unwrap().iter().count(), 1);
        prop_assert_eq!(
            mail.from().unwrap().first().unwrap().address(),
            Some("passeports@notification.example.ca")
        );
        prop_assert!(mail.bcc().is_none() && mail.cc().is_none());
    }

    #[test]
    fn no_address_can_add_a_header_either(
        from in hostile(), reply_to in hostile(), to in hostile(), at in any::<bool>(),
    ) {
        let address = |text: String| if at { format!("{text}@example.ca") } else { format!("a@{text}") };
        let email = Email {
            from_address: address(from),
            reply_to: Some(address(reply_to)),
            to: address(to),
            ..plain_email()
        };
        if let Ok(composed) = compose(id(), noon(), &email) {
            let bytes = String::from_utf8(composed.bytes).unwrap();
            prop_assert_eq!(header_lines(&bytes).len(), HEADERS.len() - 2);
            for address in [composed.from, composed.to] {
                prop_assert!(address.to_string().bytes().all(|byte| byte.is_ascii_graphic()));
            }
        }
    }

    #[test]
    fn what_is_written_is_what_is_read(
        from_name in "[ -~é🎉àœ]{0,90}", subject in "[ -~é🎉àœ]{0,200}", text in "[ -~é🎉\n\t]{0,400}",
    ) {
        let email = Email { from_name, subject, html: text.clone(), text, ..plain_email() };
        let bytes = written(&email);
        let mail = MessageParser::default().parse(bytes.as_bytes()).unwrap();
        let name = mail.from().unwrap().first().unwrap().name().unwrap_or_default();
        prop_assert_eq!(name, email.from_name.trim());
        prop_assert_eq!(mail.subject().unwrap_or_default(), email.subject.trim());
        let body = email.text.replace('\n', "\r\n");
        prop_assert_eq!(mail.body_text(0).unwrap(), body.as_str());
        prop_assert_eq!(mail.body_html(0).unwrap(), body.as_str());
    }

    #[test]
    fn no_name_of_a_file_adds_a_header_or_a_part(name in hostile(), content in prop::collection::vec(any::<u8>(), 0..200)) {
        // What is text the parser would turn into text.
        let attachment = Attachment { name, media_type: "application/pdf", content: Arc::new(content.clone()) };
        let bytes = written(&Email { attachments: vec![attachment], ..plain_email() });
        prop_assert!(bytes.is_ascii());
        prop_assert!(!bytes.replace("\r\n", "").contains(['\r', '\n', '\0']), "a bare CR or LF");
        let mail = MessageParser::default().parse(bytes.as_bytes()).unwrap();
        prop_assert_eq!(mail.parts.len(), 5);
        let file = mail.attachments().next().unwrap();
        prop_assert_eq!(file.contents(), content.as_slice());
        prop_assert_eq!(file.headers().len(), 3);
        prop_assert!(mail.bcc().is_none() && mail.cc().is_none());
    }

    #[test]
    fn the_same_message_is_written_with_the_same_bytes(subject in hostile(), text in hostile()) {
        let email = Email { subject, html: text.clone(), text, ..plain_email() };
        prop_assert_eq!(written(&email), written(&email.clone()));
    }
}
