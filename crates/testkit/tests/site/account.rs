//! Accounts: signing in with two factors, registering, links by e-mail, and what people change about themselves.

mod app_and_codes;
mod by_link;
mod profile;
mod registering;
mod signing_in;
mod visits;

use facteur_app::{Authority, Language, Registration};
use facteur_model::id::UserId;
use facteur_model::secret::Secret;
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
