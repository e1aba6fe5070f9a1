//! A service's way to reaching anyone: tasks, request, review.

use crate::team::{is_seen_by, letters_to, only};
use facteur_model::id::ServiceId;
use facteur_model::person::{Right, Rights};
use facteur_model::service::Mode;
use facteur_testkit::world::{Browser, World};

fn home(service: ServiceId) -> String {
    format!("/services/{service}/service-settings/request-to-go-live")
}

const PURPOSE: [(&str, &str); 4] = [
    ("uses", "status"),
    ("recipients", "public"),
    ("other_uses", "Élections\r\n<script>alert(1)</script>"),
    ("organisation", "Passport Canada"),
];
const VOLUMES: [(&str, &str); 5] = [
    ("daily_email", "more"),
    ("daily_email_exactly", "250 000"),
    ("annual_email", "tenfold"),
    ("daily_sms", "none"),
    ("annual_sms", "usual"),
];

/// Answers all questions and accepts the terms.
async fn prepare(browser: &mut Browser, service: ServiceId) {
    let home = home(service);
    browser.open(&format!("{home}/use-case")).await.is(200);
    browser.submit(&format!("{home}/use-case"), &PURPOSE).await.is(200).says("Step 2 of 2");
    browser.submit(&format!("{home}/use-case/volumes"), &VOLUMES).await.is(200).says("were saved");
    browser.open(&format!("{home}/terms-of-use")).await.is(200).says("three commitments");
    browser.submit(&format!("{home}/terms-of-use"), &[]).await.is(200).says("were accepted");
}

/// A service whose request waits, with its manager's browser and a reviewer's.
async fn submitted(world: &World) -> (ServiceId, Browser, Browser) {
    let service = world.trial_service("Passports").await.id;
    let mut manager = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    let mia = world.person("Mia Roy", "mia@example.ca").await;
    world.join(service, mia, only(Right::ManageService)).await;
    let luc = world.person("Luc Roy", "luc@example.ca").await;
    world.join(service, luc, Rights::NONE).await;
    let ada = world.administrator("Ada Roy", "ada@example.ca").await;
    prepare(&mut manager, service).await;
    manager.submit(&home(service), &[]).await.is(200).says("Your request was submitted");
    (service, manager, world.signed_in(ada).await)
}

async fn mode(world: &World, service: ServiceId) -> Mode {
    let services = world.store.services().await.unwrap();
    services.into_iter().find(|found| found.id == service).unwrap().mode
}

#[tokio::test]
async fn every_member_sees_how_far_the_service_is() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let members = [
        "none",
        "view_activity",
        "manage_templates",
        "send_messages",
        "manage_service",
        "manage_api_keys",
        "administrator",
    ];
    is_seen_by(&world, service, &home(service), &members).await;
}

#[tokio::test]
async fn only_who_manages_the_service_answers() {
    let world = World::new().await;
    let who = ["manage_service", "administrator"];
    for part in ["use-case", "use-case/volumes", "terms-of-use"] {
        let service = world.trial_service(part).await.id;
        let mut members = 0;
        let path = format!("{}/{part}", home(service));
        for right in Right::ALL {
            let email = format!("{members}-{}@example.ca", part.replace('/', "-"));
            members += 1;
            let mut browser = world.member_with(service, &email, only(right)).await;
            let expected = if who.contains(&right.as_str()) { 200 } else { 403 };
            browser.open(&path).await.is(expected);
            browser.open(&home(service)).await.is(200);
            let status = browser.submit(&path, &[]).await.status;
            assert_eq!(status == 403, expected == 403, "{path} {status}");
        }
        let stranger = world.person("Stan", &format!("stan-{members}-{}@example.ca", part.len())).await;
        world.signed_in(stranger).await.open(&path).await.is(404);
    }
}

#[tokio::test]
async fn only_administrators_review() {
    let world = World::new().await;
    let (service, mut manager, mut reviewer) = submitted(&world).await;
    let review = format!("/platform/go-live/{service}");
    for path in ["/platform/go-live", review.as_str()] {
        manager.open(path).await.is(403);
        world.browser().open_only(path).await.is(303);
        reviewer.open(path).await.is(200);
    }
    manager.open(&home(service)).await.is(200);
    manager.submit(&review, &[("decision", "approve")]).await.is(403);
    reviewer.forge(&review, &[("form_token", "0"), ("decision", "refuse")]).await.is(400);
    assert_eq!(mode(&world, service).await, Mode::Trial);
}

#[tokio::test]
async fn a_request_says_what_is_missing_and_where_to_do_it() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut manager = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    manager.open(&home(service)).await.is(200).says("Not completed").says("Completed");
    let page = manager.submit(&home(service), &[]).await;
    page.is(400).says("There is a problem").says("Have a second person in the team");
    assert!(page.html.contains("href=\"#f-use-case\""), "{}", page.html);
    assert!(page.html.contains("href=\"#f-terms\""), "{}", page.html);
    assert!(!page.html.contains("href=\"#f-templates\""), "{}", page.html);
    let invite = format!("/services/{service}/users/invite");
    let fields = [("email", "luc@example.ca"), ("right", "manage_service")];
    manager.submit(&invite, &fields).await.is(200);
    manager.open(&home(service)).await.says("In progress");
    let french = manager.open(&format!("{}?lang=fr", home(service))).await;
    french.says("Activez votre service").says("Non terminé").says("En cours");
    let mut other = world.member_with(service, "mia@example.ca", Rights::NONE).await;
    other.open(&home(service)).await.says("ask somebody in the team").is_silent_about("Submit the request");
    other.submit(&home(service), &[]).await.is(403);
}

#[tokio::test]
async fn answers_that_make_no_sense_are_refused_beside_their_fields() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut manager = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    let path = format!("{}/use-case", home(service));
    manager.open(&path).await.is(200).says("Step 1 of 2");
    let page = manager.submit(&path, &[("uses", "anything"), ("recipients", "everybody")]).await;
    page.is(400).says("Select a use").says("Select who gets the messages");
    let long = "a".repeat(2_001);
    let page = manager.submit(&path, &[("other_uses", &long), ("recipients", "public")]).await;
    page.is(400).says("in up to 2,000 characters");
    let fields = [("uses", "status"), ("recipients", "public"), ("organisation", "a\u{7}b")];
    manager.submit(&path, &fields).await.is(400).says("Enter a name of up to 255");
    let path = format!("{path}/volumes");
    manager.open(&path).await.is(200);
    let page = manager.submit(&path, &[("daily_email", "more"), ("daily_email_exactly", "many")]).await;
    page.is(400).says("Enter a whole number").says("Select how much you will send");
}

#[tokio::test]
async fn answers_are_kept_and_shown_again() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut manager = world.member_with(service, "zoe@example.ca", Rights::all()).await;
    prepare(&mut manager, service).await;
    let page = manager.open(&format!("{}/use-case", home(service))).await;
    page.says("Élections");
    assert!(page.html.contains("value=\"Passport Canada\""), "{}", page.html);
    let page = manager.open(&format!("{}/use-case/volumes", home(service))).await;
    assert!(page.html.contains("value=\"250000\""), "{}", page.html);
    manager.open(&format!("{}/terms-of-use", home(service))).await.says("Accepted by Zoé Tremblay");
}

#[tokio::test]
async fn an_approved_service_is_live_within_the_limits_that_were_granted() {
    let world = World::new().await;
    let (service, mut manager, mut reviewer) = submitted(&world).await;
    world.work().await;
    let told = letters_to(&world, "ada@example.ca").pop().expect("the administrator is told");
    assert!(told.subject.contains("Passports asks to go live"), "{}", told.subject);
    assert!(told.text.contains(&format!("/platform/go-live/{service}")), "{}", told.text);
    manager.open(&home(service)).await.says("is being reviewed").is_silent_about("Submit the request");
    reviewer.open("/platform").await.says("1 request waits");
    reviewer.open("/platform/go-live").await.says("Passports");
    let review = format!("/platform/go-live/{service}");
    let page = reviewer.open(&review).await;
    page.says("Status updates").says("250,000").says("Up to 200,000,000").says("Passport Canada");
    assert!(!page.html.contains("<script>alert"), "{}", page.html);
    let wrong = [("decision", "approve"), ("daily_email", "lots"), ("rate", "9999999999")];
    reviewer.submit(&review, &wrong).await.is(400).says("Enter a whole number of up to 1,000,000");
    assert_eq!(mode(&world, service).await, Mode::Trial);
    let limits = [
        ("decision", "approve"),
        ("daily_email", "25,000"),
        ("annual_email", "1000000"),
        ("daily_sms", "0"),
        ("annual_sms", "10"),
        ("rate", "500"),
    ];
    reviewer.submit(&review, &limits).await.is(200).says("The service is live");
    let found = world.store.services().await.unwrap();
    let found = found.into_iter().find(|found| found.id == service).unwrap();
    assert_eq!((found.mode, found.limits.daily_email, found.limits.rate), (Mode::Live, 25_000, 500));
    world.work().await;
    for member in ["zoe@example.ca", "mia@example.ca", "luc@example.ca"] {
        let letter = letters_to(&world, member).pop().expect("every member is told");
        assert!(letter.subject.contains("Passports is live"), "{}", letter.subject);
        assert!(letter.subject.contains("Passports est activé"), "{}", letter.subject);
    }
    let page = manager.open(&home(service)).await;
    page.says("This service is live").says("Ada Roy approved the request").is_silent_about("Not completed");
    manager.submit(&format!("{}/terms-of-use", home(service)), &[]).await.says("This service is live");
    reviewer.open(&review).await.is_silent_about("Approve and make");
    reviewer.submit(&review, &limits).await.says("does not wait for a reviewer");
}

#[tokio::test]
async fn a_reviewer_asks_for_changes_and_the_team_submits_again() {
    let world = World::new().await;
    let (service, mut manager, mut reviewer) = submitted(&world).await;
    let review = format!("/platform/go-live/{service}");
    reviewer.open(&review).await.is(200);
    reviewer.submit(&review, &[("decision", "changes")]).await.is(400).says("Write a message to the team");
    reviewer.submit(&review, &[("decision", "burn"), ("message", "x")]).await.is(400);
    let message = "Please shorten template 1.\r\n<img src=x>";
    let fields = [("decision", "changes"), ("message", message)];
    reviewer.submit(&review, &fields).await.is(200).says("asked for changes").says("Waiting for their teams");
    world.work().await;
    let letter = letters_to(&world, "mia@example.ca").pop().expect("managers are told");
    assert!(letter.subject.contains("Changes are needed before Passports"), "{}", letter.subject);
    assert!(!letter.text.contains("shorten"), "{}", letter.text);
    assert!(!letters_to(&world, "luc@example.ca").iter().any(|one| one.subject.contains("Changes")));
    let page = manager.open(&home(service)).await;
    page.says("asks for changes").says("Please shorten template 1. <img src=x>");
    assert!(!page.html.contains("<img src=x>"), "{}", page.html);
    manager.submit(&home(service), &[]).await.says("Your request was submitted");
    // While it waits, the team may still change its answers, and the reviewer sees that.
    manager.submit(&format!("{}/use-case", home(service)), &PURPOSE).await.is(200);
    reviewer.open(&review).await.says("Zoé Tremblay changed the answers").says("Approve and make");
    let fields = [("decision", "refuse"), ("message", "Not for this installation.")];
    reviewer.submit(&review, &fields).await.is(200).says("The request was refused");
    let mut french = manager.clone();
    let page = french.open(&format!("{}?lang=fr", home(service))).await;
    page.says("Votre demande a été refusée").says("Not for this installation.");
    assert_eq!(mode(&world, service).await, Mode::Trial);
}

#[tokio::test]
async fn a_service_that_is_back_on_trial_may_ask_again() {
    let world = World::new().await;
    let (service, mut manager, mut reviewer) = submitted(&world).await;
    world.app.set_mode(&world.by, service, Mode::Live).await.unwrap();
    let path = format!("/platform/services/{service}");
    reviewer.open(&path).await.says("Put back in trial mode");
    reviewer.submit(&format!("{path}/trial"), &[]).await.is(200).says("The service is in trial mode");
    assert_eq!(mode(&world, service).await, Mode::Trial);
    let page = manager.open(&home(service)).await;
    page.says("Submit the request").says("Ada Roy put the service back in trial mode");
    manager.submit(&home(service), &[]).await.says("Your request was submitted");
}
