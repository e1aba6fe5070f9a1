//! How many messages a second are accepted, claimed and settled on this disk: by SQLite, or by the PostgreSQL server
//! that `FACTEUR_TEST_POSTGRES` names.
//!
//! `cargo run --release -p facteur-store --example accept_rate [messages] [callers] [folder]`

use facteur_model::allowance::Limits;
use facteur_model::api_key::KeyType;
use facteur_model::chance::SystemChance;
use facteur_model::id::{ApiKeyId, NotificationId, ServiceId, TemplateId};
use facteur_model::notification::Status;
use facteur_model::secret::Secret;
use facteur_model::service::{CutOffText, Mode, Permissions, Retention, Standing};
use facteur_model::time::{Clock, SECOND, SystemClock};
use facteur_model::{Channel, Lane, Priority};
use facteur_store::{
    Accept, AttemptOutcome, Charge, Content, Idempotency, Keyring, LanguageOrder, NewNotification,
    OpenAttempt, Pick, Service, Settlement, SmsPrefix, Store, services, testing,
};
use std::path::PathBuf;
use std::time::Instant;

/// The lane that everything goes through.
const LANE: Lane = Lane::Real(Channel::Email, Priority::Normal);

/// What a request carries besides the message.
#[derive(Debug, Clone, Copy)]
enum Load {
    /// Counted against the allowances.
    Plain,
    /// With a reference as well.
    Reference,
    /// With a reference and an idempotency key.
    Everything,
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let messages: usize = arguments.next().map_or(100_000, |text| text.parse().expect("a number"));
    let callers: usize = arguments.next().map_or(64, |text| text.parse().expect("a number"));
    let folder = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
    for load in [Load::Plain, Load::Reference, Load::Everything] {
        let folder = tempfile::tempdir_in(&folder).expect("the folder can be written");
        let keyring = Keyring::generate(&SystemChance);
        let store = match std::env::var("FACTEUR_TEST_POSTGRES") {
            Ok(server) => {
                let name = format!("rate_{}", SystemClock.now().micros());
                let url = testing::new_database(&Secret::new(server), &name).await.expect("a new database");
                Store::open_postgres(&url, keyring, SystemClock.now()).await.expect("it opens")
            }
            Err(_) => Store::open_sqlite(&folder.path().join("rate.db"), keyring).expect("a new file opens"),
        };
        let service = service(&store).await;
        let mut waits = accepts(&store, service, messages, callers, load).await;
        waits.sort_unstable();
        let at = |percent: usize| waits[(waits.len() - 1) * percent / 100];
        println!("    wait of a caller: median {} µs, 99 % {} µs, worst {} µs", at(50), at(99), at(100));
        if matches!(load, Load::Plain) {
            deliveries(&store, service, messages).await;
            reads(&store, service).await;
        }
        store.shutdown().await.expect("the writer stops");
    }
}

async fn service(store: &Store) -> ServiceId {
    let id = ServiceId::new(SystemClock.now(), &SystemChance);
    let service = Service {
        id,
        name: "Rate".to_owned(),
        email_from: "rate".to_owned(),
        mode: Mode::Live,
        standing: Standing::Active,
        permissions: Permissions::default(),
        limits: Limits::LIVE,
        sms_prefix: SmsPrefix::Shown,
        language_order: LanguageOrder::EnglishFirst,
        retention: Retention::USUAL,
        cut_off_text: CutOffText::End,
        created_at: SystemClock.now(),
        timezone: "America/Toronto".to_owned(),
        archived_at: None,
    };
    let mut tx = store.begin().await.expect("begins");
    services::insert(&mut tx, &service).await.expect("inserts");
    tx.commit().await.expect("commits");
    id
}

async fn accepts(
    store: &Store,
    service: ServiceId,
    messages: usize,
    callers: usize,
    load: Load,
) -> Vec<u128> {
    let started = now();
    let mut running = tokio::task::JoinSet::new();
    for caller in 0..callers {
        let store = store.clone();
        running.spawn(async move {
            let mut waits = Vec::with_capacity(messages / callers);
            for n in 0..messages / callers {
                let accept = accept(service, caller * messages + n, load);
                let asked = now();
                store.accept(accept).await.expect("accepts");
                waits.push(asked.elapsed().as_micros());
            }
            waits
        });
    }
    let waits: Vec<_> = running.join_all().await.into_iter().flatten().collect();
    report(&format!("accept, {load:?}, {callers} callers"), waits.len(), started);
    waits
}

fn accept(service: ServiceId, n: usize, load: Load) -> Accept {
    let at = SystemClock.now();
    let reference = matches!(load, Load::Reference | Load::Everything).then(|| format!("case-{n:08}"));
    let idempotency = matches!(load, Load::Everything).then(|| Idempotency {
        key: format!("request-{n:08}"),
        key_type: KeyType::Live,
        digest: [3; 32],
        answer: vec![b'a'; 700],
        expires_at: at.plus(24 * 3_600 * SECOND),
    });
    let notification = NewNotification {
        id: NotificationId::new(at, &SystemChance),
        service,
        key: ApiKeyId::from_uuid(service.as_uuid()),
        key_type: KeyType::Live,
        channel: Channel::Email,
        template: TemplateId::from_uuid(service.as_uuid()),
        template_version: 3,
        created_at: at,
        due_at: at,
        scheduled_for: None,
        status: Status::Created,
        lane: LANE,
        parts: 1,
        content: Content {
            to: format!("Someone.{n}@example.ca"),
            to_normalised: format!("someone.{n}@example.ca"),
            reference,
            personalisation: format!(r#"{{"name":"Someone {n}","date":"2026-11-23","office":"Gatineau"}}"#),
            ..Content::default()
        },
    };
    let day = at.day();
    let limits = Limits { daily_email: 1 << 40, annual_email: 1 << 40, ..Limits::LIVE };
    let charge = Charge { channel: Channel::Email, units: 1, day, year: day.fiscal_year(), limits };
    Accept { service, notification: Some(notification), charge: Some(charge), idempotency, now: at }
}

/// As a worker does it: claim a hundred, write the attempts down, settle.
async fn deliveries(store: &Store, service: ServiceId, messages: usize) {
    for most in [100, 500] {
        let started = now();
        let pick = Pick { lane: LANE, service, most };
        let mut done = 0;
        while done < messages / 2 {
            let at = SystemClock.now();
            let claimed = store.claim(vec![pick], at, at.plus(60 * SECOND)).await.expect("claims");
            if claimed.is_empty() {
                break;
            }
            let attempts = claimed.iter().map(|claimed| OpenAttempt {
                service: claimed.notification.service,
                id: claimed.notification.id,
                lease: claimed.lease,
                number: 1,
                provider: "mailbox".to_owned(),
                at,
            });
            store.open_attempts(attempts.collect()).await.expect("opens");
            let settlements = claimed.iter().map(|claimed| Settlement {
                service: claimed.notification.service,
                id: claimed.notification.id,
                lease: claimed.lease,
                status: Status::Delivered,
                reason: None,
                provider_response: Some("250 2.0.0 OK queued as 1234567".to_owned()),
                sent_at: Some(at),
                at,
                due_at: None,
                attempt: Some(AttemptOutcome { number: 1, outcome: "handed".to_owned(), detail: None }),
                webhooks: Vec::new(),
            });
            store.settle(settlements.collect()).await.expect("settles");
            done += claimed.len();
        }
        report(&format!("claim + attempt + settle, {most} at a time"), done, started);
    }
}

async fn reads(store: &Store, service: ServiceId) {
    const READS: usize = 50_000;
    let started = now();
    for _ in 0..READS {
        std::hint::black_box(store.epoch().expect("reads"));
    }
    report("epoch", READS, started);
    let started = now();
    for _ in 0..READS {
        std::hint::black_box(store.service_epoch(service).await.expect("reads"));
    }
    report("service_epoch", READS, started);
    let tenant = store.of(service);
    let filter = facteur_store::Filter { most: 250, ..Default::default() };
    let listed = tenant.notifications(&filter).await.expect("lists");
    let started = now();
    for n in 0..READS {
        let id = listed[n % listed.len()].id;
        std::hint::black_box(tenant.notification(id).await.expect("reads"));
    }
    report("notification(id)", READS, started);
    let started = now();
    for _ in 0..200 {
        std::hint::black_box(tenant.notifications(&filter).await.expect("lists"));
    }
    report("a list of 250", 200, started);
    let started = now();
    for _ in 0..1_000 {
        std::hint::black_box(store.snapshot(service).await.expect("reads"));
    }
    report("snapshot", 1_000, started);
}

fn report(what: &str, count: usize, started: Instant) {
    let seconds = started.elapsed().as_secs_f64();
    let counted = f64::from(u32::try_from(count).expect("fewer than four thousand millions"));
    let (rate, each) = (counted / seconds, seconds * 1e6 / counted);
    println!("{what}: {count} in {seconds:.2} s, {rate:.0} a second, {each:.1} µs each");
}

#[expect(clippy::disallowed_methods, reason = "this is what is measured")]
fn now() -> Instant {
    Instant::now()
}
