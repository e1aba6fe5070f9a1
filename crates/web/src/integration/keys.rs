//! API keys: the heart of the product.

mod card;
mod create;
mod created;
mod list;
mod revoke;
mod rotate;

pub use card::author;

use crate::refused::Refused;
use crate::routes::{Access, Route};
use crate::visit::Visit;
use facteur_app::{KeyView, Need};
use facteur_model::id::ApiKeyId;
use facteur_model::person::Right;

/// To see and to revoke keys; whoever looks after the installation may as well.
const LOOK_AFTER: Access = Access::Service(Need::Right(Right::ManageApiKeys));
/// To be shown the secret of a key: only for members.
const HOLD: Access = Access::Service(Need::OwnRight(Right::ManageApiKeys));

pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/services/{service}/api/keys", LOOK_AFTER, list::show),
        Route::get("/services/{service}/api/keys/create", HOLD, create::ask),
        Route::post("/services/{service}/api/keys/create", HOLD, create::make),
        Route::get("/services/{service}/api/keys/created", HOLD, created::show),
        Route::get("/services/{service}/api/keys/{key}", LOOK_AFTER, list::show_one),
        Route::get("/services/{service}/api/keys/{key}/rotate", HOLD, rotate::ask),
        Route::post("/services/{service}/api/keys/{key}/rotate", HOLD, rotate::rotate),
        Route::get("/services/{service}/api/keys/{key}/revoke", LOOK_AFTER, revoke::ask),
        Route::post("/services/{service}/api/keys/{key}/revoke", LOOK_AFTER, revoke::revoke),
    ]
}

/// The service's keys by name.
async fn keys(visit: &Visit) -> Result<Vec<KeyView>, Refused> {
    Ok(visit.app().service_keys(&visit.authority()?, visit.service()?).await?)
}

/// The key that the path names, if it is one of the service in the path.
async fn named(visit: &Visit) -> Result<KeyView, Refused> {
    let id = visit.id("key", ApiKeyId::parse)?;
    keys(visit).await?.into_iter().find(|key| key.id == id).ok_or(Refused::NotFound)
}

/// A path among the keys of the service that the path names, such as `/create`.
fn at(visit: &Visit, path: &str) -> Result<String, Refused> {
    Ok(format!("/services/{}/api/keys{path}", visit.service()?))
}
