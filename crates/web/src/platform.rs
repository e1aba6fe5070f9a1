//! Looking after the installation: services, people, providers.

pub mod limits;
mod people;
mod providers;
mod services;

use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use facteur_app::{GoLiveState, PersonError};

pub fn routes() -> Vec<Route> {
    let platform = Access::Platform;
    vec![
        Route::get("/platform", platform, home),
        Route::get("/platform/services", platform, services::find),
        Route::get("/platform/services/{service}", platform, services::show),
        Route::post("/platform/services/{service}/limits", platform, services::set_limits),
        Route::post("/platform/services/{service}/suspend", platform, services::suspend),
        Route::post("/platform/services/{service}/resume", platform, services::resume),
        Route::post("/platform/services/{service}/trial", platform, services::back_to_trial),
        Route::post("/platform/services/{service}/hold-back", platform, services::hold_back),
        Route::post("/platform/services/{service}/let-go", platform, services::let_go),
        Route::get("/platform/people", platform, people::show_search),
        Route::post("/platform/people", platform, people::find),
        Route::get("/platform/people/{user}", platform, people::show),
        Route::post("/platform/people/{user}/block", platform, people::block),
        Route::post("/platform/people/{user}/unblock", platform, people::unblock),
        Route::get("/platform/providers", platform, providers::show),
        Route::post("/platform/providers/{channel}/pause", platform, providers::pause),
        Route::post("/platform/providers/{channel}/resume", platform, providers::resume),
    ]
}

#[derive(Template)]
#[template(path = "platform/home.html")]
struct Home {
    page: Page,
    waiting: String,
}

async fn home(visit: Visit) -> Answer {
    let waiting = visit.app().go_live_queue(&visit.authority()?, GoLiveState::Submitted).await?.len();
    let waiting = visit.words().say1("platform-go-live-waiting", "count", waiting);
    visit.show(&Home { page: visit.page("platform-title"), waiting })
}

impl From<PersonError> for Refused {
    fn from(error: PersonError) -> Self {
        match error {
            PersonError::Change(error) => error.into(),
            PersonError::NoSuchPerson => Refused::NotFound,
            PersonError::Oneself => Refused::Unreadable,
        }
    }
}
