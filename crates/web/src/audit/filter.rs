//! Which part of the log somebody asks for.

use crate::components::{Choice, Input};
use crate::form::Errors;
use crate::visit::Visit;
use facteur_app::AuditFilter;
use facteur_i18n::Words;
use facteur_model::id::AuditEventId;
use facteur_model::time::{HOUR, Micros, Moment};

/// Kinds of things that something is done to: the parts of actions before their dots.
const GROUPS: [&str; 16] = [
    "service",
    "member",
    "invitation",
    "departure",
    "notification",
    "key",
    "safelist",
    "webhook",
    "template",
    "folder",
    "reply-to",
    "sms-sender",
    "go-live",
    "user",
    "provider",
    "mailbox",
];

/// A field for a day.
pub const DATE: Input<'static> =
    Input { kind: "date", autocomplete: "off", mode: "", hint: "", width: 0, most: 0 };

/// From midnight, this much later is always the next day, also when clocks change.
const INTO_NEXT_DAY: Micros = 26 * HOUR;

/// A part of the log, with what was wrong in asking for it.
pub struct Asked {
    pub filter: AuditFilter,
    pub errors: Errors,
    group: String,
    from: String,
    until: String,
}

impl Asked {
    pub fn of(visit: &Visit) -> Self {
        let (t, query) = (visit.words(), visit.query());
        let mut errors = Errors::default();
        let mut day = |name: &str| -> Option<Moment> {
            let text = query.text(name);
            let day = t.start_of_day(text);
            if day.is_none() && !text.is_empty() {
                errors.add(name, t.say("audit-date-wrong"));
            }
            day
        };
        let (from, until) = (day("from"), day("until"));
        let until = until.and_then(|start| t.start_of_day(&t.day_field(start.plus(INTO_NEXT_DAY))));
        let group = Some(query.text("group")).filter(|group| GROUPS.contains(group));
        let filter = AuditFilter {
            group: group.map(str::to_owned),
            from,
            until,
            before: AuditEventId::parse(query.text("before")),
        };
        let kept = |name: &str, day: Option<Moment>| {
            if day.is_some() { query.text(name).to_owned() } else { String::new() }
        };
        Self {
            group: group.unwrap_or_default().to_owned(),
            from: kept("from", from),
            until: kept("until", until),
            filter,
            errors,
        }
    }

    /// The same part again, from another event on.
    pub fn query(&self, before: Option<AuditEventId>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("group", &self.group), ("from", &self.from), ("until", &self.until)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if let Some(before) = before {
            query.append_pair("before", &before.to_string());
        }
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }
}

/// The kinds to choose from.
pub fn groups(t: &Words) -> Vec<Choice> {
    let all = Choice::new("", t.say("audit-group-all"));
    let each = GROUPS.iter().map(|group| Choice::new(*group, t.say(&format!("audit-group-{group}"))));
    [all].into_iter().chain(each).collect()
}
