//! What people change about themselves.

use super::{EMAIL, PASSWORD, account, last_letter, letters, link};
use facteur_model::time::MINUTE;
use facteur_testkit::world::{Browser, World};

/// Gives the password once more, so that changes are let through.
async fn prove(world: &World, browser: &mut Browser) {
    // The visit of a test begins proved; the page is for the visits of people.
    world.clock.advance(16 * MINUTE);
    let page = browser.open("/user-profile/email").await;
    assert_eq!(page.at, "/user-profile/prove?next=%2Fuser-profile%2Femail");
    page.says("enter your password once more");
    let wrong = browser.submit("/user-profile/prove", &[("password", "not-the-one")]).await;
    wrong.is(400).says("The password is not right.");
    let fields = [("password", PASSWORD), ("next", "/user-profile")];
    browser.submit("/user-profile/prove", &fields).await.is(200).says("Your profile");
}

#[tokio::test]
async fn a_profile_shows_everything_and_changes_follow_into_the_teams() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await;
    let person = account(&world, "Zoé", EMAIL).await;
    world.join(service.id, person, facteur_model::person::Rights::all()).await;
    let mut browser = world.signed_in(person).await;
    let page = browser.open("/user-profile").await;
    for text in ["Zoé", EMAIL, "Chosen on November 23, 2026", "A code by email", "Everything", "No code left"]
    {
        page.says(text);
    }
    browser
        .clone()
        .in_french()
        .open("/user-profile?lang=fr")
        .await
        .says("Votre profil")
        .says("Aucun code restant");
    browser.open("/user-profile/name?lang=en").await.is(200);
    browser.submit("/user-profile/name", &[("name", " ")]).await.is(400).says("Enter your full name");
    browser.submit("/user-profile/name", &[("name", "<b>Zoé</b>")]).await.is(200).says("<b>Zoé</b>");
    browser.submit("/user-profile/phone", &[("phone", "12")]).await.is(400).says("valid phone number");
    browser.submit("/user-profile/phone", &[("phone", "613 555 0123")]).await.is(200).says("+16135550123");
    assert_eq!(letters(&world, EMAIL).await.len(), 2);
    prove(&world, &mut browser).await;
    browser.open("/user-profile/email").await.is(200);
    let asked = browser.submit("/user-profile/email", &[("email", "zoe@new.example.ca")]).await;
    asked.is(200).says("sent a link to the new address");
    let path = link(&world, "zoe@new.example.ca", "/user-profile/email/confirm/").await;
    browser.open(&path).await.is(200).says("Confirm the address");
    browser.open("/user-profile").await.says(EMAIL);
    browser.submit(&path, &[]).await.is(200).says("zoe@new.example.ca");
    browser.open(&path).await.is(410);
    assert!(last_letter(&world, EMAIL).await.text.contains("no longer opens your account"));
    let member = world.app.seat(&world.by, service.id).await.unwrap();
    assert!(member.is_some());
    let key = service.key(facteur_model::api_key::KeyType::Team).await;
    let sent = key.post("/v2/notifications/email", &service.email_to("zoe@new.example.ca")).await;
    assert_eq!(sent.status, 201);
    let sent = key.post("/v2/notifications/email", &service.email_to(EMAIL)).await;
    assert_eq!(sent.status, 400);
}

#[tokio::test]
async fn another_accounts_address_is_not_given_away_and_not_taken() {
    let world = World::new().await;
    account(&world, "Luc", "luc@example.ca").await;
    let zoe = account(&world, "Zoé", EMAIL).await;
    let mut browser = world.signed_in(zoe).await;
    browser.open("/user-profile/email").await;
    let page = browser.submit("/user-profile/email", &[("email", "luc@example.ca")]).await;
    page.is(200).says("sent a link to the new address");
    assert!(!last_letter(&world, "luc@example.ca").await.text.contains("/confirm/"));
}

#[tokio::test]
async fn a_new_password_ends_the_other_visits_only() {
    let world = World::new().await;
    let zoe = account(&world, "Zoé", EMAIL).await;
    let (mut here, mut there) = (world.signed_in(zoe).await, world.signed_in(zoe).await);
    here.open("/user-profile/password").await.is(200);
    here.submit("/user-profile/password", &[("password", "zoe@example.ca")]).await.is(400);
    let changed = here.submit("/user-profile/password", &[("password", "neuf clous rouillés 17")]).await;
    changed.is(200).says("Your change was saved.");
    there.open("/user-profile").await.says("Forgot your password?");
    assert!(last_letter(&world, EMAIL).await.text.contains("Your password was changed."));
}

#[tokio::test]
async fn changes_to_safety_ask_for_the_password_again() {
    let world = World::new().await;
    let zoe = account(&world, "Zoé", EMAIL).await;
    let mut browser = world.signed_in(zoe).await;
    browser.open("/user-profile").await;
    world.clock.advance(16 * MINUTE);
    for path in [
        "/user-profile/email",
        "/user-profile/phone",
        "/user-profile/password",
        "/user-profile/second-factor/app",
    ] {
        browser.open(path).await.is(200).says("Your password, please");
    }
    let secret = world.app.draw_shared_secret().text().to_owned();
    for (path, field, value) in [
        ("/user-profile/email", "email", "else@example.ca"),
        ("/user-profile/phone", "phone", "613 555 0123"),
        ("/user-profile/password", "password", "neuf clous rouillés 17"),
        ("/user-profile/second-factor/app", "code", "123456"),
        ("/user-profile/second-factor/email", "x", ""),
        ("/user-profile/recovery-codes", "x", ""),
    ] {
        let page = browser.submit(path, &[(field, value), ("secret", &secret)]).await;
        page.is(200).says("Your password, please");
    }
    assert!(letters(&world, EMAIL).await.is_empty());
}
