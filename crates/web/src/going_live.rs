//! A service's way to reaching anyone: what its team prepares, and what a reviewer decides.

mod checklist;
mod review;
mod terms;
mod use_case;

use crate::refused::Refused;
use crate::routes::{Access, Route};
use crate::visit::Visit;
use crate::when;
use facteur_app::{GoLiveError, GoLiveStep, Need};
use facteur_model::id::ServiceId;
use facteur_model::person::Right;

pub fn routes() -> Vec<Route> {
    let member = Access::Service(Need::Membership);
    let manages = Access::Service(Need::Right(Right::ManageService));
    vec![
        Route::get("/services/{service}/service-settings/request-to-go-live", member, checklist::show),
        Route::post("/services/{service}/service-settings/request-to-go-live", manages, checklist::submit),
        Route::get(
            "/services/{service}/service-settings/request-to-go-live/use-case",
            manages,
            use_case::show_purpose,
        ),
        Route::post(
            "/services/{service}/service-settings/request-to-go-live/use-case",
            manages,
            use_case::save_purpose,
        ),
        Route::get(
            "/services/{service}/service-settings/request-to-go-live/use-case/volumes",
            manages,
            use_case::show_volumes,
        ),
        Route::post(
            "/services/{service}/service-settings/request-to-go-live/use-case/volumes",
            manages,
            use_case::save_volumes,
        ),
        Route::get(
            "/services/{service}/service-settings/request-to-go-live/terms-of-use",
            manages,
            terms::show,
        ),
        Route::post(
            "/services/{service}/service-settings/request-to-go-live/terms-of-use",
            manages,
            terms::accept,
        ),
        Route::get("/platform/go-live", Access::Platform, review::queue),
        Route::get("/platform/go-live/{service}", Access::Platform, review::show),
        Route::post("/platform/go-live/{service}", Access::Platform, review::decide),
    ]
}

/// Where the checklist of a service is.
fn home(service: ServiceId) -> String {
    format!("/services/{service}/service-settings/request-to-go-live")
}

/// One step of the timeline, in words.
struct Step {
    at: crate::components::Markup,
    text: String,
    message: Option<String>,
}

fn steps(visit: &Visit, steps: Vec<GoLiveStep>) -> Vec<Step> {
    let t = visit.words();
    steps
        .into_iter()
        .map(|step| Step {
            at: when::date_time(&t, step.at),
            text: t.say1(
                &format!("golive-step-{}", step.kind),
                "person",
                step.by.unwrap_or_else(|| t.say("golive-operator")),
            ),
            message: step.message,
        })
        .collect()
}

impl From<GoLiveError> for Refused {
    fn from(error: GoLiveError) -> Self {
        match error {
            GoLiveError::Change(error) => error.into(),
            GoLiveError::NotReady(_)
            | GoLiveError::AlreadyLive
            | GoLiveError::AlreadySubmitted
            | GoLiveError::NotSubmitted => Refused::Unreadable,
        }
    }
}
