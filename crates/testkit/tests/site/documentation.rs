//! The documentation: every page in both languages, the reference, and links to the other language.

use facteur_testkit::world::World;

const PAGES: [(&str, &str); 9] = [
    ("start", "commencer"),
    ("send", "envoyer"),
    ("status", "etat"),
    ("webhooks", "rappel"),
    ("testing", "essai"),
    ("keys", "cles"),
    ("limits", "limites"),
    ("errors", "erreurs"),
    ("clients", "clients"),
];

#[tokio::test]
async fn every_page_is_there_in_both_languages_and_leads_to_its_twin() {
    let world = World::new().await;
    let (mut english, mut french) = (world.browser(), world.browser().in_french());
    for (en, fr) in PAGES {
        let page = english.open(&format!("/documentation/en/{en}")).await;
        page.is(200);
        assert!(page.html.contains(&format!("href=\"/documentation/fr/{fr}?lang=fr\"")), "{en}");
        french.open(&format!("/documentation/fr/{fr}")).await.is(200);
    }
}

#[tokio::test]
async fn an_address_is_read_in_its_own_language_unless_the_reader_chose_the_other() {
    let world = World::new().await;
    let mut english = world.browser();
    english.open("/documentation/fr/cles").await.is(200).says("Types de clés");
    english.open("/documentation/fr/cles?lang=en").await.is(200).says("Types of keys");
    english.open("/documentation/fr/cles").await.is(200).says("Types of keys");
}

#[tokio::test]
async fn the_page_about_keys_says_what_each_type_does() {
    let world = World::new().await;
    world.browser().open("/documentation/en/keys").await.says("Team and safelist").says("Create an API key");
    let page = world.browser().in_french().open("/documentation/fr/cles").await;
    page.says("Équipe et liste de confiance").says("Créer une clé API");
}

#[tokio::test]
async fn the_address_of_the_installation_stands_in_the_examples() {
    let world = World::new().await;
    world.browser().open("/documentation/en/start").await.says("FACTEUR_URL=https://api.test");
}

#[tokio::test]
async fn the_reference_lists_every_operation_in_the_readers_language() {
    let world = World::new().await;
    let page = world.browser().open("/documentation/en/reference").await;
    page.is(200).says("Send an email").says("POST /v2/notifications/email").says("email_address");
    world.browser().in_french().open("/documentation/fr/reference").await.is(200).says("Envoyer un courriel");
}
