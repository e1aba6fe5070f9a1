//! How many rows a second go from a SQLite file to the PostgreSQL server that `FACTEUR_TEST_POSTGRES` names, and how
//! fast a backup is.
//!
//! `cargo run --release -p facteur-store --example move_rate [messages] [folder]`

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
    Accept, Content, Idempotency, Keyring, LanguageOrder, Moving, NewNotification, OpenAttempt, Pick,
    Service, Settlement, SmsPrefix, Store, services, testing,
};
use std::fs::File;
use std::path::PathBuf;
use std::time::Instant;

const LANE: Lane = Lane::Real(Channel::Email, Priority::Normal);
const CALLERS: usize = 64;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let messages: usize = arguments.next().map_or(300_000, |text| text.parse().expect("a number"));
    let folder = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(&folder).expect("the folder can be written");
    let path = |name: &str| folder.path().join(name);
    let keyring = Keyring::generate(&SystemChance);
    let store = Store::open_sqlite(&path("rate.db"), keyring.clone()).expect("a new file opens");
    let service = service(&store).await;
    fill(&store, service, messages).await;
    deliver_half(&store, service, messages).await;

    let started = now();
    let backup = store.backup_to(&path("copy.db")).await.expect("backs up");
    report("backup, messages", backup.notifications, started);
    println!("    {} MB", backup.bytes >> 20);
    store.shutdown().await.expect("the writer stops");

    let server = std::env::var("FACTEUR_TEST_POSTGRES").expect("FACTEUR_TEST_POSTGRES names a server");
    let name = format!("move_{}", SystemClock.now().micros());
    let url = testing::new_database(&Secret::new(server), &name).await.expect("a new database");
    let lock = File::create(path("serve.lock")).expect("the folder can be written");
    let started = now();
    let mut moving = Moving::begin(&path("rate.db"), &lock, &url, keyring).await.expect("begins");
    while moving.step().await.expect("moves").is_some() {}
    let copied = started.elapsed();
    let comparing = now();
    let verified = moving.verify(|_| {}).await.expect("is the same");
    let rows: u64 = verified.tables().iter().map(|table| table.tally.rows).sum();
    println!("{:>9} rows moved in {copied:.1?}, compared in {:.1?}", rows, comparing.elapsed());
    verified.finish(&path("rate.db.moved")).await.expect("finishes");
    report("moved and compared, rows", rows, started);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("    {}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM unknown"));
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

/// Every message has a reference and an idempotency key.
async fn fill(store: &Store, service: ServiceId, messages: usize) {
    let mut running = tokio::task::JoinSet::new();
    for caller in 0..CALLERS {
        let store = store.clone();
        running.spawn(async move {
            for n in (caller..messages).step_by(CALLERS) {
                store.accept(accept(service, n)).await.expect("accepts");
            }
        });
    }
    running.join_all().await;
}

fn accept(service: ServiceId, n: usize) -> Accept {
    let at = SystemClock.now();
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
            reference: Some(format!("case-{n:08}")),
            personalisation: format!(r#"{{"name":"Someone {n}","date":"2026-11-23","office":"Gatineau"}}"#),
            ..Content::default()
        },
    };
    let idempotency = Idempotency {
        key: format!("request-{n:08}"),
        key_type: KeyType::Live,
        digest: [3; 32],
        answer: vec![b'a'; 700],
        expires_at: at.plus(24 * 3_600 * SECOND),
    };
    Accept {
        service,
        notification: Some(notification),
        charge: None,
        idempotency: Some(idempotency),
        now: at,
    }
}

async fn deliver_half(store: &Store, service: ServiceId, messages: usize) {
    let mut done = 0;
    while done < messages / 2 {
        let at = SystemClock.now();
        let pick = Pick { lane: LANE, service, most: 500 };
        let claimed = store.claim(vec![pick], at, at.plus(60 * SECOND)).await.expect("claims");
        done += claimed.len();
        let held = claimed.iter().map(|claimed| (claimed.notification.id, claimed.lease));
        let (number, provider) = (1, "mailbox".to_owned());
        let attempts = held.clone().map(|(id, lease)| OpenAttempt {
            service,
            id,
            lease,
            number,
            provider: provider.clone(),
            at,
        });
        store.open_attempts(attempts.collect()).await.expect("opens");
        let settlements = held.map(|(id, lease)| Settlement {
            service,
            id,
            lease,
            status: Status::Delivered,
            reason: None,
            provider_response: Some("250 2.0.0 OK queued as 1234567".to_owned()),
            sent_at: Some(at),
            at,
            due_at: None,
            attempt: None,
            webhooks: Vec::new(),
        });
        store.settle(settlements.collect()).await.expect("settles");
    }
}

fn now() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "this program measures time")]
    Instant::now()
}

fn report(what: &str, count: u64, started: Instant) {
    let seconds = started.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
    let rate = count as f64 / seconds;
    println!("{rate:>9.0}/s  {what} ({count} in {seconds:.1} s)");
}
