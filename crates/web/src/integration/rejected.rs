//! The calls that the API refused, with what it said.

use super::{INTEGRATORS, key_choices, with_query};
use crate::components::{Choice, Markup};
use crate::form::Errors;
use crate::page::Page;
use crate::refused::{Answer, Refused};
use crate::routes::Route;
use crate::visit::Visit;
use askama::Template;
use facteur_app::{RejectedQuery, RejectedView};
use facteur_i18n::Language;
use facteur_model::id::RejectedRequestId;

/// The statuses with which authenticated calls are refused.
const STATUSES: [&str; 8] = ["400", "403", "404", "409", "413", "415", "422", "429"];

pub fn routes() -> Vec<Route> {
    vec![Route::get("/services/{service}/api/rejected", INTEGRATORS, rejected)]
}

#[derive(Template)]
#[template(path = "integration/rejected.html")]
struct RejectedPage {
    page: Page,
    key: Markup,
    status: Markup,
    is_narrow: bool,
    entries: Vec<RejectedView>,
    newest: Option<String>,
    older: Option<String>,
}

impl RejectedPage {
    /// What the caller was told, in the reader's language.
    fn reason<'a>(&self, entry: &'a RejectedView) -> &'a str {
        match self.page.t.language {
            Language::En => &entry.english,
            Language::Fr => &entry.french,
        }
    }
}

async fn rejected(visit: Visit) -> Answer {
    let (form, errors) = (visit.query(), Errors::default());
    let (keys, key_choices) = key_choices(&visit).await?;
    let (key, status, older) = (form.text("key"), form.text("status"), form.text("older"));
    let query = RejectedQuery {
        key: match key {
            "" => None,
            key => {
                let found = keys.iter().map(|key| key.id).find(|id| id.to_string() == key);
                Some(found.ok_or(Refused::NotFound)?)
            }
        },
        status: match status {
            "" => None,
            status if STATUSES.contains(&status) => status.parse().ok(),
            _ => return Err(Refused::NotFound),
        },
        older_than: match older {
            "" => None,
            id => Some(RejectedRequestId::parse(id).ok_or(Refused::NotFound)?),
        },
    };
    let found = visit.app().rejected_requests(&visit.authority()?, visit.service()?, &query).await?;
    let path = |older: &str| with_query(visit.path(), &[("key", key), ("status", status), ("older", older)]);
    let fields = visit.fields(form, &errors);
    let any = Choice::new("", visit.say("rejected-any-status"));
    let statuses: Vec<_> =
        std::iter::once(any).chain(STATUSES.map(|status| Choice::new(status, status))).collect();
    visit.show(&RejectedPage {
        page: visit.page("rejected-title"),
        key: fields.select("key", "log-key", "", &key_choices),
        status: fields.select("status", "rejected-status", "", &statuses),
        is_narrow: !key.is_empty() || !status.is_empty(),
        newest: (!older.is_empty()).then(|| path("")),
        older: found.older.map(|id| path(&id.to_string())),
        entries: found.entries,
    })
}
