//! Registering from an invitation, and being a member with that.

use crate::team::{invited, letters_to};
use facteur_model::person::Rights;
use facteur_testkit::world::{Browser, Shown, World};

/// Registers from the page of an invitation, and presses the button behind the link of the letter.
async fn registered_from(world: &World, link: &str, email: &str) -> (Browser, Shown) {
    let mut browser = world.browser();
    let page = browser.open(link).await;
    let invitation = page.between("name=\"invitation\" value=\"", "\"").unwrap().to_owned();
    let mut form = [
        ("name", "Luc Roy"),
        ("email", email),
        ("password", "x"),
        ("terms", "yes"),
        ("invitation", invitation.as_str()),
    ];
    // What is wrong is said, and the invitation is not forgotten meanwhile.
    let again = browser.submit("/register", &form).await;
    assert_eq!(again.is(400).between("name=\"invitation\" value=\"", "\""), Some(invitation.as_str()));
    form[2].1 = "correct cheval 7 agrafe";
    browser.submit("/register", &form).await.is(200).says("Check your email");
    world.work().await;
    let letter = letters_to(world, email).pop().expect("a letter was sent");
    let start = letter.text.find("/verify-email/").expect("the letter has a link");
    let verify = letter.text[start..].split_whitespace().next().unwrap().to_owned();
    browser.open(&verify).await.is(200);
    let shown = browser.submit(&verify, &[]).await;
    (browser, shown)
}

#[tokio::test]
async fn whoever_registers_from_an_invitation_is_a_member_once_their_address_is_verified() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut manager = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    let link = invited(&world, &mut manager, service, "luc@example.ca").await;
    let (mut browser, shown) = registered_from(&world, &link, "luc@example.ca").await;
    shown.is(200).says("You are now a member").says("Luc Roy (you)");
    assert_eq!(shown.at, format!("/services/{service}/users"));
    browser.open(&format!("/services/{service}")).await.is(200).is_silent_about("You are now a member");
    browser.open(&link).await.is(410);
    world.work().await;
    let told = letters_to(&world, "zoe@example.ca").pop().expect("the inviter is told");
    assert!(told.subject.contains("Luc Roy joined the team of Passports"), "{}", told.subject);
}

#[tokio::test]
async fn registering_from_an_invitation_joins_nobody_else_and_none_that_was_taken_back() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut manager = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    let link = invited(&world, &mut manager, service, "luc@example.ca").await;
    // Another address than the invited one: an account, and nothing more.
    let (mut eve, shown) = registered_from(&world, &link, "eve@example.ca").await;
    assert_eq!(shown.is(200).at, "/accounts");
    eve.open(&format!("/services/{service}/users")).await.is(404);

    // Taken back between the form and the letter's link.
    let mut luc = world.browser();
    let page = luc.open(&link).await;
    let invitation = page.between("name=\"invitation\" value=\"", "\"").unwrap().to_owned();
    let form = [
        ("name", "Luc Roy"),
        ("email", "luc@example.ca"),
        ("password", "correct cheval 7 agrafe"),
        ("terms", "yes"),
        ("invitation", invitation.as_str()),
    ];
    luc.submit("/register", &form).await.is(200);
    let id = world.store.of(service).invitations().await.unwrap()[0].id;
    let team = format!("/services/{service}/users");
    manager.open(&team).await;
    manager.submit(&format!("{team}/invitations/{id}/cancel"), &[]).await.is(200);
    world.work().await;
    let letter = letters_to(&world, "luc@example.ca").pop().expect("a letter was sent");
    let start = letter.text.find("/verify-email/").expect("the letter has a link");
    let verify = letter.text[start..].split_whitespace().next().unwrap().to_owned();
    luc.open(&verify).await.is(200);
    let shown = luc.submit(&verify, &[]).await;
    assert_eq!(shown.is(200).at, "/accounts");
    assert_eq!(world.app.team(&world.by, service).await.unwrap().members.len(), 1);
}
