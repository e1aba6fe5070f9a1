//! What the brief of the keys asked for, check by check.

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
        let path = file.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let bytes = std::fs::read(path).unwrap();
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
