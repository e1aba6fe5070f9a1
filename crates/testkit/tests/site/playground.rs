//! The playground: a request as a test key would send it.

use facteur_model::Channel;
use facteur_model::person::{Right, Rights};
use facteur_testkit::world::World;

#[tokio::test]
async fn a_request_is_sent_as_a_test_key_and_reaches_nobody() {
    let world = World::new().await;
    let passports = world.trial_service("Passports").await;
    let rights = Rights::from_iter([Right::ManageApiKeys]);
    let mut browser = world.member_with(passports.id, "zoe@example.ca", rights).await;
    let path = format!("/services/{}/api/playground", passports.id);
    let page = browser.open(&path).await;
    page.is(200).says("Greeting by email (Email)").says("Greeting by sms (Text message)");
    page.is_silent_about("((name))");
    let template = passports.email.to_string();
    browser.open(&format!("{path}?template={template}")).await.is(200).says("((name))");

    let fields = [
        ("template", template.as_str()),
        ("to", "stranger@example.ca"),
        ("value-0", "O'Brien <i>"),
        ("reference", "case 1"),
    ];
    let page = browser.submit(&path, &fields).await;
    page.is(200).says("201 Created").says("\"reference\": \"case 1\"").says("News for O’Brien <i>");
    page.says("ApiKey-v1 $FACTEUR_API_KEY").says(r"O'\''Brien <i>").says("import requests");
    page.says("https://api.test/v2/notifications/email").says("process.env.FACTEUR_API_KEY");
    page.says("Live Refused: your service is in trial mode").says("Team and safelist Refused: the recipient");
    page.says("Test The API answers as if the message were sent, and nothing leaves.");
    assert!(!page.html.contains("<i>"), "what was typed is no HTML");
    let id = page.between("/api/mailbox/", "\"").expect("a link to the mailbox").to_owned();
    world.work().await;
    assert_eq!(world.provider.given().len(), 0, "nothing left");
    let mailbox = format!("/services/{}/api/mailbox/{id}", passports.id);
    browser.open(&mailbox).await.is(200).says("stranger@example.ca");
    let log = format!("/services/{}/api?test=1", passports.id);
    browser.open(&log).await.says("stranger@example.ca").says("Sent from the site");
}

#[tokio::test]
async fn what_is_wrong_is_answered_as_programs_are_answered() {
    let world = World::new().await;
    let passports = world.live_service("Passports").await;
    let rights = Rights::from_iter([Right::ManageApiKeys]);
    let mut browser = world.member_with(passports.id, "zoe@example.ca", rights).await.in_french();
    let path = format!("/services/{}/api/playground", passports.id);
    browser.open(&path).await.says("Banc d’essai");
    let template = passports.sms.to_string();
    let page = browser.submit(&path, &[("template", &template), ("to", "12")]).await;
    page.is(200).says("400 Bad Request").says("\"message\": \"phone_number").says("message_fr");
    page.is_silent_about("Voir ce qu’est devenu le message");
    for template in ["", "x", "00000000-0000-4000-8000-000000000000"] {
        browser.submit(&path, &[("template", template), ("to", "a@example.ca")]).await.is(404);
    }
    browser.submit(&path, &[("template", &template), ("to", &"9".repeat(100_000))]).await.says("400 Bad");
    world.app.flush_rejected().await.expect("the store takes them");
    let rejected = format!("/services/{}/api/rejected", passports.id);
    browser.open(&rejected).await.says("POST /v2/notifications/sms").says("Banc d’essai");
}

#[tokio::test]
async fn the_templates_of_other_services_cannot_be_tried() {
    let world = World::new().await;
    let (passports, parks) = (world.live_service("Passports").await, world.live_service("Parks").await);
    let secret = parks.template(Channel::Email, Some("Secret"), "Secret plan").await;
    let rights = Rights::from_iter([Right::ManageApiKeys]);
    let mut browser = world.member_with(passports.id, "zoe@example.ca", rights).await;
    let path = format!("/services/{}/api/playground", passports.id);
    browser.open(&path).await.is_silent_about("Secret");
    browser.open(&format!("{path}?template={secret}")).await.is(404);
    browser.open(&path).await;
    let page = browser.submit(&path, &[("template", &secret.to_string()), ("to", "a@example.ca")]).await;
    page.is(404).is_silent_about("Secret plan");
}
