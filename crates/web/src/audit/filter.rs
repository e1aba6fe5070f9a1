//! Which part of the log somebody asks for.

use crate::components::{Choice, Input};
use crate::form::Errors;
use crate::visit::Visit;
use facteur_app::AuditFilter;
use facteur_i18n::Words;
use facteur_model::id::AuditEventId;
use facteur_model::time::{HOUR, Micros, Moment};

/// Kinds of things that something is done to: the parts of actions before their dots.
const GROUPS: [&str; 20] = [
    "service",
    "member",
    "invitation",
    "departure",
    "notification",
    "job",
    "report",
    "inbound-number",
    "opt-out",
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

#[cfg(test)]
mod tests {
    use super::GROUPS;
    use facteur_i18n::Language;
    use facteur_i18n::catalogue;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    /// The actions that operations record, with `{…}` where one is put together.
    fn actions() -> BTreeSet<String> {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src")];
        let mut actions = BTreeSet::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = fs::read_to_string(path).unwrap();
                let text = text.split("#[cfg(test)]").next().unwrap_or_default();
                if text.contains("record(") {
                    actions.extend(text.split('"').filter(|word| is_action(word)).map(str::to_owned));
                }
            }
        }
        actions
    }

    /// `noun.verb`, in words with hyphens.
    fn is_action(word: &str) -> bool {
        let is_name = |name: &str| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        };
        word.split_once('.').is_some_and(|(noun, verb)| {
            is_name(noun) && (is_name(verb) || (verb.starts_with('{') && verb.ends_with('}')))
        })
    }

    #[test]
    fn everything_that_is_recorded_belongs_to_a_group_and_every_group_is_of_something() {
        let nouns: BTreeSet<String> =
            actions().iter().filter_map(|action| Some(action.split_once('.')?.0.to_owned())).collect();
        let groups: BTreeSet<String> = GROUPS.iter().map(|group| (*group).to_owned()).collect();
        assert_eq!(nouns, groups);
    }

    #[test]
    fn everything_that_is_recorded_has_words_in_both_languages() {
        for action in actions().iter().filter(|action| !action.contains('{')) {
            let key = format!("audit-action-{}", action.replace('.', "-"));
            for language in Language::ALL {
                assert!(
                    catalogue::format(language, &key, None).is_some(),
                    "{key} has no words in {}",
                    language.tag()
                );
            }
        }
    }
}
