//! What links by e-mail are for: a forgotten password, the first administrator, an account made by the operator.

use super::{EMAIL, PASSWORD, account, give_password, last_letter, letters, link};
use facteur_app::AccountError;
use facteur_model::time::{HOUR, SECOND};
use facteur_testkit::world::World;

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_link_and_every_visit_ends() {
    let world = World::new().await;
    let person = account(&world, "Zoé", EMAIL).await;
    let mut elsewhere = world.signed_in(person).await;
    let mut browser = world.browser();
    browser.open("/forgot-password").await.is(200).says("Forgot your password?");
    browser.submit("/forgot-password", &[("email", EMAIL)]).await.is(200).says("Check your email");
    let path = link(&world, EMAIL, "/new-password/").await;
    browser.open(&path).await.is(200).says("Choose a password");
    browser.submit(&path, &[("password", "password")]).await.is(400).says("soon be guessed");
    browser.submit(&path, &[("password", "trois chats dorment sous 9 lits")]).await;
    browser.open("/").await.says("Your profile");
    elsewhere.open("/").await.is_silent_about("Your profile");
    browser.open(&path).await.is(410);
    assert!(last_letter(&world, EMAIL).await.subject.contains("Your account was changed"));
    let mut later = world.browser();
    give_password(&mut later, EMAIL, PASSWORD).await.is(400);
    give_password(&mut later, EMAIL, "trois chats dorment sous 9 lits").await.is(200);
}

#[tokio::test]
async fn a_link_ends_after_its_hour_and_a_stranger_learns_nothing() {
    let world = World::new().await;
    account(&world, "Zoé", EMAIL).await;
    let mut browser = world.browser();
    let mut pages = Vec::new();
    for email in [EMAIL, "nobody@example.ca"] {
        browser.open("/forgot-password").await;
        pages.push(browser.submit("/forgot-password", &[("email", email)]).await.html);
    }
    assert_eq!(pages[0], pages[1]);
    assert!(last_letter(&world, "nobody@example.ca").await.text.contains("It has no account"));
    let path = link(&world, EMAIL, "/new-password/").await;
    world.clock.advance(HOUR + SECOND);
    browser.open(&path).await.is(410);
    browser.open("/sign-in").await;
    browser.submit(&path, &[("password", PASSWORD)]).await.is(410);
    for wrong in ["/new-password/0", "/verify-email/%00", "/set-up/x", "/user-profile/email/confirm/x"] {
        browser.open(wrong).await.is(410);
    }
}

#[tokio::test]
async fn a_link_for_one_thing_is_worth_nothing_for_another() {
    let world = World::new().await;
    account(&world, "Zoé", EMAIL).await;
    let mut browser = world.browser();
    browser.open("/forgot-password").await;
    browser.submit("/forgot-password", &[("email", EMAIL)]).await;
    let secret = link(&world, EMAIL, "/new-password/").await.replace("/new-password/", "");
    for path in ["/verify-email/", "/set-up/", "/user-profile/email/confirm/"] {
        browser.open(&format!("{path}{secret}")).await.is(410);
    }
    browser.open(&format!("/new-password/{secret}")).await.is(200);
}

#[tokio::test]
async fn strangers_cannot_fill_a_mailbox() {
    let world = World::new().await;
    account(&world, "Zoé", EMAIL).await;
    let mut browser = world.browser();
    browser.open("/forgot-password").await;
    for _ in 0..10 {
        browser.submit("/forgot-password", &[("email", EMAIL)]).await.is(200);
    }
    assert!(letters(&world, EMAIL).await.len() <= 3);
}

#[tokio::test]
async fn the_first_start_makes_one_administrator() {
    let world = World::new().await;
    let old = world.app.set_up_path().await.unwrap().unwrap();
    let path = world.app.set_up_path().await.unwrap().unwrap();
    let (mut browser, path) = (world.browser().in_french(), path.expose());
    browser.open(old.expose()).await.is(410);
    browser.open(path).await.is(200).says("Configurer cette installation");
    browser
        .submit(path, &[("name", "Ada"), ("email", "ada@example.ca"), ("password", "azerty")])
        .await
        .is(400);
    browser.submit(path, &[("name", "Ada"), ("email", "ada@example.ca"), ("password", PASSWORD)]).await;
    browser.open("/").await.says("Section admin");
    browser.open(path).await.is(410);
    assert!(world.app.set_up_path().await.unwrap().is_none());
}

#[tokio::test]
async fn an_account_made_by_the_operator_begins_with_a_link() {
    let world = World::new().await;
    let (_, path) = world.app.create_user(&world.by, "Ada", "ada@example.ca", true).await.unwrap();
    assert!(matches!(
        world.app.create_user(&world.by, "Ada", "ADA@example.ca", false).await,
        Err(AccountError::AddressTaken)
    ));
    assert_eq!(format!("{path:?}"), "Secret(…)");
    let mut browser = world.browser();
    browser.open(path.expose()).await.is(200);
    browser.submit(path.expose(), &[("password", PASSWORD)]).await;
    browser.open("/").await.says("Admin panel");
}

#[tokio::test]
async fn the_letters_of_the_installation_are_shown_in_a_demonstration_only() {
    let world = World::new().await;
    account(&world, "Zoé", EMAIL).await;
    world.browser().open("/demo/mailbox").await.is(404);
    let settings = facteur_web::WebSettings { open_mailbox: true, ..facteur_web::WebSettings::default() };
    let mut browser = world.browser_of(settings);
    browser.open("/demo/mailbox").await.is(200).says("No emails yet");
    give_password(&mut browser, EMAIL, PASSWORD).await.says("read its emails here");
    let page = browser.open("/demo/mailbox").await;
    page.is(200).says("is your security code").says(EMAIL);
    let letter = page.between("<h2>", " is your").unwrap().to_owned();
    browser.open("/two-factor").await;
    browser.submit("/two-factor", &[("code", &letter)]).await;
    browser.open("/").await.says("Your profile");
}
