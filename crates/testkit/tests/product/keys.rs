//! The page of documentation on API keys, statement by statement.

use facteur_app::{ChangeError, LimitsChange};
use facteur_model::api_key::KeyType;
use facteur_model::policy::LiveKeyInTrial;
use facteur_model::service::Mode;
use facteur_model::time::{Micros, SECOND};
use facteur_testkit::world::World;

const A_WHILE: Micros = 10 * SECOND;
const STRANGER: &str = "quelqu.un@example.com";

mod a_test_key {
    use super::*;

    #[tokio::test]
    async fn gives_realistic_answers_and_a_delivery_status() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        let key = service.key(KeyType::Test).await;

        let sent = key.send_email(&service.email_to(STRANGER)).await;
        assert_eq!(sent.status, 201);
        assert_eq!(sent.json["content"]["body"], "Hello Zoé");
        assert_eq!(sent.json["content"]["subject"], "News for Zoé");
        assert_eq!(key.status_of(&sent.id()).await, "created");
        world.work().await;
        assert_eq!(key.status_of(&sent.id()).await, "sending");
        world.pass(A_WHILE).await;
        assert_eq!(key.status_of(&sent.id()).await, "delivered");
    }

    #[tokio::test]
    async fn simulates_the_failures_of_the_documented_recipients() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        let key = service.key(KeyType::Test).await;
        for (recipient, status) in [
            ("+15149301633", "temporary-failure"),
            ("+15149301632", "permanent-failure"),
            // However it is written.
            ("(514) 930-1632", "permanent-failure"),
            ("+15149301631", "delivered"),
        ] {
            let sent = key.send_sms(&service.sms_to(recipient)).await;
            world.work().await;
            assert_eq!(key.status_of(&sent.id()).await, "sent", "{recipient}");
            world.pass(A_WHILE).await;
            assert_eq!(key.status_of(&sent.id()).await, status, "{recipient}");
        }
        for (recipient, status) in [
            ("temp-fail@simulator.notify", "temporary-failure"),
            ("perm-fail@simulator.notify", "permanent-failure"),
            ("Perm-Fail@Simulator.Notify", "permanent-failure"),
            ("delivered@simulator.notify", "delivered"),
            (STRANGER, "delivered"),
        ] {
            let sent = key.send_email(&service.email_to(recipient)).await;
            world.work().await;
            world.pass(A_WHILE).await;
            assert_eq!(key.status_of(&sent.id()).await, status, "{recipient}");
        }
    }

    #[tokio::test]
    async fn says_what_a_carrier_would_say() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        let key = service.key(KeyType::Test).await;
        for (recipient, description, response) in [
            ("+15149301633", "Carrier issue", "Phone carrier is currently unreachable/unavailable"),
            ("+15149301632", "No such number", "Phone is currently unreachable/unavailable"),
            ("+16135550199", "Delivered", "Message has been accepted by phone carrier"),
        ] {
            let sent = key.send_sms(&service.sms_to(recipient)).await;
            world.work().await;
            world.pass(A_WHILE).await;
            let seen = key.get(&format!("/v2/notifications/{}", sent.id())).await;
            assert_eq!(seen.json["status_description"], description, "{recipient}");
            assert_eq!(seen.json["provider_response"], response, "{recipient}");
        }
    }

    #[tokio::test]
    async fn delivers_nothing_and_counts_nothing() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        service
            .limits(LimitsChange { daily_email: Some(0), daily_sms: Some(0), ..LimitsChange::default() })
            .await;
        let key = service.key(KeyType::Test).await;
        for _ in 0..3 {
            assert_eq!(key.send_email(&service.email_to(STRANGER)).await.status, 201);
            assert_eq!(key.send_sms(&service.sms_to("+16135550199")).await.status, 201);
        }
        world.work().await;
        world.pass(A_WHILE).await;
        assert!(world.provider.given().is_empty(), "a provider was given a test key's message");
    }
}

mod a_team_and_safelist_key {
    use super::*;

    #[tokio::test]
    async fn really_reaches_the_team_and_the_safelist_also_in_trial_mode() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        service.member("Membre@Exemple.ca", Some("613-555-0142")).await;
        service.safelist(&["ami@exemple.ca", "(613) 555-0143"]).await;
        let key = service.key(KeyType::Team).await;
        for recipient in ["membre@exemple.ca", "MEMBRE@exemple.CA", "ami@exemple.ca"] {
            assert_eq!(key.send_email(&service.email_to(recipient)).await.status, 201, "{recipient}");
        }
        for recipient in ["+16135550142", "613 555 0143"] {
            assert_eq!(key.send_sms(&service.sms_to(recipient)).await.status, 201, "{recipient}");
        }
        world.work().await;
        assert_eq!(world.provider.given().len(), 5);
    }

    #[tokio::test]
    async fn refuses_anyone_else_even_when_the_service_is_live() {
        let world = World::new().await;
        for service in [world.trial_service("Essai").await, world.live_service("Activé").await] {
            let key = service.key(KeyType::Team).await;
            let refused = key.send_email(&service.email_to(STRANGER)).await;
            let message = format!(
                "Can’t send to this recipient using a team-only API key (service {}) - see \
                 https://documentation.notification.canada.ca/en/keys.html#team-and-safelist",
                service.id
            );
            assert_eq!(refused.error(), (400, "BadRequestError", message.as_str()));
        }
        world.work().await;
        assert!(world.provider.given().is_empty());
    }

    #[tokio::test]
    async fn never_takes_an_address_for_the_phone_number_in_it() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        service.safelist(&["6135550143"]).await;
        let key = service.key(KeyType::Team).await;
        assert_eq!(key.send_email(&service.email_to("6135550143@example.com")).await.status, 400);
    }

    #[tokio::test]
    async fn counts_towards_the_allowances() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        service.member("membre@exemple.ca", None).await;
        service.limits(LimitsChange { daily_email: Some(1), ..LimitsChange::default() }).await;
        let key = service.key(KeyType::Team).await;
        assert_eq!(key.send_email(&service.email_to("membre@exemple.ca")).await.status, 201);
        let refused = key.send_email(&service.email_to("membre@exemple.ca")).await;
        assert_eq!(
            refused.error(),
            (
                429,
                "TrialServiceTooManyEmailRequestsError",
                "Exceeded email daily sending limit of 1 messages"
            )
        );
    }
}

mod a_live_key {
    use super::*;

    #[tokio::test]
    async fn cannot_be_made_while_the_service_is_in_trial_mode() {
        let world = World::new().await;
        let service = world.trial_service("Passeports").await;
        let refused = world.app.create_key(&world.by, service.key_request(KeyType::Live)).await;
        assert!(matches!(refused, Err(ChangeError::LiveKeyInTrial(LiveKeyInTrial))));
    }

    #[tokio::test]
    async fn reaches_anyone_and_counts() {
        let world = World::new().await;
        let service = world.live_service("Passeports").await;
        service.limits(LimitsChange { daily_sms: Some(1), ..LimitsChange::default() }).await;
        let key = service.key(KeyType::Live).await;
        assert_eq!(key.send_email(&service.email_to(STRANGER)).await.status, 201);
        assert_eq!(key.send_sms(&service.sms_to("+16135550199")).await.status, 201);
        let refused = key.send_sms(&service.sms_to("+16135550199")).await;
        assert_eq!(
            refused.error(),
            (429, "LiveServiceTooManySMSRequestsError", "Exceeded SMS daily sending limit of 1 fragments")
        );
        world.work().await;
        assert_eq!(world.provider.given().len(), 2);
    }

    #[tokio::test]
    async fn may_have_siblings_and_each_is_revoked_alone_on_the_very_next_call() {
        let world = World::new().await;
        let service = world.live_service("Passeports").await;
        let (first, second) = (service.make_key(KeyType::Live).await, service.make_key(KeyType::Live).await);
        let (with_first, with_second) = (service.caller(&first), service.caller(&second));
        assert_eq!(with_first.send_email(&service.email_to(STRANGER)).await.status, 201);
        assert_eq!(with_second.send_email(&service.email_to(STRANGER)).await.status, 201);

        world.app.revoke_key(&world.by, first.id).await.unwrap();
        let refused = with_first.send_email(&service.email_to(STRANGER)).await;
        assert_eq!(refused.error(), (403, "AuthError", "Invalid token: API key revoked"));
        assert_eq!(with_first.get("/v2/notifications").await.status, 403);
        assert_eq!(with_second.send_email(&service.email_to(STRANGER)).await.status, 201);
    }

    #[tokio::test]
    async fn is_revoked_also_while_requests_are_in_flight() {
        let world = World::new().await;
        let service = world.live_service("Passeports").await;
        let key = service.make_key(KeyType::Live).await;
        let caller = service.caller(&key);
        let body = service.email_to(STRANGER);
        let storm: Vec<_> = (0..50)
            .map(|_| {
                let (caller, body) = (caller.clone(), body.clone());
                tokio::spawn(async move { caller.send_email(&body).await.status })
            })
            .collect();
        world.app.revoke_key(&world.by, key.id).await.unwrap();
        // From here on, nothing gets through, whatever was in flight.
        assert_eq!(caller.send_email(&body).await.status, 403);
        for call in storm {
            assert!(matches!(call.await.unwrap(), 201 | 403));
        }
    }

    #[tokio::test]
    async fn revoked_while_a_slow_body_comes_in_sends_nothing() {
        let world = World::new().await;
        let service = world.live_service("Passeports").await;
        let key = service.make_key(KeyType::Live).await;
        // The headers are through, the body is not: this is what the API holds meanwhile.
        let caller = world.app.authenticate_key(key.text.expose()).await.unwrap();
        world.app.revoke_key(&world.by, key.id).await.unwrap();
        let request = facteur_app::SendRequest {
            template: service.email,
            personalisation: serde_json::Map::new(),
            reference: None,
            schedule: facteur_app::Schedule::Now,
            message: facteur_app::MessageRequest::Email {
                to: facteur_model::recipient::EmailAddress::parse(STRANGER).unwrap(),
                reply_to: None,
                unsubscribe_url: None,
                sanitise: Vec::new(),
            },
        };
        let refused = world.app.send(&caller, request, None, |_, _| Vec::new()).await.result;
        assert!(matches!(refused, Err(facteur_app::SendError::KeyRevoked)));
    }

    #[tokio::test]
    async fn of_a_service_put_back_in_trial_mode_reaches_only_the_team_and_the_safelist() {
        let world = World::new().await;
        let service = world.live_service("Passeports").await;
        service.member("membre@exemple.ca", None).await;
        let key = service.key(KeyType::Live).await;
        assert_eq!(key.send_email(&service.email_to(STRANGER)).await.status, 201);

        world.app.set_mode(&world.by, service.id, Mode::Trial).await.unwrap();
        let refused = key.send_email(&service.email_to(STRANGER)).await;
        assert_eq!(
            refused.error(),
            (
                400,
                "BadRequestError",
                "Can’t send to this recipient when service is in trial mode – see \
                 https://documentation.notification.canada.ca/en/keys.html#live"
            )
        );
        assert_eq!(key.send_email(&service.email_to("membre@exemple.ca")).await.status, 201);
    }
}

#[tokio::test]
async fn every_key_lists_the_messages_of_its_own_type_and_reads_any_by_id() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    service.member("membre@exemple.ca", None).await;
    let (test, team) = (service.key(KeyType::Test).await, service.key(KeyType::Team).await);
    let sent = team.send_email(&service.email_to("membre@exemple.ca")).await;
    assert_eq!(team.get("/v2/notifications").await.json["notifications"].as_array().unwrap().len(), 1);
    assert!(test.get("/v2/notifications").await.json["notifications"].as_array().unwrap().is_empty());
    assert_eq!(test.get(&format!("/v2/notifications/{}", sent.id())).await.status, 200);
}

#[tokio::test]
async fn the_last_use_of_a_key_is_written_in_a_batch_and_never_in_the_request() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.make_key(KeyType::Test).await;
    service.caller(&key).send_email(&service.email_to(STRANGER)).await;
    let last_use = async || {
        let keys = world.app.keys(&world.by, Some(service.id)).await.unwrap();
        keys.iter().find(|listed| listed.id == key.id).unwrap().last_used_at
    };
    assert_eq!(last_use().await, None);
    world.app.flush_key_use().await.unwrap();
    assert_eq!(last_use().await, Some(world.app.now()));
}

#[tokio::test]
async fn a_name_belongs_to_one_active_key_at_a_time() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let request = |name: &str| {
        let mut request = service.key_request(KeyType::Test);
        request.name = name.to_owned();
        request
    };
    let first = world.app.create_key(&world.by, request("Intégration")).await.unwrap();
    let refused = world.app.create_key(&world.by, request("INTÉGRATION")).await;
    assert!(matches!(refused, Err(ChangeError::NameTaken(_))));
    world.app.revoke_key(&world.by, first.id).await.unwrap();
    assert!(world.app.create_key(&world.by, request("Intégration")).await.is_ok());
}

#[tokio::test]
async fn creating_and_revoking_are_in_the_audit_log_without_the_secret() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = service.make_key(KeyType::Test).await;
    world.clock.advance(SECOND);
    world.app.revoke_key(&world.by, key.id).await.unwrap();
    let log = world.store.audit(100).await.unwrap();
    let about_key: Vec<_> = log.iter().filter(|event| event.subject == key.id.to_string()).collect();
    assert_eq!(
        about_key.iter().map(|event| event.action.as_str()).collect::<Vec<_>>(),
        ["key.revoke", "key.create"]
    );
    let secret = &key.text.expose()[key.text.expose().len() - 36..];
    assert!(log.iter().all(|event| !format!("{event:?}").contains(secret)));
}
