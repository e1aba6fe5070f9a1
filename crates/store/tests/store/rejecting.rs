//! Refused calls.

use crate::world::World;
use facteur_model::id::{ApiKeyId, RejectedRequestId, ServiceId};
use facteur_model::time::HOUR;
use facteur_store::{Error, RejectedFilter, RejectedRequest, rejected_requests};

fn rejected(world: &World, service: ServiceId, status: u32) -> RejectedRequest {
    world.clock.advance(10);
    RejectedRequest {
        id: RejectedRequestId::new(world.now(), &world.chance),
        service,
        key: ApiKeyId::new(world.now(), &world.chance),
        at: world.now(),
        method: "POST".to_owned(),
        route: "/v2/notifications/email".to_owned(),
        status,
        error: "ValidationError".to_owned(),
        english: "email_address amala@example.ca is too long\nsecond".to_owned(),
        french: "é".to_owned(),
    }
}

#[tokio::test]
async fn they_come_back_newest_first_and_narrowed() {
    let world = World::new().await;
    let (service, other) = (world.service().await, world.service().await);
    let all: Vec<_> = [400, 404, 400].map(|status| rejected(&world, service, status)).into();
    world
        .commit(async |tx| {
            for one in &all {
                rejected_requests::insert(tx, one).await.unwrap();
            }
        })
        .await;
    let of = async |service, filter| world.store.of(service).rejected_requests(&filter).await.unwrap();
    let any = || RejectedFilter { most: 10, ..RejectedFilter::default() };
    let mut newest_first = all.clone();
    newest_first.reverse();
    assert_eq!(of(service, any()).await, newest_first);
    assert_eq!(of(service, RejectedFilter { most: 1, ..any() }).await, newest_first[..1]);
    assert_eq!(of(service, RejectedFilter { status: Some(404), ..any() }).await, all[1..2]);
    assert_eq!(of(service, RejectedFilter { key: Some(all[0].key), ..any() }).await, all[..1]);
    assert_eq!(of(service, RejectedFilter { older_than: Some(all[1].id), ..any() }).await, all[..1]);
    assert_eq!(of(other, any()).await, []);
    assert!(!format!("{:?}", all[0]).contains("amala"), "a log says nothing of the values");
}

#[tokio::test]
async fn old_ones_are_forgotten_a_few_at_a_time() {
    let world = World::new().await;
    let service = world.service().await;
    let all: Vec<_> = [400; 5].map(|status| rejected(&world, service, status)).into();
    world.clock.advance(HOUR);
    let young = rejected(&world, service, 400);
    world
        .commit(async |tx| {
            for one in all.iter().chain([&young]) {
                rejected_requests::insert(tx, one).await.unwrap();
            }
        })
        .await;
    let before = world.now().plus(-HOUR / 2);
    let sweep =
        async || world.commit(async |tx| rejected_requests::sweep(tx, before, 3).await.unwrap()).await;
    assert_eq!((sweep().await, sweep().await, sweep().await), (3, 2, 0));
    let filter = RejectedFilter { most: 10, ..RejectedFilter::default() };
    assert_eq!(world.store.of(service).rejected_requests(&filter).await, Ok(vec![young]));
}

#[tokio::test]
async fn a_service_that_is_not_there_has_none() {
    let world = World::new().await;
    let stranger = ServiceId::new(world.now(), &world.chance);
    let one = rejected(&world, stranger, 400);
    let mut tx = world.store.begin().await.unwrap();
    assert_eq!(rejected_requests::insert(&mut tx, &one).await, Err(Error::Missing));
}
