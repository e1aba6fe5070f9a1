//! The audit log only grows, and only with the change that it records.

use crate::world::World;
use facteur_model::id::{AuditEventId, ServiceId};
use facteur_model::service::Mode;
use facteur_store::{AuditEvent, audit, services};

pub fn event(world: &World, service: ServiceId) -> AuditEvent {
    AuditEvent {
        id: AuditEventId::new(world.now(), &world.chance),
        at: world.now(),
        service: Some(service),
        actor: "operator".to_owned(),
        action: "service.go_trial".to_owned(),
        subject: service.to_string(),
        detail: r#"{"from":"live","to":"trial"}"#.to_owned(),
    }
}

#[tokio::test]
async fn an_event_is_committed_or_rolled_back_with_its_change() {
    let world = World::new().await;
    let service = world.service().await;
    let event = event(&world, service);

    let mut tx = world.store.begin().await.unwrap();
    services::set_mode(&mut tx, service, Mode::Trial).await.unwrap();
    audit::append(&mut tx, &event).await.unwrap();
    drop(tx);
    assert_eq!(world.store.of(service).audit(10).await, Ok(vec![]));
    assert_eq!(world.store.snapshot(service).await.unwrap().unwrap().service.mode, Mode::Live);

    let mut tx = world.store.begin().await.unwrap();
    services::set_mode(&mut tx, service, Mode::Trial).await.unwrap();
    audit::append(&mut tx, &event).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.of(service).audit(10).await, Ok(vec![event.clone()]));
    assert_eq!(world.store.snapshot(service).await.unwrap().unwrap().service.mode, Mode::Trial);
    assert_eq!(world.store.audit(10).await, Ok(vec![event]));
}

#[tokio::test]
async fn a_service_sees_its_own_events_newest_first() {
    let world = World::new().await;
    let (service, other) = (world.service().await, world.service().await);
    let mut own = Vec::new();
    for n in 0..4 {
        world.clock.advance(1);
        let event = event(&world, if n == 2 { other } else { service });
        world.commit(async |tx| audit::append(tx, &event).await.unwrap()).await;
        if n != 2 {
            own.insert(0, event);
        }
    }
    own.truncate(2);
    assert_eq!(world.store.of(service).audit(2).await, Ok(own));
    assert_eq!(world.store.audit(10).await.unwrap().len(), 4);
}
