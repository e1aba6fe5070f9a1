//! What a service keeps and what becomes of texts that were cut off, as an operator sets it.

use facteur_app::ChangeError;
use facteur_model::id::ServiceId;
use facteur_model::service::{CutOffText, Retention};
use facteur_model::time::SECOND;
use facteur_store::AuditEvent;
use facteur_testkit::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn messages_are_kept_for_3_to_90_days() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let kept = async || world.app.services(&world.by).await.unwrap()[0].retention;
    assert_eq!(kept().await, Retention::USUAL);
    for days in [3, 90] {
        let set = world.app.set_retention(&world.by, service.id, days).await.unwrap();
        assert_eq!((set, set.days()), (kept().await, days));
    }
    for days in [0, 2, 91, u32::MAX] {
        let refused = world.app.set_retention(&world.by, service.id, days).await.unwrap_err();
        assert_eq!(refused.to_string(), "days: messages are kept for 3 to 90 days", "{days}");
    }
    assert_eq!(kept().await, Retention::MOST);
}

#[tokio::test]
async fn a_text_that_was_cut_off_ends_or_is_sent_again() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let choice = async || world.app.services(&world.by).await.unwrap()[0].cut_off_text;
    assert_eq!(choice().await, CutOffText::End);
    for chosen in [CutOffText::SendAgain, CutOffText::End] {
        world.app.set_cut_off_text(&world.by, service.id, chosen).await.unwrap();
        assert_eq!(choice().await, chosen);
    }
}

#[tokio::test]
async fn both_are_in_the_audit_log_with_what_was_before() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    world.clock.advance(SECOND);
    world.app.set_retention(&world.by, service.id, 30).await.unwrap();
    world.clock.advance(SECOND);
    world.app.set_cut_off_text(&world.by, service.id, CutOffText::SendAgain).await.unwrap();
    let log = world.store.of(service.id).audit(2).await.unwrap();
    let seen: Vec<_> = log.iter().map(|event| (event.action.as_str(), detail(event))).collect();
    assert_eq!(
        seen,
        [
            ("service.cut-off-texts", json!({"before": "end", "after": "send-again"})),
            ("service.retention", json!({"before": 7, "after": 30})),
        ]
    );
}

#[tokio::test]
async fn neither_is_set_for_a_service_that_is_not_there() {
    let world = World::new().await;
    let nobody = ServiceId::new(world.app.now(), world.app.chance());
    let refused = world.app.set_retention(&world.by, nobody, 30).await;
    assert!(matches!(refused, Err(ChangeError::NoSuchService(_))));
    let refused = world.app.set_cut_off_text(&world.by, nobody, CutOffText::End).await;
    assert!(matches!(refused, Err(ChangeError::NoSuchService(_))));
}

fn detail(event: &AuditEvent) -> Value {
    serde_json::from_str(&event.detail).expect("the detail is JSON")
}
