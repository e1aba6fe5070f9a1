//! Sending one message from the site.

use facteur_app::LimitsChange;
use facteur_model::Channel;
use facteur_model::person::{Right, Rights};
use facteur_model::service::{Permission, Standing};
use facteur_model::time::{HOUR, MINUTE};
use facteur_testkit::world::{Browser, Shown, TestService, World};

pub async fn sender(world: &World, service: &TestService<'_>) -> Browser {
    let rights: Rights = [Right::SendMessages].into_iter().collect();
    world.member_with(service.id, "zoe@example.ca", rights).await
}

fn form(service: &TestService<'_>, channel: Channel) -> String {
    let template = match channel {
        Channel::Email => service.email,
        Channel::Sms => service.sms,
    };
    format!("/services/{}/send/{template}", service.id)
}

/// The hidden fields of a preview, as its form sends them.
pub fn kept(shown: &Shown) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for input in shown.html.split("<input type=\"hidden\" name=\"").skip(1) {
        let (name, rest) = input.split_once('"').expect("a name ends");
        let value = between(rest, " value=\"");
        if !matches!(name, "form_token") {
            fields.push((name.to_owned(), value.replace("&#38;", "&").replace("&#39;", "'")));
        }
    }
    fields
}

/// What stands after `start` and before the next quote.
fn between<'a>(text: &'a str, start: &str) -> &'a str {
    let rest = text.strip_prefix(start).expect("a hidden field has a value");
    rest.split_once('"').expect("a value ends").0
}

pub async fn send(browser: &mut Browser, path: &str, preview: &Shown) -> Shown {
    let fields = kept(preview);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.submit(&format!("{path}/now"), &fields).await
}

#[tokio::test]
async fn a_message_is_previewed_sent_and_delivered_once_however_often_it_is_clicked() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&world, &parks).await;
    let path = form(&parks, Channel::Email);
    zoe.open(&path).await.is(200).says("Send one message").says("Greeting by email").says("Time zone: EST");
    let fields = [("to", "ana@example.ca"), ("value-0", "Ana & <b>Zoé</b>")];
    let preview = zoe.submit(&path, &fields).await;
    preview.is(200).says("Review before sending").says("ana@example.ca").says("News for Ana & <b>Zoé</b>");
    preview.says("At once").says("Your service can send 10,000 more emails today.").says("Send the email");
    assert!(!preview.html.contains("<b>"), "{}", preview.html);
    let sent = send(&mut zoe, &path, &preview).await;
    let place = format!("/services/{}/notifications/", parks.id);
    assert!(sent.at.starts_with(&place), "{}: {}", sent.at, sent.text());
    let again = send(&mut zoe, &path, &preview).await;
    assert_eq!(again.at, sent.at);
    world.work().await;
    let delivered = world.provider.given();
    assert_eq!(delivered.len(), 1);
    // Another preview is another message.
    zoe.open(&path).await;
    let preview = zoe.submit(&path, &fields).await;
    let other = send(&mut zoe, &path, &preview).await;
    assert_ne!(other.at, sent.at);
}

#[tokio::test]
async fn a_preview_cannot_be_sent_with_other_values_under_the_same_token() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&world, &parks).await;
    let path = form(&parks, Channel::Email);
    zoe.open(&path).await;
    let preview = zoe.submit(&path, &[("to", "ana@example.ca"), ("value-0", "Ana")]).await;
    send(&mut zoe, &path, &preview).await;
    let mut fields = kept(&preview);
    fields.iter_mut().find(|(name, _)| name == "to").unwrap().1 = "bob@example.ca".to_owned();
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    zoe.open(&path).await;
    zoe.submit(&format!("{path}/now"), &fields).await.is(400).says("This message was sent already");
    world.work().await;
    assert_eq!(world.provider.given().len(), 1);
}

#[tokio::test]
async fn a_text_shows_its_parts_and_may_wait_for_a_quarter_of_an_hour() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&world, &parks).await;
    let path = form(&parks, Channel::Sms);
    zoe.open(&path).await.says("Phone number of the recipient").is_silent_about("Send it to yourself");
    let fields = [("to", "613-555-0199"), ("value-0", "Zoé"), ("day", "2026-11-23"), ("time", "08:15")];
    let preview = zoe.submit(&path, &fields).await;
    preview.is(200).says("November 23, 2026, 8:15 AM EST").says("1 part.").says("Parcs: Hello Zoé");
    preview.says("Schedule the message");
    let sent = send(&mut zoe, &path, &preview).await;
    assert!(sent.at.contains("/notifications/"), "{}", sent.text());
    world.pass(HOUR).await;
    assert_eq!(world.provider.given().len(), 0);
    world.pass(15 * MINUTE).await;
    assert_eq!(world.provider.given().len(), 1);
}

#[tokio::test]
async fn a_recipient_for_smoke_tests_leaves_nothing_to_look_at() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&world, &parks).await;
    let path = form(&parks, Channel::Sms);
    zoe.open(&path).await;
    let preview = zoe.submit(&path, &[("to", "613-253-2222"), ("value-0", "Zoé")]).await;
    let sent = send(&mut zoe, &path, &preview).await;
    sent.is(200).says("This recipient is for smoke tests").says("Greeting by sms");
}

#[tokio::test]
async fn somebody_can_send_to_themselves_without_typing_their_address() {
    let world = World::new().await;
    let parks = world.trial_service("Parcs").await;
    let mut zoe = sender(&world, &parks).await;
    let path = form(&parks, Channel::Email);
    zoe.open(&path).await.says("Send it to yourself");
    let own = zoe.open(&format!("{path}?to=me")).await;
    assert!(own.html.contains("value=\"zoe@example.ca\""), "{}", own.html);
    let preview = zoe.submit(&path, &[("to", "zoe@example.ca"), ("value-0", "Zoé")]).await;
    let sent = send(&mut zoe, &path, &preview).await;
    assert!(sent.at.contains("/notifications/"), "{}", sent.text());
}

#[tokio::test]
async fn what_is_wrong_is_said_next_to_its_field_in_both_languages() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&world, &parks).await;
    let (email, sms) = (form(&parks, Channel::Email), form(&parks, Channel::Sms));
    zoe.open(&email).await;
    let empty = zoe.submit(&email, &[]).await;
    empty.is(400).says("Enter who the message is for").says("Enter a value for name");
    for (to, said) in [
        ("nobody", "Enter a valid email address"),
        ("a@b", "Enter a valid email address"),
        ("\"><script>@example.ca", "Enter a valid email address"),
    ] {
        let shown = zoe.submit(&email, &[("to", to), ("value-0", "x")]).await;
        shown.is(400).says(said);
        assert!(!shown.html.contains("\"><script>"), "{}", shown.html);
    }
    let late = [("to", "a@example.ca"), ("value-0", "x"), ("day", "2026-11-23"), ("time", "06:00")];
    zoe.submit(&email, &late).await.is(400).says("Choose a time that is still to come");
    let far = [("to", "a@example.ca"), ("value-0", "x"), ("day", "2026-11-28"), ("time", "06:00")];
    zoe.submit(&email, &far).await.is(400).says("within the next 96 hours");
    let control = [("to", "a@example.ca"), ("value-0", "x\u{7}")];
    zoe.submit(&email, &control).await.is(400).says("Remove the characters that cannot be printed");
    let endless = "x".repeat(51_201);
    let endless = [("to", "a@example.ca"), ("value-0", endless.as_str())];
    zoe.submit(&email, &endless).await.is(400).says("Shorten the values");
    let mut french = zoe.clone().in_french();
    french.open(&sms).await;
    for (to, said) in
        [("12", "Entrez un numéro de téléphone valide"), ("613-253-2222; 613-253-2223", "sans point-virgule")]
    {
        french.submit(&sms, &[("to", to), ("value-0", "x")]).await.is(400).says(said);
    }
}

#[tokio::test]
async fn every_refusal_has_its_words() {
    let world = World::new().await;
    let parks = world.trial_service("Parcs").await;
    let mut zoe = sender(&world, &parks).await;
    let (email, sms) = (form(&parks, Channel::Email), form(&parks, Channel::Sms));
    let own = [("to", "zoe@example.ca"), ("value-0", "x")];
    zoe.open(&email).await;
    let preview = zoe.submit(&email, &[("to", "stranger@example.ca"), ("value-0", "x")]).await;
    send(&mut zoe, &email, &preview)
        .await
        .is(400)
        .says("In trial mode you can only send to members of your team");
    let preview = zoe.submit(&email, &own).await;
    parks.limits(LimitsChange { daily_email: Some(0), ..LimitsChange::default() }).await;
    let refused = send(&mut zoe, &email, &preview).await;
    refused.is(400).says("In trial mode your service can send 0 emails a day").says("again at 7:00 PM EST");
    let mut french = zoe.clone().in_french();
    send(&mut french, &email, &preview).await.is(400).says("de nouveau à 19\u{a0}h\u{a0}00 HNE");
    parks
        .limits(LimitsChange { daily_email: Some(9), annual_email: Some(0), ..LimitsChange::default() })
        .await;
    send(&mut zoe, &email, &preview).await.is(400).says("annual limit of 0 emails").says("on March 31, 2027");
    let accented = zoe.submit(&email, &[("to", "zoé@example.ca"), ("value-0", "x")]).await;
    parks.limits(LimitsChange { annual_email: Some(9), ..LimitsChange::default() }).await;
    parks.safelist(&["zoé@example.ca"]).await;
    send(&mut zoe, &email, &accented).await.is(400).says("do not take accented letters");
    parks.safelist(&["+33612345678"]).await;
    zoe.open(&sms).await;
    let abroad = zoe.submit(&sms, &[("to", "+33612345678"), ("value-0", "x")]).await;
    send(&mut zoe, &sms, &abroad).await.is(400).says("outside of Canada and the United States");
    let long = "x".repeat(700);
    let long = zoe.submit(&sms, &[("to", "+33612345678"), ("value-0", long.as_str())]).await;
    send(&mut zoe, &sms, &long).await.is(400).says("longer than 612 units");
    world.app.set_permissions(&world.by, parks.id, [Permission::Sms].into_iter().collect()).await.unwrap();
    send(&mut zoe, &email, &preview).await.is(400).says("Your service may not send emails.");
    world.app.set_standing(&world.by, parks.id, Standing::Suspended).await.unwrap();
    send(&mut zoe, &email, &preview).await.is(400).says("Your service is suspended");
    world.work().await;
    assert_eq!(world.provider.given().len(), 0);
}

#[tokio::test]
async fn a_template_that_changed_meanwhile_is_looked_at_again() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let person = world.person("Zoé", "zoe@example.ca").await;
    world.join(parks.id, person, Rights::all()).await;
    let mut zoe = world.signed_in(person).await;
    let path = form(&parks, Channel::Email);
    zoe.open(&path).await;
    let preview = zoe.submit(&path, &[("to", "ana@example.ca"), ("value-0", "Ana")]).await;
    let restore = format!("/services/{}/templates/{}/versions/1/restore", parks.id, parks.email);
    zoe.submit(&restore, &[]).await.is(200);
    let shown = send(&mut zoe, &path, &preview).await;
    shown.is(400).says("The template was changed while you were writing.").says("Review before sending");
    let sent = send(&mut zoe, &path, &shown).await;
    assert!(sent.at.contains("/notifications/"), "{}", sent.text());
}

#[tokio::test]
async fn the_preview_leads_back_to_the_form_with_everything_in_it() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let mut zoe = sender(&world, &parks).await;
    let path = form(&parks, Channel::Email);
    zoe.open(&path).await;
    let fields = [("to", "ana@example.ca"), ("value-0", "Ana"), ("then", "change")];
    let back = zoe.submit(&path, &fields).await;
    back.is(200);
    assert!(back.html.contains("value=\"ana@example.ca\"") && back.html.contains("value=\"Ana\""));
    assert!(!back.at.contains("ana"), "{}", back.at);
}

#[tokio::test]
async fn one_of_several_reply_to_addresses_is_chosen() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    world.app.add_reply_to(&world.by, parks.id, "info@example.ca").await.unwrap();
    let other = world.app.add_reply_to(&world.by, parks.id, "help@example.ca").await.unwrap().to_string();
    let mut zoe = sender(&world, &parks).await;
    let path = form(&parks, Channel::Email);
    zoe.open(&path).await.says("Reply-to address").says("info@example.ca").says("help@example.ca");
    let fields = [("to", "ana@example.ca"), ("value-0", "Ana"), ("sender", other.as_str())];
    let preview = zoe.submit(&path, &fields).await;
    preview.says("Reply-to address help@example.ca");
    let sent = send(&mut zoe, &path, &preview).await;
    assert!(sent.at.contains("/notifications/"), "{}", sent.text());
    zoe.open(&path).await;
    let foreign = [("to", "ana@example.ca"), ("value-0", "Ana"), ("sender", &parks.id.to_string())];
    let preview = zoe.submit(&path, &foreign).await;
    send(&mut zoe, &path, &preview).await.is(400).says("This reply-to address is no longer there.");
}

#[tokio::test]
async fn only_members_with_the_right_send_and_administrators_do_not_for_others() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let path = form(&parks, Channel::Email);
    let rights: Rights = [Right::ManageTemplates, Right::ViewActivity].into_iter().collect();
    let mut member = world.member_with(parks.id, "zoe@example.ca", rights).await;
    let administrator = world.administrator("Ada", "ada@example.ca").await;
    let mut administrator = world.signed_in(administrator).await;
    let stranger = world.person("Alex", "alex@example.ca").await;
    let mut stranger = world.signed_in(stranger).await;
    let fields = [("to", "zoe@example.ca"), ("value-0", "x"), ("token", "t"), ("version", "1")];
    for (browser, status) in [(&mut member, 403), (&mut administrator, 403), (&mut stranger, 404)] {
        browser.open("/nowhere").await;
        browser.open(&path).await.is(status);
        browser.submit(&path, &fields).await.is(status);
        browser.submit(&format!("{path}/now"), &fields).await.is(status);
    }
    let template = format!("/services/{}/templates/{}", parks.id, parks.email);
    administrator.open(&template).await.is(200).is_silent_about("Send to one recipient");
    world.work().await;
    assert_eq!(world.provider.given().len(), 0);
}
