//! Every route of the site, as everybody: what is not public is denied to strangers, to members of another service, and
//! to members without the right, whether it shows or changes something.

use facteur_model::person::Rights;
use facteur_testkit::world::{Browser, World};
use facteur_web::{Access, table};

/// Routes for everybody. A new one is added here on purpose, or it is not public.
const PUBLIC: [&str; 20] = [
    "/",
    "/accent.css",
    "/check-your-email",
    "/d/{file}",
    "/demo/mailbox",
    "/documentation",
    "/documentation/{language}/reference",
    "/documentation/{language}/{slug}",
    "/forgot-password",
    "/invitation/{token}",
    "/new-password/{token}",
    "/register",
    "/services/{service}/documents/test-document",
    "/set-up/{token}",
    "/sign-in",
    "/sign-in/passkey",
    "/sign-in/passkey/options",
    "/sign-out",
    "/user-profile/email/confirm/{token}",
    "/verify-email/{token}",
];

/// A path with this service in it, and an id that nothing has in the place of every other.
fn path(route: &str, service: &str) -> String {
    let mut path = String::new();
    let mut rest = route;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap();
        path.push_str(before);
        path.push_str(if name == "service" { service } else { "0193fac7-0000-7000-8000-000000000001" });
        rest = after;
    }
    path + rest
}

async fn status(browser: &mut Browser, method: &str, path: &str) -> u16 {
    if method == "GET" {
        return browser.open_only(path).await.status;
    }
    // A page first, for the token of its forms.
    browser.open("/sign-in").await;
    browser.submit_only(path, &[]).await.status
}

#[tokio::test]
async fn only_what_is_listed_is_public() {
    let mut public: Vec<_> =
        table().iter().filter(|route| route.access == Access::Public).map(|route| route.path).collect();
    public.sort_unstable();
    public.dedup();
    for path in public {
        assert!(PUBLIC.contains(&path), "{path} is for everybody, and not in the list");
    }
}

#[tokio::test]
async fn strangers_are_led_to_the_sign_in_page_or_refused() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id.to_string();
    for route in table().iter().filter(|route| route.access != Access::Public) {
        let path = path(route.path, &service);
        let found = status(&mut world.browser(), route.method, &path).await;
        assert_eq!(found, 303, "{} {path} as a stranger", route.method);
    }
}

#[tokio::test]
async fn members_of_another_service_find_nothing() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id.to_string();
    let elsewhere = world.trial_service("Elsewhere").await.id;
    let mut browser = world.member_with(elsewhere, "zoe@example.ca", Rights::all()).await;
    for route in table() {
        let expected = match route.access {
            Access::Service(_) => 404,
            Access::Platform => 403,
            Access::Public | Access::HalfSignedIn | Access::SignedIn => continue,
        };
        let path = path(route.path, &service);
        assert_eq!(status(&mut browser, route.method, &path).await, expected, "{} {path}", route.method);
    }
}

#[tokio::test]
async fn members_without_a_right_are_refused_where_it_is_needed() {
    let world = World::new().await;
    let service = world.trial_service("Passports").await.id;
    let mut browser = world.member_with(service, "zoe@example.ca", Rights::NONE).await;
    let service = service.to_string();
    for route in table() {
        let needs_a_right = match route.access {
            Access::Service(need) => need != facteur_app::Need::Membership,
            Access::Platform => true,
            Access::Public | Access::HalfSignedIn | Access::SignedIn => false,
        };
        if needs_a_right {
            let path = path(route.path, &service);
            assert_eq!(status(&mut browser, route.method, &path).await, 403, "{} {path}", route.method);
        }
    }
}
