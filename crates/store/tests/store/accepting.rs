//! A message is accepted whole or not at all.

use crate::world::{World, everything};
use facteur_model::Channel;
use facteur_model::allowance::{Exhausted, Limits};
use facteur_model::id::ServiceId;
use facteur_model::notification::Status;
use facteur_model::time::DAY;
use facteur_store::{Accepted, Error};

#[tokio::test]
async fn what_was_accepted_is_read_back_at_once() {
    let world = World::new().await;
    let service = world.service().await;
    let email = world.email(service);
    assert_eq!(world.store.accept(world.accept(email.clone())).await, Ok(Accepted::Stored));

    let found = world.store.of(service).notification(email.id).await.unwrap().unwrap();
    assert_eq!(found.content, email.content);
    assert_eq!((found.status, found.attempts), (Status::Created, 0));
    assert_eq!((found.key, found.template, found.template_version), (email.key, email.template, 3));
    assert_eq!((found.created_at, found.sent_at, found.updated_at), (world.now(), None, None));
}

#[tokio::test]
async fn what_was_accepted_is_there_after_the_file_is_opened_again() {
    let world = World::new().await;
    let service = world.service().await;
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..200 {
        let (store, accept) = (world.store.clone(), world.accept(world.email(service)));
        callers.spawn(async move { store.accept(accept).await.unwrap() });
    }
    assert!(callers.join_all().await.into_iter().all(|accepted| accepted == Accepted::Stored));
    // No shutdown: what has been answered needs no farewell.
    let reopened = world.another().await;
    assert_eq!(reopened.of(service).notifications(&everything()).await.unwrap().len(), 200);
}

#[tokio::test]
async fn a_refusal_writes_nothing() {
    let world = World::new().await;
    let service = world.service().await;
    let limits = Limits { daily_email: 1, ..Limits::LIVE };
    let accept = |email| facteur_store::Accept { charge: Some(world.charge(limits)), ..world.accept(email) };

    assert_eq!(world.store.accept(accept(world.email(service))).await, Ok(Accepted::Stored));
    let mut refused = accept(world.email(service));
    refused.idempotency = Some(crate::idempotency::key("again", &world, [1; 32]));
    let id = refused.notification.as_ref().unwrap().id;
    let exhausted = Accepted::Exhausted(Exhausted::Daily { limit: 1 });
    assert_eq!(world.store.accept(refused).await, Ok(exhausted));

    let tenant = world.store.of(service);
    let day = world.now().day();
    assert_eq!(tenant.notification(id).await, Ok(None));
    assert_eq!(tenant.used(Channel::Email, day, day.fiscal_year()).await, Ok((1, 1)));
    let answered = tenant.answered(facteur_model::api_key::KeyType::Live, "again", world.now());
    assert_eq!(answered.await, Ok(None));
}

#[tokio::test]
async fn the_annual_limit_is_named_before_the_daily_one() {
    let world = World::new().await;
    let service = world.service().await;
    let limits = Limits { daily_email: 0, annual_email: 0, ..Limits::LIVE };
    let mut accept = world.accept(world.email(service));
    accept.charge = Some(world.charge(limits));
    let exhausted = Accepted::Exhausted(Exhausted::Annual { limit: 0 });
    assert_eq!(world.store.accept(accept).await, Ok(exhausted));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_callers_at_the_limit_are_counted_exactly() {
    let world = World::new().await;
    let service = world.service().await;
    let limits = Limits { daily_email: 20, ..Limits::LIVE };
    let another = world.another().await;
    let mut callers = tokio::task::JoinSet::new();
    for n in 0..50 {
        // Half of them through another handle on the file, as another process would.
        let store = if n % 2 == 0 { world.store.clone() } else { another.clone() };
        let mut accept = world.accept(world.email(service));
        accept.charge = Some(world.charge(limits));
        callers.spawn(async move { store.accept(accept).await.unwrap() });
    }
    let answers = callers.join_all().await;
    let stored = answers.iter().filter(|answer| **answer == Accepted::Stored).count();
    assert_eq!(stored, 20);
    let day = world.now().day();
    let tenant = world.store.of(service);
    assert_eq!(tenant.used(Channel::Email, day, day.fiscal_year()).await, Ok((20, 20)));
    assert_eq!(tenant.notifications(&everything()).await.unwrap().len(), 20);
}

#[tokio::test]
async fn a_new_day_starts_at_zero_and_the_year_goes_on() {
    let world = World::new().await;
    let service = world.service().await;
    for day in 1..=3 {
        let mut accept = world.accept(world.email(service));
        accept.charge = Some(world.charge(Limits::LIVE));
        world.store.accept(accept).await.unwrap();
        let today = world.now().day();
        let used = world.store.of(service).used(Channel::Email, today, today.fiscal_year()).await;
        assert_eq!(used, Ok((1, day)));
        world.clock.advance(DAY);
    }
    let today = world.now().day();
    let texts = world.store.of(service).used(Channel::Sms, today, today.fiscal_year()).await;
    assert_eq!(texts, Ok((0, 0)), "texts are counted apart");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_bad_request_does_not_harm_those_that_share_its_commit() {
    let world = World::new().await;
    let service = world.service().await;
    let taken = world.email(service);
    world.store.accept(world.accept(taken.clone())).await.unwrap();

    // While a transaction is open everybody waits, and then shares a commit.
    let open = world.store.begin().await.unwrap();
    let mut callers = tokio::task::JoinSet::new();
    for n in 0..10 {
        let email = if n == 4 { taken.clone() } else { world.email(service) };
        let (store, accept) = (world.store.clone(), world.accept(email));
        callers.spawn(async move { (n, store.accept(accept).await) });
    }
    tokio::task::yield_now().await;
    open.rollback().await.unwrap();
    for (n, answer) in callers.join_all().await {
        assert_eq!(answer, if n == 4 { Err(Error::Exists) } else { Ok(Accepted::Stored) });
    }
}

#[tokio::test]
async fn a_service_that_does_not_exist_accepts_nothing() {
    let world = World::new().await;
    let stranger = ServiceId::new(world.now(), &world.chance);
    assert_eq!(world.store.accept(world.accept(world.email(stranger))).await, Err(Error::Missing));
}
