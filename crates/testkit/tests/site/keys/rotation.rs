//! Keys that take the place of others.

use super::*;

#[tokio::test]
async fn gives_a_successor_once_and_both_keys_work_during_the_overlap() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let old = secret(&create(&mut browser, service.id, "Permis", "live").await);
    let old = world.caller(format!("ApiKey-v1 {old}"));
    let old_id = only_key(&world, service.id).await;
    let path = at(service.id, &format!("/{old_id}/rotate"));
    browser.open(&path).await.is(200).says("Rotate the API key ‘Permis’");
    browser.submit(&path, &[("overlap", "8")]).await.is(400).says("Choose 0 to 7 days");
    browser.submit(&path, &[("overlap", "-1")]).await.is(400);
    let page = browser.submit(&path, &[("overlap", "2")]).await;
    page.is(200).says("Your API key “Permis”");
    page.says("The old key is now called “Permis (2026-11-23)” and works until November 25, 2026, 7:00 AM.");
    let new = world.caller(format!("ApiKey-v1 {}", secret(&page)));

    // Sent twice: there is one successor.
    browser.submit(&path, &[("overlap", "2")]).await.is(200).says("Replaced by: Permis");
    assert_eq!(count(&world, service.id).await, 2);
    assert_eq!(old.get("/v2/templates").await.status, 200);
    assert_eq!(new.with("User-Agent", "curl/8").get("/v2/templates").await.status, 200);
    world.app.flush_key_use().await.unwrap();
    let page = browser.open(&at(service.id, &format!("/{old_id}"))).await;
    page.says("Which key still calls").says("Replaced: works until November 25, 2026, 7:00 AM");
    page.says("Permis Works November 23, 2026, 7:00 AM (curl)");

    world.clock.advance(2 * DAY);
    assert_eq!(old.get("/v2/templates").await.status, 403);
    assert_eq!(new.get("/v2/templates").await.status, 200);
    let mut later = keeper_in_french(&world, service.id).await;
    later.open(&at(service.id, "")).await.says("Expirée le 25\u{a0}novembre 2026, 7\u{a0}h\u{a0}00");
}

#[tokio::test]
async fn without_overlap_stops_the_old_key_at_once() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let key = service.make_key(KeyType::Team).await;
    let path = at(service.id, &format!("/{}/rotate", key.id));
    browser.open(&path).await;
    let page = browser.submit(&path, &[("overlap", "0")]).await;
    page.is(200);
    let refused = service.caller(&key).get("/v2/templates").await;
    assert_eq!(refused.status, 403, "{}", refused.json);
    let new = world.caller(format!("ApiKey-v1 {}", secret(&page)));
    assert_eq!(new.get("/v2/templates").await.status, 200);
}

#[tokio::test]
async fn keeps_type_permissions_and_holder_and_lasts_as_long_as_the_old_key_was_made_to() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let path = at(service.id, "/create");
    browser.open(&path).await;
    let form = [
        ("name", "Permis"),
        ("type", "live"),
        ("scope", "manage_reports"),
        ("holder", "Firme Bleue"),
        ("expires", "90"),
    ];
    browser.submit(&path, &form).await.is(200);
    let old = only_key(&world, service.id).await;
    world.clock.advance(DAY);
    let mut browser = keeper_in_french(&world, service.id).await;
    let path = at(service.id, &format!("/{old}/rotate"));
    browser.open(&path).await.says("Effectuer la rotation de la clé API «\u{a0}Permis\u{a0}»");
    browser.submit(&path, &[("overlap", "1")]).await.is(200);
    let keys = world.app.keys(&world.by, Some(service.id)).await.unwrap();
    let new = keys.iter().find(|key| key.id != old).unwrap();
    let page = browser.open(&at(service.id, &format!("/{}", new.id))).await;
    page.says("Permis").says("Rapports de livraison").says("Détenue par\u{a0}: Firme Bleue");
    page.says("Remplace\u{a0}: Permis (2026-11-24)").says("Expire\u{a0}: 22\u{a0}février 2027");
}
