//! `POST /v2/notifications/bulk`: the contract, check by check.

use facteur_app::{LimitsChange, Unsent};
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::JobId;
use facteur_model::job::JobState;
use facteur_model::service::Standing;
use facteur_model::time::{DAY, HOUR};
use facteur_testkit::world::{Answer, Caller, TestService, World};
use serde_json::{Value, json};

const PATH: &str = "/v2/notifications/bulk";

async fn bulk(key: &Caller, body: &Value) -> Answer {
    key.post(PATH, body).await
}

fn with_rows(service: &TestService<'_>, rows: &Value) -> Value {
    json!({"name": "People", "template_id": service.email.to_string(), "rows": rows})
}

fn with_csv(service: &TestService<'_>, csv: &str) -> Value {
    json!({"name": "People", "template_id": service.email.to_string(), "csv": csv})
}

fn texts(service: &TestService<'_>, csv: &str) -> Value {
    json!({"name": "People", "template_id": service.sms.to_string(), "csv": csv})
}

fn two() -> Value {
    json!([
        ["email address", "name", "reference"],
        ["a@example.ca", "Ana", "r1"],
        ["b@example.ca", "Bela", "r2"]
    ])
}

#[tokio::test]
async fn a_list_is_accepted_sent_and_found_row_by_row() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let key = parks.key(KeyType::Live).await;
    let single = key.send_email(&parks.email_to("zoe@example.ca")).await.id();
    let accepted = bulk(&key, &with_rows(&parks, &two())).await;
    assert_eq!(accepted.status, 201, "{}", accepted.json);
    let data = &accepted.json["data"];
    assert_eq!(
        data["created_by"],
        json!({"id": "6af522d0-2915-4e52-83a3-3690455a5fe6", "name": "Notify service user"})
    );
    assert_eq!(data["created_at"], "2026-11-23T12:00:00.000000+00:00");
    assert_eq!(data["api_key"]["key_type"], "normal");
    assert_eq!(data["job_status"], "pending");
    assert_eq!(data["notification_count"], 2);
    assert_eq!(data["original_file_name"], "People");
    assert_eq!((&data["service_name"]["name"], &data["template_type"]), (&json!("Parcs"), &json!("email")));
    assert_eq!(
        (&data["scheduled_for"], &data["archived"], &data["template_version"]),
        (&Value::Null, &json!(false), &json!(1))
    );

    world.work().await;
    assert_eq!(world.provider.given().len(), 3);
    let ids = |answer: &Answer| -> Vec<String> {
        let all = answer.json["notifications"].as_array().unwrap();
        all.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&key.get("/v2/notifications").await), [single]);
    assert_eq!(ids(&key.get("/v2/notifications?include_jobs=true").await).len(), 3);
    let row = key.get("/v2/notifications?include_jobs=True&reference=r2").await;
    let row = &row.json["notifications"][0];
    assert_eq!((&row["email_address"], &row["status"]), (&json!("b@example.ca"), &json!("delivered")));
    assert_eq!((&row["job_id"], &row["job_row"]), (&data["id"], &json!(1)));
    assert_eq!(row["body"], "Hello Bela");
}

#[tokio::test]
async fn csv_is_read_as_spreadsheets_write_it() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let key = parks.key(KeyType::Test).await;
    let csv =
        "\u{feff}Email_Address,NAME\r\na@example.ca,\"Tremblay, Zoé\"\r\n,,\r\n".trim_end_matches(",,\r\n");
    assert_eq!(bulk(&key, &with_csv(&parks, csv.trim_end())).await.status, 201);
    world.work().await;
    let found = key.get("/v2/notifications?include_jobs=true").await;
    assert_eq!(found.json["notifications"][0]["body"], "Hello Tremblay, Zoé");
    let french = "adresse courriel,name\nb@example.ca,B";
    assert_eq!(bulk(&key, &with_csv(&parks, french)).await.status, 201);
}

#[tokio::test]
async fn a_scheduled_list_says_when_and_honours_offsets() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let key = parks.key(KeyType::Live).await;
    let mut body = with_rows(&parks, &two());
    body["scheduled_for"] = json!("2026-11-23T09:00:00-05:00");
    let accepted = bulk(&key, &body).await;
    assert_eq!(accepted.json["data"]["job_status"], "scheduled", "{}", accepted.json);
    assert_eq!(accepted.json["data"]["scheduled_for"], "2026-11-23T14:00:00.000000+00:00");
    world.pass(HOUR).await;
    assert!(world.provider.given().is_empty());
    world.pass(HOUR).await;
    assert_eq!(world.provider.given().len(), 2);
}

#[tokio::test]
async fn the_schema_speaks_first_and_repeats_no_list() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let key = parks.key(KeyType::Live).await;
    let said = async |body: Value| -> Vec<String> {
        let answer = bulk(&key, &body).await;
        assert_eq!(answer.status, 400, "{}", answer.json);
        let errors = answer.json["errors"].as_array().unwrap();
        assert_eq!(errors[0]["error"], "ValidationError");
        errors.iter().map(|error| error["message"].as_str().unwrap().to_owned()).collect()
    };
    let id = parks.email.to_string();
    assert_eq!(said(json!([])).await, ["[] is not of type object"]);
    assert_eq!(
        said(json!({"x": 1})).await,
        [
            "name is a required property",
            "template_id is a required property",
            "Additional properties are not allowed (x was unexpected)"
        ]
    );
    assert_eq!(
        said(json!({"name": 5, "template_id": "x", "rows": "x", "csv": 5})).await,
        [
            "name 5 is not of type string",
            "template_id is not a valid UUID",
            "rows x is not of type array",
            "csv 5 is not of type string",
        ]
    );
    assert_eq!(said(json!({"name": "", "template_id": id, "rows": []})).await, ["rows [] is too short"]);
    parks.world.app.set_most_job_rows(&world.by, parks.id, 1).await.unwrap();
    assert_eq!(said(with_rows(&parks, &two())).await, ["rows […] is too long"]);
    let mut late = with_csv(&parks, "email address,name\na@example.ca,A");
    late["scheduled_for"] = json!("2026-11-23");
    assert_eq!(said(late).await, ["scheduled_for datetime cannot be in the past"]);
}

#[tokio::test]
async fn each_refusal_has_the_contracts_words() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    parks.limits(LimitsChange { daily_email: Some(2), ..LimitsChange::default() }).await;
    let key = parks.key(KeyType::Live).await;
    let said = async |body: Value| -> String {
        let answer = bulk(&key, &body).await;
        let (status, class, message) = answer.error();
        assert_eq!((status, class), (400, "BadRequestError"), "{}", answer.json);
        message.to_owned()
    };
    let neither = json!({"name": "x", "template_id": parks.email.to_string()});
    assert_eq!(said(neither).await, "You should specify either rows or csv");
    let mut both = with_rows(&parks, &two());
    both["csv"] = json!("a");
    assert_eq!(said(both).await, "You should specify either rows or csv");
    assert_eq!(said(with_csv(&parks, "")).await, "You should specify either rows or csv");
    let mut unknown = with_rows(&parks, &two());
    unknown["template_id"] = json!("00000000-0000-4000-8000-000000000000");
    assert_eq!(said(unknown).await, "Template not found");
    let mut reply_to = with_rows(&parks, &two());
    reply_to["reply_to_id"] = json!("00000000-0000-4000-8000-000000000000");
    assert!(
        said(reply_to)
            .await
            .starts_with("email_reply_to_id 00000000-0000-4000-8000-000000000000 does not exist")
    );
    let no_row = with_rows(&parks, &json!([["email address"], 5]));
    assert_eq!(said(no_row).await, "Error converting to CSV: iterable expected, not int");
    assert_eq!(said(with_csv(&parks, "to\nx")).await, "Missing column headers: email address, name");
    let repeated = "Email_Address,email address,name\na@example.ca,b@example.ca,A";
    assert_eq!(
        said(with_csv(&parks, repeated)).await,
        "Duplicate column headers: Email_Address, email address"
    );
    let three = "email address,name\na@example.ca,A\nb@example.ca,B\nc@example.ca,C";
    assert_eq!(
        said(with_csv(&parks, three)).await,
        "You only have 2 remaining messages before you reach your daily limit. You've tried to send 3 messages."
    );
    assert_eq!(
        said(with_csv(&parks, "email address,name\nnobody,\nb@example.ca,")).await,
        "Some rows have errors. Row 0 - `email address`: invalid recipient,`name`: Missing. Row 1 - `name`: Missing."
    );
    let long = format!("phone number,name\n+16135550199,{}", "x".repeat(613));
    assert_eq!(
        said(texts(&parks, &long)).await,
        "Row 1 - has a character count greater than 612 characters. Some messages may be too long due to custom content."
    );
    let mixed = "phone number,name\n613-253-2222,A\n+16135550199,B";
    assert_eq!(
        said(texts(&parks, mixed)).await,
        "Bulk sending to testing and non-testing numbers is not supported"
    );
    world.app.set_most_job_rows(&world.by, parks.id, 1).await.unwrap();
    let rows = "email address,name\na@example.ca,A\nb@example.ca,B";
    assert_eq!(said(with_csv(&parks, rows)).await, "Too many rows. Maximum number of rows allowed is 1");
    // Nothing was counted by any of these.
    assert_eq!(key.send_email(&parks.email_to("zoe@example.ca")).await.status, 201);
}

#[tokio::test]
async fn a_narrow_key_reaches_its_own_people_in_lists_as_well() {
    let world = World::new().await;
    let parks = world.trial_service("Parcs").await;
    parks.safelist(&["a@example.ca"]).await;
    let (team, test) = (parks.key(KeyType::Team).await, parks.key(KeyType::Test).await);
    let answer = bulk(&team, &with_rows(&parks, &two())).await;
    let expected = "You cannot send to these recipients because your service is in trial mode. You can only send to members of your team and your safelist.";
    assert_eq!(answer.error(), (400, "BadRequestError", expected));
    let own = "email address,name\nA@example.ca,Ana\nSIMULATE-delivered@notification.canada.ca,Nobody";
    assert_eq!(bulk(&team, &with_csv(&parks, own)).await.status, 201);
    assert_eq!(bulk(&test, &with_rows(&parks, &two())).await.status, 201);
    world.work().await;
    assert_eq!(world.provider.given().len(), 1, "one of the team's; the test key's stay here");

    let live = world.live_service("Passeports").await;
    let team = live.key(KeyType::Team).await;
    let answer = bulk(&team, &with_rows(&live, &two())).await;
    let expected = "You cannot send to these recipients because you used a team and safelist API key.";
    assert_eq!(answer.error(), (400, "BadRequestError", expected));
}

#[tokio::test]
async fn a_test_key_takes_nothing_from_the_allowances() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    parks.limits(LimitsChange { daily_email: Some(1), ..LimitsChange::default() }).await;
    let (live, test) = (parks.key(KeyType::Live).await, parks.key(KeyType::Test).await);
    assert_eq!(bulk(&test, &with_rows(&parks, &two())).await.status, 201);
    assert_eq!(live.send_email(&parks.email_to("zoe@example.ca")).await.status, 201);
    world.work().await;
    world.pass(HOUR).await;
    let found = test.get("/v2/notifications?include_jobs=true&status=delivered").await;
    assert_eq!(found.json["notifications"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_suspended_service_hears_so_before_its_mistakes_and_a_key_is_needed_at_all() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let key = parks.key(KeyType::Live).await;
    world.app.set_standing(&world.by, parks.id, Standing::Suspended).await.unwrap();
    assert_eq!(bulk(&key, &json!({})).await.error(), (403, "BadRequestError", "Service is suspended"));
    let broken = key.call(axum::http::Method::POST, PATH, Some("application/json"), b"{".to_vec()).await;
    assert_eq!(broken.error().0, 400);
    let form = key.call(axum::http::Method::POST, PATH, Some("text/csv"), b"a".to_vec()).await;
    assert_eq!(form.status, 415);
    assert_eq!(bulk(&world.anonymous(), &json!({})).await.status, 401);
    let shown = key.get(PATH).await;
    assert_eq!(shown.error(), (400, "ValidationError", "notification_id is not a valid UUID"));
}

#[tokio::test]
async fn the_same_key_of_a_request_gives_the_same_list_once() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let key = parks.key(KeyType::Live).await.with("Idempotency-Key", "list-1");
    let one = bulk(&key, &with_rows(&parks, &two())).await;
    let again = bulk(&key, &with_rows(&parks, &two())).await;
    assert_eq!((one.status, again.status, &one.bytes), (201, 201, &again.bytes));
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(bulk(&key, &with_csv(&parks, "email address,name\na@example.ca,A")).await.status, 422);
    world.work().await;
    assert_eq!(world.provider.given().len(), 2);
}

#[tokio::test]
async fn a_key_that_is_revoked_with_what_it_has_not_sent_calls_off_the_rows_of_its_lists() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let (revoked, kept) = (parks.make_key(KeyType::Live).await, parks.make_key(KeyType::Live).await);
    let people: Vec<_> = (0..600).map(|person| format!("person{person}@example.ca,P")).collect();
    let begun = with_csv(&parks, &format!("email address,name\n{}", people.join("\n")));
    let mut later = with_rows(&parks, &two());
    later["scheduled_for"] = json!("2026-11-24T12:00:00Z");
    let job = async |caller: &Caller, body: &Value| -> JobId {
        let answer = bulk(caller, body).await;
        assert_eq!(answer.status, 201, "{}", answer.json);
        JobId::parse(answer.json["data"]["id"].as_str().unwrap()).unwrap()
    };
    let caller = parks.caller(&revoked);
    let (begun, scheduled) = (job(&caller, &begun).await, job(&caller, &later).await);
    let other = job(&parks.caller(&kept), &later).await;
    world.app.expand_jobs().await.unwrap();
    let store = world.store.of(parks.id);
    let used = async |days: i64| {
        let day = world.app.now().plus(days * DAY).day();
        store.used(Channel::Email, day, day.fiscal_year()).await.unwrap().0
    };
    assert_eq!((used(0).await, used(1).await), (600, 4));
    // Whether they are messages already or rows of a list.
    assert_eq!(world.app.not_arrived(&world.by, revoked.id).await.unwrap(), 602);

    world.app.revoke_key_and(&world.by, revoked.id, Unsent::Stop).await.unwrap();
    world.work().await;
    assert!(world.provider.given().is_empty(), "not one of them left");
    for (id, made) in [(begun, 250), (scheduled, 0)] {
        let job = store.job(id).await.unwrap().unwrap();
        assert_eq!((job.state, job.made), (JobState::Cancelled, made));
        assert!(job.finished_at.is_some());
    }
    assert_eq!((used(0).await, used(1).await), (250, 2), "rows that were no messages are given back");
    assert_eq!(store.job(other).await.unwrap().unwrap().state, JobState::Scheduled);
    world.pass(DAY).await;
    assert_eq!(world.provider.given().len(), 2, "the other key's list is sent at its time");
}

#[tokio::test]
async fn a_repeated_column_is_a_list_and_the_recipient_fills_its_own_name() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let template = parks.template(Channel::Email, Some("S"), "((item)) for ((email address))").await;
    let key = parks.key(KeyType::Live).await;
    let csv = "email address,item,item\na@example.ca,one,two";
    let body = json!({"name": "x", "template_id": template.to_string(), "csv": csv});
    let accepted = bulk(&key, &body).await;
    assert_eq!(accepted.status, 201, "{}", accepted.json);
    world.work().await;
    let found = key.get("/v2/notifications?include_jobs=true").await;
    let body = found.json["notifications"][0]["body"].as_str().unwrap().to_owned();
    assert!(body.contains("one") && body.contains("two") && body.contains("a@example.ca"), "{body}");
}
