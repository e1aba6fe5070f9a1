//! What people hear of limits, and of e-mails that come back.

use facteur_app::LimitsChange;
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::notification::Status;
use facteur_model::person::{Right, Rights};
use facteur_model::time::{DAY, Day, HOUR, MINUTE};
use facteur_providers::{Email, Message, Outcome};
use facteur_testkit::world::{Caller, TestService, World};
use serde_json::json;

async fn letters_to(world: &World, address: &str) -> Vec<Email> {
    world.work().await;
    let given = world.provider.given().into_iter().filter_map(|delivered| match delivered.message {
        // Not those about the keys that the tests make.
        Message::Email(email) if email.to == address && !email.subject.contains("API") => Some(email),
        _ => None,
    });
    given.collect()
}

/// What the letters are about, once each look has been taken.
async fn told(world: &World, address: &str) -> Vec<String> {
    world.app.tell_of_limits().await.unwrap();
    letters_to(world, address).await.into_iter().map(|letter| letter.subject).collect()
}

async fn in_language(world: &World, service: &TestService<'_>, email: &str, language: &str) {
    let person = world.person("Zoé Tremblay", email).await;
    world.join(service.id, person, Rights::all()).await;
    let mut browser = world.signed_in(person).await;
    browser.open("/user-profile/language").await;
    browser.submit("/user-profile/language", &[("language", language)]).await.is(200);
}

async fn send(service: &TestService<'_>, key: &Caller, count: usize) {
    for _ in 0..count {
        assert_eq!(key.send_email(&service.email_to("zoe@example.com")).await.status, 201);
    }
}

#[tokio::test]
async fn members_hear_once_a_day_that_a_limit_is_near_and_once_that_it_is_reached() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    in_language(&world, &service, "en@example.ca", "en").await;
    in_language(&world, &service, "fr@example.ca", "fr").await;
    service.limits(LimitsChange { daily_email: Some(2_000), ..LimitsChange::default() }).await;
    let key = service.key(KeyType::Live).await;
    service.limits(LimitsChange { daily_email: Some(10), ..LimitsChange::default() }).await;
    send(&service, &key, 7).await;
    assert_eq!(told(&world, "en@example.ca").await, Vec::<String>::new());
    send(&service, &key, 1).await;
    let near = "Passeports is near its daily email limit";
    assert_eq!(told(&world, "en@example.ca").await, [near]);
    assert_eq!(told(&world, "en@example.ca").await, [near], "once");
    send(&service, &key, 2).await;
    let reached = "Passeports has reached its daily email limit";
    assert_eq!(told(&world, "en@example.ca").await, [near, reached]);
    assert_eq!(told(&world, "en@example.ca").await.len(), 2);
    let french = letters_to(&world, "fr@example.ca").await;
    assert_eq!(french[0].subject, "Passeports approche de sa limite quotidienne de courriels");
    let text = french[0].text.replace('\u{a0}', " ");
    assert!(text.contains("a envoyé 8 des 10 courriels"), "{text}");
    assert!(text.contains("le 23 novembre 2026, 19 h 00 HNE"), "{text}");
    assert!(french[0].text.contains(&format!("https://api.test/services/{}", service.id)));

    world.clock.advance(DAY);
    assert_eq!(told(&world, "en@example.ca").await.len(), 2, "a new day begins at nothing");
    send(&service, &key, 8).await;
    assert_eq!(told(&world, "en@example.ca").await.len(), 3);
    service.limits(LimitsChange { daily_email: Some(9), ..LimitsChange::default() }).await;
    assert_eq!(told(&world, "en@example.ca").await.len(), 4, "another limit is another matter");
}

#[tokio::test]
async fn a_limit_that_is_leapt_over_is_told_of_and_a_restart_tells_nobody_twice() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    in_language(&world, &service, "en@example.ca", "en").await;
    let template = service.template(Channel::Sms, None, "((text))").await;
    service.limits(LimitsChange { daily_sms: Some(3), ..LimitsChange::default() }).await;
    let key = service.key(KeyType::Live).await;
    // "Passeports: " and 300 characters more are three parts.
    let body = json!({"phone_number": "+16135550199", "template_id": template.to_string(), "personalisation": {"text": "x".repeat(300)}});
    assert_eq!(key.send_sms(&body).await.status, 201);
    let expected = [
        "Passeports has reached its daily text message limit",
        "Passeports is near its daily text message limit",
    ];
    // Both leave at the same moment, in any order.
    let mut subjects = told(&world, "en@example.ca").await;
    subjects.sort();
    assert_eq!(subjects, expected);
    let world = world.restarted().await;
    assert_eq!(told(&world, "en@example.ca").await, Vec::<String>::new());
}

#[tokio::test]
async fn the_annual_limit_is_told_of_once_a_fiscal_year() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    in_language(&world, &service, "en@example.ca", "en").await;
    let key = service.key(KeyType::Team).await;
    service.safelist(&["zoe@example.com"]).await;
    service.limits(LimitsChange { annual_email: Some(5), ..LimitsChange::default() }).await;
    send(&service, &key, 5).await;
    let reached = "Passeports has reached its annual email limit";
    assert_eq!(told(&world, "en@example.ca").await, [reached], "that it is near is no news any more");
    let letter = &letters_to(&world, "en@example.ca").await[0];
    assert!(letter.text.contains("March 31, 2027, 8:00 PM EDT"), "{}", letter.text);
    world.clock.advance(3 * DAY);
    assert_eq!(told(&world, "en@example.ca").await.len(), 1);
    world.clock.set(Day::from_civil(2027, 4, 1).start());
    send(&service, &key, 4).await;
    let near = "Passeports is near its annual email limit";
    assert_eq!(told(&world, "en@example.ca").await, [reached, near]);
}

#[tokio::test]
async fn who_wants_no_letters_about_limits_gets_none_and_test_keys_reach_no_limit() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let person = world.person("Zoé Tremblay", "zoe@example.ca").await;
    world.join(service.id, person, Rights::all()).await;
    in_language(&world, &service, "en@example.ca", "en").await;
    let mut browser = world.signed_in(person).await;
    browser.open("/user-profile/notifications").await;
    // The boxes that are ticked are the e-mails that are wanted.
    browser.submit("/user-profile/notifications", &[("topics", "team")]).await.is(200);
    service.limits(LimitsChange { daily_email: Some(1), ..LimitsChange::default() }).await;
    let test = service.key(KeyType::Test).await;
    send(&service, &test, 3).await;
    assert!(told(&world, "en@example.ca").await.is_empty());
    send(&service, &service.key(KeyType::Live).await, 1).await;
    assert_eq!(told(&world, "en@example.ca").await.len(), 2);
    assert!(told(&world, "zoe@example.ca").await.is_empty());
}

/// Sends e-mails, so many of which come back.
async fn bounced(world: &World, service: &TestService<'_>, key: &Caller, sent: usize, returned: usize) {
    // Letters that wait have no part in it.
    world.work().await;
    for _ in 0..returned {
        let (status, response) = (Status::PermanentFailure, Some("550 5.1.1 no such user".to_owned()));
        world.provider.next(Outcome::Refused { status, reason: None, response });
    }
    for _ in 0..sent {
        assert_eq!(key.send_email(&service.email_to("zoe@example.com")).await.status, 201);
    }
    world.work().await;
    world.app.watch_bounces().await.unwrap();
    world.work().await;
}

const FAST: LimitsChange = LimitsChange {
    rate: Some(100_000),
    daily_email: None,
    daily_sms: None,
    annual_email: None,
    annual_sms: None,
};

#[tokio::test]
async fn many_emails_that_come_back_are_warned_of_and_far_too_many_pause_until_a_manager_has_looked() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    service.limits(FAST).await;
    in_language(&world, &service, "en@example.ca", "en").await;
    let mut manager = world.member_with(service.id, "zoe@example.ca", Rights::all()).await;
    let seeing: Rights = [Right::ViewActivity].into_iter().collect();
    let mut reader = world.member_with(service.id, "sam@example.ca", seeing).await;
    let key = service.key(KeyType::Live).await;
    let (board, problems) =
        (format!("/services/{}", service.id), format!("/services/{}/problem-emails", service.id));
    bounced(&world, &service, &key, 999, 60).await;
    reader.open(&problems).await.is(200).says("With fewer than 1,000 emails, the share says little.");
    assert!(letters_to(&world, "en@example.ca").await.is_empty());

    bounced(&world, &service, &key, 1, 0).await;
    let letters = letters_to(&world, "en@example.ca").await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].subject, "Many emails of Passeports come back");
    assert!(letters[0].text.contains("sent 1,000 emails, and 60 of them (6.0%)"), "{}", letters[0].text);
    reader.open(&board).await.is(200).says("This is too many").says("60 went to addresses");
    bounced(&world, &service, &key, 0, 0).await;
    assert_eq!(letters_to(&world, "en@example.ca").await.len(), 1, "warned once");

    bounced(&world, &service, &key, 50, 50).await;
    let letters = letters_to(&world, "en@example.ca").await;
    assert_eq!(letters[1].subject, "The emails of Passeports are paused");
    let refused = key.send_email(&service.email_to("zoe@example.com")).await;
    assert_eq!(refused.error(), (400, "BadRequestError", "Service is not allowed to send emails"));
    let test = service.key(KeyType::Test).await;
    assert_eq!(test.send_email(&service.email_to("zoe@example.com")).await.status, 400);
    assert_eq!(key.send_sms(&service.sms_to("+16135550199")).await.status, 201, "texts go on");
    world.app.watch_bounces().await.unwrap();
    assert_eq!(letters_to(&world, "en@example.ca").await.len(), 2);

    reader.open(&board).await.says("The service’s emails are paused").is_silent_about("Resume emails");
    reader.open(&problems).await.is(200).says("zoe@example.com").is_silent_about("Resume emails");
    reader.submit(&format!("{problems}/resume"), &[("looked", "yes")]).await.is(403);
    let ada = world.administrator("Ada Roy", "ada@example.ca").await;
    let mut admin = world.signed_in(ada).await;
    admin.open("/platform").await.says("Emails of these services are paused").says("Passeports");
    manager.open(&problems).await.says("Resume emails");
    let page = manager.submit(&format!("{problems}/resume"), &[]).await;
    page.is(400).says("Look at the addresses first");
    let page = manager.submit(&format!("{problems}/resume"), &[("looked", "yes")]).await;
    page.is(200).says("Emails are accepted again.").says("0 emails were sent");
    assert_eq!(key.send_email(&service.email_to("zoe@example.com")).await.status, 201);
    let log = manager.open(&format!("/services/{}/activity", service.id)).await;
    log.says("facteur Paused the emails: too many came back").says("Resumed the emails");
    world.app.watch_bounces().await.unwrap();
    assert_eq!(
        key.send_email(&service.email_to("zoe@example.com")).await.status,
        201,
        "what was counts no more"
    );
    let mut french = manager.in_french();
    french.open(&problems).await.is(200).says("Adresses courriel problématiques").is_silent_about("bounces-");
}

#[tokio::test]
async fn a_day_slides_and_what_test_keys_send_does_not_count() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    service.limits(FAST).await;
    in_language(&world, &service, "en@example.ca", "en").await;
    let zoe = world.person("Zoé Tremblay", "zoe@example.ca").await;
    world.join(service.id, zoe, Rights::all()).await;
    let key = service.key(KeyType::Live).await;
    let test = service.key(KeyType::Test).await;
    let problems = format!("/services/{}/problem-emails", service.id);
    let rate = async |expected: &str| {
        world.app.watch_bounces().await.unwrap();
        // Visits end long before a day does.
        let mut member = world.signed_in(zoe).await;
        member.open(&problems).await.is(200).says(expected);
    };
    for _ in 0..30 {
        let body = service.email_to("perm-fail@simulator.notify");
        assert_eq!(test.send_email(&body).await.status, 201);
    }
    world.pass(MINUTE).await;
    rate("0 emails were sent").await;
    bounced(&world, &service, &key, 20, 4).await;
    world.clock.advance(HOUR);
    rate("20 emails were sent and 4 went").await;
    world.clock.advance(22 * HOUR);
    rate("20 emails were sent and 4 went").await;
    bounced(&world, &service, &key, 10, 1).await;
    rate("30 emails were sent and 5 went").await;
    world.clock.advance(3 * HOUR);
    rate("10 emails were sent and 1 went").await;
    world.clock.advance(DAY);
    rate("0 emails were sent").await;
    assert!(letters_to(&world, "en@example.ca").await.is_empty());
}
