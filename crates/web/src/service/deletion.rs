//! Deleting a service, and taking that back within 30 days.

use super::pages::ConfirmPage;
use super::{CHANGES, at, open_to_changes};
use crate::page::Flash;
use crate::refused::{Answer, Refused};
use crate::routes::Route;
use crate::visit::Visit;
use facteur_app::ChangeError;
use facteur_model::service::Standing;

pub fn routes() -> Vec<Route> {
    const ARCHIVE: &str = "/services/{service}/service-settings/archive";
    vec![
        Route::get(ARCHIVE, CHANGES, ask),
        Route::post(ARCHIVE, CHANGES, delete),
        Route::post("/services/{service}/service-settings/restore", CHANGES, restore),
    ]
}

async fn ask(visit: Visit) -> Answer {
    open_to_changes(&visit)?;
    let seat = visit.seat()?;
    if seat.service.standing != Standing::Active {
        return Err(Refused::NotActive);
    }
    let t = visit.words();
    visit.show(&ConfirmPage {
        page: visit.page_titled(t.say1("service-delete-title", "name", seat.service.name.as_str())),
        changes: Vec::new(),
        lead: ["service-delete-at-once", "service-delete-letters", "service-delete-undo"]
            .map(|key| t.say(key))
            .into(),
        hidden: Vec::new(),
        action: at(&visit, "/archive")?,
        button: t.say("service-delete-confirm"),
        button_class: "button-danger",
        back: at(&visit, "")?,
    })
}

async fn delete(visit: Visit) -> Answer {
    let until = visit.app().delete_service(&visit.authority()?, visit.service()?).await?;
    let name = visit.seat()?.service.name.as_str();
    let t = visit.words();
    let said = t.say2("service-deleted", "name", name, "until", t.date_time(until));
    visit.go_saying("/accounts", Flash::done(said)).await
}

async fn restore(visit: Visit) -> Answer {
    let name = visit.seat()?.service.name.as_str();
    match visit.app().restore_service(&visit.authority()?, visit.service()?).await {
        Ok(()) => {
            let said = visit.words().say1("service-restored", "name", name);
            visit.go_saying(&at(&visit, "")?, Flash::done(said)).await
        }
        // Whoever has the name now keeps it.
        Err(ChangeError::ServiceName(_) | ChangeError::SendingName(_)) => {
            visit.go_saying("/accounts", Flash::warning(visit.say("service-restore-taken"))).await
        }
        Err(error) => Err(error.into()),
    }
}
