//! Clocks that leap by hours, forwards and backwards: nothing is lost by it, and nothing is sent twice.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use facteur_app::Queue;
use facteur_model::api_key::KeyType;
use facteur_model::id::NotificationId;
use facteur_model::time::{HOUR, MINUTE, Micros, SECOND};
use facteur_model::{Channel, Lane, Priority};
use facteur_providers::Outcome;
use facteur_store::Pick;
use facteur_testkit::world::{Caller, TestService, World};

/// An e-mail, or a text message.
async fn send(service: &TestService<'_>, key: &Caller, channel: Channel) -> String {
    match channel {
        Channel::Email => key.send_email(&service.email_to("zoe@example.com")).await.id(),
        Channel::Sms => key.send_sms(&service.sms_to("+16135550199")).await.id(),
    }
}

/// Gives the channel's due message to the provider, which holds on to it until it is let go.
async fn hand_over(world: &World, channel: Channel) -> tokio::task::JoinHandle<()> {
    world.provider.hold();
    let given = world.provider.given().len();
    world.app.look_for_work().await.unwrap();
    let delivery = world.app.take_batch(Queue::Real(channel)).await.unwrap().outside.remove(0);
    let app = world.app.clone();
    let delivering = tokio::spawn(async move { app.deliver(delivery).await.unwrap() });
    while world.provider.given().len() == given {
        tokio::task::yield_now().await;
    }
    delivering
}

async fn ledger(service: &TestService<'_>, id: &str) -> Vec<Option<String>> {
    let attempts = service.world.store.of(service.id).attempts(NotificationId::parse(id).unwrap()).await;
    attempts.unwrap().into_iter().map(|attempt| attempt.outcome).collect()
}

#[tokio::test]
async fn a_message_that_is_with_its_provider_while_the_clock_leaps_is_sent_once_and_its_outcome_counts() {
    for leap in [2 * HOUR, 100 * HOUR, -5 * HOUR] {
        for channel in Channel::ALL {
            let world = World::new().await;
            let service = world.live_service("Passeports").await;
            let key = service.key(KeyType::Live).await;
            let id = send(&service, &key, channel).await;
            let delivering = hand_over(&world, channel).await;
            // Every lease has ended by the new time: the message is claimed again.
            world.pass(leap).await;
            world.provider.let_go();
            delivering.await.unwrap();
            assert_eq!(key.status_of(&id).await, "delivered", "{channel:?} {leap}");
            world.pass(12 * HOUR).await;
            assert_eq!(world.provider.given().len(), 1, "{channel:?} {leap}");
            assert_eq!(ledger(&service, &id).await, [Some("handed-over".to_owned())]);
        }
    }
}

#[tokio::test]
async fn an_outcome_whose_lease_somebody_else_has_is_kept_until_the_message_comes_back() {
    for channel in Channel::ALL {
        let world = World::new().await;
        let service = world.live_service("Passeports").await;
        let key = service.key(KeyType::Live).await;
        let id = send(&service, &key, channel).await;
        let delivering = hand_over(&world, channel).await;
        // Another process, by another clock, takes the lease, and dies before it does anything.
        world.clock.advance(2 * HOUR);
        let now = world.app.now();
        let pick = Pick { lane: Lane::Real(channel, Priority::Normal), service: service.id, most: 1 };
        assert_eq!(world.store.claim(vec![pick], now, now.plus(MINUTE)).await.unwrap().len(), 1);
        world.provider.let_go();
        delivering.await.unwrap();
        assert_eq!(key.status_of(&id).await, "created", "the lease is not ours");
        world.pass(2 * MINUTE).await;
        assert_eq!(key.status_of(&id).await, "delivered");
        assert_eq!(world.provider.given().len(), 1, "it was sent again");
        assert_eq!(ledger(&service, &id).await, [Some("handed-over".to_owned())]);
    }
}

#[tokio::test]
async fn what_waits_to_be_tried_again_or_is_scheduled_leaves_once_however_the_clock_leaps() {
    const LEAPS: [Micros; 6] = [-3 * HOUR, 5 * HOUR, -HOUR, 30 * HOUR, -20 * HOUR, 40 * HOUR];
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    let failing = send(&service, &key, Channel::Email).await;
    world.provider.next(Outcome::Retry { response: None, after: None });
    world.work().await;
    let mut body = service.email_to("zoe@example.com");
    body["scheduled_for"] = world.app.now().plus(4 * HOUR).to_rfc3339().into();
    let scheduled = key.send_email(&body).await.id();
    let simulated =
        service.key(KeyType::Test).await.send_email(&service.email_to("zoe@example.com")).await.id();
    for leap in LEAPS {
        world.pass(leap).await;
        world.pass(SECOND).await;
    }
    for id in [&failing, &scheduled, &simulated] {
        assert_eq!(key.status_of(id).await, "delivered");
    }
    let given = world.provider.given();
    let times = |id: &str| given.iter().filter(|given| given.id.to_string() == id).count();
    assert_eq!((times(&failing), times(&scheduled), times(&simulated)), (2, 1, 0));
}

#[tokio::test]
async fn what_is_accepted_after_the_clock_went_back_does_not_wait_for_what_came_before() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let key = service.key(KeyType::Live).await;
    let before = send(&service, &key, Channel::Email).await;
    world.clock.advance(-HOUR);
    let after = send(&service, &key, Channel::Email).await;
    world.work().await;
    assert_eq!(key.status_of(&after).await, "delivered");
    world.pass(HOUR).await;
    assert_eq!(key.status_of(&before).await, "delivered");
    assert_eq!(world.provider.given().len(), 2);
}
