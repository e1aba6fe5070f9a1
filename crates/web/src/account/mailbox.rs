//! The letters of a demonstration, which has no mail server. Everywhere else there is no such page.

use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use facteur_app::OwnLetter;

/// Letters on the page.
const MOST: usize = 20;

pub fn routes() -> Vec<Route> {
    vec![Route::get("/demo/mailbox", Access::Public, show)]
}

#[derive(Template)]
#[template(path = "account/mailbox.html")]
struct Mailbox {
    page: Page,
    letters: Vec<OwnLetter>,
}

async fn show(visit: Visit) -> Answer {
    if !visit.settings().open_mailbox {
        return Err(Refused::NotFound);
    }
    let letters = visit.app().own_letters(MOST).await?;
    visit.show(&Mailbox { page: visit.page("account-mailbox-title"), letters })
}
