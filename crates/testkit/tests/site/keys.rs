//! API keys, as the people of a service make and look after them.

mod acceptance;
mod letters;
mod rotation;

use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, ServiceId, UserId};
use facteur_model::person::{Right, Rights};
use facteur_model::time::{Clock, DAY, HOUR, SECOND};
use facteur_providers::{Email, Message};
use facteur_store::users;
use facteur_testkit::world::{Browser, Shown, World};

const STRANGER: &str = "quelqu.un@example.com";

fn keys_only() -> Rights {
    [Right::ManageApiKeys].into_iter().collect()
}

/// The browser of somebody who looks after the keys of a service.
async fn keeper(world: &World, service: ServiceId) -> Browser {
    world.member_with(service, "zoe@example.ca", keys_only()).await
}

fn at(service: ServiceId, path: &str) -> String {
    format!("/services/{service}/api/keys{path}")
}

/// Fills in the form for a new key, as it stands at first.
async fn create(browser: &mut Browser, service: ServiceId, name: &str, key_type: &str) -> Shown {
    let path = at(service, "/create");
    browser.open(&path).await.is(200);
    browser.submit(&path, &[("name", name), ("type", key_type), ("expires", "usual")]).await
}

/// The text of a key on the page that shows it.
fn secret(shown: &Shown) -> String {
    shown.between("translate=\"no\">", "<").expect("the page shows a key").to_owned()
}

async fn only_key(world: &World, service: ServiceId) -> ApiKeyId {
    let keys = world.app.keys(&world.by, Some(service)).await.unwrap();
    assert_eq!(keys.len(), 1);
    keys[0].id
}

async fn count(world: &World, service: ServiceId) -> usize {
    world.app.keys(&world.by, Some(service)).await.unwrap().len()
}

/// What was sent to somebody so far.
fn letters_to(world: &World, to: &str) -> Vec<Email> {
    let given = world.provider.given().into_iter();
    given
        .filter_map(|given| match given.message {
            Message::Email(email) if email.to == to => Some(email),
            _ => None,
        })
        .collect()
}

async fn keeper_in_french(world: &World, service: ServiceId) -> Browser {
    world.member_with(service, "chloe@example.ca", keys_only()).await.in_french()
}

#[tokio::test]
async fn a_new_key_says_who_made_it_who_holds_it_what_it_may_and_when_it_ends() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let path = at(service.id, "/create");
    browser.open(&path).await;
    let form = [
        ("name", "<b>Permis</b>"),
        ("type", "live"),
        ("scope", "manage_templates"),
        ("scope", "manage_reports"),
        ("holder", "Firme & fils"),
        ("contact", "aide@firme.example"),
        ("expires", "usual"),
    ];
    browser.submit(&path, &form).await.is(200).says("Your API key “<b>Permis</b>”");
    let page = browser.open(&at(service.id, "")).await;
    page.says("<b>Permis</b> Live").says("Created by: Zoé Tremblay");
    page.says("Held by: Firme & fils (aide@firme.example)").says("Manage templates Delivery reports");
    page.says("Expires: November 23, 2027, 7:00 AM").says("Nothing sent in the last 7 days");
    assert!(!page.html.contains("<b>Permis"), "what people type is never HTML");

    browser.open(&path).await;
    for (form, problem) in [
        (vec![("name", "A"), ("type", "live"), ("expires", "40000")], "Choose when the key expires"),
        (vec![("name", "A"), ("type", "live")], "Choose when the key expires"),
        (vec![("name", "A"), ("expires", "30")], "Choose a type of key"),
        (
            vec![("name", "A"), ("type", "test"), ("expires", "30"), ("scope", "everything")],
            "Choose permissions from the list",
        ),
        (
            vec![("name", "A"), ("type", "test"), ("expires", "30"), ("contact", "x")],
            "Say who this contact is for",
        ),
    ] {
        browser.submit(&path, &form).await.is(400).says(problem);
    }
    assert_eq!(count(&world, service.id).await, 1);
}

#[tokio::test]
async fn the_messages_of_a_week_are_drawn_and_written_beside_the_key() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let key = service.key(KeyType::Live).await;
    for _ in 0..2 {
        key.send_email(&service.email_to(STRANGER)).await.id();
    }
    key.send_sms(&service.sms_to("+15149301600")).await.id();
    world.work().await;
    let page = browser.open(&at(service.id, "")).await;
    page.says("2 emails and 1 text message in the last 7 days").says("November 23, 2026 2 1");
    assert_eq!(page.html.matches("class=\"bar\"").count(), 1);
    world.clock.advance(8 * DAY);
    let mut later = world.member_with(service.id, "noor@example.ca", keys_only()).await;
    later.open(&at(service.id, "")).await.says("Nothing sent in the last 7 days");
}

#[tokio::test]
async fn a_key_of_another_service_is_not_there() {
    let world = World::new().await;
    let (own, other) = (world.trial_service("Permis").await, world.trial_service("Passeports").await);
    let mut browser = keeper(&world, own.id).await;
    let key = other.make_key(KeyType::Test).await;
    for path in [format!("/{}", key.id), format!("/{}/rotate", key.id), format!("/{}/revoke", key.id)] {
        browser.open(&at(own.id, &path)).await.is(404);
        browser.submit(&at(own.id, &path), &[("overlap", "0")]).await;
    }
    browser.open(&at(own.id, "/nonsense")).await.is(404);
    assert_eq!(other.caller(&key).get("/v2/templates").await.status, 200);
}

#[tokio::test]
async fn a_form_from_elsewhere_makes_replaces_and_revokes_nothing() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let key = service.make_key(KeyType::Test).await;
    browser.open(&at(service.id, "")).await.is(200);
    for path in ["/create".to_owned(), format!("/{}/rotate", key.id), format!("/{}/revoke", key.id)] {
        let form = [("name", "K"), ("type", "test"), ("expires", "usual"), ("overlap", "0")];
        browser.forge(&at(service.id, &path), &form).await.is(400).says("Nothing was changed");
    }
    assert_eq!(count(&world, service.id).await, 1);
    assert_eq!(service.caller(&key).get("/v2/templates").await.status, 200);
}

#[tokio::test]
async fn a_service_has_a_hundred_keys_that_work_and_no_more() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let first = service.make_key(KeyType::Test).await.id;
    for _ in 1..100 {
        service.make_key(KeyType::Test).await;
    }
    let page = create(&mut browser, service.id, "Une de plus", "test").await;
    page.is(400).says("A service can have up to 100 keys that work. Revoke one first.");
    world.app.revoke_key(&world.by, first).await.unwrap();
    create(&mut browser, service.id, "Une de plus", "test").await.is(200).says("New API key");
}

#[tokio::test]
async fn a_key_that_has_expired_is_refused_like_a_revoked_one_and_gives_its_name_free() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let path = at(service.id, "/create");
    browser.open(&path).await;
    let form = [("name", "Permis"), ("type", "test"), ("expires", "30")];
    let text = secret(&browser.submit(&path, &form).await);
    browser.open(&at(service.id, "")).await.says("(in 30 days)");
    let caller = world.caller(format!("ApiKey-v1 {text}"));
    world.clock.advance(30 * DAY - SECOND);
    assert_eq!(caller.get("/v2/templates").await.status, 200);
    world.clock.advance(SECOND);
    let refused = caller.get("/v2/templates").await;
    assert_eq!(refused.status, 403);
    assert!(refused.error().2.contains("API key revoked"), "{}", refused.json);
    let mut browser = keeper_in_french(&world, service.id).await;
    browser.open(&at(service.id, "")).await.says("Expirée le 23\u{a0}décembre 2026, 7\u{a0}h\u{a0}00");
    let old = only_key(&world, service.id).await;
    for action in ["rotate", "revoke"] {
        let path = at(service.id, &format!("/{old}/{action}"));
        let page = browser.open(&path).await;
        assert_eq!(page.at, at(service.id, &format!("/{old}")), "there is nothing to {action}");
        browser.submit(&path, &[("overlap", "0")]).await.is(200);
    }
    create(&mut browser, service.id, "permis", "test").await.is(200);
    browser.open(&at(service.id, "?show=revoked")).await.says("Expirée le 23\u{a0}décembre 2026");
}

#[tokio::test]
async fn what_a_revoked_key_has_not_sent_yet_can_be_called_off() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let (stopped, left) = (service.make_key(KeyType::Live).await, service.make_key(KeyType::Live).await);
    let later = |n: u32| {
        let mut body = service.email_to(&format!("quelqu.un{n}@example.com"));
        body["scheduled_for"] = "2026-11-23T13:00:00Z".into();
        body
    };
    let called_off = service.caller(&stopped).send_email(&later(1)).await.id();
    let kept = service.caller(&left).send_email(&later(2)).await.id();
    let page = at(service.id, &format!("/{}/revoke", stopped.id));
    browser.open(&page).await.is(200).says("1 message of this key has not arrived yet.");
    browser.submit(&page, &[("unsent", "stop")]).await.is(200).says("was revoked");
    let page = at(service.id, &format!("/{}/revoke", left.id));
    browser.open(&page).await.is(200);
    browser.submit(&page, &[]).await.is(200);
    world.pass(HOUR + SECOND).await;
    let reader = service.key(KeyType::Live).await;
    let shown = reader.get(&format!("/v2/notifications/{called_off}")).await.json;
    assert_eq!(shown["status"], "cancelled", "{shown}");
    assert_eq!(shown["provider_response"], "The key was revoked, and its unsent messages with it");
    assert_ne!(reader.status_of(&kept).await, "cancelled");
    let to: Vec<_> = letters_to(&world, "quelqu.un1@example.com");
    assert!(to.is_empty());
    assert_eq!(letters_to(&world, "quelqu.un2@example.com").len(), 1);
    let events = world.store.of(service.id).audit(50).await.unwrap();
    assert!(
        events
            .iter()
            .any(|event| event.action == "key.revoke" && event.detail.contains("\"unsent_stopped\":true"))
    );
}

#[tokio::test]
async fn only_its_own_page_shows_a_new_key_whatever_is_asked_for_first() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let path = at(service.id, "/create");
    browser.open(&path).await;
    let form = [("name", "Permis"), ("type", "test"), ("expires", "usual")];
    let made = browser.submit_only(&path, &form).await;
    let place = made.headers["location"].to_str().unwrap().to_owned();
    for other in ["/", "/user-profile", "/user-profile/recovery-codes", &at(service.id, "")] {
        assert!(!browser.open(other).await.html.contains("fct-test-"), "{other} shows the key");
    }
    assert!(secret(&browser.open(&place).await).starts_with("fct-test-"));
    assert!(!browser.open(&place).await.html.contains("fct-test-permis-"));
}
