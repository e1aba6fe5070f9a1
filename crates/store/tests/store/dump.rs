//! A stolen database: the files, byte by byte.

use crate::world::{LEASE, World, claim_due};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use facteur_model::api_key::Acceptance;
use facteur_model::id::{AuditEventId, ServiceId, UserId, WebhookEventId, WebhookId};
use facteur_model::notification::Status;
use facteur_model::person::Rights;
use facteur_model::secret::Secret;
use facteur_model::webhook::{WebhookEvent, WebhookState};
use facteur_store::{
    AttemptOutcome, AuditEvent, CallOutcome, Content, Health, Lease, Member, NewDelivery, OpenAttempt,
    Safelisted, Settlement, Webhook, api_keys, audit, members, safelist, webhooks,
};
use uuid::Uuid;

const SECRET: &str = "4f0c5b1e-93d7-4c55-8a6e-2f7d10c3b9aa";
const JWT_SECRET: &str = "9b1de4a7-0c1f-4f0e-b3a1-77c2d5e8f604";
/// Everything that must not be found.
const PERSONAL: [&str; 19] = [
    SECRET,
    JWT_SECRET,
    "Recipient.Zephirine@Exemple.ca",
    "recipient.zephirine@exemple.ca",
    "case-77123-reference",
    "Zéphirine Thériault",
    "reply-chosen@passports.example",
    "PASSPORTSENDER",
    "unsubscribe/zephirine/44812",
    "550 recipient.zephirine unknown here",
    "member.anatole@exemple.ca",
    "+16135550123",
    "Anatole Beausoleil",
    "safelisted.ondine@exemple.ca",
    "hooks.example.ca/secret-path-8811",
    "bearer-token-of-the-endpoint",
    "whsec_c2VjcmV0LW9mLXRoZS1lbmRwb2ludA==",
    "payload-with-a-recipient",
    "answer-of-the-endpoint",
];

/// Does every kind of value, in every table that holds one.
async fn a_full_run(world: &World) {
    let service = world.service().await;
    world
        .commit(async |tx| {
            api_keys::insert(tx, &world.key(service, "plain", SECRET)).await.unwrap();
            let mut key = world.key(service, "jwt", JWT_SECRET);
            key.acceptance = Acceptance::ApiKeyAndJwt;
            api_keys::insert(tx, &key).await.unwrap();
            let member = Member {
                id: UserId::new(world.now(), &world.chance),
                email: "member.anatole@exemple.ca".to_owned(),
                phone: Some("+16135550123".to_owned()),
                name: Some("Anatole Beausoleil".to_owned()),
                rights: Rights::all(),
                joined_at: world.now(),
            };
            members::insert(tx, service, &member).await.unwrap();
            safelist::insert(tx, service, &Safelisted::new("safelisted.ondine@exemple.ca", world.now()))
                .await
                .unwrap();
            let event = AuditEvent {
                id: AuditEventId::new(world.now(), &world.chance),
                at: world.now(),
                service: Some(service),
                actor: "operator".to_owned(),
                action: "canary.in.clear".to_owned(),
                subject: key.id.to_string(),
                detail: "{}".to_owned(),
            };
            audit::append(tx, &event).await.unwrap();
            webhooks::insert(tx, &endpoint(world, service)).await.unwrap();
        })
        .await;

    let mut email = world.email(service);
    let id = email.id;
    email.content = Content {
        to: "Recipient.Zephirine@Exemple.ca".to_owned(),
        to_normalised: "recipient.zephirine@exemple.ca".to_owned(),
        reference: Some("case-77123-reference".to_owned()),
        personalisation: r#"{"name":"Zéphirine Thériault"}"#.to_owned(),
        reply_to: Some("reply-chosen@passports.example".to_owned()),
        sender: Some("PASSPORTSENDER".to_owned()),
        unsubscribe_url: Some("https://x.example/unsubscribe/zephirine/44812".to_owned()),
        files: Some(r#"[{"name":"zephirine-passport.pdf"}]"#.to_owned()),
    };
    let mut accept = world.accept(email);
    let mut idempotency = crate::idempotency::key("case-77123-reference", world, [9; 32]);
    idempotency.answer = b"to: recipient.zephirine@exemple.ca".to_vec();
    accept.idempotency = Some(idempotency);
    world.store.accept(accept).await.unwrap();
    world.store.index_recipients(10).await.unwrap();

    let claimed = claim_due(&world.store, world.now(), world.now().plus(LEASE), 1).await.unwrap();
    let lease = claimed[0].lease;
    let provider = "mailbox".to_owned();
    let attempt = OpenAttempt { service, id, lease, number: 1, provider, at: world.now() };
    world.store.open_attempts(vec![attempt]).await.unwrap();
    let webhook = world.store.of(service).webhooks().await.unwrap()[0].id;
    let told = NewDelivery {
        service,
        webhook,
        id: WebhookEventId::new(world.now(), &world.chance),
        event: WebhookEvent::Failed,
        notification: Some(id),
        at: world.now(),
        due_at: Some(world.now()),
        payload: b"payload-with-a-recipient".to_vec(),
    };
    let said = Some("550 recipient.zephirine unknown here".to_owned());
    let settlement = Settlement {
        service,
        id,
        lease,
        status: Status::PermanentFailure,
        reason: None,
        provider_response: said.clone(),
        sent_at: None,
        at: world.now(),
        due_at: None,
        attempt: Some(AttemptOutcome { number: 1, outcome: "refused".to_owned(), detail: said }),
        webhooks: vec![told],
    };
    world.store.settle(vec![settlement]).await.unwrap();
    let (now, until) = (world.now(), world.now().plus(LEASE));
    let held = world.store.claim_webhook(service, webhook, 1, now, until).await.unwrap();
    let outcome = CallOutcome {
        service,
        webhook,
        id: held[0].id,
        attempt: held[0].attempt,
        at: now,
        lasted: 1,
        outcome: "refused",
        status: Some(400),
        excerpt: Some("answer-of-the-endpoint".to_owned()),
        state: WebhookState::Failed,
        due_at: None,
        health: Health::Failed,
    };
    assert_eq!(world.store.record_calls(vec![outcome]).await.unwrap(), [Lease::Held]);
    let of = world.store.of(service);
    let attempts = of.webhook_attempts(webhook, held[0].id, 10).await.unwrap();
    assert_eq!(attempts[0].excerpt.as_deref(), Some("answer-of-the-endpoint"));
    assert_eq!(of.webhook(webhook).await.unwrap().unwrap().failures, 1);
}

fn endpoint(world: &World, service: ServiceId) -> Webhook {
    Webhook {
        id: WebhookId::new(world.now(), &world.chance),
        service,
        url: Secret::new("https://hooks.example.ca/secret-path-8811"),
        token: Secret::new("bearer-token-of-the-endpoint"),
        secret: Secret::new("whsec_c2VjcmV0LW9mLXRoZS1lbmRwb2ludA=="),
        old_secret: None,
        events: [WebhookEvent::Failed].into_iter().collect(),
        created_at: world.now(),
        failures: 0,
        failing_since: None,
        suspended_at: None,
    }
}

/// A value as it is, in hexadecimal of both cases, and in base64 wherever in a longer text it may begin.
fn spellings(value: &[u8]) -> Vec<Vec<u8>> {
    let hex: String = value.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(digit).collect();
    let mut spellings = vec![value.to_vec(), hex.to_uppercase().into_bytes(), hex.into_bytes()];
    for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
        for offset in 0..3 {
            // Whole groups of three bytes, which read the same whatever stands before and after them.
            let groups = &value[offset..];
            let whole = groups.len() - groups.len() % 3;
            spellings.push(engine.encode(&groups[..whole]).into_bytes());
        }
    }
    spellings
}

fn digit(four_bits: u8) -> char {
    char::from_digit(four_bits.into(), 16).unwrap()
}

fn holds(file: &[u8], wanted: &[u8]) -> bool {
    file.windows(wanted.len()).any(|window| window == wanted)
}

fn files(world: &World) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(world.folder()).unwrap();
    let read = |entry: std::fs::DirEntry| {
        (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
    };
    entries.map(|entry| read(entry.unwrap())).collect()
}

fn assert_nothing_personal(world: &World) {
    let mut wanted: Vec<Vec<u8>> = PERSONAL.iter().map(|value| value.as_bytes().to_vec()).collect();
    for secret in [SECRET, JWT_SECRET] {
        let secret = Uuid::parse_str(secret).unwrap();
        wanted.push(secret.as_bytes().to_vec());
        wanted.push(secret.simple().to_string().into_bytes());
    }
    for (name, bytes) in files(world) {
        for value in &wanted {
            for spelling in spellings(value) {
                let text = String::from_utf8_lossy(value);
                assert!(!holds(&bytes, &spelling), "{text:?} stands in {name}");
            }
        }
    }
}

#[tokio::test]
async fn the_files_hold_no_secret_and_no_person() {
    let world = World::new().await;
    a_full_run(&world).await;

    let names: Vec<_> = files(&world).into_iter().map(|(name, _)| name).collect();
    for name in ["facteur.db", "facteur.db-wal", "facteur.db-shm"] {
        assert!(names.iter().any(|found| found == name), "{name} is looked at");
    }
    // The search works: what may stand in clear is found.
    assert!(files(&world).iter().any(|(_, bytes)| holds(bytes, b"canary.in.clear")));
    assert_nothing_personal(&world);

    world.store.shutdown().await.unwrap();
    assert!(
        files(&world).iter().any(|(name, bytes)| name == "facteur.db" && holds(bytes, b"canary.in.clear"))
    );
    assert_nothing_personal(&world);
}

#[tokio::test]
async fn nothing_personal_is_printed() {
    let world = World::new().await;
    a_full_run(&world).await;
    let service = world.store.services().await.unwrap()[0].id;
    let tenant = world.store.of(service);
    let notifications = tenant.notifications(&crate::world::everything()).await.unwrap();
    let printed = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        tenant.webhooks().await,
        tenant.attempts(notifications[0].id).await,
        notifications[0].content,
        notifications,
        world.store.snapshot(service).await,
        world.store.api_keys(None).await,
        world.keyring,
    );
    for value in PERSONAL {
        assert!(!printed.contains(value), "{value:?} is printed");
    }
}
