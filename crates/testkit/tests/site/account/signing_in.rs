//! Signing in with two factors, and who is kept out.

use super::{EMAIL, PASSWORD, account, code, give_password, held, last_letter, sign_in};
use facteur_app::{AccountError, Client};
use facteur_model::id::UserId;
use facteur_model::secret::Secret;
use facteur_model::time::{MINUTE, SECOND};
use facteur_testkit::world::World;

#[tokio::test]
async fn a_person_signs_in_with_a_password_and_a_code_by_email() {
    let world = World::new().await;
    account(&world, "Zoé Tremblay", EMAIL).await;
    let mut browser = world.browser();
    let page = browser.open("/sign-in").await;
    page.is(200).says("signed out after 8 hours");
    world.browser().in_french().open("/sign-in").await.says("votre session prend fin").says("Se connecter");
    give_password(&mut browser, "ZOE@example.ca", PASSWORD).await.is(200).says("Two-step verification");
    browser.open("/user-profile").await.says("Two-step verification");
    let code = code(&world, EMAIL).await;
    browser.submit("/two-factor", &[("code", &code), ("next", "/documentation")]).await;
    browser.open("/two-factor?next=/sign-in").await.is_silent_about("Two-step");
    browser.open("/").await.says("Your profile (Zoé Tremblay)");
    browser.submit("/sign-out", &[]).await.says("Sign in");
    browser.open("/").await.is_silent_about("Zoé");
}

#[tokio::test]
async fn the_visit_has_a_new_id_after_each_step_and_the_old_ones_are_worthless() {
    let world = World::new().await;
    account(&world, "Zoé", EMAIL).await;
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    let first = held(&browser);
    give_password(&mut browser, EMAIL, PASSWORD).await;
    let half = browser.clone();
    let code = code(&world, EMAIL).await;
    browser.submit("/two-factor", &[("code", &code)]).await;
    let (second, third) = (held(&half), held(&browser));
    assert!(first != second && second != third && first != third);
    let mut half = half;
    half.open("/two-factor").await.says("Sign in").is_silent_about("Security code");
}

#[tokio::test]
async fn wrong_passwords_and_unknown_blocked_and_pending_accounts_are_answered_alike() {
    use facteur_model::person::UserStanding;
    let world = World::new().await;
    account(&world, "Zoé", EMAIL).await;
    let blocked = account(&world, "Luc", "luc@example.ca").await;
    world.app.create_user(&world.by, "Ada", "ada@example.ca", false).await.unwrap();
    let was = world.store.user(blocked).await.unwrap().unwrap();
    let mut user = was.clone();
    user.standing = UserStanding::Blocked;
    let mut tx = world.store.begin().await.unwrap();
    facteur_store::users::update(&mut tx, &was, &user).await.unwrap();
    tx.commit().await.unwrap();
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    let mut answers = Vec::new();
    for (email, password) in [
        (EMAIL, "not-the-one"),
        ("nobody@example.ca", PASSWORD),
        ("luc@example.ca", PASSWORD),
        ("ada@example.ca", PASSWORD),
    ] {
        let page = browser.submit("/sign-in", &[("email", email), ("password", password)]).await;
        page.is(400).says("The email address or the password is not right.");
        assert!(!page.html.contains(password));
        answers.push(page.html.replace(email, "…"));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert!(last_letter(&world, "luc@example.ca").await.text.contains("blocked"));
}

#[tokio::test]
async fn nobody_is_led_elsewhere_after_signing_in() {
    let world = World::new().await;
    account(&world, "Zoé", EMAIL).await;
    let mut browser = world.browser();
    for next in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
        let page = browser.open(&format!("/sign-in?next={next}")).await;
        assert!(page.html.contains("name=\"next\" value=\"/\""), "{next}");
        let page =
            browser.submit("/sign-in", &[("email", EMAIL), ("password", PASSWORD), ("next", next)]).await;
        assert_eq!(page.at, "/two-factor");
    }
    let code = code(&world, EMAIL).await;
    let page = browser.submit("/two-factor", &[("code", &code), ("next", "//evil.example")]).await;
    assert!(!page.at.contains("evil"), "{}", page.at);
}

#[tokio::test]
async fn a_code_works_once_and_only_for_its_visit_and_its_time() {
    let world = World::new().await;
    account(&world, "Zoé", EMAIL).await;
    let (mut one, mut other) = (world.browser(), world.browser());
    give_password(&mut one, EMAIL, PASSWORD).await;
    let code_of_one = code(&world, EMAIL).await;
    world.clock.advance(11 * SECOND);
    give_password(&mut other, EMAIL, PASSWORD).await;
    other.submit("/two-factor", &[("code", &code_of_one)]).await.is(400).says("This code is not right");
    let code_of_other = code(&world, EMAIL).await;
    let mut again = other.clone();
    other.submit("/two-factor", &[("code", &code_of_other)]).await;
    other.open("/").await.says("Your profile");
    again.submit("/two-factor", &[("code", &code_of_other)]).await.says("Sign in");
    again.open("/").await.is_silent_about("Your profile");

    let mut late = world.browser();
    world.clock.advance(MINUTE);
    give_password(&mut late, EMAIL, PASSWORD).await;
    let code = code(&world, EMAIL).await;
    world.clock.advance(31 * MINUTE);
    late.submit("/two-factor", &[("code", &code)]).await;
    late.open("/").await.is_silent_about("Your profile");
}

#[tokio::test]
async fn a_new_code_can_be_asked_for_but_not_at_once() {
    let world = World::new().await;
    account(&world, "Zoé", EMAIL).await;
    let mut browser = world.browser();
    give_password(&mut browser, EMAIL, PASSWORD).await;
    let first = code(&world, EMAIL).await;
    let page = browser.submit("/two-factor/resend", &[]).await;
    page.is(429).says("You can try again in 11 seconds");
    world.clock.advance(10 * SECOND);
    browser.submit("/two-factor/resend", &[]).await.is(200).says("A new code is on its way");
    browser.submit("/two-factor", &[("code", &first)]).await.is(400);
    let second = code(&world, EMAIL).await;
    browser.submit("/two-factor", &[("code", &second)]).await;
    browser.open("/").await.says("Your profile");
}

#[tokio::test]
async fn guessing_gets_slower_for_known_and_unknown_addresses_alike() {
    let world = World::new().await;
    account(&world, "Zoé", EMAIL).await;
    for email in [EMAIL, "nobody@example.ca"] {
        let mut browser = world.browser().in_french();
        browser.open("/sign-in").await;
        for _ in 0..6 {
            browser.submit("/sign-in", &[("email", email), ("password", "wrong")]).await.is(400);
        }
        let page = browser.submit("/sign-in", &[("email", email), ("password", PASSWORD)]).await;
        page.is(429).says("Vous pourrez réessayer dans 11 secondes");
        assert_eq!(page.headers["retry-after"], "11");
    }
    world.clock.advance(11 * SECOND);
    let mut browser = world.browser();
    give_password(&mut browser, EMAIL, PASSWORD).await.is(200).says("Two-step verification");
}

#[tokio::test]
async fn strangers_cannot_keep_the_owner_out() {
    let world = World::new().await;
    account(&world, "Zoé", EMAIL).await;
    let client = |address: &str| Client { address: address.to_owned(), agent: "Firefox".to_owned() };
    let home = client("192.0.2.7");
    let held = world.app.sign_in(EMAIL, &Secret::new(PASSWORD), &home, None).await.unwrap();
    let visitor = world.app.visitor(&held).await.unwrap().unwrap();
    let code = code(&world, EMAIL).await;
    world.app.give_code(&visitor, &code, &home).await.unwrap();
    world.clock.advance(MINUTE);
    let mut waits = 0;
    for number in 0..40 {
        let stranger = client(&format!("198.51.100.{number}"));
        let tried = world.app.sign_in(EMAIL, &Secret::new("wrong"), &stranger, None).await;
        waits += u32::from(matches!(tried, Err(AccountError::TooMany { .. })));
    }
    assert!(waits > 15, "{waits}");
    world.app.sign_in(EMAIL, &Secret::new(PASSWORD), &home, None).await.unwrap();
}

#[tokio::test]
async fn forms_of_another_site_sign_nobody_in_or_out() {
    let world = World::new().await;
    let person = account(&world, "Zoé", EMAIL).await;
    world.browser().forge("/sign-in", &[("email", EMAIL), ("password", PASSWORD)]).await.is(400);
    let mut browser = world.signed_in(person).await;
    browser.forge("/sign-out", &[("form_token", "x")]).await.is(400);
    browser.open("/").await.says("Your profile");
}

#[tokio::test]
async fn a_hostile_name_is_text_and_nothing_else() {
    let world = World::new().await;
    account(&world, "<script>alert(1)</script>", EMAIL).await;
    let mut browser = world.browser();
    sign_in(&world, &mut browser, EMAIL).await;
    let page = browser.open("/").await;
    page.says("<script>alert(1)</script>");
    assert!(!page.html.contains("<script>alert"), "{}", page.html);
}

#[tokio::test]
async fn people_are_named_and_strangers_are_not() {
    let world = World::new().await;
    let zoe = account(&world, "Zoé", EMAIL).await;
    let nobody = UserId::new(facteur_testkit::world::NOON, &facteur_model::chance::SeededChance::new(1));
    let names = world.app.person_names(&[zoe, nobody, zoe]).await.unwrap();
    assert_eq!((names.len(), names[&zoe].as_str()), (1, "Zoé"));
}
