//! How urgent a template is, as an operator sets it.

use facteur_app::{ChangeError, OwnPriority, TemplateRequest, Urgency, UrgencyChange};
use facteur_model::id::{TemplateCategoryId, TemplateId};
use facteur_model::time::SECOND;
use facteur_model::{Channel, Priority};
use facteur_testkit::world::{TestService, World};
use serde_json::{Value, json};

async fn category(world: &World, name: &str) -> TemplateCategoryId {
    let categories = world.app.template_categories(&world.by).await.expect("a list");
    categories.iter().find(|category| category.name_en == name).expect("it comes with the database").id
}

async fn set(
    service: &TestService<'_>,
    category: Option<TemplateCategoryId>,
    priority: OwnPriority,
) -> Result<Urgency, ChangeError> {
    let change = UrgencyChange { category, priority };
    service.world.app.set_urgency(&service.world.by, service.id, service.sms, change).await
}

#[tokio::test]
async fn a_template_follows_its_own_word_then_its_category_then_is_normal() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let alert = category(&world, "Alert").await;
    let general = category(&world, "General communication").await;
    let (keep, own) = (OwnPriority::Keep, Some(Priority::Normal));
    for (named, word, expected) in [
        (None, keep, Urgency { category: None, own: None, priority: Priority::Normal }),
        (Some(alert), keep, Urgency { category: Some(alert), own: None, priority: Priority::Priority }),
        (
            None,
            OwnPriority::Set(Priority::Normal),
            Urgency { category: Some(alert), own, priority: Priority::Normal },
        ),
        (Some(general), keep, Urgency { category: Some(general), own, priority: Priority::Normal }),
        (None, OwnPriority::Remove, Urgency { category: Some(general), own: None, priority: Priority::Bulk }),
    ] {
        assert_eq!(set(&service, named, word).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn a_template_can_be_urgent_from_its_first_version() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let general = category(&world, "General communication").await;
    let request = |category, priority| TemplateRequest {
        service: service.id,
        channel: Channel::Sms,
        name: "Code".to_owned(),
        subject: None,
        content: "Hello".to_owned(),
        category,
        priority,
    };
    for (wanted, priority) in [
        (request(None, None), Priority::Normal),
        (request(Some(general), None), Priority::Bulk),
        (request(Some(general), Some(Priority::Priority)), Priority::Priority),
    ] {
        let id = world.app.create_template(&world.by, wanted).await.unwrap();
        let stored = world.store.of(service.id).template(id, None).await.unwrap().unwrap();
        assert_eq!(stored.priority(), priority);
    }
    let unknown = TemplateCategoryId::new(world.app.now(), world.app.chance());
    let refused = world.app.create_template(&world.by, request(Some(unknown), None)).await;
    assert!(matches!(refused, Err(ChangeError::NoSuchCategory(id)) if id == unknown));
}

#[tokio::test]
async fn a_category_or_a_template_that_is_not_there_is_told() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let unknown = TemplateCategoryId::new(world.app.now(), world.app.chance());
    let refused = set(&service, Some(unknown), OwnPriority::Keep).await;
    assert!(matches!(refused, Err(ChangeError::NoSuchCategory(id)) if id == unknown));

    // Another service's template is no template of this one.
    let other = world.trial_service("Permis").await;
    for id in [other.sms, TemplateId::new(world.app.now(), world.app.chance())] {
        let change = UrgencyChange { category: None, priority: OwnPriority::Set(Priority::Bulk) };
        let refused = world.app.set_urgency(&world.by, service.id, id, change).await;
        assert!(matches!(refused, Err(ChangeError::NoSuchTemplate(told)) if told == id));
    }
}

#[tokio::test]
async fn a_change_of_urgency_is_in_the_audit_log() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let alert = category(&world, "Alert").await;
    world.clock.advance(SECOND);
    set(&service, Some(alert), OwnPriority::Set(Priority::Bulk)).await.unwrap();
    let log = world.store.of(service.id).audit(1).await.unwrap();
    assert_eq!(
        (log[0].action.as_str(), log[0].subject.clone()),
        ("template.priority", service.sms.to_string())
    );
    let detail: Value = serde_json::from_str(&log[0].detail).unwrap();
    assert_eq!(
        detail,
        json!({
            "before": {"category": null, "priority": null},
            "after": {"category": alert.to_string(), "priority": "bulk"},
        })
    );
}
