//! Sending to a whole list from the site: the file, its check, the send and what becomes of it.

use facteur_model::Channel;
use facteur_model::person::{Right, Rights};
use facteur_model::time::HOUR;
use facteur_store::bounces;
use facteur_testkit::world::{Browser, Shown, TestService, World};

async fn sender(service: &TestService<'_>, email: &str) -> Browser {
    let rights: Rights = [Right::SendMessages].into_iter().collect();
    service.world.member_with(service.id, email, rights).await
}

fn many(service: &TestService<'_>, channel: Channel) -> String {
    let template = match channel {
        Channel::Email => service.email,
        Channel::Sms => service.sms,
    };
    format!("/services/{}/send/{template}/many", service.id)
}

async fn upload(browser: &mut Browser, path: &str, name: &str, file: &[u8]) -> Shown {
    browser.open(path).await.is(200);
    browser.upload(path, name, file).await
}

/// Sends the list that a check page shows.
async fn send(browser: &mut Browser, check: &Shown, more: &[(&str, &str)]) -> Shown {
    let hidden =
        |name: &str| check.between(&format!("name=\"{name}\" value=\""), "\"").unwrap_or_default().to_owned();
    let (version, seen) = (hidden("version"), hidden("seen"));
    let fields = [&[("version", version.as_str()), ("seen", seen.as_str())], more].concat();
    browser.submit(&check.at, &fields).await
}

const TWO: &[u8] = b"Email Address,name\r\nana@example.ca,Ana\r\nbob@example.ca,Bob\r\n";

#[tokio::test]
async fn a_list_of_one_row_is_counted_as_one_and_leads_to_its_report() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&parks, "zoe@example.ca").await;
    let mut max = parks.world.member_with(parks.id, "max@example.ca", Rights::all()).await;
    let path = many(&parks, Channel::Email);
    let check = upload(&mut zoe, &path, "one.csv", b"email address,name\r\nana@example.ca,Ana\r\n").await;
    let job = send(&mut zoe, &check, &[]).await;
    world.work().await;
    let shown = zoe.open(&job.at).await;
    shown.says("1 message 1 delivered 0 in transit 0 failed 0 problem addresses");
    shown.is_silent_about("Prepare a report");
    let french = zoe.clone().in_french().open(&job.at).await;
    french
        .says("1 message 1 livré 0 en cours d’envoi 0 en échec 0 adresse problématique")
        .says("1 sur 1 terminé");
    let numbers = zoe.open_only(&format!("{}/numbers.json", job.at)).await;
    assert!(numbers.html.contains("\"job-all-words\":\"message\""), "{}", numbers.html);

    let shown = max.open(&job.at).await;
    shown.says("Prepare a report of this list");
    let id = job.at.rsplit('/').next().unwrap();
    let reports = format!("/services/{}/reports?job={id}", parks.id);
    assert!(shown.html.contains(&format!("href=\"{reports}\"")), "{}", shown.html);
    max.open(&reports).await.is(200).says("Prepare a report");
}

#[tokio::test]
async fn a_list_is_uploaded_checked_sent_and_followed() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&parks, "zoe@example.ca").await;
    let template = format!("/services/{}/templates/{}", parks.id, parks.email);
    zoe.open(&template).await.is(200).says("Send to many recipients");
    let path = many(&parks, Channel::Email);
    zoe.open(&path)
        .await
        .is(200)
        .says("Prepare spreadsheet")
        .says("email address")
        .says("Download an example");

    let check = upload(&mut zoe, &path, "C:\\lists\\people.csv", TWO).await;
    check.is(200).says("Review before sending").says("people.csv").says("Send 2 emails").says("News for Ana");
    check.says("Your service can send 10,000 more emails today.").is_silent_about("C:");
    assert!(!check.at.contains("ana"), "{}", check.at);
    zoe.open(&format!("{}/rows/0", check.at)).await.is(200).says("Message 1 of 2").says("News for Ana");
    zoe.open(&format!("{}/rows/1", check.at))
        .await
        .says("Row 3 of your file: bob@example.ca")
        .says("News for Bob");
    zoe.open(&format!("{}/rows/2", check.at)).await.is(404);

    zoe.open(&check.at).await;
    let job = send(&mut zoe, &check, &[]).await;
    job.is(200).says("Your list is being sent.").says("people.csv").says("0 of 2 done");
    let again = send(&mut zoe, &check, &[]).await;
    assert_eq!(again.at, job.at, "{}", again.text());
    world.work().await;
    assert_eq!(world.provider.given().len(), 2);
    let done = zoe.open(&job.at).await;
    done.is(200).says("Sent").says("2 of 2 done").says("ana@example.ca").says("bob@example.ca");
    zoe.open(&format!("{}?status=problem", job.at)).await.is(200).says("No message of this kind.");
    let numbers = zoe.open_only(&format!("{}/numbers.json", job.at)).await;
    assert!(numbers.is(200).html.contains("\"job-bar\":\"2\""), "{}", numbers.html);
    let list = zoe.open(&format!("/services/{}/jobs", parks.id)).await;
    list.is(200).says("Bulk sends").says("people.csv").says("Greeting by email");
}

#[tokio::test]
async fn every_wrong_cell_is_named_and_the_list_comes_back_with_its_reasons() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&parks, "zoe@example.ca").await;
    let file = b"email address,name\nana@example.ca,=1+1\nnobody,Bob\n,\nana@example.ca,\n";
    let check = upload(&mut zoe, &many(&parks, Channel::Email), "people.csv", file).await;
    check.is(200).says("There is a problem with your list").says("3 rows have to be corrected");
    check.says("fix 1 email address").says("enter missing data in 2 rows").says("Not a valid email address");
    check.says("1 recipient appears more than once").is_silent_about("Send 4 emails");
    let corrections = zoe.open_only(&format!("{}/corrections.csv", check.at)).await;
    let expected = "\u{feff}\"email address\",\"name\",\"To correct\"\r\n\
        \"ana@example.ca\",\"'=1+1\",\"\"\r\n\
        \"nobody\",\"Bob\",\"Row 3: email address: Not a valid email address\"\r\n\
        \"\",\"\",\"Row 4: email address: Missing; name: Missing\"\r\n\
        \"ana@example.ca\",\"\",\"Row 5: name: Missing\"\r\n";
    assert_eq!(corrections.is(200).html, expected);
    let duplicates = zoe.open_only(&format!("{}/duplicates.csv", check.at)).await;
    assert!(duplicates.html.ends_with("\"ana@example.ca\",\"\",\"Row 5\"\r\n"), "{}", duplicates.html);
    let refused = zoe.submit(&check.at, &[("version", "1")]).await;
    refused.is(400).says("Some rows have to be corrected.");
    world.work().await;
    assert_eq!(world.provider.given().len(), 0);
}

#[tokio::test]
async fn the_first_problem_of_a_file_comes_first() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&parks, "zoe@example.ca").await;
    let path = many(&parks, Channel::Email);
    for (file, said) in [
        ("email address,name\n", "Your list has no row below the column names."),
        ("name\nAna\n", "Your list needs a column named ‘email address’."),
        (
            "email address,Email_Address,name\na,b,c",
            "Several columns are for the recipient: email address and Email_Address.",
        ),
        ("email address\na@example.ca", "Columns are missing: name."),
    ] {
        upload(&mut zoe, &path, "people.csv", file.as_bytes()).await.is(200).says(said);
    }
    let trial = world.trial_service("Trial").await;
    let mut ada = sender(&trial, "ada@example.ca").await;
    let check = upload(&mut ada, &many(&trial, Channel::Email), "people.csv", TWO).await;
    check.is(200).says("In trial mode you can only send").says("Not in your team or on your safelist");
}

#[tokio::test]
async fn what_was_guessed_about_a_file_is_said_in_the_readers_language() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&parks, "zoe@example.ca").await.in_french();
    let path = many(&parks, Channel::Email);
    zoe.open(&path).await.is(200).says("Préparer une feuille de calcul").says("adresse courriel");
    let example = zoe.open_only(&path.replace("/many", "/example.csv")).await;
    assert!(
        example.is(200).html.starts_with("\u{feff}\"adresse courriel\",\"name\"\r\n"),
        "{}",
        example.html
    );
    let check = upload(&mut zoe, &path, "liste.csv", b"adresse courriel;name\nana@example.ca;Zo\xe9").await;
    check.is(200).says("Réviser avant l’envoi").says("points-virgules").says("Windows-1252").says("Zoé");
    let job = send(&mut zoe, &check, &[]).await;
    job.is(200).says("L’envoi de votre liste est en cours.").says("liste.csv");
    zoe.open(&format!("/services/{}/jobs", parks.id)).await.is(200).says("Envois de masse");
}

#[tokio::test]
async fn the_same_file_is_sent_again_only_when_that_is_confirmed() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&parks, "zoe@example.ca").await;
    let path = many(&parks, Channel::Email);
    let check = upload(&mut zoe, &path, "people.csv", TWO).await;
    let first = send(&mut zoe, &check, &[]).await;
    let check = upload(&mut zoe, &path, "other-name.csv", TWO).await;
    check.is(200).says("This very file was sent with this template today");
    send(&mut zoe, &check, &[]).await.is(400).says("Confirm that you want to send the same file once more");
    let second = send(&mut zoe, &check, &[("again", "yes")]).await;
    assert_ne!(first.at, second.at);
    world.work().await;
    assert_eq!(world.provider.given().len(), 4);
}

#[tokio::test]
async fn a_scheduled_list_can_be_paused_resumed_and_cancelled() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&parks, "zoe@example.ca").await;
    let check = upload(&mut zoe, &many(&parks, Channel::Email), "people.csv", TWO).await;
    let words = facteur_i18n::Words::new(facteur_i18n::Language::En, "America/Toronto");
    let day = words.day_field(world.app.now().plus(30 * HOUR));
    send(&mut zoe, &check, &[("day", &day)]).await.is(400).says("Enter the time as well");
    let job = send(&mut zoe, &check, &[("day", &day), ("time", "09:15")]).await;
    job.is(200).says("Your list is scheduled.").says("Scheduled for").says("Pause");
    zoe.submit(&format!("{}/pause", job.at), &[]).await.is(200).says("The send is paused.").says("Resume");
    zoe.submit(&format!("{}/resume", job.at), &[]).await.is(200).says("The send goes on.");
    zoe.open(&format!("{}/cancel", job.at)).await.is(200).says("2 messages will not be sent.");
    zoe.submit(&format!("{}/cancel", job.at), &[]).await.is(200).says("The send was cancelled.");
    zoe.submit(&format!("{}/resume", job.at), &[]).await.says("That is no longer possible");
    world.work().await;
    assert_eq!(world.provider.given().len(), 0);
}

#[tokio::test]
async fn a_list_that_waits_for_paused_emails_says_so() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&parks, "zoe@example.ca").await;
    let check = upload(&mut zoe, &many(&parks, Channel::Email), "people.csv", TWO).await;
    let job = send(&mut zoe, &check, &[]).await;
    job.is(200).is_silent_about("The rest of this list waits");
    let mut tx = world.store.begin().await.expect("a transaction");
    bounces::pause(&mut tx, parks.id, world.app.now()).await.expect("the e-mails are paused");
    tx.commit().await.expect("it is kept");
    zoe.open(&job.at).await.says("The rest of this list waits: your service’s emails are paused");
    zoe.open(&format!("{}?lang=fr", job.at)).await.says("Le reste de cette liste attend");
}

#[tokio::test]
async fn a_second_person_approves_a_long_list() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let manager = world.person("Max", "max@example.ca").await;
    world.join(parks.id, manager, Rights::all()).await;
    let mut max = world.signed_in(manager).await;
    let settings = format!("/services/{}/service-settings", parks.id);
    let approval = format!("{settings}/list-approval");
    max.open(&settings).await.is(200).says("Lists are sent without approval");
    max.open(&approval).await.is(200).says("Approval of lists");
    max.submit(&approval, &[("rows", "0")]).await.is(400).says("Enter a number from 1 to 100,000");
    max.submit(&approval, &[("rows", "2")])
        .await
        .is(200)
        .says("A second person has to approve lists of 2 rows");
    let mut zoe = sender(&parks, "zoe@example.ca").await;
    let check = upload(&mut zoe, &many(&parks, Channel::Email), "people.csv", TWO).await;
    check.says("A second person has to approve lists of 2 rows or more.");
    let job = send(&mut zoe, &check, &[]).await;
    job.is(200).says("Your list waits for a second person").is_silent_about("Approve and send");
    zoe.submit(&format!("{}/approve", job.at), &[]).await.says("another member of your team");
    max.open(&job.at).await.is(200).says("This list waits for your approval.");
    max.submit(&format!("{}/approve", job.at), &[]).await.is(200).says("The list was approved.");
    world.work().await;
    assert_eq!(world.provider.given().len(), 2);
    max.open(&job.at).await.says("Approved by").says("Max");
}

#[tokio::test]
async fn files_that_are_no_lists_are_refused_with_a_reason() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&parks, "zoe@example.ca").await;
    let path = many(&parks, Channel::Email);
    for (name, file, said) in [
        ("people.csv", &b""[..], "The file is empty."),
        (
            "people.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "from an old version of Excel, or behind a password",
        ),
        ("people.xlsx", b"PK\x03\x04 and no more", "The file is damaged."),
        ("people.csv", b"\x89PNG\r\n\x1a\n\0\0\0", "The file is not a table."),
        ("", b"", "Choose a file to upload"),
    ] {
        upload(&mut zoe, &path, name, file).await.is(400).says(said);
    }
    let large = vec![b'a'; (20 << 20) + 1];
    upload(&mut zoe, &path, "people.csv", &large).await.is(400).says("The file is too large");
    upload(&mut zoe, &path, "people.csv", &vec![b'a'; 21 << 20]).await.is(413);
    zoe.open(&path).await;
    zoe.upload_with(&path, "a-token-of-another-page", "people.csv", TWO)
        .await
        .is(400)
        .is_silent_about("people.csv");
}

#[tokio::test]
async fn a_list_is_seen_by_whoever_uploaded_it_and_for_a_few_hours() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&parks, "zoe@example.ca").await;
    let check = upload(&mut zoe, &many(&parks, Channel::Email), "people.csv", TWO).await;
    let mut bob = sender(&parks, "bob@example.ca").await;
    for page in ["", "/rows/0", "/corrections.csv", "/duplicates.csv"] {
        bob.open(&format!("{}{page}", check.at)).await.is(410).is_silent_about("ana@example.ca");
    }
    zoe.open(&check.at).await.is(200);
    world.clock.advance(5 * HOUR);
    zoe.open(&check.at).await.is(410);
    world.app.sweep().await.unwrap();
}

#[tokio::test]
async fn a_list_that_writes_to_one_number_too_often_is_not_sent() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&parks, "zoe@example.ca").await;
    let path = many(&parks, Channel::Sms);
    let list = format!("phone number,name\n{}", "613-555-0142,Ana\n".repeat(21));
    let check = upload(&mut zoe, &path, "people.csv", list.as_bytes()).await;
    check.is(200).says("1 recipient appears more than once");
    let refused = send(&mut zoe, &check, &[]).await;
    refused.is(400).says("One number can receive the same text message 20 times within an hour");
    let mut zoe = zoe.in_french();
    zoe.open(&check.at).await;
    send(&mut zoe, &check, &[])
        .await
        .is(400)
        .says("Un même numéro peut recevoir le même message texte 20 fois en une heure");
    world.work().await;
    assert!(world.provider.given().is_empty());
}

#[tokio::test]
async fn parts_of_texts_are_counted_and_numbers_abroad_are_named() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&parks, "zoe@example.ca").await;
    let path = many(&parks, Channel::Sms);
    let list = format!("phone number,name\n613-555-0142,Ana\n(613) 555-0143,{}\n", "x".repeat(200));
    let check = upload(&mut zoe, &path, "people.csv", list.as_bytes()).await;
    check.is(200).says("Text message parts 3").says("Send 2 text messages");
    let long = format!("phone number,name\n+44 7911 123456,Ana\n613-555-0142,{}\n", "x".repeat(700));
    let check = upload(&mut zoe, &path, "people.csv", long.as_bytes()).await;
    check.is(200).says("Your service cannot send to international numbers");
    check.says("The message is longer than 612 units").says("shorten the message of 1 row");
}
