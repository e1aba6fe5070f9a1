//! Choosing a service.

use crate::page::Page;
use crate::refused::Answer;
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use facteur_app::{Need, OwnService};
use facteur_model::person::Right;
use facteur_model::service::{Mode, Standing};
use facteur_model::time::Moment;

pub fn routes() -> Vec<Route> {
    vec![Route::get("/accounts", Access::SignedIn, accounts)]
}

#[derive(Template)]
#[template(path = "service/accounts.html")]
struct Accounts {
    page: Page,
    live: Vec<Entry>,
    trial: Vec<Entry>,
    deleted: Vec<Entry>,
}

struct Entry {
    name: String,
    path: String,
    is_suspended: bool,
    restore: Option<String>,
    /// Until when a deletion can be undone.
    until: Option<Moment>,
}

impl Accounts {
    fn is_empty(&self) -> bool {
        self.live.is_empty() && self.trial.is_empty() && self.deleted.is_empty()
    }

    /// The groups that have a service, with their titles.
    fn groups(&self) -> Vec<(String, &[Entry])> {
        [("service-group-live", &self.live), ("service-group-trial", &self.trial)]
            .into_iter()
            .filter(|(_, entries)| !entries.is_empty())
            .map(|(title, entries)| (self.page.t.say(title), entries.as_slice()))
            .collect()
    }
}

impl Entry {
    fn new(own: &OwnService) -> Self {
        let service = &own.service;
        let base = format!("/services/{}", service.id);
        // The page that the person may see first.
        let first = if own.meets(Need::Right(Right::ViewActivity)) { "" } else { "/templates" };
        let may_restore = own.meets(Need::Right(Right::ManageService));
        Self {
            name: service.name.clone(),
            path: format!("{base}{first}"),
            is_suspended: service.standing == Standing::Suspended,
            restore: may_restore.then(|| format!("{base}/service-settings/restore")),
            until: own.undo_until(),
        }
    }
}

async fn accounts(visit: Visit) -> Answer {
    let own = visit.app().own_services(&visit.authority()?).await?;
    let those = |wanted: &dyn Fn(&OwnService) -> bool| {
        own.iter().filter(|own| wanted(own)).map(Entry::new).collect::<Vec<_>>()
    };
    let is_deleted = |own: &OwnService| own.service.standing == Standing::Archived;
    visit.show(&Accounts {
        page: visit.page("service-accounts-title"),
        live: those(&|own| !is_deleted(own) && own.service.mode == Mode::Live),
        trial: those(&|own| !is_deleted(own) && own.service.mode == Mode::Trial),
        deleted: those(&is_deleted),
    })
}
