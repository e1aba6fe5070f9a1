//! Pages of messages, in both directions, at a bounded cost.

use crate::world::World;
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{NotificationId, ServiceId};
use facteur_model::notification::Status;
use facteur_model::time::{DAY, Moment, SECOND};
use facteur_store::{Cursor, Listing};

struct Sent {
    world: World,
    service: ServiceId,
    /// Oldest first, a second apart: live and team keys by turns; every tenth a text.
    ids: Vec<NotificationId>,
    begun: Moment,
}

async fn sent(count: usize) -> Sent {
    let world = World::new().await;
    let service = world.service().await;
    let begun = world.now();
    let mut ids = Vec::new();
    for number in 0..count {
        let mut email = world.email(service);
        email.key_type = if number % 2 == 0 { KeyType::Live } else { KeyType::Team };
        email.channel = if number % 10 == 0 { Channel::Sms } else { Channel::Email };
        ids.push(email.id);
        world.store.accept(world.accept(email)).await.unwrap();
        world.clock.advance(SECOND);
    }
    Sent { world, service, ids, begun }
}

impl Sent {
    fn listing(&self) -> Listing {
        Listing {
            key_types: vec![KeyType::Live, KeyType::Team],
            kinds: Vec::new(),
            template: None,
            sender: None,
            since: self.begun,
            until: self.begun.plus(DAY),
            cursor: Cursor::Newest,
            most: 4,
            most_examined: 1_000,
        }
    }

    /// The places of what was found, and the place where the looking stopped.
    async fn listed(&self, listing: Listing) -> (Vec<usize>, Option<usize>) {
        let listed = self.world.store.of(self.service).listing(&listing).await.unwrap();
        let place = |id| self.ids.iter().position(|one| *one == id).unwrap();
        (listed.found.iter().map(|found| place(found.id)).collect(), listed.looked_to.map(place))
    }
}

#[tokio::test]
async fn pages_go_both_ways_over_all_key_types() {
    let sent = sent(12).await;
    assert_eq!(sent.listed(sent.listing()).await, (vec![11, 10, 9, 8], None));
    let older = Listing { cursor: Cursor::OlderThan(sent.ids[8]), ..sent.listing() };
    assert_eq!(sent.listed(older).await, (vec![7, 6, 5, 4], None));
    let newer = Listing { cursor: Cursor::NewerThan(sent.ids[5]), ..sent.listing() };
    assert_eq!(sent.listed(newer).await, (vec![9, 8, 7, 6], None));
    let last = Listing { cursor: Cursor::NewerThan(sent.ids[11]), ..sent.listing() };
    assert_eq!(sent.listed(last).await, (vec![], None));
    let live = Listing { key_types: vec![KeyType::Live], ..sent.listing() };
    assert_eq!(sent.listed(live).await.0, [10, 8, 6, 4]);
    let test = Listing { key_types: vec![KeyType::Test], ..sent.listing() };
    assert!(sent.listed(test).await.0.is_empty());
    // A message that is gone still marks its place.
    let gone = NotificationId::new(sent.begun.plus(3 * SECOND + SECOND / 2), &sent.world.chance);
    let older = Listing { cursor: Cursor::OlderThan(gone), ..sent.listing() };
    assert_eq!(sent.listed(older).await.0, [3, 2, 1, 0]);
}

#[tokio::test]
async fn a_span_begins_with_its_first_moment_and_ends_before_its_last() {
    let sent = sent(6).await;
    let (since, until) = (sent.begun.plus(2 * SECOND), sent.begun.plus(4 * SECOND));
    assert_eq!(sent.listed(Listing { since, until, ..sent.listing() }).await.0, [3, 2]);
    let cursor = Cursor::NewerThan(sent.ids[2]);
    assert_eq!(sent.listed(Listing { since, until, cursor, ..sent.listing() }).await.0, [3]);
}

#[tokio::test]
async fn rare_messages_are_found_a_bounded_way_at_a_time() {
    let sent = sent(40).await;
    let texts = |cursor| Listing {
        kinds: vec![(Channel::Sms, Status::Created)],
        cursor,
        most_examined: 8,
        ..sent.listing()
    };
    // Eight of each type of key: back to message 25, where the next look goes on.
    assert_eq!(sent.listed(texts(Cursor::Newest)).await, (vec![30], Some(25)));
    let next = sent.listed(texts(Cursor::OlderThan(sent.ids[25]))).await;
    assert_eq!(next, (vec![20, 10], Some(10)));
    assert_eq!(sent.listed(texts(Cursor::OlderThan(sent.ids[10]))).await, (vec![0], None));
    assert_eq!(sent.listed(texts(Cursor::NewerThan(sent.ids[0]))).await, (vec![10], Some(15)));
    // The end of the looking is none when the page is full.
    let emails =
        Listing { kinds: vec![(Channel::Email, Status::Created)], most_examined: 8, ..sent.listing() };
    assert_eq!(sent.listed(emails).await, (vec![39, 38, 37, 36], None));
}

#[tokio::test]
async fn kinds_are_counted_as_far_as_is_looked() {
    let sent = sent(40).await;
    let store = sent.world.store.of(sent.service);
    let sum = |counted: &[(Channel, Status, u64)], channel| {
        counted.iter().filter(|one| one.0 == channel).map(|one| one.2).sum::<u64>()
    };
    let (counted, is_whole) = store.kinds(&sent.listing()).await.unwrap();
    assert_eq!((sum(&counted, Channel::Email), sum(&counted, Channel::Sms), is_whole), (36, 4, true));
    let (counted, is_whole) = store.kinds(&Listing { most_examined: 5, ..sent.listing() }).await.unwrap();
    assert_eq!((sum(&counted, Channel::Email), sum(&counted, Channel::Sms), is_whole), (9, 0, false));
}

#[tokio::test]
async fn by_template_and_by_sender_and_of_no_other_service() {
    let sent = sent(3).await;
    let one = sent.world.store.of(sent.service).notification(sent.ids[1]).await.unwrap().unwrap();
    let of_template = Listing { template: Some(one.template), ..sent.listing() };
    assert_eq!(sent.listed(of_template.clone()).await.0, [1]);
    assert_eq!(sent.listed(Listing { sender: Some(one.key), ..sent.listing() }).await.0, [1]);
    let other = sent.world.store.of(sent.world.service().await);
    assert!(other.listing(&sent.listing()).await.unwrap().found.is_empty());
    assert_eq!(other.kinds(&sent.listing()).await.unwrap(), (vec![], true));
}
