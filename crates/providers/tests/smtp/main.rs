//! SMTP against a mail server that does as it is told.

#![cfg(test)]

mod fake;
mod tls;

use std::future::Future;
use std::num::NonZeroUsize;

use facteur_model::id::{NotificationId, ServiceId};
use facteur_model::notification::Status;
use facteur_model::secret::Secret;
use facteur_model::time::Moment;
use facteur_providers::smtp::{Login, Settings, Tls};
use facteur_providers::{Email, Encoding, Message, Outcome, Outgoing, Provider, Reach, Sms, Smtp, mime};
use uuid::Uuid;

use self::fake::{At, Does, FakeServer, closed_port, port_that_says};

const RECIPIENT: &str = "marie.curie@exemple.ca";

fn settings(port: u16) -> Settings {
    Settings {
        tls: Tls::NoneOnLoopback,
        ehlo_name: Some("facteur.test".to_owned()),
        ..Settings::new("127.0.0.1", port)
    }
}

fn smtp(port: u16) -> Smtp {
    Smtp::new(&settings(port)).unwrap()
}

fn email_to(to: &str) -> Email {
    Email {
        from_name: "Passeports".to_owned(),
        from_address: "passeports@notification.example.ca".to_owned(),
        reply_to: None,
        to: to.to_owned(),
        subject: "Prêt".to_owned(),
        text: "Bonjour\n.\n..\nFin\n".to_owned(),
        html: "<p>Bonjour</p>".to_owned(),
        unsubscribe_url: None,
        language: None,
        attachments: Vec::new(),
    }
}

fn outgoing(message: Message) -> Outgoing {
    Outgoing {
        id: NotificationId::from_uuid(Uuid::from_u128(1)),
        service: ServiceId::from_uuid(Uuid::from_u128(2)),
        attempt: 1,
        at: Moment::from_micros(1_782_130_224_000_000),
        message,
    }
}

fn letter() -> Outgoing {
    outgoing(Message::Email(email_to(RECIPIENT)))
}

async fn deliver(port: u16) -> Outcome {
    smtp(port).deliver(&letter()).await
}

/// Waits for the server to hang, and then makes the clock run until the client gives up.
async fn once_it_hangs<T>(server: &FakeServer, act: impl Future<Output = T>) -> T {
    let mut act = std::pin::pin!(act);
    tokio::select! {
        () = server.hangs() => tokio::time::pause(),
        _ = &mut act => panic!("the server did not hang"),
    }
    act.await
}

/// Nothing was delivered, and the message goes again: on its own account, or the server's.
fn is_tried_again(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Retry { .. } | Outcome::Throttled { .. } | Outcome::Unreachable { .. })
}

#[track_caller]
fn assert_retry(outcome: Outcome, expected: &str) {
    let (Outcome::Retry { response, after: None }
    | Outcome::Throttled { response, after: None }
    | Outcome::Unreachable { response }) = outcome
    else {
        panic!("{outcome:?}")
    };
    assert_eq!(response.as_deref(), Some(expected));
}

#[track_caller]
fn assert_refused(outcome: Outcome, expected: Status, words: &str) {
    let Outcome::Refused { status, reason: None, response } = outcome else { panic!("{outcome:?}") };
    assert_eq!((status, response.as_deref()), (expected, Some(words)));
}

#[track_caller]
fn assert_unknown(outcome: Outcome, expected: &str) {
    let Outcome::Unknown { response } = outcome else { panic!("{outcome:?}") };
    assert_eq!(response.as_deref(), Some(expected));
}

#[tokio::test]
async fn a_message_that_the_server_takes_is_sent() {
    let server = FakeServer::that(Does::AsUsual, At::Message).await;
    let outcome = deliver(server.port).await;
    let response = Some("250 2.0.0 queued as 42".to_owned());
    assert_eq!(outcome, Outcome::HandedOver { status: Status::Sent, response });
    assert_eq!(
        server.lines(),
        [
            "EHLO facteur.test",
            "MAIL FROM:<passeports@notification.example.ca>",
            "RCPT TO:<marie.curie@exemple.ca>",
            "DATA",
        ]
    );
}

#[tokio::test]
async fn it_arrives_byte_for_byte_as_the_mailbox_shows_it() {
    let server = FakeServer::that(Does::AsUsual, At::Message).await;
    deliver(server.port).await;
    let letter = letter();
    let composed = mime::compose(letter.id, letter.at, &email_to(RECIPIENT)).unwrap();
    let [received] = &server.messages()[..] else { panic!("one message") };
    // The end mark begins with a line ending of its own.
    assert_eq!(received.strip_suffix(b"\r\n").unwrap(), composed.bytes);
}

#[tokio::test]
async fn an_address_that_does_not_exist_is_refused_for_good() {
    let server = FakeServer::that(
        Does::Says("550-5.1.1 <marie.curie@exemple.ca>\r\n550 5.1.1 unknown: Marie.Curie"),
        At::Rcpt,
    )
    .await;
    assert_refused(deliver(server.port).await, Status::PermanentFailure, "550 5.1.1 <[…]> unknown: […]");
    assert_eq!(server.messages().len(), 0);
}

#[tokio::test]
async fn a_full_inbox_and_unwanted_content_are_inbox_issues() {
    let server = FakeServer::that(Does::Says("552 5.2.2 Mailbox full"), At::Rcpt).await;
    assert_refused(deliver(server.port).await, Status::TemporaryFailure, "552 5.2.2 Mailbox full");
    let server = FakeServer::that(Does::Says("554 5.7.1 Spam"), At::Message).await;
    assert_refused(deliver(server.port).await, Status::TemporaryFailure, "554 5.7.1 Spam");
}

#[tokio::test]
async fn a_temporary_answer_is_tried_again_at_every_step() {
    for at in [At::Rcpt, At::Data, At::Message] {
        let server = FakeServer::that(Does::Says("450 4.2.0 Greylisted"), at).await;
        assert_retry(deliver(server.port).await, "450 4.2.0 Greylisted");
    }
    let server = FakeServer::that(Does::Says("450 4.2.0 Slow down"), At::Mail).await;
    assert_retry(
        deliver(server.port).await,
        "the mail server did not accept the sender: 450 4.2.0 Slow down",
    );
}

#[tokio::test]
async fn a_server_that_takes_no_more_callers_is_tried_again() {
    for words in ["421 4.3.2 Too many connections", "554 5.3.2 Closed"] {
        let server = FakeServer::that(Does::Says(words), At::Greeting).await;
        assert_retry(deliver(server.port).await, &format!("could not connect to the mail server: {words}"));
    }
}

#[tokio::test]
async fn the_operators_mistakes_are_not_the_recipients() {
    let server = FakeServer::that(Does::Says("550 5.7.1 Not yours"), At::Mail).await;
    assert_retry(
        deliver(server.port).await,
        "the mail server did not accept the sender: 550 5.7.1 Not yours",
    );
    let server = FakeServer::that(Does::Says("554 5.7.1 Relay access denied"), At::Rcpt).await;
    assert_retry(deliver(server.port).await, "554 5.7.1 Relay access denied");
}

#[tokio::test]
async fn a_wrong_password_is_tried_again_and_says_so() {
    let server = FakeServer::that(Does::Says("535 5.7.8 Wrong"), At::Auth).await;
    let login = Login { username: "facteur".to_owned(), password: Secret::new("motdepasse") };
    let smtp = Smtp::new(&Settings { login: Some(login), ..settings(server.port) }).unwrap();
    let expected = "could not log in to the mail server: 535 5.7.8 Wrong";
    assert_retry(smtp.deliver(&letter()).await, expected);
    assert_eq!(smtp.check().await, Err(expected.to_owned()));
}

#[tokio::test]
async fn the_login_goes_first() {
    let server = FakeServer::that(Does::AsUsual, At::Auth).await;
    let login = Login { username: "facteur".to_owned(), password: Secret::new("motdepasse") };
    let settings = Settings { login: Some(login), ..settings(server.port) };
    let smtp = Smtp::new(&settings).unwrap();
    smtp.deliver(&letter()).await;
    // \0facteur\0motdepasse
    assert_eq!(server.lines()[1], "AUTH PLAIN AGZhY3RldXIAbW90ZGVwYXNzZQ==");
    let debugged = format!("{smtp:?} {settings:?}");
    assert!(!debugged.contains("motdepasse") && !debugged.contains("\"facteur\""), "{debugged}");
}

#[tokio::test]
async fn nobody_there_is_tried_again() {
    let Outcome::Unreachable { response: Some(response) } = deliver(closed_port().await).await else {
        panic!("not tried again")
    };
    assert!(response.starts_with("could not connect to the mail server: "), "{response}");
}

#[tokio::test]
async fn what_is_not_smtp_is_tried_again() {
    for garbage in [&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], b"\0\xFF\xFE\r\n", b"999 what\r\n"] {
        let outcome = deliver(port_that_says(garbage).await).await;
        assert!(is_tried_again(&outcome), "{outcome:?}");
    }
}

#[tokio::test]
async fn nonsense_before_the_message_is_tried_again_and_after_it_is_unknown() {
    for at in [At::Ehlo, At::Mail, At::Rcpt, At::Data] {
        let outcome = deliver(FakeServer::that(Does::Says("nonsense"), at).await.port).await;
        assert!(is_tried_again(&outcome), "{at:?}: {outcome:?}");
    }
    for words in ["nonsense", "354 go on"] {
        let outcome = deliver(FakeServer::that(Does::Says(words), At::Message).await.port).await;
        assert!(matches!(outcome, Outcome::Unknown { .. }), "{words}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_ask_for_the_message_does_not_get_it() {
    let server = FakeServer::that(Does::Says("250 ok"), At::Data).await;
    assert_retry(
        deliver(server.port).await,
        "could not hand the message over: the mail server did not ask for the message",
    );
    assert_eq!(server.lines().len(), 4);
}

#[tokio::test]
async fn a_line_lost_before_the_end_of_the_message_is_tried_again() {
    for at in [At::Greeting, At::Ehlo, At::Mail, At::Rcpt, At::Data] {
        let outcome = deliver(FakeServer::that(Does::HangsUp, at).await.port).await;
        assert!(is_tried_again(&outcome), "{at:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_line_lost_after_it_leaves_the_outcome_unknown() {
    let server = FakeServer::that(Does::HangsUp, At::Message).await;
    assert_unknown(
        deliver(server.port).await,
        "the message was handed over, but not confirmed: response error: incomplete response",
    );
    assert_eq!(server.messages().len(), 1);
}

#[tokio::test]
async fn silence_before_the_end_of_the_message_is_tried_again() {
    let server = FakeServer::that(Does::Hangs, At::Greeting).await;
    let outcome = once_it_hangs(&server, deliver(server.port)).await;
    assert_retry(outcome, "could not connect to the mail server: no answer in time");
}

#[tokio::test]
async fn silence_after_a_command_is_tried_again() {
    let server = FakeServer::that(Does::Hangs, At::Rcpt).await;
    let outcome = once_it_hangs(&server, deliver(server.port)).await;
    assert_retry(outcome, "the mail server did not accept the recipient: no answer in time");
}

#[tokio::test]
async fn silence_after_the_message_leaves_the_outcome_unknown() {
    let server = FakeServer::that(Does::Hangs, At::Message).await;
    let outcome = once_it_hangs(&server, deliver(server.port)).await;
    assert_unknown(outcome, "the message was handed over, but not confirmed in time");
}

#[tokio::test]
async fn a_line_lost_in_the_middle_of_the_message_is_tried_again() {
    // Too large for the buffers on the way: the end mark cannot have been written.
    let html = "0123456789abcdef".repeat(1 << 19);
    let letter = outgoing(Message::Email(Email { html, ..email_to(RECIPIENT) }));
    let server = FakeServer::that(Does::SaysAndHangsUp("354 go on"), At::Data).await;
    let outcome = smtp(server.port).deliver(&letter).await;
    assert!(is_tried_again(&outcome), "{outcome:?}");
}

#[tokio::test]
async fn one_connection_carries_one_message_after_another() {
    let server = FakeServer::that(Does::AsUsual, At::Message).await;
    let smtp = smtp(server.port);
    for _ in 0..3 {
        assert!(matches!(smtp.deliver(&letter()).await, Outcome::HandedOver { .. }));
    }
    assert_eq!((server.connections(), server.messages().len()), (1, 3));
}

#[tokio::test]
async fn a_refusal_does_not_spoil_the_connection() {
    let server = FakeServer::start(|at, _, message| match (at, message) {
        (At::Rcpt, 1) => Does::Says("550 5.1.1 unknown"),
        _ => Does::AsUsual,
    })
    .await;
    let smtp = smtp(server.port);
    assert!(matches!(smtp.deliver(&letter()).await, Outcome::Refused { .. }));
    assert!(matches!(smtp.deliver(&letter()).await, Outcome::HandedOver { .. }));
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_connection_that_the_server_has_closed_is_replaced_at_once() {
    for closing in [Does::HangsUp, Does::Says("421 4.4.2 idle for too long")] {
        let server = FakeServer::start(move |at, connection, message| match (at, connection, message) {
            (At::Mail, 1, 2) => closing,
            _ => Does::AsUsual,
        })
        .await;
        let smtp = smtp(server.port);
        for _ in 0..2 {
            assert!(matches!(smtp.deliver(&letter()).await, Outcome::HandedOver { .. }));
        }
        assert_eq!((server.connections(), server.messages().len()), (2, 2));
    }
}

#[tokio::test]
async fn an_attempt_that_is_given_up_leaves_no_half_used_connection() {
    let server = FakeServer::start(|at, connection, _| match (at, connection) {
        (At::Rcpt, 1) => Does::Hangs,
        _ => Does::AsUsual,
    })
    .await;
    let smtp = smtp(server.port);
    let letter = letter();
    tokio::select! {
        outcome = smtp.deliver(&letter) => panic!("{outcome:?}"),
        () = server.hangs() => {}
    }
    assert!(matches!(smtp.deliver(&letter).await, Outcome::HandedOver { .. }));
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn no_more_connections_are_opened_than_allowed() {
    let server = FakeServer::that(Does::AsUsual, At::Message).await;
    let two = Settings { most_connections: NonZeroUsize::new(2).unwrap(), ..settings(server.port) };
    let (smtp, letter) = (Smtp::new(&two).unwrap(), letter());
    let (a, b, c, d) = tokio::join!(
        smtp.deliver(&letter),
        smtp.deliver(&letter),
        smtp.deliver(&letter),
        smtp.deliver(&letter)
    );
    for outcome in [a, b, c, d] {
        assert!(matches!(outcome, Outcome::HandedOver { .. }), "{outcome:?}");
    }
    assert_eq!((server.connections(), server.messages().len()), (2, 4));
}

#[tokio::test]
async fn who_waits_too_long_for_a_connection_tries_again_later() {
    let server = FakeServer::that(Does::Hangs, At::Message).await;
    let one = Settings { most_connections: NonZeroUsize::MIN, ..settings(server.port) };
    let (smtp, letter) = (Smtp::new(&one).unwrap(), letter());
    let both = async { tokio::join!(smtp.deliver(&letter), smtp.deliver(&letter)) };
    let (first, second) = once_it_hangs(&server, both).await;
    assert!(matches!(first, Outcome::Unknown { .. }), "{first:?}");
    assert_retry(second, "all connections to the mail server are in use: no answer in time");
}

#[tokio::test]
async fn what_cannot_travel_fails_without_a_call() {
    let server = FakeServer::that(Does::AsUsual, At::Message).await;
    let smtp = smtp(server.port);
    let accented = outgoing(Message::Email(email_to("andré@exemple.ca")));
    assert_refused(
        smtp.deliver(&accented).await,
        Status::TechnicalFailure,
        "the recipient's address cannot travel: \
         the part before the @ has characters that not every mail server takes",
    );
    let text = Sms {
        from: None,
        to: "+16135550100".to_owned(),
        text: "Allô".to_owned(),
        parts: 1,
        encoding: Encoding::Gsm,
    };
    assert_refused(
        smtp.deliver(&outgoing(Message::Sms(text))).await,
        Status::TechnicalFailure,
        "this provider carries e-mail only",
    );
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_check_goes_as_far_as_the_login_and_takes_leave() {
    let server = FakeServer::that(Does::AsUsual, At::Message).await;
    let smtp = smtp(server.port);
    assert_eq!(smtp.check().await, Ok(()));
    assert_eq!(server.lines(), ["EHLO facteur.test", "QUIT"]);
    assert_eq!((smtp.name(), smtp.reaches_outside()), ("smtp", Reach::Outside));
}
