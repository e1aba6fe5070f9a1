//! What the API answers whatever the product says: paths, methods, headers, bodies.

use super::*;
use crate::v2::received_text_messages::incoming;
use axum::body::Body;
use axum::http::HeaderMap;
use facteur_model::api_key::KeyType;
use facteur_model::chance::SeededChance;
use facteur_model::time::SetClock;
use facteur_testkit::world::World;
use http_body_util::BodyExt;

const DOCS: &str = "https://documentation.example.ca";

fn settings() -> ApiSettings {
    ApiSettings {
        cors_origins: vec![DOCS.to_owned(), "not\na header".to_owned()],
        chance: Arc::new(SeededChance::new(7)),
        ..ApiSettings::default()
    }
}

/// The API of a world, which lasts as long as the world does.
fn api_of(world: &World) -> Router {
    router(world.app.clone(), settings())
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("text"))
    }
}

async fn ask(api: &Router, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response =
        api.clone().oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    let body = String::from_utf8(body.to_vec()).expect("text");
    Answer { status: parts.status.as_u16(), headers: parts.headers, body }
}

const NOT_FOUND: &str = r#"{"result":"error","message":"The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again."}"#;

#[tokio::test]
async fn paths_that_lead_nowhere_are_not_found_before_any_key_is_asked_for() {
    let world = World::new().await;
    let api = api_of(&world);
    for (method, path) in [
        ("GET", "/v2"),
        ("GET", "/v2/"),
        ("GET", "/V2/notifications"),
        ("GET", "/v2/notifications/"),
        ("POST", "/v2/notifications/email/"),
        ("GET", "/v2/notifications/x/pdf"),
        ("GET", "/v2/manage-templates"),
        ("POST", "/v2/reports/x/y"),
        ("GET", "/v2/template/x/version/abc"),
        ("GET", "/v2/template/x/version/-1"),
        ("GET", "/v2/template/x/version/1.0"),
        ("OPTIONS", "/v2/nowhere"),
        ("GET", "/%ff"),
        ("GET", "/v2//nowhere?a=//"),
        ("BREW", "/coffee"),
    ] {
        let answer = ask(&api, method, path, &[]).await;
        assert_eq!((answer.status, answer.body.as_str()), (404, NOT_FOUND), "{method} {path}");
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
}

#[tokio::test]
async fn wrong_methods_are_refused_with_the_right_ones() {
    let world = World::new().await;
    let api = api_of(&world);
    for (method, path, allow) in [
        ("GET", "/v2/notifications/email", WRITE),
        ("DELETE", "/v2/notifications/sms", WRITE),
        ("POST", "/v2/notifications", READ),
        ("PUT", "/v2/notifications/x", READ_AND_WRITE),
        ("PATCH", "/v2/templates", READ),
        ("GET", "/v2/template/x/preview", WRITE),
        ("POST", "/v2/mailbox", READ),
        ("GET", "/v2/manage-template", WRITE),
        ("PATCH", "/v2/manage-template/template-categories", READ),
        ("POST", "/v2/manage-template/x", MANAGE),
        ("DELETE", "/v2/reports", READ_AND_WRITE),
        ("POST", "/v2/reports/x", READ),
        ("POST", "/v2/reports/x/content", READ),
        ("POST", "/v2/openapi-en", READ),
        ("DELETE", "/_status", READ_AND_WRITE),
        ("POST", "/", READ),
    ] {
        let answer = ask(&api, method, path, &[]).await;
        assert_eq!(answer.status, 405, "{method} {path}");
        assert_eq!(
            answer.body,
            r#"{"result":"error","message":"The method is not allowed for the requested URL."}"#
        );
        assert_eq!(answer.header("allow"), Some(allow));
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
}

#[tokio::test]
async fn every_path_says_which_methods_it_has_without_a_key() {
    let world = World::new().await;
    let api = api_of(&world);
    for (path, _) in table() {
        let path = path.replace(['{', '}'], "");
        let answer = ask(&api, "OPTIONS", &path, &[("origin", DOCS)]).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{path}");
        assert!(answer.header("allow").is_some_and(|allow| allow.contains("OPTIONS")), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), Some(DOCS));
    }
}

#[tokio::test]
async fn every_path_with_data_asks_for_a_key() {
    let world = World::new().await;
    let api = api_of(&world);
    for (path, _) in table() {
        // Whoever carries texts comes with the secret of a number, which its own tests try.
        let others =
            [openapi::ENGLISH_PATH, openapi::FRENCH_PATH, status::PATH, status::ROOT, incoming::PATH];
        if others.contains(&path) {
            continue;
        }
        let posts = [send_email::PATH, send_sms::PATH, preview::PATH, managed_templates::PATH];
        let method = if posts.contains(&path) { "POST" } else { "GET" };
        // Double slashes lead to the same place.
        for path in [path.replace("{version}", "1"), path.replace("{version}", "1").replace('/', "//")] {
            let path = path.replace(['{', '}'], "");
            let answer = ask(&api, method, &path, &[]).await;
            assert_eq!(answer.status, 401, "{path}");
            assert_eq!(
                answer.body,
                r#"{"status_code":401,"errors":[{"error":"AuthError","message":"Unauthorized, authentication token must be provided"}]}"#
            );
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert_eq!(answer.header("www-authenticate"), None);
        }
    }
    let other_kind = ask(&api, "POST", "/v2/notifications/letter", &[("authorization", "Basic x")]).await;
    assert_eq!(other_kind.status, 401);
}

#[tokio::test]
async fn every_answer_says_what_browsers_may_do() {
    let world = World::new().await;
    let api = api_of(&world);
    for path in ["/v2/nowhere", "/v2/notifications", "/v2/openapi-en"] {
        let answer = ask(&api, "GET", path, &[("origin", DOCS)]).await;
        assert_eq!(answer.header("access-control-allow-headers"), Some("Content-Type,Authorization"));
        assert_eq!(answer.header("access-control-allow-methods"), Some("GET,PUT,POST,PATCH,DELETE"));
        assert_eq!(answer.header("access-control-allow-origin"), Some(DOCS));
        assert_eq!(answer.header("vary"), Some("Origin, Accept-Language"));
        for stranger in ["https://example.ca", "https://documentation.example.ca.evil.example", "null"] {
            let answer = ask(&api, "GET", path, &[("origin", stranger)]).await;
            assert_eq!(answer.header("access-control-allow-origin"), None, "{stranger}");
            assert_eq!(answer.header("vary"), Some("Origin, Accept-Language"));
        }
    }
}

#[tokio::test]
async fn ids_of_requests_are_kept_or_made() {
    let world = World::new().await;
    let api = api_of(&world);
    let answer = ask(&api, "GET", "/v2/nowhere", &[("x-request-id", "my-id.1")]).await;
    assert_eq!(answer.header("x-request-id"), Some("my-id.1"));
    for headers in [&[][..], &[("x-request-id", "a b")]] {
        let answer = ask(&api, "GET", "/v2/notifications", headers).await;
        let id = answer.header("x-request-id").expect("an id");
        assert_eq!(uuid::Uuid::try_parse(id).expect("a UUID").get_version_num(), 7);
    }
}

#[tokio::test]
async fn tracing_headers_are_echoed_only_when_given() {
    let world = World::new().await;
    let api = api_of(&world);
    let answer = ask(&api, "GET", "/v2/nowhere", &[("x-b3-traceid", "abc")]).await;
    assert_eq!(answer.header("x-b3-traceid"), Some("abc"));
    assert_eq!(answer.header("x-b3-spanid"), None);
}

#[tokio::test]
async fn readers_of_french_find_french_beside_the_english() {
    let world = World::new().await;
    let api = api_of(&world);
    let answer = ask(&api, "GET", "/v2/notifications", &[("accept-language", "fr-CA,en;q=0.5")]).await;
    assert_eq!(
        answer.body,
        "{\"status_code\":401,\"errors\":[{\"error\":\"AuthError\",\"message\":\"Unauthorized, authentication token must be provided\",\"message_fr\":\"Accès refusé\u{a0}: l’en-tête Authorization est obligatoire\"}]}"
    );
    let answer = ask(&api, "GET", "/v2/nowhere", &[("accept-language", "fr")]).await;
    assert!(answer.body.contains(r#""message_fr":"L’adresse demandée n’existe pas."#), "{}", answer.body);
    let answer = ask(&api, "GET", "/v2/nowhere", &[("accept-language", "en, fr;q=0.9")]).await;
    assert_eq!(answer.body, NOT_FOUND);
}

#[tokio::test]
async fn the_reference_is_served_in_two_languages() {
    let world = World::new().await;
    let api = api_of(&world);
    for (path, title) in
        [(openapi::ENGLISH_PATH, "title: Facteur API"), (openapi::FRENCH_PATH, "title: API de Facteur")]
    {
        let answer = ask(&api, "GET", path, &[]).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/yaml")));
        assert!(answer.body.contains(title), "{}", &answer.body[..200]);
        assert_eq!(answer.header("cache-control"), Some("public, max-age=300"));
        let head = ask(&api, "HEAD", path, &[]).await;
        assert_eq!((head.status, head.body.as_str()), (200, ""));
        assert_eq!(head.header("content-length"), Some(answer.body.len().to_string().as_str()));
    }
}

#[tokio::test]
async fn load_balancers_ask_for_little() {
    let world = World::new().await;
    let api = api_of(&world);
    for path in ["/?simple=1", "/_status?simple=true", "//_status?simple=1"] {
        let answer = ask(&api, "GET", path, &[]).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"status":"ok"}"#), "{path}");
    }
}

#[tokio::test]
async fn a_panic_is_an_answer() {
    let door = Door {
        clock: Arc::new(SetClock::at(Moment::default())),
        chance: Arc::new(SeededChance::new(7)),
        origins: Origins::new(&[]),
        rejections: Arc::new(drop),
    };
    let api = behind_the_door(Router::new().route("/", get(panics)), door);
    let answer = ask(&api, "GET", "/", &[]).await;
    assert_eq!(answer.status, 500);
    assert_eq!(
        answer.body,
        r#"{"status_code":500,"errors":[{"error":"InternalServerError","message":"Internal server error"}]}"#
    );
    assert!(answer.header("x-request-id").is_some());
}

async fn panics() {
    panic!("a defect")
}

#[test]
fn double_slashes_become_one() {
    for (given, expected) in [
        ("//v2/notifications?a=//b", Some("/v2/notifications?a=//b")),
        ("/v2///template//x", Some("/v2/template/x")),
        ("/v2/notifications?a=//b", None),
        ("/", None),
    ] {
        let uri = without_double_slashes(&given.parse().expect("a path"));
        assert_eq!(uri.map(|uri| uri.to_string()).as_deref(), expected, "{given}");
    }
}

#[tokio::test]
async fn a_caller_with_a_key_is_told_what_is_wrong_with_its_body() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await;
    let key = service.make_key(KeyType::Test).await;
    let authorization = format!("ApiKey-v1 {}", key.text.expose());
    let decoding = "Error decoding arguments: The browser (or proxy) sent a request that this server could not understand.";
    let media_type = "UnsupportedMediaType error: Did not attempt to load JSON data because the request Content-Type was not 'application/json'.";
    let not_found = serde_json::from_str::<serde_json::Value>(NOT_FOUND).expect("JSON")["message"].clone();
    let limited =
        router(world.app.clone(), ApiSettings { max_body: 20, max_body_with_files: 20, ..settings() });
    for path in [
        "/v2/notifications/email",
        "/v2/notifications/sms",
        "/v2/template/x/preview",
        "/v2/notifications/letter",
    ] {
        for (content_type, body, status, message) in [
            ("text/plain", "{}", 415, media_type.into()),
            ("application/json", "", 400, decoding.into()),
            ("application/json", "{", 400, decoding.into()),
            (
                "application/json",
                "[1,2,3,4,5,6,7,8,9,10]",
                413,
                "Request body is larger than the limit of 20 bytes".into(),
            ),
            ("application/json", "{}", 404, not_found.clone()),
        ] {
            if status == 404 && !path.ends_with("letter") {
                continue;
            }
            let request = Request::post(path)
                .header("authorization", &authorization)
                .header("content-type", content_type)
                .body(Body::from(body))
                .expect("a request");
            let response = limited.clone().oneshot(request).await.expect("an answer");
            assert_eq!(response.status(), status, "{path} {body}");
            let answer = response.into_body().collect().await.expect("a body").to_bytes();
            let answer: serde_json::Value = serde_json::from_slice(&answer).expect("JSON");
            let said = if status == 404 { &answer["message"] } else { &answer["errors"][0]["message"] };
            assert_eq!(said, &message, "{path} {body}");
        }
    }
}

#[tokio::test]
async fn a_caller_with_a_key_reads_with_get_and_head() {
    let world = World::new().await;
    let api = api_of(&world);
    let service = world.trial_service("Passports").await;
    let key = service.make_key(KeyType::Test).await;
    let authorization = format!("ApiKey-v1 {}", key.text.expose());
    let template = service.email.to_string();
    for (path, status, part) in [
        (
            "/v2/notifications".to_owned(),
            200,
            r#"{"notifications":[],"links":{"current":"https://api.test/v2/notifications"}}"#,
        ),
        ("/v2/notifications/bulk".to_owned(), 400, "notification_id is not a valid UUID"),
        ("/v2/notifications/%ff".to_owned(), 400, "notification_id is not a valid UUID"),
        (
            format!("/v2/notifications/{template}"),
            404,
            r#"{"result":"error","message":"Notification not found in database"}"#,
        ),
        (
            "/v2/received-text-messages".to_owned(),
            200,
            r#"{"received_text_messages":[],"links":{"current":"https://api.test/v2/received-text-messages"}}"#,
        ),
        (
            "/v2/received-text-messages?page=1".to_owned(),
            400,
            "Additional properties are not allowed (page was unexpected)",
        ),
        (
            "/v2/mailbox".to_owned(),
            200,
            r#"{"messages":[],"links":{"current":"https://api.test/v2/mailbox"}}"#,
        ),
        (format!("/v2/mailbox/{template}"), 404, "No result found"),
        (
            "/v2/mailbox/x?format=pdf".to_owned(),
            400,
            r#"id is not a valid UUID"},{"error":"ValidationError","message":"format pdf is not one of [json, mime]"#,
        ),
        (format!("/v2/template/{template}"), 200, r#""postage":null,"letter_contact_block":null}"#),
        (format!("/v2/template/{template}/version/1"), 200, r#""version":1,"#),
        (format!("/v2/template/{template}/version/0"), 400, "version 0 is less than the minimum of 1"),
        (format!("/v2/template/{template}/version/2"), 404, "No result found"),
        (format!("/v2/template/{template}/version/99999999999999999999"), 404, "No result found"),
        ("/v2/templates?type=letter".to_owned(), 200, r#"{"templates":[]}"#),
    ] {
        let headers = [("authorization", authorization.as_str())];
        let answer = ask(&api, "GET", &path, &headers).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert!(answer.body.contains(part), "{path}: {}", answer.body);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("content-type"), Some("application/json"));
        let head = ask(&api, "HEAD", &path, &headers).await;
        assert_eq!((head.status, head.body.as_str()), (status, ""), "{path}");
    }
}

#[tokio::test]
async fn a_send_tells_where_the_caller_stands() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await;
    let key = service.key(KeyType::Test).await;
    let sent = key.send_email(&service.email_to("zoe@example.com")).await;
    assert_eq!(sent.status, 201);
    for (name, expected) in [
        ("ratelimit-policy", "\"default\";q=1000;w=60"),
        ("ratelimit", "\"default\";r=999;t=60"),
        ("x-ratelimit-limit", "1000"),
        ("x-ratelimit-remaining", "999"),
        ("x-ratelimit-reset", "1795435260"),
        ("content-type", "application/json"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(sent.header(name), Some(expected), "{name}");
    }
}
