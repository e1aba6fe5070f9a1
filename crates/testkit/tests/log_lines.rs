//! What the log never says: who somebody is, and what they keep secret. In a program of its own, because the log of a
//! whole program is read: whichever thread writes, and the pages, the rules and the database alike.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use facteur_model::person::{Right, Rights};
use facteur_model::time::MINUTE;
use facteur_providers::{Email, Message};
use facteur_testkit::world::{Browser, World};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

const NAME: &str = "Zoé Tremblay";
const EMAIL: &str = "zoe.tremblay@example.ca";
const INVITED: &str = "ami.beaulieu@example.ca";
const PASSWORD: &str = "lièvre pourpre 82 tambour";
const OTHER_PASSWORD: &str = "encore 41 mots tout autres";
const WRONG_PASSWORD: &str = "pas celui-ci 77";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panics while writing").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn last_letter(world: &World, to: &str) -> Email {
    world.work().await;
    let given = world.provider.given().into_iter().filter_map(|delivered| match delivered.message {
        Message::Email(email) if email.to == to => Some(email),
        _ => None,
    });
    given.last().expect("a letter came")
}

/// The path of the link in the newest letter to somebody.
async fn link(world: &World, to: &str, path: &str) -> String {
    let text = last_letter(world, to).await.text;
    let at = text.find(path).unwrap_or_else(|| panic!("no {path} in {text}"));
    text[at..].split(|c: char| !(c.is_ascii_alphanumeric() || "/-".contains(c))).next().unwrap().to_owned()
}

fn secret_of(path: &str) -> String {
    path.rsplit('/').next().unwrap().to_owned()
}

async fn give_password(browser: &mut Browser, password: &str) -> u16 {
    browser.open("/sign-in").await;
    browser.submit("/sign-in", &[("email", EMAIL), ("password", password)]).await.status
}

#[tokio::test]
async fn no_line_says_who_somebody_is_or_what_they_keep_secret() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .with_ansi(false)
        .init();
    let world = World::new().await;
    let texts = [NAME, "Tremblay", EMAIL, "zoe.tremblay", INVITED, PASSWORD, OTHER_PASSWORD, WRONG_PASSWORD];
    let mut secrets: Vec<String> = texts.map(str::to_owned).into();

    // An account, by a link.
    let mut browser = world.browser();
    browser.open("/register").await;
    let form = [("name", NAME), ("email", EMAIL), ("password", PASSWORD), ("terms", "yes")];
    browser.submit("/register", &form).await.is(200);
    let verify = link(&world, EMAIL, "/verify-email/").await;
    browser.open(&verify).await.is(200);
    browser.submit(&verify, &[]).await.is(200);
    secrets.push(secret_of(&verify));

    // Signing in, at the second try.
    let mut browser = world.browser();
    assert_eq!(give_password(&mut browser, WRONG_PASSWORD).await, 400);
    assert_eq!(give_password(&mut browser, PASSWORD).await, 200);
    let code: String = last_letter(&world, EMAIL).await.subject.chars().take(6).collect();
    browser.submit("/two-factor", &[("code", "no-such-code")]).await.is(400);
    browser.submit("/two-factor", &[("code", &code)]).await.is(200);
    browser.open("/user-profile").await.says(EMAIL);

    // A forgotten password.
    world.clock.advance(MINUTE);
    let mut forgetful = world.browser();
    forgetful.open("/forgot-password").await;
    forgetful.submit("/forgot-password", &[("email", EMAIL)]).await.is(200);
    let reset = link(&world, EMAIL, "/new-password/").await;
    forgetful.open(&reset).await.is(200);
    forgetful.submit(&reset, &[("password", OTHER_PASSWORD)]).await.is(200);
    secrets.push(secret_of(&reset));

    // An invitation, and a key.
    let service = world.live_service("Passports").await;
    let zoe = world.store.user_by_email(EMAIL).await.unwrap().unwrap();
    world.join(service.id, zoe.id, Rights::all()).await;
    let at = format!("/services/{}", service.id);
    forgetful.open(&format!("{at}/users/invite")).await.is(200);
    let form = [("email", INVITED), ("rights", Right::ManageApiKeys.as_str())];
    forgetful.submit(&format!("{at}/users/invite"), &form).await.is(200);
    let invitation = link(&world, INVITED, "/invitation/").await;
    world.browser().open(&invitation).await.is(200);
    secrets.push(secret_of(&invitation));
    let path = format!("{at}/api/keys/create");
    forgetful.open(&path).await.is(200);
    let form = [("name", "Permits"), ("type", "test"), ("expires", "usual")];
    let page = forgetful.submit(&path, &form).await;
    let key = page.between("translate=\"no\">", "<").expect("the page shows a key").to_owned();
    assert!(key.starts_with("fct-test-"), "{key}");
    // Its secret half is a part of it.
    secrets.push(key[key.len() - 36..].to_owned());
    secrets.push(browser.cookie("__Host-facteur").unwrap().to_owned());

    let written = log.0.lock().unwrap().clone();
    let written = String::from_utf8(written).unwrap();
    assert!(written.lines().filter(|line| line.contains("Showed")).count() > 20, "{written}");
    for line in written.lines() {
        for secret in &secrets {
            assert!(!line.contains(secret), "“{secret}” is in the log: {line}");
        }
        assert!(line.split(|c: char| !c.is_ascii_alphanumeric()).all(|word| word != code), "{line}");
    }
}
