//! The frame of every page: language, headers, errors, forms that come from elsewhere.

use facteur_testkit::world::World;

#[tokio::test]
async fn the_first_page_speaks_the_browsers_language_until_another_is_chosen() {
    let world = World::new().await;
    let mut browser = world.browser();
    browser.open("/").await.is(200).says("Three types of API keys");
    let mut french = world.browser().in_french();
    french.open("/").await.is(200).says("Trois types de clés API");
    let page = browser.open("/?lang=fr").await;
    page.says("Trois types de clés API");
    assert!(page.html.contains("href=\"/?lang=en\""), "{}", page.html);
    browser.open("/").await.says("Trois types de clés API");
}

#[tokio::test]
async fn a_page_that_is_not_there_says_so_in_both_languages() {
    let world = World::new().await;
    world.browser().open("/nowhere").await.is(404).says("Page not found");
    world.browser().in_french().open("/nowhere").await.is(404).says("Page introuvable");
}

#[tokio::test]
async fn a_form_from_elsewhere_changes_nothing() {
    let world = World::new().await;
    let person = world.person("Zoé", "zoe@example.ca").await;
    let mut browser = world.signed_in(person).await;
    browser.forge("/nowhere", &[("form_token", "0")]).await.is(400).says("Nothing was changed");
}

#[tokio::test]
async fn every_page_carries_strict_headers() {
    let world = World::new().await;
    let page = world.browser().open("/").await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
}
