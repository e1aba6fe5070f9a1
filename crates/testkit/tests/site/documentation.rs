//! The documentation: every page in both languages, the reference, and links to the other language.

use facteur_testkit::world::World;

const PAGES: [(&str, &str); 10] = [
    ("start", "commencer"),
    ("send", "envoyer"),
    ("status", "etat"),
    ("webhooks", "rappel"),
    ("testing", "essai"),
    ("keys", "cles"),
    ("limits", "limites"),
    ("received", "recus"),
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

/// `docs/differences.md`, from the title of the part on the API to that of the next.
fn rows_on_the_api() -> Vec<Vec<String>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/differences.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (_, rest) = page.split_once("\n## The API\n").unwrap();
    let (api, _) = rest.split_once("\n## Rendering\n").unwrap();
    let lines = api.lines().filter(|line| line.starts_with('|') && !line.starts_with("|---"));
    let cells = |line: &str| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
    lines.map(cells).filter(|row: &Vec<String>| row[0] != "Contract").collect()
}

#[test]
fn every_difference_names_the_section_of_the_contract_that_it_departs_from() {
    let rows = rows_on_the_api();
    assert!(rows.len() > 30, "{}", rows.len());
    for row in rows {
        assert_eq!(row.len(), 3, "{row:?}");
        for section in row[0].split(", ") {
            let number = section.strip_prefix('§').unwrap_or_else(|| panic!("{row:?} names no section"));
            let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            assert!(number.split('.').all(is_number), "{row:?}");
        }
        assert!(row[1].ends_with('.') && row[2].ends_with('.'), "{row:?} are sentences");
    }
}
