//! Looking after the installation.

use crate::team::everybody;
use facteur_model::person::Rights;
use facteur_model::service::Standing;
use facteur_testkit::world::{Browser, World};

async fn administrator(world: &World) -> Browser {
    let ada = world.administrator("Ada Roy", "ada@example.ca").await;
    world.signed_in(ada).await
}

#[tokio::test]
async fn only_administrators_look_after_the_installation() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let luc = world.person("Luc Roy", "luc@example.ca").await;
    let pages = [
        "/platform".to_owned(),
        "/platform/services".to_owned(),
        format!("/platform/services/{service}"),
        "/platform/people".to_owned(),
        format!("/platform/people/{luc}"),
        "/platform/providers".to_owned(),
        "/platform/activity".to_owned(),
        "/platform/go-live".to_owned(),
        format!("/platform/go-live/{service}"),
    ];
    let forms = [
        format!("/platform/services/{service}/limits"),
        format!("/platform/services/{service}/suspend"),
        format!("/platform/services/{service}/resume"),
        format!("/platform/services/{service}/trial"),
        format!("/platform/services/{service}/hold-back"),
        format!("/platform/services/{service}/let-go"),
        "/platform/people".to_owned(),
        format!("/platform/people/{luc}/block"),
        format!("/platform/people/{luc}/unblock"),
        "/platform/providers/email/pause".to_owned(),
        "/platform/providers/email/resume".to_owned(),
    ];
    for (name, mut browser) in everybody(&world, service).await {
        let expected = match name {
            "administrator" => 200,
            "nobody" => 303,
            _ => 403,
        };
        for path in &pages {
            assert_eq!(browser.open_only(path).await.status, expected, "{path} for {name}");
        }
        if expected == 403 {
            for path in &forms {
                browser.open("/").await;
                browser.open(&format!("/services/{service}/users")).await;
                let status = browser.submit(path, &[]).await.status;
                assert_eq!(status, 403, "{path} for {name}");
            }
        }
        if expected == 200 {
            for path in &forms {
                browser.forge(path, &[("form_token", "0")]).await.is(400);
            }
        }
    }
    assert_eq!(world.store.services().await.unwrap()[0].standing, Standing::Active);
}

#[tokio::test]
async fn services_are_found_by_name_and_by_id() {
    let world = World::new().await;
    let service = world.trial_service("Passports | Passeports").await.id;
    world.live_service("Taxes").await;
    let mut browser = administrator(&world).await;
    browser.open("/platform/services?q=PASSE").await.says("Passports |").is_silent_about("Taxes");
    let hex = service.to_string().replace('-', "");
    browser.open(&format!("/platform/services?q={hex}")).await.says("Passports |").is_silent_about("Taxes");
    browser.open("/platform/services?q=%3Cb%3E").await.says("No service was found");
    let all = browser.open("/platform/services?lang=fr").await;
    all.says("Chercher un service").says("Taxes").says("Activé");
    browser.open("/platform/services/0193fac7-0000-7000-8000-0000000f0000").await.is(404);
}

#[tokio::test]
async fn the_service_that_letters_come_from_is_nobodys_to_change() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut manager = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    manager.open(&format!("/services/{service}/users/invite")).await.is(200);
    let invite = format!("/services/{service}/users/invite");
    manager.submit(&invite, &[("email", "new@example.ca")]).await.is(200);
    let own = "0193fac7-0000-7000-8000-00000000fac7";
    let mut browser = administrator(&world).await;
    browser.open(&format!("/platform/services?q={own}")).await.says("No service was found");
    browser.open(&format!("/platform/services/{own}")).await.is(404);
    browser.open("/platform").await.is(200);
    browser.submit(&format!("/platform/services/{own}/suspend"), &[]).await.is(404);
}

#[tokio::test]
async fn limits_are_changed_within_reason() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut browser = administrator(&world).await;
    let path = format!("/platform/services/{service}");
    browser.open(&path).await.is(200).says("Service: Passports").says(&service.to_string());
    let with = |daily: &'static str| {
        [
            ("daily_email", daily),
            ("annual_email", "1000"),
            ("daily_sms", "5"),
            ("annual_sms", "50"),
            ("rate", "60"),
        ]
    };
    for wrong in ["", "-1", "1.5", "many", "99999999999999"] {
        let page = browser.submit(&format!("{path}/limits"), &with(wrong)).await;
        page.is(400).says("Enter a whole number of up to 1,000,000,000,000");
    }
    browser.submit(&format!("{path}/limits"), &with("1 234")).await.is(200).says("The limits were saved");
    let limits = world.store.services().await.unwrap()[0].limits;
    assert_eq!((limits.daily_email, limits.annual_sms, limits.rate), (1_234, 50, 60));
}

#[tokio::test]
async fn a_service_is_suspended_and_resumed() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut browser = administrator(&world).await;
    let path = format!("/platform/services/{service}");
    browser.open(&path).await.says("Suspend the service");
    browser.submit(&format!("{path}/suspend"), &[]).await.is(200).says("The service is suspended");
    assert_eq!(world.store.services().await.unwrap()[0].standing, Standing::Suspended);
    browser.submit(&format!("{path}/resume"), &[]).await.is(200).says("can send again");
    assert_eq!(world.store.services().await.unwrap()[0].standing, Standing::Active);
    world.app.set_standing(&world.by, service, Standing::Archived).await.unwrap();
    browser.open(&path).await.says("deleted").is_silent_about("Resume the service");
    browser.submit(&format!("{path}/resume"), &[]).await.is(400);
}

#[tokio::test]
async fn somebody_is_found_blocked_and_unblocked() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut zoe = world.member_with(service, "zoe.tremblay@example.ca", Rights::all()).await;
    let id = world.store.user_by_email("zoe.tremblay@example.ca").await.unwrap().unwrap().id;
    let mut browser = administrator(&world).await;
    browser.open("/platform/people").await.is(200).is_silent_about("Nobody was found");
    let found = browser.submit("/platform/people", &[("q", "TREMBLAY@")]).await;
    found.is(200).says("zoe.tremblay@example.ca").is_silent_about("ada@example.ca");
    assert_eq!(found.at, "/platform/people");
    browser.submit("/platform/people", &[("q", "<b>")]).await.says("Nobody was found");
    browser.submit("/platform/people", &[("q", "")]).await.says("Nobody was found");

    let path = format!("/platform/people/{id}");
    browser.open(&path).await.says("Passports").says("1 session ").says("Active");
    zoe.open(&format!("/services/{service}/users")).await.is(200);
    browser.submit(&format!("{path}/block"), &[]).await.is(200).says("signed out everywhere");
    zoe.open_only(&format!("/services/{service}/users")).await.is(303);
    browser.submit(&format!("{path}/block"), &[]).await.is(404);
    let french = browser.open(&format!("{path}?lang=fr")).await;
    french.says("Compte bloqué").says("Débloquer cette personne");
    browser.open(&format!("{path}?lang=en")).await.says("Blocked");
    browser.submit(&format!("{path}/unblock"), &[]).await.is(200).says("can sign in again");
    let audit = world.store.audit(10).await.unwrap();
    assert!(audit.iter().any(|event| event.action == "user.block" && !event.detail.contains("zoe")));
}

#[tokio::test]
async fn nobody_blocks_themselves() {
    let world = World::new().await;
    let ada = world.administrator("Ada Roy", "ada@example.ca").await;
    let mut browser = world.signed_in(ada).await;
    let path = format!("/platform/people/{ada}");
    browser.open(&path).await.is(200).is_silent_about("Block this person");
    browser.submit(&format!("{path}/block"), &[]).await.is(200).says("You cannot block yourself");
    browser.open("/platform").await.is(200);
}

#[tokio::test]
async fn a_provider_is_paused_for_a_reason_and_resumed() {
    let world = World::new().await;
    let mut browser = administrator(&world).await;
    let path = "/platform/providers";
    browser.open(path).await.is(200).says("scripted").says("Works");
    let pause = format!("{path}/email/pause");
    let long = "a".repeat(501);
    for wrong in ["", long.as_str(), "two\nlines"] {
        browser.submit(&pause, &[("reason-email", wrong)]).await.is(400).says("Say why, in up to 500");
    }
    let page = browser.submit(&pause, &[("reason-email", "<b>Storm</b>")]).await;
    page.is(200).says("are held back").says("Paused since").says("<b>Storm</b>");
    assert!(!page.html.contains("<b>Storm"), "{}", page.html);
    browser.submit(&pause, &[("reason-email", "Again")]).await.is(200).says("<b>Storm</b>");
    browser.open(&format!("{path}?lang=fr")).await.says("En pause depuis").says("Fournisseurs");
    browser.open(&format!("{path}?lang=en")).await.is(200);
    browser.submit(&format!("{path}/email/resume"), &[]).await.is(200).says("leave again");
    browser.submit(&format!("{path}/email/resume"), &[]).await.is(200).says("Works");
    browser.submit(&format!("{path}/fax/pause"), &[("reason-fax", "x")]).await.is(404);
}

#[tokio::test]
async fn an_administrator_sees_a_service_but_cannot_leave_it() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut browser = administrator(&world).await;
    browser.open(&format!("/services/{service}/users")).await.is(200).is_silent_about("Leave the team");
    browser.open(&format!("/services/{service}/users/leave")).await.is(404);
    browser.open(&format!("/services/{service}/users")).await.is(200);
    browser.submit(&format!("/services/{service}/users/leave"), &[]).await.is(404);
}

#[tokio::test]
async fn a_service_s_messages_are_held_back_and_let_go() {
    let world = World::new().await;
    let passports = world.live_service("Passports").await;
    let mut ada = administrator(&world).await;
    let page = format!("/platform/services/{}", passports.id);
    ada.open(&page).await.is(200).says("Hold back its messages");
    let refused = ada.submit(&format!("{page}/hold-back"), &[("reason", " ")]).await;
    refused.is(400).says("Say why, in up to 500 characters on one line");
    let held = ada.submit(&format!("{page}/hold-back"), &[("reason", "A wrong list")]).await;
    held.is(200).says("The service’s messages are held back.").says("Paused since").says("A wrong list");
    let key = passports.key(facteur_model::api_key::KeyType::Live).await;
    let id = key.send_email(&passports.email_to("quelqu.un@example.com")).await.id();
    world.work().await;
    assert_eq!(key.status_of(&id).await, "created");
    // A second click changes nothing, and the first reason stays.
    let again = ada.submit(&format!("{page}/hold-back"), &[("reason", "Another")]).await;
    again.is(200).says("A wrong list").is_silent_about("Another");
    ada.submit(&format!("{page}/let-go"), &[]).await.is(200).says("The service’s messages leave again.");
    ada.submit(&format!("{page}/let-go"), &[]).await.is(200);
    world.pass(facteur_model::time::SECOND).await;
    assert_ne!(key.status_of(&id).await, "created");
    ada.in_french().open(&page).await.says("Retenir ses messages");
}
