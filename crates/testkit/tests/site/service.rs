//! A person's services, and the settings of one: who sees and changes what, and what becomes of it.

mod senders;
mod standing;

use facteur_app::{LanguageOrder, ServiceRequest, SmsPrefix};
use facteur_model::api_key::KeyType;
use facteur_model::id::ServiceId;
use facteur_model::notification::Status;
use facteur_model::person::{Right, Rights};
use facteur_model::service::{CutOffText, Mode, Permission, ReplyToState, Standing};
use facteur_model::time::{DAY, HOUR, SECOND};
use facteur_providers::{Email, Message, Outcome};
use facteur_store::{Service, ServiceSnapshot};
use facteur_testkit::world::{Browser, Shown, TestService, World};

const HOSTILE: &str = "<script>alert(1)</script>&'";

fn rights(rights: &[Right]) -> Rights {
    rights.iter().copied().collect()
}

async fn manager(service: &TestService<'_>) -> Browser {
    service.world.member_with(service.id, "gestion@example.ca", rights(&[Right::ManageService])).await
}

fn settings(id: ServiceId, path: &str) -> String {
    format!("/services/{id}/service-settings{path}")
}

async fn stored(world: &World, id: ServiceId) -> ServiceSnapshot {
    world.store.snapshot(id).await.expect("the store answers").expect("the service is there")
}

/// The author of a change, as the audit log has it.
async fn author_of(world: &World, id: ServiceId, action: &str) -> Option<String> {
    let events = world.store.of(id).audit(50).await.expect("the store answers");
    events.into_iter().find(|event| event.action == action).map(|event| event.actor)
}

/// The e-mails that left for this address.
fn letters_to(world: &World, address: &str) -> Vec<Email> {
    let given = world.provider.given().into_iter();
    let emails = given.filter_map(|delivered| match delivered.message {
        Message::Email(email) => Some(email),
        Message::Sms(_) => None,
    });
    emails.filter(|email| email.to == address).collect()
}

/// No key of a message stands where its words should, and nothing that was typed is markup.
#[track_caller]
fn is_whole(page: &Shown) {
    let text = page.text();
    let bare = text.split_ascii_whitespace().find(|word| word.starts_with("service-"));
    assert_eq!(bare, None, "{}:\n{text}", page.at);
    assert!(!page.html.contains("<script>alert"), "{}:\n{}", page.at, page.html);
    assert!(!page.html.contains("&amp;amp;amp;"), "{}:\n{}", page.at, page.html);
}

#[tokio::test]
async fn somebody_new_is_welcomed_and_makes_a_service_with_every_right_in_it() {
    let world = World::new().await;
    let person = world.person("Zoé Tremblay", "Zoe@example.ca").await;
    let mut browser = world.signed_in(person).await;
    browser.open("/accounts").await.is(200).says("Welcome to Facteur").says("ask one of its members");
    browser.clone().in_french().open("/accounts").await.says("Bienvenue dans Facteur");

    let form = browser.open("/add-service").await;
    form.is(200).says("Create a service").says("Emails will come from …@notification.localhost");
    is_whole(&form);
    is_whole(&browser.clone().in_french().open("/add-service").await);
    let fields = [("name", "Santé | Health"), ("email_from", "Santé  Publique!"), ("language_order", "fr")];
    let made = browser.submit("/add-service", &fields).await;
    let id = made.at.strip_prefix("/services/").and_then(ServiceId::parse).expect("the dashboard is next");
    made.says("‘Santé | Health’ is created. Its emails come from sante.publique@notification.localhost.");

    let ServiceSnapshot { service, members, .. } = stored(&world, id).await;
    assert_eq!((service.name.as_str(), service.email_from.as_str()), ("Santé | Health", "sante.publique"));
    assert_eq!((service.mode, service.language_order), (Mode::Trial, LanguageOrder::FrenchFirst));
    assert_eq!(members.len(), 1);
    assert_eq!((members[0].id, members[0].rights), (person, Rights::all()));
    assert_eq!(members[0].email, "zoe@example.ca");
    assert_eq!(author_of(&world, id, "service.create").await, Some(format!("user:{person}")));

    let list = browser.open("/accounts").await;
    list.is(200).says("Services in trial mode").says("Santé | Health").is_silent_about("Welcome");
    assert!(list.html.contains(&format!("href=\"/services/{id}\"")), "{}", list.html);
    browser.in_french().open("/accounts").await.says("Services en mode d’essai");
}

#[tokio::test]
async fn nobody_makes_a_service_without_signing_in() {
    let world = World::new().await;
    for path in ["/accounts", "/add-service"] {
        let answer = world.browser().open_only(path).await;
        answer.is(303);
        assert!(answer.headers["location"].to_str().is_ok_and(|place| place.starts_with("/sign-in?")));
    }
}

#[tokio::test]
async fn a_service_needs_a_name_and_an_address_that_no_other_has() {
    let world = World::new().await;
    world.trial_service("Passeports").await;
    let person = world.person("Zoé", "zoe@example.ca").await;
    let mut browser = world.signed_in(person).await;
    browser.open("/add-service").await;
    let long = "é".repeat(256);
    for (name, address, said) in [
        ("", "parcs", "Enter a name for the service"),
        (" \u{a0} ", "parcs", "Enter a name for the service"),
        (long.as_str(), "parcs", "Use at most 255 characters for the name"),
        ("Say “hi”", "parcs", "Leave out the quotation marks"),
        ("a\u{7}b", "parcs", "Leave out the characters that cannot be seen"),
        ("a\u{202e}b", "parcs", "Leave out the characters that cannot be seen"),
        ("PASSEPORTS", "parcs", "Another service has this name"),
        ("Facteur", "parcs", "Another service has this name"),
        ("Parcs", "", "Enter at least one letter or digit"),
        ("Parcs", "日本", "Enter at least one letter or digit"),
        ("Parcs", long.as_str(), "Use at most 64 characters for the address"),
        ("Parcs", "Passeports", "This address is taken"),
        ("Parcs", "notification", "This address is taken"),
        (HOSTILE, "passeports", "This address is taken"),
    ] {
        let fields = [("name", name), ("email_from", address), ("language_order", "en")];
        let page = browser.submit("/add-service", &fields).await;
        page.is(400).says("There is a problem").says(said);
        is_whole(&page);
        let mut french = browser.clone().in_french();
        let page = french.submit("/add-service", &fields).await;
        page.is(400).says("Il y a un problème");
        is_whole(&page);
    }
    let page = browser.submit("/add-service", &[("name", "Parcs"), ("email_from", "parcs")]).await;
    page.is(400).says("Choose one of these");
    assert_eq!(world.store.services_of(person).await, Ok(Vec::new()));

    // The command line obeys the same rule.
    let wanted = ServiceRequest { name: "passeports".to_owned(), email_from: None, mode: Mode::Live };
    let refused = world.app.create_service(&world.by, wanted).await.map(|_| ()).map_err(|e| e.to_string());
    assert_eq!(refused, Err("another service has this name".to_owned()));
}

#[tokio::test]
async fn one_person_makes_only_so_many_services_in_trial_mode() {
    let world = World::new().await;
    let person = world.person("Zoé", "zoe@example.ca").await;
    let mut browser = world.signed_in(person).await;
    browser.open("/add-service").await;
    for number in 0..=30 {
        let name = format!("Service {number}");
        let fields = [("name", name.as_str()), ("email_from", name.as_str()), ("language_order", "en")];
        let answer = browser.submit("/add-service", &fields).await;
        if number == 30 {
            answer.is(400).says("at most 30 services in trial mode");
        } else {
            answer.says("is created");
            browser.open("/add-service").await;
        }
    }
    assert_eq!(world.store.services_of(person).await.map(|services| services.len()), Ok(30));
}

#[tokio::test]
async fn the_settings_show_everything_and_offer_changes_only_to_those_who_may() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let mut manager = manager(&service).await;
    let page = manager.open(&settings(service.id, "")).await;
    page.is(200)
        .says("Service name Passeports – Change Service name")
        .says("Sending email address passeports@notification.localhost")
        .says("API rate limit per minute 1,000")
        .says("Daily maximum of emails 50")
        .says("starts anew at 7:00 PM EST (midnight UTC)")
        .says("Data retention 7 days")
        .says("Time zone Eastern (Toronto, Montréal)")
        .says("Reply-to addresses None")
        .says("Text message senders FACTEUR")
        .says("Next steps")
        .says("Delete this service");
    is_whole(&page);
    // Steps lead only where the person may go.
    page.says("Invite your team").is_silent_about("Create a test key").is_silent_about("Write a template");
    let french = manager.clone().in_french().open(&settings(service.id, "")).await;
    french
        .says("Nom du service Passeports – Modifier Nom du service")
        .says("Limite d’appels à l’API par minute 1\u{a0}000")
        .says("remis à zéro à 19\u{a0}h\u{a0}00 HNE (minuit UTC)")
        .says("Conservation des données 7 jours")
        .says("Prochaines étapes");
    is_whole(&french);

    let keys = rights(&[Right::ManageApiKeys]);
    let mut keeper = world.member_with(service.id, "cles@example.ca", keys).await;
    let page = keeper.open(&settings(service.id, "")).await;
    page.is(200).says("Create a test key").is_silent_about("– Change").is_silent_about("Delete this");

    let live = world.live_service("Parcs").await;
    let mut other = world.member_with(live.id, "parcs@example.ca", Rights::all()).await;
    other.open(&settings(live.id, "")).await.is(200).is_silent_about("Next steps");
    other.open(&settings(service.id, "")).await.is(404);
}

/// Every page of the room inside a service.
const PAGES: [&str; 14] = [
    "/name",
    "/email_from",
    "/set-email",
    "/set-sms",
    "/set-international-sms",
    "/sms-prefix",
    "/data-retention",
    "/time-zone",
    "/cut-off-texts",
    "/language-order",
    "/email-reply-to/add",
    "/sms-sender/add",
    "/archive",
    "/email-reply-to/{reply_to}/edit",
];

#[tokio::test]
async fn only_those_who_manage_the_service_change_it() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let reply_to = world.app.add_reply_to(&world.by, service.id, "a@example.ca").await.expect("it is added");
    let sender = world.app.add_sms_sender(&world.by, service.id, "PASSEPORT").await.expect("it is added");
    let others: Rights = Right::ALL.into_iter().filter(|right| *right != Right::ManageService).collect();
    let mut member = world.member_with(service.id, "autre@example.ca", others).await;
    let stranger = world.person("Max", "max@example.ca").await;
    let mut stranger = world.signed_in(stranger).await;
    member.open(&settings(service.id, "/email-reply-to")).await.is(200).is_silent_about("Remove");
    member.open(&settings(service.id, "/sms-sender")).await.is(200).is_silent_about("Remove");
    stranger.open("/accounts").await;
    let before = stored(&world, service.id).await;
    let one = format!("/email-reply-to/{reply_to}");
    for page in PAGES {
        let path = settings(service.id, &page.replace("{reply_to}", &reply_to.to_string()));
        member.open(&path).await.is(403).says("You cannot see this page");
        stranger.open(&path).await.is(404);
    }
    let posts = PAGES.map(|page| page.replace("{reply_to}", &reply_to.to_string()));
    let more = [
        "/name/confirm".to_owned(),
        "/email_from/confirm".to_owned(),
        "/restore".to_owned(),
        format!("{one}/default"),
        format!("{one}/delete"),
        format!("/sms-sender/{sender}/default"),
        format!("/sms-sender/{sender}/delete"),
    ];
    let fields = [
        ("name", "Changed"),
        ("email_from", "changed"),
        ("switch", "off"),
        ("days", "3"),
        ("zone", "UTC"),
        ("choice", "send-again"),
        ("language_order", "fr"),
        ("address", "b@example.ca"),
        ("sender", "CHANGED"),
    ];
    for page in posts.iter().chain(&more) {
        let path = settings(service.id, page);
        member.submit(&path, &fields).await.is(403);
        stranger.submit(&path, &fields).await.is(404);
        world.browser().forge(&path, &fields).await.is(400);
    }
    assert_eq!(stored(&world, service.id).await, before);
}

#[tokio::test]
async fn the_name_changes_once_the_page_has_said_what_that_means() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    world.live_service("Parcs").await;
    let mut browser = manager(&service).await;
    browser.open(&settings(service.id, "/name")).await.is(200).says("Your recipients know your messages");
    let path = settings(service.id, "/name");
    browser.submit(&path, &[("name", "parcs")]).await.is(400).says("Another service has this name");
    browser.submit(&path, &[("name", "")]).await.is(400).says("Enter a name");
    let page = browser.submit(&path, &[("name", " Passeports | Passports ")]).await;
    page.is(200).says("Now Passeports New Passeports | Passports");
    assert_eq!(stored(&world, service.id).await.service.name, "Passeports");
    let confirm = settings(service.id, "/name/confirm");
    browser.submit(&confirm, &[("name", "PARCS")]).await.is(400).says("Another service has this name");
    let page = browser.submit(&confirm, &[("name", "Passeports | Passports")]).await;
    page.is(200).says("Saved").says("Passeports | Passports");
    let author = author_of(&world, service.id, "service.name").await;
    assert!(author.is_some_and(|author| author.starts_with("user:")));
    // A change of case is a change too.
    browser.submit(&confirm, &[("name", "PASSEPORTS | passports")]).await.is(200).says("Saved");
}

#[tokio::test]
async fn the_sending_address_changes_once_the_page_has_said_what_that_means() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    world.live_service("Parcs").await;
    let mut browser = manager(&service).await;
    let path = settings(service.id, "/email_from");
    browser.open(&path).await.is(200).says("passeports@notification.localhost");
    browser.submit(&path, &[("email_from", "Parcs")]).await.is(400).says("This address is taken");
    let page = browser.submit(&path, &[("email_from", "Été 2026")]).await;
    page.is(200).says("passeports@notification.localhost").says("ete.2026@notification.localhost");
    page.says("Filters that look for the old address");
    let confirm = settings(service.id, "/email_from/confirm");
    browser.submit(&confirm, &[("email_from", "parcs")]).await.is(400);
    browser.submit(&confirm, &[("email_from", "ete.2026")]).await.is(200).says("Saved");
    let key = service.key(KeyType::Live).await;
    key.send_email(&service.email_to("max@example.com")).await.id();
    world.work().await;
    assert_eq!(letters_to(&world, "max@example.com")[0].from_address, "ete.2026@notification.localhost");
}

/// Asks a service something.
type Is = fn(&Service) -> bool;

#[tokio::test]
async fn channels_and_the_prefix_are_turned_on_and_off() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    let mut browser = manager(&service).await;
    let all: [(&str, Is, &str, &str); 4] = [
        (
            "/set-email",
            |service| service.permissions.contains(Permission::Email),
            "Send emails",
            "Envoyer des courriels",
        ),
        (
            "/set-sms",
            |service| service.permissions.contains(Permission::Sms),
            "Send text messages",
            "Envoyer des messages texte",
        ),
        (
            "/set-international-sms",
            |service| service.permissions.contains(Permission::InternationalSms),
            "Send international text messages",
            "Envoyer des messages texte internationaux",
        ),
        (
            "/sms-prefix",
            |service| service.sms_prefix == SmsPrefix::Shown,
            "Start text messages with the service name",
            "Commencer les messages texte par le nom du service",
        ),
    ];
    for (path, is_on, title, titre) in all {
        let path = settings(service.id, path);
        browser.open(&path).await.is(200).says(title);
        browser.clone().in_french().open(&path).await.is(200).says(titre);
        browser.submit(&path, &[]).await.is(400).says("Choose one of these");
        browser.submit(&path, &[("switch", HOSTILE)]).await.is(400);
        for (switch, on) in [("on", true), ("off", false)] {
            browser.submit(&path, &[("switch", switch)]).await.is(200).says("Saved");
            assert_eq!(is_on(&stored(&world, service.id).await.service), on, "{path}");
        }
    }
    let refused = key.send_sms(&service.sms_to("+16135550199")).await;
    assert_eq!(refused.error().2, "Service is not allowed to send text messages");
}

#[tokio::test]
async fn what_is_kept_and_how_it_is_read_is_for_the_team_to_say() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = manager(&service).await;
    for page in ["/data-retention", "/time-zone", "/cut-off-texts", "/language-order"] {
        is_whole(browser.open(&settings(service.id, page)).await.is(200));
        is_whole(browser.clone().in_french().open(&settings(service.id, page)).await.is(200));
    }
    let path = settings(service.id, "/data-retention");
    for days in ["", "2", "91", "-5", "7.5", "1e1", "99999999999", HOSTILE] {
        let page = browser.submit(&path, &[("days", days)]).await;
        page.is(400).says("Enter a whole number from 3 to 90");
        is_whole(&page);
    }
    browser.submit(&path, &[("days", " 30 ")]).await.is(200).says("Data retention 30 days");
    let path = settings(service.id, "/time-zone");
    for zone in ["", "Europe/Paris", "../../etc/passwd", HOSTILE] {
        browser.submit(&path, &[("zone", zone)]).await.is(400).says("Choose one of these");
    }
    let page = browser.submit(&path, &[("zone", "America/Halifax")]).await;
    page.is(200).says("Atlantic (Halifax)").says("8:00 PM AST (midnight UTC)");
    let path = settings(service.id, "/cut-off-texts");
    browser.submit(&path, &[("choice", "both")]).await.is(400);
    browser.submit(&path, &[("choice", "send-again")]).await.is(200).says("Send it again");
    let path = settings(service.id, "/language-order");
    browser.submit(&path, &[("language_order", "de")]).await.is(400);
    browser.submit(&path, &[("language_order", "fr")]).await.is(200).says("French, then English");
    let now = stored(&world, service.id).await.service;
    assert_eq!((now.retention.days(), now.timezone.as_str()), (30, "America/Halifax"));
    assert_eq!((now.cut_off_text, now.language_order), (CutOffText::SendAgain, LanguageOrder::FrenchFirst));
    for action in
        ["service.retention", "service.time-zone", "service.cut-off-texts", "service.language-order"]
    {
        assert!(author_of(&world, service.id, action).await.is_some(), "{action}");
    }
}

#[tokio::test]
async fn what_people_typed_is_only_text_on_every_page() {
    let world = World::new().await;
    let wanted = ServiceRequest {
        name: HOSTILE.to_owned(),
        email_from: Some("hostile".to_owned()),
        mode: Mode::Trial,
    };
    let id = world.app.create_service(&world.by, wanted).await.expect("it is a name").id;
    let reply_to = world.app.add_reply_to(&world.by, id, "o'brien@example.ca").await.expect("it is added");
    let sender = world.app.add_sms_sender(&world.by, id, "PASSEPORT").await.expect("it is added");
    let mut browser = world.member_with(id, "zoe@example.ca", Rights::all()).await;
    let mut paths: Vec<_> =
        PAGES.iter().map(|page| settings(id, &page.replace("{reply_to}", &reply_to.to_string()))).collect();
    paths.extend(
        [
            String::new(),
            "/email-reply-to".to_owned(),
            format!("/email-reply-to/{reply_to}"),
            format!("/email-reply-to/{reply_to}/delete"),
            "/sms-sender".to_owned(),
            format!("/sms-sender/{sender}/delete"),
        ]
        .map(|page| settings(id, &page)),
    );
    paths.push("/accounts".to_owned());
    for path in paths {
        for mut browser in [browser.clone(), browser.clone().in_french()] {
            let page = browser.open(&path).await;
            page.is(200).says(HOSTILE);
            is_whole(&page);
        }
    }
    browser.open(&settings(id, "/name")).await;
    let page = browser.submit(&settings(id, "/name"), &[("name", "<img src=x onerror=alert(1)>")]).await;
    page.is(200).says("<img src=x onerror=alert(1)>");
    assert!(!page.html.contains("<img"), "{}", page.html);
}
