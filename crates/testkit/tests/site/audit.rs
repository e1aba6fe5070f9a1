//! Who changed what, as people read it and as a file.

use crate::team::is_seen_by;
use facteur_app::LimitsChange;
use facteur_model::person::Rights;
use facteur_model::time::{HOUR, SECOND};
use facteur_testkit::world::World;

#[tokio::test]
async fn only_who_manages_the_service_sees_what_was_done_in_it() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let who = ["manage_service", "administrator"];
    is_seen_by(&world, service, &format!("/services/{service}/activity"), &who).await;
}

#[tokio::test]
async fn only_who_manages_the_service_gets_the_file() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let who = ["manage_service", "administrator"];
    is_seen_by(&world, service, &format!("/services/{service}/activity/export"), &who).await;
}

#[tokio::test]
async fn changes_are_told_with_names_in_both_languages() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let other = world.trial_service("Elsewhere").await.id;
    let mut browser = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    let luc = world.person("Luc Roy", "luc@example.ca").await;
    world.join(service, luc, Rights::NONE).await;
    browser.open(&format!("/services/{service}/users/{luc}")).await.is(200);
    browser.submit(&format!("/services/{service}/users/{luc}"), &[("right", "send_messages")]).await.is(200);
    let here = format!("/services/{service}/activity");
    let page = browser.open(&here).await;
    page.is(200).says("Changed permissions of a team member Luc Roy").says("Zoé Tremblay");
    page.says("after: send_messages").says("Created the service Passports").is_silent_about("Elsewhere");
    let french = browser.open(&format!("{here}?lang=fr")).await;
    french.says("Activité").says("A modifié les droits d’accès d’un membre Luc Roy");
    browser.open(&format!("/services/{other}/activity")).await.is(404);
}

#[tokio::test]
async fn the_log_is_filtered_by_kind_and_by_day() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    world.clock.advance(24 * HOUR);
    let limits = LimitsChange { rate: Some(7), ..LimitsChange::default() };
    world.app.change_limits(&world.by, service, limits).await.unwrap();
    let mut browser = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    let here = format!("/services/{service}/activity");
    let created = "Created the service Passports";
    browser.open(&format!("{here}?group=service")).await.says(created).is_silent_about("a template Greeting");
    browser.open(&format!("{here}?group=key")).await.says("Nothing was found");
    browser.open(&format!("{here}?group=%25")).await.says(created);
    let second = browser.open(&format!("{here}?from=2026-11-24&until=2026-11-24")).await;
    second.says("after.rate: 7").is_silent_about(created);
    let first = browser.open(&format!("{here}?until=2026-11-23")).await;
    first.says(created).is_silent_about("after.rate: 7");
    let wrong = browser.open(&format!("{here}?from=yesterday%22%3E%3Cb%3E")).await;
    wrong.is(400).says("Enter a date, such as 2026-11-23");
    assert!(!wrong.html.contains("<b>"), "{}", wrong.html);
}

#[tokio::test]
async fn a_long_log_is_read_page_by_page() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    for rate in 1..=60 {
        world.clock.advance(SECOND);
        let limits = LimitsChange { rate: Some(rate), ..LimitsChange::default() };
        world.app.change_limits(&world.by, service, limits).await.unwrap();
    }
    let mut browser = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    let page = browser.open(&format!("/services/{service}/activity?group=service")).await;
    page.says("after.rate: 60").says("after.rate: 11 ").is_silent_about("after.rate: 10 ");
    let older = page.between("activity?group=service&#38;before=", "\"").expect("there is more").to_owned();
    let page = browser.open(&format!("/services/{service}/activity?group=service&before={older}")).await;
    page.says("after.rate: 10 ").says("Created the service").says("Newest").is_silent_about("Older");
}

#[tokio::test]
async fn the_file_is_safe_to_open() {
    let world = World::new().await;
    let service = world.trial_service("=HYPERLINK(A1;B1)").await.id;
    let mut browser = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    let file = browser.open(&format!("/services/{service}/activity/export?group=service")).await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert!(file.html.starts_with("\u{feff}\"When\",\"Who\",\"What\""), "{}", file.html);
    assert!(file.html.contains(",\"'=HYPERLINK(A1;B1)"), "{}", file.html);
    assert!(!file.html.contains(",\"="), "{}", file.html);
    let french = browser.open(&format!("/services/{service}/activity/export?lang=fr")).await;
    assert!(french.html.starts_with("\u{feff}\"Quand\",\"Qui\""), "{}", french.html);
}

#[tokio::test]
async fn the_installation_has_a_log_for_administrators() {
    let world = World::new().await;
    world.trial_service("Passports").await;
    world.trial_service("Elsewhere").await;
    let ada = world.administrator("Ada Roy", "ada@example.ca").await;
    let mut browser = world.signed_in(ada).await;
    browser.open("/platform/activity").await.is(200).says("Passports").says("Elsewhere");
    let file = browser.open("/platform/activity/export").await;
    assert!(file.html.contains("Elsewhere"), "{}", file.html);
    let zoe = world.person("Zoé", "zoe@example.ca").await;
    let mut browser = world.signed_in(zoe).await;
    browser.open("/platform/activity").await.is(403);
    browser.open("/platform/activity/export").await.is(403);
}
