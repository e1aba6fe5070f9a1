//! Totals, as they are read.

use crate::world::World;
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, ServiceId, TemplateId};
use facteur_model::time::Day;
use facteur_store::{Counted, Counts, DayCounts, testing};

const REAL: [KeyType; 2] = [KeyType::Live, KeyType::Team];

fn counts(requested: u64) -> Counts {
    Counts { requested, units: 2 * requested, delivered: requested, ..Counts::default() }
}

struct Totals {
    world: World,
    service: ServiceId,
    templates: [TemplateId; 2],
    senders: [ApiKeyId; 2],
    today: Day,
}

async fn totals() -> Totals {
    let world = World::new().await;
    let service = world.service().await;
    let template = || TemplateId::new(world.now(), &world.chance);
    let sender = || ApiKeyId::new(world.now(), &world.chance);
    let (templates, senders) = ([template(), template()], [sender(), sender()]);
    let today = world.now().day();
    let (live, team, test) = (KeyType::Live, KeyType::Team, KeyType::Test);
    for (day, channel, key_type, sender, template, requested) in [
        (today, Channel::Email, live, 0, 0, 1),
        (today, Channel::Email, team, 1, 0, 10),
        (today, Channel::Email, test, 1, 0, 100),
        (today, Channel::Sms, live, 0, 1, 1_000),
        (today.back(1), Channel::Email, live, 0, 0, 10_000),
    ] {
        let counted = [(day, channel, key_type, senders[sender], templates[template])];
        testing::put_counts(&world.store, service, &counted, counts(requested)).await.unwrap();
    }
    Totals { world, service, templates, senders, today }
}

impl Totals {
    fn all(&self) -> Counted {
        Counted {
            days: self.today.back(1)..=self.today,
            key_types: REAL.to_vec(),
            template: None,
            sender: None,
        }
    }

    async fn by_day(&self, counted: Counted) -> Vec<DayCounts> {
        self.world.store.of(self.service).counts_by_day(&counted).await.unwrap()
    }
}

#[tokio::test]
async fn days_add_up_over_keys_and_templates_without_test_keys() {
    let totals = totals().await;
    let (today, yesterday) = (totals.today, totals.today.back(1));
    let day = |day, channel, requested| DayCounts { day, channel, counts: counts(requested) };
    let expected = [
        day(yesterday, Channel::Email, 10_000),
        day(today, Channel::Email, 11),
        day(today, Channel::Sms, 1_000),
    ];
    assert_eq!(totals.by_day(totals.all()).await, expected);
    let only_today = Counted { days: today..=today, ..totals.all() };
    assert_eq!(totals.by_day(only_today).await, expected[1..]);
    let test = Counted { key_types: vec![KeyType::Test], ..totals.all() };
    assert_eq!(totals.by_day(test).await, [day(today, Channel::Email, 100)]);
    let of_sender = Counted { sender: Some(totals.senders[1]), ..totals.all() };
    assert_eq!(totals.by_day(of_sender).await, [day(today, Channel::Email, 10)]);
    let of_template = Counted { template: Some(totals.templates[1]), ..totals.all() };
    assert_eq!(totals.by_day(of_template).await, [day(today, Channel::Sms, 1_000)]);
}

#[tokio::test]
async fn templates_come_most_used_first() {
    let totals = totals().await;
    let store = totals.world.store.of(totals.service);
    let requested = async |most| -> Vec<_> {
        let found = store.counts_by_template(&totals.all(), most).await.unwrap();
        found.into_iter().map(|one| (one.template, one.channel, one.counts.requested)).collect()
    };
    let [first, second] = totals.templates;
    assert_eq!(requested(10).await, [(first, Channel::Email, 10_011), (second, Channel::Sms, 1_000)]);
    assert_eq!(requested(1).await, [(first, Channel::Email, 10_011)]);
}

#[tokio::test]
async fn another_service_has_its_own_totals() {
    let totals = totals().await;
    let other = totals.world.store.of(totals.world.service().await);
    assert_eq!(other.counts_by_day(&totals.all()).await.unwrap(), []);
    assert_eq!(other.counts_by_template(&totals.all(), 10).await.unwrap(), []);
}

#[test]
fn what_is_neither_delivered_nor_failed_is_in_transit() {
    let some = Counts { requested: 10, units: 10, delivered: 3, technical: 1, temporary: 2, permanent: 1 };
    assert_eq!((some.failed(), some.in_transit()), (4, 3));
    assert_eq!(Counts { delivered: 20, ..some }.in_transit(), 0);
}
