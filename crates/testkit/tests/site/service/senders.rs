//! Where answers to e-mails go, and whom text messages come from.

use super::*;

/// Sends an e-mail to somebody, and says where the answer would go.
async fn answers_go_to(service: &TestService<'_>, to: &str) -> Option<String> {
    let key = service.key(KeyType::Live).await;
    key.send_email(&service.email_to(to)).await.id();
    service.world.work().await;
    letters_to(service.world, to).pop().expect("it arrived").reply_to
}

#[tokio::test]
async fn a_reply_to_address_is_used_once_a_message_has_reached_it() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = manager(&service).await;
    let list = settings(service.id, "/email-reply-to");
    let page = browser.open(&list).await;
    page.is(200).says("answers to your emails reach nobody");
    is_whole(&page);
    let add = settings(service.id, "/email-reply-to/add");
    is_whole(browser.open(&add).await.is(200));
    for address in ["", "nobody", "a@b", HOSTILE, "a@example.ca\nBcc: b@example.ca"] {
        let page = browser.submit(&add, &[("address", address)]).await;
        page.is(400).says("Enter an email address");
        is_whole(&page);
    }
    let page = browser.submit(&add, &[("address", " Reponse@example.ca ")]).await;
    page.is(200).says("An email is on its way to Reponse@example.ca");
    is_whole(&page);
    assert_eq!(page.headers["refresh"], "5");
    let one = page.at.clone();
    browser.clone().in_french().open(&one).await.says("Un courriel est en route vers Reponse@example.ca");
    browser.open(&list).await.says("Reponse@example.ca Waiting for delivery");
    browser.open(&add).await;
    let known = browser.submit(&add, &[("address", "reponse@EXAMPLE.ca")]).await;
    known.is(400).says("Your service has this address already");
    assert_eq!(stored(&world, service.id).await.reply_tos[0].state, ReplyToState::Pending);
    // Neither by name nor by default.
    let key = service.key(KeyType::Live).await;
    let mut named = service.email_to("nomme@example.com");
    named["email_reply_to_id"] = stored(&world, service.id).await.reply_tos[0].id.to_string().into();
    assert_eq!(key.send_email(&named).await.status, 400);

    world.work().await;
    let letter = letters_to(&world, "Reponse@example.ca").pop().expect("the message was sent");
    assert!(letter.text.contains("The service “Passeports” would like answers"), "{}", letter.text);
    assert!(letter.text.contains("Le service «\u{a0}Passeports\u{a0}» voudrait"), "{}", letter.text);
    let page = browser.open(&one).await;
    page.is(200).says("Reponse@example.ca is verified").says("It is the default");
    assert!(!page.headers.contains_key("refresh"));
    is_whole(&page);
    browser.clone().in_french().open(&one).await.says("L’adresse Reponse@example.ca est vérifiée");
    browser.open(&list).await.says("Reponse@example.ca Default Verified");
    browser.open(&settings(service.id, "")).await.says("Reply-to addresses Reponse@example.ca");
    assert_eq!(answers_go_to(&service, "a@example.com").await.as_deref(), Some("Reponse@example.ca"));
    assert_eq!(key.send_email(&named).await.status, 201);
}

#[tokio::test]
async fn an_address_that_cannot_be_reached_is_not_used_and_can_be_tried_again() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = manager(&service).await;
    let add = settings(service.id, "/email-reply-to/add");
    browser.open(&add).await;
    world.provider.next(failure());
    let one = browser.submit(&add, &[("address", "faute@example.ca")]).await.at;
    world.work().await;
    let page = browser.open(&one).await;
    page.is(200).says("The email to faute@example.ca could not be delivered").says("Try again");
    is_whole(&page);
    browser.clone().in_french().open(&one).await.says("Le courriel à faute@example.ca n’a pas pu être livré");
    assert_eq!(answers_go_to(&service, "a@example.com").await, None);
    browser.submit(&format!("{one}/default"), &[]).await.says("Only a verified address can be the default");

    let edit = format!("{one}/edit");
    let form = browser.open(&edit).await;
    form.is(200);
    assert!(form.html.contains("value=\"faute@example.ca\""), "{}", form.html);
    browser.submit(&edit, &[("address", "juste@example.ca")]).await.says("on its way to juste@example.ca");
    world.work().await;
    // Nobody looks; the housekeeping does.
    world.app.sweep().await.expect("the house is kept");
    assert_eq!(answers_go_to(&service, "b@example.com").await.as_deref(), Some("juste@example.ca"));
}

fn failure() -> Outcome {
    Outcome::Refused { status: Status::PermanentFailure, reason: None, response: None }
}

#[tokio::test]
async fn a_verified_address_stays_in_use_until_the_one_that_replaces_it_is_verified() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let id = world.app.add_reply_to(&world.by, service.id, "vieille@example.ca").await.expect("it is added");
    let mut browser = manager(&service).await;
    let edit = settings(service.id, &format!("/email-reply-to/{id}/edit"));
    let list = settings(service.id, "/email-reply-to");
    browser.open(&edit).await.is(200);
    browser.submit(&edit, &[("address", "neuve@example.ca")]).await.says("on its way to neuve@example.ca");
    browser.open(&list).await.says("will take the place of this address");
    world.provider.next(failure());
    world.work().await;
    let page = browser.open(&list).await;
    page.says("The email to neuve@example.ca could not be delivered. This address stays in use.");
    is_whole(&page);
    assert_eq!(answers_go_to(&service, "a@example.com").await.as_deref(), Some("vieille@example.ca"));
    browser.open(&edit).await;
    browser.submit(&edit, &[("address", "neuve@example.ca")]).await.is(200);
    assert_eq!(answers_go_to(&service, "b@example.com").await.as_deref(), Some("vieille@example.ca"));
    browser.open(&list).await.says("neuve@example.ca Default Verified").is_silent_about("vieille");
    assert_eq!(answers_go_to(&service, "c@example.com").await.as_deref(), Some("neuve@example.ca"));
}

#[tokio::test]
async fn the_default_moves_by_choice_and_when_it_is_removed() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = manager(&service).await;
    let mut ids = Vec::new();
    for address in ["a@example.ca", "b@example.ca"] {
        ids.push(world.app.add_reply_to(&world.by, service.id, address).await.expect("it is added"));
    }
    let path = |id, what| settings(service.id, &format!("/email-reply-to/{id}{what}"));
    browser.open(&settings(service.id, "/email-reply-to")).await.says("a@example.ca Default Verified");
    let page = browser.submit(&path(ids[1], "/default"), &[]).await;
    page.says("Saved").says("b@example.ca Default Verified");
    let page = browser.open(&path(ids[1], "/delete")).await;
    page.is(200).says("Requests that name b@example.ca by its ID").says("It is the default");
    let page = browser.submit(&path(ids[1], "/delete"), &[]).await;
    page.says("a@example.ca Default Verified").is_silent_about("b@example.ca");
    assert_eq!(answers_go_to(&service, "x@example.com").await.as_deref(), Some("a@example.ca"));
    browser.submit(&path(ids[1], "/delete"), &[]).await.is(404);
    browser.open(&path(ids[1], "")).await.is(404);
    browser.open(&settings(service.id, "/email-reply-to/not-an-id")).await.is(404);

    // Those of another service are not there.
    let other = world.live_service("Parcs").await;
    let theirs = world.app.add_reply_to(&world.by, other.id, "c@example.ca").await.expect("it is added");
    browser.open(&path(theirs, "")).await.is(404);
    for what in ["/default", "/delete"] {
        browser.submit(&path(theirs, what), &[]).await.is(404);
    }
    browser.submit(&path(theirs, "/edit"), &[("address", "d@example.ca")]).await.is(404);
}

#[tokio::test]
async fn strangers_are_not_written_to_without_end() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = manager(&service).await;
    let add = settings(service.id, "/email-reply-to/add");
    browser.open(&add).await;
    for number in 0..10 {
        let address = format!("a{number}@example.ca");
        browser.submit(&add, &[("address", address.as_str())]).await.is(200);
        browser.open(&add).await;
    }
    browser.submit(&add, &[("address", "b@example.ca")]).await.is(400).says("within the hour");
    world.clock.advance(HOUR + SECOND);
    browser.submit(&add, &[("address", "b@example.ca")]).await.is(200);
}

#[tokio::test]
async fn text_messages_come_from_the_sender_that_the_team_chooses() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut browser = manager(&service).await;
    let list = settings(service.id, "/sms-sender");
    let page = browser.open(&list).await;
    page.is(200).says("text messages come from FACTEUR");
    is_whole(&page);
    let add = settings(service.id, "/sms-sender/add");
    is_whole(browser.open(&add).await.is(200));
    for (sender, said, dit) in [
        ("abc", "Use at least 4 characters", "Utilisez au moins 4 caractères"),
        ("PASSEPORTS-CANADA", "Use at most 11 characters", "Utilisez au plus 11 caractères"),
        ("Santé", "Use letters without accents", "Utilisez des lettres sans accents"),
        ("<b>x</b>", "Use letters without accents", "Utilisez des lettres sans accents"),
        ("0044770090", "A sender cannot begin with 00", "Un expéditeur ne peut pas commencer par 00"),
    ] {
        let page = browser.submit(&add, &[("sender", sender)]).await;
        page.is(400).says(said);
        is_whole(&page);
        browser.clone().in_french().submit(&add, &[("sender", sender)]).await.is(400).says(dit);
    }
    browser.submit(&add, &[("sender", " PASSEPORT ")]).await.is(200).says("PASSEPORT Default");
    browser.open(&add).await;
    browser.submit(&add, &[("sender", "PASSEPORT")]).await.is(400).says("has this sender already");
    browser.submit(&add, &[("sender", "613 555 0123")]).await.is(200).says("+16135550123");
    let mut senders = stored(&world, service.id).await.sms_senders;
    senders.sort_by_key(|sender| sender.sender != "PASSEPORT");
    let path = |at: usize, what| settings(service.id, &format!("/sms-sender/{}{what}", senders[at].id));
    browser.submit(&path(1, "/default"), &[]).await.says("+16135550123 Default");
    browser.open(&path(1, "/delete")).await.is(200).says("Requests that name +16135550123");
    let page = browser.submit(&path(1, "/delete"), &[]).await;
    page.says("PASSEPORT Default").is_silent_about("+16135550123");
    browser.submit(&path(1, "/default"), &[]).await.is(404);
    browser.open(&settings(service.id, "")).await.says("Text message senders PASSEPORT");
}
