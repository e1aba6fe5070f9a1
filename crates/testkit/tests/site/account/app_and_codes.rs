//! An authenticator app and recovery codes in the place of codes by e-mail.

use super::{EMAIL, PASSWORD, account, give_password, last_letter};
use facteur_model::time::SECOND;
use facteur_testkit::world::{Browser, World};

/// Sets an app up, and gives its secret with the recovery codes.
async fn set_up_app(world: &World, browser: &mut Browser) -> (facteur_app::SharedSecret, Vec<String>) {
    let page = browser.open("/user-profile/second-factor/app").await;
    page.is(200).says("Scan this code");
    assert!(page.html.contains("<svg") && !page.html.contains("<?xml"));
    let text = page.between("name=\"secret\" value=\"", "\"").unwrap().to_owned();
    let secret = facteur_app::SharedSecret::parse(&text).unwrap();
    let wrong =
        browser.submit("/user-profile/second-factor/app", &[("secret", &text), ("code", "000000")]).await;
    wrong.is(400).says("This code is not right");
    assert!(wrong.html.contains(&text));
    let code = secret.code_at(world.app.now());
    let page = browser.submit("/user-profile/second-factor/app", &[("secret", &text), ("code", &code)]).await;
    page.is(200).says("They are shown only once.");
    let codes = page.between("<ul class=\"secret\" id=\"codes\">", "</ul>").unwrap();
    let codes = codes.split("<li>").skip(1).map(|item| item.split('<').next().unwrap().to_owned()).collect();
    (secret, codes)
}

#[tokio::test]
async fn an_app_proves_its_owner_and_no_code_is_taken_twice() {
    let world = World::new().await;
    let zoe = account(&world, "Zoé", EMAIL).await;
    let mut browser = world.signed_in(zoe).await;
    let (secret, codes) = set_up_app(&world, &mut browser).await;
    assert_eq!(codes.len(), 10);
    let page = browser.open("/user-profile/recovery-codes").await;
    page.is_silent_about(&codes[0]).says("10 codes left");
    assert!(last_letter(&world, EMAIL).await.text.contains("two-step verification was changed"));

    let mut other = world.browser();
    give_password(&mut other, EMAIL, PASSWORD).await.says("your authenticator app");
    let used = secret.code_at(world.app.now());
    other.submit("/two-factor", &[("code", &used)]).await.is(400);
    world.clock.advance(30 * SECOND);
    let code = secret.code_at(world.app.now());
    other.submit("/two-factor", &[("code", &code)]).await;
    other.open("/").await.says("Your profile");
    let mut thief = world.browser();
    give_password(&mut thief, EMAIL, PASSWORD).await;
    thief.submit("/two-factor", &[("code", &code)]).await.is(400);
    let early = secret.code_at(world.app.now().plus(-30 * SECOND));
    thief.submit("/two-factor", &[("code", &early)]).await.is(400);
}

#[tokio::test]
async fn a_recovery_code_signs_in_once() {
    let world = World::new().await;
    let zoe = account(&world, "Zoé", EMAIL).await;
    let mut browser = world.signed_in(zoe).await;
    let (_, codes) = set_up_app(&world, &mut browser).await;
    let (mut one, mut two) = (world.browser(), world.browser());
    give_password(&mut one, EMAIL, PASSWORD).await;
    one.submit("/two-factor", &[("code", &codes[0].to_uppercase())]).await;
    one.open("/user-profile").await.says("9 codes left");
    assert!(last_letter(&world, EMAIL).await.text.contains("Codes left: 9"));
    give_password(&mut two, EMAIL, PASSWORD).await;
    two.submit("/two-factor", &[("code", &codes[0])]).await.is(400);
    browser.open("/user-profile/recovery-codes").await;
    browser.submit("/user-profile/recovery-codes", &[]).await.says("They are shown only once.");
    two.submit("/two-factor", &[("code", &codes[1])]).await.is(400);
    browser.open("/user-profile/second-factor").await.says("Use codes by email again");
    browser.submit("/user-profile/second-factor/email", &[]).await.is(200).says("A code by email");
}
