//! Another process on the same database.

use super::{Caller, World};
use axum::Router;
use facteur_api::ApiSettings;
use facteur_app::{App, Providers};
use facteur_model::time::Clock;
use facteur_providers::Simulator;
use facteur_providers::files::Scanner;
use facteur_store::{Keyring, Store};
use std::sync::Arc;

/// A node beside the one of a [`World`], by the same clock and with the same providers.
pub struct Node {
    pub app: App,
    pub store: Store,
    router: Router,
}

impl World {
    /// One more node. Only a database that is shared takes several.
    pub async fn another_node(&self) -> Node {
        let keyring =
            Keyring::open(&self.place.folder.path().join("keyring")).expect("the keyring is still there");
        let store = self.place.open(keyring, self.clock.now()).await;
        let providers = Providers {
            email: Arc::new(self.provider.clone()),
            sms: Arc::new(self.provider.clone()),
            simulator: Simulator::default(),
            webhooks: Arc::new(self.receiver.clone()),
            files: super::files_in(&self.place),
            scanner: self.scanner.clone().map(|scanner| Arc::new(scanner) as Arc<dyn Scanner>),
        };
        let settings = self.app.settings().clone();
        let app = App::new(store.clone(), settings, providers, self.clock.clone(), self.chance.clone());
        let router = facteur_api::router(app.clone(), ApiSettings::default());
        Node { app, store, router }
    }
}

impl Node {
    /// A caller of this node, with this `Authorization` header.
    pub fn caller(&self, authorization: impl Into<String>) -> Caller {
        Caller::new(self.router.clone(), Some(authorization.into()))
    }
}
