//! The first page of the API's part, and the message log below it.

use facteur_model::api_key::KeyType;
use facteur_model::id::ServiceId;
use facteur_model::person::{Right, Rights};
use facteur_model::time::{DAY, SECOND};
use facteur_testkit::world::{Browser, Caller, TestService, World};

/// Somebody who looks after the keys of a service.
async fn integrator(world: &World, service: ServiceId) -> Browser {
    world.member_with(service, "zoe@example.ca", Rights::from_iter([Right::ManageApiKeys])).await
}

async fn send(service: &TestService<'_>, key: &Caller, to: &str, reference: &str) {
    let mut body = service.email_to(to);
    body["reference"] = reference.into();
    let sent = key.send_email(&body).await;
    assert_eq!(sent.status, 201, "{}", sent.json);
    service.world.clock.advance(SECOND);
}

#[tokio::test]
async fn the_landing_says_where_the_api_is_and_how_much_of_the_rate_is_used() {
    let world = World::new().await;
    let passports = world.live_service("Passports").await;
    let key = passports.key(KeyType::Live).await;
    for _ in 0..3 {
        send(&passports, &key, "a@example.ca", "r").await;
    }
    let path = format!("/services/{}/api", passports.id);
    let mut browser = integrator(&world, passports.id).await;
    let page = browser.open(&path).await;
    page.is(200).says("API integration").says("https://api.test").says(&passports.id.to_string());
    page.says("Live: 3 of 1,000").says("Test: 0 of 1,000");
    for card in ["keys", "safelist", "mailbox", "playground", "rejected"] {
        assert!(page.html.contains(&format!("href=\"{path}/{card}\"")), "{card}");
    }
    world.clock.advance(61 * SECOND);
    browser.open(&path).await.says("Live: 0 of 1,000");
    let page = browser.open(&format!("{path}?lang=fr")).await;
    page.says("Intégration API").says("Active\u{a0}: 0 sur 1\u{a0}000").says("Registre de messages");
}

#[tokio::test]
async fn every_message_is_there_with_what_programs_call_it() {
    let world = World::new().await;
    let passports = world.live_service("Passports").await;
    let path = format!("/services/{}/api", passports.id);
    let mut browser = integrator(&world, passports.id).await;
    browser.open(&path).await.says("Messages that your applications send will appear here.");
    let key = passports.key(KeyType::Live).await;
    send(&passports, &key, "amala@example.ca", "<b>case 1</b>").await;
    let page = browser.open(&path).await;
    page.says("amala@example.ca").says("<b>case 1</b>").says("In transit (created)");
    page.says("Greeting by email (version 1)").says("live 0 (Live)").says("Not yet");
    assert!(!page.html.contains("<b>case"), "what callers write is no HTML");
    world.work().await;
    let page = browser.open(&path).await;
    page.is_silent_about("In transit (created)").says("Messages are kept for 7 days.");
    let id = page.between("/notifications/", "\"").expect("a link to the message");
    assert!(page.html.contains(&format!("<code>{id}</code>")), "{id}");
    browser.open(&format!("{path}?lang=fr")).await.says("Les messages sont conservés pendant 7 jours.");
}

#[tokio::test]
async fn the_log_is_narrowed_by_key_status_and_date_and_keeps_test_keys_apart() {
    let world = World::new().await;
    let passports = world.live_service("Passports").await;
    let (first, second) = (passports.make_key(KeyType::Live).await, passports.make_key(KeyType::Live).await);
    let test = passports.key(KeyType::Test).await;
    send(&passports, &passports.caller(&first), "one@example.ca", "1").await;
    world.work().await;
    world.clock.advance(DAY);
    send(&passports, &passports.caller(&second), "two@example.ca", "2").await;
    send(&passports, &test, "three@example.ca", "3").await;
    let path = format!("/services/{}/api", passports.id);
    let mut browser = integrator(&world, passports.id).await;
    browser.open(&path).await.says("one@").says("two@").is_silent_about("three@");
    browser.open(&format!("{path}?test=1")).await.is_silent_about("two@").says("three@");
    browser.open(&format!("{path}?key={}", first.id)).await.says("one@").is_silent_about("two@");
    let page = browser.open(&format!("{path}?status=created")).await;
    page.is_silent_about("one@").says("two@");
    browser.open(&format!("{path}?status=success")).await.says("one@").is_silent_about("two@");
    let page = browser.open(&format!("{path}?from=2026-11-23&to=2026-11-23")).await;
    page.says("one@").is_silent_about("two@");
    browser.open(&format!("{path}?from=2026-11-24")).await.is_silent_about("one@").says("two@");
    let page = browser.open(&format!("{path}?status=failed")).await;
    page.says("No message fits this filter.");
}

#[tokio::test]
async fn a_filter_that_means_nothing_says_so_beside_its_field() {
    let world = World::new().await;
    let passports = world.live_service("Passports").await;
    let path = format!("/services/{}/api", passports.id);
    let mut browser = integrator(&world, passports.id).await;
    for (query, said) in [
        ("from=yesterday", "Enter a date such as 2026-11-23"),
        ("to=2026-02-30", "Enter a date such as 2026-11-23"),
        ("from=2026-11-24&to=2026-11-23", "The end must not be before the beginning"),
        ("status=%3Cscript%3E", "Choose one from the list"),
        ("key=00000000-0000-4000-8000-000000000000", "Choose one from the list"),
    ] {
        browser.open(&format!("{path}?{query}")).await.is(400).says("There is a problem").says(said);
    }
    browser.open(&format!("{path}?older=x")).await.is(404);
    browser.open(&format!("{path}?from=hier&lang=fr")).await.is(400).says("Entrez une date comme 2026-11-23");
}

#[tokio::test]
async fn pages_lead_back_and_forth() {
    let world = World::new().await;
    let passports = world.live_service("Passports").await;
    let key = passports.key(KeyType::Live).await;
    for number in 0..120 {
        send(&passports, &key, &format!("to-{number}@example.ca"), "r").await;
    }
    let path = format!("/services/{}/api", passports.id);
    let mut browser = integrator(&world, passports.id).await;
    let link = |page: &facteur_testkit::world::Shown, name: &str| {
        let (_, pages) = page.html.split_once("<nav class=\"pages\"").expect("links to other pages");
        let start = pages.find(&format!("?{name}=")).expect("a link to the page");
        let rest = &pages[start..];
        rest[..rest.find('#').expect("the end of the link")].to_owned()
    };
    let page = browser.open(&path).await;
    page.says("to-119@").says("to-70@").is_silent_about("to-69@").is_silent_about("Newer messages");
    let page = browser.open(&format!("{path}{}", link(&page, "older"))).await;
    page.says("to-69@").says("to-20@").is_silent_about("to-19@").is_silent_about("to-70@");
    let last = browser.open(&format!("{path}{}", link(&page, "older"))).await;
    last.says("to-19@").says("to-0@").is_silent_about("Older messages");
    let page = browser.open(&format!("{path}{}", link(&last, "newer"))).await;
    page.says("to-69@").says("to-20@").is_silent_about("to-70@").is_silent_about("to-19@");
    let page = browser.open(&format!("{path}{}", link(&page, "newer"))).await;
    page.says("to-119@").says("to-70@").is_silent_about("Newer messages");
}

#[tokio::test]
async fn a_message_is_found_by_its_recipient_or_its_reference_which_never_stand_in_an_address() {
    let world = World::new().await;
    let passports = world.live_service("Passports").await;
    let other = world.live_service("Parks").await;
    let key = passports.key(KeyType::Live).await;
    send(&passports, &key, "Amala@example.ca", "case 1").await;
    send(&passports, &passports.key(KeyType::Test).await, "bela@example.ca", "case 2").await;
    send(&other, &other.key(KeyType::Live).await, "amala@example.ca", "case 9").await;
    assert_eq!(key.send_sms(&passports.sms_to("613 555 0199")).await.status, 201);
    world.app.sweep().await.expect("the index is filled");
    let path = format!("/services/{}/api/search", passports.id);
    let mut browser = integrator(&world, passports.id).await;
    browser.open(&path).await.is(200).says("Recipient or reference").is_silent_about("Messages found");
    for (text, found) in [
        (" amala@EXAMPLE.ca ", "Amala@example.ca"),
        ("case 2", "bela@example.ca"),
        ("+1 613-555-0199", "613 555 0199"),
    ] {
        let page = browser.submit(&path, &[("text", text)]).await;
        page.is(200).says("Messages found").says(found).is_silent_about("case 9");
        assert_eq!(page.at, path);
    }
    for nothing in ["case", "nobody@example.ca", "case 9", "<script>"] {
        let page = browser.submit(&path, &[("text", nothing)]).await;
        page.is(200).says("No message has this recipient or this reference.");
    }
    browser.submit(&path, &[("text", " ")]).await.is(400).says("Enter a recipient or a reference");
    browser.submit(&path, &[("text", &"x".repeat(100_000))]).await.is(200).says("No message has");
    let mut french = browser.in_french();
    french.open(&path).await.says("Destinataire ou référence");
}

#[tokio::test]
async fn only_whoever_looks_after_the_keys_sees_any_of_it() {
    let world = World::new().await;
    let passports = world.live_service("Passports").await;
    let base = format!("/services/{}/api", passports.id);
    let paths = ["", "/search", "/rejected", "/mailbox", "/mailbox/purge", "/playground"];
    let rights = Right::ALL.into_iter().filter(|right| *right != Right::ManageApiKeys).collect();
    let mut colleague = world.member_with(passports.id, "bela@example.ca", rights).await;
    let stranger = world.person("Cy", "cy@example.ca").await;
    let mut stranger = world.signed_in(stranger).await;
    let mut nobody = world.browser();
    for path in paths {
        let path = format!("{base}{path}");
        colleague.open(&path).await.is(403);
        stranger.open(&path).await.is(404);
        let sent_away = nobody.open_only(&path).await;
        assert!(sent_away.headers["location"].to_str().unwrap().starts_with("/sign-in?"), "{path}");
    }
    let administrator = world.administrator("Ada", "ada@example.ca").await;
    let mut administrator = world.signed_in(administrator).await;
    administrator.open(&base).await.is(200).is_silent_about("Playground");
    administrator.open(&format!("{base}/playground")).await.is(403);
}

/// Very many messages are written into the file as they are, which only SQLite's part of the store can.
mod sqlite {
    use super::*;
    use facteur_model::Channel;
    use facteur_model::chance::SystemChance;
    use facteur_model::id::NotificationId;
    use facteur_model::notification::Status;
    use facteur_model::time::Clock;
    use facteur_store::testing::{PutMessage, put_messages};

    #[tokio::test]
    async fn a_message_that_is_rare_is_looked_for_in_steps() {
        let world = World::new().await;
        let passports = world.live_service("Passports").await;
        let (rare, busy) = (passports.make_key(KeyType::Live).await, passports.make_key(KeyType::Live).await);
        let messages = (0..10_100).map(|number| PutMessage {
            id: NotificationId::new(world.clock.now().plus(number * 1_000 - DAY), &SystemChance),
            key: if number == 50 { rare.id } else { busy.id },
            key_type: KeyType::Live,
            channel: Channel::Email,
            template: passports.email,
            status: Status::Delivered,
            to: format!("to-{number}@example.ca"),
        });
        put_messages(&world.store, passports.id, messages.collect()).await.expect("the store takes them");
        let path = format!("/services/{}/api", passports.id);
        let mut browser = integrator(&world, passports.id).await;
        let page = browser.open(&format!("{path}?key={}", rare.id)).await;
        page.says("One page looks at a limited number of messages.").is_silent_about("to-50@");
        let older = page.between("&amp;older=", "#").or_else(|| page.between("older=", "#"));
        let older = older.expect("a link to where the looking stopped");
        let page = browser.open(&format!("{path}?key={}&older={older}", rare.id)).await;
        page.says("to-50@").is_silent_about("One page looks at a limited number of messages.");
        let page = browser.open(&format!("{path}?key={}&lang=fr", rare.id)).await;
        page.says("Une page examine un nombre limité de messages.");
    }
}
