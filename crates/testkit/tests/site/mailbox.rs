//! The mailbox: what test keys sent, as it would have left.

use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::person::{Right, Rights};
use facteur_model::time::SECOND;
use facteur_testkit::world::{Browser, World};
use serde_json::json;

async fn integrator(world: &World, service: facteur_model::id::ServiceId) -> Browser {
    world.member_with(service, "zoe@example.ca", Rights::from_iter([Right::ManageApiKeys])).await
}

#[tokio::test]
async fn an_email_of_a_test_key_is_shown_rendered_plain_and_whole() {
    let world = World::new().await;
    let passports = world.live_service("Passports").await;
    let test = passports.key(KeyType::Test).await;
    let mut body = passports.email_to("amala@example.ca");
    body["personalisation"] = json!({"name": "<script>alert(1)</script>"});
    let id = test.send_email(&body).await.json["id"].as_str().expect("an id").to_owned();
    let live = passports.key(KeyType::Live).await;
    assert_eq!(live.send_email(&passports.email_to("bela@example.ca")).await.status, 201);
    world.work().await;

    let path = format!("/services/{}/api/mailbox", passports.id);
    let mut browser = integrator(&world, passports.id).await;
    browser.open(&path).await.is(200).says("amala@example.ca").is_silent_about("bela@");
    browser.open(&format!("{path}?channel=sms")).await.says("There is nothing here yet.");
    browser.open(&format!("{path}?channel=email&lang=fr")).await.says("amala@").says("Boîte aux lettres");
    browser.open("/?lang=en").await;
    let page = browser.open(&format!("{path}/{id}")).await;
    page.is(200).says("News for").says("Plain text").says("Hello <script>alert(1)</script>");
    page.says("Content-Type: multipart/alternative").says("Whole source");
    assert!(!page.html.contains("<script>alert"), "{}", page.html);
    assert!(page.html.contains(&format!("<iframe sandbox src=\"{path}/{id}/html\"")), "{}", page.html);

    let framed = browser.open(&format!("{path}/{id}/html")).await;
    framed.is(200).says("Hello");
    assert!(!framed.html.contains("<script"), "{}", framed.html);
    let policy = framed.headers["content-security-policy"].to_str().unwrap();
    for part in ["default-src 'none'", "sandbox", "frame-ancestors 'self'", "img-src https: data:"] {
        assert!(policy.contains(part), "{part}: {policy}");
    }
    assert!(!policy.contains("script-src"), "{policy}");
    assert_eq!(framed.headers["x-frame-options"], "SAMEORIGIN");
    // Every other page refuses to be framed.
    let page = browser.open(&path).await;
    assert_eq!(page.headers["x-frame-options"], "DENY");
}

#[tokio::test]
async fn a_text_is_shown_with_its_parts_and_has_no_html() {
    let world = World::new().await;
    let passports = world.live_service("Passports").await;
    let template = passports.template(Channel::Sms, None, &"Long ".repeat(40)).await;
    let test = passports.key(KeyType::Test).await;
    let body = json!({"phone_number": "6135550199", "template_id": template.to_string()});
    let id = test.send_sms(&body).await.json["id"].as_str().expect("an id").to_owned();
    world.work().await;
    let path = format!("/services/{}/api/mailbox/{id}", passports.id);
    let mut browser = integrator(&world, passports.id).await;
    let page = browser.open(&path).await;
    page.is(200).says("6135550199").says("2 parts, 210 characters").says("GSM 7-bit").says("Passports: Long");
    browser.open(&format!("{path}/html")).await.is(404);
    browser.open(&format!("{path}?lang=fr")).await.says("2 parties, 210 caractères");
}

#[tokio::test]
async fn messages_are_found_by_recipient_and_those_of_others_are_not_there() {
    let world = World::new().await;
    let (passports, parks) = (world.live_service("Passports").await, world.live_service("Parks").await);
    for service in [&passports, &parks] {
        let test = service.key(KeyType::Test).await;
        assert_eq!(test.send_email(&service.email_to("amala@example.ca")).await.status, 201);
        world.clock.advance(SECOND);
    }
    let foreign = parks.key(KeyType::Test).await;
    let foreign = foreign.send_email(&parks.email_to("cy@example.ca")).await.json["id"].clone();
    let foreign = foreign.as_str().expect("an id");
    world.work().await;
    world.app.sweep().await.expect("the index is filled");
    let path = format!("/services/{}/api/mailbox", passports.id);
    let mut browser = integrator(&world, passports.id).await;
    browser.open(&path).await;
    let page = browser.submit(&path, &[("to", "AMALA@example.ca")]).await;
    page.is(200).says("Messages to AMALA@example.ca").says("News for Zoé");
    assert_eq!(page.html.matches("<th scope=\"row\">").count(), 1);
    browser.submit(&path, &[("to", "cy@example.ca")]).await.says("holds no message to this recipient");
    browser.submit(&path, &[("to", "")]).await.is(400).says("Enter a recipient");
    browser.open(&format!("{path}/{foreign}")).await.is(404);
    browser.open(&format!("{path}/{foreign}/html")).await.is(404);
    browser.open(&format!("{path}/not-an-id")).await.is(404);
}

#[tokio::test]
async fn the_messages_of_test_keys_are_deleted_after_a_question_and_the_others_stay() {
    let world = World::new().await;
    let passports = world.live_service("Passports").await;
    let (test, live) = (passports.key(KeyType::Test).await, passports.key(KeyType::Live).await);
    for to in ["a@example.ca", "b@example.ca"] {
        assert_eq!(test.send_email(&passports.email_to(to)).await.status, 201);
    }
    let kept = live.send_email(&passports.email_to("bela@example.ca")).await.json["id"].clone();
    world.work().await;
    world.pass(600 * SECOND).await;
    let path = format!("/services/{}/api/mailbox", passports.id);
    let mut browser = integrator(&world, passports.id).await;
    let page = browser.open(&format!("{path}/purge")).await;
    page.is(200).says("This cannot be undone.");
    browser.open(&path).await.says("a@example.ca");
    let page = browser.submit(&format!("{path}/purge"), &[]).await;
    page.is(200).says("2 messages were deleted.").says("There is nothing here yet.");
    let kept = kept.as_str().expect("an id");
    assert_eq!(live.get(&format!("/v2/notifications/{kept}")).await.status, 200);
    let page = browser.submit(&format!("{path}/purge"), &[]).await;
    page.says("There was nothing to delete.");
    let audit = world.store.of(passports.id).audit(10).await.expect("readable");
    assert_eq!(audit.iter().filter(|event| event.action == "mailbox.purge").count(), 2);
}
