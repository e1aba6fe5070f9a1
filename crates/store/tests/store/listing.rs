//! Notifications as a service lists them.

use crate::world::{World, claim_due, everything};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, NotificationId, ServiceId};
use facteur_model::notification::Status;
use facteur_store::{Filter, Settlement};

struct Sent {
    world: World,
    service: ServiceId,
    /// Oldest first: a live e-mail, a live text, a test e-mail with a reference, a team text.
    ids: Vec<NotificationId>,
}

async fn sent() -> Sent {
    let world = World::new().await;
    let service = world.service().await;
    world.sent(world.service().await).await;
    let mut ids = Vec::new();
    for (key_type, channel, reference) in [
        (KeyType::Live, Channel::Email, None),
        (KeyType::Live, Channel::Sms, None),
        (KeyType::Test, Channel::Email, Some("case 1")),
        (KeyType::Team, Channel::Sms, Some("case 2")),
    ] {
        world.clock.advance(10);
        let mut notification = world.email(service);
        (notification.key_type, notification.channel) = (key_type, channel);
        notification.content.reference = reference.map(str::to_owned);
        ids.push(notification.id);
        world.store.accept(world.accept(notification)).await.unwrap();
    }
    Sent { world, service, ids }
}

impl Sent {
    async fn listed(&self, filter: Filter) -> Vec<usize> {
        let found = self.world.store.of(self.service).notifications(&filter).await.unwrap();
        let place = |id| self.ids.iter().position(|one| *one == id).unwrap();
        found.into_iter().map(|notification| place(notification.id)).collect()
    }
}

#[tokio::test]
async fn newest_first_whatever_the_key_and_of_no_other_service() {
    let sent = sent().await;
    assert_eq!(sent.listed(everything()).await, [3, 2, 1, 0]);
    assert_eq!(sent.listed(Filter { most: 2, ..everything() }).await, [3, 2]);
}

#[tokio::test]
async fn filters_narrow_and_combine() {
    let sent = sent().await;
    let live = Filter { key_types: vec![KeyType::Live], ..everything() };
    assert_eq!(sent.listed(live.clone()).await, [1, 0]);
    let texts = Filter { channels: vec![Channel::Sms], ..everything() };
    assert_eq!(sent.listed(texts.clone()).await, [3, 1]);
    assert_eq!(sent.listed(Filter { channels: texts.channels, ..live }).await, [1]);
    assert_eq!(sent.listed(Filter { channels: Channel::ALL.to_vec(), ..everything() }).await, [3, 2, 1, 0]);
}

#[tokio::test]
async fn by_status() {
    let sent = sent().await;
    let (store, now) = (&sent.world.store, sent.world.now());
    let claimed = claim_due(store, now, now.plus(1), 10).await.unwrap();
    let one = claimed.iter().find(|claimed| claimed.notification.id == sent.ids[1]).unwrap();
    let settlement = Settlement {
        service: sent.service,
        id: sent.ids[1],
        lease: one.lease,
        status: Status::PiiCheckFailed,
        reason: None,
        provider_response: None,
        sent_at: None,
        at: now,
        due_at: None,
        attempt: None,
        webhooks: Vec::new(),
    };
    store.settle(vec![settlement]).await.unwrap();
    let failed = Filter { statuses: Status::FAILURES.to_vec(), ..everything() };
    assert_eq!(sent.listed(failed).await, [1]);
    let created = Filter { statuses: vec![Status::Created], ..everything() };
    assert_eq!(sent.listed(created).await, [3, 2, 0]);
}

#[tokio::test]
async fn a_reference_is_found_by_its_whole_self() {
    let sent = sent().await;
    let with = |text: &str| Filter { reference: Some(text.to_owned()), ..everything() };
    assert_eq!(sent.listed(with("case 1")).await, [2]);
    assert!(sent.listed(with("case")).await.is_empty());
    assert!(sent.listed(Filter { key_types: vec![KeyType::Live], ..with("case 1") }).await.is_empty());
    assert_eq!(sent.listed(Filter { key_types: vec![KeyType::Test], ..with("case 1") }).await, [2]);
}

#[tokio::test]
async fn pages_follow_one_another() {
    let sent = sent().await;
    let after = |id| Filter { older_than: Some(id), ..everything() };
    assert_eq!(sent.listed(after(sent.ids[2])).await, [1, 0]);
    assert!(sent.listed(after(sent.ids[0])).await.is_empty());
    let unknown = NotificationId::new(sent.world.now(), &sent.world.chance);
    assert!(sent.listed(after(unknown)).await.is_empty());
}

#[tokio::test]
async fn another_service_finds_nothing() {
    let sent = sent().await;
    let other = sent.world.store.of(sent.world.service().await);
    assert_eq!(other.notification(sent.ids[0]).await, Ok(None));
    assert_eq!(other.attempts(sent.ids[0]).await, Ok(vec![]));
    assert_eq!(other.notifications(&everything()).await, Ok(vec![]));
}

#[tokio::test]
async fn by_key_and_by_date() {
    let sent = sent().await;
    let tenant = sent.world.store.of(sent.service);
    let first = tenant.notification(sent.ids[0]).await.unwrap().unwrap();
    let of = |key| Filter { key: Some(key), ..everything() };
    assert_eq!(sent.listed(of(first.key)).await, [0]);
    let live = Filter { key_types: vec![KeyType::Live], ..of(first.key) };
    assert_eq!(sent.listed(live).await, [0]);
    assert!(sent.listed(of(ApiKeyId::new(sent.world.now(), &sent.world.chance))).await.is_empty());

    // Ten microseconds lie between two of them, and the clock stands at the last.
    let at = |before: i64| Some(sent.world.now().plus(-before));
    let span = |from, until| Filter { from, until, ..everything() };
    assert_eq!(sent.listed(span(at(10), None)).await, [3, 2]);
    assert_eq!(sent.listed(span(None, at(10))).await, [1, 0]);
    assert_eq!(sent.listed(span(at(20), at(0))).await, [2, 1]);
    assert!(sent.listed(span(at(0), at(20))).await.is_empty());
    let page = Filter { older_than: Some(sent.ids[2]), ..span(at(20), None) };
    assert_eq!(sent.listed(page).await, [1]);
}

#[tokio::test]
async fn pages_lead_back_to_newer_ones() {
    let sent = sent().await;
    let tenant = sent.world.store.of(sent.service);
    let newer = async |filter: Filter, than: usize| {
        let found = tenant.notifications_after(&filter, sent.ids[than]).await.unwrap();
        let place = |id| sent.ids.iter().position(|one| *one == id).unwrap();
        found.into_iter().map(|notification| place(notification.id)).collect::<Vec<_>>()
    };
    assert_eq!(newer(everything(), 0).await, [3, 2, 1]);
    assert_eq!(newer(Filter { most: 2, ..everything() }, 0).await, [2, 1], "the next ones, not the newest");
    let texts = Filter { channels: vec![Channel::Sms], ..everything() };
    assert_eq!(newer(texts, 1).await, [3]);
    let until = Filter { until: Some(sent.world.now()), ..everything() };
    assert_eq!(newer(until, 1).await, [2]);
    assert!(newer(everything(), 3).await.is_empty());
}

#[tokio::test]
async fn by_recipient_as_far_as_the_index_has_come() {
    let sent = sent().await;
    while sent.world.store.index_recipients(10).await.unwrap() == 10 {}
    let to = async |recipient: &str, older_than, most| {
        let tenant = sent.world.store.of(sent.service);
        let found = tenant.notifications_to(recipient, older_than, most).await.unwrap();
        let place = |id| sent.ids.iter().position(|one| *one == id).unwrap();
        found.into_iter().map(|notification| place(notification.id)).collect::<Vec<_>>()
    };
    assert_eq!(to("amala@example.ca", None, 10).await, [3, 2, 1, 0]);
    assert_eq!(to("amala@example.ca", None, 2).await, [3, 2]);
    assert_eq!(to("amala@example.ca", Some(sent.ids[2]), 10).await, [1, 0]);
    assert!(to("bela@example.ca", None, 10).await.is_empty());
}
