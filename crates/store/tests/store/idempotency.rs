//! The same request twice is one message.

use crate::world::{World, everything};
use facteur_model::api_key::KeyType;
use facteur_model::time::HOUR;
use facteur_store::{Accept, Accepted, Idempotency};

pub fn key(key: &str, world: &World, digest: [u8; 32]) -> Idempotency {
    Idempotency {
        key: key.to_owned(),
        key_type: KeyType::Live,
        digest,
        answer: br#"{"id":"first"}"#.to_vec(),
        expires_at: world.now().plus(24 * HOUR),
    }
}

fn replay(digest: [u8; 32]) -> Accepted {
    Accepted::Replay { digest, answer: br#"{"id":"first"}"#.to_vec() }
}

#[tokio::test]
async fn a_second_request_gets_the_first_answer_and_sends_nothing() {
    let world = World::new().await;
    let service = world.service().await;
    let request =
        |digest| Accept { idempotency: Some(key("k", &world, digest)), ..world.accept(world.email(service)) };
    assert_eq!(world.store.accept(request([1; 32])).await, Ok(Accepted::Stored));
    assert_eq!(world.store.accept(request([1; 32])).await, Ok(replay([1; 32])));
    // Another request under the same key is told what was answered, and by its digest that it is another.
    assert_eq!(world.store.accept(request([2; 32])).await, Ok(replay([1; 32])));

    let tenant = world.store.of(service);
    assert_eq!(tenant.notifications(&everything()).await.unwrap().len(), 1);
    let answered = tenant.answered(KeyType::Live, "k", world.now()).await.unwrap();
    assert_eq!(answered, Some(([1; 32], br#"{"id":"first"}"#.to_vec())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_exactly_one_is_sent() {
    let world = World::new().await;
    let service = world.service().await;
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let store = world.store.clone();
        let mut accept = world.accept(world.email(service));
        accept.idempotency = Some(key("k", &world, [1; 32]));
        callers.spawn(async move { store.accept(accept).await.unwrap() });
    }
    let answers = callers.join_all().await;
    assert_eq!(answers.iter().filter(|answer| **answer == Accepted::Stored).count(), 1);
    assert_eq!(answers.iter().filter(|answer| **answer == replay([1; 32])).count(), 19);
}

#[tokio::test]
async fn the_same_key_means_something_else_to_another_type_and_another_service() {
    let world = World::new().await;
    let (one, other) = (world.service().await, world.service().await);
    for (service, key_type) in [(one, KeyType::Live), (one, KeyType::Test), (other, KeyType::Live)] {
        let mut accept = world.accept(world.email(service));
        accept.idempotency = Some(Idempotency { key_type, ..key("k", &world, [1; 32]) });
        assert_eq!(world.store.accept(accept).await, Ok(Accepted::Stored));
    }
}

#[tokio::test]
async fn after_a_day_the_key_is_free_again() {
    let world = World::new().await;
    let service = world.service().await;
    for digest in [[1; 32], [2; 32]] {
        let mut accept = world.accept(world.email(service));
        accept.idempotency = Some(key("k", &world, digest));
        assert_eq!(world.store.accept(accept).await, Ok(Accepted::Stored));
        world.clock.advance(24 * HOUR);
    }
    assert_eq!(world.store.of(service).answered(KeyType::Live, "k", world.now()).await, Ok(None));
}

#[tokio::test]
async fn a_smoke_test_leaves_its_answer_and_nothing_else() {
    let world = World::new().await;
    let service = world.service().await;
    let mut accept = world.accept(world.email(service));
    accept.notification = None;
    accept.idempotency = Some(key("smoke", &world, [1; 32]));
    assert_eq!(world.store.accept(accept.clone()).await, Ok(Accepted::Stored));
    assert_eq!(world.store.accept(accept).await, Ok(replay([1; 32])));
    assert_eq!(world.store.of(service).notifications(&everything()).await.unwrap(), vec![]);
}
