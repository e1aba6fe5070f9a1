//! The safelist, as the people of a service keep it.

use facteur_app::Settings;
use facteur_model::api_key::KeyType;
use facteur_model::id::ServiceId;
use facteur_model::person::{Right, Rights};
use facteur_testkit::world::{Browser, World};

fn keys_only() -> Rights {
    [Right::ManageApiKeys].into_iter().collect()
}

async fn keeper(world: &World, service: ServiceId) -> Browser {
    world.member_with(service, "zoe@example.ca", keys_only()).await
}

fn at(service: ServiceId, path: &str) -> String {
    format!("/services/{service}/api/safelist{path}")
}

#[tokio::test]
async fn entries_are_added_one_by_one_with_a_label_and_say_who_added_them_when() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let page = browser.open(&at(service.id, "")).await;
    page.is(200).says("Your team is included automatically: Zoé Tremblay (zoe@example.ca)");
    page.says("Room left: 50 email addresses and 50 phone numbers.");
    let form = [
        ("recipients", "Ami@Exemple.ca\r\n\r\n  613-253-2222 \r\nautre@exemple.ca"),
        ("label", "Essais <du> printemps"),
    ];
    let page = browser.submit(&at(service.id, ""), &form).await;
    page.is(200).says("3 entries were added.");
    page.says("ami@exemple.ca Essais <du> printemps Zoé Tremblay November 23, 2026, 7:00 AM");
    page.says("+16132532222").says("Room left: 48 email addresses and 49 phone numbers.");
    assert!(!page.html.contains("<du>"));
    let key = service.key(KeyType::Team).await;
    assert_eq!(key.send_sms(&service.sms_to("(613) 253-2222")).await.status, 201);

    let page = browser.submit(&at(service.id, "/remove"), &[("entry", "ami@exemple.ca")]).await;
    page.is(200).says("ami@exemple.ca was removed from the safelist.").says("autre@exemple.ca");
    page.says("Room left: 49 email addresses");
    browser.submit(&at(service.id, "/remove"), &[("entry", "ami@exemple.ca")]).await.is(200);
    assert_eq!(key.send_email(&service.email_to("ami@exemple.ca")).await.status, 400);
}

#[tokio::test]
async fn who_is_there_already_is_said_and_stays() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    service.safelist(&["ancien@exemple.ca"]).await;
    let mut browser = keeper(&world, service.id).await.in_french();
    browser.open(&at(service.id, "")).await.says("L’exploitant de l’installation");
    let form = [("recipients", "ANCIEN@exemple.ca\nzoe@example.ca\nneuf@exemple.ca\nneuf@exemple.ca")];
    let page = browser.submit(&at(service.id, ""), &form).await;
    page.is(200).says("1 entrée a été ajoutée.");
    page.says(
        "Déjà sur la liste ou dans votre équipe\u{a0}: ancien@exemple.ca, zoe@example.ca, neuf@exemple.ca",
    );
    let page = browser.submit(&at(service.id, ""), &[("recipients", "neuf@exemple.ca")]).await;
    page.is(200).says("Rien n’a été ajouté.");
}

#[tokio::test]
async fn every_wrong_entry_is_named_beside_the_field_and_nothing_is_added() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    browser.open(&at(service.id, "")).await;
    let path = at(service.id, "");
    let form = [("recipients", "bon@exemple.ca\n<b>x</b>\npas un numéro"), ("label", "Essais")];
    let page = browser.submit(&path, &form).await;
    page.is(400).says("Neither an email address nor a phone number: <b>x</b>, pas un numéro");
    page.says("No email address is on the list yet.");
    assert!(!page.html.contains("<b>x") && page.html.contains("bon@exemple.ca\n"), "what was typed is there");
    assert!(page.html.contains("id=\"e-recipients\""));
    browser.submit(&path, &[("recipients", " \n ")]).await.is(400).says("Enter an email address or a phone");
    let long = "l".repeat(101);
    for label in [long.as_str(), "a\u{7}b"] {
        let page = browser.submit(&path, &[("recipients", "bon@exemple.ca"), ("label", label)]).await;
        page.is(400).says("The label can be up to 100 characters on one line");
    }
    let many = "bon@exemple.ca\n".repeat(101);
    browser.submit(&path, &[("recipients", many.as_str())]).await.is(400).says("up to 100 lines");
    let endless = "x".repeat(10_000);
    browser.submit(&path, &[("recipients", endless.as_str())]).await.is(400).says("…");
    let form = [("recipients", "mauvais")];
    let page = browser.in_french().submit(&path, &form).await;
    page.is(400).says("Ni adresse courriel, ni numéro de téléphone\u{a0}: mauvais");
}

#[tokio::test]
async fn a_full_safelist_says_how_many_are_left() {
    let settings =
        Settings { base_url: "https://api.test".to_owned(), most_safelisted: 2, ..Settings::default() };
    let world = World::with_settings(settings).await;
    let service = world.trial_service("Passeports").await;
    service.safelist(&["un@exemple.ca"]).await;
    let mut browser = keeper(&world, service.id).await;
    browser.open(&at(service.id, "")).await.says("Room left: 1 email address and 2 phone numbers.");
    let form = [("recipients", "deux@exemple.ca\ntrois@exemple.ca")];
    let page = browser.submit(&at(service.id, ""), &form).await;
    page.is(400).says("There is room for 1 more email address").is_silent_about("Remove deux");
    browser.submit(&at(service.id, ""), &[("recipients", "deux@exemple.ca")]).await.is(200);
    let page = browser.submit(&at(service.id, ""), &[("recipients", "trois@exemple.ca")]).await;
    page.is(400).says("There is no room for more email addresses");
    browser.submit(&at(service.id, ""), &[("recipients", "+16132532222")]).await.is(200);
}

#[tokio::test]
async fn an_entry_is_removed_only_from_the_own_list() {
    let world = World::new().await;
    let (own, other) = (world.trial_service("Permis").await, world.trial_service("Passeports").await);
    other.safelist(&["ami@exemple.ca"]).await;
    let mut browser = keeper(&world, own.id).await;
    browser.open(&at(own.id, "")).await;
    browser.submit(&at(own.id, "/remove"), &[("entry", "ami@exemple.ca")]).await.is(200);
    browser.submit(&at(other.id, "/remove"), &[("entry", "ami@exemple.ca")]).await.is(404);
    let key = other.key(KeyType::Team).await;
    assert_eq!(key.send_email(&other.email_to("ami@exemple.ca")).await.status, 201);
    browser.forge(&at(own.id, ""), &[("recipients", "x@example.ca")]).await.is(400);
}
