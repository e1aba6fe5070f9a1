//! The dashboard: the last seven days in numbers, in both languages.

use facteur_app::{Counts, LimitsChange};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, TemplateId};
use facteur_model::notification::Status;
use facteur_model::person::{Right, Rights};
use facteur_model::time::Clock;
use facteur_providers::Outcome;
use facteur_store::testing;
use facteur_testkit::world::{TestService, World};

/// Totals of a day so many days ago, as acceptance and settlement write them.
pub async fn count(
    service: &TestService<'_>,
    days_ago: u32,
    (channel, key_type, template): (Channel, KeyType, TemplateId),
    counts: Counts,
) {
    let day = service.world.clock.now().day().back(days_ago);
    let sender = ApiKeyId::from_uuid(service.id.as_uuid());
    let counted = [(day, channel, key_type, sender, template)];
    testing::put_counts(&service.world.store, service.id, &counted, counts).await.expect("totals can be put");
}

/// So many were requested, and delivered but for those that failed for good.
pub fn counts(requested: u64, permanent: u64) -> Counts {
    Counts { requested, units: requested, delivered: requested - permanent, permanent, ..Counts::default() }
}

fn viewer() -> Rights {
    [Right::ViewActivity].into_iter().collect()
}

#[tokio::test]
async fn the_tiles_add_up_seven_days_of_real_keys_and_say_which_days() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let (email, sms) = (service.email, service.sms);
    count(&service, 0, (Channel::Email, KeyType::Live, email), counts(1_000, 2)).await;
    count(&service, 6, (Channel::Email, KeyType::Team, email), counts(500, 1)).await;
    count(&service, 7, (Channel::Email, KeyType::Live, email), counts(40_000, 0)).await;
    count(&service, 1, (Channel::Email, KeyType::Test, email), counts(70_000, 0)).await;
    let texts = Counts { requested: 10, units: 23, technical: 1, temporary: 2, ..Counts::default() };
    count(&service, 2, (Channel::Sms, KeyType::Live, sms), texts).await;

    let mut browser = world.member_with(service.id, "zoe@example.ca", viewer()).await;
    let path = format!("/services/{}", service.id);
    let page = browser.open(&path).await;
    page.is(200)
        .says("1,500 emails requested")
        .says("1,497 delivered (99.8%)")
        .says("3 failed (0.2%)")
        .says("10 text messages requested")
        .says("Counted as 23 parts")
        .says("3 failed (30.0%)")
        .says("The last 7 days, from November 17, 2026 to November 23, 2026.")
        .says("Days end at midnight UTC (7:00 PM EST)")
        .is_silent_about("40,000")
        .is_silent_about("70,000");
    // Each number leads to exactly the messages that it counts.
    let list = format!("{path}/notifications?channel=email&#38;status=failed&#38;days=7");
    assert!(page.html.contains(&list), "{}", page.html);
    assert_eq!(page.html.matches("tile-wrong").count(), 1, "only the texts fail too often");

    let mut browser = browser.in_french();
    browser
        .open(&format!("{path}?lang=fr"))
        .await
        .says("1\u{a0}500 courriels demandés")
        .says("3 échecs (0,2\u{a0}%)")
        .says("du 17\u{a0}novembre 2026 au 23\u{a0}novembre 2026")
        .says("minuit UTC (19\u{a0}h\u{a0}00 HNE)");
}

#[tokio::test]
async fn failures_stand_by_cause_with_a_way_to_the_messages() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let failures = Counts { requested: 100, technical: 1, temporary: 2, permanent: 6, ..Counts::default() };
    count(&service, 0, (Channel::Email, KeyType::Live, service.email), failures).await;
    let mut browser = world.member_with(service.id, "zoe@example.ca", viewer()).await;
    let page = browser.open(&format!("/services/{}", service.id)).await;
    page.says("No such address or number, or blocked 6")
        .says("66.6%")
        .says("Tech issue 1")
        .says("6 emails since the beginning of yesterday (UTC) went to addresses that do not exist (6.0%).")
        .says("Correct or remove them from your lists");
    assert!(page.html.contains(&format!("/services/{}/problem-emails\"", service.id)), "{}", page.html);
    assert!(page.html.contains("<rect class=\"bar-wrong\""), "{}", page.html);
}

#[tokio::test]
async fn what_can_still_be_sent_is_shown_with_the_moment_it_starts_anew() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let limits = LimitsChange {
        rate: None,
        daily_email: Some(1_200),
        daily_sms: Some(0),
        annual_email: Some(50_000),
        annual_sms: Some(10),
    };
    service.limits(limits).await;
    service.key(KeyType::Live).await.send_email(&service.email_to("zoe@example.com")).await.id();
    let mut browser = world.member_with(service.id, "zoe@example.ca", viewer()).await;
    let path = format!("/services/{}", service.id);
    let page = browser.open(&path).await;
    page.says("1 of 1,200 used")
        .says("1,199 left")
        .says("Starts anew on November 23, 2026, 7:00 PM EST")
        .says("49,999 left")
        .says("Starts anew on March 31, 2027, 8:00 PM EDT");
    assert!(page.html.contains("<meter min=\"0\" max=\"1200\" high=\"960\" optimum=\"0\" value=\"1\""));
    browser.open(&format!("{path}?lang=fr")).await.says("Reste\u{a0}: 1\u{a0}199").says("HNE");
}

#[tokio::test]
async fn the_templates_used_most_come_first_and_their_names_cannot_mislead() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let hostile = service.template(Channel::Sms, None, "<script>alert(1)</script>").await;
    count(&service, 0, (Channel::Email, KeyType::Live, service.email), counts(3, 0)).await;
    count(&service, 1, (Channel::Sms, KeyType::Live, hostile), counts(8, 0)).await;
    let mut browser = world.member_with(service.id, "zoe@example.ca", viewer()).await;
    let page = browser.open(&format!("/services/{}", service.id)).await;
    page.says("<script>alert(1)</script> Text message");
    assert!(!page.html.contains("<script>alert"), "{}", page.html);
    let (first, second) = (page.html.find("alert(1)"), page.html.find("Greeting by email"));
    assert!(first < second, "{}", page.html);
}

#[tokio::test]
async fn a_service_that_has_sent_nothing_is_shown_how_to_begin() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let mut browser = world.member_with(service.id, "zoe@example.ca", Rights::all()).await;
    let path = format!("/services/{}", service.id);
    browser
        .open(&path)
        .await
        .says("Start sending messages")
        .says("Create a test key")
        .says("Choose a template")
        .says("No message of the last 7 days failed.");
    browser.open(&format!("{path}?lang=fr")).await.says("Créer une clé de test");
    service.make_key(KeyType::Test).await;
    browser.open(&format!("{path}?lang=en")).await.is_silent_about("Create a test key");
    count(&service, 0, (Channel::Email, KeyType::Live, service.email), counts(1, 0)).await;
    browser.open(&path).await.is_silent_about("Start sending messages");
}

#[tokio::test]
async fn whoever_may_not_see_activity_goes_on_to_the_templates() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let rights = [Right::SendMessages].into_iter().collect();
    let mut browser = world.member_with(service.id, "zoe@example.ca", rights).await;
    let path = format!("/services/{}", service.id);
    let sent_on = browser.open_only(&path).await;
    assert_eq!(
        (sent_on.status, sent_on.headers["location"].to_str().unwrap()),
        (303, &*format!("{path}/templates"))
    );
    browser.open_only(&format!("{path}/dashboard.json")).await.is(403);

    let stranger = world.person("Ali", "ali@example.ca").await;
    let mut stranger = world.signed_in(stranger).await;
    stranger.open(&path).await.is(404);
    stranger.open(&format!("{path}/dashboard.json")).await.is(404);
    assert_eq!(world.browser().open_only(&path).await.status, 303);
}

#[tokio::test]
async fn numbers_that_did_not_change_are_not_sent_again() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    count(&service, 0, (Channel::Email, KeyType::Live, service.email), counts(3, 0)).await;
    let mut browser = world.member_with(service.id, "zoe@example.ca", viewer()).await;
    let page = browser.open(&format!("/services/{}", service.id)).await;
    let live = page.between("data-live=\"", "\"").expect("the page says where its numbers come from");
    let first = browser.open_only(live).await;
    first.is(200);
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    let numbers: serde_json::Value = serde_json::from_str(&first.html).expect("numbers come as JSON");
    assert_eq!(
        (&numbers["email-number"], &numbers["email-requested"]),
        (&"3".into(), &"emails requested".into())
    );
    // Every number has its place in the page.
    for id in numbers.as_object().unwrap().keys() {
        assert!(page.html.contains(&format!("id=\"{id}\"")), "{id}");
    }
    let again = browser.open_unless(live, &tag).await;
    assert_eq!((again.status, again.html.as_str()), (304, ""));
    count(&service, 0, (Channel::Email, KeyType::Live, service.email), counts(4, 0)).await;
    let changed = browser.open_unless(live, &tag).await;
    assert_eq!(changed.status, 200);
    assert_ne!(changed.headers["etag"].to_str().unwrap(), tag);
}

#[tokio::test]
async fn a_number_and_the_list_that_it_leads_to_agree() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    for outcome in
        [Status::Delivered, Status::PermanentFailure, Status::TemporaryFailure, Status::PermanentFailure]
    {
        world.provider.next(match outcome {
            Status::Delivered => Outcome::HandedOver { status: outcome, response: None },
            status => Outcome::Refused { status, reason: None, response: None },
        });
        key.send_email(&service.email_to("zoe@example.com")).await.id();
        world.work().await;
    }
    let mut browser = world.member_with(service.id, "zoe@example.ca", viewer()).await;
    let page = browser.open(&format!("/services/{}", service.id)).await;
    page.says("4 emails requested").says("1 delivered (25.0%)").says("3 failed (75.0%)");
    for (status, number) in
        [("total", 4), ("delivered", 1), ("failed", 3), ("permanent", 2), ("temporary", 1), ("technical", 0)]
    {
        let path = format!("/services/{}/notifications?channel=email&status={status}&days=7", service.id);
        let list = browser.open(&path).await;
        assert_eq!(list.html.matches("zoe@example.com</a>").count(), number, "{status}");
    }
}

#[tokio::test]
async fn the_numbers_follow_messages_as_they_are_accepted_and_settled() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let (live, test) = (service.key(KeyType::Live).await, service.key(KeyType::Test).await);
    live.send_email(&service.email_to("a@example.com")).await.id();
    live.send_email(&service.email_to("b@example.com")).await.id();
    test.send_email(&service.email_to("c@example.com")).await.id();

    let mut browser = world.member_with(service.id, "zoe@example.ca", viewer()).await;
    let path = format!("/services/{}", service.id);
    browser.open(&path).await.says("2 emails requested").says("0 delivered");

    let response = Some("550 no such user".to_owned());
    world.provider.next(Outcome::Refused { status: Status::PermanentFailure, reason: None, response });
    world.work().await;
    let page = browser.open(&path).await;
    page.says("2 emails requested").says("1 delivered (50.0%)").says("1 failed (50.0%)");
    let list = browser.open(&format!("{path}/notifications?channel=email&status=failed&days=7")).await;
    list.says("@example.com").is_silent_about("c@example.com");
}
