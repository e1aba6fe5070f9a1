//! The usage report: fiscal years, months, templates.

use super::dashboard::{count, counts};
use facteur_app::{Counts, LimitsChange};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::person::{Right, Rights};
use facteur_testkit::world::{TestService, World};

fn path(service: &TestService<'_>) -> String {
    format!("/services/{}/usage", service.id)
}

#[tokio::test]
async fn a_fiscal_year_shows_each_month_and_what_is_left_of_its_limits() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let limits = LimitsChange {
        rate: None,
        daily_email: None,
        daily_sms: None,
        annual_email: Some(20_000),
        annual_sms: Some(1_000),
    };
    service.limits(limits).await;
    let (email, sms) = (service.email, service.sms);
    count(&service, 0, (Channel::Email, KeyType::Live, email), counts(1_500, 5)).await;
    count(&service, 23, (Channel::Email, KeyType::Live, email), counts(700, 0)).await;
    let texts = Counts { requested: 10, units: 23, technical: 1, ..Counts::default() };
    count(&service, 23, (Channel::Sms, KeyType::Live, sms), texts).await;
    count(&service, 1, (Channel::Email, KeyType::Test, email), counts(9_999, 0)).await;
    // 31 March 2026: the fiscal year before.
    count(&service, 237, (Channel::Email, KeyType::Live, email), counts(33, 0)).await;
    let rights = [Right::ViewActivity].into_iter().collect();
    let mut browser = world.member_with(service.id, "zoe@example.ca", rights).await;
    let path = path(&service);
    browser
        .open(&path)
        .await
        .is(200)
        .says("April 1, 2026 to March 31, 2027")
        .says("November 2026 1,500 5 0 0 0")
        .says("October 2026 700 0 10 23 1")
        .says("April 2026 0 0 0 0 0")
        .says("Total 2,200 5 10 23 1")
        .says("20,000")
        .is_silent_about("December 2026")
        .is_silent_about("9,999");
    browser
        .open(&format!("{path}?year=2025"))
        .await
        .says("March 2026 33 0 0 0 0")
        .says("April 2025 0")
        .is_silent_about("November 2026");
    browser
        .open(&format!("{path}?lang=fr"))
        .await
        .says("Du 1er\u{a0}avril 2026 au 31\u{a0}mars 2027")
        .says("novembre 2026 1\u{a0}500 5 0 0 0");
    // What is no year, or none that is shown, is this one.
    for year in ["2019", "-99999999", "x", "99999999999"] {
        browser.open(&format!("{path}?lang=en&year={year}")).await.is(200).says("November 2026 1,500");
    }
}

#[tokio::test]
async fn a_month_shows_its_templates() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    count(&service, 23, (Channel::Email, KeyType::Live, service.email), counts(700, 7)).await;
    count(&service, 23, (Channel::Sms, KeyType::Live, service.sms), counts(800, 0)).await;
    count(&service, 0, (Channel::Email, KeyType::Live, service.email), counts(5, 0)).await;
    let rights = [Right::ViewActivity].into_iter().collect();
    let mut browser = world.member_with(service.id, "zoe@example.ca", rights).await;
    let path = path(&service);
    browser
        .open(&format!("{path}?month=2026-10"))
        .await
        .says("Templates used in October 2026")
        .says("Greeting by sms Text message 800 0 Greeting by email Email 700 7");
    browser
        .open(&format!("{path}?month=2026-07&lang=fr"))
        .await
        .says("Aucun message n’a été envoyé en juillet 2026.");
    browser.open(&format!("{path}?month=%3Cb%3E&lang=en")).await.is(200).is_silent_about("Templates used in");
}

#[tokio::test]
async fn usage_is_for_those_who_may_see_activity() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let rights: Rights = [Right::SendMessages, Right::ManageApiKeys].into_iter().collect();
    let mut browser = world.member_with(service.id, "zoe@example.ca", rights).await;
    browser.open(&path(&service)).await.is(403);
    let stranger = world.person("Ali", "ali@example.ca").await;
    world.signed_in(stranger).await.open(&path(&service)).await.is(404);
}
