//! What an operator holds back: who may be, why, and what the audit log keeps of it.

use facteur_app::ChangeError;
use facteur_model::Channel;
use facteur_model::id::ServiceId;
use facteur_model::time::SECOND;
use facteur_store::Paused;
use facteur_testkit::world::World;

#[tokio::test]
async fn a_pause_says_since_when_by_whom_and_why_until_it_is_resumed() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let whose = [Paused::Service(service.id), Paused::Provider(Channel::Sms)];
    for (paused, reason) in whose.into_iter().zip(["  They mail their test list ", "Panne chez l’opérateur"])
    {
        world.app.pause(&world.by, paused, reason).await.unwrap();
        world.clock.advance(SECOND);
    }
    let held = world.app.pauses(&world.by).await.unwrap();
    let seen: Vec<_> =
        held.iter().map(|pause| (pause.paused, pause.by.as_str(), pause.reason.as_str())).collect();
    assert_eq!(
        seen,
        [(whose[0], "test", "They mail their test list"), (whose[1], "test", "Panne chez l’opérateur")]
    );
    assert_eq!(held[1].since.since(held[0].since), SECOND);

    world.app.resume(&world.by, whose[0]).await.unwrap();
    let held = world.app.pauses(&world.by).await.unwrap();
    assert_eq!(held.iter().map(|pause| pause.paused).collect::<Vec<_>>(), [whose[1]]);
}

#[tokio::test]
async fn a_reason_is_one_line_that_says_something() {
    let world = World::new().await;
    let paused = Paused::Provider(Channel::Email);
    for (reason, why) in [
        ("", "cannot be empty"),
        (" \u{a0}", "cannot be empty"),
        ("one\ntwo", "cannot hold control characters"),
        ("\u{1b}[31mred", "cannot hold control characters"),
        (&"é".repeat(501), "cannot be longer than 500 characters"),
    ] {
        let refused = world.app.pause(&world.by, paused, reason).await;
        assert_eq!(refused.unwrap_err().to_string(), format!("reason: {why}"));
    }
    assert!(world.app.pauses(&world.by).await.unwrap().is_empty());
    world.app.pause(&world.by, paused, &"é".repeat(500)).await.unwrap();
}

#[tokio::test]
async fn what_is_not_there_cannot_be_paused_and_what_is_not_paused_cannot_be_resumed() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let nobody = ServiceId::from_uuid(service.email.as_uuid());
    let refused = world.app.pause(&world.by, Paused::Service(nobody), "Because").await;
    assert!(matches!(refused, Err(ChangeError::NoSuchService(id)) if id == nobody));
    for paused in [Paused::Service(service.id), Paused::Provider(Channel::Email)] {
        assert!(matches!(world.app.resume(&world.by, paused).await, Err(ChangeError::NotPaused)));
    }
}

#[tokio::test]
async fn the_first_reason_stays_when_somebody_pauses_again() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let paused = Paused::Service(service.id);
    world.app.pause(&world.by, paused, "First").await.unwrap();
    let again = world.app.pause(&world.by, paused, "Second").await;
    assert!(matches!(again, Err(ChangeError::AlreadyPaused)));
    assert_eq!(world.app.pauses(&world.by).await.unwrap()[0].reason, "First");
}

#[tokio::test]
async fn pausing_and_resuming_are_in_the_audit_log_without_the_reason() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    world.clock.advance(SECOND);
    for paused in [Paused::Service(service.id), Paused::Provider(Channel::Sms)] {
        world.app.pause(&world.by, paused, "Zoé asked").await.unwrap();
        world.clock.advance(SECOND);
        world.app.resume(&world.by, paused).await.unwrap();
        world.clock.advance(SECOND);
    }
    let log = world.store.audit(4).await.unwrap();
    let seen: Vec<_> =
        log.iter().map(|event| (event.action.as_str(), event.subject.clone(), event.service)).collect();
    let id = service.id.to_string();
    assert_eq!(
        seen,
        [
            ("provider.resume", "sms".to_owned(), None),
            ("provider.pause", "sms".to_owned(), None),
            ("service.resume", id.clone(), Some(service.id)),
            ("service.pause", id, Some(service.id)),
        ]
    );
    assert!(log.iter().all(|event| !format!("{event:?}").contains("Zoé")));
}
