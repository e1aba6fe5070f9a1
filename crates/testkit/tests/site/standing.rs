//! What a team may still do while its service is suspended, or deleted and not yet gone: read, and take access away.

use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::person::Rights;
use facteur_model::service::Standing;
use facteur_testkit::world::World;
use facteur_web::{Access, table};

/// Forms that change nothing of the service, or only take access away.
const STILL_OPEN: [&str; 0] = [];

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
            if route.method != "POST" || path.contains('{') || need == facteur_app::Need::Platform {
                continue;
            }
            browser.open("/user-profile").await;
            let status = browser.submit_only(&path, &[]).await.status;
            if (status == 403) == STILL_OPEN.contains(&route.path) {
                wrong.push(format!("{status} {}", route.path));
            }
        }
        assert!(wrong.is_empty(), "{standing:?}: {wrong:#?}");
    }
}
