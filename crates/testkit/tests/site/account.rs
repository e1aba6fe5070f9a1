//! Accounts: signing in with two factors, registering, links by e-mail, and what people change about themselves.

use facteur_app::{AccountError, Authority, Client, Language, Registration};
use facteur_model::id::UserId;
use facteur_model::secret::Secret;
use facteur_model::time::{HOUR, MINUTE, SECOND};
use facteur_providers::{Email, Message};
use facteur_testkit::world::{Browser, Shown, World};

pub const PASSWORD: &str = "lièvre pourpre 82 tambour";
pub const EMAIL: &str = "zoe@example.ca";

/// Somebody with an account and a password.
pub async fn account(world: &World, name: &str, email: &str) -> UserId {
    let wanted = Registration {
        name: name.to_owned(),
        email: email.to_owned(),
        password: Secret::new(PASSWORD),
        language: Language::En,
    };
    world.app.put_user(&Authority::operator("test"), wanted).await.unwrap()
}

/// The letters that went to an address, the oldest first.
async fn letters(world: &World, to: &str) -> Vec<Email> {
    world.work().await;
    let given = world.provider.given().into_iter().filter_map(|delivered| match delivered.message {
        Message::Email(email) if email.to == to => Some(email),
        _ => None,
    });
    given.collect()
}

pub async fn last_letter(world: &World, to: &str) -> Email {
    letters(world, to).await.pop().expect("a letter came")
}

/// The code of the newest letter.
pub async fn code(world: &World, to: &str) -> String {
    let subject = last_letter(world, to).await.subject;
    let code: String = subject.chars().take(6).collect();
    assert!(code.bytes().all(|byte| byte.is_ascii_digit()), "{subject}");
    code
}

/// The path of the link in the newest letter that begins so.
async fn link(world: &World, to: &str, path: &str) -> String {
    let text = last_letter(world, to).await.text;
    let at = text.find(path).unwrap_or_else(|| panic!("no {path} in {text}"));
    text[at..].split(|c: char| !(c.is_ascii_alphanumeric() || "/-".contains(c))).next().unwrap().to_owned()
}

pub async fn give_password(browser: &mut Browser, email: &str, password: &str) -> Shown {
    browser.open("/sign-in").await;
    browser.submit("/sign-in", &[("email", email), ("password", password)]).await
}

/// Signs in with both factors.
async fn sign_in(world: &World, browser: &mut Browser, email: &str) -> Shown {
    give_password(browser, email, PASSWORD).await.is(200);
    let code = code(world, email).await;
    browser.submit("/two-factor", &[("code", &code)]).await
}

fn held(browser: &Browser) -> String {
    browser.cookie("__Host-facteur").expect("the browser holds a visit").to_owned()
}

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

#[tokio::test]
async fn visits_are_listed_and_ended_and_the_history_tells_what_was_tried() {
    let world = World::new().await;
    let zoe = account(&world, "Zoé", EMAIL).await;
    let luc = account(&world, "Luc", "luc@example.ca").await;
    let mut here = world.browser();
    give_password(&mut here, EMAIL, "not-the-one").await;
    sign_in(&world, &mut here, EMAIL).await;
    let mut there = world.signed_in(zoe).await;
    let mut stranger = world.signed_in(luc).await;
    let page = here.open("/user-profile/visits").await;
    page.says("This visit").says("Wrong password").says("Signed in");
    let path =
        format!("/user-profile/visits/{}/end", page.between("/user-profile/visits/", "/end\"").unwrap());
    stranger.open("/user-profile").await;
    stranger.submit(&path, &[]).await.is(404);
    there.open("/user-profile").await.says("Your profile");
    here.submit(&path, &[]).await.is(200).says("The visit has ended.");
    there.open("/user-profile").await.says("Forgot your password?");
    let mut again = world.signed_in(zoe).await;
    here.submit("/user-profile/visits/end-others", &[]).await.says("All other visits have ended.");
    again.open("/user-profile").await.says("Forgot your password?");
    here.open("/user-profile").await.says("Zoé");
}

#[tokio::test]
async fn a_new_browser_is_told_of_and_a_known_one_is_not() {
    let world = World::new().await;
    account(&world, "Zoé", EMAIL).await;
    for (agent, letters_then) in [("Firefox/1 Windows", 1), ("Firefox/1 Windows", 2), ("Edg/1 Linux", 4)] {
        let client = Client { address: "192.0.2.7".to_owned(), agent: agent.to_owned() };
        world.clock.advance(MINUTE);
        let held = world.app.sign_in(EMAIL, &Secret::new(PASSWORD), &client, None).await.unwrap();
        let visitor = world.app.visitor(&held).await.unwrap().unwrap();
        let code = code(&world, EMAIL).await;
        world.app.give_code(&visitor, &code, &client).await.unwrap();
        assert_eq!(letters(&world, EMAIL).await.len(), letters_then, "{agent}");
    }
    assert!(last_letter(&world, EMAIL).await.text.contains("Browser: Edge, Linux"));
}

#[tokio::test]
async fn topics_and_language_are_chosen() {
    let world = World::new().await;
    let zoe = account(&world, "Zoé", EMAIL).await;
    let mut browser = world.signed_in(zoe).await;
    browser.open("/user-profile/notifications").await.is(200).says("Daily and annual limits");
    let page = browser.submit("/user-profile/notifications", &[("topics", "team"), ("topics", "else")]).await;
    page.says("Everything but: API keys: created, revoked, about to expire and Daily and annual limits");
    browser.open("/user-profile/language").await.is(200);
    browser
        .submit("/user-profile/language", &[("language", "fr")])
        .await
        .says("Votre modification a été enregistrée");
    browser.submit("/user-profile/language", &[("language", "de")]).await.is(400);
    browser.open("/user-profile").await.says("Français");
}

#[tokio::test]
async fn a_visit_is_extended_and_what_has_ended_is_swept() {
    let world = World::new().await;
    let zoe = account(&world, "Zoé", EMAIL).await;
    let mut browser = world.signed_in(zoe).await;
    let page = browser.open("/user-profile").await;
    assert!(
        page.html.contains("data-visit-seconds=\"28800\"") && page.html.contains("<dialog id=\"visit-ends\"")
    );
    world.clock.advance(8 * HOUR - MINUTE);
    assert_eq!(browser.submit("/session/extend", &[]).await.is(200).html, "28800");
    world.clock.advance(2 * MINUTE);
    browser.open("/user-profile").await.says("Zoé");
    browser.forge("/session/extend", &[]).await.is(400);
    world.clock.advance(9 * HOUR);
    world.app.sweep_visits().await.unwrap();
    browser.open("/user-profile").await.says("Forgot your password?");
    assert!(!world.browser().open("/sign-in").await.html.contains("<dialog"));
}

#[tokio::test]
async fn nobody_sees_an_account_before_the_second_factor() {
    let world = World::new().await;
    account(&world, "Zoé", EMAIL).await;
    let mut browser = world.browser();
    give_password(&mut browser, EMAIL, PASSWORD).await;
    for path in [
        "/user-profile",
        "/user-profile/name",
        "/user-profile/prove",
        "/user-profile/visits",
        "/user-profile/recovery-codes",
        "/user-profile/second-factor/app",
    ] {
        browser.open(path).await.says("Security code").is_silent_about("Zoé");
        world.browser().open(path).await.says("Forgot your password?");
    }
    browser.submit("/user-profile/name", &[("name", "Eve")]).await.says("Security code");
    browser.submit("/session/extend", &[]).await.says("Security code");
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_that_come_at_once_are_counted_one_by_one() {
    let world = World::new().await;
    account(&world, "Zoé", EMAIL).await;
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..30 {
        let app = world.app.clone();
        tries.spawn(async move {
            app.sign_in(EMAIL, &Secret::new("wrong"), &Client::default(), None).await.unwrap_err()
        });
    }
    let (mut looked_at, mut refused) = (0, 0);
    for error in tries.join_all().await {
        match error {
            AccountError::Wrong => looked_at += 1,
            AccountError::TooMany { seconds } => {
                assert!((1..=11).contains(&seconds), "{seconds}");
                refused += 1;
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!((looked_at, refused), (6, 24));
}

#[tokio::test]
async fn a_change_of_an_account_leaves_what_somebody_else_changes_meanwhile() {
    let world = World::new().await;
    let person = account(&world, "Zoé", EMAIL).await;
    let was = world.store.user(person).await.unwrap().unwrap();
    world.app.block_person(&world.by, person).await.unwrap();
    let changed = facteur_store::User { muted: "limits".to_owned(), ..was.clone() };
    let mut tx = world.store.begin().await.unwrap();
    facteur_store::users::update(&mut tx, &was, &changed).await.unwrap();
    tx.commit().await.unwrap();
    let now = world.store.user(person).await.unwrap().unwrap();
    assert_eq!(now.muted, "limits");
    assert_eq!(now.standing, facteur_model::person::UserStanding::Blocked);
}
