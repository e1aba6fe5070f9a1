//! The team: who sees it, who is invited, who goes, and what becomes of keys.

use facteur_model::api_key::KeyType;
use facteur_model::id::ServiceId;
use facteur_model::person::{Right, Rights};
use facteur_model::time::DAY;
use facteur_providers::{Email, Message};
use facteur_testkit::world::{Browser, Shown, World};

/// What was delivered to an address, in order.
pub fn letters_to(world: &World, address: &str) -> Vec<Email> {
    let given = world.provider.given().into_iter().filter_map(|delivered| match delivered.message {
        Message::Email(email) if email.to == address => Some(email),
        _ => None,
    });
    given.collect()
}

pub fn only(right: Right) -> Rights {
    [right].into_iter().collect()
}

/// Somebody of every kind, by name: members without any right and with each, an administrator, a stranger, nobody.
pub async fn everybody(world: &World, service: ServiceId) -> Vec<(&'static str, Browser)> {
    let mut everybody = vec![("none", world.member_with(service, "none@example.ca", Rights::NONE).await)];
    for right in Right::ALL {
        let email = format!("{}@example.ca", right.as_str().replace('_', "-"));
        everybody.push((right.as_str(), world.member_with(service, &email, only(right)).await));
    }
    let administrator = world.administrator("Ada Roy", "ada@example.ca").await;
    everybody.push(("administrator", world.signed_in(administrator).await));
    let stranger = world.person("Stan Roy", "stan@example.ca").await;
    everybody.push(("stranger", world.signed_in(stranger).await));
    everybody.push(("nobody", world.browser()));
    everybody
}

/// Asserts who sees a page: those named do, other members may not, strangers find nothing, nobody has to sign in.
pub async fn is_seen_by(world: &World, service: ServiceId, path: &str, who: &[&str]) {
    for (name, mut browser) in everybody(world, service).await {
        let status = browser.open_only(path).await.status;
        let expected = match name {
            "stranger" => 404,
            "nobody" => 303,
            _ if who.contains(&name) => 200,
            _ => 403,
        };
        assert_eq!(status, expected, "{path} for {name}");
    }
}

const MEMBERS: [&str; 7] = [
    "none",
    "view_activity",
    "manage_templates",
    "send_messages",
    "manage_service",
    "manage_api_keys",
    "administrator",
];
const MANAGERS: [&str; 2] = ["manage_service", "administrator"];

fn link_of(letter: &Email) -> String {
    let start = letter.text.find("/invitation/").expect("the letter has a link");
    letter.text[start..].split_whitespace().next().unwrap_or_default().to_owned()
}

pub async fn invited(world: &World, browser: &mut Browser, service: ServiceId, email: &str) -> String {
    browser.open(&format!("/services/{service}/users/invite")).await.is(200);
    let fields = [("email", email), ("right", "manage_service"), ("right", "send_messages")];
    browser.submit(&format!("/services/{service}/users/invite"), &fields).await.is(200).says(email);
    world.work().await;
    link_of(letters_to(world, email).last().expect("a letter was sent"))
}

#[tokio::test]
async fn every_member_sees_the_team_and_strangers_find_nothing() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    is_seen_by(&world, service, &format!("/services/{service}/users"), &MEMBERS).await;
}

#[tokio::test]
async fn only_who_manages_the_service_may_invite() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    is_seen_by(&world, service, &format!("/services/{service}/users/invite"), &MANAGERS).await;
}

#[tokio::test]
async fn only_who_manages_the_service_may_change_a_member() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let person = world.person("Luc Roy", "luc@example.ca").await;
    world.join(service, person, Rights::NONE).await;
    let path = format!("/services/{service}/users/{person}");
    is_seen_by(&world, service, &path, &MANAGERS).await;
}

#[tokio::test]
async fn whoever_may_not_change_the_team_is_refused_its_forms_too() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let person = world.person("Luc Roy", "luc@example.ca").await;
    world.join(service, person, Rights::all()).await;
    let keeps = only(Right::ManageApiKeys);
    let mut browser = world.member_with(service, "zoe@example.ca", keeps).await;
    let team = format!("/services/{service}/users");
    browser.open(&team).await.is(200).is_silent_about("Invite a team member");
    browser.submit(&format!("{team}/invite"), &[("email", "new@example.ca")]).await.is(403);
    browser.submit(&format!("{team}/{person}"), &[]).await.is(403);
    browser.submit(&format!("{team}/{person}/remove"), &[]).await.is(403);
    let forged = [("form_token", "0"), ("email", "new@example.ca")];
    browser.forge(&format!("{team}/leave"), &forged).await.is(400).says("Nothing was changed");
    browser.open(&team).await.says("luc@example.ca").says("zoe@example.ca");
}

#[tokio::test]
async fn the_team_is_shown_with_its_rights_in_both_languages() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut browser = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    let team = format!("/services/{service}/users");
    browser
        .open(&team)
        .await
        .says("Team members")
        .says("Zoé Tremblay (you)")
        .says("Manage API integration")
        .says("November 23, 2026")
        .says("At least two people");
    let page = browser.open(&format!("{team}?lang=fr")).await;
    page.says("Votre équipe").says("Gérer l’intégration de l’API").says("23\u{a0}novembre 2026");
}

#[tokio::test]
async fn an_invitation_is_sent_accepted_and_then_worth_nothing() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut manager = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    let link = invited(&world, &mut manager, service, "luc@example.ca").await;
    let letter = letters_to(&world, "luc@example.ca").remove(0);
    assert!(letter.subject.contains("Invitation to the team of Passports"), "{}", letter.subject);
    assert!(letter.subject.contains("Invitation dans l’équipe de Passports"), "{}", letter.subject);
    manager.open(&format!("/services/{service}/users")).await.says("Pending invitations").says("November 30");

    let page = world.browser().open(&link).await;
    page.is(200).says("Zoé Tremblay invites you").says("luc@example.ca").says("Create an account");
    assert!(page.html.contains(&format!("/sign-in?next={link}")), "{}", page.html);
    // Whoever has no account makes one from here, with the address of the invitation.
    let mut newcomer = world.browser();
    let page = newcomer.open(&link).await;
    assert!(page.html.contains("action=\"/register\"") && page.html.contains("value=\"luc@example.ca\""));
    let form = [("name", "Luc Roy"), ("email", "luc@example.ca"), ("password", "x"), ("terms", "yes")];
    newcomer.submit("/register", &form).await.is(400).says("Create an account");

    let luc = world.person("Luc Roy", "luc@example.ca").await;
    let mut browser = world.signed_in(luc).await;
    browser.open(&link).await.is(200).says("Accept the invitation").says("Send messages");
    // Looking is not accepting.
    manager.open(&format!("/services/{service}/users")).await.is_silent_about("Luc Roy");
    browser.submit(&link, &[]).await.is(200).says("You are now a member").says("Luc Roy (you)");
    browser.open(&link).await.is(410);
    browser.submit(&link, &[]).await.is(410);
    world.work().await;
    let told = letters_to(&world, "zoe@example.ca").pop().expect("the inviter is told");
    assert!(told.subject.contains("Luc Roy joined the team of Passports"), "{}", told.subject);
}

#[tokio::test]
async fn an_invitation_is_of_no_use_to_somebody_else() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut manager = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    let link = invited(&world, &mut manager, service, "luc@example.ca").await;
    let eve = world.person("Eve Roy", "eve@example.ca").await;
    let mut browser = world.signed_in(eve).await;
    browser.open(&link).await.is(200).says("You are signed in as eve@example.ca").says("Sign out");
    browser.submit(&link, &[]).await.is(200).says("this invitation is for another address");
    browser.open(&format!("/services/{service}/users")).await.is(404);
    world.browser().open("/invitation/0000").await.is(410);
}

#[tokio::test]
async fn an_invitation_ends_after_seven_days_and_can_be_sent_again_or_cancelled() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut manager = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    let team = format!("/services/{service}/users");
    let first = invited(&world, &mut manager, service, "luc@example.ca").await;
    let id = world.store.of(service).invitations().await.unwrap()[0].id;
    world.clock.advance(7 * DAY);
    world.browser().open(&first).await.is(410);

    let zoe = world.store.user_by_email("zoe@example.ca").await.unwrap().unwrap().id;
    let mut manager = world.signed_in(zoe).await;
    manager.open(&team).await.says("Expired");
    manager.submit(&format!("{team}/invitations/{id}/resend"), &[]).await.is(200).says("sent again");
    world.work().await;
    let second = link_of(letters_to(&world, "luc@example.ca").last().unwrap());
    assert_ne!(first, second);
    let again = manager.submit(&format!("{team}/invitations/{id}/resend"), &[]).await;
    again.is(200).says("The invitation was sent a moment ago");
    world.browser().open(&first).await.is(410);
    world.browser().open(&second).await.is(200);
    manager.submit(&format!("{team}/invitations/{id}/cancel"), &[]).await.is(200).says("was cancelled");
    world.browser().open(&second).await.is(410);
    world.clock.advance(DAY / 24);
    manager.submit(&format!("{team}/invitations/{id}/resend"), &[]).await.is(404);
}

#[tokio::test]
async fn an_invitation_that_makes_no_sense_is_refused_beside_the_field() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut manager = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    let luc = world.person("Luc Roy", "luc@example.ca").await;
    world.join(service, luc, Rights::NONE).await;
    invited(&world, &mut manager, service, "new@example.ca").await;
    let path = format!("/services/{service}/users/invite");
    let long = format!("{}@example.ca", "a".repeat(400));
    for (email, why) in [
        ("", "Enter an email address"),
        ("luc", "Enter an email address"),
        ("a\u{7}b@example.ca", "Enter an email address"),
        ("<b>@example.ca", "Enter an email address"),
        (long.as_str(), "Enter an email address"),
        ("zoe@example.ca", "You cannot invite yourself"),
        ("LUC@example.ca", "already a member"),
        ("new@example.ca", "already been invited"),
    ] {
        manager.open(&path).await.is(200);
        let page = manager.submit(&path, &[("email", email)]).await;
        page.is(400).says("There is a problem").says(why);
        assert!(!page.html.contains("<b>@"), "{}", page.html);
    }
    let mut french = manager.clone();
    french.open(&format!("{path}?lang=fr")).await.is(200).says("Gérer les paramètres et l’équipe");
    french.submit(&path, &[("email", "x")]).await.is(400).says("Entrez une adresse courriel");
}

#[tokio::test]
async fn a_name_cannot_draw_a_link_into_a_letter() {
    let world = World::new().await;
    let service = world.trial_service("[Win](https://evil.example) **now**").await.id;
    let mut manager = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    invited(&world, &mut manager, service, "luc@example.ca").await;
    let letter = letters_to(&world, "luc@example.ca").remove(0);
    assert!(!letter.html.contains("https://evil"), "{}", letter.html);
    assert!(!letter.text.contains("evil.example"), "{}", letter.text);
}

#[tokio::test]
async fn rights_are_changed_but_somebody_can_always_manage_the_service() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut manager = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    let luc = world.person("Luc Roy", "luc@example.ca").await;
    world.join(service, luc, Rights::NONE).await;
    let zoe = world.store.user_by_email("zoe@example.ca").await.unwrap().unwrap().id;
    let path = |id| format!("/services/{service}/users/{id}");
    manager.open(&path(luc)).await.says("Permissions of Luc Roy").is_silent_about("last person");
    manager.submit(&path(luc), &[("right", "send_messages"), ("right", "everything")]).await.says("saved");
    let mut browser = world.signed_in(luc).await;
    browser.open(&format!("/services/{service}/users")).await.says("Send messages");

    manager.open(&path(zoe)).await.says("This is the last person who can manage settings");
    let page = manager.submit(&path(zoe), &[("right", "send_messages")]).await;
    page.is(400).says("Give somebody else that permission first");
    manager.open(&path(luc)).await.is(200);
    manager.submit(&path(luc), &[("right", "manage_service")]).await.is(200).says("saved");
    manager.open(&path(zoe)).await.is(200);
    manager.submit(&path(zoe), &[("right", "send_messages")]).await.says("saved");
    manager.open(&path(luc)).await.is(403);
}

#[tokio::test]
async fn who_has_to_stay_is_told_before_they_try() {
    let world = World::new().await;
    let live = world.live_service("Passports").await.id;
    let mut manager = world.member_with(live, "zoe@example.ca", Rights::all()).await;
    let leave = format!("/services/{live}/users/leave");
    manager.open(&leave).await.says("You cannot leave this team at this time").says("the only member");
    let luc = world.person("Luc Roy", "luc@example.ca").await;
    world.join(live, luc, only(Right::ManageService)).await;
    manager.open(&leave).await.says("live service keeps at least two members");
    manager.open(&format!("/services/{live}/users/{luc}")).await.says("keeps at least two members. Invite");
    manager.submit(&format!("/services/{live}/users/{luc}/remove"), &[]).await.says("at least two members");
    let mia = world.person("Mia Roy", "mia@example.ca").await;
    world.join(live, mia, Rights::NONE).await;
    manager.open(&leave).await.says("You will no longer see the service");
    manager.submit(&leave, &[]).await;
    manager.open(&format!("/services/{live}/users")).await.is(404);
    let mut french = world.signed_in(luc).await.in_french();
    french.open(&leave).await.says("Vous ne pouvez pas quitter cette équipe en ce moment");
}

#[tokio::test]
async fn a_member_whom_the_operator_named_is_removed_or_takes_the_invitation() {
    let world = World::new().await;
    let passports = world.trial_service("Passports").await;
    passports.member("old@example.ca", None).await.member("luc@example.ca", None).await;
    let service = passports.id;
    let mut manager = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    let team = world.app.team(&world.by, service).await.unwrap();
    let old = team.members.iter().find(|member| member.email == "old@example.ca").unwrap().id;
    manager.open(&format!("/services/{service}/users/{old}")).await.is(200).says("old@example.ca");
    let removed = manager.submit(&format!("/services/{service}/users/{old}/remove"), &[]).await;
    removed.is(200).says("old@example.ca was removed");
    world.work().await;
    let letter = letters_to(&world, "old@example.ca").pop().expect("they are told");
    assert!(letter.subject.contains("You were removed from the team of Passports"), "{}", letter.subject);

    let link = invited(&world, &mut manager, service, "luc@example.ca").await;
    let luc = world.person("Luc Roy", "luc@example.ca").await;
    let mut browser = world.signed_in(luc).await;
    browser.open(&link).await.is(200);
    browser.submit(&link, &[]).await.is(200).says("Luc Roy (you)");
    assert_eq!(world.app.team(&world.by, service).await.unwrap().members.len(), 2);
}

/// A service with keys, its manager, and somebody with keys who has just been removed by them.
async fn after_a_removal(world: &World) -> (ServiceId, Browser, Shown) {
    let passports = world.live_service("Passports").await;
    for key_type in [KeyType::Live, KeyType::Team, KeyType::Test] {
        passports.make_key(key_type).await;
    }
    let service = passports.id;
    let mut manager = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    let luc = world.person("Luc Roy", "luc@example.ca").await;
    world.join(service, luc, only(Right::ManageApiKeys)).await;
    let mia = world.person("Mia Roy", "mia@example.ca").await;
    world.join(service, mia, only(Right::ManageService)).await;
    manager.open(&format!("/services/{service}/users/{luc}")).await.says("They could see API keys");
    let page = manager.submit(&format!("/services/{service}/users/{luc}/remove"), &[]).await;
    (service, manager, page)
}

#[tokio::test]
async fn a_departure_asks_about_every_key_until_all_are_answered() {
    let world = World::new().await;
    let (service, mut manager, page) = after_a_removal(&world).await;
    page.is(200).says("API keys after Luc Roy left").says("Zoé Tremblay removed Luc Roy");
    page.says("live 0").says("team 1").says("test 2");
    let here = page.at.clone();
    let keys = world.app.keys(&world.by, Some(service)).await.unwrap();
    let decide = |at: usize| format!("{here}/keys/{}", keys[at].id);
    for page in ["users", "api/keys"] {
        let page = manager.open(&format!("/services/{service}/{page}")).await;
        page.is(200).says("3 API keys still have to be rotated").says("Decide about the keys");
    }

    manager.submit(&decide(0), &[("decision", "revoke")]).await.is(200).says("The key was revoked");
    let keep = [("decision", "keep")];
    manager.submit(&decide(1), &keep).await.is(400).says("Say why the key is kept");
    let reason = format!("reason-{}", keys[1].id);
    let with = |why| [("decision", "keep"), (reason.as_str(), why)];
    let long = "a".repeat(501);
    manager.submit(&decide(1), &with(&long)).await.is(400).says("Say why the key is kept");
    let hostile = "<script>alert(1)</script>";
    let page = manager.submit(&decide(1), &with(hostile)).await;
    page.is(200).says("Kept (Zoé Tremblay");
    assert!(!page.html.contains("<script>alert"), "{}", page.html);
    manager.submit(&decide(2), &[("decision", "burn")]).await.is(400);
    // To be rotated is not rotated yet: the departure stays open until the key has a successor or is revoked.
    manager.open(&here).await.is(200);
    manager.submit(&decide(2), &[("decision", "rotate")]).await.is(200);
    manager.open(&here).await.says("To be rotated").says("Rotate now").is_silent_about("Nothing is left");
    manager.open(&format!("/services/{service}/users")).await.says("One API key still has");
    manager.submit(&decide(2), &[("decision", "revoke")]).await.is(200);
    manager.open(&here).await.says("Nothing is left to decide");
    manager.open(&format!("/services/{service}/users")).await.is_silent_about("still ha");
    let audit = world.store.of(service).audit(100).await.unwrap();
    assert_eq!(audit.iter().filter(|event| event.action == "departure.decide").count(), 4);
    assert!(audit.iter().all(|event| !event.detail.contains("alert")));
}

#[tokio::test]
async fn a_key_that_was_rotated_needs_no_decision_any_more() {
    let world = World::new().await;
    let (service, mut manager, page) = after_a_removal(&world).await;
    for key in world.app.keys(&world.by, Some(service)).await.unwrap() {
        let decide = format!("{}/keys/{}", page.at, key.id);
        manager.submit(&decide, &[("decision", "rotate")]).await.is(200).says("The decision was recorded");
    }
    let zoe = world.store.user_by_email("zoe@example.ca").await.unwrap().unwrap().id;
    manager.open(&format!("/services/{service}/users")).await.says("3 API keys still have");
    for key in world.app.keys(&world.by, Some(service)).await.unwrap() {
        let rotate = format!("/services/{service}/api/keys/{}/rotate", key.id);
        manager.open(&rotate).await.is(200);
        manager.submit(&rotate, &[("overlap", "7")]).await.is(200);
    }
    manager.open(&page.at).await.says("Nothing is left to decide").says("To be rotated (Zoé Tremblay");
    world.signed_in(zoe).await.open(&format!("/services/{service}/users")).await.is_silent_about("still ha");
}

#[tokio::test]
async fn a_departure_is_seen_by_managers_and_decided_by_who_keeps_the_keys() {
    let world = World::new().await;
    let (service, _, page) = after_a_removal(&world).await;
    let who = ["manage_service", "manage_api_keys", "administrator"];
    is_seen_by(&world, service, &page.at, &who).await;
    let key = world.app.keys(&world.by, Some(service)).await.unwrap()[0].id;
    let mia = world.store.user_by_email("mia@example.ca").await.unwrap().unwrap().id;
    let mut mia = world.signed_in(mia).await;
    mia.open(&page.at).await.says("To decide, you need the permission").is_silent_about("Reason to keep");
    mia.submit(&format!("{}/keys/{key}", page.at), &[("decision", "revoke")]).await.is(403);
    let luc = world.store.user_by_email("luc@example.ca").await.unwrap().unwrap().id;
    world.signed_in(luc).await.open(&page.at).await.is(404);
    let mut french = mia.clone();
    french.open(&format!("{}?lang=fr", page.at)).await.says("Clés API après le départ de Luc Roy");
}

#[tokio::test]
async fn leaving_without_keys_leaves_nothing_to_decide() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut manager = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    let luc = world.person("Luc Roy", "luc@example.ca").await;
    world.join(service, luc, only(Right::ManageApiKeys)).await;
    manager.open(&format!("/services/{service}/users/{luc}")).await.is(200);
    let page = manager.submit(&format!("/services/{service}/users/{luc}/remove"), &[]).await;
    page.is(200).says("Luc Roy was removed from the team").is_silent_about("API key still");
    manager.submit(&format!("/services/{service}/users/{luc}/remove"), &[]).await.is(404);
}
