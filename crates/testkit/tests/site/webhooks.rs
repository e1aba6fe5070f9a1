//! Callbacks, as the people of a service add them and look after them.

use facteur_app::{WebhookLogFilter, WebhookRequest};
use facteur_model::api_key::KeyType;
use facteur_model::id::{ServiceId, WebhookEventId, WebhookId};
use facteur_model::person::{Right, Rights};
use facteur_model::time::{DAY, MINUTE, SECOND};
use facteur_model::webhook::WebhookEvent;
use facteur_providers::Message;
use facteur_providers::webhook::Trouble;
use facteur_testkit::world::{Browser, Receiver, Shown, TestService, World};

const URL: &str = "https://hooks.example.ca/facteur";

fn with(right: Right) -> Rights {
    [right].into_iter().collect()
}

async fn keeper(world: &World, service: ServiceId) -> Browser {
    world.member_with(service, "zoe@example.ca", with(Right::ManageApiKeys)).await
}

fn at(service: ServiceId, path: &str) -> String {
    format!("/services/{service}/api/webhooks{path}")
}

async fn add(browser: &mut Browser, service: ServiceId, url: &str) -> Shown {
    let path = at(service, "/add");
    browser.open(&path).await.is(200).says("Add a callback");
    let form = [("url", url), ("token", "a-bearer-token"), ("event", "delivered"), ("event", "failed")];
    browser.submit(&path, &form).await
}

async fn only_one(world: &World, service: ServiceId) -> WebhookId {
    let found = world.app.webhooks(&world.by, service).await.unwrap();
    assert_eq!(found.len(), 1);
    found[0].id
}

/// Adds an endpoint without the site.
async fn added(service: &TestService<'_>) -> WebhookId {
    let wanted = WebhookRequest {
        url: URL.to_owned(),
        token: Some("a-bearer-token".to_owned()),
        events: [WebhookEvent::Delivered, WebhookEvent::Failed].into_iter().collect(),
    };
    service.world.app.add_webhook(&service.world.by, service.id, wanted).await.unwrap().0
}

async fn send(service: &TestService<'_>, to: &str) -> String {
    let id = service.key(KeyType::Test).await.send_email(&service.email_to(to)).await.id();
    service.world.work().await;
    service.world.pass(2 * SECOND).await;
    id
}

async fn only_event(world: &World, service: ServiceId, webhook: WebhookId) -> WebhookEventId {
    let log = world.app.webhook_log(&world.by, service, webhook, WebhookLogFilter::default()).await.unwrap();
    assert_eq!(log.lines.len(), 1);
    log.lines[0].id
}

#[tokio::test]
async fn a_callback_is_added_and_its_secret_shown_once_and_its_token_never() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    browser.open(&at(service.id, "")).await.is(200).says("You have not added any callbacks yet.");
    let page = add(&mut browser, service.id, URL).await;
    page.is(200).says("Your signing secret").says("We will not show it again.");
    let secret = page.between("translate=\"no\">", "<").unwrap().to_owned();
    assert!(secret.starts_with("whsec_"), "{secret}");
    browser.open(&at(service.id, "/secret")).await.is(200).is_silent_about(&secret);
    let id = only_one(&world, service.id).await;
    for path in [String::new(), format!("/{id}"), format!("/{id}/edit"), format!("/{id}/rotate")] {
        let page = browser.open(&at(service.id, &path)).await;
        page.is(200);
        assert!(page.html.contains("hooks.example.ca/facteur"), "{path}");
        assert!(!page.html.contains("a-bearer-token") && !page.html.contains(&secret), "{path}");
    }
    browser.open(&at(service.id, "")).await.says("Delivered messages and Failed messages").says("Works");
}

#[tokio::test]
async fn a_form_with_errors_says_what_is_wrong() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let path = at(service.id, "/add");
    browser.open(&path).await;
    let page = browser.submit(&path, &[("url", ""), ("token", "")]).await;
    page.is(400).says("Enter the address to call").says("Enter a bearer token of at least 10");
    page.says("Choose at least one event");
    for (url, said) in [
        ("http://hooks.example.ca/", "The address has to begin with https://"),
        ("https://127.0.0.1/", "Enter an address that can be reached from the Internet"),
        ("https://[fd00:ec2::254]/", "Enter an address that can be reached from the Internet"),
        ("https://hooks.example.ca:22/", "Use port 443 or 8443"),
        ("https://u:p@hooks.example.ca/", "Take the user name and password out of the address"),
        ("javascript:alert(1)", "The address has to begin with https://"),
        ("hooks", "Enter a web address"),
    ] {
        add(&mut browser, service.id, url).await.is(400).says(said);
    }
    let short = [("url", URL), ("token", "short"), ("event", "failed")];
    browser.submit(&path, &short).await.is(400).says("Enter a bearer token of at least 10");
    let mut french = browser.in_french();
    french.open(&path).await.says("Ajouter une fonction de rappel").says("Jeton du porteur");
}

#[tokio::test]
async fn a_service_has_at_most_five() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    for _ in 0..4 {
        added(&service).await;
    }
    let mut browser = keeper(&world, service.id).await;
    add(&mut browser, service.id, URL).await.is(200);
    browser.open(&at(service.id, "")).await.is_silent_about("Add a callback");
    let form = [("url", URL), ("token", "a-bearer-token"), ("event", "failed")];
    browser.submit(&at(service.id, "/add"), &form).await.is(400).says("A service can have 5 callbacks");
}

#[tokio::test]
async fn a_change_keeps_the_token_unless_another_is_given() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let id = added(&service).await;
    let mut browser = keeper(&world, service.id).await;
    let path = at(service.id, &format!("/{id}/edit"));
    browser.open(&path).await.is(200).says("Leave it empty to keep the token");
    let other = "https://other.example.ca/";
    let page = browser.submit(&path, &[("url", other), ("token", ""), ("event", "delivered")]).await;
    page.is(200).says("The callback was changed.").says(other);
    send(&service, "perm-fail@simulator.notify").await;
    send(&service, "anyone@example.ca").await;
    let told = world.receiver.told();
    assert_eq!(told.len(), 1, "failures are not wanted any more");
    assert_eq!((told[0].url.as_str(), told[0].token.as_str()), (other, "a-bearer-token"));
    browser.open(&path).await;
    browser.submit(&path, &[("url", other), ("token", "another-token"), ("event", "delivered")]).await;
    send(&service, "anyone@example.ca").await;
    assert_eq!(world.receiver.told()[1].token, "another-token");
}

#[tokio::test]
async fn a_test_goes_the_real_way_and_shows_what_came_back() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let id = added(&service).await;
    let mut browser = keeper(&world, service.id).await;
    let page = at(service.id, &format!("/{id}"));
    browser.open(&page).await.says("Send a test");
    world.receiver.next(Receiver::answer(200, "Hello <b>there</b>"));
    let shown = browser.submit(&format!("{page}/test"), &[]).await;
    shown
        .is(200)
        .says("The test passed.")
        .says("Hello <b>there</b>")
        .says("200")
        .says("{\"health_check\":true}");
    assert!(!shown.html.contains("<b>there"));
    let told = world.receiver.told();
    assert_eq!((told.len(), told[0].header("webhook-event")), (1, "test"));
    assert!(told[0].header("webhook-signature").starts_with("v1,"));
    for (answer, said) in [
        (Receiver::answer(500, ""), "Your system failed"),
        (Receiver::answer(302, ""), "Your system led elsewhere, and we do not follow"),
        (Err(Trouble::Forbidden), "The address leads to a place that cannot be called"),
        (Err(Trouble::TimedOut), "Your system did not answer in time"),
    ] {
        world.receiver.next(answer);
        let shown = browser.submit(&format!("{page}/test"), &[]).await;
        shown.is(200).says("The test failed").says(said);
    }
    world.pass(DAY).await;
    assert_eq!(world.receiver.told().len(), 5, "a test is not tried again");
}

#[tokio::test]
async fn the_log_shows_every_event_with_its_calls_and_sends_one_again() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let id = added(&service).await;
    world.receiver.next(Receiver::answer(503, "Busy, come back"));
    let message = send(&service, "anyone@example.ca").await;
    let mut browser = keeper(&world, service.id).await;
    let page = at(service.id, &format!("/{id}"));
    let shown = browser.open(&page).await;
    shown.is(200).says("Waiting Next call:").says("503").says("One call has failed");
    world.pass(MINUTE).await;
    browser.open(&page).await.says("Taken").says("204").says("Works");
    browser.open(&format!("{page}?state=failed")).await.is(200).says("No event is in this state.");
    browser.open(&format!("{page}?state=nonsense")).await.is(404);
    let event = only_event(&world, service.id, id).await;
    let path = format!("{page}/events/{event}");
    let shown = browser.open(&path).await;
    shown.is(200).says("Busy, come back").says(&message).says("Your system failed").says("Taken");
    browser.submit(&path, &[]).await.is(200).says("The event is on its way.");
    world.work().await;
    assert_eq!(world.receiver.told().len(), 3);
    assert_eq!(world.receiver.told()[2].header("webhook-attempt"), "3");

    // The page of the message says it, too.
    let message = format!("/services/{}/notifications/{message}", service.id);
    let shown = browser.open(&message).await;
    shown.is(200).says("Callback: Delivered messages").says("Taken – HTTP status 204 – 3 calls");
    assert!(shown.html.contains(&path));
    let mut sender = world.member_with(service.id, "ali@example.ca", with(Right::SendMessages)).await;
    let shown = sender.open(&message).await;
    shown.says("Callback: Delivered messages");
    assert!(!shown.html.contains(&path), "whoever may not see the callbacks is not led there");
}

#[tokio::test]
async fn what_failed_is_sent_again_for_some_days_or_all_at_once() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let id = added(&service).await;
    for _ in 0..2 {
        world.receiver.next(Receiver::answer(400, ""));
        send(&service, "anyone@example.ca").await;
    }
    send(&service, "anyone@example.ca").await;
    let mut browser = keeper(&world, service.id).await;
    let page = at(service.id, &format!("/{id}"));
    browser.open(&page).await.says("Send all that failed or was missed");
    browser.submit(&format!("{page}/missed"), &[]).await.is(200).says("2 events are on their way.");
    world.work().await;
    assert_eq!(world.receiver.told().len(), 5);
    let path = format!("{page}/replay");
    browser.open(&path).await.is(200).says("Their order is not guaranteed");
    let form = [("from", "2026-11-23"), ("to", "2026-11-23")];
    browser.submit(&path, &form).await.is(200).says("There was nothing to send.");
    let form = [("from", "2026-11-23"), ("to", "2026-11-23"), ("delivered", "yes")];
    browser.submit(&path, &form).await.is(200).says("3 events are on their way.");
    world.work().await;
    assert_eq!(world.receiver.told().len(), 8);
    let form = [("from", "2026-11-24"), ("to", "2026-11-23")];
    browser.submit(&path, &form).await.is(400);
    browser.submit(&path, &[("from", "x"), ("to", "")]).await.is(400);
}

#[tokio::test]
async fn a_suspended_callback_writes_to_its_people_and_is_resumed_by_them() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let id = added(&service).await;
    let mut browser = keeper(&world, service.id).await;
    world.receiver.always(Some(Err(Trouble::Unreachable)));
    send(&service, "anyone@example.ca").await;
    for _ in 0..30 {
        world.pass(20 * MINUTE).await;
        // Whoever does nothing for eight hours is signed out.
        browser.open("/user-profile").await;
    }
    let letters: Vec<_> = world
        .provider
        .given()
        .into_iter()
        .filter_map(|given| match given.message {
            Message::Email(email) if email.to == "zoe@example.ca" => Some(email),
            _ => None,
        })
        .filter(|email| email.subject.contains("suspend"))
        .collect();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].text.contains("hooks.example.ca") && !letters[0].text.contains("/facteur"));
    assert!(letters[0].text.contains(&format!("/api/webhooks/{id}")));
    let page = at(service.id, &format!("/{id}"));
    let shown = browser.open(&page).await;
    shown.says("Suspended since").says("Resume").is_silent_about("Send all that failed");
    let refused = browser.submit(&format!("{page}/missed"), &[]).await;
    refused.says("The callback is suspended. Resume it first.");
    world.receiver.always(None);
    browser.submit(&format!("{page}/resume"), &[]).await.is(200).says("The callback is in use again.");
    browser.submit(&format!("{page}/missed"), &[]).await.is(200).says("1 event is on its way.");
    world.work().await;
    browser.open(&page).await.says("Taken").is_silent_about("Suspended");
}

#[tokio::test]
async fn a_secret_is_changed_and_a_callback_removed() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let id = added(&service).await;
    let mut browser = keeper(&world, service.id).await;
    let page = at(service.id, &format!("/{id}"));
    browser.open(&format!("{page}/rotate")).await.is(200).says("For 24 hours");
    let shown = browser.submit(&format!("{page}/rotate"), &[]).await;
    shown.is(200).says("Your signing secret").says("every call is signed with the old secret as well");
    send(&service, "anyone@example.ca").await;
    assert_eq!(world.receiver.told()[0].header("webhook-signature").split(' ').count(), 2);
    browser.open(&format!("{page}/remove")).await.is(200).says("Nothing more is sent to this address");
    browser.submit(&format!("{page}/remove"), &[]).await.is(200).says("The callback was removed.");
    browser.open(&page).await.is(404);
    send(&service, "anyone@example.ca").await;
    assert_eq!(world.receiver.told().len(), 1);
}

#[tokio::test]
async fn a_callback_of_another_service_is_not_there() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let other = world.trial_service("Ailleurs").await;
    let id = added(&other).await;
    send(&other, "anyone@example.ca").await;
    let event = only_event(&world, other.id, id).await;
    let mut browser = keeper(&world, service.id).await;
    let page = at(service.id, &format!("/{id}"));
    for path in ["", "/edit", "/rotate", "/replay", "/remove", &format!("/events/{event}")] {
        browser.open(&format!("{page}{path}")).await.is(404);
    }
    for path in ["/test", "/resume", "/missed", "/rotate", "/remove", &format!("/events/{event}")] {
        browser.open(&at(service.id, "")).await;
        browser.submit_only(&format!("{page}{path}"), &[]).await.is(404);
    }
}
