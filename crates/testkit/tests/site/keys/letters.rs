//! Letters about keys.

use super::*;

async fn settle(world: &World, person: UserId, change: impl FnOnce(&mut facteur_store::User)) {
    let mut user = world.store.user(person).await.unwrap().unwrap();
    change(&mut user);
    let mut tx = world.store.begin().await.unwrap();
    users::update(&mut tx, &user).await.unwrap();
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
        let reminders = letters_to(&world, "zoe@example.ca").iter().filter(|one| is_reminder(one)).count();
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
