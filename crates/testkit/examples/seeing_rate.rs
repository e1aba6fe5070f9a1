//! How long the server takes for the dashboard and the list of messages of a service with very many of them.
//!
//! Fills a SQLite file in a temporary folder, then asks for each page in turn:
//! `cargo run --release -p facteur-testkit --example seeing_rate -- 1000000 500`

use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, NotificationId, ServiceId, TemplateId};
use facteur_model::person::Rights;
use facteur_model::time::{Clock, DAY, HOUR};
use facteur_model::{Channel, Lane, Priority};
use facteur_store::{Accept, Content, Counts, NewNotification, testing};
use facteur_testkit::world::{TestService, World};
use std::time::{Duration, Instant};

/// Requests that come together, so that they share commits.
const CALLERS: usize = 64;
/// Templates of the service with messages, and its keys.
const TEMPLATES: usize = 20;
const KEYS: usize = 5;
/// A year's totals.
const DAYS: u32 = 365;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse().expect("a number"));
    let messages: usize = arguments.next().unwrap_or(1_000_000);
    let asked: usize = arguments.next().unwrap_or(500);
    let world = World::new().await;
    let service = world.live_service("Rate").await;
    let key = service.make_key(KeyType::Live).await;
    let mut templates = vec![service.email];
    while templates.len() < TEMPLATES {
        let name = format!("Template {}", templates.len());
        templates.push(service.template(Channel::Email, Some("Subject"), &name).await);
    }
    let started = now();
    fill(&world, service.id, key.id, &templates, messages).await;
    println!("{messages} messages accepted in {:.1} s", started.elapsed().as_secs_f64());
    put_totals(&world, &service, key.id, &templates, messages).await;

    let mut browser = world.member_with(service.id, "zoe@example.ca", Rights::all()).await;
    let base = format!("/services/{}", service.id);
    for (what, path) in [
        ("dashboard", base.clone()),
        ("dashboard numbers", format!("{base}/dashboard.json")),
        ("list", format!("{base}/notifications")),
        ("list of a template", format!("{base}/notifications?template={}", templates[7])),
        ("list of a rare status", format!("{base}/notifications?status=permanent")),
        ("list between dates", format!("{base}/notifications?from=2026-11-20&to=2026-11-21")),
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
}

/// Messages spread evenly over the last seven days, all of them still in transit: no failure will be found.
async fn fill(world: &World, service: ServiceId, key: ApiKeyId, templates: &[TemplateId], messages: usize) {
    let (end, span) = (world.clock.now(), 7 * DAY - 12 * HOUR);
    let mut running = tokio::task::JoinSet::new();
    for caller in 0..CALLERS {
        let (store, templates) = (world.store.clone(), templates.to_vec());
        running.spawn(async move {
            for number in (caller..messages).step_by(CALLERS) {
                let part = i64::try_from(number).expect("a number of messages");
                let whole = i64::try_from(messages).expect("a number of messages");
                let at = end.plus(part * (span / whole) - span);
                let notification = NewNotification {
                    id: NotificationId::new(at, &facteur_model::chance::SystemChance),
                    service,
                    key,
                    key_type: KeyType::Live,
                    channel: Channel::Email,
                    template: templates[number % templates.len()],
                    template_version: 1,
                    created_at: at,
                    due_at: end.plus(DAY),
                    scheduled_for: None,
                    status: facteur_model::notification::Status::Created,
                    lane: Lane::Real(Channel::Email, Priority::Normal),
                    parts: 1,
                    content: Content {
                        to: format!("someone.{number}@example.ca"),
                        to_normalised: format!("someone.{number}@example.ca"),
                        personalisation: format!(r#"{{"name":"Someone {number}"}}"#),
                        ..Content::default()
                    },
                };
                let accept = Accept {
                    service,
                    notification: Some(notification),
                    charge: None,
                    idempotency: None,
                    now: at,
                };
                store.accept(accept).await.expect("the store accepts");
            }
        });
    }
    running.join_all().await;
}

async fn put_totals(
    world: &World,
    service: &TestService<'_>,
    key: ApiKeyId,
    templates: &[TemplateId],
    messages: usize,
) {
    let today = world.clock.now().day();
    let mut keys = vec![key];
    while keys.len() < KEYS {
        keys.push(service.make_key(KeyType::Live).await.id);
    }
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
