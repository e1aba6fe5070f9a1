//! Visits, and what is tried and changed in several at once.

use super::{EMAIL, PASSWORD, account, code, give_password, last_letter, letters, sign_in};
use facteur_app::{AccountError, Client};
use facteur_model::secret::Secret;
use facteur_model::time::{HOUR, MINUTE};
use facteur_testkit::world::World;

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
