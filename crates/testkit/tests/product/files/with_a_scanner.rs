//! Files where a scanner looks at each before anybody gets it.

use super::*;

async fn sent(world: &World, key_type: KeyType, file: Value) -> (Caller, facteur_testkit::world::Answer) {
    let service = world.live_service("Passports").await;
    let key = service.key(key_type).await;
    let sent = key.send_email(&with_link(&service, file).await).await;
    assert_eq!(sent.status, 201, "{}", sent.json);
    (key, sent)
}

#[tokio::test]
async fn a_clean_file_leaves_once_it_was_scanned() {
    for key_type in [KeyType::Live, KeyType::Test] {
        let scanner = ScriptedScanner::default();
        let world = World::with_scanner(scanner.clone()).await;
        let (key, sent) = sent(&world, key_type, attached("a.pdf", PDF)).await;
        assert_eq!(key.status_of(&sent.id()).await, "pending-virus-check");
        world.work().await;
        assert_eq!(scanner.scanned(), 1);
        if key_type == KeyType::Live {
            assert_eq!(*attachments(&world)[0].content, PDF);
        }
        world.pass(2 * SECOND).await;
        assert_eq!(key.status_of(&sent.id()).await, "delivered");
    }
}

#[tokio::test]
async fn a_harmful_file_reaches_nobody() {
    for file in [attached("a.txt", b"a VIRUS"), linked("a.txt", b"a VIRUS")] {
        let world = World::with_scanner(ScriptedScanner::default()).await;
        let is_link = file["sending_method"] == "link";
        let (key, sent) = sent(&world, KeyType::Live, file).await;
        let open = async || {
            let (path, secret) = link(&sent.json);
            let mut browser = world.browser();
            browser.open(&path).await;
            browser.submit(&path, &[("key", &secret), ("then", "download")]).await
        };
        if is_link {
            open().await.is(403).says("A virus was found");
        }
        world.work().await;
        assert_eq!(key.status_of(&sent.id()).await, "virus-scan-failed");
        assert!(world.provider.given().is_empty());
        if is_link {
            open().await.is(403);
        }
    }
}

#[tokio::test]
async fn a_message_waits_for_a_scanner_that_is_away() {
    let scanner = ScriptedScanner::default();
    let world = World::with_scanner(scanner.clone()).await;
    scanner.go_away();
    let (key, sent) = sent(&world, KeyType::Live, linked("a.pdf", PDF)).await;
    let (path, secret) = link(&sent.json);
    let mut browser = world.browser();
    browser.open(&path).await;
    world.work().await;
    world.pass(MINUTE).await;
    assert_eq!(key.status_of(&sent.id()).await, "pending-virus-check");
    let file = browser.submit(&path, &[("key", &secret), ("then", "download")]).await;
    file.is(503).says("This file is being checked");
    scanner.come_back();
    world.pass(MINUTE).await;
    assert_eq!(key.status_of(&sent.id()).await, "delivered");
    browser.submit(&path, &[("key", &secret), ("then", "download")]).await.is(200);
}

#[tokio::test]
async fn after_three_days_without_a_scanner_the_message_is_given_up() {
    let scanner = ScriptedScanner::default();
    let world = World::with_scanner(scanner.clone()).await;
    scanner.go_away();
    let (key, sent) = sent(&world, KeyType::Live, attached("a.pdf", PDF)).await;
    world.work().await;
    world.pass(3 * DAY + MINUTE).await;
    assert_eq!(key.status_of(&sent.id()).await, "technical-failure");
}

#[tokio::test]
async fn a_scheduled_message_is_scanned_at_once_and_sent_in_time() {
    let scanner = ScriptedScanner::default();
    let world = World::with_scanner(scanner.clone()).await;
    let service = world.live_service("Passports").await;
    let key = service.key(KeyType::Live).await;
    let mut body = with_file(&service, attached("a.pdf", PDF));
    body["scheduled_for"] = json!("2026-11-23T14:00:00Z");
    let id = key.send_email(&body).await.id();
    world.work().await;
    assert_eq!((scanner.scanned(), key.status_of(&id).await.as_str()), (1, "created"));
    world.pass(2 * HOUR - SECOND).await;
    assert!(world.provider.given().is_empty());
    world.pass(SECOND).await;
    assert_eq!(key.status_of(&id).await, "delivered");
}
