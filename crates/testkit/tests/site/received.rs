//! Text messages that people send: handed in by a carrier, listed by the API, read on the site, and what STOP does.

use facteur_app::WebhookRequest;
use facteur_model::api_key::KeyType;
use facteur_model::id::ServiceId;
use facteur_model::person::{Right, Rights};
use facteur_model::time::{DAY, HOUR, SECOND};
use facteur_model::webhook::WebhookEvent;
use facteur_testkit::world::{Answer, Caller, World};
use serde_json::{Value, json};

/// A number of a service, as its carrier sees it.
struct Carrier {
    hook: Caller,
    path: String,
}

impl Carrier {
    async fn of(world: &World, service: ServiceId, number: &str) -> Self {
        let made = world.app.add_inbound_number(&world.by, service, number).await.unwrap();
        let path = made.view.url.strip_prefix("https://api.test").unwrap().to_owned();
        Self { hook: world.caller(format!("Bearer {}", made.secret.expose())), path }
    }

    async fn hand_in(&self, id: &str, from: &str, content: &str) -> Answer {
        self.hook.post(&self.path, &json!({"id": id, "from": from, "content": content})).await
    }
}

fn seeing() -> Rights {
    [Right::ViewActivity].into_iter().collect()
}

fn contents(answer: &Answer) -> Vec<&str> {
    let texts = answer.json["received_text_messages"].as_array().unwrap();
    texts.iter().map(|text| text["content"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_text_that_a_carrier_hands_in_is_listed_once_however_often_it_is_told() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let carrier = Carrier::of(&world, service.id, "613-555-0100").await;
    let first = carrier.hand_in("a1", "(613) 555-0199", "Oui, merci 🙂").await;
    assert_eq!((first.status, &first.json["reply"]), (200, &Value::Null));
    let again = carrier.hand_in("a1", "+16135550199", "Oui, merci 🙂").await;
    assert_eq!(again.json["id"], first.json["id"]);
    let key = service.key(KeyType::Team).await;
    let listed = key.get("/v2/received-text-messages").await;
    let expected = json!([{
        "id": first.json["id"], "created_at": "2026-11-23T12:00:00.000000Z", "service_id": service.id.to_string(),
        "notify_number": "+16135550100", "user_number": "+16135550199", "content": "Oui, merci 🙂",
    }]);
    assert_eq!(listed.json["received_text_messages"], expected);
    let elsewhere = world.live_service("Permis").await.key(KeyType::Live).await;
    assert!(contents(&elsewhere.get("/v2/received-text-messages").await).is_empty());
}

#[tokio::test]
async fn a_webhook_hears_once_of_each_text() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let carrier = Carrier::of(&world, service.id, "+16135550100").await;
    let wanted = WebhookRequest {
        url: "https://hooks.example.ca/texts".to_owned(),
        token: Some("a-bearer-token".to_owned()),
        events: [WebhookEvent::ReceivedText].into_iter().collect(),
    };
    world.app.add_webhook(&world.by, service.id, wanted).await.expect("an endpoint can be added");
    let id = carrier.hand_in("a1", "613-555-0199", "Oui").await.json["id"].clone();
    carrier.hand_in("a1", "613-555-0199", "Oui").await;
    world.work().await;
    let told = world.receiver.told();
    assert_eq!(told.len(), 1);
    let expected = json!({
        "id": id, "source_number": "+16135550199", "destination_number": "+16135550100", "message": "Oui",
        "date_received": "2026-11-23T12:00:00.000000Z",
    });
    let body: Value = serde_json::from_slice(&told[0].body).expect("it is JSON");
    assert_eq!(body, expected);
}

#[tokio::test]
async fn pages_of_250_follow_one_another_and_the_last_is_empty() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let carrier = Carrier::of(&world, service.id, "+16135550100").await;
    for n in 0..251 {
        assert_eq!(carrier.hand_in(&n.to_string(), "+16135550199", &n.to_string()).await.status, 200);
        world.clock.advance(SECOND);
    }
    let key = service.key(KeyType::Live).await;
    let first = key.get("/v2/received-text-messages").await;
    assert_eq!((contents(&first).len(), contents(&first)[0]), (250, "250"));
    let next =
        first.json["links"]["next"].as_str().unwrap().strip_prefix("https://api.test").unwrap().to_owned();
    let second = key.get(&next).await;
    assert_eq!(contents(&second), ["0"]);
    assert_eq!(second.json["links"]["current"], "https://api.test/v2/received-text-messages");
    let next =
        second.json["links"]["next"].as_str().unwrap().strip_prefix("https://api.test").unwrap().to_owned();
    let last = key.get(&next).await;
    assert!(contents(&last).is_empty() && last.json["links"].get("next").is_none());
    let wrong = key.get("/v2/received-text-messages?older_than=x").await;
    assert_eq!(wrong.error(), (400, "ValidationError", "older_than is not a valid UUID"));
}

#[tokio::test]
async fn only_the_number_s_own_secret_opens_it_and_a_new_one_ends_the_old() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let carrier = Carrier::of(&world, service.id, "+16135550100").await;
    let other = Carrier::of(&world, service.id, "+16135550101").await;
    let body = json!({"id": "1", "from": "+16135550199", "content": "Allô"});
    let refused = (403, "AuthError", "The secret is not that of this number");
    assert_eq!(other.hook.post(&carrier.path, &body).await.error(), refused);
    let nobody = "/v2/received-text-messages/0193fac7-0000-7000-8000-000000000001";
    assert_eq!(carrier.hook.post(nobody, &body).await.error(), refused);
    assert_eq!(world.anonymous().post(&carrier.path, &body).await.status, 401);
    let key = service.key(KeyType::Live).await;
    assert_eq!(key.post(&carrier.path, &body).await.status, 401, "a key is no secret of a number");
    let mut wrong = body.clone();
    wrong["to"] = "+16135550101".into();
    assert_eq!(carrier.hook.post(&carrier.path, &wrong).await.error().0, 400);
    let mut right = body.clone();
    right["to"] = "613 555 0100".into();
    assert_eq!(carrier.hook.post(&carrier.path, &right).await.status, 200);
    let numbers = world.app.inbound_numbers(&world.by, service.id).await.unwrap();
    let renewed = world.app.renew_inbound_secret(&world.by, numbers[0].id).await.unwrap();
    assert_eq!(carrier.hook.post(&carrier.path, &body).await.error(), refused);
    let hook = world.caller(format!("Bearer {}", renewed.secret.expose()));
    assert_eq!(hook.post(&carrier.path, &body).await.status, 200);
    world.app.remove_inbound_number(&world.by, numbers[0].id).await.unwrap();
    assert_eq!(hook.post(&carrier.path, &body).await.error(), refused);
    assert_eq!(contents(&key.get("/v2/received-text-messages").await), ["Allô"], "what came stays");
}

#[tokio::test]
async fn after_stop_no_text_reaches_the_person_until_start() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let carrier = Carrier::of(&world, service.id, "+16135550100").await;
    let key = service.key(KeyType::Live).await;
    let outcome = async |to: &str| {
        let sent = key.send_sms(&service.sms_to(to)).await;
        assert_eq!(sent.status, 201);
        world.pass(SECOND).await;
        key.get(&format!("/v2/notifications/{}", sent.json["id"].as_str().unwrap())).await
    };
    // One that waits obeys as well.
    let mut scheduled = service.sms_to("+16135550199");
    scheduled["scheduled_for"] = "2026-11-23T13:00:00Z".into();
    let scheduled = key.send_sms(&scheduled).await;
    let stopped = carrier.hand_in("1", "+16135550199", " Arrêt! ").await;
    assert_eq!(
        stopped.json["reply"],
        "Passeports: you will receive no more text messages from us. To receive them again, reply START. / \
         Passeports\u{a0}: vous ne recevrez plus nos messages texte. Pour les recevoir de nouveau, répondez START."
    );
    let refused = outcome("613 555-0199").await;
    assert_eq!(refused.json["status"], "permanent-failure");
    assert_eq!(refused.json["status_description"], "Blocked");
    assert_eq!(refused.json["provider_response"], "Phone number is opted out");
    assert_eq!(outcome("+16135550198").await.json["status"], "delivered");
    world.pass(HOUR).await;
    let path = format!("/v2/notifications/{}", scheduled.json["id"].as_str().unwrap());
    assert_eq!(key.get(&path).await.json["status"], "permanent-failure");
    // Another service, and test keys, are not concerned.
    let elsewhere = world.live_service("Permis").await;
    let other = elsewhere.key(KeyType::Live).await;
    let sent = other.send_sms(&elsewhere.sms_to("+16135550199")).await;
    world.pass(SECOND).await;
    let path = format!("/v2/notifications/{}", sent.json["id"].as_str().unwrap());
    assert_eq!(other.get(&path).await.json["status"], "delivered");
    let test = service.key(KeyType::Test).await;
    let sent = test.send_sms(&service.sms_to("+16135550199")).await;
    world.work().await;
    world.pass(60 * SECOND).await;
    let path = format!("/v2/notifications/{}", sent.json["id"].as_str().unwrap());
    assert_eq!(test.get(&path).await.json["status"], "delivered");

    carrier.hand_in("2", "+16135550199", "please stop").await;
    let started = carrier.hand_in("3", "+16135550199", "START").await;
    assert!(started.json["reply"].as_str().unwrap().contains("répondez ARRET"));
    assert_eq!(outcome("+16135550199").await.json["status"], "delivered");
}

#[tokio::test]
async fn the_inbox_is_by_conversation_and_a_number_is_found_however_it_is_typed() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let mut reader = world.member_with(service.id, "sam@example.ca", seeing()).await;
    let inbox = format!("/services/{}/received-text-messages", service.id);
    reader.open(&format!("/services/{}", service.id)).await.is_silent_about("Received text messages");
    reader.open(&inbox).await.is(200).says("No number of this service receives text messages");
    let carrier = Carrier::of(&world, service.id, "+16135550100").await;
    carrier.hand_in("1", "+16135550199", "First <b>of</b> two").await;
    world.clock.advance(SECOND);
    carrier.hand_in("2", "+16135550198", "From somebody else").await;
    world.clock.advance(SECOND);
    carrier.hand_in("3", "+16135550199", "Second\nof two").await;
    let page = reader.open(&inbox).await;
    page.is(200).says("People write to: +1 613-555-0100").says("+1 613-555-0199 Second of two");
    page.says("From somebody else").is_silent_about("First");
    let page = reader.submit(&inbox, &[("number", "(613) 555-0199")]).await;
    page.is(200).says("Text messages from +1 613-555-0199").says("First <b>of</b> two").says("Second");
    assert!(!page.html.contains("<b>of") && !page.at.contains("613"), "{}", page.at);
    page.is_silent_about("somebody else");
    let page = reader.submit(&inbox, &[("number", "613 555 0111")]).await;
    page.is(200).says("Nothing was received from this number");
    reader.submit(&inbox, &[("number", " ")]).await.is(400).says("Enter a phone number");
    let elsewhere = world.live_service("Permis").await;
    let mut stranger = world.member_with(elsewhere.id, "zoe@example.ca", Rights::all()).await;
    let text = carrier.hand_in("3", "+16135550199", "").await.json["id"].as_str().unwrap().to_owned();
    let stolen = format!("/services/{}/received-text-messages/{text}", elsewhere.id);
    stranger.open(&stolen).await.is(404);
    let mut french = reader.in_french();
    french.open(&inbox).await.is(200).says("Messages texte reçus").is_silent_about("received-");
    // As long as the service keeps its messages.
    world.clock.advance(8 * DAY);
    world.app.sweep().await.unwrap();
    let key = service.key(KeyType::Live).await;
    assert!(contents(&key.get("/v2/received-text-messages").await).is_empty());
}

#[tokio::test]
async fn a_manager_sees_who_opted_out_and_ends_it_with_a_reason() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let carrier = Carrier::of(&world, service.id, "+16135550100").await;
    let mut manager = world.member_with(service.id, "zoe@example.ca", Rights::all()).await;
    let mut reader = world.member_with(service.id, "sam@example.ca", seeing()).await;
    let list = format!("/services/{}/opt-outs", service.id);
    reader.open(&list).await.is(200).says("Nobody has asked for no more text messages.");
    let text =
        carrier.hand_in("1", "+16135550199", "unsubscribe").await.json["id"].as_str().unwrap().to_owned();
    carrier.hand_in("2", "12345", "STOP").await;
    let page = reader.open(&list).await;
    page.says("+1 613-555-0199 UNSUBSCRIBE November 23, 2026, 7:00 AM Receives nothing").says("12345 STOP");
    page.is_silent_about("Remove");
    let conversation = format!("/services/{}/received-text-messages/{text}", service.id);
    reader.open(&conversation).await.says("This person wrote UNSUBSCRIBE on November 23, 2026, 7:00 AM");
    manager.open(&list).await;
    let page = manager.submit(&list, &[("number", "613-555-0199")]).await;
    page.is(200).says("UNSUBSCRIBE").is_silent_about("12345");
    let (before, _) = page.html.split_once("/remove\"").expect("there is a link");
    let remove = format!("{}/remove", before.rsplit('"').next().unwrap());
    reader.open(&remove).await.is(403);
    manager.open(&remove).await.is(200).says("Do this only if the person has asked you for it.");
    manager.submit(&remove, &[("reason", " ")]).await.is(400).says("Give a reason");
    let page = manager.submit(&remove, &[("reason", "Asked for it\r\nby phone")]).await;
    page.is(200).says("This person receives text messages again.");
    page.says("Removed by Zoé Tremblay on November 23, 2026, 7:00 AM Asked for it by phone");
    let key = service.key(KeyType::Live).await;
    let sent = key.send_sms(&service.sms_to("+16135550199")).await;
    world.pass(SECOND).await;
    let path = format!("/v2/notifications/{}", sent.json["id"].as_str().unwrap());
    assert_eq!(key.get(&path).await.json["status"], "delivered");
    let log = manager.open(&format!("/services/{}/activity", service.id)).await;
    log.says("Sends text messages again to somebody who wanted none").is_silent_about("by phone");
    carrier.hand_in("3", "+16135550199", "STOP").await;
    manager
        .in_french()
        .open(&list)
        .await
        .says("+1 613-555-0199 STOP")
        .says("Ne reçoit rien")
        .is_silent_about("optout-");
}

#[tokio::test]
async fn whoever_looks_after_the_installation_gives_numbers_and_sees_a_secret_once() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let ada = world.administrator("Ada Roy", "ada@example.ca").await;
    let mut admin = world.signed_in(ada).await;
    let page = admin.open(&format!("/platform/services/{}", service.id)).await;
    page.says("Numbers that receive text messages");
    let numbers = format!("/platform/services/{}/numbers", service.id);
    admin.open(&numbers).await.is(200).says("This service has no number yet.");
    admin
        .submit(&numbers, &[("number", "nonsense")])
        .await
        .is(400)
        .says("Enter a phone number or a short code");
    let page = admin.submit(&numbers, &[("number", "613-555-0100")]).await;
    page.is(200).says("Secret of +1 613-555-0100").says("https://api.test/v2/received-text-messages/");
    let secret = page.between("translate=\"no\">", "<").unwrap().to_owned();
    assert_eq!(secret.len(), 64);
    admin.open(&numbers).await.is(200).is_silent_about("Secret of").is_silent_about(&secret);
    admin.submit(&numbers, &[("number", "+16135550100")]).await.is(400).says("that no service has yet");
    let id = world.app.inbound_numbers(&world.by, service.id).await.unwrap()[0].id;
    let page = admin.submit(&format!("{numbers}/{id}/secret"), &[]).await;
    page.is(200).says("Secret of +1 613-555-0100").is_silent_about(&secret);
    let elsewhere = world.live_service("Permis").await;
    let wrong = format!("/platform/services/{}/numbers/{id}/remove", elsewhere.id);
    admin.submit(&wrong, &[]).await.is(404);
    admin.submit(&format!("{numbers}/{id}/remove"), &[]).await.is(200).says("The number was removed.");
    let mut french = admin.in_french();
    french.open(&numbers).await.is(200).says("Numéros de Passeports").is_silent_about("numbers-");
}
