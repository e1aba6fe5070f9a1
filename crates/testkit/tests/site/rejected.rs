//! Calls that the API refused, for the people who write the client.

use facteur_model::api_key::KeyType;
use facteur_model::person::{Right, Rights};
use facteur_model::time::{DAY, SECOND};
use facteur_testkit::world::World;
use serde_json::json;

#[tokio::test]
async fn a_refused_call_is_shown_with_the_reason_that_the_caller_was_given() {
    let world = World::new().await;
    let passports = world.live_service("Passports").await;
    let other = world.live_service("Parks").await;
    let key = passports.make_key(KeyType::Live).await;
    let caller = passports.caller(&key);
    let path = format!("/services/{}/api/rejected", passports.id);
    let rights = Rights::from_iter([Right::ManageApiKeys]);
    let mut browser = world.member_with(passports.id, "zoe@example.ca", rights).await;
    browser.open(&path).await.is(200).says("The API has refused nothing in the last 7 days.");

    assert_eq!(caller.send_email(&json!({"email_address": "not an address"})).await.status, 400);
    world.clock.advance(SECOND);
    let unknown = "/v2/notifications/00000000-0000-4000-8000-000000000000";
    assert_eq!(caller.get(unknown).await.status, 404);
    let test = passports.key(KeyType::Test).await;
    assert_eq!(test.send_sms(&passports.sms_to("1")).await.status, 400);
    assert_eq!(other.key(KeyType::Live).await.get(unknown).await.status, 404);
    assert_eq!(world.caller("ApiKey-v1 nonsense").get(unknown).await.status, 403);
    assert_eq!(caller.send_email(&passports.email_to("a@example.ca")).await.status, 201);
    world.app.flush_rejected().await.expect("the store takes them");

    let page = browser.open(&path).await;
    page.says("live 0").says("POST /v2/notifications/email").says("ValidationError");
    page.says("email_address Not a valid email address").says("template_id is a required property");
    page.says("GET /v2/notifications/{notification_id}")
        .says("Notification not found in database")
        .says("test 1");
    assert_eq!(page.html.matches("<tr>").count(), 4, "three calls and the head of the table");
    let page = browser.open(&format!("{path}?status=404")).await;
    page.says("Notification not found").is_silent_about("ValidationError");
    let page = browser.open(&format!("{path}?key={}&status=400", key.id)).await;
    page.says("ValidationError").is_silent_about("test 1 POST");
    browser.open(&format!("{path}?status=429")).await.says("No rejected request fits this filter.");
    browser.open(&format!("{path}?status=x")).await.is(404);
    let page = browser.open(&format!("{path}?lang=fr")).await;
    page.says("Requêtes refusées").says("template_id est une propriété obligatoire");
}

#[tokio::test]
async fn refused_calls_are_kept_for_seven_days_and_survive_a_restart() {
    let world = World::new().await;
    let service = {
        let passports = world.live_service("Passports").await;
        assert_eq!(passports.key(KeyType::Live).await.get("/v2/notifications/x").await.status, 400);
        passports.id
    };
    world.app.flush_rejected().await.expect("the store takes them");
    let world = world.restarted().await;
    let count = async || {
        let query = facteur_app::RejectedQuery::default();
        world.app.rejected_requests(&world.by, service, &query).await.expect("readable").entries.len()
    };
    world.clock.advance(7 * DAY - SECOND);
    world.app.sweep().await.expect("swept");
    assert_eq!(count().await, 1);
    world.clock.advance(2 * SECOND);
    world.app.sweep().await.expect("swept");
    assert_eq!(count().await, 0);
}

#[tokio::test]
async fn many_refused_calls_come_in_pages_and_a_loop_is_noted_thirty_times_a_minute() {
    let world = World::new().await;
    let passports = world.live_service("Passports").await;
    let caller = passports.key(KeyType::Live).await;
    for _ in 0..3 {
        for _ in 0..40 {
            assert_eq!(caller.get("/v2/notifications/x").await.status, 400);
            world.clock.advance(SECOND / 10);
        }
        world.clock.advance(56 * SECOND);
    }
    world.app.flush_rejected().await.expect("the store takes them");
    let rights = Rights::from_iter([Right::ManageApiKeys]);
    let mut browser = world.member_with(passports.id, "zoe@example.ca", rights).await;
    let path = format!("/services/{}/api/rejected", passports.id);
    let page = browser.open(&path).await;
    assert_eq!(page.html.matches("<tr>").count(), 51);
    let older = page.between("/api/rejected?older=", "\"").expect("an older page").to_owned();
    let page = browser.open(&format!("{path}?older={older}")).await;
    assert_eq!(page.html.matches("<tr>").count(), 41);
    page.says("Newest requests").is_silent_about("Older requests");
}
