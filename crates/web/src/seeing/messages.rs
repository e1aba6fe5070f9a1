//! The list of a service's messages, and the search in it.
//!
//! Filters stand in the address, so that a page can be kept and shared; recipients and references are personal, and come
//! by a form that is not.

use super::status;
use crate::components::{Choice, Input, Markup};
use crate::form::{Errors, Form};
use crate::page::Page;
use crate::refused::Answer;
use crate::routes::{Access, Route};
use crate::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use facteur_app::{
    Cursor, ListChoices, ListCounts, ListRequest, MOST_FOUND, MessageLine, Need, Period, SEE_MESSAGE,
    SEE_REPORTS,
};
use facteur_i18n::Words;
use facteur_model::Channel;
use facteur_model::api_key::KeyType;
use facteur_model::id::{ApiKeyId, NotificationId, TemplateId};
use facteur_model::notification::Fate;
use facteur_model::time::{HOUR, Moment};

/// The longest thing to search for: an e-mail address is no longer, and a reference hardly.
const LONGEST_SEARCH: usize = 320;
/// Periods that can be chosen, in days.
const PERIODS: [u32; 3] = [1, 2, 7];

pub fn routes() -> Vec<Route> {
    let members = Access::Service(Need::Membership);
    vec![
        Route::get("/services/{service}/notifications", members, list),
        Route::post("/services/{service}/notifications", members, search),
    ]
}

#[derive(Template)]
#[template(path = "seeing/messages.html")]
struct ListPage {
    page: Page,
    search: Markup,
    summary: Markup,
    filter: Vec<Markup>,
    status: String,
    is_filtered: bool,
    pills: Vec<Pill>,
    /// The cause of failure that is shown, when it is one.
    cause: Option<String>,
    since: Option<String>,
    kept: String,
    table: Option<Markup>,
    nothing: Option<String>,
    is_cut: bool,
    /// Does the page end where the looking did, rather than where it is full?
    looks_back: bool,
    newer: Option<String>,
    older: Option<String>,
    /// Where a report of such messages can be asked for, by whoever may.
    report: Option<String>,
}

struct Pill {
    label: String,
    number: String,
    path: String,
    is_here: bool,
}

#[derive(Template)]
#[template(path = "seeing/found.html")]
struct FoundPage {
    page: Page,
    search: Markup,
    summary: Markup,
    asked: bool,
    table: Option<Markup>,
    most: Option<String>,
}

#[derive(Template)]
#[template(path = "seeing/lines.html")]
struct Lines {
    t: Words,
    caption: String,
    rows: Vec<Row>,
}

struct Row {
    recipient: String,
    /// The page of the message, for whoever may see it.
    path: Option<String>,
    reference: Option<String>,
    template: String,
    status: String,
    is_failed: bool,
    is_test: bool,
    at: Moment,
}

/// The statuses that can be asked for, by their names in the address.
fn fates(status: &str) -> Option<Vec<Fate>> {
    Some(match status {
        "" | "total" => Vec::new(),
        "in-transit" => vec![Fate::InTransit],
        "delivered" => vec![Fate::Delivered],
        "failed" => Fate::FAILURES.to_vec(),
        "technical" => vec![Fate::Technical],
        "temporary" => vec![Fate::Temporary],
        "permanent" => vec![Fate::Permanent],
        _ => return None,
    })
}

/// What the address asks for. A value that is none of the choices asks for nothing; a date that is none is an error.
fn read_request(query: &Form, t: &Words, errors: &mut Errors, now: Moment) -> ListRequest {
    let mut date = |name: &str, ends: bool| {
        let field = query.text(name);
        if field.is_empty() {
            return None;
        }
        let day = t.start_of_day(field);
        if day.is_none() {
            errors.add(name, t.say1("messages-date-wrong", "example", t.day_field(now)));
        }
        // The first moment of the next day: a day has 23 to 25 hours.
        if ends { day.and_then(|day| t.start_of_day(&t.day_field(day.plus(36 * HOUR)))) } else { day }
    };
    let (from, to) = (date("from", false), date("to", true));
    let period = match (from, to) {
        (None, None) => {
            let days = query.text("days").parse().ok().filter(|days| PERIODS.contains(days));
            days.map_or(Period::Kept, Period::Days)
        }
        (from, to) => {
            Period::Between(from.unwrap_or(Moment::from_micros(0)), to.unwrap_or(now.plus(24 * HOUR)))
        }
    };
    if let Period::Between(from, to) = period
        && to <= from
    {
        errors.add("to", t.say("messages-date-order"));
    }
    let cursor = |name: &str| NotificationId::parse(query.text(name));
    ListRequest {
        test: query.text("test") == "1",
        channel: Channel::ALL.into_iter().find(|channel| channel.as_str() == query.text("channel")),
        fates: fates(query.text("status")).unwrap_or_default(),
        template: TemplateId::parse(query.text("template")),
        sender: ApiKeyId::parse(query.text("sender")),
        period,
        cursor: match (cursor("newer"), cursor("older")) {
            (Some(id), _) => Cursor::NewerThan(id),
            (None, Some(id)) => Cursor::OlderThan(id),
            (None, None) => Cursor::Newest,
        },
    }
}

async fn list(visit: Visit) -> Answer {
    let (by, service, t) = (visit.authority()?, visit.service()?, visit.words());
    let mut errors = Errors::default();
    let query = visit.query();
    let request = read_request(query, &t, &mut errors, visit.app().now());
    let choices = visit.app().list_choices(&by, service).await?;
    let wrong = !errors.is_empty();
    let listed = if wrong { None } else { Some(visit.app().messages(&by, service, &request).await?) };
    let page = visit.page("messages-title");
    let kept = visit.seat()?.service.retention.days();
    let is_filtered = ["channel", "status", "template", "sender", "days", "from", "to", "test"]
        .iter()
        .any(|name| !matches!(query.text(name), "" | "total"));
    let status = if fates(query.text("status")).is_some() { query.text("status") } else { "" };
    let cause = matches!(status, "technical" | "temporary" | "permanent")
        .then(|| t.say(&format!("messages-status-{status}")));
    let counts = listed.as_ref().map(|listed| listed.counts);
    let empty = listed.as_ref().filter(|listed| listed.messages.is_empty());
    let nothing = empty.map(|listed| {
        let is_paged = request.cursor != Cursor::Newest || listed.is_cut;
        match (is_paged, is_filtered) {
            (true, _) => t.say("messages-nothing-here"),
            (false, true) => t.say("messages-nothing-matches"),
            (false, false) => t.say("messages-nothing-yet"),
        }
    });
    let table = listed.as_ref().filter(|listed| !listed.messages.is_empty());
    let caption = t.say("messages-caption");
    let shown = ListPage {
        search: search_field(&visit, &Form::default(), &Errors::default()),
        summary: visit.fields(query, &errors).summary(),
        filter: filter_fields(&visit, query, &errors, &choices),
        status: status.to_owned(),
        is_filtered,
        pills: pills(&t, &page, query, status, counts),
        cause,
        since: listed.as_ref().filter(|_| !matches!(request.period, Period::Between(..))).map(|listed| {
            let at = t.date_time(listed.since);
            t.say2("messages-since", "at", at, "zone", t.zone_name(listed.since))
        }),
        kept: t.say1("messages-kept", "days", kept),
        table: table.map(|listed| lines(&visit, &page, caption, &listed.messages)),
        nothing,
        is_cut: listed.as_ref().is_some_and(|listed| listed.is_cut),
        looks_back: listed.as_ref().is_some_and(|listed| listed.is_cut)
            && !matches!(request.cursor, Cursor::NewerThan(_)),
        newer: path_to(&page, query, listed.as_ref().and_then(|listed| listed.newer), "newer"),
        older: path_to(&page, query, listed.as_ref().and_then(|listed| listed.older), "older"),
        report: visit.may(SEE_REPORTS).then(|| page.at(&format!("/reports?{}", report_of(query)))),
        page,
    };
    visit.show_as(if wrong { StatusCode::BAD_REQUEST } else { StatusCode::OK }, &shown)
}

/// This list with another status, or another place in it.
fn with(query: &Form, name: &str, value: &str) -> String {
    let mut address = form_urlencoded::Serializer::new(String::new());
    for (field, text) in query.fields() {
        let is_kept =
            ["channel", "status", "template", "sender", "days", "from", "to", "test"].contains(&field);
        if is_kept && field != name && !text.is_empty() {
            address.append_pair(field, text);
        }
    }
    address.append_pair(name, value);
    address.finish()
}

/// What the form for a report begins with.
fn report_of(query: &Form) -> String {
    let mut address = form_urlencoded::Serializer::new(String::new());
    for field in ["channel", "days"] {
        if !query.text(field).is_empty() {
            address.append_pair(field, query.text(field));
        }
    }
    address.finish()
}

fn path_to(page: &Page, query: &Form, id: Option<NotificationId>, direction: &str) -> Option<String> {
    id.map(|id| page.at(&format!("/notifications?{}", with(query, direction, &id.to_string()))))
}

fn pills(t: &Words, page: &Page, query: &Form, status: &str, counts: Option<ListCounts>) -> Vec<Pill> {
    let pill = |name: &str, number: fn(&ListCounts) -> u64| Pill {
        label: t.say(&format!("messages-pill-{name}")),
        number: counts.as_ref().map_or(String::new(), |counts| {
            let grouped = t.number(number(counts));
            if counts.at_least { t.say1("messages-at-least", "number", grouped) } else { grouped }
        }),
        path: page.at(&format!("/notifications?{}", with(query, "status", name))),
        is_here: status == name || (status.is_empty() && name == "total"),
    };
    vec![
        pill("total", |counts| counts.total),
        pill("in-transit", |counts| counts.in_transit),
        pill("delivered", |counts| counts.delivered),
        pill("failed", |counts| counts.failed),
    ]
}

fn filter_fields(visit: &Visit, query: &Form, errors: &Errors, choices: &ListChoices) -> Vec<Markup> {
    let t = visit.words();
    let page = visit.page("messages-title");
    let fields = visit.fields(query, errors);
    let mut channels = vec![Choice::new("", t.say("messages-channel-any"))];
    channels.extend(Channel::ALL.map(|channel| Choice::new(channel.as_str(), page.channel(channel))));
    let mut templates = vec![Choice::new("", t.say("messages-template-any"))];
    templates.extend(choices.templates.iter().map(|(id, channel, name)| {
        Choice::new(id.to_string(), format!("{name} ({})", page.channel(*channel)))
    }));
    let mut senders = vec![Choice::new("", t.say("messages-sender-any"))];
    senders.extend(
        choices
            .keys
            .iter()
            .map(|(id, name)| Choice::new(id.to_string(), t.say1("messages-sender-key", "name", name))),
    );
    senders.extend(choices.people.iter().map(|(id, name)| Choice::new(id.to_string(), name)));
    let mut periods = vec![Choice::new("", t.say("messages-days-kept"))];
    periods
        .extend(PERIODS.map(|days| Choice::new(days.to_string(), t.say(&format!("messages-days-{days}")))));
    let tests = [Choice::new("", t.say("messages-test-no")), Choice::new("1", t.say("messages-test-yes"))];
    let day = |hint| Input { kind: "date", hint, ..Input::default() };
    vec![
        fields.select("channel", "messages-channel", "", &channels),
        fields.select("template", "messages-template", "", &templates),
        fields.select("sender", "messages-sender", "", &senders),
        fields.select("days", "messages-days", "", &periods),
        fields.input("from", "messages-from", day("messages-from-hint")),
        fields.input("to", "messages-to", day("")),
        fields.select("test", "messages-test", "", &tests),
    ]
}

fn search_field(visit: &Visit, form: &Form, errors: &Errors) -> Markup {
    let input = Input { kind: "search", hint: "messages-search-hint", ..Input::default() };
    visit.fields(form, errors).input("search", "messages-search", input)
}

fn lines(visit: &Visit, page: &Page, caption: String, messages: &[MessageLine]) -> Markup {
    let t = visit.words();
    let may_see = visit.may(SEE_MESSAGE);
    let row = |line: &MessageLine| Row {
        recipient: line.recipient.clone(),
        path: may_see.then(|| page.at(&format!("/notifications/{}", line.id))),
        reference: line.reference.as_ref().map(|text| t.say1("messages-reference", "reference", text)),
        template: line.template_name.clone(),
        status: status::words(&t, line),
        is_failed: status::is_failed(line),
        is_test: line.key_type == KeyType::Test,
        at: line.status_at,
    };
    let rows = messages.iter().map(row).collect();
    Markup::of(&Lines { t, caption, rows })
}

/// Looks for a recipient, a reference or an id. What was searched for is in no address, and in no log.
async fn search(visit: Visit) -> Answer {
    let (by, service, t) = (visit.authority()?, visit.service()?, visit.words());
    let wanted = visit.form().text("search");
    let mut errors = Errors::default();
    if wanted.is_empty() {
        errors.add("search", t.say("messages-search-empty"));
    } else if wanted.chars().count() > LONGEST_SEARCH {
        errors.add("search", t.say1("messages-search-long", "most", LONGEST_SEARCH));
    } else if wanted.chars().any(char::is_control) {
        errors.add("search", t.say("messages-search-control"));
    }
    if errors.is_empty()
        && let Some(id) = NotificationId::parse(wanted)
        && visit.may(SEE_MESSAGE)
        && visit.app().has_message(&by, service, id).await?
    {
        return visit.go(&format!("/services/{service}/notifications/{id}"));
    }
    let wrong = !errors.is_empty();
    let found = if wrong { Vec::new() } else { visit.app().find_messages(&by, service, wanted).await? };
    let page = visit.page("messages-found-title");
    let caption = t.say("messages-found-caption");
    let shown = FoundPage {
        search: search_field(&visit, visit.form(), &errors),
        summary: visit.fields(visit.form(), &errors).summary(),
        asked: !wrong,
        most: (found.len() == MOST_FOUND).then(|| t.say1("messages-found-most", "most", MOST_FOUND)),
        table: (!found.is_empty()).then(|| lines(&visit, &page, caption, &found)),
        page,
    };
    visit.show_as(if wrong { StatusCode::BAD_REQUEST } else { StatusCode::OK }, &shown)
}
