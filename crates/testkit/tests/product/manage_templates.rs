//! Templates by key: every row of the contract's table (§3.9), and the permission (§1.8).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use axum::http::Method;
use facteur_app::{KeyRequest, Setting, Switch};
use facteur_model::api_key::{KeyType, Scope};
use facteur_model::id::{ApiKeyId, ServiceId};
use facteur_model::person::Right;
use facteur_model::service::Permission;
use facteur_testkit::world::{Answer, Caller, TestService, World};
use serde_json::{Value, json};

const ROOT: &str = "/v2/manage-template";
const CATEGORIES: &str = "/v2/manage-template/template-categories";
const AUTHENTICATION: &str = "b6c42a7e-2a26-4a07-802b-123a5c3198a9";
const REMINDER: &str = "edb966f3-4a4c-47a4-96ab-05ff259b919c";
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";
const MAY_NOT: &str = "This API key does not have permission to manage templates.";

/// A caller whose key may manage the templates of the service.
async fn keeper(service: &TestService<'_>, key_type: KeyType) -> Caller {
    let wanted = KeyRequest { scopes: vec![Scope::ManageTemplates], ..service.key_request(key_type) };
    let made = service.world.app.create_key(&service.world.by, wanted).await.unwrap();
    service.world.caller(format!("ApiKey-v1 {}", made.text.expose()))
}

fn email() -> Value {
    json!({
        "name": "Password reset",
        "template_type": "email",
        "subject": "Reset your password",
        "content": "Hello ((name)), use this link: ((reset_link))",
        "template_category_id": AUTHENTICATION,
    })
}

/// The same with one field changed; removed by null.
fn with(mut body: Value, field: &str, value: Value) -> Value {
    if value == json!("—") {
        body.as_object_mut().unwrap().remove(field);
    } else {
        body[field] = value;
    }
    body
}

fn path_of(answer: &Answer) -> String {
    format!("{ROOT}/{}", answer.json["id"].as_str().unwrap())
}

async fn folder(service: &TestService<'_>, name: &str) -> String {
    service.world.app.create_folder(&service.world.by, service.id, None, name).await.unwrap().to_string()
}

#[tokio::test]
async fn a_template_is_made_shown_changed_and_archived() {
    let world = World::new().await;
    let parks = world.trial_service("Parcs").await;
    let key = keeper(&parks, KeyType::Team).await;
    let place = folder(&parks, "Lettres").await;
    let made = key.post(ROOT, &with(email(), "parent_folder_id", json!(place))).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let id = made.json["id"].as_str().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&made.bytes),
        format!(
            r#"{{"id":"{id}","service_id":"{}","service_name":"Parcs","name":"Password reset","type":"email","created_at":"2026-11-23T12:00:00.000000Z","updated_at":null,"created_by":"test","version":1,"body":"Hello ((name)), use this link: ((reset_link))","subject":"Reset your password","postage":null,"template_category_id":"{AUTHENTICATION}","template_category_name":"Authentication","folder_id":"{place}","archived":false}}"#,
            parks.id
        )
    );
    let path = path_of(&made);
    assert_eq!(key.get(&path).await.json, made.json);

    world.clock.advance(1_000_000);
    let change =
        json!({"content": "Bonjour ((name))", "template_category_id": REMINDER, "parent_folder_id": null});
    let changed = key.patch(&path, &change).await;
    assert_eq!(changed.status, 200, "{}", changed.json);
    let mut expected = made.json.clone();
    for (field, value) in [
        ("body", json!("Bonjour ((name))")),
        ("template_category_id", json!(REMINDER)),
        ("template_category_name", json!("Reminder")),
        ("folder_id", Value::Null),
        ("updated_at", json!("2026-11-23T12:00:01.000000Z")),
        ("version", json!(2)),
    ] {
        expected[field] = value;
    }
    assert_eq!(changed.json, expected);
    // One field at a time; each change is a version, and a change of nothing is none.
    for (change, version) in [
        (json!({"name": "Rappel"}), 3),
        (json!({"subject": "Objet"}), 4),
        (json!({"parent_folder_id": place}), 5),
        (json!({"parent_folder_id": place}), 5),
        (json!({"template_category_id": AUTHENTICATION}), 6),
        (json!({"name": "Rappel", "subject": "Objet", "content": "Bonjour ((name))"}), 6),
        (json!({}), 6),
    ] {
        let changed = key.patch(&path, &change).await;
        assert_eq!((changed.status, &changed.json["version"]), (200, &json!(version)), "{change}");
    }
    // What it says is sent.
    parks.safelist(&["zoe@example.com"]).await;
    let message =
        json!({"email_address": "zoe@example.com", "template_id": id, "personalisation": {"name": "Zoé"}});
    assert_eq!(key.send_email(&message).await.json["content"]["body"], "Bonjour Zoé");

    let archived = key.delete(&path).await;
    assert_eq!(archived.status, 200, "{}", archived.json);
    assert_eq!(
        (&archived.json["archived"], &archived.json["folder_id"], &archived.json["version"]),
        (&json!(true), &Value::Null, &json!(7))
    );
    assert_eq!(key.get(&path).await.json, archived.json);
    let listed = key.get("/v2/templates").await.json;
    assert!(!listed.to_string().contains(id), "an archived template is in no list");
    let already = (400, "BadRequestError", "Template is already archived.");
    assert_eq!(key.delete(&path).await.error(), already);
    assert_eq!(key.patch(&path, &json!({"name": "x"})).await.error(), already);
}

#[tokio::test]
async fn a_text_message_has_no_subject_whatever_is_said() {
    let world = World::new().await;
    let parks = world.trial_service("Parcs").await;
    let key = keeper(&parks, KeyType::Test).await;
    let text = with(with(email(), "template_type", json!("sms")), "subject", json!("—"));
    let made = key.post(ROOT, &text).await;
    assert_eq!((made.status, &made.json["subject"]), (201, &Value::Null));
    let made = key.post(ROOT, &with(text, "subject", json!("x"))).await;
    assert_eq!((made.status, &made.json["subject"]), (201, &Value::Null));
    let changed = key.patch(&path_of(&made), &json!({"subject": "x"})).await;
    assert_eq!((changed.status, &changed.json["subject"]), (200, &Value::Null));
    assert_eq!(changed.json["version"], 1);
}

#[tokio::test]
async fn the_permission_is_asked_for_first_and_every_type_of_key_may_have_it() {
    let world = World::new().await;
    let parks = world.live_service("Parcs").await;
    let reports = KeyRequest { scopes: vec![Scope::ManageReports], ..parks.key_request(KeyType::Live) };
    let reports = world.app.create_key(&world.by, reports).await.unwrap();
    let reports = world.caller(format!("ApiKey-v1 {}", reports.text.expose()));
    for key in [parks.key(KeyType::Test).await, parks.key(KeyType::Live).await, reports] {
        for (method, path) in [
            (Method::GET, CATEGORIES),
            (Method::POST, ROOT),
            (Method::GET, "/v2/manage-template/x"),
            (Method::PATCH, "/v2/manage-template/x"),
            (Method::DELETE, "/v2/manage-template/x"),
        ] {
            let answer = key.call(method, path, None, b"not JSON".to_vec()).await;
            assert_eq!(answer.error(), (403, "ForbiddenError", MAY_NOT), "{path}");
        }
    }
    assert_eq!(world.anonymous().get(CATEGORIES).await.status, 401);
    for key_type in KeyType::ALL {
        let key = keeper(&parks, key_type).await;
        assert_eq!(key.get(CATEGORIES).await.status, 200);
        assert_eq!(key.post(ROOT, &email()).await.status, 201);
    }
}

#[tokio::test]
async fn the_categories_are_those_of_the_documentation() {
    let world = World::new().await;
    let parks = world.trial_service("Parcs").await;
    let key = keeper(&parks, KeyType::Test).await;
    let category = |id: &str, name: &str| json!({"template_category_id": id, "name": name});
    assert_eq!(
        key.get(CATEGORIES).await.json,
        json!({"template_categories": [
            category("1d8ce435-a7e5-431b-aaa2-a418bc4d14f9", "Alert"),
            category(AUTHENTICATION, "Authentication"),
            category("977e2a00-f957-4ff0-92f2-ca3286b24786", "Confirmation"),
            category("e81678c0-4897-4111-b9d0-172f6b595f89", "Decision"),
            category("207b293c-2ae5-48e8-836d-fcabd60b2153", "General communication"),
            category(REMINDER, "Reminder"),
            category("e0b8fbe5-f435-4977-8fc8-03f13d9296a5", "Request"),
            category("55eb1137-6dc6-4094-9031-f61124a279dc", "Status update"),
            category("7c16aa95-e2e1-4497-81d6-04c656520fe4", "Test"),
        ]})
    );
}

#[tokio::test]
async fn a_new_template_that_is_not_right_is_refused_in_the_contract_s_words() {
    let world = World::new().await;
    let parks = world.trial_service("Parcs").await;
    let other = world.trial_service("Musées").await;
    let key = keeper(&parks, KeyType::Test).await;
    let theirs = folder(&other, "Lettres").await;
    let sms = with(with(email(), "template_type", json!("sms")), "subject", json!("—"));
    let (long, longer) = ("n".repeat(256), "x".repeat(50_001));
    for (body, class, message) in [
        (with(email(), "name", json!("—")), "ValidationError", "name is a required property"),
        (with(email(), "content", json!("—")), "ValidationError", "content is a required property"),
        (with(email(), "subject", json!("—")), "ValidationError", "subject is a required property"),
        (
            with(email(), "template_type", json!("—")),
            "ValidationError",
            "template_type is a required property",
        ),
        (
            with(email(), "template_type", json!("letter")),
            "ValidationError",
            "template_type letter is not one of [sms, email]",
        ),
        (
            with(email(), "template_type", Value::Null),
            "ValidationError",
            "template_type None is not one of [sms, email]",
        ),
        (with(email(), "name", json!(5)), "ValidationError", "name 5 is not of type string"),
        (with(email(), "name", json!("")), "ValidationError", "name  is too short"),
        (with(email(), "content", json!("")), "ValidationError", "content  is too short"),
        (with(email(), "subject", json!("")), "ValidationError", "subject  is too short"),
        (with(email(), "name", json!("a\u{0}")), "ValidationError", "name contains a control character"),
        (
            with(email(), "content", json!("a\u{0}")),
            "ValidationError",
            "content contains a control character",
        ),
        (
            with(email(), "content", json!("((a, b))")),
            "ValidationError",
            "content cannot have commas between double brackets",
        ),
        (
            with(email(), "process_type", json!("bulk")),
            "ValidationError",
            "Additional properties are not allowed (process_type was unexpected)",
        ),
        (
            with(email(), "parent_folder_id", Value::Null),
            "ValidationError",
            "parent_folder_id is not a valid UUID",
        ),
        (with(email(), "parent_folder_id", json!(NOBODY)), "BadRequestError", "parent_folder_id not found"),
        (with(email(), "parent_folder_id", json!(theirs)), "BadRequestError", "parent_folder_id not found"),
        (
            with(email(), "content", json!(longer)),
            "BadRequestError",
            "Content has a character count greater than the limit of 50000",
        ),
        (
            with(sms, "content", json!("x".repeat(613))),
            "BadRequestError",
            "Content has a character count greater than the limit of 612",
        ),
        (
            with(with(email(), "content", json!(longer)), "name", json!(long)),
            "BadRequestError",
            "Content has a character count greater than the limit of 50000",
        ),
        (
            with(email(), "name", json!(long)),
            "BadRequestError",
            "Template name must be less than 255 characters",
        ),
        (json!([]), "ValidationError", "[] is not of type object"),
        (json!(null), "ValidationError", "None is not of type object"),
    ] {
        let answer = key.post(ROOT, &body).await;
        assert_eq!(answer.error(), (400, class, message));
        assert_eq!(answer.json["errors"].as_array().unwrap().len(), 1, "{}", answer.json);
        assert!(answer.json.get("template_categories").is_none());
    }
    assert_eq!(key.post(ROOT, &with(email(), "name", json!("n".repeat(255)))).await.status, 201);
    let answer = key.call(Method::POST, ROOT, None, email().to_string().into_bytes()).await;
    assert_eq!((answer.status, answer.error().1), (415, "BadRequestError"));
    let answer = key.call(Method::POST, ROOT, Some("application/json"), b"{".to_vec()).await;
    assert_eq!((answer.status, answer.error().1), (400, "BadRequestError"));
}

#[tokio::test]
async fn a_wrong_category_is_told_with_the_categories_that_there_are() {
    let world = World::new().await;
    let parks = world.trial_service("Parcs").await;
    let key = keeper(&parks, KeyType::Test).await;
    let categories = key.get(CATEGORIES).await.json["template_categories"].clone();
    let made = key.post(ROOT, &email()).await;
    for (value, class, message) in [
        (json!("—"), "TemplateCategoryValidationError", "template_category_id is a required property"),
        (json!("x"), "TemplateCategoryValidationError", "template_category_id must be a valid UUID"),
        (Value::Null, "TemplateCategoryValidationError", "template_category_id must be a valid UUID"),
        (json!(NOBODY), "TemplateCategoryNotFoundError", "template_category_id not found"),
    ] {
        let answer = key.post(ROOT, &with(email(), "template_category_id", value.clone())).await;
        assert_eq!(
            answer.json,
            json!({"status_code": 400, "errors": [{"error": class, "message": message}], "template_categories": categories})
        );
        if value != json!("—") {
            let answer = key.patch(&path_of(&made), &json!({"template_category_id": value})).await;
            assert_eq!(answer.error(), (400, class, message));
            assert_eq!(answer.json["template_categories"], categories);
        }
    }
    // What else is wrong is said as well.
    let answer = key.post(ROOT, &json!({"name": 5, "template_type": "sms"})).await;
    let errors = json!([
        {"error": "ValidationError", "message": "name 5 is not of type string"},
        {"error": "ValidationError", "message": "content is a required property"},
        {"error": "TemplateCategoryValidationError", "message": "template_category_id is a required property"},
    ]);
    assert_eq!(answer.json["errors"], errors);
    // The category is looked for before the folder.
    let both = with(with(email(), "template_category_id", json!(NOBODY)), "parent_folder_id", json!(NOBODY));
    assert_eq!(key.post(ROOT, &both).await.error().1, "TemplateCategoryNotFoundError");
    let french = key.with("accept-language", "fr-CA").post(ROOT, &both).await;
    assert_eq!(french.json["errors"][0]["message_fr"], "template_category_id\u{a0}: catégorie introuvable");
}

#[tokio::test]
async fn a_type_that_the_service_may_not_send_makes_no_template() {
    let world = World::new().await;
    let parks = world.trial_service("Parcs").await;
    let key = keeper(&parks, KeyType::Test).await;
    let sms = with(with(email(), "template_type", json!("sms")), "subject", json!("—"));
    for (permission, body, message) in [
        (Permission::Email, email(), "Creating email templates is not allowed"),
        (Permission::Sms, sms, "Creating text message templates is not allowed"),
    ] {
        let off = Setting::Channel(permission, Switch::Off);
        world.app.change_setting(&world.by, parks.id, off).await.unwrap();
        let body = with(body, "name", json!("n".repeat(256)));
        assert_eq!(key.post(ROOT, &body).await.error(), (403, "ForbiddenError", message));
        // The folder comes first.
        let body = with(body, "parent_folder_id", json!(NOBODY));
        assert_eq!(key.post(ROOT, &body).await.error().2, "parent_folder_id not found");
    }
}

#[tokio::test]
async fn a_change_that_is_not_right_is_refused_in_the_contract_s_order() {
    let world = World::new().await;
    let parks = world.trial_service("Parcs").await;
    let other = world.trial_service("Musées").await;
    let key = keeper(&parks, KeyType::Test).await;
    let made = path_of(&key.post(ROOT, &email()).await);
    let theirs = format!("{ROOT}/{}", other.email);
    let nowhere = format!("{ROOT}/{NOBODY}");
    for (path, body, expected) in [
        // The id before the body, the body before the look-up.
        (format!("{ROOT}/x").as_str(), json!([]), (400, "ValidationError", "id is not a valid UUID")),
        (&nowhere, json!({"name": 1}), (400, "ValidationError", "name 1 is not of type string")),
        (&nowhere, json!({"template_category_id": NOBODY}), (404, "NoResultFound", "No result found")),
        (&theirs, json!({"name": "x"}), (404, "NoResultFound", "No result found")),
        (
            &made,
            json!({"template_category_id": NOBODY, "parent_folder_id": NOBODY}),
            (400, "TemplateCategoryNotFoundError", "template_category_id not found"),
        ),
        (
            &made,
            json!({"parent_folder_id": NOBODY, "content": "x".repeat(50_001)}),
            (400, "BadRequestError", "parent_folder_id not found"),
        ),
        (
            &made,
            json!({"parent_folder_id": "x"}),
            (400, "ValidationError", "parent_folder_id is not a valid UUID"),
        ),
        (
            &made,
            json!({"content": "x".repeat(50_001), "name": "n".repeat(256)}),
            (400, "BadRequestError", "Content has a character count greater than the limit of 50000"),
        ),
        (
            &made,
            json!({"name": "n".repeat(256)}),
            (400, "BadRequestError", "Template name must be less than 255 characters"),
        ),
        (&made, json!({"subject": " "}), (400, "ValidationError", "subject  is too short")),
        (&made, json!({"subject": "s".repeat(901)}), (400, "ValidationError", long_subject())),
        (
            &made,
            json!({"template_type": "sms"}),
            (400, "ValidationError", "Additional properties are not allowed (template_type was unexpected)"),
        ),
    ] {
        assert_eq!(key.patch(path, &body).await.error(), expected, "{path}");
    }
    let answer = key.call(Method::PATCH, &format!("{ROOT}/x"), None, b"{".to_vec()).await;
    assert_eq!(answer.error(), (400, "ValidationError", "id is not a valid UUID"));
    let answer = key.call(Method::PATCH, &made, Some("application/json"), b"{".to_vec()).await;
    assert_eq!((answer.status, answer.error().1), (400, "BadRequestError"));
    for path in [nowhere, theirs] {
        for answer in [key.get(&path).await, key.delete(&path).await] {
            assert_eq!(answer.error(), (404, "NoResultFound", "No result found"));
        }
    }
    let answer = key.delete(&format!("{ROOT}/x")).await;
    assert_eq!(answer.error(), (400, "ValidationError", "id is not a valid UUID"));
    assert_eq!(key.get(&made).await.json["version"], 1, "nothing was changed");
}

fn long_subject() -> &'static str {
    concat!(
        "subject ",
        "ssssssssssssssssssssssssssssssssssssssssssssssssss",
        "ssssssssssssssssssssssssssssssssssssssssssssssssss",
        "… is too long"
    )
}

#[tokio::test]
async fn what_a_key_writes_is_by_whoever_made_the_key_and_the_log_names_the_key() {
    let world = World::new().await;
    let parks = world.trial_service("Parcs").await;
    let (id, key) = key_of_zoe(&world, parks.id).await;
    let made = key.post(ROOT, &email()).await;
    assert_eq!(made.json["created_by"], "zoe@example.ca", "{}", made.json);
    let shown = key.get(&format!("/v2/template/{}", made.json["id"].as_str().unwrap())).await;
    assert_eq!(shown.json["created_by"], "zoe@example.ca");
    assert!(key.get("/v2/templates").await.json.to_string().contains("zoe@example.ca"));
    world.clock.advance(1_000_000);
    key.patch(&path_of(&made), &json!({"name": "x"})).await;
    world.clock.advance(1_000_000);
    key.delete(&path_of(&made)).await;
    let events = world.store.of(parks.id).audit(10).await.unwrap();
    let of_key: Vec<_> = events.iter().filter(|event| event.detail.contains(&id.to_string())).collect();
    let actions: Vec<_> = of_key.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(actions, ["template.archive", "template.edit", "template.create"]);
    assert!(of_key.iter().all(|event| event.actor.starts_with("user:")));
}

/// A key made on the site, by a member.
async fn key_of_zoe(world: &World, service: ServiceId) -> (ApiKeyId, Caller) {
    let rights = [Right::ManageApiKeys].into_iter().collect();
    let mut zoe = world.member_with(service, "zoe@example.ca", rights).await;
    let path = format!("/services/{service}/api/keys/create");
    zoe.open(&path).await.is(200).says("create, update, or delete");
    let form = [("name", "K"), ("type", "test"), ("expires", "usual"), ("scope", "manage_templates")];
    let page = zoe.submit(&path, &form).await;
    let text = page.between("translate=\"no\">", "<").unwrap().to_owned();
    let keys = world.app.keys(&world.by, Some(service)).await.unwrap();
    (keys[0].id, world.caller(format!("ApiKey-v1 {text}")))
}

#[tokio::test]
async fn who_changes_a_template_at_the_same_moment_loses_nothing() {
    let world = World::new().await;
    let parks = world.trial_service("Parcs").await;
    let key = keeper(&parks, KeyType::Test).await;
    let path = path_of(&key.post(ROOT, &email()).await);
    let (name, subject) = (json!({"name": "New name"}), json!({"subject": "New subject"}));
    let (one, other) = tokio::join!(key.patch(&path, &name), key.patch(&path, &subject));
    assert_eq!((one.status, other.status), (200, 200), "{} {}", one.json, other.json);
    let now = key.get(&path).await.json;
    assert_eq!(
        (&now["name"], &now["subject"], &now["version"]),
        (&json!("New name"), &json!("New subject"), &json!(3))
    );
}
