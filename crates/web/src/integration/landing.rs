//! The first page of the API's part: its address, its rate, the way to everything else, and the message log.

use super::log::Filters;
use super::{INTEGRATORS, key_type_name};
use crate::components::{Input, Markup};
use crate::form::Errors;
use crate::page::Page;
use crate::refused::Answer;
use crate::routes::Route;
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{LogEntry, LogPage, Need, RateInUse};
use facteur_model::id::NotificationId;
use facteur_model::person::Right;

pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/services/{service}/api", INTEGRATORS, landing),
        Route::get("/services/{service}/api/search", INTEGRATORS, search_form),
        Route::post("/services/{service}/api/search", INTEGRATORS, search),
    ]
}

#[derive(Template)]
#[template(path = "integration/landing.html")]
struct Landing {
    page: Page,
    base_url: String,
    service: String,
    rates: Vec<RateInUse>,
    /// May this person try the API, on this node? Who looks after the installation may not, in others' services.
    may_try: bool,
    filters: Filters,
    /// This page again.
    here: String,
    /// The same without test keys, and with nothing but them.
    real_path: String,
    test_path: String,
    entries: Vec<LogEntry>,
    newer: Option<String>,
    older: Option<String>,
    /// Was this as far as one page looks?
    is_cut: bool,
    retention_days: u32,
}

impl Landing {
    fn said_rate(&self, rate: &RateInUse) -> String {
        let t = &self.page.t;
        let key_type = key_type_name(t, rate.key_type);
        t.with("api-rate", &[("type", &key_type), ("used", &rate.used), ("limit", &rate.limit)])
    }
}

async fn landing(visit: Visit) -> Answer {
    let (by, seat) = (visit.authority()?, visit.seat()?);
    let service = seat.service.id;
    let filters = Filters::read(&visit).await?;
    let LogPage { entries, older, newer, is_cut } = if filters.is_valid {
        visit.app().message_log(&by, service, &filters.filter).await?
    } else {
        LogPage { entries: Vec::new(), older: None, newer: None, is_cut: false }
    };
    let link = |name: &str, id: Option<NotificationId>| {
        id.map(|id| filters.path(visit.path(), name, &id.to_string()))
    };
    let status = if filters.is_valid { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let shown = Landing {
        page: visit.page("api-title"),
        base_url: visit.app().settings().base_url.clone(),
        service: service.to_string(),
        rates: visit.app().rates_in_use(&by, service).await?,
        may_try: visit.settings().api.is_some() && visit.may(Need::OwnRight(Right::ManageApiKeys)),
        older: link("older", older),
        newer: link("newer", newer),
        is_cut,
        here: visit.here().to_owned(),
        real_path: filters.path(visit.path(), "test", ""),
        test_path: filters.path(visit.path(), "test", "1"),
        filters,
        entries,
        retention_days: seat.service.retention.days(),
    };
    visit.show_as(status, &shown)
}

#[derive(Template)]
#[template(path = "integration/search.html")]
struct Search {
    page: Page,
    summary: Markup,
    field: Markup,
    /// What was asked for; empty before anything was.
    text: String,
    entries: Vec<LogEntry>,
    older: Option<String>,
}

async fn search_form(visit: Visit) -> Answer {
    show_search(&visit, None, &Errors::default(), StatusCode::OK)
}

/// Looks for a recipient or a reference. A POST, because neither belongs in an address or a log.
async fn search(visit: Visit) -> Answer {
    let text = visit.form().text("text");
    let mut errors = Errors::default();
    if text.is_empty() {
        errors.add("text", visit.say("log-search-empty"));
        return show_search(&visit, None, &errors, StatusCode::BAD_REQUEST);
    }
    let older = NotificationId::parse(visit.form().text("older"));
    let found = visit.app().search_log(&visit.authority()?, visit.service()?, text, older).await?;
    show_search(&visit, Some(found), &errors, StatusCode::OK)
}

fn show_search(visit: &Visit, found: Option<LogPage>, errors: &Errors, status: StatusCode) -> Answer {
    /// The longest reference.
    const MOST: u32 = 1_000;
    let fields = visit.fields(visit.form(), errors);
    let input = Input { hint: "log-search-hint", most: MOST, ..Input::default() };
    let text = found.as_ref().map(|_| visit.form().text("text").to_owned());
    let (entries, older) = found.map(|found| (found.entries, found.older)).unwrap_or_default();
    let shown = Search {
        page: visit.page("log-search-title"),
        summary: fields.summary(),
        field: fields.input("text", "log-search-label", input),
        text: text.unwrap_or_default(),
        entries,
        older: older.map(|id| id.to_string()),
    };
    visit.show_as(status, &shown)
}
