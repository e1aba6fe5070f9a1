//! Who is let in, and what the others are told (contract §1).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use facteur_app::KeyRequest;
use facteur_model::api_key::{Acceptance, KeyType};
use facteur_model::service::Standing;
use facteur_testkit::world::{Answer, NOON, TestService, World};
use serde_json::{Value, json};

/// The parts of a native key that official clients read.
fn tail(key: &str) -> (&str, &str) {
    (&key[key.len() - 73..key.len() - 37], &key[key.len() - 36..])
}

fn token(header: &Value, claims: &Value, secret: &str) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", encode(header), encode(claims));
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(aws_lc_rs::hmac::sign(&key, signed.as_bytes()));
    format!("{signed}.{signature}")
}

fn hs256(claims: &Value, secret: &str) -> String {
    token(&json!({"typ": "JWT", "alg": "HS256"}), claims, secret)
}

async fn ask(world: &World, authorization: &str) -> Answer {
    world.caller(authorization).get("/v2/notifications").await
}

async fn refusal(world: &World, authorization: &str) -> (u16, String) {
    let answer = ask(world, authorization).await;
    let (status, class, message) = answer.error();
    assert_eq!(class, "AuthError", "{authorization}");
    (status, message.to_owned())
}

async fn a_key(service: &TestService<'_>) -> String {
    service.make_key(KeyType::Test).await.text.expose().to_owned()
}

#[tokio::test]
async fn a_header_is_needed_and_only_two_schemes_are_known() {
    let world = World::new().await;
    let nobody = world.anonymous().get("/v2/notifications").await;
    assert_eq!(nobody.error(), (401, "AuthError", "Unauthorized, authentication token must be provided"));
    for scheme in ["Basic abc", "Cypress-v1 abc", "CacheClear-v1 abc", "Bearerabc", "ApiKey-v1:abc"] {
        let (status, message) = refusal(&world, scheme).await;
        assert_eq!(status, 401, "{scheme}");
        assert!(
            message.starts_with("Unauthorized, Authorization header is invalid. GC Notify supports"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn the_scheme_is_read_in_any_case_and_with_any_spaces() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = a_key(&service).await;
    for authorization in
        [format!("ApiKey-v1 {key}"), format!("apikey-V1   {key} "), format!("APIKEY-V1 {key}")]
    {
        assert_eq!(ask(&world, &authorization).await.status, 200, "{}", &authorization[..12]);
    }
}

#[tokio::test]
async fn a_damaged_unknown_or_revoked_key_is_told_so() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let other = world.trial_service("Parcs").await;
    let key = service.make_key(KeyType::Test).await;
    let (service_part, secret) = tail(key.text.expose());
    let unknown = "3d844edf-8d35-48ac-975b-e847b4f122b0";
    let incomplete = (403, "Invalid token: Enter your full API key".to_owned());
    let not_found = (403, "Invalid token: API key not found".to_owned());
    for (text, expected) in [
        (String::new(), &incomplete),
        ("hello".to_owned(), &incomplete),
        (secret.to_owned(), &incomplete),
        (format!("gcntfy-x-{service_part}-{unknown}"), &not_found),
        (format!("gcntfy-{unknown}"), &not_found),
        (format!("gcntfy-x-{}-{unknown}", other.id), &not_found),
        // The right secret, but not the right service, or not the native spelling.
        (format!("gcntfy-x-{}-{secret}", other.id), &incomplete),
        (format!("gcntfy-x-{service_part}-{secret}"), &incomplete),
        (key.text.expose().replace("-test-", "-live-"), &incomplete),
    ] {
        assert_eq!(&refusal(&world, &format!("ApiKey-v1 {text}")).await, expected, "{text}");
    }
    world.app.revoke_key(&world.by, key.id).await.unwrap();
    let revoked = refusal(&world, &format!("ApiKey-v1 {}", key.text.expose())).await;
    assert_eq!(revoked, (403, "Invalid token: API key revoked".to_owned()));
}

#[tokio::test]
async fn a_token_of_an_official_client_is_accepted_within_thirty_seconds() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = a_key(&service).await;
    let (issuer, secret) = tail(&key);
    let now = NOON.epoch_seconds();
    for offset in [-30, 0, 30] {
        let bearer = format!("Bearer {}", hs256(&json!({"iss": issuer, "iat": now + offset}), secret));
        assert_eq!(ask(&world, &bearer).await.status, 200, "{offset}");
    }
    for offset in [-31, 31, 3_600] {
        let bearer = format!("Bearer {}", hs256(&json!({"iss": issuer, "iat": now + offset}), secret));
        assert_eq!(
            refusal(&world, &bearer).await,
            (403, "Error: Your system clock must be accurate to within 30 seconds".to_owned()),
            "{offset}"
        );
    }
}

#[tokio::test]
async fn every_other_token_is_refused_for_its_own_reason() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let empty = world.trial_service("Sans clé").await;
    let key = a_key(&service).await;
    let (issuer, secret) = tail(&key);
    let now = NOON.epoch_seconds();
    let not_valid = "Invalid token: signature, api token is not valid";
    let not_found = "Invalid token: signature, api token not found";
    let good = json!({"iss": issuer, "iat": now});
    let header = |alg: &str| json!({"typ": "JWT", "alg": alg});
    for (text, message) in [
        ("nonsense".to_owned(), not_valid),
        ("a.b.c".to_owned(), not_valid),
        (hs256(&json!({"iat": now}), secret), "Invalid token: iss field not provided"),
        (
            hs256(&json!({"iss": "abc", "iat": now}), secret),
            "Invalid token: service id is not the right data type",
        ),
        (
            hs256(&json!({"iss": 5, "iat": now}), secret),
            "Invalid token: service id is not the right data type",
        ),
        (hs256(&json!({"iss": null, "iat": now}), secret), "Invalid token: service not found"),
        (hs256(&json!({"iss": uuid_of_nobody(), "iat": now}), secret), "Invalid token: service not found"),
        (
            hs256(&json!({"iss": empty.id.to_string(), "iat": now}), secret),
            "Invalid token: service has no API keys",
        ),
        (hs256(&good, "another secret"), not_found),
        (hs256(&json!({"iss": issuer}), secret), not_found),
        (hs256(&json!({"iss": issuer, "iat": null}), secret), not_found),
        (hs256(&json!({"iss": issuer, "iat": now, "aud": "x"}), secret), not_found),
        (token(&header("none"), &good, secret), not_found),
        (token(&header("HS512"), &good, secret), not_found),
        (token(&header("RS256"), &good, secret), not_found),
        (token(&json!({"typ": "JWT"}), &good, secret), not_found),
        (
            hs256(&json!({"iss": issuer, "iat": now, "exp": now - 1}), secret),
            "Error: Your system clock must be accurate to within 30 seconds",
        ),
    ] {
        assert_eq!(refusal(&world, &format!("Bearer {text}")).await, (403, message.to_owned()), "{text}");
    }
}

fn uuid_of_nobody() -> &'static str {
    "00000000-0000-0000-0000-000000000000"
}

#[tokio::test]
async fn a_key_made_for_apikey_v1_only_signs_no_tokens() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let wanted = KeyRequest { acceptance: Acceptance::ApiKeyOnly, ..service.key_request(KeyType::Test) };
    let made = world.app.create_key(&world.by, wanted).await.unwrap();
    let (issuer, secret) = tail(made.text.expose());
    assert_eq!(ask(&world, &format!("ApiKey-v1 {}", made.text.expose())).await.status, 200);
    let bearer = format!("Bearer {}", hs256(&json!({"iss": issuer, "iat": NOON.epoch_seconds()}), secret));
    assert_eq!(
        refusal(&world, &bearer).await,
        (403, "Invalid token: signature, api token not found".to_owned())
    );
}

#[tokio::test]
async fn a_suspended_service_reads_but_does_not_send_and_an_archived_one_does_neither() {
    let world = World::new().await;
    let service = world.trial_service("Passeports").await;
    let key = a_key(&service).await;
    let (issuer, secret) = tail(&key);
    let both = [
        format!("ApiKey-v1 {key}"),
        format!("Bearer {}", hs256(&json!({"iss": issuer, "iat": NOON.epoch_seconds()}), secret)),
    ];
    world.app.set_standing(&world.by, service.id, Standing::Suspended).await.unwrap();
    for authorization in &both {
        assert_eq!(ask(&world, authorization).await.status, 200);
        let refused =
            world.caller(authorization.as_str()).send_email(&service.email_to("a@example.com")).await;
        assert_eq!(refused.error(), (403, "BadRequestError", "Service is suspended"));
    }
    world.app.set_standing(&world.by, service.id, Standing::Archived).await.unwrap();
    for authorization in &both {
        assert_eq!(
            refusal(&world, authorization).await,
            (403, "Invalid token: service is archived".to_owned())
        );
    }
}

#[tokio::test]
async fn an_unknown_path_and_a_wrong_method_are_said_before_any_key_is_asked_for() {
    let world = World::new().await;
    let unknown = world.anonymous().get("/v2/nothing").await;
    assert_eq!((unknown.status, unknown.json["result"].as_str()), (404, Some("error")));
    let wrong = world.anonymous().get("/v2/notifications/email/").await;
    assert_eq!(wrong.status, 404);
    let wrong = world.anonymous().post("/v2/templates", &json!({})).await;
    assert_eq!(
        (wrong.status, wrong.json["message"].as_str()),
        (405, Some("The method is not allowed for the requested URL."))
    );
    assert!(wrong.header("allow").is_some());
    assert_eq!(wrong.header("content-type"), Some("application/json"));
}
