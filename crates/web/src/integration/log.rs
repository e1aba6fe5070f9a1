//! The message log's filters, and how its lines are shown.

use super::{key_choices, with_query};
use crate::components::{Choice, Input, Markup};
use crate::form::{Errors, Form};
use crate::refused::Refused;
use crate::visit::Visit;
use facteur_app::{LogFilter, LogPlace};
use facteur_i18n::{Language, Words};
use facteur_model::api_key::KeyType;
use facteur_model::id::NotificationId;
use facteur_model::notification::{Description, Status};
use facteur_model::time::{HOUR, Moment};

/// Groups of statuses, by the key of their name.
const GROUPS: [(&str, &str, &[Status]); 3] = [
    (
        "in-transit",
        "log-status-in-transit",
        &[Status::Created, Status::Sending, Status::Pending, Status::PendingVirusCheck],
    ),
    ("success", "log-status-success", &[Status::Sent, Status::Delivered]),
    ("failed", "log-status-failed", &Status::FAILURES),
];

/// Statuses that the API's callers see.
const SINGLE: [Status; 10] = [
    Status::Created,
    Status::Sending,
    Status::Pending,
    Status::Sent,
    Status::Delivered,
    Status::TechnicalFailure,
    Status::TemporaryFailure,
    Status::PermanentFailure,
    Status::ProviderFailure,
    Status::Cancelled,
];

/// The fields of the filter, and what they ask for.
pub struct Filters {
    pub summary: Markup,
    pub key: Markup,
    pub status: Markup,
    pub from: Markup,
    pub to: Markup,
    pub test: bool,
    pub is_narrow: bool,
    pub is_valid: bool,
    pub filter: LogFilter,
    kept: Vec<(&'static str, String)>,
}

impl Filters {
    /// Reads the filter of a page's address. Nothing in it is personal.
    pub async fn read(visit: &Visit) -> Result<Self, Refused> {
        let (form, t) = (visit.query(), visit.words());
        let (keys, key_choices) = key_choices(visit).await?;
        let mut errors = Errors::default();
        let mut filter = LogFilter::default();
        let test = form.text("test") == "1";
        filter.key_types = if test { vec![KeyType::Test] } else { vec![KeyType::Live, KeyType::Team] };
        let key = form.text("key");
        filter.key = keys.iter().map(|key| key.id).find(|id| id.to_string() == key);
        if filter.key.is_none() && !key.is_empty() {
            errors.add("key", t.say("log-choice-unknown"));
        }
        match statuses(form.text("status")) {
            Some(statuses) => filter.statuses = statuses,
            None => errors.add("status", t.say("log-choice-unknown")),
        }
        filter.from = day(&t, form, "from", &mut errors);
        // The whole of the last day, which may have 23 or 25 hours.
        let last = day(&t, form, "to", &mut errors);
        filter.until = last.and_then(|start| t.start_of_day(&t.day_field(start.plus(26 * HOUR))));
        if let (Some(from), Some(until)) = (filter.from, filter.until)
            && from >= until
        {
            errors.add("to", t.say("log-dates-crossed"));
        }
        filter.place = match (form.text("older"), form.text("newer")) {
            ("", "") => LogPlace::Newest,
            (id, "") => LogPlace::OlderThan(NotificationId::parse(id).ok_or(Refused::NotFound)?),
            (_, id) => LogPlace::NewerThan(NotificationId::parse(id).ok_or(Refused::NotFound)?),
        };
        let fields = visit.fields(form, &errors);
        let date = Input { kind: "date", width: 12, ..Input::default() };
        let kept = ["key", "status", "from", "to", "test"].map(|name| (name, form.text(name).to_owned()));
        Ok(Self {
            summary: fields.summary(),
            key: fields.select("key", "log-key", "", &key_choices),
            status: fields.select("status", "log-status", "", &status_choices(&t)),
            from: fields.input("from", "log-from", date),
            to: fields.input("to", "log-to", date),
            test,
            is_narrow: kept.iter().any(|(_, value)| !value.is_empty()),
            is_valid: errors.is_empty(),
            filter,
            kept: kept.into(),
        })
    }

    /// A page with the same filter and one thing more, or another in its place.
    pub fn path(&self, path: &str, name: &str, value: &str) -> String {
        let others = self.kept.iter().filter(|(kept, _)| *kept != name);
        let mut values: Vec<_> = others.map(|(kept, value)| (*kept, value.as_str())).collect();
        values.push((name, value));
        with_query(path, &values)
    }
}

fn day(t: &Words, form: &Form, name: &str, errors: &mut Errors) -> Option<Moment> {
    let text = form.text(name);
    if text.is_empty() {
        return None;
    }
    let start = t.start_of_day(text);
    if start.is_none() {
        errors.add(name, t.say("log-date-wrong"));
    }
    start
}

fn statuses(text: &str) -> Option<Vec<Status>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let single = || SINGLE.into_iter().find(|status| status.as_str() == text).map(|status| vec![status]);
    let group = GROUPS.iter().find(|(value, _, _)| *value == text);
    group.map(|(_, _, statuses)| statuses.to_vec()).or_else(single)
}

fn status_choices(t: &Words) -> Vec<Choice> {
    let groups = GROUPS.iter().map(|(value, label, _)| Choice::new(*value, t.say(label)));
    let single = SINGLE.iter().map(|status| Choice::new(status.as_str(), status.as_str()));
    std::iter::once(Choice::new("", t.say("log-any-status"))).chain(groups).chain(single).collect()
}

/// A status in words.
pub fn described(t: &Words, description: Description) -> &'static str {
    match t.language {
        Language::En => description.english(),
        Language::Fr => description.french(),
    }
}
