//! Reports: asking for them with a key, what stands in them, and workers that die (contract §3.10, §5.4).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use facteur_app::KeyRequest;
use facteur_model::api_key::{KeyType, Scope};
use facteur_model::chance::SystemChance;
use facteur_model::id::{JobId, NotificationId, ReportId};
use facteur_model::job::{JobOrigin, JobState};
use facteur_model::notification::Status;
use facteur_model::time::{Clock, DAY, HOUR, MINUTE, SECOND};
use facteur_model::{Channel, Lane, Priority};
use facteur_store::jobs::{self, Expansion, Job, JobDetails, JobRow, NewRow};
use facteur_store::{Content, NewNotification};
use facteur_testkit::world::{Answer, Caller, TestService, World};
use serde_json::{Value, json};

/// A caller with a live key that may manage reports.
async fn keeper(service: &TestService<'_>) -> Caller {
    keeper_named(service, "Nightly").await
}

async fn keeper_named(service: &TestService<'_>, name: &str) -> Caller {
    let wanted = KeyRequest {
        scopes: vec![Scope::ManageReports],
        ..KeyRequest::plain(service.id, name.to_owned(), KeyType::Live)
    };
    let made = service.world.app.create_key(&service.world.by, wanted).await.unwrap();
    service.world.caller(format!("ApiKey-v1 {}", made.text.expose()))
}

fn wanted(kind: &str, language: &str) -> Value {
    json!({"report_type": kind, "language": language})
}

async fn asked(caller: &Caller, kind: &str, language: &str) -> String {
    let answer = caller.post("/v2/reports", &wanted(kind, language)).await;
    assert_eq!(answer.status, 202, "{}", answer.json);
    answer.json["report_id"].as_str().unwrap().to_owned()
}

/// The file of a report, without its byte order mark.
async fn file(caller: &Caller, id: &str) -> String {
    let answer = caller.get(&format!("/v2/reports/{id}/content")).await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    String::from_utf8(answer.bytes).unwrap().strip_prefix('\u{feff}').unwrap().to_owned()
}

#[tokio::test]
async fn a_report_is_asked_for_prepared_and_downloaded() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let caller = keeper(&service).await;
    caller.send_email(&service.email_to("zoe@example.ca")).await.id();
    caller.send_sms(&service.sms_to("+16135550199")).await.id();
    let answer = caller.post("/v2/reports", &wanted("email", "en")).await;
    assert_eq!((answer.status, &answer.json["status"]), (202, &json!("requested")));
    let id = answer.json["report_id"].as_str().unwrap().to_owned();
    assert_eq!(answer.headers["location"], format!("/v2/reports/{id}"));

    let early = caller.get(&format!("/v2/reports/{id}/content")).await;
    assert_eq!(
        early.error(),
        (409, "BadRequestError", "Report is not ready for download (status: requested)")
    );
    world.clock.advance(MINUTE);
    world.prepare_reports().await;

    let shown = caller.get(&format!("/v2/reports/{id}")).await.json;
    assert_eq!((&shown["status"], &shown["report_type"]), (&json!("ready"), &json!("email")));
    assert_eq!(shown["requested_at"], "2026-11-23T12:00:00.000000Z");
    assert_eq!(shown["completed_at"], "2026-11-23T12:01:00.000000Z");
    assert_eq!(shown["expires_at"], "2026-11-26T12:01:00.000000Z");
    assert!(shown["api_key_id"].is_string() && shown.get("url").is_none());

    let content = caller.get(&format!("/v2/reports/{id}/content")).await;
    assert_eq!(content.headers["content-type"], "text/csv");
    assert_eq!(content.headers["content-disposition"], format!("attachment; filename=\"{id}.csv\""));
    assert_eq!(content.headers["content-length"], content.bytes.len().to_string());
    assert_eq!(
        file(&caller, &id).await,
        "\"Recipient\",\"Template\",\"Type\",\"Sent by\",\"Sent by email\",\"Job\",\"Status\",\"Sent Time\"\r\n\
         \"zoe@example.ca\",\"Greeting by email\",\"email\",\"Nightly\",\"\",\"\",\"In transit\",\"2026-11-23 07:00:00\"\r\n"
    );
}

#[tokio::test]
async fn a_report_speaks_french_and_keeps_the_messages_of_test_keys() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let caller = keeper(&service).await;
    let test = service.key(KeyType::Test).await;
    test.send_sms(&service.sms_to("6135550199")).await.id();
    world.work().await;
    world.pass(10 * SECOND).await;
    test.send_sms(&service.sms_to("+16135550198")).await.id();
    let id = asked(&caller, "sms", "fr").await;
    world.prepare_reports().await;
    let file = file(&caller, &id).await;
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(
        lines[0],
        "\"Destinataire\",\"Gabarit\",\"Type\",\"Envoyé par\",\"Envoyé par courriel\",\"Tâche\",\"État\",\"Heure d’envoi\""
    );
    assert_eq!(lines.len(), 3, "{file}");
    // Newest first, and a number is no formula.
    assert!(
        lines[1].starts_with("\"+16135550198\",\"Greeting by sms\",\"message texte\",\"test 0\""),
        "{file}"
    );
    assert!(lines[2].contains("\"Livraison réussie\",\"2026-11-23 07:00:00\""), "{file}");
}

#[tokio::test]
async fn only_a_key_that_may_manage_reports_gets_any() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let caller = service.key(KeyType::Live).await;
    let id = "0193fac7-0000-7000-8000-000000000001";
    let refused = (403, "ForbiddenError", "This API key does not have permission to manage reports.");
    assert_eq!(caller.post("/v2/reports", &json!([])).await.error(), refused);
    for path in ["/v2/reports", "/v2/reports/x", "/v2/reports/x/content"] {
        assert_eq!(caller.get(path).await.error(), refused, "{path}");
    }
    let elsewhere = world.live_service("Elsewhere").await;
    let (own, other) = (keeper(&service).await, keeper(&elsewhere).await);
    let theirs = asked(&other, "email", "en").await;
    world.prepare_reports().await;
    for id in [id, &theirs] {
        for path in [format!("/v2/reports/{id}"), format!("/v2/reports/{id}/content")] {
            assert_eq!(own.get(&path).await.error().0, 404, "{path}");
        }
    }
    for path in ["/v2/reports/x", "/v2/reports/x/content"] {
        assert_eq!(own.get(path).await.error(), (400, "ValidationError", "report_id is not a valid UUID"));
    }
    assert_eq!(own.get("/v2/reports").await.json["reports"], json!([]));
}

#[tokio::test]
async fn ten_reports_an_hour_whoever_asks_and_what_is_wrong_does_not_count() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let (caller, other) = (keeper(&service).await, keeper_named(&service, "Other").await);
    for body in [json!({"report_type": "fax", "language": "de"}), json!({}), json!([])] {
        for _ in 0..8 {
            assert_eq!(caller.post("/v2/reports", &body).await.status, 400);
        }
    }
    assert_eq!(
        caller.post("/v2/reports", &json!({"report_type": "fax", "language": "de"})).await.json,
        json!({"status_code": 400, "errors": [
            {"error": "ValidationError", "message": "report_type fax is not one of [sms, email, job]"},
            {"error": "ValidationError", "message": "language de is not one of [en, fr]"},
        ]})
    );
    for number in 0..10 {
        asked(if number % 2 == 0 { &caller } else { &other }, "email", "en").await;
        world.clock.advance(MINUTE);
    }
    let limited = caller.post("/v2/reports", &json!("no body of a report")).await;
    assert_eq!(limited.error(), (429, "RateLimitExceeded", "Maximum 10 report requests per hour"));
    let header = |answer: &Answer, name: &str| answer.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header(&limited, "retry-after"), "3000");
    assert_eq!(header(&limited, "x-ratelimit-limit"), "10");
    assert_eq!(header(&limited, "x-ratelimit-remaining"), "0");
    assert_eq!(header(&limited, "x-ratelimit-reset"), "1795438800");
    world.clock.advance(50 * MINUTE);
    asked(&caller, "email", "en").await;
    assert_eq!(caller.post("/v2/reports", &wanted("email", "en")).await.status, 429);
    world.clock.advance(HOUR);
    asked(&caller, "email", "en").await;
}

#[tokio::test]
async fn ten_reports_an_hour_also_when_all_ask_at_once() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let caller = keeper(&service).await;
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..24 {
        let caller = caller.clone();
        running.spawn(async move { caller.post("/v2/reports", &wanted("sms", "en")).await.status });
    }
    let statuses = running.join_all().await;
    assert_eq!(statuses.iter().filter(|status| **status == 202).count(), 10, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 14, "{statuses:?}");
}

#[tokio::test]
async fn a_list_of_reports_leads_to_its_end() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let caller = keeper(&service).await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.insert(0, asked(&caller, "email", "en").await);
        world.clock.advance(1);
    }
    let listed = |answer: &Value| -> Vec<String> {
        let reports = answer["reports"].as_array().unwrap();
        reports.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    let first = caller.get("/v2/reports").await.json;
    assert_eq!(listed(&first), ids);
    assert_eq!(first["links"]["current"], "https://api.test/v2/reports");
    assert_eq!(first["links"]["next"], format!("https://api.test/v2/reports?older_than={}", ids[2]));
    let second = caller.get(&format!("/v2/reports?older_than={}", ids[0])).await.json;
    assert_eq!(listed(&second), ids[1..]);
    let last = caller.get(&format!("/v2/reports?older_than={}", ids[2])).await.json;
    assert!(listed(&last).is_empty() && last["links"].get("next").is_none());
    for (path, message) in [
        ("/v2/reports?older_than=x", "older_than is not a valid UUID"),
        ("/v2/reports?page=2", "Additional properties are not allowed (page was unexpected)"),
    ] {
        assert_eq!(caller.get(path).await.error(), (400, "ValidationError", message));
    }
}

#[tokio::test]
async fn a_file_goes_after_three_days_and_its_report_after_seven() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let caller = keeper(&service).await;
    let id = asked(&caller, "email", "en").await;
    world.prepare_reports().await;
    world.clock.advance(3 * DAY - 1);
    world.app.sweep().await.unwrap();
    assert_eq!(caller.get(&format!("/v2/reports/{id}/content")).await.status, 200);
    world.clock.advance(1);
    assert_eq!(caller.get(&format!("/v2/reports/{id}/content")).await.status, 404);
    world.app.sweep().await.unwrap();
    assert_eq!(caller.get(&format!("/v2/reports/{id}")).await.json["status"], "ready");
    let store = world.store.of(service.id);
    let held = store.report_chunk(ReportId::parse(&id).unwrap(), 0).await.unwrap();
    assert_eq!(held, None, "the file is deleted, not only hidden");
    world.clock.advance(4 * DAY + 1);
    world.app.sweep().await.unwrap();
    assert_eq!(caller.get(&format!("/v2/reports/{id}")).await.status, 404);
    assert_eq!(caller.get("/v2/reports").await.json["reports"], json!([]));
}

#[tokio::test]
async fn a_report_lists_seven_days_and_never_more_than_is_kept() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let caller = keeper(&service).await;
    world.app.set_retention(&world.by, service.id, 30).await.unwrap();
    caller.send_email(&service.email_to("old@example.ca")).await.id();
    world.clock.advance(7 * DAY - HOUR);
    caller.send_email(&service.email_to("new@example.ca")).await.id();
    let first = asked(&caller, "email", "en").await;
    world.clock.advance(2 * HOUR);
    let second = asked(&caller, "email", "en").await;
    world.prepare_reports().await;
    assert!(file(&caller, &first).await.contains("old@example.ca"));
    let second = file(&caller, &second).await;
    assert!(second.contains("new@example.ca") && !second.contains("old@example.ca"), "{second}");
}

#[tokio::test]
async fn a_worker_that_dies_is_followed_by_one_that_goes_on_where_it_was() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let caller = keeper(&service).await;
    for number in 0..40 {
        caller.send_email(&service.email_to(&format!("person.{number}@example.ca"))).await.id();
        world.clock.advance(1);
    }
    let id = asked(&caller, "email", "en").await;
    // A claim of which nothing more is heard, as after kill -9.
    let report = world.store.next_report(world.clock.now()).await.unwrap().unwrap();
    let (now, until) = (world.clock.now(), world.clock.now().plus(MINUTE));
    let mut tx = world.store.begin().await.unwrap();
    let dead = facteur_store::reports::claim(&mut tx, report, now, until).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    world.prepare_reports().await;
    assert_eq!(caller.get(&format!("/v2/reports/{id}")).await.json["status"], "generating");
    world.clock.advance(MINUTE);
    world.prepare_reports().await;
    let whole = file(&caller, &id).await;
    assert_eq!(whole.lines().count(), 41);
    // Should the first one come back after all, it changes nothing.
    let mut tx = world.store.begin().await.unwrap();
    let piece = facteur_store::Piece { sealed: Some(vec![1]), lines: 1, bytes: 1, reached: None };
    let late = facteur_store::reports::go_on(&mut tx, &dead, piece, 0, until).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!late);
    assert_eq!(file(&caller, &id).await, whole);
}

#[tokio::test]
async fn a_worker_that_is_told_to_stop_gives_its_report_back() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let caller = keeper(&service).await;
    let id = asked(&caller, "email", "en").await;
    assert!(world.app.prepare_report(|| true).await.unwrap());
    assert_eq!(caller.get(&format!("/v2/reports/{id}")).await.json["status"], "generating");
    world.prepare_reports().await;
    assert_eq!(file(&caller, &id).await.lines().count(), 1);
}

#[tokio::test]
async fn a_report_that_nobody_can_finish_fails() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let caller = keeper(&service).await;
    let id = asked(&caller, "email", "en").await;
    for _ in 0..5 {
        let report = world.store.next_report(world.clock.now()).await.unwrap().unwrap();
        let (now, until) = (world.clock.now(), world.clock.now().plus(MINUTE));
        let mut tx = world.store.begin().await.unwrap();
        facteur_store::reports::claim(&mut tx, report, now, until).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        world.clock.advance(MINUTE);
    }
    world.prepare_reports().await;
    let shown = caller.get(&format!("/v2/reports/{id}")).await.json;
    assert_eq!(shown["status"], "error");
    assert!(shown["completed_at"].is_string() && shown["expires_at"].is_null());
    let content = caller.get(&format!("/v2/reports/{id}/content")).await;
    assert_eq!(content.error().2, "Report is not ready for download (status: error)");
}

/// A bulk send of three e-mails, all of which are messages already.
async fn job(service: &TestService<'_>, name: &str) -> JobId {
    let (world, now) = (service.world, service.world.clock.now());
    let sender = service.make_key(KeyType::Live).await.id;
    let lane = Lane::Real(Channel::Email, Priority::Bulk);
    let job = Job {
        id: JobId::new(now, &SystemChance),
        service: service.id,
        origin: JobOrigin::Api,
        sender,
        key_type: KeyType::Live,
        channel: Channel::Email,
        template: service.email,
        template_version: 1,
        lane,
        state: JobState::Pending,
        rows: 3,
        left_out: 0,
        made: 0,
        charged_day: None,
        created_at: now,
        scheduled_for: None,
        due_at: Some(now),
        started_at: None,
        finished_at: None,
        updated_at: None,
        changed_by: None,
        approved_by: None,
        details: Some(JobDetails { name: name.to_owned(), ..JobDetails::default() }),
    };
    let row = |row: u32| JobRow {
        row,
        parts: 1,
        to: format!("row.{row}@example.ca"),
        to_normalised: format!("row.{row}@example.ca"),
        reference: None,
        personalisation: "{}".to_owned(),
    };
    let store = world.store.of(service.id);
    let mut sealer = store.chunk_sealer(job.id).await.unwrap();
    let mut chunks: Vec<_> = (0..3).filter_map(|number| sealer.add(&row(number), 1)).collect();
    chunks.extend(sealer.seal());
    let mut tx = world.store.begin().await.unwrap();
    jobs::insert(&mut tx, &job, chunks, None, None, None).await.unwrap();
    tx.commit().await.unwrap();
    let chunk = store.next_chunk(job.id).await.unwrap().unwrap();
    let made = |row: JobRow| {
        let message = NewNotification {
            id: NotificationId::new(now, &SystemChance),
            service: service.id,
            key: sender,
            key_type: KeyType::Live,
            channel: Channel::Email,
            template: service.email,
            template_version: 1,
            created_at: now,
            due_at: now,
            scheduled_for: None,
            status: Status::Created,
            lane,
            parts: 1,
            content: Content { to: row.to, to_normalised: row.to_normalised, ..Content::default() },
        };
        NewRow { row: row.row, stopped: None, message }
    };
    let rows = chunk.rows.into_iter().map(made).collect();
    let expansion = Expansion { service: service.id, job: job.id, chunk: chunk.number, rows, now };
    world.store.expand(expansion).await.unwrap();
    job.id
}

#[tokio::test]
async fn a_job_is_reported_by_its_rows() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let caller = keeper(&service).await;
    caller.send_email(&service.email_to("alone@example.ca")).await.id();
    let id = job(&service, "=people.csv").await;
    let of_job = |kind: &str, job: String| json!({"report_type": kind, "language": "en", "job_id": job});
    for unknown in ["0193fac7-0000-7000-8000-000000000001".to_owned(), id.to_string()] {
        let elsewhere = world.live_service(&format!("Elsewhere {unknown}")).await;
        let answer = keeper(&elsewhere).await.post("/v2/reports", &of_job("job", unknown)).await;
        assert_eq!(answer.error(), (404, "NoResultFound", "No result found"));
    }
    let mut files = Vec::new();
    for kind in ["job", "email", "sms"] {
        let answer = caller.post("/v2/reports", &of_job(kind, id.to_string())).await;
        assert_eq!(answer.status, 202, "{}", answer.json);
        world.prepare_reports().await;
        files.push(file(&caller, answer.json["report_id"].as_str().unwrap()).await);
    }
    let row = |number: u32| {
        format!(
            "\"{}\",\"row.{number}@example.ca\",\"Greeting by email\",\"email\",\"'=people.csv\",\"In transit\",\
             \"2026-11-23 07:00:00\"\r\n",
            number + 1
        )
    };
    let titles =
        "\"Row number\",\"Recipient\",\"Template\",\"Type\",\"Job\",\"Status\",\"Sent Time\"\r\n".to_owned();
    assert_eq!(files[0], titles + &row(0) + &row(1) + &row(2));
    assert_eq!((files[1].lines().count(), files[2].lines().count()), (4, 1));
    assert!(
        files[1].contains(
            "\"row.0@example.ca\",\"Greeting by email\",\"email\",\"live 0\",\"\",\"'=people.csv\""
        )
    );
    // Rows of jobs are among the other e-mails too.
    let all = asked(&caller, "email", "en").await;
    world.prepare_reports().await;
    assert_eq!(file(&caller, &all).await.lines().count(), 5);
}
