//! Which path leads where, and who may go there. What is not in the table does not exist; what is in it says who may
//! see it, and a test walks through all of it as everybody.

use crate::cookies::Transport;
use crate::refused::{Answer, Refused};
use crate::settings::WebSettings;
use crate::visit::{Site, Visit};
use crate::{
    account, assets, audit, documentation, door, files, going_live, home, integration, limits, platform,
    received, seeing, sending, service, team, templates,
};
use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get, post};
use facteur_app::{App, Need};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Whoever has given the password, with or without the second factor.
    HalfSignedIn,
    /// Whoever has signed in with both factors.
    SignedIn,
    /// Whoever has signed in and may do this in the service that the path names.
    Service(Need),
    /// Whoever looks after the installation.
    Platform,
}

/// A path with a method.
pub struct Route {
    pub path: &'static str,
    pub method: &'static str,
    pub access: Access,
    methods: MethodRouter,
}

impl Route {
    /// A page.
    pub fn get<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, ()>,
        T: 'static,
    {
        Self { path, method: "GET", access, methods: get(handler) }
    }

    /// What a form does.
    pub fn post<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, ()>,
        T: 'static,
    {
        Self { path, method: "POST", access, methods: post(handler) }
    }
}

/// Every route of the site.
pub fn table() -> Vec<Route> {
    [
        account::routes(),
        audit::routes(),
        documentation::routes(),
        files::routes(),
        going_live::routes(),
        home::routes(),
        integration::routes(),
        limits::routes(),
        platform::routes(),
        received::routes(),
        seeing::routes(),
        sending::routes(),
        service::routes(),
        team::routes(),
        templates::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The site of `app`; `public_url` says whether browsers come through TLS.
pub fn router(app: App, settings: WebSettings) -> Router {
    let transport = Transport::of(&app.settings().base_url);
    let site = Arc::new(Site { app, settings, transport });
    let routes = table().into_iter().fold(Router::new(), |router, route| {
        let access = route.access;
        let guard = from_fn(move |visit: Visit, request: Request, next: Next| async move {
            match door::check(access, &visit) {
                Ok(()) => next.run(request).await,
                Err(refused) => refused.into_response(),
            }
        });
        router.route(route.path, route.methods.layer(guard))
    });
    routes
        .fallback(not_found)
        .method_not_allowed_fallback(|| async { Refused::Method })
        .layer(CatchPanicLayer::custom(|_| Refused::Panic.into_response()))
        .layer(from_fn_with_state(site, door::pass))
        .route(assets::PATH, get(assets::show))
}

async fn not_found(_visit: Visit) -> Answer {
    Err(Refused::NotFound)
}
