//! Registering.

use super::{EMAIL, PASSWORD, account, last_letter, link, sign_in};
use facteur_testkit::world::{Browser, Shown, World};

async fn fill_in(browser: &mut Browser, email: &str, password: &str) -> Shown {
    browser.open("/register").await;
    let fields = [("name", "Zoé Tremblay"), ("email", email), ("password", password), ("terms", "yes")];
    browser.submit("/register", &fields).await
}

#[tokio::test]
async fn a_person_registers_and_is_signed_in_by_pressing_the_button_of_the_link() {
    let world = World::new().await;
    let mut browser = world.browser().in_french();
    browser.open("/register").await.is(200).says("Créer un compte").says("Conditions d’utilisation");
    fill_in(&mut browser, EMAIL, PASSWORD).await.is(200).says("Vérifiez vos courriels");
    let letter = last_letter(&world, EMAIL).await;
    assert_eq!(letter.subject, "Confirmer votre inscription");
    let path = link(&world, EMAIL, "/verify-email/").await;
    // A scanner follows the link, twice.
    world.browser().open(&path).await.is(200).says("Confirm and sign in");
    browser.open(&path).await.is(200).says("Confirmer et se connecter");
    browser.submit(&path, &[]).await;
    browser.open("/").await.says("Votre profil (Zoé Tremblay)");
    let mut again = world.browser();
    again.open(&path).await.is(410).says("This link has been used or has expired");
    again.open("/sign-in").await;
    again.submit(&path, &[]).await.is(410);
    sign_in(&world, &mut world.browser(), EMAIL).await;
}

#[tokio::test]
async fn registering_a_known_address_looks_the_same_and_its_owner_gets_another_letter() {
    let world = World::new().await;
    account(&world, "Zoé", EMAIL).await;
    let (mut one, mut other) = (world.browser(), world.browser());
    let known = fill_in(&mut one, EMAIL, "encore un autre mot 41").await;
    let unknown = fill_in(&mut other, "new@example.ca", PASSWORD).await;
    let without_token = |page: &Shown| {
        let token = page.between("name=\"form_token\" value=\"", "\"").unwrap_or_default().to_owned();
        page.html.replace(&token, "…")
    };
    assert_eq!((known.status, known.at.as_str()), (unknown.status, unknown.at.as_str()));
    assert_eq!(without_token(&known), without_token(&unknown));
    assert!(last_letter(&world, EMAIL).await.text.contains("has an account already"));
    sign_in(&world, &mut world.browser(), EMAIL).await;
}

#[tokio::test]
async fn what_is_wrong_with_a_registration_is_said_beside_its_field() {
    let world = World::new().await;
    let mut browser = world.browser();
    browser.open("/register").await;
    let long = "x".repeat(300);
    for (name, email, password, terms, said) in [
        ("", EMAIL, PASSWORD, "yes", "Enter your full name"),
        (long.as_str(), EMAIL, PASSWORD, "yes", "Enter your full name"),
        ("Zoé\u{7}", EMAIL, PASSWORD, "yes", "Enter your full name"),
        ("Zoé", "zoe", PASSWORD, "yes", "valid email address"),
        ("Zoé", EMAIL, "short", "yes", "at least 8 characters"),
        ("Zoé", EMAIL, "password1", "yes", "soon be guessed"),
        ("Zoé", EMAIL, PASSWORD, "", "Agree to the terms"),
    ] {
        let fields = [("name", name), ("email", email), ("password", password), ("terms", terms)];
        let page = browser.submit("/register", &fields).await;
        page.is(400).says(said).says("There is a problem");
        assert!(!page.html.contains(PASSWORD));
    }
    let settings = facteur_web::WebSettings {
        registration_domains: vec!["example.org".to_owned()],
        ..facteur_web::WebSettings::default()
    };
    let mut browser = world.browser_of(settings);
    browser.open("/register").await.says("an email address at example.org");
    fill_in(&mut browser, EMAIL, PASSWORD).await.is(400).says("cannot register here");
    fill_in(&mut browser, "zoe@mail.example.org", PASSWORD).await.is(200).says("Check your email");
}
