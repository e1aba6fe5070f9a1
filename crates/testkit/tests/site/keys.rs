//! API keys, as the people of a service make and look after them.

use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, ServiceId, UserId};
use facteur_model::person::{Right, Rights};
use facteur_model::time::{Clock, DAY, HOUR, SECOND};
use facteur_providers::{Email, Message};
use facteur_store::users;
use facteur_testkit::world::{Browser, Shown, World};

const STRANGER: &str = "quelqu.un@example.com";

fn keys_only() -> Rights {
    [Right::ManageApiKeys].into_iter().collect()
}

/// The browser of somebody who looks after the keys of a service.
async fn keeper(world: &World, service: ServiceId) -> Browser {
    world.member_with(service, "zoe@example.ca", keys_only()).await
}

fn at(service: ServiceId, path: &str) -> String {
    format!("/services/{service}/api/keys{path}")
}

/// Fills in the form for a new key, as it stands at first.
async fn create(browser: &mut Browser, service: ServiceId, name: &str, key_type: &str) -> Shown {
    let path = at(service, "/create");
    browser.open(&path).await.is(200);
    browser.submit(&path, &[("name", name), ("type", key_type), ("expires", "usual")]).await
}

/// The text of a key on the page that shows it.
fn secret(shown: &Shown) -> String {
    shown.between("translate=\"no\">", "<").expect("the page shows a key").to_owned()
}

async fn only_key(world: &World, service: ServiceId) -> ApiKeyId {
    let keys = world.app.keys(&world.by, Some(service)).await.unwrap();
    assert_eq!(keys.len(), 1);
    keys[0].id
}

async fn count(world: &World, service: ServiceId) -> usize {
    world.app.keys(&world.by, Some(service)).await.unwrap().len()
}

/// What was sent to somebody so far.
fn letters_to(world: &World, to: &str) -> Vec<Email> {
    let given = world.provider.given().into_iter();
    given
        .filter_map(|given| match given.message {
            Message::Email(email) if email.to == to => Some(email),
            _ => None,
        })
        .collect()
}

mod acceptance {
    use super::*;

    #[tokio::test]
    async fn check_1_a_trial_service_sees_the_live_option_disabled_and_a_forged_form_makes_no_key() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        let mut browser = keeper(&world, service.id).await;
        let page = browser.open(&at(service.id, "/create")).await;
        page.is(200).says("Not available because your service is in trial mode.");
        let live = page.between("id=\"f-type-live\"", ">").unwrap();
        assert!(live.contains("disabled"), "{live}");
        let mut french = keeper_in_french(&world, service.id).await;
        let page = french.open(&at(service.id, "/create")).await;
        page.is(200).says("Non disponible parce que votre service est en mode d’essai.");

        for fields in [
            [("name", "K"), ("type", "live"), ("expires", "usual")],
            [("name", "K"), ("type", "normal"), ("expires", "never")],
        ] {
            browser.open(&at(service.id, "/create")).await;
            browser.submit(&at(service.id, "/create"), &fields).await.is(400);
        }
        french.open(&at(service.id, "/create")).await;
        let page = create(&mut french, service.id, "K", "live").await;
        page.is(400).says("Il y a un problème");
        assert_eq!(count(&world, service.id).await, 0);
    }

    #[tokio::test]
    async fn check_2_a_name_is_needed_and_belongs_to_one_key_that_works() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        let mut browser = keeper(&world, service.id).await;
        let long = "n".repeat(256);
        for (name, problem) in [
            ("", "You need to give the key a name"),
            ("   ", "You need to give the key a name"),
            (long.as_str(), "The name can have up to 255 characters"),
            ("a\u{7}b", "The name holds characters that cannot be displayed"),
        ] {
            create(&mut browser, service.id, name, "test").await.is(400).says(problem);
        }
        create(&mut browser, service.id, &"n".repeat(255), "test").await.is(200).says("New API key");
        create(&mut browser, service.id, "Clé d’Été", "test").await.is(200);
        let again = create(&mut browser, service.id, "CLÉ D’ÉTÉ", "team").await;
        again.is(400).says("A key with this name already exists");
        assert!(again.html.contains("value=\"CLÉ D’ÉTÉ\""), "what was typed is still there");
        let keys = world.app.keys(&world.by, Some(service.id)).await.unwrap();
        let taken = keys.iter().find(|key| key.name == "Clé d’Été").unwrap();
        world.app.revoke_key(&world.by, taken.id).await.unwrap();
        create(&mut browser, service.id, "CLÉ D’ÉTÉ", "team").await.is(200).says("New API key");
    }

    #[tokio::test]
    async fn check_3_the_secret_appears_once_and_a_reload_shows_none_and_makes_nothing() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        let mut browser = keeper(&world, service.id).await;
        let page = create(&mut browser, service.id, "Permis", "test").await;
        page.is(200).says("Copy your key to somewhere safe.").says("I have stored it");
        assert_eq!(page.at, at(service.id, "/created"));
        assert_eq!(page.headers["cache-control"], "no-store");
        let text = secret(&page);
        let called = world.caller(format!("ApiKey-v1 {text}")).get("/v2/templates").await;
        assert_eq!(called.status, 200);

        let again = browser.open(&page.at).await;
        again.is(200).says("The key is no longer shown");
        let tail = &text[text.len() - 36..];
        assert!(!again.html.contains(tail));
        assert!(!browser.open(&at(service.id, "")).await.html.contains(tail));
        assert_eq!(count(&world, service.id).await, 1);
    }

    #[tokio::test]
    async fn check_4_a_key_has_its_documented_form_and_is_kept_only_hashed() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        let mut browser = keeper(&world, service.id).await;
        let path = at(service.id, "/create");
        browser.open(&path).await;
        let form = [("name", "Clé d’Été"), ("type", "test"), ("expires", "never"), ("api_key_only", "yes")];
        let text = secret(&browser.submit(&path, &form).await);
        let expected = format!("-{}-", service.id);
        assert!(text.starts_with("fct-test-cle_dete-") && text.contains(&expected), "{text}");
        let tail = &text[text.len() - 36..];
        assert_eq!(tail.matches('-').count(), 4, "{text}");
        let tail = tail.as_bytes();
        for file in std::fs::read_dir(world.folder()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(tail.len()).any(|window| window == tail), "the secret is in clear");
        }
        let page = browser.open(&at(service.id, "")).await;
        page.says("ApiKey-v1 only").says("Key type: Test – pretends to send messages");
    }

    #[tokio::test]
    async fn check_5_a_team_key_reaches_members_and_the_safelist_and_nobody_else() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        let mut browser = keeper(&world, service.id).await;
        let list = format!("/services/{}/api/safelist", service.id);
        browser.open(&list).await.is(200);
        browser.submit(&list, &[("recipients", "amie@example.ca")]).await.is(200);
        let text = secret(&create(&mut browser, service.id, "Équipe", "team").await);
        let key = world.caller(format!("ApiKey-v1 {text}"));
        for (to, status) in [("zoe@example.ca", 201), ("Amie@example.ca", 201), (STRANGER, 400)] {
            assert_eq!(key.send_email(&service.email_to(to)).await.status, status, "{to}");
        }
        let refused = key.send_email(&service.email_to(STRANGER)).await;
        assert!(refused.error().2.contains("keys.html#team-and-safelist"), "{}", refused.json);
    }

    #[tokio::test]
    async fn check_6_a_test_key_fails_on_demand_and_nothing_counts() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        let mut browser = keeper(&world, service.id).await;
        let before = world.app.left_today(&world.by, service.id).await.unwrap();
        let text = secret(&create(&mut browser, service.id, "Essais", "test").await);
        let key = world.caller(format!("ApiKey-v1 {text}"));
        for (to, status) in [
            ("temp-fail@simulator.notify", "temporary-failure"),
            ("perm-fail@simulator.notify", "permanent-failure"),
        ] {
            let sent = key.send_email(&service.email_to(to)).await;
            world.work().await;
            world.pass(10 * SECOND).await;
            assert_eq!(key.status_of(&sent.id()).await, status);
        }
        let after = world.app.left_today(&world.by, service.id).await.unwrap();
        assert_eq!((before.email, before.sms), (after.email, after.sms));
    }

    #[tokio::test]
    async fn check_7_revoking_asks_first_and_the_next_call_is_refused() {
        let world = World::new().await;
        let service = world.live_service("Passeports").await;
        let mut browser = keeper(&world, service.id).await;
        let mut french = keeper_in_french(&world, service.id).await;
        let text = secret(&create(&mut browser, service.id, "Permis", "live").await);
        let caller = world.caller(format!("ApiKey-v1 {text}"));
        let path = at(service.id, &format!("/{}/revoke", only_key(&world, service.id).await));
        browser.open(&path).await.is(200).says("Are you sure you want to revoke ‘Permis’?").says("ever used");
        french.open(&path).await.says("Voulez-vous vraiment révoquer «\u{a0}Permis\u{a0}»\u{a0}?");
        assert_eq!(caller.get("/v2/templates").await.status, 200, "asking does nothing");
        world.app.flush_key_use().await.unwrap();
        browser.open(&path).await.says("A program used this key last on November 23, 2026, 7:00 AM.");

        let page = browser.submit(&path, &[]).await;
        page.is(200).says("‘Permis’ was revoked").says("Revoked November 23, 2026, 7:00 AM");
        let refused = caller.get("/v2/templates").await;
        let message = "Invalid token: API key revoked";
        assert_eq!((refused.status, refused.error().2.contains(message)), (403, true), "{}", refused.json);
        world.clock.advance(HOUR);
        browser.submit(&path, &[]).await.is(200).says("Revoked November 23, 2026, 7:00 AM");
        french.open(&at(service.id, "")).await.says("Révoquée le 23\u{a0}novembre 2026, 7\u{a0}h\u{a0}00");
        world.clock.advance(8 * DAY);
        let mut later = world.signed_in(world.person("Ali", "ali@example.ca").await).await;
        later.open(&at(service.id, "")).await.is(404);
        let mut later = world.member_with(service.id, "noor@example.ca", keys_only()).await;
        later.open(&at(service.id, "")).await.is_silent_about("Permis");
        later.open(&at(service.id, "?show=revoked")).await.says("Permis").says("Revoked November 23");
    }

    #[tokio::test]
    async fn check_8_the_last_use_shows_after_a_call_and_never_before() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        let mut browser = keeper(&world, service.id).await;
        let mut french = keeper_in_french(&world, service.id).await;
        let key = service.key(KeyType::Test).await.with("User-Agent", "NOTIFY-API-PYTHON-CLIENT/9.0.0");
        browser.open(&at(service.id, "")).await.says("Last used: Never");
        french.open(&at(service.id, "")).await.says("Dernière utilisation\u{a0}: Jamais");
        key.send_email(&service.email_to(STRANGER)).await;
        world.app.flush_key_use().await.unwrap();
        let used = "Last used: November 23, 2026, 7:00 AM (NOTIFY-API-PYTHON-CLIENT)";
        browser.open(&at(service.id, "")).await.says(used);
        let used =
            "Dernière utilisation\u{a0}: 23\u{a0}novembre 2026, 7\u{a0}h\u{a0}00 (NOTIFY-API-PYTHON-CLIENT)";
        french.open(&at(service.id, "")).await.says(used);
    }

    #[tokio::test]
    async fn check_9_without_the_right_there_is_no_page_and_an_administrator_makes_no_key() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        let key = service.make_key(KeyType::Test).await.id;
        let rights: Rights = Right::ALL.into_iter().filter(|right| *right != Right::ManageApiKeys).collect();
        let mut member = world.member_with(service.id, "sam@example.ca", rights).await;
        let mut stranger = world.signed_in(world.person("Ali", "ali@example.ca").await).await;
        for path in [
            String::new(),
            "/create".to_owned(),
            "/created".to_owned(),
            format!("/{key}"),
            format!("/{key}/rotate"),
            format!("/{key}/revoke"),
        ] {
            member.open(&at(service.id, &path)).await.is(403);
            stranger.open(&at(service.id, &path)).await.is(404);
        }
        member.open("/").await;
        for path in ["/create".to_owned(), format!("/{key}/rotate"), format!("/{key}/revoke")] {
            member.submit(&at(service.id, &path), &[("name", "K"), ("type", "test")]).await.is(403);
        }
        let list = format!("/services/{}/api/safelist", service.id);
        member.open(&list).await.is(403);
        member.submit(&list, &[("recipients", "x@example.ca")]).await.is(403);

        let administrator = world.administrator("Root", "root@example.ca").await;
        let mut administrator = world.signed_in(administrator).await;
        let page = administrator.open(&at(service.id, "")).await;
        page.is(200).is_silent_about("Create an API key");
        administrator.open(&at(service.id, "/create")).await.is(403);
        let form = [("name", "K"), ("type", "test"), ("expires", "usual")];
        administrator.submit(&at(service.id, "/create"), &form).await.is(403);
        administrator.open(&at(service.id, &format!("/{key}/rotate"))).await.is(403);
        assert_eq!(count(&world, service.id).await, 1);
        let revoke = at(service.id, &format!("/{key}/revoke"));
        administrator.open(&revoke).await.is(200);
        administrator.submit(&revoke, &[]).await.is(200).says("was revoked");
    }

    #[tokio::test]
    async fn check_10_the_french_page_is_french() {
        let world = World::new().await;
        let service = world.live_service("Passeports").await;
        for key_type in KeyType::ALL {
            service.key(key_type).await;
        }
        let mut french = keeper_in_french(&world, service.id).await;
        let page = french.open(&at(service.id, "")).await;
        page.says("Clés API").says("Jamais").says("Créer une clé API").says("Fonctionne");
        page.says("Type de clé\u{a0}: Active — permet d’envoyer des messages à tout le monde");
        page.says("Créée par\u{a0}: L’exploitant de l’installation");
        for english in ["Last used", "Key type", "Never", "Revoke ", "Rotate", "Created", "keys-", "Live"] {
            page.is_silent_about(english);
        }
        let path = at(service.id, "/create");
        let page = french.open(&path).await;
        page.says("Nom de la clé").says("Permettre à cette clé de gérer les gabarits");
        for english in ["Name for", "Expires", "keys-", "Create "] {
            page.is_silent_about(english);
        }
        let page = french.submit(&path, &[]).await;
        page.is(400).says("Vous devez donner un nom à la clé").says("Choisissez un type de clé");
    }
}

async fn keeper_in_french(world: &World, service: ServiceId) -> Browser {
    world.member_with(service, "chloe@example.ca", keys_only()).await.in_french()
}

#[tokio::test]
async fn a_new_key_says_who_made_it_who_holds_it_what_it_may_and_when_it_ends() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let path = at(service.id, "/create");
    browser.open(&path).await;
    let form = [
        ("name", "<b>Permis</b>"),
        ("type", "live"),
        ("scope", "manage_templates"),
        ("scope", "manage_reports"),
        ("holder", "Firme & fils"),
        ("contact", "aide@firme.example"),
        ("expires", "usual"),
    ];
    browser.submit(&path, &form).await.is(200).says("Your API key “<b>Permis</b>”");
    let page = browser.open(&at(service.id, "")).await;
    page.says("<b>Permis</b> Live").says("Created by: Zoé Tremblay");
    page.says("Held by: Firme & fils (aide@firme.example)").says("Manage templates Delivery reports");
    page.says("Expires: November 23, 2027, 7:00 AM").says("Nothing sent in the last 7 days");
    assert!(!page.html.contains("<b>Permis"), "what people type is never HTML");

    browser.open(&path).await;
    for (form, problem) in [
        (vec![("name", "A"), ("type", "live"), ("expires", "40000")], "Choose when the key expires"),
        (vec![("name", "A"), ("type", "live")], "Choose when the key expires"),
        (vec![("name", "A"), ("expires", "30")], "Choose a type of key"),
        (
            vec![("name", "A"), ("type", "test"), ("expires", "30"), ("scope", "everything")],
            "Choose permissions from the list",
        ),
        (
            vec![("name", "A"), ("type", "test"), ("expires", "30"), ("contact", "x")],
            "Say who this contact is for",
        ),
    ] {
        browser.submit(&path, &form).await.is(400).says(problem);
    }
    assert_eq!(count(&world, service.id).await, 1);
}

#[tokio::test]
async fn the_messages_of_a_week_are_drawn_and_written_beside_the_key() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let key = service.key(KeyType::Live).await;
    for _ in 0..2 {
        key.send_email(&service.email_to(STRANGER)).await.id();
    }
    key.send_sms(&service.sms_to("+15149301600")).await.id();
    world.work().await;
    let page = browser.open(&at(service.id, "")).await;
    page.says("2 emails and 1 text message in the last 7 days").says("November 23, 2026 2 1");
    assert_eq!(page.html.matches("class=\"bar\"").count(), 1);
    world.clock.advance(8 * DAY);
    let mut later = world.member_with(service.id, "noor@example.ca", keys_only()).await;
    later.open(&at(service.id, "")).await.says("Nothing sent in the last 7 days");
}

#[tokio::test]
async fn a_key_of_another_service_is_not_there() {
    let world = World::new().await;
    let (own, other) = (world.trial_service("Permis").await, world.trial_service("Passeports").await);
    let mut browser = keeper(&world, own.id).await;
    let key = other.make_key(KeyType::Test).await;
    for path in [format!("/{}", key.id), format!("/{}/rotate", key.id), format!("/{}/revoke", key.id)] {
        browser.open(&at(own.id, &path)).await.is(404);
        browser.submit(&at(own.id, &path), &[("overlap", "0")]).await;
    }
    browser.open(&at(own.id, "/nonsense")).await.is(404);
    assert_eq!(other.caller(&key).get("/v2/templates").await.status, 200);
}

#[tokio::test]
async fn a_form_from_elsewhere_makes_replaces_and_revokes_nothing() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let key = service.make_key(KeyType::Test).await;
    browser.open(&at(service.id, "")).await.is(200);
    for path in ["/create".to_owned(), format!("/{}/rotate", key.id), format!("/{}/revoke", key.id)] {
        let form = [("name", "K"), ("type", "test"), ("expires", "usual"), ("overlap", "0")];
        browser.forge(&at(service.id, &path), &form).await.is(400).says("Nothing was changed");
    }
    assert_eq!(count(&world, service.id).await, 1);
    assert_eq!(service.caller(&key).get("/v2/templates").await.status, 200);
}

#[tokio::test]
async fn a_service_has_a_hundred_keys_that_work_and_no_more() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let first = service.make_key(KeyType::Test).await.id;
    for _ in 1..100 {
        service.make_key(KeyType::Test).await;
    }
    let page = create(&mut browser, service.id, "Une de plus", "test").await;
    page.is(400).says("A service can have up to 100 keys that work. Revoke one first.");
    world.app.revoke_key(&world.by, first).await.unwrap();
    create(&mut browser, service.id, "Une de plus", "test").await.is(200).says("New API key");
}

mod rotation {
    use super::*;

    #[tokio::test]
    async fn gives_a_successor_once_and_both_keys_work_during_the_overlap() {
        let world = World::new().await;
        let service = world.live_service("Passeports").await;
        let mut browser = keeper(&world, service.id).await;
        let old = secret(&create(&mut browser, service.id, "Permis", "live").await);
        let old = world.caller(format!("ApiKey-v1 {old}"));
        let old_id = only_key(&world, service.id).await;
        let path = at(service.id, &format!("/{old_id}/rotate"));
        browser.open(&path).await.is(200).says("Rotate the API key ‘Permis’");
        browser.submit(&path, &[("overlap", "8")]).await.is(400).says("Choose 0 to 7 days");
        browser.submit(&path, &[("overlap", "-1")]).await.is(400);
        let page = browser.submit(&path, &[("overlap", "2")]).await;
        page.is(200).says("Your API key “Permis”");
        page.says(
            "The old key is now called “Permis (2026-11-23)” and works until November 25, 2026, 7:00 AM.",
        );
        let new = world.caller(format!("ApiKey-v1 {}", secret(&page)));

        // Sent twice: there is one successor.
        browser.submit(&path, &[("overlap", "2")]).await.is(200).says("Replaced by: Permis");
        assert_eq!(count(&world, service.id).await, 2);
        assert_eq!(old.get("/v2/templates").await.status, 200);
        assert_eq!(new.with("User-Agent", "curl/8").get("/v2/templates").await.status, 200);
        world.app.flush_key_use().await.unwrap();
        let page = browser.open(&at(service.id, &format!("/{old_id}"))).await;
        page.says("Which key still calls").says("Replaced: works until November 25, 2026, 7:00 AM");
        page.says("Permis Works November 23, 2026, 7:00 AM (curl)");

        world.clock.advance(2 * DAY);
        assert_eq!(old.get("/v2/templates").await.status, 403);
        assert_eq!(new.get("/v2/templates").await.status, 200);
        let mut later = keeper_in_french(&world, service.id).await;
        later.open(&at(service.id, "")).await.says("Expirée le 25\u{a0}novembre 2026, 7\u{a0}h\u{a0}00");
    }

    #[tokio::test]
    async fn without_overlap_stops_the_old_key_at_once() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        let mut browser = keeper(&world, service.id).await;
        let key = service.make_key(KeyType::Team).await;
        let path = at(service.id, &format!("/{}/rotate", key.id));
        browser.open(&path).await;
        let page = browser.submit(&path, &[("overlap", "0")]).await;
        page.is(200);
        let refused = service.caller(&key).get("/v2/templates").await;
        assert_eq!(refused.status, 403, "{}", refused.json);
        let new = world.caller(format!("ApiKey-v1 {}", secret(&page)));
        assert_eq!(new.get("/v2/templates").await.status, 200);
    }

    #[tokio::test]
    async fn keeps_type_permissions_and_holder_and_lasts_as_long_as_the_old_key_was_made_to() {
        let world = World::new().await;
        let service = world.live_service("Passeports").await;
        let mut browser = keeper(&world, service.id).await;
        let path = at(service.id, "/create");
        browser.open(&path).await;
        let form = [
            ("name", "Permis"),
            ("type", "live"),
            ("scope", "manage_reports"),
            ("holder", "Firme Bleue"),
            ("expires", "90"),
        ];
        browser.submit(&path, &form).await.is(200);
        let old = only_key(&world, service.id).await;
        world.clock.advance(DAY);
        let mut browser = keeper_in_french(&world, service.id).await;
        let path = at(service.id, &format!("/{old}/rotate"));
        browser.open(&path).await.says("Effectuer la rotation de la clé API «\u{a0}Permis\u{a0}»");
        browser.submit(&path, &[("overlap", "1")]).await.is(200);
        let keys = world.app.keys(&world.by, Some(service.id)).await.unwrap();
        let new = keys.iter().find(|key| key.id != old).unwrap();
        let page = browser.open(&at(service.id, &format!("/{}", new.id))).await;
        page.says("Permis").says("Rapports de livraison").says("Détenue par\u{a0}: Firme Bleue");
        page.says("Remplace\u{a0}: Permis (2026-11-24)").says("Expire\u{a0}: 22\u{a0}février 2027");
    }
}

#[tokio::test]
async fn a_key_that_has_expired_is_refused_like_a_revoked_one_and_gives_its_name_free() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let path = at(service.id, "/create");
    browser.open(&path).await;
    let form = [("name", "Permis"), ("type", "test"), ("expires", "30")];
    let text = secret(&browser.submit(&path, &form).await);
    browser.open(&at(service.id, "")).await.says("(in 30 days)");
    let caller = world.caller(format!("ApiKey-v1 {text}"));
    world.clock.advance(30 * DAY - SECOND);
    assert_eq!(caller.get("/v2/templates").await.status, 200);
    world.clock.advance(SECOND);
    let refused = caller.get("/v2/templates").await;
    assert_eq!(refused.status, 403);
    assert!(refused.error().2.contains("API key revoked"), "{}", refused.json);
    let mut browser = keeper_in_french(&world, service.id).await;
    browser.open(&at(service.id, "")).await.says("Expirée le 23\u{a0}décembre 2026, 7\u{a0}h\u{a0}00");
    let old = only_key(&world, service.id).await;
    for action in ["rotate", "revoke"] {
        let path = at(service.id, &format!("/{old}/{action}"));
        let page = browser.open(&path).await;
        assert_eq!(page.at, at(service.id, &format!("/{old}")), "there is nothing to {action}");
        browser.submit(&path, &[("overlap", "0")]).await.is(200);
    }
    create(&mut browser, service.id, "permis", "test").await.is(200);
    browser.open(&at(service.id, "?show=revoked")).await.says("Expirée le 23\u{a0}décembre 2026");
}

mod letters {
    use super::*;

    async fn settle(world: &World, person: UserId, change: impl FnOnce(&mut facteur_store::User)) {
        let was = world.store.user(person).await.unwrap().unwrap();
        let mut user = was.clone();
        change(&mut user);
        let mut tx = world.store.begin().await.unwrap();
        users::update(&mut tx, &was, &user).await.unwrap();
        tx.commit().await.unwrap();
    }

    #[tokio::test]
    async fn tell_everybody_who_keeps_keys_in_their_language_unless_they_want_none() {
        let world = World::new().await;
        let service = world.live_service("Passeports").await;
        let mut browser = keeper(&world, service.id).await;
        for (email, language, muted) in [
            ("fr@example.ca", Some("fr"), ""),
            ("en@example.ca", Some("en"), ""),
            ("no@example.ca", None, "a,key-events"),
        ] {
            let person = world.person("Ali", email).await;
            settle(&world, person, |user| {
                user.language = language.map(str::to_owned);
                user.muted = muted.to_owned();
            })
            .await;
            world.join(service.id, person, keys_only()).await;
        }
        let sender = world.person("Sam", "sam@example.ca").await;
        world.join(service.id, sender, [Right::SendMessages].into_iter().collect()).await;

        create(&mut browser, service.id, "[Gratuit](https://evil.example) **x**", "live").await.is(200);
        world.work().await;
        let french = letters_to(&world, "fr@example.ca");
        assert_eq!(french.len(), 1);
        assert!(french[0].subject.starts_with("Nouvelle clé API de Passeports"), "{}", french[0].subject);
        assert!(french[0].text.contains("Créée par\u{a0}: Zoé Tremblay"), "{}", french[0].text);
        assert!(!french[0].html.contains("//evil"), "{}", french[0].html);
        let english = &letters_to(&world, "en@example.ca")[0];
        assert!(english.text.contains("Type: live"), "{}", english.text);
        let both = &letters_to(&world, "zoe@example.ca")[0];
        assert!(both.subject.contains(" | Nouvelle clé API"), "{}", both.subject);
        assert!(letters_to(&world, "no@example.ca").is_empty());
        assert!(letters_to(&world, "sam@example.ca").is_empty());

        let key = only_key(&world, service.id).await;
        let rotate = at(service.id, &format!("/{key}/rotate"));
        browser.open(&rotate).await;
        browser.submit(&rotate, &[("overlap", "1")]).await.is(200);
        // The clock stands still: what is due at one moment leaves in any order.
        world.work().await;
        let revoke = at(service.id, &format!("/{key}/revoke"));
        browser.open(&revoke).await;
        browser.submit(&revoke, &[]).await.is(200);
        browser.submit(&revoke, &[]).await.is(200);
        world.work().await;
        let subjects: Vec<String> =
            letters_to(&world, "en@example.ca").into_iter().map(|letter| letter.subject).collect();
        assert_eq!(subjects.len(), 3, "{subjects:?}");
        assert!(subjects[1].starts_with("API key rotated for Passeports"), "{subjects:?}");
        assert!(subjects[2].starts_with("API key revoked for Passeports"), "{subjects:?}");
        for letter in letters_to(&world, "zoe@example.ca") {
            assert!(!letter.text.contains("letter-") && !letter.text.contains("fct-"), "{}", letter.text);
        }
    }

    #[tokio::test]
    async fn come_30_14_7_3_and_1_days_before_a_key_expires_each_once() {
        let world = World::new().await;
        let service = world.live_service("Passeports").await;
        let mut browser = keeper(&world, service.id).await;
        create(&mut browser, service.id, "Permis", "live").await.is(200);
        world.work().await;
        let is_reminder = |letter: &Email| letter.subject.contains("expires soon");
        let mut sent = Vec::new();
        let end = world.clock.now().plus(365 * DAY);
        while world.clock.now() < end.plus(2 * DAY) {
            world.app.remind_of_keys().await.unwrap();
            world.app.remind_of_keys().await.unwrap();
            world.work().await;
            let reminders =
                letters_to(&world, "zoe@example.ca").iter().filter(|one| is_reminder(one)).count();
            if reminders > sent.len() {
                sent.push(end.since(world.clock.now()) / DAY);
            }
            assert_eq!(reminders, sent.len());
            world.clock.advance(if sent.is_empty() { 5 * DAY } else { DAY });
        }
        assert_eq!(sent, [30, 14, 7, 3, 1]);
        let last = letters_to(&world, "zoe@example.ca").pop().unwrap();
        assert!(last.text.contains("Expires: 2027-11-23 12:00 UTC"), "{}", last.text);
        assert!(last.text.contains("Elle n’a jamais servi."), "{}", last.text);
    }

    #[tokio::test]
    async fn of_a_node_that_looks_at_the_same_time_are_not_sent_again() {
        let world = World::new().await;
        let service = world.live_service("Passeports").await;
        let mut browser = keeper(&world, service.id).await;
        create(&mut browser, service.id, "Permis", "live").await.is(200);
        world.clock.advance(340 * DAY);
        let (one, other) = (world.app.clone(), world.app.clone());
        let (one, other) = tokio::join!(one.remind_of_keys(), other.remind_of_keys());
        assert!(one.is_ok() && other.is_ok());
        world.work().await;
        let letters = letters_to(&world, "zoe@example.ca");
        assert_eq!(letters.iter().filter(|letter| letter.subject.contains("expires soon")).count(), 1);
    }
}

#[tokio::test]
async fn only_its_own_page_shows_a_new_key_whatever_is_asked_for_first() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = keeper(&world, service.id).await;
    let path = at(service.id, "/create");
    browser.open(&path).await;
    let form = [("name", "Permis"), ("type", "test"), ("expires", "usual")];
    let made = browser.submit_only(&path, &form).await;
    let place = made.headers["location"].to_str().unwrap().to_owned();
    for other in ["/", "/user-profile", "/user-profile/recovery-codes", &at(service.id, "")] {
        assert!(!browser.open(other).await.html.contains("fct-test-"), "{other} shows the key");
    }
    assert!(secret(&browser.open(&place).await).starts_with("fct-test-"));
    assert!(!browser.open(&place).await.html.contains("fct-test-permis-"));
}
