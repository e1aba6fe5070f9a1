//! Passkeys: added, given as the second step or alone, renamed, removed; with a device in software. The browser's part
//! is tested in a browser (tests/browser).

use crate::account::{EMAIL, account, code, give_password, last_letter};
use crate::device::Device;
use facteur_app::Settings;
use facteur_model::time::{DAY, MINUTE};
use facteur_testkit::world::{Browser, Shown, World};
use serde_json::Value;

const LIST: &str = "/user-profile/passkeys";
const ADD: &str = "/user-profile/passkeys/add";

/// What the script does with a form: asks, lets the device answer, sends.
async fn answer(
    browser: &mut Browser,
    action: &str,
    fields: &[(&str, &str)],
    device: impl FnOnce(&Value) -> String,
) -> Shown {
    let asked = browser.submit(&format!("{action}/options"), fields).await;
    asked.is(200);
    let asked: Value = serde_json::from_str(&asked.html).unwrap();
    let given = device(&asked["publicKey"]);
    let ceremony = asked["ceremony"].as_str().unwrap();
    browser.submit(action, &[&[("ceremony", ceremony), ("credential", &given)], fields].concat()).await
}

async fn add(browser: &mut Browser, device: &mut Device, name: &str) -> Shown {
    browser.open(ADD).await.is(200).says("Add a passkey");
    answer(browser, ADD, &[("name", name)], |options| device.create(options)).await
}

async fn sign_in_with(browser: &mut Browser, device: &mut Device) -> Shown {
    browser.open("/sign-in").await.says("Sign in with a passkey");
    answer(browser, "/sign-in/passkey", &[], |options| device.get(options)).await
}

/// Somebody who has signed in and added a passkey.
async fn owner(world: &World) -> (Browser, Device) {
    let person = account(world, "Zoé", EMAIL).await;
    let mut browser = world.signed_in(person).await;
    let mut device = Device::new(1);
    add(&mut browser, &mut device, "Phone").await.is(200);
    (browser, device)
}

fn path_of(page: &Shown, action: &str) -> String {
    let (before, _) = page.html.split_once("/rename").expect("there is a passkey");
    let id = before.rsplit('/').next().unwrap();
    format!("{LIST}/{id}/{action}")
}

#[tokio::test]
async fn a_passkey_is_added_and_signs_in_alone_and_as_the_second_step() {
    let world = World::new().await;
    let person = account(&world, "Zoé", EMAIL).await;
    let mut browser = world.signed_in(person).await;
    browser.open("/user-profile").await.says("Passkeys and security keys None");
    let mut device = Device::new(1);
    let page = add(&mut browser, &mut device, "Phone").await;
    page.is(200).says("Recovery codes").says("They are shown only once.");
    browser.open(LIST).await.says("Phone").says("Never");
    browser.open("/user-profile/second-factor").await.says("No code is sent by email");
    let letter = last_letter(&world, EMAIL).await;
    assert!(letter.text.contains("A passkey was added to your account"), "{}", letter.text);

    world.clock.advance(MINUTE);
    let mut stranger = world.browser();
    let page = sign_in_with(&mut stranger, &mut device).await;
    page.is(200);
    stranger.open("/").await.says("Your profile (Zoé)");
    stranger.open("/user-profile/visits").await.says("Passkey added").says("Signed in");

    let mut other = world.browser();
    let page = give_password(&mut other, EMAIL, crate::account::PASSWORD).await;
    page.says("Use a passkey or a security key").is_silent_about("We have sent a security code");
    answer(&mut other, "/two-factor/passkey", &[("next", "/user-profile")], |options| device.get(options))
        .await
        .says("Your profile");
    other.open(LIST).await.is_silent_about("Never");
}

#[tokio::test]
async fn an_answer_is_worth_something_once_soon_and_where_it_was_asked_for() {
    let world = World::new().await;
    let (_, mut device) = owner(&world).await;
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    let asked = browser.submit("/sign-in/passkey/options", &[]).await;
    let asked: Value = serde_json::from_str(&asked.html).unwrap();
    let given = device.get(&asked["publicKey"]);
    let fields = [("ceremony", asked["ceremony"].as_str().unwrap()), ("credential", given.as_str())];
    let mut elsewhere = world.browser();
    elsewhere.open("/sign-in").await;
    elsewhere.submit("/sign-in/passkey", &fields).await.is(400).says("does not open an account here");
    let mut again = browser.clone();
    browser.submit("/sign-in/passkey", &fields).await.is(200);
    browser.open("/").await.says("Your profile");
    again.submit("/sign-in/passkey", &fields).await;
    again.open("/user-profile").await.is_silent_about("Zoé");

    let mut late = world.browser();
    late.open("/sign-in").await;
    let asked = late.submit("/sign-in/passkey/options", &[]).await;
    let asked: Value = serde_json::from_str(&asked.html).unwrap();
    let given = device.get(&asked["publicKey"]);
    world.clock.advance(6 * MINUTE);
    let fields = [("ceremony", asked["ceremony"].as_str().unwrap()), ("credential", given.as_str())];
    late.submit("/sign-in/passkey", &fields).await.is(400);
}

#[tokio::test]
async fn a_copy_another_site_and_whoever_is_not_the_owner_are_refused() {
    let world = World::new().await;
    let (mut owner, mut device) = owner(&world).await;
    let mut copy = device.copied();
    sign_in_with(&mut world.browser(), &mut device).await.is(200);
    sign_in_with(&mut world.browser(), &mut device).await.is(200);
    // The copy counts from where it was copied.
    sign_in_with(&mut world.browser(), &mut copy).await.is(400);
    device.origin = "https://evil.example".to_owned();
    sign_in_with(&mut world.browser(), &mut device).await.is(400);
    device.origin = "https://api.test".to_owned();
    device.recognises = false;
    sign_in_with(&mut world.browser(), &mut device).await.is(400);
    device.recognises = true;
    sign_in_with(&mut world.browser(), &mut device).await.is(200);
    owner.open("/user-profile/visits").await.says("Wrong passkey");
    sign_in_with(&mut world.browser(), &mut Device::new(9)).await.is(400);
}

#[tokio::test]
async fn somebody_elses_passkey_does_not_end_the_second_step() {
    let world = World::new().await;
    owner(&world).await;
    let other = account(&world, "Luc", "luc@example.ca").await;
    let mut device_of_luc = Device::new(2);
    add(&mut world.signed_in(other).await, &mut device_of_luc, "Key").await.is(200);
    let mut browser = world.browser();
    give_password(&mut browser, EMAIL, crate::account::PASSWORD).await;
    let page = answer(&mut browser, "/two-factor/passkey", &[], |options| device_of_luc.get(options)).await;
    page.is(400).says("This passkey was not taken");
    browser.open("/").await.is_silent_about("Your profile");
}

#[tokio::test]
async fn without_passkey_recovery_codes_help_and_codes_by_email_are_not_asked_for() {
    let world = World::new().await;
    let person = account(&world, "Zoé", EMAIL).await;
    let mut browser = world.signed_in(person).await;
    let page = add(&mut browser, &mut Device::new(1), "Phone").await;
    let codes = page.between("id=\"codes\">", "</ul>").unwrap();
    let paper = codes.split("<li>").nth(1).unwrap()[..11].to_owned();
    let mut other = world.browser();
    let page = give_password(&mut other, EMAIL, crate::account::PASSWORD).await;
    page.says("needs JavaScript").is_silent_about("Send a new code");
    other.submit("/two-factor/resend", &[]).await.is(403);
    other.open("/two-factor").await;
    other.submit("/two-factor", &[("code", "123456")]).await.is(400);
    other.submit("/two-factor", &[("code", &paper)]).await;
    other.open("/").await.says("Your profile");
}

#[tokio::test]
async fn a_passkey_is_renamed_and_removed_and_codes_by_email_come_again() {
    let world = World::new().await;
    let (mut browser, mut device) = owner(&world).await;
    let page = browser.open(LIST).await;
    browser.open(&path_of(&page, "rename")).await.says("Rename a passkey");
    browser.submit(&path_of(&page, "rename"), &[("name", " ")]).await.is(400).says("Enter a name");
    let long = "x".repeat(61);
    browser.submit(&path_of(&page, "rename"), &[("name", &long)]).await.is(400);
    browser.submit(&path_of(&page, "rename"), &[("name", "<b>Clé")]).await.says("<b>Clé");
    world.clock.advance(16 * MINUTE);
    browser.open(&path_of(&page, "remove")).await.says("Your password, please");
    browser.submit("/user-profile/prove", &[("password", crate::account::PASSWORD)]).await;
    browser.open(&path_of(&page, "remove")).await.says("Remove the passkey “<b>Clé”?");
    browser.submit(&path_of(&page, "remove"), &[]).await.says("The passkey was removed.");
    browser.open(&path_of(&page, "remove")).await.is(404);
    assert!(last_letter(&world, EMAIL).await.text.contains("was removed"));
    browser.open("/user-profile/visits").await.says("Passkey removed");
    sign_in_with(&mut world.browser(), &mut device).await.is(400);
    let mut other = world.browser();
    give_password(&mut other, EMAIL, crate::account::PASSWORD).await.says("We have sent a security code");
    let code = code(&world, EMAIL).await;
    other.submit("/two-factor", &[("code", &code)]).await;
    other.open("/").await.says("Your profile");
}

#[tokio::test]
async fn passkeys_of_somebody_else_are_not_there() {
    let world = World::new().await;
    let (mut browser, _) = owner(&world).await;
    let page = browser.open(LIST).await;
    let other = account(&world, "Luc", "luc@example.ca").await;
    let mut stranger = world.signed_in(other).await;
    stranger.open(LIST).await.is_silent_about("Phone");
    for action in ["rename", "remove"] {
        stranger.open(&path_of(&page, action)).await.is(404);
        stranger.open("/user-profile").await;
        stranger.submit(&path_of(&page, action), &[("name", "Mine")]).await.is(404);
    }
    browser.open(LIST).await.says("Phone");
}

#[tokio::test]
async fn a_person_has_ten_passkeys_at_most_and_no_device_gives_one_twice() {
    let world = World::new().await;
    let (mut browser, mut device) = owner(&world).await;
    add(&mut browser, &mut device, "Again").await.is(400).says("No passkey was taken");
    for number in 2..=10 {
        add(&mut browser, &mut Device::new(number), "More").await.is(200).says("The passkey was added");
    }
    browser.open(ADD).await;
    browser.submit("/user-profile/passkeys/add/options", &[]).await.is(400);
}

#[tokio::test]
async fn a_blocked_account_is_not_opened_and_an_app_stays_the_second_factor() {
    let world = World::new().await;
    let (_, mut device) = owner(&world).await;
    let zoe = world.store.user_by_email(EMAIL).await.unwrap().unwrap();
    world.app.block_person(&world.by, zoe.id).await.unwrap();
    sign_in_with(&mut world.browser(), &mut device).await.is(400);
    world.app.unblock_person(&world.by, zoe.id).await.unwrap();
    sign_in_with(&mut world.browser(), &mut device).await.is(200);
}

#[tokio::test]
async fn where_no_passkey_can_be_used_there_is_no_word_of_them_and_codes_come_by_email() {
    let settings = Settings { base_url: "http://192.0.2.1".to_owned(), ..Settings::default() };
    let world = World::with_settings(settings).await;
    let person = account(&world, "Zoé", EMAIL).await;
    let mut user = world.store.user(person).await.unwrap().unwrap();
    let was = user.clone();
    user.second_factor = facteur_model::person::SecondFactor::Passkey;
    let mut tx = world.store.begin().await.unwrap();
    facteur_store::users::update(&mut tx, &was, &user).await.unwrap();
    tx.commit().await.unwrap();
    let mut browser = world.browser();
    browser.open("/sign-in").await.is_silent_about("passkey");
    browser.submit("/sign-in/passkey/options", &[]).await.is(404);
    give_password(&mut browser, EMAIL, crate::account::PASSWORD).await.says("We have sent a security code");
    let code = code(&world, EMAIL).await;
    browser.submit("/two-factor", &[("code", &code)]).await;
    browser.open("/user-profile").await.is(200).is_silent_about("Passkeys");
    browser.open(LIST).await.is(404);
}

#[tokio::test]
async fn asking_for_ceremonies_gets_slower() {
    let world = World::new().await;
    let mut browser = world.browser();
    browser.open("/sign-in").await;
    for _ in 0..201 {
        browser.submit("/sign-in/passkey/options", &[]).await.is(200);
    }
    browser.submit("/sign-in/passkey/options", &[]).await.is(429);
    world.clock.advance(DAY);
    world.app.sweep_visits().await.unwrap();
}
