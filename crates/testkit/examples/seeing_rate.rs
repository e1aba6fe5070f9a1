//! How long the server takes for the dashboard, the list of messages and a report of a service with very many of them.
//!
//! Fills a SQLite file in a temporary folder, asks for each page in turn, then prepares a report of everything:
//! `cargo run --release -p facteur-testkit --example seeing_rate -- 1000000 500`

use facteur_app::{Authority, Language, ReportFormat, ReportKind, ReportRequest, Spreadsheet};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::chance::SystemChance;
use facteur_model::id::{ApiKeyId, NotificationId, ServiceId, TemplateId};
use facteur_model::notification::Status;
use facteur_model::person::Rights;
use facteur_model::time::{Clock, DAY, HOUR};
use facteur_store::testing::PutMessage;
use facteur_store::{Counts, testing};
use facteur_testkit::world::{TestService, World};
use std::time::{Duration, Instant};

/// Messages of one commit.
const AT_ONCE: usize = 5_000;
/// Templates of the service with messages, and its keys.
const TEMPLATES: usize = 20;
const KEYS: usize = 5;
/// One message of so many has the rare key, and one the rare status.
const RARE: usize = 50_000;
/// A year's totals.
const DAYS: u32 = 365;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse().expect("a number"));
    let messages: usize = arguments.next().unwrap_or(1_000_000);
    let asked: usize = arguments.next().unwrap_or(500);
    let world = World::new().await;
    let service = world.live_service("Rate").await;
    let mut keys = Vec::new();
    while keys.len() < KEYS {
        keys.push(service.make_key(KeyType::Live).await.id);
    }
    let mut templates = vec![service.email];
    while templates.len() < TEMPLATES {
        let name = format!("Template {}", templates.len());
        templates.push(service.template(Channel::Email, Some("Subject"), &name).await);
    }
    let started = now();
    fill(&world, service.id, &keys, &templates, messages).await;
    println!("{messages} messages written in {:.1} s", started.elapsed().as_secs_f64());
    put_totals(&world, &service, &keys, &templates, messages).await;

    let mut browser = world.member_with(service.id, "zoe@example.ca", Rights::all()).await;
    let base = format!("/services/{}", service.id);
    for (what, path) in [
        ("dashboard", base.clone()),
        ("dashboard numbers", format!("{base}/dashboard.json")),
        ("list", format!("{base}/notifications")),
        ("list of a key", format!("{base}/notifications?sender={}", keys[1])),
        ("list of a rare key", format!("{base}/notifications?sender={}", keys[0])),
        ("list of a template", format!("{base}/notifications?template={}", templates[7])),
        ("list of a status", format!("{base}/notifications?status=delivered")),
        ("list of a rare status", format!("{base}/notifications?status=permanent")),
        ("list of a status that none has", format!("{base}/notifications?status=technical")),
        ("list between dates", format!("{base}/notifications?from=2026-11-20&to=2026-11-21")),
        ("log", format!("{base}/api")),
        ("log of a rare key", format!("{base}/api?key={}", keys[0])),
        ("log of a rare status", format!("{base}/api?status=permanent-failure")),
        ("usage", format!("{base}/usage")),
    ] {
        let mut times = Vec::with_capacity(asked);
        for _ in 0..asked {
            let started = now();
            let page = browser.open(&path).await;
            times.push(started.elapsed());
            assert_eq!(page.status, 200, "{path}");
        }
        report(what, &mut times);
    }
    let key = service.caller(&service.make_key(KeyType::Live).await);
    for (what, path) in [
        ("API: list", "/v2/notifications".to_owned()),
        ("API: list of a rare status", "/v2/notifications?status=permanent-failure".to_owned()),
    ] {
        let mut times = Vec::with_capacity(asked);
        for _ in 0..asked {
            let started = now();
            assert_eq!(key.get(&path).await.status, 200, "{path}");
            times.push(started.elapsed());
        }
        report(what, &mut times);
    }
    Box::pin(measure_report(&world, service.id)).await;
}

/// Messages spread evenly over the last seven days. Nearly all are delivered.
async fn fill(
    world: &World,
    service: ServiceId,
    keys: &[ApiKeyId],
    templates: &[TemplateId],
    messages: usize,
) {
    let (end, span) = (world.clock.now(), 7 * DAY - 12 * HOUR);
    let whole = i64::try_from(messages).expect("a number of messages");
    let message = |number: usize| PutMessage {
        id: {
            let part = i64::try_from(number).expect("a number of messages");
            NotificationId::new(end.plus(part * (span / whole) - span), &SystemChance)
        },
        key: if number.is_multiple_of(RARE) { keys[0] } else { keys[1 + number % (keys.len() - 1)] },
        key_type: KeyType::Live,
        channel: Channel::Email,
        template: templates[number % templates.len()],
        status: match number % RARE {
            1 => Status::PermanentFailure,
            rest if rest.is_multiple_of(25) => Status::TemporaryFailure,
            _ => Status::Delivered,
        },
        to: format!("someone.{number}@example.ca"),
    };
    for first in (0..messages).step_by(AT_ONCE) {
        let some = (first..messages.min(first + AT_ONCE)).map(message).collect();
        testing::put_messages(&world.store, service, some).await.expect("the store takes messages");
    }
}

async fn put_totals(
    world: &World,
    service: &TestService<'_>,
    keys: &[ApiKeyId],
    templates: &[TemplateId],
    messages: usize,
) {
    let today = world.clock.now().day();
    let rows = templates.len() * keys.len() * 7;
    let requested = u64::try_from(messages / rows).expect("a number of messages");
    let counts = Counts { requested, units: requested, delivered: requested, ..Counts::default() };
    for day in (0..DAYS).map(|days| today.back(days)) {
        let of_key =
            |key| templates.iter().map(move |template| (day, Channel::Email, KeyType::Live, key, *template));
        let counted: Vec<_> = keys.iter().copied().flat_map(of_key).collect();
        let put = testing::put_counts(&world.store, service.id, &counted, counts).await;
        put.expect("the store takes totals");
    }
}

/// Prepares a report of everything and reads it in both forms, with the most memory that the process has had.
async fn measure_report(world: &World, service: ServiceId) {
    let by = Authority::operator("measurement");
    let wanted = ReportRequest { kind: ReportKind::Email, job: None, language: Language::En, days: 7 };
    let asked = world.app.ask_for_report(&by, service, &wanted).await.expect("a report can be asked for");
    let before = most_memory();
    let started = now();
    world.prepare_reports().await;
    let took = started.elapsed().as_secs_f64();
    let ready = world.app.report(&by, service, asked.id).await.expect("the report is there");
    println!(
        "report: {} lines, {} bytes in {} pieces, prepared in {took:.1} s; memory {before} MB before, {} MB after",
        ready.lines,
        ready.bytes,
        ready.chunks,
        most_memory()
    );
    for format in [ReportFormat::Csv, ReportFormat::Spreadsheet] {
        let started = now();
        let mut file =
            world.app.report_file(&by, service, asked.id, format).await.expect("its file is there");
        let mut bytes = 0;
        match format {
            ReportFormat::Csv => {
                while let Some(piece) = file.next().await.expect("a piece is there") {
                    bytes += piece.len();
                }
            }
            ReportFormat::Spreadsheet => {
                let mut sheet = Spreadsheet::new(file);
                while let Some(piece) = sheet.next().await.expect("a piece is there") {
                    bytes += piece.len();
                }
            }
        }
        let (took, memory) = (started.elapsed().as_secs_f64(), most_memory());
        println!("{}: {bytes} bytes read in {took:.1} s; memory {memory} MB", format.extension());
    }
}

/// The most memory that this process has had, in megabytes; 0 where the system does not say.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()).and_then(|text| text.parse().ok());
    kilobytes.unwrap_or(0_u64) / 1_024
}

fn report(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at =
        |hundredth: usize| times[(times.len() * hundredth / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
    println!("{what}: median {:.1} ms, p99 {:.1} ms, of {}", at(50), at(99), times.len());
}

#[expect(clippy::disallowed_methods, reason = "this is what is measured")]
fn now() -> Instant {
    Instant::now()
}
