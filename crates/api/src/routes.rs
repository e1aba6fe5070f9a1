//! Which path leads where (contract §7.3).

use crate::body::Room;
use crate::cors::Origins;
use crate::refusal::{Refusal, Trouble};
use crate::settings::ApiSettings;
use crate::state::Api;
use crate::telemetry::{self, Door};
use crate::v2::mailbox::list::{self as mailbox_list, list_mailbox};
use crate::v2::mailbox::show::{self as mailbox_show, show_mailbox_message};
use crate::v2::manage_template::archive::archive_managed_template;
use crate::v2::manage_template::categories::{self as template_categories, list_template_categories};
use crate::v2::manage_template::change::change_managed_template;
use crate::v2::manage_template::create::{self as managed_templates, create_managed_template};
use crate::v2::manage_template::show::{self as managed_template, show_managed_template};
use crate::v2::notifications::list::{self as notifications_list, list_notifications};
use crate::v2::notifications::send_bulk::{self, send_bulk};
use crate::v2::notifications::send_email::{self, send_email};
use crate::v2::notifications::send_sms::{self, send_sms};
use crate::v2::notifications::show::{self as notification, send_unknown_kind, show_notification};
use crate::v2::received_text_messages::incoming::{self, take_in_text_message};
use crate::v2::received_text_messages::{self, list_received_text_messages};
use crate::v2::reports::ask::ask_for_report;
use crate::v2::reports::content::{self as report_content, download_report};
use crate::v2::reports::list::{self as reports_list, list_reports};
use crate::v2::reports::show::{self as report, show_report};
use crate::v2::template::preview::{self, preview_template};
use crate::v2::template::show::{self as template, show_template};
use crate::v2::template::version::{self, show_template_version};
use crate::v2::templates::{self, list_templates};
use crate::{openapi, status};
use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use facteur_app::App;
use facteur_i18n::Language;
use facteur_model::time::{Clock, Moment};
use std::sync::Arc;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;

const READ: &str = "GET, HEAD, OPTIONS";
const WRITE: &str = "OPTIONS, POST";
const MANAGE: &str = "DELETE, GET, HEAD, OPTIONS, PATCH";
const READ_AND_WRITE: &str = "GET, HEAD, OPTIONS, POST";

/// Every path and what it answers.
fn table() -> Vec<(&'static str, MethodRouter<Api>)> {
    let openapi = |language| move || async move { openapi::answer(language) };
    vec![
        (send_email::PATH, write(send_email)),
        (send_sms::PATH, write(send_sms)),
        (send_bulk::PATH, allow(get(show_notification).post(send_bulk), READ_AND_WRITE)),
        (notifications_list::PATH, read(list_notifications)),
        (notification::PATH, allow(get(show_notification).post(send_unknown_kind), READ_AND_WRITE)),
        (template::PATH, read(show_template)),
        (version::PATH, read(show_template_version)),
        (preview::PATH, write(preview_template)),
        (templates::PATH, read(list_templates)),
        (managed_templates::PATH, write(create_managed_template)),
        (template_categories::PATH, read(list_template_categories)),
        (managed_template::PATH, allow(manage_one_template(), MANAGE)),
        (mailbox_list::PATH, read(list_mailbox)),
        (mailbox_show::PATH, read(show_mailbox_message)),
        (reports_list::PATH, allow(get(list_reports).post(ask_for_report), READ_AND_WRITE)),
        (report::PATH, read(show_report)),
        (report_content::PATH, read(download_report)),
        (received_text_messages::PATH, read(list_received_text_messages)),
        (incoming::PATH, write(take_in_text_message)),
        (openapi::ENGLISH_PATH, read(openapi(Language::En))),
        (openapi::FRENCH_PATH, read(openapi(Language::Fr))),
        (status::PATH, allow(get(status::show_status).post(status::show_status), READ_AND_WRITE)),
        (status::ROOT, read(status::show_status)),
    ]
}

fn manage_one_template() -> MethodRouter<Api> {
    get(show_managed_template).patch(change_managed_template).delete(archive_managed_template)
}

fn read<H: Handler<T, Api>, T: 'static>(handler: H) -> MethodRouter<Api> {
    allow(get(handler), READ)
}

fn write<H: Handler<T, Api>, T: 'static>(handler: H) -> MethodRouter<Api> {
    allow(post(handler), WRITE)
}

/// Answers `OPTIONS` without a key, and says which methods there are (contract §1.9).
fn allow(methods: MethodRouter<Api>, allowed: &'static str) -> MethodRouter<Api> {
    let header = [(header::ALLOW, HeaderValue::from_static(allowed))];
    let refused = (header.clone(), Refusal::method_not_allowed());
    methods.options(move || async { (StatusCode::OK, header) }).fallback(move || async { refused })
}

/// The API of `app`.
pub fn router(app: App, settings: ApiSettings) -> Router {
    routes_of(app, settings, table())
}

/// What a node answers that does not serve the API: how it is.
pub fn status_router(app: App, settings: ApiSettings) -> Router {
    let status = |(path, _): &(&str, MethodRouter<Api>)| [status::PATH, status::ROOT].contains(path);
    routes_of(app, settings, table().into_iter().filter(status).collect())
}

fn routes_of(app: App, settings: ApiSettings, table: Vec<(&'static str, MethodRouter<Api>)>) -> Router {
    let door = Door {
        clock: Arc::new(AppClock(app.clone())),
        chance: Arc::clone(&settings.chance),
        origins: Origins::new(&settings.cors_origins),
        rejections: {
            let app = app.clone();
            Arc::new(move |rejection| app.note_rejected(rejection))
        },
    };
    let room = Room::new(settings.memory_for_files);
    let state = Api { app, settings: Arc::new(settings), room };
    let routes = table.into_iter().fold(Router::new(), |router, (path, methods)| router.route(path, methods));
    behind_the_door(routes.with_state(state), door)
}

/// The product's clock, for what happens before and after the product is asked.
struct AppClock(App);

impl Clock for AppClock {
    fn now(&self) -> Moment {
        self.0.now()
    }
}

fn behind_the_door(routes: Router, door: Door) -> Router {
    let routes = routes
        .fallback(|| async { Refusal::path_not_found() })
        .layer(CatchPanicLayer::custom(|_| Refusal::internal(Trouble::Panic).into_response()))
        .layer(from_fn_with_state(Arc::new(door), telemetry::pass));
    let inner = routes.clone();
    // Only a path that leads nowhere comes here; it may still lead somewhere without its double slashes.
    routes.fallback(move |request: Request| second_try(inner, request))
}

/// GOV.UK's node client writes `//v2/…` when its base URL ends with a slash.
async fn second_try(routes: Router, mut request: Request) -> Response {
    if let Some(uri) = without_double_slashes(request.uri()) {
        *request.uri_mut() = uri;
    }
    match routes.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

fn without_double_slashes(uri: &Uri) -> Option<Uri> {
    if !uri.path().contains("//") {
        return None;
    }
    let mut path = String::with_capacity(uri.path().len());
    for character in uri.path().chars() {
        if character != '/' || !path.ends_with('/') {
            path.push(character);
        }
    }
    if let Some(query) = uri.query() {
        path.push('?');
        path.push_str(query);
    }
    path.parse().ok()
}

/// The paths that the API reference has to describe: all but its own, and `/`, which is `/_status`.
#[cfg(test)]
pub fn documented_paths() -> impl Iterator<Item = &'static str> {
    let undocumented = [openapi::ENGLISH_PATH, openapi::FRENCH_PATH, status::ROOT];
    table().into_iter().map(|(path, _)| path).filter(move |path| !undocumented.contains(path))
}

#[cfg(test)]
mod tests;
