//! Work is held under a lease, and every step shows it.

use crate::world::{LEASE, World, claim_due, next_due};
use facteur_model::id::{NotificationId, ServiceId};
use facteur_model::notification::{Reason, Status};
use facteur_model::time::{HOUR, Moment, SECOND};
use facteur_model::{Channel, Lane, Priority};
use facteur_store::{AttemptOutcome, Lease, OpenAttempt, Pick, Settlement, Waiting};

fn attempt(service: ServiceId, id: NotificationId, lease: i64, at: Moment) -> OpenAttempt {
    OpenAttempt { service, id, lease, number: 1, provider: "mailbox".to_owned(), at }
}

pub fn settlement(service: ServiceId, id: NotificationId, lease: i64, at: Moment) -> Settlement {
    Settlement {
        service,
        id,
        lease,
        status: Status::Sending,
        reason: None,
        provider_response: None,
        sent_at: Some(at),
        at,
        due_at: None,
        attempt: None,
        webhooks: Vec::new(),
    }
}

impl World {
    pub async fn claimed(&self) -> Vec<(NotificationId, i64)> {
        let until = self.now().plus(LEASE);
        let claimed = claim_due(&self.store, self.now(), until, 10).await.unwrap();
        claimed.into_iter().map(|claimed| (claimed.notification.id, claimed.lease)).collect()
    }
}

#[tokio::test]
async fn from_claim_to_settlement() {
    let world = World::new().await;
    let service = world.service().await;
    let id = world.sent(service).await;
    let claimed = claim_due(&world.store, world.now(), world.now().plus(LEASE), 10).await.unwrap();
    assert_eq!(claimed.len(), 1);
    assert_eq!(claimed[0].notification.content.to, "Amala@Example.ca");
    let lease = claimed[0].lease;
    assert_eq!(world.claimed().await, [], "what is held is not given out twice");

    let opened = world.store.open_attempts(vec![attempt(service, id, lease, world.now())]).await;
    assert_eq!(opened, Ok(vec![Lease::Held]));
    let tenant = world.store.of(service);
    let running = tenant.attempts(id).await.unwrap();
    assert_eq!((running.len(), running[0].outcome.as_deref(), running[0].ended_at), (1, None, None));

    world.clock.advance(SECOND);
    let settled = Settlement {
        status: Status::PermanentFailure,
        reason: Some(Reason::Suppressed),
        provider_response: Some("550 amala@example.ca is unknown".to_owned()),
        attempt: Some(AttemptOutcome {
            number: 1,
            outcome: "refused".to_owned(),
            detail: Some("550".to_owned()),
        }),
        ..settlement(service, id, lease, world.now())
    };
    assert_eq!(world.store.settle(vec![settled]).await, Ok(vec![Lease::Held]));

    let notification = tenant.notification(id).await.unwrap().unwrap();
    assert_eq!(notification.status, Status::PermanentFailure);
    assert_eq!(notification.reason, Some(Reason::Suppressed));
    assert_eq!(notification.provider_response.as_deref(), Some("550 amala@example.ca is unknown"));
    let now = Some(world.now());
    assert_eq!((notification.sent_at, notification.completed_at, notification.updated_at), (now, now, now));
    assert_eq!(notification.attempts, 1);
    let attempts = tenant.attempts(id).await.unwrap();
    assert_eq!((attempts[0].outcome.as_deref(), attempts[0].ended_at), (Some("refused"), now));
    assert_eq!(attempts[0].detail.as_deref(), Some("550"));
    assert_eq!(next_due(&world.store).await, None, "nothing more to do");
}

#[tokio::test]
async fn an_expired_lease_is_simply_due_again() {
    let world = World::new().await;
    let service = world.service().await;
    let id = world.sent(service).await;
    let first = world.claimed().await;
    assert_eq!(next_due(&world.store).await, Some(world.now().plus(LEASE)));
    world.clock.advance(LEASE - 1);
    assert_eq!(world.claimed().await, []);
    world.clock.advance(1);
    let second = world.claimed().await;
    assert_eq!((first.len(), second.len(), second[0].0), (1, 1, id));
    assert!(second[0].1 > first[0].1, "a later lease is greater");
}

#[tokio::test]
async fn a_late_worker_can_do_nothing() {
    let world = World::new().await;
    let service = world.service().await;
    let id = world.sent(service).await;
    let late = world.claimed().await[0].1;
    world.clock.advance(LEASE);
    let current = world.claimed().await[0].1;

    let now = world.now();
    let attempts = [late, current].map(|lease| attempt(service, id, lease, now));
    let opened = world.store.open_attempts(attempts.into()).await;
    assert_eq!(opened, Ok(vec![Lease::Lost, Lease::Held]));
    let late = Settlement { status: Status::Delivered, ..settlement(service, id, late, now) };
    let settled = world.store.settle(vec![late, settlement(service, id, current, now)]).await;
    assert_eq!(settled, Ok(vec![Lease::Lost, Lease::Held]));
    let again = world.store.settle(vec![settlement(service, id, current, now)]).await;
    assert_eq!(again, Ok(vec![Lease::Lost]), "a settlement gives the lease back");

    let tenant = world.store.of(service);
    assert_eq!(tenant.notification(id).await.unwrap().unwrap().status, Status::Sending);
    assert_eq!(tenant.attempts(id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn another_service_cannot_settle() {
    let world = World::new().await;
    let (service, other) = (world.service().await, world.service().await);
    let id = world.sent(service).await;
    let lease = world.claimed().await[0].1;
    let settled = world.store.settle(vec![settlement(other, id, lease, world.now())]).await;
    assert_eq!(settled, Ok(vec![Lease::Lost]));
}

#[tokio::test]
async fn a_settlement_may_ask_for_another_try() {
    let world = World::new().await;
    let service = world.service().await;
    let id = world.sent(service).await;
    let lease = world.claimed().await[0].1;
    let later = world.now().plus(HOUR);
    let retry = Settlement {
        status: Status::Created,
        sent_at: None,
        due_at: Some(later),
        ..settlement(service, id, lease, world.now())
    };
    world.store.settle(vec![retry]).await.unwrap();
    assert_eq!(next_due(&world.store).await, Some(later));
    assert_eq!(world.claimed().await, []);
    world.clock.set(later);
    assert_eq!(world.claimed().await[0].0, id);
}

/// An e-mail in a lane of its channel.
fn lane(priority: Priority) -> Lane {
    Lane::Real(Channel::Email, priority)
}

#[tokio::test]
async fn a_pick_takes_its_own_lane_and_service_the_longest_due_first() {
    let world = World::new().await;
    let (service, other) = (world.service().await, world.service().await);
    let mut ids = Vec::new();
    for (service, priority, due_in) in [
        (service, Priority::Normal, 24 * HOUR),
        (service, Priority::Normal, 2 * SECOND),
        (service, Priority::Normal, SECOND),
        (service, Priority::Bulk, 0),
        (other, Priority::Normal, 0),
    ] {
        let mut email = world.email(service);
        (email.lane, email.due_at) = (lane(priority), world.now().plus(due_in));
        ids.push(email.id);
        world.store.accept(world.accept(email)).await.unwrap();
    }
    world.clock.advance(HOUR);
    let pick = |service, priority| Pick { lane: lane(priority), service, most: 10 };
    let picks = vec![pick(service, Priority::Normal), pick(other, Priority::Normal)];
    let claimed = world.store.claim(picks, world.now(), world.now().plus(LEASE)).await.unwrap();
    let order: Vec<_> = claimed.iter().map(|claimed| claimed.notification.id).collect();
    assert_eq!(order, [ids[2], ids[1], ids[4]]);
    assert_eq!(claimed[0].notification.lane, lane(Priority::Normal));
}

#[tokio::test]
async fn the_backlog_names_each_lane_and_service_once_with_its_first_due_time() {
    let world = World::new().await;
    let mut services = [world.service().await, world.service().await];
    services.sort_unstable();
    let mut expected = Vec::new();
    for priority in [Priority::Priority, Priority::Bulk] {
        for service in services {
            let due_at = world.now().plus(HOUR);
            for later in [SECOND, 0, 2 * SECOND] {
                let mut email = world.email(service);
                (email.lane, email.due_at) = (lane(priority), due_at.plus(later));
                world.store.accept(world.accept(email)).await.unwrap();
            }
            expected.push(Waiting { lane: lane(priority), service, due_at });
        }
    }
    assert_eq!(world.store.backlog(None, 10).await.unwrap(), expected);
    let first = world.store.backlog(None, 3).await.unwrap();
    let after = first.last().map(|waiting| (waiting.lane, waiting.service));
    let rest = world.store.backlog(after, 3).await.unwrap();
    assert_eq!([first, rest].concat(), expected, "page by page");
    let places = [(lane(Priority::Bulk), services[1]), (lane(Priority::Normal), services[0])];
    assert_eq!(world.store.first_due(&places).await.unwrap(), expected[3..], "the second has none");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_never_hold_the_same_notification() {
    let world = World::new().await;
    let service = world.service().await;
    for _ in 0..60 {
        world.sent(service).await;
    }
    let mut workers = tokio::task::JoinSet::new();
    for n in 0..8 {
        let store = if n % 2 == 0 { world.store.clone() } else { world.another().await };
        let (now, until) = (world.now(), world.now().plus(LEASE));
        workers.spawn(async move { claim_due(&store, now, until, 10).await.unwrap() });
    }
    let claimed = workers.join_all().await.into_iter().flatten();
    let mut held: Vec<_> = claimed.map(|claimed| (claimed.notification.id, claimed.lease)).collect();
    held.sort_unstable();
    assert_eq!(held.len(), 60);
    held.dedup_by_key(|(id, _)| *id);
    assert_eq!(held.len(), 60);
    held.sort_unstable_by_key(|(_, lease)| *lease);
    held.dedup_by_key(|(_, lease)| *lease);
    assert_eq!(held.len(), 60, "no lease was given out twice");
}
