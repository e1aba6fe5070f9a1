//! The list of messages: filters, pages, and the search that leaves no trace in an address.

use facteur_model::api_key::KeyType;
use facteur_model::notification::Status;
use facteur_model::person::{Right, Rights};
use facteur_model::time::{DAY, HOUR, MINUTE};
use facteur_providers::Outcome;
use facteur_testkit::world::{TestService, World};
use serde_json::json;

fn viewer() -> Rights {
    [Right::ViewActivity].into_iter().collect()
}

fn path(service: &TestService<'_>) -> String {
    format!("/services/{}/notifications", service.id)
}

fn refused(status: Status) -> Outcome {
    Outcome::Refused { status, reason: None, response: Some("550 no".to_owned()) }
}

#[tokio::test]
async fn every_message_shows_its_recipient_its_template_and_its_status_in_words() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    key.send_email(&service.email_to("zoe@example.com")).await.id();
    world.work().await;
    world.provider.next(refused(Status::PermanentFailure));
    key.send_email(&service.email_to("nobody@example.com")).await.id();
    world.work().await;
    key.send_sms(&service.sms_to("+16135550199")).await.id();
    let mut browser = world.member_with(service.id, "ali@example.ca", viewer()).await;
    browser
        .open(&path(&service))
        .await
        .is(200)
        .says("+16135550199 Greeting by sms In transit")
        .says("nobody@example.com Greeting by email No such address Nov 23, 7:00 AM")
        .says("zoe@example.com Greeting by email Delivered")
        .says("Messages are kept for 7 days.");
    let french = format!("{}?lang=fr", path(&service));
    browser
        .open(&french)
        .await
        .says("Adresse inexistante 23\u{a0}nov., 7\u{a0}h\u{a0}00")
        .says("Envoi en cours")
        .says("Les messages sont conservés 7 jours.");
}

#[tokio::test]
async fn filters_narrow_the_list_and_the_pills_count_the_same_messages() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.make_key(KeyType::Live).await;
    let caller = service.caller(&key);
    caller.send_email(&service.email_to("zoe@example.com")).await.id();
    world.work().await;
    world.provider.next(refused(Status::TechnicalFailure));
    caller.send_email(&service.email_to("broken@example.com")).await.id();
    world.work().await;
    caller.send_sms(&service.sms_to("+16135550199")).await.id();
    let mut browser = world.member_with(service.id, "ali@example.ca", viewer()).await;
    let path = path(&service);
    browser.open(&path).await.says("3 total 1 In transit 1 Delivered 1 Failed");
    browser
        .open(&format!("{path}?channel=email"))
        .await
        .says("2 total 0 In transit 1 Delivered 1 Failed")
        .says("zoe@example.com")
        .is_silent_about("+16135550199");
    for (filter, shown, left_out) in [
        ("status=failed", "broken@example.com", "zoe@example.com"),
        ("status=technical", "Failures: tech issue", "zoe@example.com"),
        ("status=permanent", "No messages match this filter.", "broken@example.com"),
        ("status=delivered", "zoe@example.com", "broken@example.com"),
        ("status=in-transit", "+16135550199", "zoe@example.com"),
        ("status=anything", "zoe@example.com", "No messages match"),
        (&format!("template={}", service.sms), "+16135550199", "zoe@example.com"),
        (&format!("sender={}", key.id), "zoe@example.com", "No messages match"),
        (&format!("sender={}", service.id), "No messages match this filter.", "zoe@example.com"),
        ("days=1", "zoe@example.com", "No messages match"),
        ("from=2026-11-23&to=2026-11-23", "3 total 1 In transit 1 Delivered 1 Failed", "at least"),
        ("from=2026-11-24", "0 total", "zoe@example.com"),
        ("to=2026-11-22", "No messages match this filter.", "zoe@example.com"),
    ] {
        browser.open(&format!("{path}?{filter}")).await.is(200).says(shown).is_silent_about(left_out);
    }
}

#[tokio::test]
async fn a_chosen_date_is_a_day_of_the_services_time_zone() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    // 2:00 UTC on the 24th is 9:00 PM on the 23rd in Toronto.
    world.clock.advance(14 * HOUR);
    key.send_email(&service.email_to("zoe@example.com")).await.id();
    let mut browser = world.member_with(service.id, "ali@example.ca", viewer()).await;
    let path = path(&service);
    browser.open(&format!("{path}?from=2026-11-23&to=2026-11-23")).await.says("zoe@example.com");
    browser.open(&format!("{path}?from=2026-11-24")).await.is_silent_about("zoe@example.com");
    // The UTC day is another one.
    browser.open(&format!("{path}?days=1")).await.says("zoe@example.com");
}

#[tokio::test]
async fn dates_that_are_none_are_refused_beside_their_field() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = world.member_with(service.id, "ali@example.ca", viewer()).await;
    let path = path(&service);
    browser.open(&format!("{path}?from=yesterday")).await.is(400).says("Enter a date such as 2026-11-23");
    let hostile = browser.open(&format!("{path}?to=%3Cscript%3E1")).await;
    hostile.is(400).says("There is a problem");
    assert!(!hostile.html.contains("<script>1"), "{}", hostile.html);
    browser
        .open(&format!("{path}?from=2026-11-23&to=2026-11-20&lang=fr"))
        .await
        .is(400)
        .says("La dernière date ne peut pas précéder la première");
    browser.open(&format!("{path}?older=nonsense&template=x&sender=y&days=400&channel=fax")).await.is(200);
}

#[tokio::test]
async fn messages_of_test_keys_stay_behind_their_filter() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    service.key(KeyType::Test).await.send_email(&service.email_to("test@example.com")).await.id();
    let mut browser = world.member_with(service.id, "ali@example.ca", viewer()).await;
    let path = path(&service);
    browser.open(&path).await.says("No messages have been sent yet").is_silent_about("test@example.com");
    browser
        .open(&format!("{path}?test=1"))
        .await
        .says("test@example.com Greeting by email Test")
        .says("1 total");
}

#[tokio::test]
async fn pages_lead_to_older_messages_and_back() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    for number in 0..120 {
        world.clock.advance(1_000);
        key.send_email(&service.email_to(&format!("p{number}@example.com"))).await.id();
    }
    let mut browser = world.member_with(service.id, "ali@example.ca", viewer()).await;
    let link = |page: &facteur_testkit::world::Shown, rel: &str| {
        let before = page.html.find(&format!("rel=\"{rel}\"")).expect("the page leads on");
        let start = page.html[..before].rfind("href=\"").unwrap() + 6;
        page.html[start..before - 2].replace("&#38;", "&")
    };
    let first = browser.open(&format!("{}?channel=email", path(&service))).await;
    first.says("p119@").says("p70@").is_silent_about("p69@").is_silent_about("Newer messages");
    let second = browser.open(&link(&first, "next")).await;
    second.says("p69@").says("p20@").is_silent_about("p70@").is_silent_about("p19@");
    assert!(second.at.contains("channel=email"), "{}", second.at);
    let last = browser.open(&link(&second, "next")).await;
    last.says("p19@").says("p0@").is_silent_about("Older messages");
    let back = browser.open(&link(&last, "prev")).await;
    back.says("p69@").says("p20@").is_silent_about("p70@").is_silent_about("p19@");
    browser.open(&link(&back, "prev")).await.says("p119@").says("p70@").is_silent_about("Newer messages");
}

#[tokio::test]
async fn what_is_searched_for_is_found_and_stands_in_no_address() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    let mut body = service.email_to("Zoe@Example.com");
    body["reference"] = json!("case <b>7</b>");
    let id = key.send_email(&body).await.id();
    key.send_sms(&service.sms_to("+16135550199")).await.id();
    service.key(KeyType::Test).await.send_email(&service.email_to("zoe@example.com")).await.id();
    world.work().await;
    world.store.index_recipients(100).await.expect("the index catches up");

    let mut browser = world.member_with(service.id, "ali@example.ca", viewer()).await;
    let path = path(&service);
    browser.open(&path).await;
    let found = browser.submit(&path, &[("search", " zoe@example.com ")]).await;
    found.is(200).says("Zoe@Example.com").says("Test").is_silent_about("+16135550199");
    assert_eq!(found.at, path);
    browser.submit(&path, &[("search", "613-555-0199")]).await.says("+16135550199").is_silent_about("Zoe@");
    let by_reference = browser.submit(&path, &[("search", "case <b>7</b>")]).await;
    by_reference.says("Reference: case <b>7</b>").is_silent_about("+16135550199");
    assert!(!by_reference.html.contains("<b>7"), "{}", by_reference.html);
    browser
        .submit(&path, &[("search", "nobody@example.com")])
        .await
        .is(200)
        .says("No messages match this search.");
    let by_id = browser.submit(&path, &[("search", &id)]).await;
    assert_eq!(by_id.at, format!("{path}/{id}"));
    by_id.is(200).says("Zoe@Example.com");
}

#[tokio::test]
async fn a_search_for_nothing_for_too_much_or_for_what_cannot_be_seen_is_refused() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = world.member_with(service.id, "ali@example.ca", viewer()).await;
    let path = path(&service);
    browser.open(&path).await;
    let long = "é".repeat(321);
    for (text, says) in [
        ("", "Enter an email address, a phone number, a reference or a message ID"),
        (long.as_str(), "Enter at most 320 characters"),
        ("a\u{7}b", "Enter only visible characters"),
    ] {
        browser.submit(&path, &[("search", text)]).await.is(400).says(says);
    }
    browser.open(&format!("{path}?lang=fr")).await;
    browser.submit(&path, &[("search", "")]).await.is(400).says("Entrez une adresse courriel");
    browser
        .forge(&path, &[("search", "zoe@example.com")])
        .await
        .is(400)
        .says("Ce formulaire est trop ancien");
}

#[tokio::test]
async fn every_member_sees_the_list_and_nobody_else() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    service.key(KeyType::Live).await.send_email(&service.email_to("zoe@example.com")).await.id();
    let path = path(&service);
    // Without a right to see single messages, there is no link to any.
    let mut member = world.member_with(service.id, "ali@example.ca", Rights::NONE).await;
    let page = member.open(&path).await;
    page.is(200).says("zoe@example.com");
    assert!(!page.html.contains(&format!("{path}/")), "{}", page.html);
    let stranger = world.person("Léa", "lea@example.ca").await;
    world.signed_in(stranger).await.open(&path).await.is(404).is_silent_about("zoe@example.com");
    assert_eq!(world.browser().open_only(&path).await.status, 303);
}

#[tokio::test]
async fn what_is_older_than_the_retention_is_not_shown_even_before_it_is_swept() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    service.key(KeyType::Live).await.send_email(&service.email_to("zoe@example.com")).await.id();
    world.pass(MINUTE).await;
    world.clock.advance(7 * DAY);
    let mut browser = world.member_with(service.id, "ali@example.ca", viewer()).await;
    browser
        .open(&path(&service))
        .await
        .says("No messages have been sent yet, or those that were are no longer kept.")
        .says("Messages accepted since November 23, 2026, 7:00 PM EST.");
}
