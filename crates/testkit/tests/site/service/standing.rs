//! Services that are deleted, restored or suspended.

use super::*;

#[tokio::test]
async fn a_deleted_service_can_be_restored_for_thirty_days() {
    let world = World::new().await;
    let service = world.live_service("Passeports [clic](https://mal.example)").await;
    let key = service.key(KeyType::Live).await;
    let person = world.person("Zoé", "gestion@example.ca").await;
    world.join(service.id, person, rights(&[Right::ManageService])).await;
    let mut browser = world.signed_in(person).await;
    let mut keeper = world.member_with(service.id, "cles@example.ca", rights(&[Right::ManageApiKeys])).await;
    let archive = settings(service.id, "/archive");
    let page = browser.open(&archive).await;
    page.is(200).says("Delete ‘Passeports [clic](https://mal.example)’?").says("restore it for 30 days");
    is_whole(&page);
    browser.clone().in_french().open(&archive).await.says("Vous pouvez le restaurer pendant 30 jours");
    let page = browser.submit(&archive, &[]).await;
    page.is(200).says("is deleted. It can be restored until December 23, 2026, 7:00 AM");
    page.says("Recently deleted").says("Restore this service");
    is_whole(&page);
    browser.clone().in_french().open("/accounts").await.says("Supprimés récemment");
    keeper.open("/accounts").await.says("Recently deleted").is_silent_about("Restore this service");
    assert_eq!(key.get("/v2/notifications").await.status, 403);
    world.work().await;
    for address in ["gestion@example.ca", "cles@example.ca"] {
        let letter = letters_to(&world, address).pop().expect("every member hears of it");
        assert!(letter.subject.contains("the service was deleted | "), "{}", letter.subject);
        assert!(letter.text.contains("Until 2026-12-23"), "{}", letter.text);
        assert!(!letter.html.contains("href=\"https://mal.example"), "{}", letter.html);
    }
    // It can be read, and says what has become of it.
    let page = browser.open(&settings(service.id, "")).await;
    page.is(200).says("This service is deleted").says("Restore this service").is_silent_about("– Change");
    browser.open(&settings(service.id, "/name")).await.is(403).says("suspended or deleted");
    browser.submit(&archive, &[]).await.is(403);
    keeper.submit(&settings(service.id, "/restore"), &[]).await.is(403);

    world.clock.advance(30 * DAY - SECOND);
    let mut browser = world.signed_in(person).await;
    browser.open("/accounts").await.says("Restore this service");
    let page = browser.submit(&settings(service.id, "/restore"), &[]).await;
    page.is(200).says("is back, with everything in it").is_silent_about("This service is deleted");
    assert_eq!(key.get("/v2/notifications").await.status, 200);
    world.work().await;
    let letter = letters_to(&world, "cles@example.ca").pop().expect("every member hears of it");
    assert!(letter.subject.contains("restored"), "{}", letter.subject);
}

#[tokio::test]
async fn after_thirty_days_a_deleted_service_is_gone_and_its_name_free() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let person = world.person("Zoé", "zoe@example.ca").await;
    world.join(service.id, person, Rights::all()).await;
    let mut browser = world.signed_in(person).await;
    browser.open(&settings(service.id, "/archive")).await;
    browser.submit(&settings(service.id, "/archive"), &[]).await.is(200);
    let fields = [("name", "passeports"), ("email_from", "passeports"), ("language_order", "en")];
    browser.open("/add-service").await;
    browser.submit("/add-service", &fields).await.is(400).says("Another service has this name");
    world.clock.advance(30 * DAY);
    let mut browser = world.signed_in(person).await;
    browser.open("/accounts").await.is(200).is_silent_about("Passeports").says("Welcome");
    browser.open(&settings(service.id, "")).await.is(404);
    browser.open("/add-service").await;
    browser.submit(&settings(service.id, "/restore"), &[]).await.is(404);
    browser.submit("/add-service", &fields).await.says("‘passeports’ is created");
    assert_eq!(stored(&world, service.id).await.service.standing, Standing::Archived);
}

#[tokio::test]
async fn a_suspended_service_says_what_that_means_and_takes_no_changes() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let id = world.app.add_reply_to(&world.by, service.id, "a@example.ca").await.expect("it is added");
    world.app.set_standing(&world.by, service.id, Standing::Suspended).await.expect("it is suspended");
    let mut browser = manager(&service).await;
    browser.open("/accounts").await.says("Passeports Suspended");
    let page = browser.open(&settings(service.id, "")).await;
    page.is(200).says("This service is suspended.").is_silent_about("– Change");
    is_whole(&page);
    browser.clone().in_french().open(&settings(service.id, "")).await.says("Ce service est interrompu.");
    for page in PAGES {
        let path = settings(service.id, &page.replace("{reply_to}", &id.to_string()));
        browser.open(&path).await.is(403).says("Not while the service is suspended or deleted");
    }
    for (path, field, value) in [
        ("/name/confirm", "name", "Autre"),
        ("/email_from/confirm", "email_from", "autre"),
        ("/set-email", "switch", "off"),
        ("/data-retention", "days", "5"),
        ("/cut-off-texts", "choice", "send-again"),
        ("/email-reply-to/add", "address", "b@example.ca"),
        ("/sms-sender/add", "sender", "AUTRE"),
        ("/archive", "", ""),
        ("/restore", "", ""),
    ] {
        browser.submit(&settings(service.id, path), &[(field, value)]).await.is(403);
    }
    // Whoever looks after the installation goes on.
    let administrator = world.administrator("Ada", "ada@example.ca").await;
    let mut administrator = world.signed_in(administrator).await;
    administrator.open(&settings(service.id, "/name")).await.is(200);
    let saved = administrator.submit(&settings(service.id, "/name/confirm"), &[("name", "Autre")]).await;
    saved.is(200).says("Saved");
    administrator.submit(&settings(service.id, "/archive"), &[]).await.is(403);
}
