//! Files on a message that is sent from the site.

use crate::sending::{kept, send, sender};
use facteur_model::Channel;
use facteur_model::id::TemplateId;
use facteur_model::service::{Permission, Permissions};
use facteur_model::time::{HOUR, MINUTE};
use facteur_providers::{Attachment, Message};
use facteur_testkit::world::{Browser, Shown, TestService, World};
use std::path::Path;

const PDF: &[u8] = b"%PDF-1.7 a decision";

/// A template that says `Hello ((name))` and ends with `((decision))`.
async fn template(service: &TestService<'_>) -> TemplateId {
    service.template(Channel::Email, Some("News"), "Hello ((name))\n\n((decision))").await
}

async fn form(service: &TestService<'_>) -> String {
    format!("/services/{}/send/{}", service.id, template(service).await)
}

/// Fills the form in with a file in the place of the decision.
async fn choose(zoe: &mut Browser, path: &str, way: &str, name: &str, content: &[u8]) -> Shown {
    let fields = [("to", "ana@example.ca"), ("value-0", "Ana"), ("value-1", ""), ("way-1", way)];
    zoe.open(path).await.is(200);
    zoe.submit_with_files(path, &fields, &[("file-0", "", b""), ("file-1", name, content)]).await
}

fn email(world: &World) -> (String, Vec<Attachment>) {
    let given = world.provider.given();
    let Message::Email(email) = &given.last().unwrap().message else { panic!("a text message left") };
    (email.text.clone(), email.attachments.clone())
}

/// How many files are kept.
fn stored(world: &World) -> usize {
    fn count(folder: &Path) -> usize {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| if entry.path().is_dir() { count(&entry.path()) } else { 1 }).sum()
    }
    count(&world.folder().join("files"))
}

/// The fields of a preview with another value in the place of one.
fn with<'a>(fields: &'a [(String, String)], name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let others = fields.iter().filter(|(field, _)| field != name);
    others.map(|(field, value)| (field.as_str(), value.as_str())).chain([(name, value)]).collect()
}

#[tokio::test]
async fn a_file_is_chosen_looked_at_and_attached_once_however_often_it_is_clicked() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&world, &parks).await;
    let path = form(&parks).await;
    let page = zoe.open(&path).await;
    page.says("Send a file in the place of decision").says("up to 10 MB").says("Attached to the email");
    let preview = choose(&mut zoe, &path, "attach", "décision.pdf", PDF).await;
    preview.is(200).says("Files décision.pdf (19 bytes, attached)").says("Hello Ana");
    let sent = send(&mut zoe, &path, &preview).await;
    assert!(sent.at.contains("/notifications/"), "{}", sent.text());
    sent.says("décision.pdf");
    assert_eq!(send(&mut zoe, &path, &preview).await.at, sent.at);
    world.work().await;
    assert_eq!(world.provider.given().len(), 1);
    let (text, files) = email(&world);
    assert!(text.contains("décision.pdf"), "{text}");
    assert_eq!((files.len(), files[0].name.as_str(), &**files[0].content), (1, "décision.pdf", PDF));
    // The copy that was looked at goes, that of the message stays.
    assert_eq!(stored(&world), 2);
    world.pass(HOUR + MINUTE).await;
    world.app.sweep().await.unwrap();
    assert_eq!(stored(&world), 1);
}

#[tokio::test]
async fn a_file_behind_a_link_may_ask_its_reader_for_their_address() {
    for (way, asks) in [("link", false), ("confirmed", true)] {
        let world = World::new().await;
        let parks = world.live_service("Parcs").await;
        let mut zoe = sender(&world, &parks).await;
        let path = form(&parks).await;
        let preview = choose(&mut zoe, &path, way, "decision.pdf", PDF).await;
        let line = if asks { ", for whoever enters the recipient’s email address)" } else { ")" };
        preview.says(&format!("decision.pdf (19 bytes, as a link{line}")).says("/d/…");
        send(&mut zoe, &path, &preview).await.is(200);
        world.work().await;
        let (text, files) = email(&world);
        assert!(files.is_empty(), "{text}");
        let link = text.split_whitespace().find(|word| word.contains("/d/")).unwrap();
        let (place, key) = link.strip_prefix("https://api.test").unwrap().split_once('#').unwrap();
        let mut reader = world.browser();
        reader.open(place).await;
        let shown = reader.submit(place, &[("key", key)]).await;
        shown.says(if asks { "Confirm your email address" } else { "decision.pdf" });
    }
}

#[tokio::test]
async fn a_chosen_file_stays_while_the_rest_is_corrected_and_can_be_changed_or_removed() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&world, &parks).await;
    let path = form(&parks).await;
    zoe.open(&path).await;
    let fields = [("to", "nobody"), ("value-0", "Ana"), ("way-1", "attach")];
    let shown = zoe.submit_with_files(&path, &fields, &[("file-1", "first.pdf", PDF)]).await;
    shown
        .is(400)
        .says("Enter a valid email address")
        .says("first.pdf (19 bytes, attached)")
        .says("Another file");
    let mut fields = kept(&shown);
    fields.retain(|(name, _)| name.starts_with("held-"));
    fields.extend([("to", "ana@example.ca"), ("value-0", "Ana"), ("way-1", "attach")].map(own));
    let preview = zoe.submit_with_files(&path, &with(&fields, "drop-1", ""), &[("file-1", "", b"")]).await;
    preview.is(200).says("first.pdf");

    // Back from the preview it is there still; another takes its place.
    let all = kept(&preview);
    let back = zoe.submit(&path, &with(&all, "then", "change")).await;
    back.is(200).says("first.pdf (19 bytes, attached)");
    let another = with(&fields, "drop-1", "");
    let other = zoe.submit_with_files(&path, &another, &[("file-1", "second.txt", b"Hi")]).await;
    other.is(200).says("second.txt").is_silent_about("first.pdf");
    let removed = zoe.submit_with_files(&path, &with(&fields, "drop-1", "yes"), &[("file-1", "", b"")]).await;
    removed.is(400).says("Enter a value for decision").is_silent_about("first.pdf");
    let both = zoe.submit_with_files(&path, &with(&fields, "value-1", "Granted"), &[]).await;
    both.is(400).says("Enter a value for decision or choose a file, not both");
}

fn own((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[tokio::test]
async fn what_is_not_taken_is_said_beside_its_field_in_both_languages_and_nothing_is_kept() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&world, &parks).await;
    let mut french = zoe.clone().in_french();
    let path = form(&parks).await;
    let large = vec![b'a'; (10 << 20) + 1];
    let long = format!("{}.pdf", "a".repeat(252));
    let cases: [(&str, &[u8], &str, &str); 7] = [
        (
            "page.pdf",
            b"<!DOCTYPE html><html></html>",
            "Files of this type cannot be sent",
            "Les fichiers de ce type",
        ),
        ("run.exe", b"MZ\x90\0\x03\0\0\0", "Files of this type cannot be sent", "Les fichiers de ce type"),
        ("decision.txt", PDF, "that of a .pdf file", "d’un fichier .pdf"),
        ("decision.pdf", b"", "The file is empty", "Le fichier est vide"),
        ("decision.txt", &large, "larger than 10 MB", "dépasse 10\u{a0}Mo"),
        (&long, PDF, "3 to 255 characters", "de 3 à 255 caractères"),
        ("a\u{202e}fdp.txt", b"Hi", "3 to 255 characters", "de 3 à 255 caractères"),
    ];
    for (name, content, english, said_in_french) in cases {
        let shown = choose(&mut zoe, &path, "link", name, content).await;
        shown.is(400).says(english).is_silent_about("Enter a value for decision");
        assert!(shown.html.contains("aria-describedby=\"h-file-1 e-file-1\""), "{}", shown.html);
        choose(&mut french, &path, "link", name, content).await.is(400).says(said_in_french);
    }
    let over = vec![b'a'; 52 << 20];
    choose(&mut zoe, &path, "link", "decision.txt", &over).await.is(413);
    let pages = zoe.submit_with_files("/nowhere", &[], &[("file-1", "decision.pdf", PDF)]).await;
    pages.is(400);
    assert_eq!(stored(&world), 0);
}

#[tokio::test]
async fn a_message_carries_ten_files_and_twenty_five_megabytes_at_most() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&world, &parks).await;
    let places: Vec<String> = (0..11).map(|number| format!("((file {number}))")).collect();
    let template = parks.template(Channel::Email, Some("News"), &places.join("\n\n")).await;
    let path = format!("/services/{}/send/{template}", parks.id);
    let names: Vec<String> = (0..11).map(|number| format!("file-{number}")).collect();
    zoe.open(&path).await;
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), "decision.pdf", PDF)).collect();
    let shown = zoe.submit_with_files(&path, &[("to", "ana@example.ca")], &files).await;
    shown.is(400).says("A message can carry 10 files at most.");
    assert_eq!(stored(&world), 0);
    // Nine of three megabytes, in two forms.
    let large = vec![b'a'; 3 << 20];
    let few: Vec<_> =
        names[..8].iter().map(|name| (name.as_str(), "decision.txt", large.as_slice())).collect();
    let shown = zoe.submit_with_files(&path, &[("to", "ana@example.ca")], &few).await;
    let held: Vec<_> = kept(&shown).into_iter().filter(|(name, _)| name.starts_with("held-")).collect();
    assert_eq!(held.len(), 8);
    let one = [("file-8", "decision.txt", large.as_slice())];
    let shown = zoe.submit_with_files(&path, &with(&held, "to", "ana@example.ca"), &one).await;
    shown.is(400).says("The files of a message may have 25 MB together.");
}

#[tokio::test]
async fn a_file_that_waited_too_long_or_is_somebody_elses_is_chosen_again() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&world, &parks).await;
    let path = form(&parks).await;
    let preview = choose(&mut zoe, &path, "attach", "decision.pdf", PDF).await;
    let fields = kept(&preview);

    let rights = facteur_model::person::Rights::all();
    let mut max = world.member_with(parks.id, "max@example.ca", rights).await;
    max.open(&path).await;
    max.submit(&format!("{path}/now"), &with(&fields, "x", ""))
        .await
        .is(400)
        .says("no longer kept. Choose it again.");
    // Nor does its handle open the page of a file for anybody.
    let (_, handle) = fields.iter().find(|(name, _)| name == "held-1").unwrap();
    let (id, key) = handle.split_once('.').unwrap();
    let place = format!("/d/{id}");
    let mut reader = world.browser();
    reader.open(&place).await;
    for address in ["zoe@example.ca", "ana@example.ca"] {
        let asked = [("key", key), ("then", "download"), ("address", address)];
        reader.submit(&place, &asked).await.is(400).is_silent_about("decision.pdf");
    }

    world.pass(HOUR).await;
    zoe.open(&path).await;
    send(&mut zoe, &path, &preview).await.is(400).says("no longer kept. Choose it again.");
    world.app.sweep().await.unwrap();
    assert_eq!(stored(&world), 0);
    world.work().await;
    assert_eq!(world.provider.given().len(), 0);
}

#[tokio::test]
async fn files_are_offered_only_to_services_that_may_send_them_and_not_for_texts() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&world, &parks).await;
    let path = form(&parks).await;
    let sms = format!("/services/{}/send/{}", parks.id, parks.sms);
    zoe.open(&sms).await.is_silent_about("Send a file");
    let preview = choose(&mut zoe, &path, "attach", "decision.pdf", PDF).await;
    let email: Permissions = [Permission::Email].into_iter().collect();
    world.app.set_permissions(&world.by, parks.id, email).await.unwrap();
    zoe.open(&path).await.is_silent_about("Send a file");
    send(&mut zoe, &path, &preview).await.is(400).says("Enter a value for decision");
    let shown = choose(&mut zoe, &path, "attach", "decision.pdf", PDF).await;
    shown.is(400).says("Enter a value for decision");
    assert_eq!(stored(&world), 1);
}

#[tokio::test]
async fn whoever_chooses_files_without_end_waits_and_sending_one_ends_the_wait() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&world, &parks).await;
    let path = form(&parks).await;
    let mut preview = choose(&mut zoe, &path, "link", "decision.pdf", PDF).await;
    for _ in 1..41 {
        preview = choose(&mut zoe, &path, "link", "decision.pdf", PDF).await;
        preview.is(200);
    }
    let refused = choose(&mut zoe, &path, "link", "decision.pdf", PDF).await;
    refused.is(400).says("You chose many files without sending them. Try again in 1 minute.");
    assert!(send(&mut zoe, &path, &preview).await.at.contains("/notifications/"));
    choose(&mut zoe, &path, "link", "decision.pdf", PDF).await.is(200);
}
