//! What the API answers before it asks the product anything.

use super::*;
use axum::body::Body;
use axum::http::HeaderMap;
use facteur_model::chance::SeededChance;
use facteur_model::time::{Moment, SetClock};
use http_body_util::BodyExt;

const DOCS: &str = "https://documentation.example.ca";

/// The product, of which nothing is asked here.
fn app() -> App {
    App
}

fn settings() -> ApiSettings {
    ApiSettings {
        cors_origins: vec![DOCS.to_owned(), "not\na header".to_owned()],
        chance: Arc::new(SeededChance::new(7)),
        ..ApiSettings::default()
    }
}

fn api() -> Router {
    router(app(), settings(), Arc::new(SetClock::at(Moment::from_micros(1_795_400_000_000_000))))
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

async fn ask_of(api: Router, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = api.oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    let body = String::from_utf8(body.to_vec()).expect("text");
    Answer { status: parts.status.as_u16(), headers: parts.headers, body }
}

async fn ask(method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    ask_of(api(), method, path, headers).await
}

const NOT_FOUND: &str = r#"{"result":"error","message":"The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again."}"#;

#[tokio::test]
async fn paths_that_lead_nowhere_are_not_found_before_any_key_is_asked_for() {
    for (method, path) in [
        ("GET", "/v2"),
        ("GET", "/v2/"),
        ("GET", "/V2/notifications"),
        ("GET", "/v2/notifications/"),
        ("POST", "/v2/notifications/email/"),
        ("GET", "/v2/notifications/x/pdf"),
        ("GET", "/v2/manage-template"),
        ("POST", "/v2/reports"),
        ("GET", "/v2/template/x/version/abc"),
        ("GET", "/v2/template/x/version/-1"),
        ("GET", "/v2/template/x/version/1.0"),
        ("OPTIONS", "/v2/nowhere"),
        ("GET", "/%ff"),
        ("GET", "/v2//nowhere?a=//"),
        ("BREW", "/coffee"),
    ] {
        let answer = ask(method, path, &[]).await;
        assert_eq!((answer.status, answer.body.as_str()), (404, NOT_FOUND), "{method} {path}");
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
}

#[tokio::test]
async fn wrong_methods_are_refused_with_the_right_ones() {
    for (method, path, allow) in [
        ("GET", "/v2/notifications/email", WRITE),
        ("DELETE", "/v2/notifications/sms", WRITE),
        ("POST", "/v2/notifications", READ),
        ("PUT", "/v2/notifications/x", READ_AND_WRITE),
        ("PATCH", "/v2/templates", READ),
        ("GET", "/v2/template/x/preview", WRITE),
        ("POST", "/v2/mailbox", READ),
        ("POST", "/v2/openapi-en", READ),
        ("DELETE", "/_status", READ_AND_WRITE),
        ("POST", "/", READ),
    ] {
        let answer = ask(method, path, &[]).await;
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
    for (path, _) in table() {
        let path = path.replace(['{', '}'], "");
        let answer = ask("OPTIONS", &path, &[("origin", DOCS)]).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{path}");
        assert!(answer.header("allow").is_some_and(|allow| allow.contains("OPTIONS")), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), Some(DOCS));
    }
}

#[tokio::test]
async fn every_path_with_data_asks_for_a_key() {
    for (path, _) in table() {
        if [openapi::ENGLISH_PATH, openapi::FRENCH_PATH, status::PATH, status::ROOT].contains(&path) {
            continue;
        }
        let method =
            if [send_email::PATH, send_sms::PATH, preview::PATH].contains(&path) { "POST" } else { "GET" };
        // Double slashes lead to the same place.
        for path in [path.replace("{version}", "1"), path.replace("{version}", "1").replace('/', "//")] {
            let path = path.replace(['{', '}'], "");
            let answer = ask(method, &path, &[]).await;
            assert_eq!(answer.status, 401, "{path}");
            assert_eq!(
                answer.body,
                r#"{"status_code":401,"errors":[{"error":"AuthError","message":"Unauthorized, authentication token must be provided"}]}"#
            );
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert_eq!(answer.header("www-authenticate"), None);
        }
    }
    let other_kind = ask("POST", "/v2/notifications/letter", &[("authorization", "Basic x")]).await;
    assert_eq!(other_kind.status, 401);
}

#[tokio::test]
async fn every_answer_says_what_browsers_may_do() {
    for path in ["/v2/nowhere", "/v2/notifications", "/v2/openapi-en"] {
        let answer = ask("GET", path, &[("origin", DOCS)]).await;
        assert_eq!(answer.header("access-control-allow-headers"), Some("Content-Type,Authorization"));
        assert_eq!(answer.header("access-control-allow-methods"), Some("GET,PUT,POST,PATCH,DELETE"));
        assert_eq!(answer.header("access-control-allow-origin"), Some(DOCS));
        assert_eq!(answer.header("vary"), Some("Origin"));
        for stranger in ["https://example.ca", "https://documentation.example.ca.evil.example", "null"] {
            let answer = ask("GET", path, &[("origin", stranger)]).await;
            assert_eq!(answer.header("access-control-allow-origin"), None, "{stranger}");
            assert_eq!(answer.header("vary"), Some("Origin"));
        }
    }
}

#[tokio::test]
async fn ids_of_requests_are_kept_or_made() {
    let answer = ask("GET", "/v2/nowhere", &[("x-request-id", "my-id.1")]).await;
    assert_eq!(answer.header("x-request-id"), Some("my-id.1"));
    for headers in [&[][..], &[("x-request-id", "a b")]] {
        let answer = ask("GET", "/v2/notifications", headers).await;
        let id = answer.header("x-request-id").expect("an id");
        assert_eq!(uuid::Uuid::try_parse(id).expect("a UUID").get_version_num(), 7);
    }
}

#[tokio::test]
async fn tracing_headers_are_echoed_only_when_given() {
    let answer = ask("GET", "/v2/nowhere", &[("x-b3-traceid", "abc")]).await;
    assert_eq!(answer.header("x-b3-traceid"), Some("abc"));
    assert_eq!(answer.header("x-b3-spanid"), None);
}

#[tokio::test]
async fn readers_of_french_find_french_beside_the_english() {
    let answer = ask("GET", "/v2/notifications", &[("accept-language", "fr-CA,en;q=0.5")]).await;
    assert_eq!(
        answer.body,
        "{\"status_code\":401,\"errors\":[{\"error\":\"AuthError\",\"message\":\"Unauthorized, authentication token must be provided\",\"message_fr\":\"Accès refusé\u{a0}: l’en-tête Authorization est obligatoire\"}]}"
    );
    let answer = ask("GET", "/v2/nowhere", &[("accept-language", "fr")]).await;
    assert!(answer.body.contains(r#""message_fr":"L’adresse demandée n’existe pas."#), "{}", answer.body);
    let answer = ask("GET", "/v2/nowhere", &[("accept-language", "en, fr;q=0.9")]).await;
    assert_eq!(answer.body, NOT_FOUND);
}

#[tokio::test]
async fn the_reference_is_served_in_two_languages() {
    for (path, title) in
        [(openapi::ENGLISH_PATH, "title: Facteur API"), (openapi::FRENCH_PATH, "title: API de Facteur")]
    {
        let answer = ask("GET", path, &[]).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/yaml")));
        assert!(answer.body.contains(title), "{}", &answer.body[..200]);
        assert_eq!(answer.header("cache-control"), Some("public, max-age=300"));
        let head = ask("HEAD", path, &[]).await;
        assert_eq!((head.status, head.body.as_str()), (200, ""));
        assert_eq!(head.header("content-length"), Some(answer.body.len().to_string().as_str()));
    }
}

#[tokio::test]
async fn load_balancers_ask_for_little() {
    for path in ["/?simple=1", "/_status?simple=true", "//_status?simple=1"] {
        let answer = ask("GET", path, &[]).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"status":"ok"}"#), "{path}");
    }
}

#[tokio::test]
async fn a_panic_is_an_answer() {
    let door = Door {
        clock: Arc::new(SetClock::at(Moment::default())),
        chance: Arc::new(SeededChance::new(7)),
        origins: Origins::new(&[]),
    };
    let api = behind_the_door(Router::new().route("/", get(panics)), door);
    let answer = ask_of(api, "GET", "/", &[]).await;
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
