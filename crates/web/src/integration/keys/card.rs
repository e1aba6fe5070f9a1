//! A key as pages show it.

use crate::components::Markup;
use crate::visit::Visit;
use facteur_app::{Author, DayOfKey, KeyState, KeyView, Need};
use facteur_i18n::Words;
use facteur_model::api_key::{Acceptance, KeyClient, KeyType, Scope};
use facteur_model::person::Right;
use facteur_model::service::Mode;
use facteur_model::time::{DAY, HOUR, Moment};
use std::fmt::Write as _;

/// A key in words.
pub struct Card {
    pub key: KeyView,
    pub badge: &'static str,
    pub badge_class: &'static str,
    pub kind: &'static str,
    pub author: String,
    pub accepts: &'static str,
    pub scopes: Vec<String>,
    /// `NOTIFY-API-PYTHON-CLIENT, IPv4`; empty when nothing is known.
    pub client: String,
    pub state: String,
    /// Since when the state is so, for keys that do not work any more.
    pub ended: bool,
    /// `in 3 days`, when the end is near.
    pub expires_in: Option<String>,
    pub activity: String,
    pub chart: Option<Markup>,
    pub days: Vec<Row>,
    /// The key before this one, and the key after it: address and name.
    pub before: Option<(String, String)>,
    pub after: Option<(String, String)>,
    pub may_rotate: bool,
    pub may_revoke: bool,
}

/// One day in the table behind the chart.
pub struct Row {
    pub day: Moment,
    pub emails: u64,
    pub texts: u64,
}

/// For so many days before its end, a key says how many are left.
const NEAR: i64 = 30;

impl Card {
    /// `all` are the keys of the service, among which this one's neighbours are.
    pub fn new(visit: &Visit, key: &KeyView, all: &[KeyView]) -> Self {
        let t = visit.words();
        let name = |id| {
            let other = all.iter().find(|other| Some(other.id) == id)?;
            Some((other.id.to_string(), other.name.clone()))
        };
        let (after, before) = (name(key.successor), name(key.replaces));
        let is_trial = visit.seat().is_ok_and(|seat| seat.service.mode == Mode::Trial);
        let (emails, texts) = key.totals();
        Self {
            badge: badge(key.key_type),
            badge_class: badge_class(key.key_type),
            kind: kind(key.key_type),
            author: author(&t, &key.created_by),
            accepts: match key.acceptance {
                Acceptance::ApiKeyAndJwt => "keys-accepts-both",
                Acceptance::ApiKeyOnly => "keys-accepts-key-only",
            },
            scopes: scopes(&t, &key.scopes),
            client: client(&key.last_used_by),
            state: state(&t, key),
            ended: !key.is_active(),
            expires_in: key.expires_at.filter(|_| key.is_active()).and_then(|end| {
                let days = end.since(visit.app().now()) / DAY;
                let is_near = days <= NEAR;
                is_near.then(|| t.say1("keys-expires-in", "days", u64::try_from(days).unwrap_or_default()))
            }),
            activity: if emails + texts == 0 {
                t.say("keys-activity-none")
            } else {
                t.say2("keys-activity", "emails", emails, "texts", texts)
            },
            chart: chart(&key.activity),
            days: key.activity.iter().map(row).collect(),
            may_rotate: key.is_active()
                && key.successor.is_none()
                && visit.may(Need::OwnRight(Right::ManageApiKeys))
                && !(is_trial && key.key_type == KeyType::Live),
            may_revoke: key.is_active(),
            before,
            after,
            key: key.clone(),
        }
    }
}

/// The middle of a day of UTC is on the same date in every time zone of Canada.
fn row(day: &DayOfKey) -> Row {
    Row { day: day.day.start().plus(17 * HOUR), emails: day.emails, texts: day.texts }
}

pub fn badge(key_type: KeyType) -> &'static str {
    match key_type {
        KeyType::Live => "keys-badge-live",
        KeyType::Team => "keys-badge-team",
        KeyType::Test => "keys-badge-test",
    }
}

fn badge_class(key_type: KeyType) -> &'static str {
    match key_type {
        KeyType::Live => "badge-live",
        KeyType::Team => "",
        KeyType::Test => "badge-quiet",
    }
}

pub fn kind(key_type: KeyType) -> &'static str {
    match key_type {
        KeyType::Live => "keys-type-live",
        KeyType::Team => "keys-type-team",
        KeyType::Test => "keys-type-test",
    }
}

/// Who did something, by name where there is one.
pub fn author(t: &Words, author: &Author) -> String {
    match author {
        Author::Person(name) => name.clone(),
        Author::Unknown => t.say("keys-author-unknown"),
        Author::Operator => t.say("keys-author-operator"),
    }
}

/// `curl, IPv4`: both are the same in every language.
pub fn client(client: &KeyClient) -> String {
    let family = client.family.map(|family| family.as_str().to_owned());
    [client.product.clone(), family].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn scopes(t: &Words, scopes: &[Scope]) -> Vec<String> {
    let further = scopes.iter().map(|scope| match scope {
        Scope::ManageTemplates => "keys-scope-manage-templates",
        Scope::ManageReports => "keys-scope-manage-reports",
    });
    std::iter::once("keys-scope-basic").chain(further).map(|key| t.say(key)).collect()
}

/// Whether the key works, in words.
pub fn state(t: &Words, key: &KeyView) -> String {
    match (key.state, key.successor, key.expires_at) {
        (KeyState::Revoked(at), _, _) => t.say1("keys-state-revoked", "at", t.date_time(at)),
        (KeyState::Expired(at), _, _) => t.say1("keys-state-expired", "at", t.date_time(at)),
        (KeyState::Active, Some(_), Some(end)) => t.say1("keys-state-replaced", "at", t.date_time(end)),
        (KeyState::Active, _, _) => t.say("keys-state-active"),
    }
}

/// A bar for each day; nothing when nothing was sent. The same numbers are in words and in a table beside it.
fn chart(days: &[DayOfKey]) -> Option<Markup> {
    const HEIGHT: u64 = 40;
    const WIDTH: usize = 20;
    let most = days.iter().map(DayOfKey::total).max().filter(|most| *most > 0)?;
    let whole = days.len() * WIDTH;
    let mut svg = format!(
        "<svg class=\"chart\" viewBox=\"0 0 {whole} {HEIGHT}\" width=\"{whole}\" height=\"{HEIGHT}\" \
         aria-hidden=\"true\" focusable=\"false\">"
    );
    for (at, day) in days.iter().enumerate().filter(|(_, day)| day.total() > 0) {
        // A day on which anything was sent can be seen.
        let tall = (u128::from(day.total()) * u128::from(HEIGHT - 4) / u128::from(most)).max(2);
        let (left, top) = (at * WIDTH + 2, u128::from(HEIGHT - 1) - tall);
        // Writing to a String cannot fail.
        let _ = write!(
            svg,
            "<rect class=\"bar\" x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{tall}\"/>",
            WIDTH - 4
        );
    }
    let foot = HEIGHT - 1;
    let _ = write!(svg, "<path class=\"axis\" d=\"M0 {foot}.5H{whole}\"/></svg>");
    Some(Markup::written(svg))
}

#[cfg(test)]
mod tests {
    use super::*;
    use facteur_model::time::Day;

    fn days(totals: [u64; 7]) -> Vec<DayOfKey> {
        let day = |(at, emails)| DayOfKey { day: Day::from_number(at), emails, texts: 0 };
        (20_000..).zip(totals).map(day).collect()
    }

    #[test]
    fn the_highest_bar_fills_the_chart_and_a_day_with_little_is_still_seen() {
        let svg = chart(&days([0, 1, 0, 0, 1_000_000, 0, u64::MAX])).unwrap().to_string();
        assert_eq!(svg.matches("<rect").count(), 3);
        assert!(svg.contains("y=\"3\" width=\"16\" height=\"36\""), "{svg}");
        assert!(svg.contains("y=\"37\" width=\"16\" height=\"2\""), "{svg}");
    }

    #[test]
    fn no_messages_are_no_chart() {
        assert!(chart(&days([0; 7])).is_none());
    }
}
