//! The page of reports: asking for one, following it, downloading its file.

use facteur_model::api_key::KeyType;
use facteur_model::person::{Right, Rights};
use facteur_model::time::{DAY, MINUTE};
use facteur_providers::Message;
use facteur_testkit::world::{Browser, TestService, World};

fn path(service: &TestService<'_>) -> String {
    format!("/services/{}/reports", service.id)
}

fn sees_activity() -> Rights {
    [Right::ViewActivity].into_iter().collect()
}

const EMAILS: [(&str, &str); 3] = [("kind", "email"), ("days", "7"), ("language", "en")];

async fn ready(world: &World, service: &TestService<'_>, browser: &mut Browser) -> (String, String) {
    browser.open(&path(service)).await.is(200);
    browser.submit(&path(service), &EMAILS).await.is(200);
    world.prepare_reports().await;
    let page = browser.open(&path(service)).await;
    let id = page.between("id=\"state-", "\"").unwrap().to_owned();
    let base = format!("{}/{id}", path(service));
    (format!("{base}/csv"), format!("{base}/xlsx"))
}

#[tokio::test]
async fn a_report_is_asked_for_followed_and_downloaded() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    key.send_email(&service.email_to("ali@example.ca")).await.id();
    let mut browser = world.member_with(service.id, "zoe@example.ca", sees_activity()).await;
    let path = path(&service);
    browser.open(&path).await.is(200).says("Nobody has asked for a report in the last 7 days.");
    browser
        .submit(&path, &EMAILS)
        .await
        .says("Your report is being prepared. You will get an email when it is ready.")
        .says("Emails 2026-11-23 07.00.00 EST [en] Zoé Tremblay Waiting");
    let live = browser.open(&format!("{path}.json")).await;
    assert!(live.html.contains("\"Waiting\""), "{}", live.html);
    world.clock.advance(MINUTE);
    world.prepare_reports().await;
    browser
        .open(&path)
        .await
        .says("Ready: 1 line Download before November 26, 2026, 7:01 AM")
        .says("Download CSV: 2026-11-23 07.00.00 EST [en]")
        .says("Download spreadsheet (XLSX)")
        .is_silent_about("ali@example.ca");
    let page = browser.open(&format!("{path}?lang=fr")).await;
    page.says("Prêt\u{a0}: 1 ligne À télécharger avant le 26\u{a0}novembre 2026, 7\u{a0}h\u{a0}01");

    let id = page.between("id=\"state-", "\"").unwrap().to_owned();
    let file = browser.open(&format!("{path}/{id}/csv")).await;
    file.is(200);
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(
        file.headers["content-disposition"],
        "attachment; filename=\"2026-11-23 07.00.00 HNE [en].csv\""
    );
    assert_eq!(file.headers["cache-control"], "no-store");
    assert!(
        file.html.contains("\"ali@example.ca\",\"Greeting by email\",\"email\",\"live 0\""),
        "{}",
        file.html
    );
}

#[tokio::test]
async fn the_letter_says_where_the_report_is_and_nothing_of_what_is_in_it() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    key.send_email(&service.email_to("ali@example.ca")).await.id();
    world.work().await;
    let mut browser = world.member_with(service.id, "zoe@example.ca", sees_activity()).await;
    let before = world.provider.given().len();
    ready(&world, &service, &mut browser).await;
    // Nothing is told twice.
    world.clock.advance(5 * MINUTE);
    world.prepare_reports().await;
    world.work().await;
    let letters = world.provider.given().split_off(before);
    assert_eq!(letters.len(), 1);
    let Message::Email(letter) = &letters[0].message else { panic!("a letter is an e-mail") };
    let letter = &letter.text;
    assert!(letter.contains(&format!("https://api.test{}", path(&service))), "{letter}");
    assert!(letter.contains("2026-11-26 12:00 UTC"), "{letter}");
    assert!(!letter.contains("ali@example.ca"), "{letter}");
}

#[tokio::test]
async fn a_spreadsheet_is_there_too() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = world.member_with(service.id, "zoe@example.ca", sees_activity()).await;
    let (_, xlsx) = ready(&world, &service, &mut browser).await;
    let sheet = browser.open(&xlsx).await;
    assert!(sheet.is(200).html.starts_with("PK"), "a spreadsheet is a ZIP archive");
    assert_eq!(
        sheet.headers["content-type"],
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    );
}

#[tokio::test]
async fn what_is_wrong_is_said_and_the_hour_has_its_limit() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = world.member_with(service.id, "zoe@example.ca", sees_activity()).await;
    let path = path(&service);
    browser.open(&path).await;
    browser.submit(&path, &[("days", "7")]).await.is(400).says("Choose emails or text messages");
    for _ in 0..10 {
        browser.submit(&path, &EMAILS).await.is(200);
    }
    browser
        .submit(&path, &EMAILS)
        .await
        .is(400)
        .says("A service can ask for 10 reports in an hour. Try again after November 23, 2026, 8:00 AM EST.");
}

#[tokio::test]
async fn every_download_is_in_the_activity_log() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = world.member_with(service.id, "zoe@example.ca", Rights::all()).await;
    let (csv, xlsx) = ready(&world, &service, &mut browser).await;
    browser.open(&csv).await.is(200);
    browser.open(&xlsx).await.is(200);
    let log = browser.open(&format!("/services/{}/activity", service.id)).await;
    assert_eq!(log.text().matches("Downloaded a report").count(), 2, "{}", log.text());
    log.says("Asked for a report").says("format: xlsx");
}

#[tokio::test]
async fn a_file_that_is_gone_is_said_to_be() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = world.member_with(service.id, "zoe@example.ca", sees_activity()).await;
    let (csv, xlsx) = ready(&world, &service, &mut browser).await;
    world.clock.advance(3 * DAY);
    world.app.sweep().await.unwrap();
    let person = world.person("Ali", "ali@example.ca").await;
    world.join(service.id, person, sees_activity()).await;
    let mut browser = world.signed_in(person).await;
    browser
        .open(&path(&service))
        .await
        .says("Deleted on November 26, 2026, 7:00 AM")
        .is_silent_about("Download CSV");
    browser.open(&csv).await.is(404);
    browser.open(&xlsx).await.is(404);
}

#[tokio::test]
async fn the_list_of_messages_leads_to_a_report_of_them() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let list = format!("/services/{}/notifications?channel=sms&days=1", service.id);
    let mut browser = world.member_with(service.id, "zoe@example.ca", sees_activity()).await;
    let page = browser.open(&list).await;
    page.says("Prepare report");
    let form = browser.open(&format!("{}?channel=sms&days=1", path(&service))).await;
    let chosen = form.html.split("<input").find(|input| input.contains("value=\"sms\"")).unwrap();
    assert!(chosen.contains("checked"), "{chosen}");
    let rights: Rights = [Right::SendMessages].into_iter().collect();
    let mut other = world.member_with(service.id, "ali@example.ca", rights).await;
    other.open(&list).await.is_silent_about("Prepare report");
    other.open(&path(&service)).await.is(403);
}
