//! One message with all that happened to it.

use facteur_model::api_key::KeyType;
use facteur_model::notification::Status;
use facteur_model::person::{Right, Rights};
use facteur_model::time::{HOUR, MINUTE};
use facteur_providers::Outcome;
use facteur_testkit::world::{TestService, World};
use serde_json::json;

fn with(right: Right) -> Rights {
    [right].into_iter().collect()
}

fn path(service: &TestService<'_>, id: &str) -> String {
    format!("/services/{}/notifications/{id}", service.id)
}

#[tokio::test]
async fn an_email_shows_its_words_its_fate_and_every_attempt() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    world.provider.next(Outcome::Retry { response: Some("451 <later>".to_owned()), after: None });
    let mut body = service.email_to("zoe@example.com");
    body["reference"] = json!("case 7");
    let id = key.send_email(&body).await.id();
    world.work().await;
    world.pass(HOUR).await;
    let mut browser = world.member_with(service.id, "ali@example.ca", with(Right::ViewActivity)).await;
    let path = path(&service, &id);
    let page = browser.open(&path).await;
    page.is(200)
        .says("Delivered")
        .says("The recipient’s mail server or phone carrier took the message.")
        .says("To zoe@example.com")
        .says("News for Zoé")
        .says("API, with the key ‘live 0’")
        .says("Greeting by email, version 1")
        .says("case 7")
        .says(&id)
        .says("Accepted – November 23, 2026, 7:00 AM")
        .says("Attempt 1, through scripted")
        .says("Put off by the provider; it is tried again later")
        .says("451 <later>")
        .says("Attempt 2, through scripted")
        .says("Handed over")
        .says("Times are in EST.");
    assert!(page.html.contains(&format!("<iframe src=\"{path}/html\"")), "{}", page.html);
    assert!(page.html.contains(&format!("/templates/{}/versions\"", service.email)), "{}", page.html);
    browser
        .open(&format!("{path}?lang=fr"))
        .await
        .says("Livraison réussie")
        .says("API, avec la clé «\u{a0}live 0\u{a0}»")
        .says("Tentative 1, par scripted")
        .says("Les heures sont en HNE.");
}

#[tokio::test]
async fn the_frame_shows_the_email_and_lets_nothing_in_it_act() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let id = service.key(KeyType::Live).await.send_email(&service.email_to("zoe@example.com")).await.id();
    let mut browser = world.member_with(service.id, "ali@example.ca", with(Right::SendMessages)).await;
    let frame = browser.open(&format!("{}/html", path(&service, &id))).await;
    frame.is(200).says("Hello Zoé");
    let policy = frame.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none';") && policy.ends_with("; sandbox"), "{policy}");
    assert!(policy.contains("frame-ancestors 'self'") && !policy.contains("script-src"), "{policy}");
    assert_eq!(frame.headers["x-frame-options"], "SAMEORIGIN");
    assert_eq!(frame.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn a_text_shows_as_it_reads_on_a_phone() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    world.provider.next(Outcome::Refused { status: Status::PermanentFailure, reason: None, response: None });
    let id = service.key(KeyType::Live).await.send_sms(&service.sms_to("+16135550199")).await.id();
    world.work().await;
    let mut browser = world.member_with(service.id, "ali@example.ca", with(Right::ManageApiKeys)).await;
    let path = path(&service, &id);
    let page = browser.open(&path).await;
    page.says("Passeports: Hello Zoé")
        .says("1 text message part")
        .says("No such number")
        .says("Correct the number, or remove it from your list.");
    assert!(page.html.contains("<div class=\"sms\">"), "{}", page.html);
    browser.open(&format!("{path}/html")).await.is(404);
    browser
        .open(&format!("{path}?lang=fr"))
        .await
        .says("Numéro inexistant")
        .says("1 partie de message texte");
}

#[tokio::test]
async fn words_of_callers_and_providers_are_never_markup() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let response = Some("550 <img src=x>".to_owned());
    world.provider.next(Outcome::Refused { status: Status::PermanentFailure, reason: None, response });
    let mut body = service.sms_to("+16135550199");
    body["reference"] = json!("<img src=y>");
    body["personalisation"]["name"] = json!("<img src=z>");
    let id = service.key(KeyType::Live).await.send_sms(&body).await.id();
    world.work().await;
    let mut browser = world.member_with(service.id, "ali@example.ca", with(Right::ViewActivity)).await;
    let page = browser.open(&path(&service, &id)).await;
    page.says("550 <img src=x>").says("<img src=y>").says("<img src=z>");
    assert!(!page.html.contains("<img"), "{}", page.html);
}

#[tokio::test]
async fn a_message_of_a_test_key_says_so() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let id = service.key(KeyType::Test).await.send_email(&service.email_to("zoe@example.com")).await.id();
    world.pass(MINUTE).await;
    let mut browser = world.member_with(service.id, "ali@example.ca", with(Right::ViewActivity)).await;
    browser
        .open(&path(&service, &id))
        .await
        .says("Sent with a test key")
        .says("Nothing was delivered")
        .is_silent_about("Attempt 1");
}

#[tokio::test]
async fn a_message_is_for_those_who_may_see_it_in_its_own_service() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let id = service.key(KeyType::Live).await.send_email(&service.email_to("zoe@example.com")).await.id();
    let path = path(&service, &id);
    let mut member = world.member_with(service.id, "ali@example.ca", with(Right::ManageTemplates)).await;
    for page in [path.clone(), format!("{path}/html")] {
        member.open(&page).await.is(403).is_silent_about("zoe@example.com");
    }
    let other = world.trial_service("Permis").await;
    let mut elsewhere = world.member_with(other.id, "lea@example.ca", Rights::all()).await;
    elsewhere.open(&path).await.is(404);
    for id in [id.as_str(), "nonsense", "6f0fd0f8-4d7c-4f29-9c3b-5f3a8d0a1b2c"] {
        elsewhere.open(&format!("/services/{}/notifications/{id}", other.id)).await.is(404);
        elsewhere.open(&format!("/services/{}/notifications/{id}/html", other.id)).await.is(404);
    }
    let administrator = world.administrator("Sam", "sam@example.ca").await;
    world.signed_in(administrator).await.open(&path).await.is(200).says("zoe@example.com");
}
