//! What a team may still do while its service is suspended, or deleted and not yet gone: read, and take access away.

use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::person::Rights;
use facteur_model::service::Standing;
use facteur_testkit::world::World;
use facteur_web::{Access, table};

/// Forms that search, send (which has its own answer), take a copy of what is there, clear away what was a test, or take
/// access away.
const STILL_OPEN: [&str; 13] = [
    "/services/{service}/api/search",
    "/services/{service}/api/keys/{key}/revoke",
    "/services/{service}/api/mailbox",
    "/services/{service}/api/mailbox/purge",
    "/services/{service}/api/playground",
    "/services/{service}/notifications",
    "/services/{service}/opt-outs",
    "/services/{service}/received-text-messages",
    "/services/{service}/reports",
    "/services/{service}/send/{template}",
    "/services/{service}/send/{template}/many",
    "/services/{service}/send/{template}/now",
    "/services/{service}/templates/{template}/copy-to",
];
/// These would end the test: nobody is left, or nothing is deleted any more.
const ENDING: [&str; 2] = ["/services/{service}/users/leave", "/services/{service}/service-settings/restore"];

/// A form as its page would send it; a form that is not right is told that first.
fn filled(route: &str) -> &'static [(&'static str, &'static str)] {
    const CATEGORY: &str = "977e2a00-f957-4ff0-92f2-ca3286b24786";
    match route.strip_prefix("/services/{service}").unwrap_or(route) {
        "/api/keys/create" => &[("name", "Permis"), ("type", "test"), ("expires", "usual")],
        "/api/webhooks/add" => &[
            ("url", "https://hooks.example.ca/facteur"),
            ("token", "a-token-of-the-service"),
            ("event", "delivered"),
        ],
        "/problem-emails/resume" => &[("looked", "yes")],
        "/api/keys/{key}/rotate" => &[("overlap", "0")],
        "/api/safelist" => &[("recipients", "ami@example.ca")],
        "/users/invite" => &[("email", "ami@example.ca")],
        "/templates/add-folder" => &[("name", "Dossier"), ("parent", "top")],
        "/templates/add-email" | "/templates/add-sms" | "/templates/{template}/edit" => &[
            ("name", "Bonjour"),
            ("subject", "Bonjour"),
            ("content", "Bonjour"),
            ("category", CATEGORY),
            ("version", "1"),
        ],
        "/service-settings/request-to-go-live/use-case" => {
            &[("uses", "status"), ("recipients", "public"), ("organisation", "Parcs")]
        }
        "/service-settings/request-to-go-live/use-case/volumes" => &[
            ("daily_email", "usual"),
            ("annual_email", "usual"),
            ("daily_sms", "usual"),
            ("annual_sms", "usual"),
        ],
        _ => &[],
    }
}

#[tokio::test]
async fn a_suspended_or_deleted_service_takes_no_changes_from_its_team() {
    let world = World::new().await;
    let service = world.live_service("Passeports").await;
    let template = service.template(Channel::Email, Some("Bonjour"), "Bonjour").await.to_string();
    service.key(KeyType::Test).await;
    let key = world.app.keys(&world.by, Some(service.id)).await.unwrap()[0].id;
    let mut browser = world.member_with(service.id, "zoe@example.ca", Rights::all()).await;
    for standing in [Standing::Suspended, Standing::Archived] {
        world.app.set_standing(&world.by, service.id, standing).await.unwrap();
        let mut wrong = Vec::new();
        for route in table() {
            let Access::Service(need) = route.access else { continue };
            let path = route.path.replace("{service}", &service.id.to_string());
            let path = path.replace("{template}", &template).replace("{key}", &key.to_string());
            let is_change = route.method == "POST" && need != facteur_app::Need::Platform;
            if !is_change
                || path.contains('{')
                || ENDING.contains(&route.path)
                || STILL_OPEN.contains(&route.path)
            {
                continue;
            }
            browser.open("/user-profile").await;
            let moved = [("template", template.as_str()), ("to", "top")];
            let fields = if path.ends_with("/templates/move") { &moved } else { filled(route.path) };
            let status = browser.submit_only(&path, fields).await.status;
            if status != 403 {
                wrong.push(format!("{status} {}", route.path));
            }
        }
        assert!(wrong.is_empty(), "{standing:?}: {wrong:#?}");
    }
    browser.open("/user-profile").await;
    browser.submit_only(&format!("/services/{}/api/keys/{key}/revoke", service.id), &[]).await.is(303);
}
