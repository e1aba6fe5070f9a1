//! Files with messages: what is taken, how it travels, who gets it, and when it is gone.

mod with_a_scanner;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use facteur_app::{FileSettings, Settings};
use facteur_model::api_key::KeyType;
use facteur_model::id::{FileId, NotificationId};
use facteur_model::service::{Permission, Permissions};
use facteur_model::time::{DAY, HOUR, MINUTE, SECOND};
use facteur_providers::{Attachment, Message};
use facteur_store::{FileState, StoredFile, files};
use facteur_testkit::world::{Caller, ScriptedScanner, TestService, World};
use serde_json::{Value, json};
use std::path::Path;

const PDF: &[u8] = b"%PDF-1.7 a report";

fn attached(name: &str, content: &[u8]) -> Value {
    json!({"file": STANDARD.encode(content), "filename": name, "sending_method": "attach"})
}

fn linked(name: &str, content: &[u8]) -> Value {
    json!({"file": STANDARD.encode(content), "filename": name, "sending_method": "link"})
}

/// An e-mail whose template says `Hello ((name))` and ends with `((doc))`.
async fn with_link(service: &TestService<'_>, doc: Value) -> Value {
    let template =
        service.template(facteur_model::Channel::Email, Some("News"), "Hello ((name))\n\n((doc))").await;
    let mut body = service.email_to("Zoe@Example.com");
    body["template_id"] = json!(template.to_string());
    body["personalisation"]["doc"] = doc;
    body
}

fn with_file(service: &TestService<'_>, file: Value) -> Value {
    let mut body = service.email_to("zoe@example.com");
    body["personalisation"]["report"] = file;
    body
}

fn attachments(world: &World) -> Vec<Attachment> {
    let given = world.provider.given();
    let Message::Email(email) = &given.last().expect("a message left").message else {
        panic!("a text message left")
    };
    email.attachments.clone()
}

/// Sends a form of several fields.
async fn submit(
    browser: &mut facteur_testkit::world::Browser,
    path: &str,
    fields: [(&str, String); 3],
) -> facteur_testkit::world::Shown {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.submit(path, &fields).await
}

/// How many files are kept.
fn kept(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { kept(&entry.path()) } else { 1 }).sum()
}

/// Path and key of the link in an answer.
fn link(answer: &Value) -> (String, String) {
    let body = answer["content"]["body"].as_str().expect("a body");
    let start = body.find("https://api.test/d/").expect("a link") + "https://api.test".len();
    let link: String = body[start..].chars().take_while(|c| !c.is_whitespace()).collect();
    let (path, key) = link.split_once('#').expect("a key behind the #");
    (path.to_owned(), key.to_owned())
}

#[tokio::test]
async fn an_attached_file_travels_in_the_email_and_needs_no_place_in_the_template() {
    let world = World::new().await;
    let service = world.live_service("Passports").await;
    let key = service.key(KeyType::Live).await;
    let sent = key.send_email(&with_file(&service, attached("Été – bilan.pdf", PDF))).await;
    assert_eq!(sent.status, 201, "{}", sent.json);
    assert_eq!(sent.json["content"]["body"], "Hello Zoé");
    world.work().await;
    let files = attachments(&world);
    assert_eq!((files[0].name.as_str(), files[0].media_type), ("Été – bilan.pdf", "application/pdf"));
    assert_eq!(*files[0].content, PDF);
    assert_eq!(key.status_of(&sent.id()).await, "delivered");
}

#[tokio::test]
async fn a_template_that_asks_for_an_attached_file_shows_its_name() {
    let world = World::new().await;
    let service = world.live_service("Passports").await;
    let key = service.key(KeyType::Live).await;
    let sent = key.send_email(&with_link(&service, attached("report.pdf", PDF)).await).await;
    assert_eq!(sent.json["content"]["body"], "Hello Zoé\n\nreport.pdf");
}

#[tokio::test]
async fn a_linked_file_is_downloaded_by_whoever_holds_its_link_and_by_nobody_else() {
    for key_type in [KeyType::Live, KeyType::Test] {
        let world = World::new().await;
        let service = world.live_service("Passports").await;
        let key = service.key(key_type).await;
        let content: Vec<u8> = [b"%PDF-1.7\n".as_slice(), &vec![7; 200_000]].concat();
        let body = with_link(&service, linked("d\u{e9}cision \"1\".pdf", &content)).await;
        let sent = key.send_email(&body).await;
        let (path, secret) = link(&sent.json);
        world.work().await;

        let mut browser = world.browser();
        let begin = browser.open(&path).await;
        begin.is(200).says("A file was sent to you").is_silent_about("cision");
        assert_eq!(begin.headers["x-robots-tag"], "noindex, nofollow");
        let shown = browser.submit(&path, &[("key", &secret)]).await;
        shown.is(200).says("décision \"1\".pdf").says("196 KB").says("Download the file");
        let file = browser.submit(&path, &[("key", &secret), ("then", "download")]).await;
        assert_eq!((file.status, file.html.len()), (200, content.len()));
        assert_eq!(file.headers["content-type"], "application/pdf");
        assert_eq!(file.headers["content-length"], content.len().to_string());
        assert_eq!(file.headers["content-security-policy"], "sandbox; default-src 'none'");
        assert_eq!(file.headers["x-content-type-options"], "nosniff");
        assert_eq!(
            file.headers["content-disposition"],
            "attachment; filename=\"d_cision _1_.pdf\"; filename*=UTF-8''d%C3%A9cision%20%221%22.pdf"
        );

        // The whole link works as well, in French too.
        let mut french = world.browser().in_french();
        french.open(&path).await.says("Un fichier vous a été envoyé");
        let whole = format!("https://api.test{path}#{secret}");
        french.submit(&path, &[("key", &whole)]).await.is(200).says("196 Ko").says("Disponible jusqu’au");

        // A wrong key and a file that never was are the same to whoever asks.
        let wrong = browser.submit(&path, &[("key", &"0".repeat(64))]).await;
        let unknown = browser.submit("/d/0193fac7-0000-7000-8000-000000000001", &[("key", &secret)]).await;
        assert_eq!((wrong.status, unknown.status), (404, 404));
        assert_eq!(wrong.text(), unknown.text());
        browser.submit(&path, &[("key", "nonsense")]).await.is(400).says("Paste the whole link");
    }
}

#[tokio::test]
async fn a_file_expires_and_says_so() {
    let world = World::new().await;
    let service = world.live_service("Passports").await;
    let key = service.key(KeyType::Live).await;
    let folder = world.folder().join("files");
    let first = key.send_email(&with_link(&service, linked("a.pdf", PDF)).await).await;
    let mut longer = linked("b.pdf", PDF);
    longer["retention_period"] = json!("12 weeks");
    let second = key.send_email(&with_link(&service, longer).await).await;
    assert_eq!(kept(&folder), 2);
    world.clock.advance(7 * DAY - SECOND);
    world.app.sweep().await.unwrap();
    let (path, secret) = link(&first.json);
    let mut browser = world.browser();
    browser.open(&path).await;
    browser.submit(&path, &[("key", &secret)]).await.is(200);
    world.clock.advance(SECOND);
    browser.submit(&path, &[("key", &secret)]).await.is(410).says("no longer available");
    world.app.sweep().await.unwrap();
    assert_eq!(kept(&folder), 1);
    browser.submit(&path, &[("key", &secret), ("then", "download")]).await.is(410);
    let (path, secret) = link(&second.json);
    browser.submit(&path, &[("key", &secret)]).await.is(200);
    world.clock.advance(77 * DAY);
    world.app.sweep().await.unwrap();
    assert_eq!(kept(&folder), 0);
    world.clock.advance(31 * DAY);
    world.app.sweep().await.unwrap();
    browser.submit(&path, &[("key", &secret)]).await.is(404);
}

#[tokio::test]
async fn the_reader_gives_their_address_when_the_sender_wants_it() {
    let world = World::new().await;
    let service = world.live_service("Passports").await;
    let key = service.key(KeyType::Live).await;
    // As the GOV.UK clients write it.
    let file = json!({
        "file": STANDARD.encode("a,b\n1,2\n"), "filename": "list.csv",
        "confirm_email_before_download": null, "retention_period": null,
    });
    let sent = key.send_email(&with_link(&service, file).await).await;
    let (path, secret) = link(&sent.json);
    let mut browser = world.browser();
    browser.open(&path).await;
    let asked = browser.submit(&path, &[("key", &secret)]).await;
    asked.is(200).says("Confirm your email address").is_silent_about("list.csv");
    let give = |address: &'static str, then: &'static str| {
        [("key", secret.clone()), ("address", address.to_owned()), ("then", then.to_owned())]
    };
    submit(&mut browser, &path, give("other@example.com", "confirm"))
        .await
        .is(400)
        .says("Enter the email address");
    submit(&mut browser, &path, give("", "download")).await.is(400);
    submit(&mut browser, &path, give(" zoe@EXAMPLE.com ", "confirm")).await.is(200).says("list.csv");
    let file = submit(&mut browser, &path, give("zoe@example.com", "download")).await;
    assert_eq!((file.status, file.html.as_str()), (200, "a,b\n1,2\n"));
    assert_eq!(file.headers["content-type"], "text/csv");

    // Whoever tries many waits, and is not told when one was right.
    for _ in 0..8 {
        submit(&mut browser, &path, give("other@example.com", "confirm")).await;
    }
    submit(&mut browser, &path, give("zoe@example.com", "confirm")).await.is(429);
    world.clock.advance(20 * MINUTE);
    submit(&mut browser, &path, give("zoe@example.com", "confirm")).await.is(200);
}

#[tokio::test]
async fn only_files_of_known_types_under_right_names_are_taken() {
    let world = World::new().await;
    let service = world.live_service("Passports").await;
    for key_type in [KeyType::Live, KeyType::Test] {
        let key = service.key(key_type).await;
        let refused = key.send_email(&with_file(&service, attached("a.pdf", b"MZ\x90\x00\x03"))).await;
        let (status, class, message) = refused.error();
        assert_eq!((status, class), (400, "BadRequestError"));
        assert!(
            message.starts_with(
                "Unsupported document type 'application/vnd.microsoft.portable-executable'. Supported types are: [application/pdf, application/CDFV2, text/csv,"
            ),
            "{message}"
        );
        let refused = key.send_email(&with_file(&service, attached("page.html", b"hello"))).await;
        assert_eq!(
            refused.error(),
            (
                400,
                "BadRequestError",
                "The content of page.html is of the type 'text/plain', and its name says otherwise"
            )
        );
        let mut long = linked("a.pdf", PDF);
        long["retention_period"] = json!("78 weeks");
        assert_eq!(
            key.send_email(&with_file(&service, long)).await.error(),
            (
                400,
                "ValidationError",
                "Unsupported value for retention_period '78 weeks'. Supported periods are from 1 to 12 weeks."
            )
        );
    }
    assert_eq!(kept(&world.folder().join("files")), 0);
}

#[tokio::test]
async fn a_service_without_the_permission_sends_no_files() {
    let world = World::new().await;
    let service = world.live_service("Passports").await;
    let key = service.key(KeyType::Live).await;
    let permissions: Permissions = [Permission::Email].into_iter().collect();
    world.app.set_permissions(&world.by, service.id, permissions).await.unwrap();
    let refused = key.send_email(&with_file(&service, attached("a.pdf", PDF))).await;
    assert_eq!(refused.error().0, 400);
    assert_eq!(kept(&world.folder().join("files")), 0);
}

#[tokio::test]
async fn files_may_be_large_and_not_larger() {
    let files =
        FileSettings { most_bytes: 100 << 10, most_message_bytes: 250 << 10, ..FileSettings::default() };
    let base_url = "https://api.test".to_owned();
    let world = World::with_settings(Settings { base_url, files, ..Settings::default() }).await;
    let service = world.live_service("Passports").await;
    let key = service.key(KeyType::Live).await;
    let file = |length: usize| attached("a.txt", &vec![b'a'; length]);
    let mut body = service.email_to("zoe@example.com");
    for (name, length) in [("one", 100 << 10), ("two", 100 << 10), ("three", 50 << 10)] {
        body["personalisation"][name] = file(length);
    }
    let sent = key.send_email(&body).await;
    assert_eq!(sent.status, 201, "{:?}", sent.error());
    world.work().await;
    assert_eq!(attachments(&world).iter().map(|file| file.content.len()).sum::<usize>(), 250 << 10);
    body["personalisation"]["four"] = file(1);
    assert_eq!(
        key.send_email(&body).await.error(),
        (
            400,
            "ValidationError",
            "Files of the message are 256001 bytes in all and greater than allowed limit of 256000."
        )
    );
    body["personalisation"]["four"] = file(100 << 10 | 1);
    assert!(
        key.send_email(&body).await.error().2.starts_with("four : File size for a.txt is 102401 and greater")
    );
}

#[tokio::test]
async fn smoke_test_recipients_get_a_test_document_and_nothing_is_stored() {
    let world = World::new().await;
    let service = world.live_service("Passports").await;
    let key = service.key(KeyType::Live).await;
    let mut body = with_link(&service, linked("a.pdf", PDF)).await;
    body["email_address"] = json!("simulate-delivered@notification.canada.ca");
    let sent = key.send_email(&body).await;
    let path = format!("/services/{}/documents/test-document", service.id);
    assert_eq!(sent.json["content"]["body"], format!("Hello Zoé\n\nhttps://api.test{path}"));
    assert_eq!(kept(&world.folder().join("files")), 0);
    world.browser().open(&path).await.is(200).says("Test document");
}

#[tokio::test]
async fn the_same_request_again_stores_nothing_again() {
    let world = World::new().await;
    let service = world.live_service("Passports").await;
    let key = service.key(KeyType::Live).await.with("Idempotency-Key", "order-1");
    let body = with_link(&service, linked("a.pdf", PDF)).await;
    let (first, second) = (key.send_email(&body).await, key.send_email(&body).await);
    assert_eq!(first.bytes, second.bytes);
    assert_eq!(kept(&world.folder().join("files")), 1);
}

#[tokio::test]
async fn files_of_a_message_that_never_came_to_be_are_swept_away() {
    let world = World::new().await;
    let service = world.live_service("Passports").await;
    let key = service.key(KeyType::Live).await;
    let folder = world.folder().join("files");
    let sent = key.send_email(&with_file(&service, attached("a.pdf", PDF))).await;
    assert_eq!((sent.status, kept(&folder)), (201, 1));
    // As after a crash between storing and accepting.
    let orphan = StoredFile {
        id: FileId::new(facteur_testkit::world::NOON, world.app.chance()),
        service: service.id,
        notification: NotificationId::new(facteur_testkit::world::NOON, world.app.chance()),
        created_at: facteur_testkit::world::NOON,
        expires_at: facteur_testkit::world::NOON.plus(7 * DAY),
        size: 1,
        state: FileState::Unscanned,
        sealed_detail: vec![1],
    };
    let mut tx = world.store.begin().await.unwrap();
    files::insert(&mut tx, &orphan).await.unwrap();
    tx.commit().await.unwrap();
    let place = folder.join("2026-11-23").join(orphan.id.to_string());
    std::fs::write(&place, b"sealed").unwrap();
    assert_eq!(kept(&folder), 2);
    world.app.sweep().await.unwrap();
    assert_eq!(kept(&folder), 2, "it may still come to be");
    world.clock.advance(HOUR);
    world.app.sweep().await.unwrap();
    assert_eq!(kept(&folder), 1);
    assert!(world.store.file(orphan.id).await.unwrap().is_none());
    world.work().await;
    assert_eq!(*attachments(&world)[0].content, PDF);
}

#[tokio::test]
async fn a_message_whose_file_is_gone_does_not_leave_without_it() {
    let world = World::new().await;
    let service = world.live_service("Passports").await;
    let key = service.key(KeyType::Live).await;
    let sent = key.send_email(&with_file(&service, attached("a.pdf", PDF))).await;
    std::fs::remove_dir_all(world.folder().join("files/2026-11-23")).unwrap();
    world.work().await;
    assert_eq!(key.status_of(&sent.id()).await, "technical-failure");
    assert!(world.provider.given().is_empty());
}

#[tokio::test]
async fn nothing_of_a_file_stands_where_it_is_kept() {
    let world = World::new().await;
    let service = world.live_service("Passports").await;
    let key = service.key(KeyType::Live).await;
    let sent = key.send_email(&with_link(&service, linked("canary-name.txt", b"canary-content")).await).await;
    let (_, secret) = link(&sent.json);
    let mut folders = vec![world.folder()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let bytes = std::fs::read(entry.path()).unwrap();
            for canary in ["canary-name", "canary-content", &secret] {
                let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
                assert!(!found, "{canary} stands in {}", entry.path().display());
            }
        }
    }
}

#[tokio::test]
async fn the_mailbox_shows_files_by_name_and_has_them_whole_in_the_source() {
    let world = World::new().await;
    let service = world.live_service("Passports").await;
    let key = service.key(KeyType::Test).await;
    let sent = key.send_email(&with_file(&service, attached("Été.pdf", PDF))).await;
    world.work().await;
    let path = format!("/v2/mailbox/{}", sent.id());
    let shown = key.get(&path).await;
    assert_eq!(
        shown.json["files"],
        json!([{"filename": "Été.pdf", "content_type": "application/pdf", "size": 17, "sending_method": "attach"}])
    );
    let source = key.get(&format!("{path}?format=mime")).await;
    let source = String::from_utf8(source.bytes).unwrap();
    assert!(source.contains("multipart/mixed") && source.contains(&STANDARD.encode(PDF)), "{source}");
    assert!(!shown.json["mime"].as_str().unwrap().contains(&STANDARD.encode(PDF)));
    let rights = facteur_model::person::Rights::all();
    let mut browser = world.member_with(service.id, "ada@example.ca", rights).await;
    let page = browser.open(&format!("/services/{}/api/mailbox/{}", service.id, sent.id())).await;
    page.is(200).says("Files Été.pdf (17 bytes, attached)");
    let page = browser.open(&format!("/services/{}/notifications/{}", service.id, sent.id())).await;
    page.is(200).says("Été.pdf (17 bytes, attached)");
}
